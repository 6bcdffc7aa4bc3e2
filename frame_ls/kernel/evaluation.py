"""The value of a term at a stack, where it has one that can be computed.

Uninterpreted functions, division by zero, quantifiers over infinite sorts and whatever would cost too much have no
value here (`None`); nothing is ever guessed. A stack may map variables to `Unknown`s, which stand for values not yet
found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from frame_ls.kernel.values import Address, DataValue, Value, addresses_in, nil_address
from frame_ls.logic.definitions import Definitions, Function
from frame_ls.logic.sorts import BOOL, INT, Sort
from frame_ls.logic.terms import (
    ADD,
    AND,
    DIVIDE,
    EQUAL,
    FALSE_OP,
    FORALL,
    IMPLIES,
    ITE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NIL,
    NOT,
    OR,
    REMAINDER,
    TRUE_OP,
    Apply,
    Number,
    Quantified,
    Term,
    Variable,
)

CALL_LIMIT = 20_000  # unfoldings of defined functions in one evaluation


@dataclass(frozen=True, slots=True)
class Unknown:
    """A value that is not found yet."""

    number: int
    sort: Sort


Known = Value | Unknown | None  # None: no value that can be computed
Bindings = Mapping[Variable, Value | Unknown]


class Evaluator:
    """Evaluates terms under one set of definitions; remembers what functions gave."""

    __slots__ = ("_calls_left", "_constructors", "_definitions", "_results")

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._constructors = {c.name for d in definitions.datatypes.values() for c in d.constructors}
        self._results: dict[tuple[str, tuple[Value, ...]], Known] = {}
        self._calls_left = CALL_LIMIT

    def value(self, term: Term, stack: Bindings) -> Known:
        """The value of `term`, an `Unknown` that it is, or None."""
        self._calls_left = CALL_LIMIT
        try:
            return self._value(term, stack)
        except RecursionError:
            return None

    def is_constructor(self, name: str) -> bool:
        """Does a datatype of the definitions have a constructor of that name?"""
        return name in self._constructors

    def _value(self, term: Term, stack: Bindings) -> Known:
        if isinstance(term, Variable):
            return stack.get(term)
        if isinstance(term, Number):
            return term.value
        if isinstance(term, Apply):
            rule = _OPERATORS.get(term.operator)
            if rule is not None:
                return rule(self, term, stack)
            return self._named(term, stack)
        assert isinstance(term, Quantified)
        return self._quantified(term, stack)

    def _named(self, term: Apply, stack: Bindings) -> Known:
        values: list[Value] = []
        for argument in term.args:
            value = self._value(argument, stack)
            if value is None or isinstance(value, Unknown):
                return None
            values.append(value)
        if term.operator in self._constructors:
            return DataValue(term.operator, tuple(values))
        function = self._definitions.functions.get(term.operator)
        if function is None or len(function.parameters) != len(values):
            return None
        key = (term.operator, tuple(values))
        if key not in self._results:
            result = self._call(function, values)
            if result is None:
                return None
            self._results[key] = result
        return self._results[key]

    def _call(self, function: Function, values: list[Value]) -> Known:
        self._calls_left -= 1
        if self._calls_left < 0:
            return None
        stack: dict[Variable, Value | Unknown] = dict(zip(function.parameters, values, strict=True))
        if function.body is not None:
            return self._value(function.body, stack)
        chosen = values[function.switch] if function.branches else None
        if not isinstance(chosen, DataValue):
            return None
        for branch in function.branches:
            if branch.constructor == chosen.constructor and len(branch.variables) == len(chosen.args):
                stack.update(zip(branch.variables, chosen.args, strict=True))
                return self._value(branch.body, stack)
        return None

    def _quantified(self, term: Quantified, stack: Bindings) -> Known:
        """Locations and booleans are gone through; of integers some, which decide only one way."""
        deciding = term.quantifier != FORALL  # the value of the body that settles the whole
        return self._over(term.variables, term.body, dict(stack), deciding)

    def _over(
        self, variables: tuple[Variable, ...], body: Term, stack: dict[Variable, Value | Unknown], deciding: bool
    ) -> Known:
        if not variables:
            return self._value(body, stack)
        variable, *rest = variables
        candidates, is_complete = candidates_for(variable.sort, stack.values())
        outcome: Known = (not deciding) if is_complete else None
        for candidate in candidates:
            found = self._over(tuple(rest), body, {**stack, variable: candidate}, deciding)
            if found is deciding:
                return deciding
            if found is not (not deciding):
                outcome = None
        return outcome


def candidates_for(sort: Sort, values: Iterable[object]) -> tuple[list[Value], bool]:
    """Values of `sort` to try beside those on a stack, and whether no others need be tried.

    Of locations one is enough that stands nowhere: formulas cannot tell such locations from each other.
    """
    if sort is BOOL:
        return [False, True], True
    if sort.kind == "location":
        known = {nil_address(sort)}
        is_complete = True
        for value in values:
            known.update(a for a in addresses_in(value) if a.sort is sort)
            is_complete = is_complete and not isinstance(value, Unknown)
        numbers = sorted(a.number for a in known)
        return [Address(sort, n) for n in (*numbers, numbers[-1] + 1)], is_complete
    if sort is INT:
        near = {n + d for n in values if isinstance(n, int) and not isinstance(n, bool) for d in (-1, 0, 1)}
        return sorted(near | {-1, 0, 1, 2}), False
    return [], False


def _boolean(value: Known) -> bool | None:
    return value if isinstance(value, bool) else None


def _not(self: Evaluator, term: Apply, stack: Bindings) -> Known:
    value = _boolean(self._value(term.args[0], stack))
    return None if value is None else not value


def _and(self: Evaluator, term: Apply, stack: Bindings) -> Known:
    return _first_of(self, term.args, stack, deciding=False)


def _or(self: Evaluator, term: Apply, stack: Bindings) -> Known:
    return _first_of(self, term.args, stack, deciding=True)


def _first_of(self: Evaluator, terms: Iterable[Term], stack: Bindings, *, deciding: bool) -> Known:
    outcome: Known = not deciding
    for term in terms:
        value = _boolean(self._value(term, stack))
        if value is deciding:
            return deciding
        if value is None:
            outcome = None
    return outcome


def _implies(self: Evaluator, term: Apply, stack: Bindings) -> Known:
    first = _boolean(self._value(term.args[0], stack))
    if first is False:
        return True
    second = _boolean(self._value(term.args[1], stack))
    return True if second is True else second if first is True else None


def _equal(self: Evaluator, term: Apply, stack: Bindings) -> Known:
    first, second = term.args
    if first is second:
        return True
    a, b = self._value(first, stack), self._value(second, stack)
    if a is None or b is None:
        return None
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return True if a == b else None
    return a == b


def _ite(self: Evaluator, term: Apply, stack: Bindings) -> Known:
    condition = _boolean(self._value(term.args[0], stack))
    if condition is None:
        return None
    return self._value(term.args[1 if condition else 2], stack)


def _number(value: Known) -> int | Fraction | None:
    return value if isinstance(value, int | Fraction) and not isinstance(value, bool) else None


def _arithmetic(
    operation: Callable[[int | Fraction, int | Fraction], Value | None],
) -> Callable[[Evaluator, Apply, Bindings], Known]:
    def rule(self: Evaluator, term: Apply, stack: Bindings) -> Known:
        a = _number(self._value(term.args[0], stack))
        b = _number(self._value(term.args[1], stack))
        return None if a is None or b is None else operation(a, b)

    return rule


def _add(self: Evaluator, term: Apply, stack: Bindings) -> Known:
    total: int | Fraction = 0
    for argument in term.args:
        value = _number(self._value(argument, stack))
        if value is None:
            return None
        total += value
    return total


def divided(a: int | Fraction, b: int | Fraction) -> Value | None:
    """`a / b`: of integers truncated towards zero; None for b = 0."""
    if b == 0:
        return None
    if isinstance(a, int) and isinstance(b, int):
        quotient = abs(a) // abs(b)
        return quotient if (a < 0) == (b < 0) else -quotient
    return Fraction(a) / Fraction(b)


def _remainder(a: int | Fraction, b: int | Fraction) -> Value | None:
    quotient = divided(a, b)
    return a - quotient * b if isinstance(quotient, int) else None


_OPERATORS: dict[str, Callable[[Evaluator, Apply, Bindings], Known]] = {
    TRUE_OP: lambda _self, _term, _stack: True,
    FALSE_OP: lambda _self, _term, _stack: False,
    NIL: lambda _self, term, _stack: nil_address(term.sort),
    NOT: _not,
    AND: _and,
    OR: _or,
    IMPLIES: _implies,
    EQUAL: _equal,
    ITE: _ite,
    ADD: _add,
    LESS: _arithmetic(lambda a, b: a < b),
    LESS_EQUAL: _arithmetic(lambda a, b: a <= b),
    MULTIPLY: _arithmetic(lambda a, b: a * b),
    DIVIDE: _arithmetic(divided),
    REMAINDER: _arithmetic(_remainder),
}
