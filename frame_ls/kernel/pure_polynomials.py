"""Comparisons as polynomials with exact coefficients, and what a combination of them proves."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import floor, gcd, lcm
from typing import Literal

from frame_ls.kernel.refused import Refused
from frame_ls.logic.sorts import INT, REAL, Sort
from frame_ls.logic.terms import ADD, DIVIDE, EQUAL, LESS, LESS_EQUAL, MULTIPLY, NOT, Apply, Number, Term

Coefficient = int | Fraction
Monomial = tuple[Term, ...]  # the factors, ordered by identity; () for the constant
Polynomial = dict[Monomial, Coefficient]  # no coefficient is 0
Relation = Literal["=", "<=", "<"]

SIZE_LIMIT = 2000  # monomials; a proof that needs more multiplies out too much

_OPPOSITE: dict[str, str] = {LESS: LESS_EQUAL, LESS_EQUAL: LESS}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`polynomial relation 0`. Over the integers the relation is never `<`."""

    polynomial: Polynomial
    relation: Relation
    sort: Sort


def polynomial(term: Term) -> Polynomial:
    """The normal form of a numeric term. Raises Refused when it is ill-sorted or too large."""
    if term.sort is not INT and term.sort is not REAL:
        raise Refused(f"{term} is no number")
    if isinstance(term, Number):
        return {(): term.value} if term.value else {}
    if isinstance(term, Apply):
        if term.operator == ADD:
            parts = [(_of_sort(argument, term.sort), 1) for argument in term.args]
            return combined(parts)
        if term.operator == MULTIPLY and len(term.args) == 2:
            return product(_of_sort(term.args[0], term.sort), _of_sort(term.args[1], term.sort))
        if term.operator == DIVIDE and term.sort is REAL and len(term.args) == 2:
            divisor = term.args[1]
            if isinstance(divisor, Number) and divisor.value:
                return combined([(_of_sort(term.args[0], REAL), Fraction(1) / divisor.value)])
    return {(term,): 1}


def _of_sort(term: Term, sort: Sort) -> Polynomial:
    if term.sort is not sort:
        raise Refused(f"{term} is not of sort {sort}")
    return polynomial(term)


def combined(parts: Iterable[tuple[Polynomial, Coefficient]]) -> Polynomial:
    """The sum of the polynomials, each times its factor."""
    total: Polynomial = {}
    for part, factor in parts:
        for monomial, coefficient in part.items():
            total[monomial] = total.get(monomial, 0) + coefficient * factor
    return {m: c for m, c in total.items() if c}


def product(a: Polynomial, b: Polynomial) -> Polynomial:
    """The product, multiplied out."""
    if len(a) * len(b) > SIZE_LIMIT:
        raise Refused("the product is too large")
    total: Polynomial = {}
    for m, x in a.items():
        for n, y in b.items():
            key = m or n if not m or not n else tuple(sorted(m + n, key=id))
            total[key] = total.get(key, 0) + x * y
    return {m: c for m, c in total.items() if c}


def comparison(formula: Term) -> Comparison | None:
    """The comparison that a formula is (`=`, `<=`, `<`, or one of the last two negated), or None."""
    is_negated = isinstance(formula, Apply) and formula.operator == NOT
    if is_negated:
        assert isinstance(formula, Apply)
        formula = formula.args[0]
    if not isinstance(formula, Apply) or formula.operator not in (EQUAL, LESS, LESS_EQUAL):
        return None
    left, right = formula.args
    sort = left.sort
    if right.sort is not sort or (sort is not INT and sort is not REAL):
        return None
    operator = formula.operator
    if is_negated:
        if operator == EQUAL:
            return None
        left, right, operator = right, left, _OPPOSITE[operator]
    difference = combined([(polynomial(left), 1), (polynomial(right), -1)])
    if operator == EQUAL:
        return Comparison(difference, "=", sort)
    if operator == LESS_EQUAL:
        return Comparison(difference, "<=", sort)
    if sort is INT:
        return Comparison(combined([(difference, 1), ({(): 1}, 1)]), "<=", sort)
    return Comparison(difference, "<", sort)


def combination(parts: list[tuple[Comparison, Fraction]], sort: Sort) -> Comparison:
    """The sum of comparisons times factors. Raises Refused for a negative factor of an inequality."""
    relation: Relation = "="
    for part, factor in parts:
        if part.sort is not sort:
            raise Refused("comparisons of different sorts are combined")
        if part.relation != "=" and factor:
            if factor < 0:
                raise Refused("an inequality is taken a negative number of times")
            relation = "<" if "<" in (relation, part.relation) else "<="
    return Comparison(combined([(p.polynomial, f) for p, f in parts]), relation, sort)


def contradicts(known: Comparison) -> bool:
    """Whether no values satisfy the comparison: it is about constants, or its coefficients' divisor forbids it."""
    constant = known.polynomial.get((), 0)
    rest = [c for m, c in known.polynomial.items() if m]
    if not rest:
        return {"=": constant != 0, "<=": constant > 0, "<": constant >= 0}[known.relation]
    if known.sort is INT and known.relation == "=":
        scale = lcm(*(Fraction(c).denominator for c in rest))
        divisor = gcd(*(int(c * scale) for c in rest))
        return Fraction(constant) * scale % divisor != 0
    return False


def yields(known: Comparison, wanted: Comparison) -> bool:
    """Whether `known` implies `wanted`, by scaling and (over the integers) rounding."""
    if contradicts(known):
        return True
    goal = {m: c for m, c in wanted.polynomial.items() if m}
    constant = wanted.polynomial.get((), 0)
    if not goal:
        return {"=": constant == 0, "<=": constant <= 0, "<": constant < 0}[wanted.relation]
    first = next(iter(goal))
    if first not in known.polynomial:
        return False
    scale = Fraction(goal[first]) / known.polynomial[first]
    if (known.relation != "=" and scale < 0) or len(known.polynomial) - (() in known.polynomial) != len(goal):
        return False
    if any(known.polynomial.get(m, 0) * scale != c for m, c in goal.items()):
        return False
    have = known.polynomial.get((), 0) * scale
    if wanted.relation == "=":
        return known.relation == "=" and have == constant
    if wanted.sort is INT:
        divisor = gcd(*(int(c) for c in goal.values()))
        return floor(Fraction(-have) / divisor) * divisor <= -constant
    if wanted.relation == "<" and known.relation != "<":
        return constant < have
    return constant <= have
