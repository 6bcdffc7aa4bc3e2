"""Concrete values, stacks and heaps: what formulas are true or false of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction
from typing import Final, NamedTuple

from frame_ls.logic.sorts import Sort
from frame_ls.logic.terms import Variable


class Address(NamedTuple):
    """A location of a sort; number 0 is the sort's nil."""

    sort: Sort
    number: int


class DataValue(NamedTuple):
    """A value of a datatype: a constructor and what it is applied to."""

    constructor: str
    args: tuple[Value, ...]


class Opaque(NamedTuple):
    """A value of a sort of which nothing is known but which values differ: functions, predicates, type parameters."""

    sort: Sort
    number: int


Value = bool | int | Fraction | Address | DataValue | Opaque  # bool, int, real, location, data, anything else
Place = tuple[str, Address]  # region, address


@dataclass(frozen=True, slots=True)
class HeapCell:
    """What lies at a place: the kind of cell by name, a value for each field, and the fraction that is owned."""

    cell: str
    values: tuple[Value, ...]
    fraction: Fraction = Fraction(1)


Stack = Mapping[Variable, Value]
Heap = Mapping[Place, HeapCell]


class Truth(Enum):
    """What is known of a formula at a stack and a heap. UNDETERMINED is no answer."""

    YES = "yes"
    NO = "no"
    UNDETERMINED = "undetermined"

    def negated(self) -> Truth:
        """The truth of the negation."""
        return _NEGATED[self]


_NEGATED: Final = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNDETERMINED: Truth.UNDETERMINED}


def nil_address(sort: Sort) -> Address:
    """The null address of a location sort."""
    return Address(sort, 0)


def addresses_in(value: object) -> Iterator[Address]:
    """The addresses that a value is or contains."""
    if isinstance(value, Address):
        yield value
    elif isinstance(value, DataValue):
        for argument in value.args:
            yield from addresses_in(argument)


def addresses_of(stack: Mapping[Variable, object], heap: Heap) -> set[Address]:
    """Every address that a stack or a heap mentions."""
    found = {a for value in stack.values() for a in addresses_in(value)}
    for (_, address), cell in heap.items():
        found.add(address)
        found.update(a for value in cell.values for a in addresses_in(value))
    return found
