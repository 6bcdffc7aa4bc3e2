"""What changes by the same amount each time: which conditions on it hold all the way when they hold at both ends."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from frame_ls.kernel.context import variables_of
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.values import Value
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import ADD, AND, EQUAL, LESS, LESS_EQUAL, MULTIPLY, NOT, Apply, Number, Term, Variable, less

Changing = AbstractSet[Variable]


def moved(values: tuple[Value, ...], steps: tuple[int, ...], times: int) -> tuple[Value, ...]:
    """The values after so many times; what has step 0 stays."""
    return tuple([_after(value, step, times) for value, step in zip(values, steps, strict=True)])


def _after(value: Value, step: int, times: int) -> Value:
    if not step:
        return value
    if not isinstance(value, int) or isinstance(value, bool):
        raise Refused("only integers change in a repetition")
    return value + step * times


def is_constant(term: Term, changing: Changing) -> bool:
    """Does the term mention nothing that changes?"""
    return variables_of(term).isdisjoint(changing)


def is_linear(term: Term, changing: Changing) -> bool:
    """Does the term's value change by the same amount each time?"""
    if isinstance(term, Variable | Number) or is_constant(term, changing):
        return True
    match term:
        case Apply(operator=operator, args=args) if operator == ADD:
            return all(is_linear(a, changing) for a in args)
        case Apply(operator=operator, args=(a, b)) if operator == MULTIPLY:
            return (is_constant(a, changing) and is_linear(b, changing)) or (
                is_constant(b, changing) and is_linear(a, changing)
            )
    return False


def check_linear(formula: Term, changing: Changing) -> None:
    """Raises `Refused` unless the formula is made of comparisons whose sides change by the same amount each time."""
    if is_constant(formula, changing):
        return
    match formula:
        case Apply(operator=operator, args=args) if operator == AND:
            for part in args:
                check_linear(part, changing)
            return
        case Apply(operator=negation, args=(inner,)) if negation == NOT and _is_comparison(inner, changing):
            return
    if not _is_comparison(formula, changing):
        raise Refused(f"whether {formula} holds all the way in a repetition is not looked at")


def _is_comparison(formula: Term, changing: Changing) -> bool:
    match formula:
        case Apply(operator=operator, args=(a, b)) if operator in (EQUAL, LESS, LESS_EQUAL) and a.sort is INT:
            return is_linear(a, changing) and is_linear(b, changing)
    return False


def open_disequations(formula: Term, changing: Changing) -> Iterator[Term]:
    """`a < b` for each disequation of what changes: its sides stay different if that is as true at the end as at
    first."""
    match formula:
        case Apply(operator=operator, args=args) if operator == AND:
            for part in args:
                yield from open_disequations(part, changing)
        case Apply(operator=negation, args=(Apply(operator=operator, args=(a, b)),)) if (
            negation == NOT and operator == EQUAL and not is_constant(formula, changing)
        ):
            yield less(a, b)
