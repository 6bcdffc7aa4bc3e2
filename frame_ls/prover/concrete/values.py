"""Values of terms in samples: addresses and integers are ints (nil is 0), what is not known yet is an `Unknown`."""

from __future__ import annotations

from fractions import Fraction

from frame_ls.logic.terms import (
    ADD,
    AND,
    EQUAL,
    FALSE_OP,
    IMPLIES,
    ITE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NIL,
    NOT,
    OR,
    TRUE_OP,
    Apply,
    Number,
    Term,
    Variable,
)


class Unknown:
    """A value that is found while a heap is read; `value` is None until then."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value: Slot | None = None


Number_ = int | Fraction
Slot = int | Fraction | Unknown
Env = dict[Variable, Slot]


def followed(slot: Slot) -> Slot:
    """The value behind a slot, or the unknown that stands for it."""
    while isinstance(slot, Unknown):
        if slot.value is None:
            return slot
        slot = slot.value
    return slot


def value(term: Term, env: Env) -> Slot | None:
    """The term's value, the unknown that it is, or None when that cannot be said."""
    if isinstance(term, Variable):
        found = env.get(term)
        return None if found is None else followed(found)
    if isinstance(term, Number):
        return term.value
    if not isinstance(term, Apply):
        return None
    operator = term.operator
    if operator == NIL:
        return 0
    if operator == ADD:
        return _sum(term, env)
    if operator == MULTIPLY:
        a, b = value(term.args[0], env), value(term.args[1], env)
        return None if a is None or b is None or isinstance(a, Unknown) or isinstance(b, Unknown) else a * b
    if operator == ITE:
        condition = truth(term.args[0], env)
        return None if condition is None else value(term.args[1 if condition else 2], env)
    return None


def _sum(term: Apply, env: Env) -> Slot | None:
    total: int | Fraction = 0
    for argument in term.args:
        part = value(argument, env)
        if part is None or isinstance(part, Unknown):
            return None
        total += part
    return total


def truth(formula: Term, env: Env) -> bool | None:
    """Whether the formula holds; None when that cannot be said (yet)."""
    if not isinstance(formula, Apply):
        return None
    operator, args = formula.operator, formula.args
    if operator == NOT:
        inner = truth(args[0], env)
        return None if inner is None else not inner
    if operator in (EQUAL, LESS, LESS_EQUAL):
        return _compared(operator, args[0], args[1], env)
    if operator in (AND, OR):
        outcome: bool | None = operator == AND
        for argument in args:
            found = truth(argument, env)
            if found is (operator == OR):
                return found
            outcome = None if found is None else outcome
        return outcome
    if operator == IMPLIES:
        first = truth(args[0], env)
        return True if first is False else truth(args[1], env) if first else None
    return {TRUE_OP: True, FALSE_OP: False}.get(operator)


def _compared(operator: str, left: Term, right: Term, env: Env) -> bool | None:
    if left is right:
        return operator != LESS
    a, b = value(left, env), value(right, env)
    if a is None or b is None:
        return None
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return True if a is b and operator != LESS else None
    return a == b if operator == EQUAL else a < b if operator == LESS else a <= b
