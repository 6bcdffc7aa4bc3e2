"""How large things are on the machine that the code is for.

Unless a target is named, that is unknown within the standard's bounds.

What is not known is a constant symbol, and `facts` says what is known of it. Limits are linear in one symbol for each
rank, so that arithmetic on them stays linear.
"""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.declarations.types import Integer, Rank
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import ONE, Apply, Number, Term, add, less_equal, minus, multiply

_FIXED = {
    Rank.CHAR: 1,
    Rank.SHORT: 2,
    Rank.LONG_LONG: 8,
    Rank.INT8: 1,
    Rank.INT16: 2,
    Rank.INT32: 4,
    Rank.INT64: 8,
    Rank.INT128: 16,
}


@dataclass(frozen=True, slots=True)
class Target:
    """Bytes of `int`, `long` and a pointer; None where the target is not known."""

    name: str | None = None
    sizes: tuple[int, int, int] | None = None

    def width(self, rank: Rank) -> int | None:
        """The bytes of the rank, if they are known."""
        if rank in _FIXED:
            return _FIXED[rank]
        if self.sizes is None:
            return None
        return self.sizes[(Rank.INT, Rank.LONG, Rank.INTPTR).index(rank)]

    def size(self, rank: Rank) -> Term:
        """The bytes of the rank as a term."""
        width = self.width(rank)
        return Number(width) if width is not None else Apply(f"#sizeof:{rank.value}", (), INT)

    def greatest_signed(self, rank: Rank) -> Term:
        """The greatest value of the signed type of the rank."""
        width = self.width(rank)
        return Number(2 ** (8 * width - 1) - 1) if width is not None else Apply(f"#max:{rank.value}", (), INT)

    def limits(self, written: Integer) -> tuple[Term, Term]:
        """The least and the greatest value of the type."""
        top = self.greatest_signed(written.rank)
        if written.signed:
            return add(minus(top), Number(-1)), top
        return Number(0), add(multiply(Number(2), top), ONE)

    def facts(self) -> tuple[Term, ...]:
        """What is known of the symbols."""
        if self.sizes is not None:
            return ()
        size_int, size_long, size_pointer = (self.size(r) for r in (Rank.INT, Rank.LONG, Rank.INTPTR))
        top_int, top_long, top_pointer = (self.greatest_signed(r) for r in (Rank.INT, Rank.LONG, Rank.INTPTR))
        longest = Number(2**63 - 1)
        return (
            less_equal(Number(2), size_int),
            less_equal(size_int, size_long),
            less_equal(Number(4), size_long),
            less_equal(size_long, Number(8)),
            less_equal(Number(2), size_pointer),
            less_equal(size_int, size_pointer),
            less_equal(size_pointer, Number(8)),
            less_equal(Number(2**15 - 1), top_int),
            less_equal(top_int, top_long),
            less_equal(Number(2**31 - 1), top_long),
            less_equal(top_long, longest),
            less_equal(Number(2**15 - 1), top_pointer),
            less_equal(top_int, top_pointer),
            less_equal(top_pointer, longest),
        )


def within(value: Term, limits: tuple[Term, Term]) -> tuple[Term, Term]:
    """The two inequalities that say that the value lies within the limits."""
    return less_equal(limits[0], value), less_equal(value, limits[1])


def is_literal_within(value: Term, limits: tuple[Term, Term]) -> bool:
    """Whether all three are numerals and the value lies within."""
    low, high = limits
    if isinstance(value, Number) and isinstance(low, Number) and isinstance(high, Number):
        return low.value <= value.value <= high.value
    return False
