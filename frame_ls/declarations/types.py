"""Types after resolution: C's and those of annotations, with nothing left to look up."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from frame_ls.logic.sorts import (
    ANY,
    BOOL,
    INT,
    POINTER,
    REAL,
    Sort,
    data,
    function_sort,
    parameter_sort,
    predicate_sort,
)


class Rank(Enum):
    """The conversion rank of an integer type; the value is its name in cells and predicates."""

    CHAR = "char"
    SHORT = "short"
    INT = "int"
    LONG = "long"
    LONG_LONG = "llong"
    INT8 = "int8"
    INT16 = "int16"
    INT32 = "int32"
    INT64 = "int64"
    INT128 = "int128"
    INTPTR = "intptr"


@dataclass(frozen=True, slots=True)
class Void:
    """`void`."""


@dataclass(frozen=True, slots=True)
class Bool:
    """`bool`."""


@dataclass(frozen=True, slots=True)
class Integer:
    """An integer type. In annotations all of them are the mathematical integers."""

    rank: Rank
    signed: bool = True


@dataclass(frozen=True, slots=True)
class Float:
    """A floating-point type; its values are opaque."""

    name: str


@dataclass(frozen=True, slots=True)
class Pointer:
    """`target *`."""

    target: Type


@dataclass(frozen=True, slots=True)
class Struct:
    """A struct or union by its tag; anonymous ones have a made-up tag."""

    name: str
    union: bool = False


@dataclass(frozen=True, slots=True)
class Array:
    """`element[size]`; the size is None where not known."""

    element: Type
    size: int | None


@dataclass(frozen=True, slots=True)
class FunctionType:
    """A C function's type. `name` is that of its `typedef` with a contract, where it has one."""

    name: str | None
    result: Type
    parameters: tuple[Type, ...]
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class Inductive:
    """An inductive or abstract type, applied."""

    name: str
    arguments: tuple[Type, ...] = ()


@dataclass(frozen=True, slots=True)
class Parameter:
    """A type parameter."""

    name: str


@dataclass(frozen=True, slots=True)
class PredicateType:
    """Predicates as values. `inputs` counts the parameters before the `;`, or is None."""

    parameters: tuple[Type, ...]
    inputs: int | None = None


@dataclass(frozen=True, slots=True)
class Fixpoint:
    """Pure functions as values."""

    parameters: tuple[Type, ...]
    result: Type


@dataclass(frozen=True, slots=True)
class Any:
    """Values of any type that holds no predicates or functions over `any`."""


@dataclass(frozen=True, slots=True)
class Real:
    """Real numbers: fractions of permission."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """The type of what could not be understood; a finding tells, and nothing more is said about it."""


Type = (
    Void
    | Bool
    | Integer
    | Float
    | Pointer
    | Struct
    | Array
    | FunctionType
    | Inductive
    | Parameter
    | PredicateType
    | Fixpoint
    | Any
    | Real
    | Unknown
)

VOID = Void()
BOOLEAN = Bool()
INT_TYPE = Integer(Rank.INT)
CHAR_TYPE = Integer(Rank.CHAR)
UCHAR_TYPE = Integer(Rank.CHAR, signed=False)
SIZE_TYPE = Integer(Rank.INTPTR, signed=False)
PTRDIFF_TYPE = Integer(Rank.INTPTR)
ANY_TYPE = Any()
REAL_TYPE = Real()
UNKNOWN = Unknown()
VOID_POINTER = Pointer(VOID)


def struct_sort(name: str) -> Sort:
    """The sort of values of a struct or union: a datatype with the one constructor `struct_constructor(name)`."""
    return data(f"#struct:{name}")


def struct_constructor(name: str) -> str:
    """The constructor that makes a struct's value of its fields' values."""
    return f"#make:{name}"


def sort_of(written: Type) -> Sort:
    """The sort of the type's values."""
    match written:
        case Integer():
            return INT
        case Bool():
            return BOOL
        case Pointer() | Array() | FunctionType():
            return POINTER
        case Float(name=name):
            return data(f"#{name}")
        case Struct(name=name):
            return struct_sort(name)
        case Inductive(name=name, arguments=arguments):
            return data(name, *map(sort_of, arguments))
        case Parameter(name=name):
            return parameter_sort(name)
        case PredicateType(parameters=parameters):
            return predicate_sort(*map(sort_of, parameters))
        case Fixpoint(parameters=parameters, result=result):
            return function_sort(tuple(map(sort_of, parameters)), sort_of(result))
        case Any():
            return ANY
        case Real():
            return REAL
        case Void():
            return data("unit")
        case Unknown():
            return INT


def show_type(written: Type) -> str:  # noqa: C901 - one case a type
    """The type as a person would write it."""
    match written:
        case Void():
            return "void"
        case Bool():
            return "bool"
        case Integer():
            return _show_integer(written)
        case Float(name=name):
            return name
        case Pointer(target=FunctionType(name=str(name))):
            return f"{name} *"
        case Pointer(target=target):
            inner = show_type(target)
            return f"{inner}*" if inner.endswith("*") else f"{inner} *"
        case Struct(name=name, union=union):
            return f"{'union' if union else 'struct'} {name}"
        case Array(element=element, size=size):
            return f"{show_type(element)}[{'' if size is None else size}]"
        case FunctionType(name=name, result=result, parameters=parameters):
            return name or f"{show_type(result)}({', '.join(map(show_type, parameters))})"
        case Inductive(name=name, arguments=arguments):
            return f"{name}<{', '.join(map(show_type, arguments))}>" if arguments else name
        case Parameter(name=name):
            return name
        case PredicateType(parameters=parameters):
            return f"predicate({', '.join(map(show_type, parameters))})"
        case Fixpoint(parameters=parameters, result=result):
            return f"fixpoint({', '.join(map(show_type, (*parameters, result)))})"
        case Any():
            return "any"
        case Real():
            return "real"
        case Unknown():
            return "?"


_WORDS = {
    Rank.CHAR: "char",
    Rank.SHORT: "short",
    Rank.INT: "int",
    Rank.LONG: "long",
    Rank.LONG_LONG: "long long",
    Rank.INT8: "int8_t",
    Rank.INT16: "int16_t",
    Rank.INT32: "int32_t",
    Rank.INT64: "int64_t",
    Rank.INT128: "__int128",
    Rank.INTPTR: "intptr_t",
}


def _show_integer(written: Integer) -> str:
    word = _WORDS[written.rank]
    if written.signed:
        return word
    return f"u{word}" if word.endswith("_t") else f"unsigned {word}"


def is_scalar(written: Type) -> bool:
    """Whether a value of the type fits one memory cell."""
    return isinstance(written, Integer | Bool | Float | Pointer | Parameter) or is_ghost(written)


def is_ghost(written: Type) -> bool:
    """Whether the type exists in annotations only."""
    return isinstance(written, Inductive | PredicateType | Fixpoint | Any | Real)


def decayed(written: Type) -> Type:
    """The type of an expression of the given type where a value is needed: arrays and functions become pointers."""
    match written:
        case Array(element=element):
            return Pointer(element)
        case FunctionType():
            return Pointer(written)
        case _:
            return written
