"""What cases say, in alternatives: of locations as literals, of integers as linear constraints."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from itertools import product

from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import (
    AND,
    EQUAL,
    FALSE,
    IMPLIES,
    LESS,
    LESS_EQUAL,
    NOT,
    OR,
    TRUE,
    Apply,
    Term,
    Variable,
    conjuncts,
    equal,
    negate,
)
from frame_ls.prover.concrete.linear import Constraint, constraints_of, read_linear

ALTERNATIVE_LIMIT = 64  # of one case


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way for pure formulas to hold; not exact where something was left out."""

    formulas: tuple[Term, ...] = ()
    locations: tuple[Term, ...] = ()
    numbers: tuple[Constraint, ...] = ()
    is_exact: bool = True


def alternatives(formulas: Iterable[Term]) -> list[Alternative]:
    """All ways for the formulas to hold together; none when they are seen to be contradictory."""
    found: list[tuple[Term, ...]] = [()]
    for formula in formulas:
        for part in conjuncts(formula):
            ways = _ways(part, True)
            if len(ways) * len(found) > ALTERNATIVE_LIMIT:
                ways = [(part,)]
            found = [(*old, *new) for old in found for new in ways]
    return [_read(way) for way in found]


def _ways(formula: Term, holds: bool) -> list[tuple[Term, ...]]:
    """The formula (or its negation) as a disjunction of conjunctions of literals."""
    match formula:
        case Apply(operator=operator, args=(inner,)) if operator == NOT:
            return _ways(inner, not holds)
        case Apply(operator=operator, args=(a, b)) if operator == IMPLIES:
            return _any([_ways(a, not holds), _ways(b, holds)]) if holds else _all([_ways(a, True), _ways(b, False)])
        case Apply(operator=operator, args=args) if operator in (AND, OR):
            parts = [_ways(a, holds) for a in args]
            return _all(parts) if (operator == AND) is holds else _any(parts)
    if formula is (FALSE if holds else TRUE):
        return []
    if formula is (TRUE if holds else FALSE):
        return [()]
    return [(formula if holds else negate(formula),)]


def _all(parts: list[list[tuple[Term, ...]]]) -> list[tuple[Term, ...]]:
    return [tuple(t for part in way for t in part) for way in product(*parts)]


def _any(parts: list[list[tuple[Term, ...]]]) -> list[tuple[Term, ...]]:
    return [way for part in parts for way in part]


def _read(literals: tuple[Term, ...]) -> Alternative:
    locations: list[Term] = []
    numbers: list[Constraint] = []
    is_exact = True
    for literal in literals:
        if is_about_locations(literal):
            locations.append(literal)
            continue
        found = linear_constraints(literal)
        is_exact = is_exact and found is not None
        numbers += found or ()
    return Alternative(literals, tuple(locations), tuple(numbers), is_exact)


def is_about_locations(literal: Term) -> bool:
    """An equation of locations, or a negated one?"""
    match literal:
        case Apply(operator=operator, args=(inner,)) if operator == NOT:
            return is_about_locations(inner)
        case Apply(operator=operator, args=(a, _)) if operator == EQUAL:
            return a.sort.kind == "location"
    return False


def linear_constraints(literal: Term) -> list[Constraint] | None:
    """An integer comparison as constraints on variables; None for anything else."""
    match literal:
        case Apply(operator=operator, args=(inner,)) if operator == NOT:
            compared = inner
        case _:
            compared = literal
    match compared:
        case Apply(operator=operator, args=(a, _)) if operator in (EQUAL, LESS, LESS_EQUAL) and a.sort is INT:
            try:
                return constraints_of(literal, _variable)
            except _NotLinear:
                return None
    return None


def linear_form(term: Term) -> tuple[dict[Hashable, int], int] | None:
    """An integer term as coefficients of variables and a constant."""
    try:
        return read_linear(term, _variable)
    except _NotLinear:
        return None


class _NotLinear(Exception):
    pass


def _variable(term: Term) -> Hashable | int:
    if isinstance(term, Variable) and term.sort is INT:
        return term
    raise _NotLinear


def renamed(constraint: Constraint, name: Callable[[Hashable], Hashable]) -> Constraint:
    """The constraint about other keys."""
    return Constraint(constraint.kind, tuple([(name(k), f) for k, f in constraint.items]), constraint.constant)


def equation(a: Term, b: Term) -> list[Constraint]:
    """`a = b` of two linear terms."""
    found = linear_constraints(equal(a, b)) if a is not b else []
    return found or []
