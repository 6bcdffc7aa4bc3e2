"""Values are finite: a term that equals one that it is a proper part of is a contradiction."""

from __future__ import annotations

from frame_ls.kernel.pure_proofs import Acyclic, Congruence
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.terms import EQUAL, FALSE, Apply, Term
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.nodes import Kind, Node
from frame_ls.prover.pure.steps import Pair, Step


class Cycles:
    """Looks for such terms where classes were merged since it last looked."""

    def __init__(self, graph: EGraph) -> None:
        self._graph = graph
        self._looked = 0

    def find(self) -> Step | None:
        """The step that says false when some class of constructor terms contains itself, through constructors only."""
        graph = self._graph
        merged = graph.merged[self._looked :]
        if not merged or not graph.theory.has_recursive_data:
            return None
        graph.trail.note(self.__setattr__, "_looked", self._looked)
        self._looked = len(graph.merged)
        finished: set[Node] = set()
        for node in merged:
            root = node.root
            if root not in finished and root.value is not None and root.value.args:
                cycle = _cycle_from(root, finished)
                if cycle is not None:
                    return _contradiction(cycle)
        return None


def _cycle_from(start: Node, finished: set[Node]) -> list[tuple[Node, int]] | None:
    """Constructor nodes, each with the argument whose class is the next one's; the last leads to the first."""
    path: list[tuple[Node, int]] = []
    on_path: dict[Node, int] = {}
    here: Node | None = start
    while True:
        if here is not None and here not in finished and here.value is not None and here.value.kind is Kind.VALUE:
            on_path[here] = len(path)
            path.append((here.value, -1))
        while True:
            if not path:
                return None
            value, index = path[-1]
            index += 1
            if index < len(value.args):
                path[-1] = (value, index)
                break
            finished.add(value.root)
            del on_path[value.root]
            path.pop()
        here = value.args[index].root
        if here in on_path:
            return path[on_path[here] :]


def _contradiction(cycle: list[tuple[Node, int]]) -> Step:
    """x = C(.. D(.. x ..) ..), x being the first constructor term, by congruence; then false."""
    inner = cycle[0][0].term
    premises: list[Pair] = []
    built: Term = inner
    following = cycle[0][0]
    for value, index in reversed(cycle):
        premises.append((value.args[index], following))
        term = value.term
        assert isinstance(term, Apply)
        built = Apply(term.operator, (*term.args[:index], built, *term.args[index + 1 :]), term.sort)
        following = value
    equation = Step(Apply(EQUAL, (inner, built), BOOL), Congruence, premises)
    return Step(FALSE, lambda lines: Acyclic(lines[0]), (equation,))
