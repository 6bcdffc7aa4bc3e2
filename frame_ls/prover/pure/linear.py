"""Numeric terms as linear forms over what arithmetic does not look into; products of unknowns are such atoms too."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from frame_ls.logic.sorts import INT, REAL, Sort
from frame_ls.logic.terms import ADD, DIVIDE, MULTIPLY, Apply, Number, Term, add, multiply

Coefficient = int | Fraction

ONE = Fraction(1)
SIZE_LIMIT = 200  # monomials; a larger product is left alone


@dataclass(frozen=True, slots=True)
class Form:
    """The sum of coefficient * atom, and `constant`. Atoms differ, no coefficient is 0; the order is of first sight."""

    items: tuple[tuple[Term, Coefficient], ...]
    constant: Coefficient


def plain(value: Coefficient) -> Coefficient:
    """The same number, an int where it can be one."""
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value


def size(value: Coefficient) -> Coefficient:
    """The absolute value."""
    return value if value >= 0 else -value


class Forms:
    """Makes linear forms and remembers them; what it returns depends on the term alone."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[Term, Form] = {}

    def of(self, term: Term) -> Form:
        """The linear form of a numeric term."""
        found = self._known.get(term)
        if found is None:
            found = self._known[term] = self._make(term)
        return found

    def difference(self, a: Term, b: Term) -> Form:
        """The form of a - b."""
        return _sum(((self.of(a), 1), (self.of(b), -1)))

    def replaced(self, form: Form, atom: Term, by: Term) -> Form:
        """The form with `by` for one of its atoms."""
        coefficient = dict(form.items)[atom]
        return _sum(((form, 1), (Form(((atom, 1),), 0), -coefficient), (self.of(by), coefficient)))

    def _make(self, term: Term) -> Form:
        if isinstance(term, Number):
            return Form((), plain(term.value))
        if isinstance(term, Apply):
            if term.operator == ADD:
                return _sum(tuple((self.of(a), 1) for a in term.args))
            if term.operator == MULTIPLY:
                return self._product(term)
            if term.operator == DIVIDE and term.sort is REAL:
                divisor = term.args[1]
                if isinstance(divisor, Number) and divisor.value:
                    return _sum(((self.of(term.args[0]), plain(Fraction(1) / divisor.value)),))
        return Form(((term, 1),), 0)

    def _product(self, term: Apply) -> Form:
        a, b = self.of(term.args[0]), self.of(term.args[1])
        if len(a.items) * len(b.items) > SIZE_LIMIT:
            return Form(((term, 1),), 0)
        total: dict[Term, Coefficient] = {}
        for t, x in a.items:
            total[t] = total.get(t, 0) + x * b.constant
        for t, x in b.items:
            total[t] = total.get(t, 0) + x * a.constant
        for s, x in a.items:
            for t, y in b.items:
                monomial = _monomial(s, t)
                total[monomial] = total.get(monomial, 0) + x * y
        return Form(tuple((t, plain(c)) for t, c in total.items() if c), plain(a.constant * b.constant))


def _sum(parts: tuple[tuple[Form, Coefficient], ...]) -> Form:
    total: dict[Term, Coefficient] = {}
    constant: Coefficient = 0
    for form, factor in parts:
        constant += form.constant * factor
        for term, coefficient in form.items:
            total[term] = total.get(term, 0) + coefficient * factor
    return Form(tuple((t, plain(c)) for t, c in total.items() if c), plain(constant))


def factors(monomial: Term) -> tuple[Term, ...]:
    """The factors of a product of atoms; the term itself otherwise."""
    if isinstance(monomial, Apply) and monomial.operator == MULTIPLY:
        return (*factors(monomial.args[0]), *factors(monomial.args[1]))
    return (monomial,)


def _monomial(a: Term, b: Term) -> Term:
    """The one term that stands for the product of two atoms, whichever way round."""
    first, *rest = sorted((*factors(a), *factors(b)), key=str)
    for factor in rest:
        first = Apply(MULTIPLY, (first, factor), a.sort)
    return first


def primitive(form: Form) -> tuple[tuple[tuple[Term, Coefficient], ...], Fraction]:
    """The form's items times a positive factor that makes them integers without a common divisor; and the factor."""
    integers = [c for _, c in form.items if isinstance(c, int)]
    if len(integers) == len(form.items):
        divisor = gcd(*integers)
        if divisor == 1:
            return form.items, ONE
        return tuple((t, c // divisor) for t, c in form.items), Fraction(1, divisor)
    scale = lcm(*(c.denominator for _, c in form.items))
    divisor = gcd(*(int(c * scale) for _, c in form.items))
    return tuple((t, int(c * scale) // divisor) for t, c in form.items), Fraction(scale, divisor)


def form_term(items: tuple[tuple[Term, Coefficient], ...], sort: Sort) -> Term:
    """A term that says the sum of the items."""
    return add(*(multiply(Number(c, sort), t) for t, c in items)) if items else Number(0, sort)


def is_numeric(sort: Sort) -> bool:
    """Whether arithmetic is about terms of this sort."""
    return sort is INT or sort is REAL
