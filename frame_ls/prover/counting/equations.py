"""Proofs that an equation of integers is a combination of others."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from fractions import Fraction

from frame_ls.kernel.pure_proofs import Given, Line, Linear, PureProof
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import EQUAL, Apply, Term
from frame_ls.prover.counting.conditions import linear_form

Row = dict[Hashable, Fraction]  # the constant stands under None


def combination(facts: Sequence[Term], goal: Term) -> PureProof | None:
    """A proof of `goal`, an equation, from the equations among the facts, by rational elimination."""
    wanted = _row(goal)
    if wanted is None:
        return None
    used: list[Term] = []
    pivots: list[tuple[Hashable, Row, Row]] = []  # a key, the row that has factor 1 for it, and what it is made of
    for fact in facts:
        row = _row(fact)
        if row is None:
            continue
        made: Row = {len(used): Fraction(1)}
        used.append(fact)
        for key, pivot, parts in pivots:
            factor = row.get(key)
            if factor:
                row, made = _added(row, pivot, -factor), _added(made, parts, -factor)
        first = next((k for k in row if k is not None), None)
        if first is not None:
            scale = 1 / row[first]
            pivots.append((first, _added({}, row, scale), _added({}, made, scale)))
    factors: Row = {}
    for key, pivot, parts in pivots:
        factor = wanted.get(key)
        if factor:
            wanted, factors = _added(wanted, pivot, -factor), _added(factors, parts, factor)
    if wanted:
        return None
    kept = [i for i in range(len(used)) if i in factors]
    lines = [Line(used[i], Given()) for i in kept]
    reason = Linear(tuple((place, factors[i]) for place, i in enumerate(kept)))
    return PureProof((*lines, Line(goal, reason)))


def _row(formula: Term) -> Row | None:
    match formula:
        case Apply(operator=operator, args=(a, b)) if operator == EQUAL and a.sort is INT:
            left, right = linear_form(a), linear_form(b)
            if left is None or right is None:
                return None
            row = _added(
                {k: Fraction(f) for k, f in left[0].items()}, {k: Fraction(f) for k, f in right[0].items()}, -1
            )
            return _added(row, {None: Fraction(left[1] - right[1])}, 1)
    return None


def _added(row: Row, other: Row, factor: Fraction | int) -> Row:
    """`row + factor * other`, without what has factor 0."""
    new = dict(row)
    for key, value in other.items():
        total = new.get(key, 0) + value * factor
        if total:
            new[key] = Fraction(total)
        else:
            new.pop(key, None)
    return new
