"""Patterns: terms with variables, found in the equality graph up to the equalities known there.

Sorts are not looked at here: whoever uses a match makes sure that what it binds fits.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from frame_ls.logic.terms import Apply, Variable
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.nodes import Kind, Node
from frame_ls.prover.pure.triggers import Pattern

Found = dict[Variable, Node]
ByOperator = Mapping[str, Sequence[Node]]


def matches(graph: EGraph, trigger: tuple[Pattern, ...], near: ByOperator) -> Iterator[Found]:
    """All ways to find the patterns, one of them at a node of `near`.

    Class members that are congruent count once.
    """
    if not trigger:
        yield {}
    for index, pattern in enumerate(trigger):
        others = (*trigger[:index], *trigger[index + 1 :])
        for node in near.get(pattern.operator, ()):
            for found in _application(graph, pattern, node, {}):
                yield from _all(graph, others, 0, found)


def _all(graph: EGraph, trigger: tuple[Pattern, ...], index: int, found: Found) -> Iterator[Found]:
    if index == len(trigger):
        yield found
        return
    for node in tuple(graph.by_head.get(trigger[index].operator, ())):
        for inner in _application(graph, trigger[index], node, found):
            yield from _all(graph, trigger, index + 1, inner)


def _application(graph: EGraph, pattern: Pattern, node: Node, found: Found) -> Iterator[Found]:
    """The pattern at exactly this application."""
    if len(pattern.args) != len(node.args):
        return
    options: list[Found] = [found]
    for argument, is_bound, part in zip(pattern.args, pattern.binds, node.args, strict=True):
        if is_bound:
            assert isinstance(argument, Variable)
            options = [o for o in options if o.get(argument, part).root is part.root]
            options = [o if argument in o else {**o, argument: part} for o in options]
        elif isinstance(argument, Pattern):
            options = [inner for o in options for inner in _member(graph, argument, part, o)]
        else:
            known = graph.known(argument)
            if known is None or known.root is not part.root:
                return
        if not options:
            return
    yield from options


def _member(graph: EGraph, pattern: Pattern, node: Node, found: Found) -> Iterator[Found]:
    """The pattern at some member of the node's class."""
    seen: set[tuple[Node, ...]] = set()
    for member in node.members():
        term = member.term
        if isinstance(term, Apply) and term.operator == pattern.operator and member.kind is not Kind.CLAUSE:
            key = tuple([a.root for a in member.args])
            if key not in seen:
                seen.add(key)
                yield from _application(graph, pattern, member, found)
