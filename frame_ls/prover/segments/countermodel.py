"""Turns a heap of edges between classes into a model for the kernel."""

from __future__ import annotations

from itertools import pairwise

from frame_ls.kernel.models import Model, Unfolding
from frame_ls.kernel.values import Address, HeapCell, Place
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.terms import Variable
from frame_ls.prover.segments.decide import Heap
from frame_ls.prover.segments.problem import NIL, Problem
from frame_ls.prover.segments.shapes import empty_case


def model_of(problem: Problem, heap: Heap, definitions: Definitions) -> Model:
    """The model in which classes are different addresses, cells as `heap` says."""
    graph = heap.graph
    sort = problem.terms[NIL].sort
    numbers = {graph.of[NIL]: 0}
    for name in graph.of:
        numbers.setdefault(name, len(numbers))
    spare = Address(sort, len(numbers))

    def address(term: int) -> Address:
        return Address(sort, numbers[graph.of[term]])

    stack = tuple((t, address(i)) for i, t in enumerate(problem.terms) if isinstance(t, Variable))
    cells: list[tuple[Place, HeapCell]] = []
    derivation: list[Unfolding] = []
    for index, edge in enumerate(problem.left):
        stops = [address(edge.root), address(edge.target)]
        if not edge.is_cell and stops[0] == stops[1]:
            stops.pop()
        if heap.through is not None and heap.through[0] == index:
            middle = heap.through[1]
            stops.insert(1, spare if middle is None else address(middle))
        for here, there in pairwise(stops):
            assert problem.cell is not None
            cells.append(((problem.cell.region, here), HeapCell(problem.cell.name, (there,))))
        if not edge.is_cell:
            assert problem.predicate is not None
            empty = empty_case(definitions.predicates[problem.predicate])
            derivation += (Unfolding(1 - empty, (there,)) for there in stops[1:])
            derivation.append(Unfolding(empty))
    return Model(stack, tuple(cells), tuple(derivation))
