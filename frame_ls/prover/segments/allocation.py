"""What surely is allocated, or surely is not, on the left side of a settled problem."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.prover.segments.equalities import Equalities
from frame_ls.prover.segments.problem import NIL, Edge, Problem


@dataclass(frozen=True, slots=True)
class Source:
    """Why a term is allocated, or cannot be: a left atom's head (`atom`), a member of `outside`, or nil (neither)."""

    atom: int | None = None
    member: int | None = None


def is_sure(edge: Edge, graph: Equalities) -> bool:
    """Whether the edge surely has a cell at its root."""
    return edge.is_cell or graph.are_unequal(edge.root, edge.target)


class Allocation:
    """Look-ups from classes to left atoms, when no two atoms that may have cells share their root."""

    __slots__ = ("_graph", "_problem", "at")

    def __init__(self, problem: Problem, graph: Equalities) -> None:
        self._problem, self._graph = problem, graph
        self.at: dict[int, int] = {}  # class -> index of the left atom with that root, unless it is known to be empty
        for index, edge in enumerate(problem.left):
            if edge.is_cell or not graph.are_equal(edge.root, edge.target):
                self.at[graph.of[edge.root]] = index

    def source(self, term: int) -> Source | None:
        """Why `term` surely is nil, allocated, or outside; None if nothing of that is known."""
        place = self._graph.of[term]
        if place == self._graph.of[NIL]:
            return Source()
        found = self.at.get(place)
        if found is not None and is_sure(self._problem.left[found], self._graph):
            return Source(atom=found)
        for index, member in enumerate(self._problem.outside):
            if self._graph.of[member] == place:
                return Source(member=index)
        return None

    def apart(self, a: int, b: int) -> tuple[Source, Source] | bool:
        """How `a != b` is known: by a disequation (True), by what is allocated where, or not at all (False)."""
        if self._graph.are_equal(a, b):
            return False
        if self._graph.are_unequal(a, b):
            return True
        first = self.source(a)
        second = self.source(b) if first is not None else None
        if first is None or second is None or (first.member is not None and second.member is not None):
            return False
        return first, second
