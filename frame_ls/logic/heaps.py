"""Symbolic heaps and entailments: the forms that the kernel judges."""

from __future__ import annotations

from dataclasses import dataclass, field

from frame_ls.logic.sorts import Sort
from frame_ls.logic.terms import WHOLE, Term, Variable


@dataclass(frozen=True, slots=True)
class Cell:
    """A kind of heap cell: a record with named fields.

    Two cells of one `region` (of any name) at one address are never separate; cells of different regions are. An
    SL-COMP heap has one region per location sort; in C each field of each struct is a cell with a region of its own.
    """

    name: str
    region: str
    root: Sort
    fields: tuple[str, ...]
    sorts: tuple[Sort, ...]  # of the fields, in order


@dataclass(frozen=True, slots=True)
class PointsTo:
    """`[fraction] root |-> cell{values}`: exactly one cell."""

    root: Term
    cell: Cell
    values: tuple[Term, ...]  # one a field
    fraction: Term = WHOLE
    label: object = field(default=None, compare=False)  # opaque; who made the atom knows the place behind it


@dataclass(frozen=True, slots=True)
class PredicateCall:
    """`[fraction] name(args)`: some heap that satisfies one case of the predicate's definition."""

    name: str
    args: tuple[Term, ...]
    fraction: Term = WHOLE
    label: object = field(default=None, compare=False)


Atom = PointsTo | PredicateCall


@dataclass(frozen=True, slots=True)
class SymbolicHeap:
    """`exists. pure & spatial`: the pure conjuncts hold, and the atoms, separately, are all of the heap."""

    pure: tuple[Term, ...] = ()
    spatial: tuple[Atom, ...] = ()
    exists: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True)
class Absent:
    """`address` is not nil, and no cell of `region` lies there."""

    region: str
    address: Term


@dataclass(frozen=True, slots=True)
class Entailment:
    """`left |- right[0] | right[1] | ...`, for every stack and every heap in which all of `outside` is absent.

    That members of `outside` differ from each other is not said there but in `left.pure`. `left` binds nothing (its
    existentials were made variables). An empty `right` is false: the left side is unsatisfiable.
    """

    left: SymbolicHeap
    right: tuple[SymbolicHeap, ...]
    outside: tuple[Absent, ...] = ()
