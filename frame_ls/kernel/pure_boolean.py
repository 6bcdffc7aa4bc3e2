"""Truth tables: whether a formula follows from others by its connectives alone."""

from __future__ import annotations

from collections.abc import Iterable

from frame_ls.kernel.refused import Refused
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.terms import AND, EQUAL, FALSE_OP, IMPLIES, ITE, NOT, OR, TRUE_OP, Apply, Term

SPLIT_LIMIT = 2000

Values = dict[Term, bool]


def follows(lines: Iterable[Term], goal: Term) -> bool:
    """Whether every valuation of the atoms that makes all `lines` true makes `goal` true.

    Raises Refused when that takes too many rows of the table.
    """
    return _is_refuted([(line, True) for line in lines] + [(goal, False)], {}, [SPLIT_LIMIT])


def _is_refuted(demands: list[tuple[Term, bool]], values: Values, rows: list[int]) -> bool:
    """Whether no valuation that extends `values` meets the demands. Takes `values` over; `rows` counts down."""
    open_demands = demands
    while True:
        size = len(values)
        later: list[tuple[Term, bool]] = []
        for formula, wanted in open_demands:
            if not _impose(formula, wanted, values, later):
                return True
        open_demands = [d for d in later if _value(d[0], values) is not d[1]]
        if not open_demands:
            return False
        if len(values) == size:
            break
    rows[0] -= 1
    if rows[0] < 0:
        raise Refused("the truth table is too large")
    atom = _open_atom(open_demands[0][0], values)
    assert atom is not None
    return all(_is_refuted(open_demands, {**values, atom: choice}, rows) for choice in (True, False))


def _impose(formula: Term, wanted: bool, values: Values, later: list[tuple[Term, bool]]) -> bool:
    """Makes the formula have the wanted value as far as that is forced; False when it cannot have it."""
    known = _value(formula, values)
    if known is not None:
        return known is wanted
    parts = _parts(formula)
    if parts is None:
        values[_key(formula)] = wanted
        return True
    operator, args = parts
    if operator == NOT:
        return _impose(args[0], not wanted, values, later)
    if operator == IMPLIES:
        operator, sides = OR, [(args[0], False), (args[1], True)]
    else:
        sides = [(a, True) for a in args]
    if operator in (AND, OR):
        if wanted is (operator == AND):
            return all(_impose(a, side is wanted, values, later) for a, side in sides)
        unknown = [(a, side) for a, side in sides if _value(a, values) is None]
        if len(unknown) == 1:
            return _impose(unknown[0][0], unknown[0][1] is wanted, values, later)
    elif operator == EQUAL:
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


def _value(formula: Term, values: Values) -> bool | None:
    parts = _parts(formula)
    if parts is None:
        return values.get(_key(formula))
    operator, args = parts
    if operator in (TRUE_OP, FALSE_OP):
        return operator == TRUE_OP
    if operator == ITE:
        condition = _value(args[0], values)
        if condition is not None:
            return _value(args[1] if condition else args[2], values)
        first, second = _value(args[1], values), _value(args[2], values)
        return first if first is second else None
    found = [_value(a, values) for a in args]
    if operator == NOT:
        return None if found[0] is None else not found[0]
    if operator == IMPLIES:
        found[0] = None if found[0] is None else not found[0]
    if operator == AND:
        return False if False in found else None if None in found else True
    if operator == EQUAL:
        return True if args[0] is args[1] else None if None in found else found[0] is found[1]
    return True if True in found else None if None in found else False


def _parts(formula: Term) -> tuple[str, tuple[Term, ...]] | None:
    """Operator and arguments of a connective; None for an atom."""
    if not isinstance(formula, Apply):
        return None
    operator, args = formula.operator, formula.args
    if operator in (NOT, AND, OR, IMPLIES, TRUE_OP, FALSE_OP):
        return operator, args
    if (operator == ITE and formula.sort is BOOL) or (operator == EQUAL and args[0].sort is args[1].sort is BOOL):
        return operator, args
    return None


def _key(atom: Term) -> Term:
    """The atom, or for an equation the one of its two writings that stands for both."""
    if isinstance(atom, Apply) and atom.operator == EQUAL and id(atom.args[0]) > id(atom.args[1]):
        return Apply(EQUAL, atom.args[::-1], BOOL)
    return atom


def _open_atom(formula: Term, values: Values) -> Term | None:
    if _value(formula, values) is not None:
        return None
    parts = _parts(formula)
    if parts is None:
        return _key(formula)
    for argument in parts[1]:
        atom = _open_atom(argument, values)
        if atom is not None:
            return atom
    return None
