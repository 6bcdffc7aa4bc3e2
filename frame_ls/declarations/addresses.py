"""Terms for addresses and the other things that C adds to logic, each made in one normal form.

A field's address is a function of its struct's; an element's of its array's, counted in elements of the innermost
scalar or struct, so that `a + i` and `a + (i + 1)` differ by a number and no product of unknown sizes is needed.
"""

from __future__ import annotations

from frame_ls.declarations.sizes import Target
from frame_ls.declarations.types import (
    Array,
    Bool,
    Float,
    FunctionType,
    Integer,
    Pointer,
    Rank,
    Struct,
    Type,
    Void,
    show_type,
    sort_of,
)
from frame_ls.logic.sorts import BOOL, INT, POINTER, Sort, data, predicate_sort
from frame_ls.logic.terms import ONE, ZERO, Apply, Number, Term, add, multiply, nil

FIELD = "#field:"
OFFSET = "#offset:"
ELEMENT = "#elem:"
ADDRESS = "#address"
FROM_ADDRESS = "#pointer"
FUNCTION = "#function:"
GLOBAL = "#global:"
PREDICATE = "#predicate:"
CONSTRUCTED_PREDICATE = "#constructed:"
TYPE_ID = "#type:"
STRING = "#string:"
NULL = nil(POINTER)
TYPE_SORT = data("#type")


def field_address(base: Term, struct: str, field: str) -> Term:
    """The address of the field of the struct at `base`."""
    return Apply(f"{FIELD}{struct}.{field}", (base,), POINTER)


def element_address(base: Term, index: Term, key: str) -> Term:
    """The address `index` elements of kind `key` behind `base`."""
    if index is ZERO:
        return base
    operator = ELEMENT + key
    if isinstance(base, Apply) and base.operator == operator:
        return element_address(base.args[0], add(base.args[1], index), key)
    return Apply(operator, (base, index), POINTER)


def address_number(pointer: Term) -> Term:
    """The number of the address, as a conversion to `uintptr_t` gives it."""
    if pointer is NULL:
        return ZERO
    if isinstance(pointer, Apply) and pointer.operator == FROM_ADDRESS:
        return pointer.args[0]
    return Apply(ADDRESS, (pointer,), INT)


def pointer_at(number: Term) -> Term:
    """The pointer without provenance that a number converts to."""
    return NULL if number is ZERO else Apply(FROM_ADDRESS, (number,), POINTER)


def function_address(name: str) -> Term:
    """The address of a function; also stands for a lemma."""
    return Apply(FUNCTION + name, (), POINTER)


def global_address(name: str) -> Term:
    """The address of a global variable."""
    return Apply(GLOBAL + name, (), POINTER)


def predicate_value(name: str, parameters: tuple[Sort, ...]) -> Term:
    """A predicate as a value."""
    return Apply(PREDICATE + name, (), predicate_sort(*parameters))


def constructed_predicate(name: str, arguments: tuple[Term, ...], parameters: tuple[Sort, ...]) -> Term:
    """A predicate constructor, or a predicate family, applied to its first arguments, as a value."""
    return Apply(CONSTRUCTED_PREDICATE + name, arguments, predicate_sort(*parameters))


def type_term(written: Type) -> Term:
    """A term that stands for a type, where values do not determine it.

    It mentions the sort, so instantiating a type parameter changes it; the integer types, which are one sort, differ.
    """
    name = show_type(written) if isinstance(written, Integer) else ""
    return Apply(TYPE_ID + name, (Apply("#witness", (), sort_of(written)),), TYPE_SORT)


def element_key(written: Type, target: Target) -> tuple[str, Term]:
    """What elements of the type are counted in, and how many of these one of them takes."""
    match written:
        case Array(element=element, size=size) if size is not None:
            key, count = element_key(element, target)
            return key, multiply(Number(size), count)
        case Integer(rank=rank):
            width = target.width(rank)
            return (str(width) if width is not None else rank.value), ONE
        case Void() | FunctionType() | Bool():
            return "1" if not isinstance(written, Bool) else "bool", ONE
        case Pointer():
            width = target.width(Rank.INTPTR)
            return (str(width) if width is not None else Rank.INTPTR.value), ONE
        case Struct(name=name):
            return f"struct {name}", ONE
        case Float(name=name):
            return name, ONE
        case _:
            return str(sort_of(written)), ONE


def size_of(written: Type, target: Target) -> Term:
    """The bytes that a value of the type takes."""
    match written:
        case Integer(rank=rank):
            return target.size(rank)
        case Void() | FunctionType():
            return ONE
        case Pointer():
            return target.size(Rank.INTPTR)
        case Array(element=element, size=size):
            return multiply(Number(size or 0), size_of(element, target))
        case Struct(name=name):
            return Apply(f"#sizeof:struct {name}", (), INT)
        case Bool():
            return ONE
        case _:
            return Apply("#sizeof", (type_term(written),), INT)


def is_boolean(term: Term) -> bool:
    """Whether the term is a truth value."""
    return term.sort is BOOL
