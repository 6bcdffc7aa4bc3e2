"""Conditions on values that are not found yet: solved where that is plain, refuted or left open otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from frame_ls.kernel.evaluation import Bindings, Evaluator, Known, Unknown, candidates_for
from frame_ls.kernel.values import DataValue, Truth, Value
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import (
    ADD,
    AND,
    EQUAL,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NIL,
    NOT,
    Apply,
    Number,
    Term,
    Variable,
)

TRIAL_LIMIT = 4_000  # combinations of values that are tried
Linear = dict[Unknown | None, Fraction]  # coefficients; None: the constant


@dataclass(frozen=True, slots=True)
class Condition:
    """`formula` must be true, at these values of its variables."""

    formula: Term
    values: tuple[tuple[Variable, Value | Unknown], ...]

    def under(self, found: Mapping[Unknown, Value | Unknown]) -> Condition:
        """The condition after some unknowns were found."""
        return Condition(self.formula, tuple([(v, resolved(x, found)) for v, x in self.values]))


def resolved(value: Value | Unknown, found: Mapping[Unknown, Value | Unknown]) -> Value | Unknown:
    """What is known of a value, following chains."""
    while isinstance(value, Unknown) and value in found:
        value = found[value]
    return value


def solve(formula: Term, stack: Bindings, evaluator: Evaluator, found: dict[Unknown, Value | Unknown]) -> bool | None:
    """Finds unknowns from an equation, or from a conjunction of them, into `found`.

    True: nothing more than what was found is meant; False: it cannot be true; None: it must be looked at again.
    """
    match formula:
        case Apply(operator=operator, args=args) if operator == AND:
            outcomes = [solve(a, _under(stack, found), evaluator, found) for a in args]
            return False if False in outcomes else None if None in outcomes else True
        case Apply(operator=operator, args=(a, b)) if operator == EQUAL:
            return _solve_equation(a, b, stack, evaluator, found)
    return None


def _under(stack: Bindings, found: Mapping[Unknown, Value | Unknown]) -> Bindings:
    return {v: resolved(x, found) for v, x in stack.items()} if found else stack


def _solve_equation(
    a: Term, b: Term, stack: Bindings, evaluator: Evaluator, found: dict[Unknown, Value | Unknown]
) -> bool | None:
    first, second = evaluator.value(a, stack), evaluator.value(b, stack)
    if first is not None and second is not None:
        return unify(first, second, found)
    if a.sort is INT:
        return _solve_linear(a, b, stack, evaluator, found)
    if isinstance(a, Apply) and isinstance(b, Apply) and _are_constructors(a, b, evaluator):
        if a.operator != b.operator:
            return False
        return _all(zip(a.args, b.args, strict=True), stack, evaluator, found)
    for term, value in ((a, second), (b, first)):
        if isinstance(value, DataValue) and isinstance(term, Apply) and evaluator.is_constructor(term.operator):
            if value.constructor != term.operator:
                return False
            return _match_value(term, value, stack, evaluator, found)
    return None


def _are_constructors(a: Apply, b: Apply, evaluator: Evaluator) -> bool:
    return evaluator.is_constructor(a.operator) and evaluator.is_constructor(b.operator)


def _all(
    pairs: Iterable[tuple[Term, Term]],
    stack: Bindings,
    evaluator: Evaluator,
    found: dict[Unknown, Value | Unknown],
) -> bool | None:
    outcomes = [_solve_equation(a, b, _under(stack, found), evaluator, found) for a, b in pairs]
    return False if False in outcomes else None if None in outcomes else True


def _match_value(
    term: Apply, value: DataValue, stack: Bindings, evaluator: Evaluator, found: dict[Unknown, Value | Unknown]
) -> bool | None:
    """`term`, a constructor application that holds unknowns, is `value`, of the same constructor."""
    outcome: bool | None = True
    for argument, part in zip(term.args, value.args, strict=True):
        now = _under(stack, found)
        mine = evaluator.value(argument, now)
        if mine is not None:
            one: bool | None = unify(mine, part, found)
        elif (
            isinstance(argument, Apply) and isinstance(part, DataValue) and evaluator.is_constructor(argument.operator)
        ):
            one = argument.operator == part.constructor and _match_value(argument, part, now, evaluator, found)
        else:
            one = None
        if one is False:
            return False
        outcome = outcome if one else None
    return outcome


def unify(a: Value | Unknown, b: Value | Unknown, found: dict[Unknown, Value | Unknown]) -> bool:
    """Makes two values one, where that is possible."""
    a, b = resolved(a, found), resolved(b, found)
    if a == b:
        return True
    if isinstance(a, Unknown):
        found[a] = b
        return True
    if isinstance(b, Unknown):
        found[b] = a
        return True
    return False


def _solve_linear(
    a: Term, b: Term, stack: Bindings, evaluator: Evaluator, found: dict[Unknown, Value | Unknown]
) -> bool | None:
    difference = linear(a, b, stack, evaluator)
    if difference is None:
        return None
    unknowns = [u for u in difference if u is not None]
    if len(unknowns) != 1:
        return None if unknowns else difference.get(None, Fraction(0)) == 0
    value = -difference.get(None, Fraction(0)) / difference[unknowns[0]]
    return unify(unknowns[0], int(value), found) if value.denominator == 1 else False


def linear(a: Term, b: Term | None, stack: Bindings, evaluator: Evaluator) -> Linear | None:
    """`a - b` as a linear form over unknowns, without zero coefficients; None where it is none."""
    found: Linear = {}
    if not _add_linear(a, Fraction(1), stack, evaluator, found):
        return None
    if b is not None and not _add_linear(b, Fraction(-1), stack, evaluator, found):
        return None
    return {u: c for u, c in found.items() if c}


def _add_linear(term: Term, factor: Fraction, stack: Bindings, evaluator: Evaluator, found: Linear) -> bool:
    value = evaluator.value(term, stack)
    if isinstance(value, Unknown) or (isinstance(value, int | Fraction) and not isinstance(value, bool)):
        key, amount = (value, factor) if isinstance(value, Unknown) else (None, factor * value)
        found[key] = found.get(key, Fraction(0)) + amount
        return True
    match term:
        case Apply(operator=operator, args=args) if operator == ADD:
            return all(_add_linear(a, factor, stack, evaluator, found) for a in args)
        case Apply(operator=operator, args=(Number(value=number), inner)) if operator == MULTIPLY:
            return _add_linear(inner, factor * number, stack, evaluator, found)
    return False


def decide(conditions: Sequence[Condition], evaluator: Evaluator, mentioned: Iterable[object]) -> Truth:
    """Can the unknowns be given values that make all conditions true? `mentioned` are values that play a part."""
    unknowns = list(dict.fromkeys(x for c in conditions for _, x in c.values if isinstance(x, Unknown)))
    if all(_parts_locations(c) for c in conditions):
        return Truth.YES  # there are infinitely many locations
    numbers = [u for u in unknowns if u.sort is INT]
    if len(numbers) == len(unknowns) and are_infeasible(conditions, evaluator):
        return Truth.NO
    return _tried(conditions, unknowns, evaluator, mentioned)


def _parts_locations(condition: Condition) -> bool:
    """Is it a disequation between locations, one at least unknown and not the same on both sides?"""
    match condition.formula:
        case Apply(operator=negation, args=(Apply(operator=operator, args=(a, b)),)):
            return negation == NOT and operator == EQUAL and _is_plain_location(a) and _is_plain_location(b)
    return False


def _is_plain_location(term: Term) -> bool:
    return term.sort.kind == "location" and (
        isinstance(term, Variable) or (isinstance(term, Apply) and term.operator == NIL)
    )


def _tried(
    conditions: Sequence[Condition], unknowns: Sequence[Unknown], evaluator: Evaluator, mentioned: Iterable[object]
) -> Truth:
    pool = [*mentioned, *(x for c in conditions for _, x in c.values if not isinstance(x, Unknown))]
    pool += [n for c in conditions for n in _numerals(c.formula)]
    choices: list[list[Value]] = []
    is_complete, size = True, 1
    for unknown in unknowns:
        candidates, complete = candidates_for(unknown.sort, pool)
        if unknown.sort.kind == "location":  # a spare one each
            pool.append(candidates[-1])
        choices.append(candidates)
        is_complete, size = is_complete and complete, size * len(candidates)
    if size > TRIAL_LIMIT:
        return Truth.UNDETERMINED
    for combination in product(*choices):
        found = dict(zip(unknowns, combination, strict=True))
        outcomes = [_outcome(c.under(found), evaluator) for c in conditions]
        if all(o is True for o in outcomes):
            return Truth.YES
        is_complete = is_complete and False in outcomes
    return Truth.NO if is_complete else Truth.UNDETERMINED


def _outcome(condition: Condition, evaluator: Evaluator) -> Known:
    return evaluator.value(condition.formula, dict(condition.values))


def _numerals(term: Term) -> list[Value]:
    if isinstance(term, Number):
        return [term.value]
    return [n for a in term.args for n in _numerals(a)] if isinstance(term, Apply) else []


def are_infeasible(conditions: Sequence[Condition], evaluator: Evaluator) -> bool:
    """Do the linear ones among integer conditions contradict each other, by elimination over the rationals?"""
    rows: list[Linear] = []  # form <= 0
    for condition in conditions:
        stack = dict(condition.values)
        for a, b, is_strict in _comparisons(condition.formula):
            form = linear(a, b, stack, evaluator)
            if form is not None:
                form[None] = form.get(None, Fraction(0)) + is_strict
                rows.append(form)
    return _eliminated(rows)


def _comparisons(formula: Term) -> list[tuple[Term, Term, bool]]:
    """`a <= b`, or `a < b` where the third is true, as far as the formula is made of such comparisons of integers."""
    match formula:
        case Apply(operator=operator, args=args) if operator == AND:
            return [c for a in args for c in _comparisons(a)]
        case Apply(operator=operator, args=(a, b)) if a.sort is INT and operator in (EQUAL, LESS, LESS_EQUAL):
            found = [(a, b, operator == LESS)]
            return [*found, (b, a, False)] if operator == EQUAL else found
        case Apply(operator=negation, args=(Apply(operator=operator, args=(a, b)),)) if (
            negation == NOT and a.sort is INT and operator in (LESS, LESS_EQUAL)
        ):
            return [(b, a, operator == LESS_EQUAL)]
    return []


def _eliminated(rows: list[Linear]) -> bool:
    """Fourier and Motzkin: is there no rational solution of all `row <= 0`? False where it grows too big."""
    while True:
        unknowns = {u for row in rows for u in row if u is not None}
        if not unknowns:
            return any(row.get(None, Fraction(0)) > 0 for row in rows)
        chosen = min(unknowns, key=lambda u: u.number)
        above = [r for r in rows if r.get(chosen, 0) > 0]
        below = [r for r in rows if r.get(chosen, 0) < 0]
        rest = [r for r in rows if chosen not in r]
        if len(above) * len(below) > TRIAL_LIMIT:
            return False
        rows = rest + [_combined(p, q, chosen) for p in above for q in below]
        if any(set(r) <= {None} and r.get(None, Fraction(0)) > 0 for r in rows):
            return True


def _combined(above: Linear, below: Linear, chosen: Unknown) -> Linear:
    p, q = above[chosen], -below[chosen]
    found = {u: c * q for u, c in above.items()}
    for u, c in below.items():
        found[u] = found.get(u, Fraction(0)) + c * p
    return {u: c for u, c in found.items() if c}
