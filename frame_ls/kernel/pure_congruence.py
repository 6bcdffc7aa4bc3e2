"""The checker's congruence closure: small, built anew for each line over the lines that it names."""

from __future__ import annotations

from collections.abc import Iterable

from frame_ls.kernel.pure_definitions import constructor_of
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.terms import EQUAL, FALSE, NOT, TRUE, Apply, Number, Term


class Closure:
    """The classes of the terms in some literals that are taken as true. Quantified formulas are opaque."""

    def __init__(self, literals: Iterable[Term], goal: Term, definitions: Definitions) -> None:
        self._definitions = definitions
        self._parent: dict[Term, Term] = {TRUE: TRUE, FALSE: FALSE}
        self._applications: list[Apply] = []
        self._values: list[Term] = [TRUE, FALSE]  # terms that have distinct values by their form
        self._add(goal)
        taken = list(literals)
        for literal in taken:
            self._add(literal)
        for literal in taken:
            self._take(literal)
        self._close()

    def follows(self, goal: Term) -> bool:
        """Whether the literals imply `goal` (which was named at the start): a literal or false."""
        return self._class(goal) is self._class(TRUE) or self._holds(goal) or self._is_contradictory()

    def _holds(self, goal: Term) -> bool:
        if not isinstance(goal, Apply):
            return False
        if goal.operator == EQUAL:
            return self._class(goal.args[0]) is self._class(goal.args[1])
        if goal.operator != NOT:
            return False
        inner = goal.args[0]
        if self._class(inner) is self._class(FALSE):
            return True
        if isinstance(inner, Apply) and inner.operator == EQUAL:
            a, b = (self._class(argument) for argument in inner.args)
            return any(_differ(s, t) for s in self._values_in(a) for t in self._values_in(b))
        return False

    def _add(self, term: Term) -> None:
        waiting = [term]
        while waiting:
            here = waiting.pop()
            if here in self._parent:
                continue
            self._parent[here] = here
            if isinstance(here, Apply):
                if here.args:
                    self._applications.append(here)
                    waiting.extend(here.args)
                if here.sort.kind == "data" and constructor_of(here, self._definitions) is not None:
                    self._values.append(here)
            elif isinstance(here, Number):
                self._values.append(here)

    def _take(self, literal: Term) -> None:
        self._join(literal, TRUE)
        if isinstance(literal, Apply):
            if literal.operator == EQUAL and literal.args[0].sort is literal.args[1].sort:
                self._join(*literal.args)
            elif literal.operator == NOT:
                self._join(literal.args[0], FALSE)

    def _class(self, term: Term) -> Term:
        parent = self._parent
        while parent[term] is not term:
            parent[term] = parent[parent[term]]
            term = parent[term]
        return term

    def _join(self, a: Term, b: Term) -> bool:
        a, b = self._class(a), self._class(b)
        self._parent[a] = b
        return a is not b

    def _close(self) -> None:
        changed = True
        while changed:
            changed = False
            seen: dict[tuple[object, ...], Term] = {}
            for term in self._applications:
                classes = [self._class(a) for a in term.args]
                if term.operator == EQUAL and term.args[0].sort is term.args[1].sort:
                    if classes[0] is classes[1]:
                        changed |= self._join(term, TRUE)
                    elif self._class(term) is self._class(TRUE):
                        changed |= self._join(*term.args)
                    classes.sort(key=id)
                other = seen.setdefault((term.operator, term.sort, *classes), term)
                if other is not term:
                    changed |= self._join(other, term)

    def _values_in(self, of: Term) -> list[Term]:
        return [t for t in self._values if self._class(t) is of]

    def _is_contradictory(self) -> bool:
        found: dict[Term, Term] = {}
        return any(_differ(found.setdefault(self._class(term), term), term) for term in self._values)


def _differ(a: Term, b: Term) -> bool:
    if isinstance(a, Apply) and isinstance(b, Apply):
        return a.operator != b.operator
    return a is not b
