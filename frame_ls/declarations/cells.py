"""Memory as atoms: which cell a scalar of some type at some address is.

A field is a cell of its own kind rooted at its struct; anything else a cell of its type rooted at its address. So
`int_(&p->x, v)` and `p->x |-> v` are one atom, however they are written.
"""

from __future__ import annotations

from frame_ls.declarations.addresses import FIELD
from frame_ls.declarations.types import Bool, Float, FunctionType, Integer, Pointer, Type, sort_of
from frame_ls.logic.definitions import Predicate
from frame_ls.logic.heaps import Cell, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import POINTER, Sort, data
from frame_ls.logic.terms import WHOLE, Apply, Term, Variable, equal

MAYBE = "maybe "  # the predicate of a cell that may be unset
UNSET = "unset "  # the cell that surely is
_NAME = ("value",)


def cell_name(address: Term, written: Type) -> tuple[str, Term]:
    """The kind of the cell for a scalar at the address, and the term that it is rooted at."""
    if isinstance(address, Apply) and address.operator.startswith(FIELD):
        return address.operator[len(FIELD) :], address.args[0]
    return scalar_name(written), address


def scalar_name(written: Type) -> str:
    """The kind of a cell of the type that is no field."""
    match written:
        case Integer(rank=rank, signed=signed):
            return rank.value if signed else f"u{rank.value}"
        case Bool():
            return "bool"
        case Pointer() | FunctionType():
            return "pointer"
        case Float(name=name):
            return name
        case _:
            return f"ghost {sort_of(written)}"


def cell(address: Term, written: Type) -> tuple[Cell, Term]:
    """The cell for a scalar at the address, and its root."""
    name, root = cell_name(address, written)
    return Cell(name, name, POINTER, _NAME, (sort_of(written),)), root


def option_sort(sort: Sort) -> Sort:
    """The sort of what a cell holds that may be unset."""
    return data("option", sort)


def some(value: Term) -> Term:
    """The content of a cell that is set."""
    return Apply("some", (value,), option_sort(value.sort))


def initialised(address: Term, written: Type, value: Term, fraction: Term = WHOLE, label: object = None) -> PointsTo:
    """The atom of a scalar with a value."""
    kind, root = cell(address, written)
    return PointsTo(root, kind, (value,), fraction, label)


def maybe_unset(
    address: Term, written: Type, content: Term, fraction: Term = WHOLE, label: object = None
) -> PredicateCall:
    """The atom of a scalar that may be unset; `content` is `some(value)` where it is set."""
    name, root = cell_name(address, written)
    return PredicateCall(MAYBE + name, (root, content), fraction, label)


def filled(atom: PredicateCall, value: Term) -> PointsTo:
    """The cell that may be unset, as the one with the value that it is shown to have."""
    name = atom.name.removeprefix(MAYBE)
    return PointsTo(atom.args[0], Cell(name, name, POINTER, _NAME, (value.sort,)), (value,), atom.fraction, atom.label)


def maybe_predicate(name: str, sort: Sort) -> Predicate:
    """What `maybe name` means: the cell with a value, or the cell that is unset."""
    root = Variable("p", POINTER)
    content = Variable("o", option_sort(sort))
    value = Variable("v", sort)
    full = Cell(name, name, POINTER, _NAME, (sort,))
    empty = Cell(UNSET + name, name, POINTER, (), ())
    none = Apply("none", (), option_sort(sort))
    cases = (
        SymbolicHeap((equal(content, some(value)),), (PointsTo(root, full, (value,)),), (value,)),
        SymbolicHeap((equal(content, none),), (PointsTo(root, empty, ()),)),
    )
    return Predicate(MAYBE + name, (root, content), cases, 1)
