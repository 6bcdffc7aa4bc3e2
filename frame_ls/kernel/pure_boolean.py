"""Truth tables: whether a formula follows from others by its connectives alone."""

from __future__ import annotations

from collections.abc import Iterable

from frame_ls.kernel.refused import Refused
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.terms import AND, EQUAL, FALSE_OP, IMPLIES, ITE, NOT, OR, TRUE_OP, Apply, Term

SPLIT_LIMIT = 2000

Values = dict[Term, bool]  # of atoms, and of formulas that were given a value

_CONNECTIVES = {NOT, AND, OR, IMPLIES, TRUE_OP, FALSE_OP}


def follows(lines: Iterable[Term], goal: Term) -> bool:
    """Whether every valuation of the atoms that makes all `lines` true makes `goal` true.

    Raises Refused when that takes too many rows of the table.
    """
    return _is_refuted([(line, True) for line in lines] + [(goal, False)], {}, [SPLIT_LIMIT])


def _is_refuted(demands: list[tuple[Term, bool]], values: Values, rows: list[int]) -> bool:
    """Whether no valuation that extends `values` meets the demands. Takes `values` over; `rows` counts down."""
    while True:
        size = len(values)
        later: list[tuple[Term, bool]] = []
        for formula, wanted in demands:
            if not _impose(formula, wanted, values, later):
                return True
        demands = [d for d in later if _by_parts(d[0], values) is not d[1]]
        if not demands:
            return False
        if len(values) == size:
            break
    rows[0] -= 1
    if rows[0] < 0:
        raise Refused("the truth table is too large")
    atom = _open_atom(demands[0][0], values)
    assert atom is not None
    return all(_is_refuted(demands, {**values, atom: choice}, rows) for choice in (True, False))


def _impose(formula: Term, wanted: bool, values: Values, later: list[tuple[Term, bool]]) -> bool:
    """Makes the formula have the wanted value as far as that is forced; False when it cannot have it."""
    if values.setdefault(_key(formula), wanted) is not wanted:
        return False
    if not _is_connective(formula):
        return True
    found = _by_parts(formula, values)
    if found is not None:
        return found is wanted
    assert isinstance(formula, Apply)
    operator, args = formula.operator, formula.args
    if operator == NOT:
        return _impose(args[0], not wanted, values, later)
    if operator in (AND, OR, IMPLIES):
        return _impose_junction(formula, wanted, values, later)
    if operator == EQUAL:
        for a, b in (args, args[::-1]):
            value = _value(a, values)
            if value is not None:
                return _impose(b, value is wanted, values, later)
    else:
        condition = _value(args[0], values)
        if condition is not None:
            return _impose(args[1] if condition else args[2], wanted, values, later)
    later.append((formula, wanted))
    return True


def _impose_junction(formula: Apply, wanted: bool, values: Values, later: list[tuple[Term, bool]]) -> bool:
    operator, args = formula.operator, formula.args
    sides = [(a, True) for a in args]
    if operator == IMPLIES:
        sides[0] = (args[0], False)
    if wanted is (operator == AND):
        return all(_impose(a, side is wanted, values, later) for a, side in sides)
    unknown = [(a, side) for a, side in sides if _value(a, values) is None]
    if len(unknown) == 1:
        return _impose(unknown[0][0], unknown[0][1] is wanted, values, later)
    later.append((formula, wanted))
    return True


def _value(formula: Term, values: Values) -> bool | None:
    """The value that the formula was given or has by its parts."""
    known = values.get(_key(formula))
    return _by_parts(formula, values) if known is None and _is_connective(formula) else known


def _by_parts(formula: Term, values: Values) -> bool | None:
    """The value that a connective has by its parts."""
    assert isinstance(formula, Apply)
    operator, args = formula.operator, formula.args
    if operator == NOT:
        value = _value(args[0], values)
        return None if value is None else not value
    if operator in (AND, OR):
        deciding = operator == OR
        found: bool | None = not deciding
        for argument in args:
            value = _value(argument, values)
            if value is deciding:
                return deciding
            if value is None:
                found = None
        return found
    if operator in (TRUE_OP, FALSE_OP):
        return operator == TRUE_OP
    first, second = _value(args[0], values), _value(args[1], values)
    if operator == IMPLIES:
        if first is False or second is True:
            return True
        return None if first is None or second is None else False
    if operator == EQUAL:
        return True if args[0] is args[1] else None if first is None or second is None else first is second
    third = _value(args[2], values)
    return (second if second is third else None) if first is None else second if first else third


def _is_connective(formula: Term) -> bool:
    if not isinstance(formula, Apply):
        return False
    operator = formula.operator
    if operator in _CONNECTIVES:
        return True
    if operator == EQUAL:
        return formula.args[0].sort is BOOL and formula.args[1].sort is BOOL
    return operator == ITE and formula.sort is BOOL


def _key(formula: Term) -> Term:
    """The formula, or for an equation the one of its two writings that stands for both."""
    if isinstance(formula, Apply) and formula.operator == EQUAL and id(formula.args[0]) > id(formula.args[1]):
        return Apply(EQUAL, formula.args[::-1], BOOL)
    return formula


def _open_atom(formula: Term, values: Values) -> Term | None:
    """An atom of the formula that has no value; one there is, where the formula has none by its parts."""
    if not _is_connective(formula):
        return None if _key(formula) in values else _key(formula)
    if _by_parts(formula, values) is not None:
        return None
    assert isinstance(formula, Apply)
    for argument in formula.args:
        atom = _open_atom(argument, values)
        if atom is not None:
            return atom
    return None
