"""Why two nodes are equal: the steps that a path through the forest of causes leans on."""

from __future__ import annotations

from frame_ls.kernel.pure_proofs import Congruence
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.terms import EQUAL, FALSE, NOT, TRUE, Apply, Term
from frame_ls.prover.pure.nodes import Kind, Node
from frame_ls.prover.pure.steps import Pair, Step


def equation(a: Node, b: Node) -> Term:
    """What it says that two nodes are one class: an equation, or the literal where one of them is true or false."""
    for node, truth in ((a, b), (b, a)):
        if truth.term is TRUE:
            return node.term
        if truth.term is FALSE:
            return FALSE if node.term is TRUE else Apply(NOT, (node.term,), BOOL)
    return Apply(EQUAL, (a.term, b.term), BOOL)


class Causes:
    """Looks pairs up and remembers them, as long as the graph does not change."""

    def __init__(self, true: Node, false: Node) -> None:
        self._true = true
        self._false = false
        self._known: dict[Pair, Step] = {}

    def __call__(self, pair: Pair) -> Step | None:
        """A step that says that the two nodes, of one class, are equal; None when they are one node, but no truth."""
        a, b = pair
        if a is b and not a.truth_weight:
            return None
        found = self._known.get(pair)
        if found is None:
            wanted = equation(a, b)
            leaves = self.leaves(a, b)
            found = leaves[0] if len(leaves) == 1 and leaves[0].formula is wanted else Step(wanted, Congruence, leaves)
            self._known[pair] = found
        return found

    def leaves(self, a: Node, b: Node) -> list[Step]:
        """The steps whose congruence closure makes the two one class, each once, in order of discovery."""
        steps: dict[Step, None] = {}
        done: set[Node] = set()  # nodes whose edge was followed
        waiting = [(a, b)]
        while waiting:
            a, b = waiting.pop()
            if a is b:
                continue
            for edge in _path(a, b):
                if edge in done:
                    continue
                done.add(edge)
                cause, other = edge.cause, edge.toward
                assert other is not None
                if isinstance(cause, Step):
                    steps[cause] = None
                elif isinstance(cause, Node):
                    waiting.append((cause, self._true))
                elif cause is not None:
                    waiting.extend(zip(edge.args, reversed(other.args), strict=True))
                elif edge.kind is Kind.EQUATION and other is self._true:
                    waiting.append((edge.args[0], edge.args[1]))
                elif other.kind is Kind.EQUATION and edge is self._true:
                    waiting.append((other.args[0], other.args[1]))
                else:
                    waiting.extend(zip(edge.args, other.args, strict=True))
        return list(steps)


def _path(a: Node, b: Node) -> list[Node]:
    """The nodes whose edges lead from a and from b to where the two ways meet."""
    above: dict[Node, None] = {}
    here: Node | None = a
    while here is not None:
        above[here] = None
        here = here.toward
    found: list[Node] = []
    meeting: Node = b
    while meeting not in above:
        found.append(meeting)
        assert meeting.toward is not None, "the two are not one class"
        meeting = meeting.toward
    for node in above:
        if node is meeting:
            break
        found.append(node)
    return found
