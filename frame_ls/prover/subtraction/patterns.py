"""Fits terms with pattern variables to values: binds what is open, collects the equations that must be proved."""

from __future__ import annotations

from collections.abc import Collection

from frame_ls.logic.sorts import INT
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import ADD, EQUAL, Apply, Term, Variable, equal, subtract
from frame_ls.prover.pure.context import Context


class Fit:
    """An attempt to make terms equal. `bindings` grows; `equations` must hold for the fit to be one."""

    __slots__ = ("bindings", "context", "equations", "unbound")

    def __init__(self, context: Context, bindings: dict[Variable, Term], unbound: Collection[Variable]) -> None:
        self.context = context
        self.bindings = bindings
        self.unbound = dict.fromkeys(unbound)
        self.equations: list[Term] = []

    def bind(self, variable: Variable, value: Term) -> None:
        self.bindings[variable] = value
        del self.unbound[variable]

    def closed(self, term: Term) -> Term | None:
        """The term with its pattern variables replaced; None while one of them is open."""
        term = substitute(term, self.bindings)
        return None if self.mentions_open(term) else term

    def mentions_open(self, term: Term) -> bool:
        return bool(self.unbound) and any(v in self.unbound for v in free_variables(term))

    def term(self, pattern: Term, value: Term) -> bool:
        """Fits `pattern` to `value`; False where that is seen to be impossible or cannot be settled yet."""
        pattern = substitute(pattern, self.bindings)
        if pattern is value:
            return True
        if isinstance(pattern, Variable) and pattern in self.unbound:
            if pattern.sort is not value.sort:
                return False
            self.bind(pattern, value)
            return True
        if not self.mentions_open(pattern):
            if self.context.disequal(pattern, value):
                return False
            self.equations.append(equal(pattern, value))
            return True
        return self._inside(pattern, value)

    def _inside(self, pattern: Term, value: Term) -> bool:
        if not isinstance(pattern, Apply):
            return False
        if pattern.sort is INT and pattern.operator == ADD:
            return self._solve(pattern, value)
        form = value if isinstance(value, Apply) and value.operator == pattern.operator else None
        form = form or self.context.constructor_form(value)
        if form is None or form.operator != pattern.operator or len(form.args) != len(pattern.args):
            return False
        if form is not value:
            self.equations.append(equal(value, form))
        return all(self.term(p, v) for p, v in zip(pattern.args, form.args, strict=True))

    def _solve(self, pattern: Apply, value: Term) -> bool:
        """`?m + rest = value` gives m = value - rest."""
        opens = [a for a in pattern.args if isinstance(a, Variable) and a in self.unbound]
        rest = [a for a in pattern.args if a not in opens]
        if len(opens) != 1 or any(self.mentions_open(a) for a in rest):
            return False
        total = value
        for part in rest:
            total = subtract(total, part)
        self.bind(opens[0], total)
        return True

    def equation(self, formula: Term) -> bool:
        """Uses an equation of the right side to bind open variables; whether it bound any."""
        formula = substitute(formula, self.bindings)
        if not (isinstance(formula, Apply) and formula.operator == EQUAL):
            return False
        before = len(self.unbound)
        for one, other in (formula.args, formula.args[::-1]):
            if self.mentions_open(one) and not self.mentions_open(other):
                trial = Fit(self.context, dict(self.bindings), self.unbound)
                if trial.term(one, other):
                    self.bindings, self.unbound = trial.bindings, trial.unbound
        return len(self.unbound) < before
