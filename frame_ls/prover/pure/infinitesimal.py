"""Numbers just above or below a rational: what a strict bound over the reals comes to."""

from __future__ import annotations

from fractions import Fraction
from functools import total_ordering

Rational = int | Fraction


@total_ordering
class Near:
    """`standard + part * epsilon` for a positive epsilon smaller than any number."""

    __slots__ = ("part", "standard")

    def __init__(self, standard: Rational, part: Rational) -> None:
        self.standard = standard
        self.part = part

    def __add__(self, other: Value) -> Near:
        if isinstance(other, Near):
            return Near(self.standard + other.standard, self.part + other.part)
        return Near(self.standard + other, self.part)

    __radd__ = __add__

    def __neg__(self) -> Near:
        return Near(-self.standard, -self.part)

    def __sub__(self, other: Value) -> Near:
        return self + -other

    def __rsub__(self, other: Value) -> Near:
        return -self + other

    def __mul__(self, factor: Rational) -> Near:
        return Near(self.standard * factor, self.part * factor)

    __rmul__ = __mul__

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Near):
            return self.standard == other.standard and self.part == other.part
        return self.part == 0 and self.standard == other

    def __lt__(self, other: Value) -> bool:
        if isinstance(other, Near):
            return (self.standard, self.part) < (other.standard, other.part)
        return (self.standard, self.part) < (other, 0)

    def __hash__(self) -> int:
        return hash((self.standard, self.part)) if self.part else hash(self.standard)


Value = int | Fraction | Near
