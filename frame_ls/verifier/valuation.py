"""What the variables of an assertion stand for while it is produced or consumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from frame_ls.declarations.assertions import Assertion
from frame_ls.declarations.evaluation import evaluate
from frame_ls.declarations.sort_substitution import Sorts, TermsAt, sort_at
from frame_ls.declarations.types import Type
from frame_ls.declarations.unification import replaced
from frame_ls.logic.heaps import Atom
from frame_ls.logic.sorts import Sort
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Span


@dataclass(frozen=True, slots=True)
class Env:
    """Values of variables, and of the type parameters in their sorts.

    `unbound` are variables of a body that is being closed whose values are still to be found. `values` has them as
    themselves.
    """

    values: Mapping[Variable, Term] = field(default_factory=dict)
    at: TermsAt = field(default_factory=lambda: TermsAt({}))
    unbound: frozenset[Variable] = frozenset()
    later: tuple[tuple[Term, Span], ...] = ()  # conjuncts to be shown once everything in them is found
    types: Mapping[str, Type] = field(default_factory=dict)  # of type parameters, where they are C types
    taken: tuple[tuple[Assertion, Atom], ...] = ()  # what was consumed for what, in order
    promised: tuple[Assertion, ...] = ()  # what `ensures` in a precondition says of the cases that were met

    @staticmethod
    def of(values: Mapping[Variable, Term], sorts: Sorts | None = None) -> Env:
        """An environment with the type parameters instantiated."""
        at = TermsAt(sorts or {})
        if sorts:
            values = {at.variable(v): t for v, t in values.items()}
        return Env(values, at)

    def term(self, term: Term) -> Term:
        """The term's value, simplified."""
        if self.at.sorts:
            term = self.at(term)
        return evaluate(term, self.values)

    def type(self, written: Type) -> Type:
        """The type, instantiated."""
        return replaced(written, dict(self.types)) if self.types else written

    def sort(self, sort: Sort) -> Sort:
        """The sort, instantiated."""
        return sort_at(sort, self.at.sorts) if self.at.sorts else sort

    def binding(self, variable: Variable, value: Term) -> Env:
        """The environment in which the variable has the value."""
        if self.at.sorts:
            variable = self.at.variable(variable)
        return replace(self, values={**self.values, variable: value}, unbound=self.unbound - {variable})

    def pending(self, formula: Term, span: Span) -> Env:
        """The environment that remembers a conjunct to be shown once its unbound variables are found."""
        return replace(self, later=(*self.later, (formula, span)))

    def took(self, assertion: Assertion, atom: Atom) -> Env:
        """The environment that remembers that the atom was taken for the assertion."""
        return replace(self, taken=(*self.taken, (assertion, atom)))

    def promising(self, assertion: Assertion) -> Env:
        """The environment of a call that also ensures the assertion."""
        return replace(self, promised=(*self.promised, assertion))

    def solving(self, variable: Variable, value: Term) -> Env:
        """The environment in which an unbound variable turned out to be `value`, wherever it stands."""
        solution = {variable: value}
        values = {v: evaluate(t, solution) for v, t in self.values.items()}
        later = tuple((evaluate(f, solution), span) for f, span in self.later)
        return replace(self, values=values, unbound=self.unbound - {variable}, later=later)

    def is_open(self, term: Term) -> bool:
        """Whether the value still has unbound variables in it."""
        return bool(self.unbound) and any(v in self.unbound for v in free_variables(term))
