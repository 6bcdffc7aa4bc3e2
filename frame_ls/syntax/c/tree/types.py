"""Types as they are written: C's, and those of annotations.

Nothing is resolved here: a typedef's name, an inductive type and a type parameter are all a `NamedType`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from frame_ls.source import Span

if TYPE_CHECKING:
    from frame_ls.syntax.c.tree.expressions import Expression


class IntegerKind(Enum):
    """Which integer type, signedness apart; the `__intN` kinds have a fixed width, `INTPTR` that of a pointer."""

    CHAR = "char"
    SHORT = "short"
    INT = "int"
    LONG = "long"
    LONG_LONG = "long long"
    INT8 = "__int8"
    INT16 = "__int16"
    INT32 = "__int32"
    INT64 = "__int64"
    INT128 = "__int128"
    INTPTR = "intptr_t"


class FloatKind(Enum):
    """Which floating-point type."""

    FLOAT = "float"
    DOUBLE = "double"
    LONG_DOUBLE = "long double"


class Aggregate(Enum):
    """Whether members lie beside each other or over each other."""

    STRUCT = "struct"
    UNION = "union"


@dataclass(frozen=True, slots=True)
class VoidType:
    """`void`."""

    span: Span


@dataclass(frozen=True, slots=True)
class BoolType:
    """`bool` or `_Bool`; in annotations the type of truth values."""

    span: Span


@dataclass(frozen=True, slots=True)
class IntegerType:
    """An integer type; `signed` is None where neither `signed` nor `unsigned` is written."""

    span: Span
    kind: IntegerKind
    signed: bool | None = None


@dataclass(frozen=True, slots=True)
class FloatType:
    """A floating-point type."""

    span: Span
    kind: FloatKind


@dataclass(frozen=True, slots=True)
class NamedType:
    """`name` or `name<arguments>`: a typedef, an inductive or abstract type, or a type parameter."""

    span: Span
    name: str
    arguments: tuple[Type, ...] = ()


@dataclass(frozen=True, slots=True)
class Field:
    """One member of a struct or union; `name` is None for an anonymous inner struct or union."""

    span: Span
    name: str | None
    name_span: Span
    type: Type
    ghost: bool = False
    width: Expression | None = None  # of a bit field


@dataclass(frozen=True, slots=True)
class AggregateType:
    """`struct name`, `union name`, or either with its members; `name` is None for an anonymous one.

    `fields` is None where only the name stands, and empty for `{}`.
    """

    span: Span
    kind: Aggregate
    name: str | None
    fields: tuple[Field, ...] | None = None


@dataclass(frozen=True, slots=True)
class Enumerator:
    """One constant of an enumeration, with its written value if there is one."""

    span: Span
    name: str
    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class EnumType:
    """`enum name` or one with its constants; `members` is None where only the name stands."""

    span: Span
    name: str | None
    members: tuple[Enumerator, ...] | None = None


@dataclass(frozen=True, slots=True)
class PointerType:
    """`target *`."""

    span: Span
    target: Type


@dataclass(frozen=True, slots=True)
class ArrayType:
    """`element [size]`; `size` is None for `[]`."""

    span: Span
    element: Type
    size: Expression | None


@dataclass(frozen=True, slots=True)
class QualifiedType:
    """A type with `const`, `volatile`, `restrict` in front of it or behind its star."""

    span: Span
    inner: Type
    qualifiers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function, predicate, lemma, constructor or function type; `name` is None where left out."""

    span: Span
    name: str | None
    name_span: Span
    type: Type
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class FunctionType:
    """The type of a C function; `(void)` has no parameters, and so has `()`."""

    span: Span
    result: Type
    parameters: tuple[Parameter, ...]
    variadic: bool = False


@dataclass(frozen=True, slots=True)
class PredicateType:
    """`predicate(inputs; outputs)`, the type of predicate values; `outputs` is None without a semicolon.

    Without a semicolon all types stand in `inputs`, and nothing is said about preciseness.
    """

    span: Span
    inputs: tuple[Type, ...]
    outputs: tuple[Type, ...] | None = None


@dataclass(frozen=True, slots=True)
class FixpointType:
    """`fixpoint(parameters..., result)`, the type of pure functions."""

    span: Span
    parameters: tuple[Type, ...]
    result: Type


@dataclass(frozen=True, slots=True)
class GhostType:
    """A type known only in annotations: `any`, `real`, `boxed`, `box`, `handle`."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class UnsupportedType:
    """A type that was read but is not covered, such as `_Complex` or `typeof(e)`."""

    span: Span
    text: str


Type = (
    VoidType
    | BoolType
    | IntegerType
    | FloatType
    | NamedType
    | AggregateType
    | EnumType
    | PointerType
    | ArrayType
    | QualifiedType
    | FunctionType
    | PredicateType
    | FixpointType
    | GhostType
    | UnsupportedType
)


def unqualified(written: Type) -> Type:
    """The type without the qualifiers at its top."""
    while isinstance(written, QualifiedType):
        written = written.inner
    return written
