"""C's rules of types: promotions, the common type of two operands, the type of a literal, implicit conversions."""

from __future__ import annotations

from frame_ls.declarations.sizes import Target
from frame_ls.declarations.types import INT_TYPE, Bool, Float, Integer, Rank, Type

# Where widths are not known, the order in which the standard ranks them.
_ORDER = {
    Rank.CHAR: 1,
    Rank.INT8: 1,
    Rank.SHORT: 2,
    Rank.INT16: 2,
    Rank.INT: 3,
    Rank.INT32: 4,
    Rank.LONG: 5,
    Rank.INTPTR: 6,
    Rank.LONG_LONG: 7,
    Rank.INT64: 7,
    Rank.INT128: 8,
}


def promoted(written: Type) -> Type:
    """The type in which an operand of the type is computed: small integers and truth values become `int`."""
    match written:
        case Bool():
            return INT_TYPE
        case Integer(rank=rank) if _ORDER[rank] < _ORDER[Rank.INT]:
            return INT_TYPE
    return written


def common_type(left: Type, right: Type, target: Target) -> Type | None:
    """The type in which the two operands are computed; None where they are not both numbers."""
    if isinstance(left, Float) or isinstance(right, Float):
        return _common_float(left, right)
    one, other = promoted(left), promoted(right)
    if not isinstance(one, Integer) or not isinstance(other, Integer):
        return None
    if one.signed == other.signed:
        return one if _order(one.rank, target) >= _order(other.rank, target) else other
    unsigned, signed = (other, one) if one.signed else (one, other)
    if _order(unsigned.rank, target) >= _order(signed.rank, target):
        return unsigned
    wide, narrow = target.width(signed.rank), target.width(unsigned.rank)
    if wide is None or narrow is None or wide > narrow:
        return signed
    return Integer(signed.rank, signed=False)


def depends_on_target(left: Type, right: Type, target: Target) -> bool:
    """Whether it is not known in which type the two are computed: a signed one, or the unsigned one of its rank."""
    one, other = promoted(left), promoted(right)
    if not isinstance(one, Integer) or not isinstance(other, Integer) or one.signed == other.signed:
        return False
    unsigned, signed = (other, one) if one.signed else (one, other)
    if _order(unsigned.rank, target) >= _order(signed.rank, target):
        return False
    return target.width(signed.rank) is None or target.width(unsigned.rank) is None


def _order(rank: Rank, target: Target) -> int:
    width = target.width(rank)
    return _ORDER[rank] if target.sizes is None or width is None else 100 * width + _ORDER[rank]


def _common_float(left: Type, right: Type) -> Type | None:
    names = ["float", "double", "long double"]
    found = [names.index(t.name) for t in (left, right) if isinstance(t, Float)]
    if any(not isinstance(t, Float | Integer | Bool) for t in (left, right)):
        return None
    return Float(names[max(found)])


def literal_type(value: int, *, unsigned: bool, longs: int, decimal: bool, target: Target) -> Integer:
    """The first type of the standard's list that surely holds the value."""
    ranks = (Rank.INT, Rank.LONG, Rank.LONG_LONG)[longs:]
    for rank in ranks:
        width = target.width(rank) or {Rank.INT: 2, Rank.LONG: 4}.get(rank, 8)
        if not unsigned and value < 2 ** (8 * width - 1):
            return Integer(rank)
        if (unsigned or not decimal) and value < 2 ** (8 * width):
            return Integer(rank, signed=False)
    return Integer(Rank.INT128, signed=not unsigned)
