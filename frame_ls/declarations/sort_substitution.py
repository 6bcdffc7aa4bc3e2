"""Type parameters replaced in sorts, terms and assertions: how a generic predicate or lemma is used at one type."""

from __future__ import annotations

from collections.abc import Mapping

from frame_ls.logic.sorts import Sort
from frame_ls.logic.terms import Apply, Number, Quantified, Term, Variable

Sorts = Mapping[Sort, Sort]


def sort_at(sort: Sort, sorts: Sorts) -> Sort:
    """The sort with its parameters replaced."""
    found = sorts.get(sort)
    if found is not None:
        return found
    if not sort.args:
        return sort
    args = tuple(sort_at(a, sorts) for a in sort.args)
    return sort if args == sort.args else Sort(sort.kind, sort.name, args)


class TermsAt:
    """Terms with the parameters in their sorts replaced; one walk's results are kept."""

    __slots__ = ("_done", "sorts")

    def __init__(self, sorts: Sorts) -> None:
        self.sorts = sorts
        self._done: dict[Term, Term] = {}

    def __call__(self, term: Term) -> Term:
        if not self.sorts:
            return term
        found = self._done.get(term)
        if found is None:
            found = self._compute(term)
            self._done[term] = found
        return found

    def variable(self, variable: Variable) -> Variable:
        """The variable at its new sort."""
        return Variable(variable.name, sort_at(variable.sort, self.sorts))

    def _compute(self, term: Term) -> Term:
        match term:
            case Variable():
                return self.variable(term)
            case Apply(operator=operator, args=args, sort=sort):
                return Apply(operator, tuple(self(a) for a in args), sort_at(sort, self.sorts))
            case Quantified(quantifier=quantifier, variables=variables, body=body):
                return Quantified(quantifier, tuple(self.variable(v) for v in variables), self(body))
            case _:
                assert isinstance(term, Number)
                return term
