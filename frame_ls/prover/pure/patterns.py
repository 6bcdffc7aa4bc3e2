"""Patterns: terms with variables, found in the equality graph up to the equalities known there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from frame_ls.kernel.pure_definitions import SortBindings, match_sort
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import Apply, Term, Variable
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.nodes import Kind, Node
from frame_ls.prover.pure.triggers import Trigger

Found = dict[Variable, Node]


class Matcher:
    """Finds a trigger with certain variables."""

    __slots__ = ("_graph", "_variables")

    def __init__(self, graph: EGraph, variables: Iterable[Variable]) -> None:
        self._graph = graph
        self._variables = frozenset(variables)

    def matches(self, trigger: Trigger) -> Iterator[Found]:
        """All ways to find the trigger's patterns; class members that are congruent count once."""
        yield from self._all(trigger, 0, {}, {})

    def _all(self, trigger: Trigger, index: int, found: Found, sorts: SortBindings) -> Iterator[Found]:
        if index == len(trigger):
            yield found
            return
        pattern = trigger[index]
        assert isinstance(pattern, Apply)
        for node in list(self._graph.by_head.get(pattern.operator, ())):
            for inner, inner_sorts in self._application(pattern, node, found, sorts):
                yield from self._all(trigger, index + 1, inner, inner_sorts)

    def _application(
        self, pattern: Apply, node: Node, found: Found, sorts: SortBindings
    ) -> Iterator[tuple[Found, SortBindings]]:
        """The pattern at exactly this application."""
        if len(pattern.args) != len(node.args):
            return
        inner_sorts = dict(sorts)
        if not match_sort(pattern.sort, node.term.sort, inner_sorts):
            return
        yield from self._arguments(pattern.args, node.args, 0, found, inner_sorts)

    def _arguments(
        self, patterns: Sequence[Term], nodes: Sequence[Node], index: int, found: Found, sorts: SortBindings
    ) -> Iterator[tuple[Found, SortBindings]]:
        if index == len(patterns):
            yield found, sorts
            return
        for inner, inner_sorts in self._term(patterns[index], nodes[index], found, sorts):
            yield from self._arguments(patterns, nodes, index + 1, inner, inner_sorts)

    def _term(
        self, pattern: Term, node: Node, found: Found, sorts: SortBindings
    ) -> Iterator[tuple[Found, SortBindings]]:
        """The pattern at some member of the node's class."""
        if isinstance(pattern, Variable) and pattern in self._variables:
            known = found.get(pattern)
            if known is not None:
                if known.root is node.root:
                    yield found, sorts
                return
            inner = dict(sorts)
            if match_sort(pattern.sort, node.term.sort, inner):
                yield {**found, pattern: node}, inner
            return
        if not isinstance(pattern, Apply) or not free_variables(pattern):
            known = self._graph.known(pattern)
            if known is not None and known.root is node.root:
                yield found, sorts
                return
            if not isinstance(pattern, Apply):
                return
        seen: set[tuple[Node, ...]] = set()
        for member in node.members():
            term = member.term
            if isinstance(term, Apply) and term.operator == pattern.operator and member.kind is not Kind.CLAUSE:
                key = tuple([a.root for a in member.args])
                if key not in seen:
                    seen.add(key)
                    yield from self._application(pattern, member, found, sorts)
