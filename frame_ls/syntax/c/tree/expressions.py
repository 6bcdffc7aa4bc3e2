"""Expressions of C and of annotations.

Annotations add `switch` expressions, slices, `typeid`, `forall_` and explicit type arguments to what C has.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frame_ls.source import Span

if TYPE_CHECKING:
    from frame_ls.syntax.c.tree.types import Parameter, Type


@dataclass(frozen=True, slots=True)
class IntegerLiteral:
    """A whole number; `longs` counts the `l` of its suffix, `decimal` is false for octal and hexadecimal ones."""

    span: Span
    value: int
    unsigned: bool = False
    longs: int = 0
    decimal: bool = True


@dataclass(frozen=True, slots=True)
class CharacterLiteral:
    """A character between quotes, as its code; above 127 the value is that of the unsigned byte."""

    span: Span
    value: int


@dataclass(frozen=True, slots=True)
class StringLiteral:
    """One or more adjacent strings, escapes resolved, without the terminating zero; one code point per byte."""

    span: Span
    value: str


@dataclass(frozen=True, slots=True)
class FloatLiteral:
    """A number with a fraction or an exponent, as written, suffix included (`1.5f`)."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class RealLiteral:
    """A number of the ghost type `real`: `numerator / denominator`, in lowest terms."""

    span: Span
    numerator: int
    denominator: int


@dataclass(frozen=True, slots=True)
class BooleanLiteral:
    """`true` or `false`."""

    span: Span
    value: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name that stands for a value: variable, function, enumerator, constructor, fixpoint, predicate, lemma."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class TypeApplication:
    """`name<types>` in an annotation, such as `nil<int>`; as the callee of a call it carries its type arguments."""

    span: Span
    name: str
    arguments: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class Unary:
    """`-e`, `+e`, `!e`, `~e`."""

    span: Span
    operator: str
    operand: Expression


@dataclass(frozen=True, slots=True)
class AddressOf:
    """`&e`."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class Dereference:
    """`*e`."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class Binary:
    """`left operator right`.

    Operators: `* / % + - << >> < > <= >= == != & ^ | && ||`, and `==>` in annotations.
    """

    span: Span
    operator: str
    left: Expression
    right: Expression
    operator_span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    span: Span
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Assign:
    """`target = value`, or `target += value` with the operator `+`, and so on; the operator is None for `=`."""

    span: Span
    operator: str | None
    target: Expression
    value: Expression


@dataclass(frozen=True, slots=True)
class Increment:
    """`++e`, `e++`, `--e`, `e--`; `operator` is `++` or `--`."""

    span: Span
    operator: str
    prefix: bool
    operand: Expression


@dataclass(frozen=True, slots=True)
class Comma:
    """`left, right`."""

    span: Span
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Cast:
    """`(type) operand`; `truncating` where `/*@ truncating @*/` stands before it."""

    span: Span
    type: Type
    operand: Expression
    truncating: bool = False


@dataclass(frozen=True, slots=True)
class Truncating:
    """`/*@ truncating @*/ e` before something other than a cast, such as an arithmetic operation or an increment."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class SizeofExpression:
    """`sizeof e`."""

    span: Span
    operand: Expression


@dataclass(frozen=True, slots=True)
class SizeofType:
    """`sizeof(type)`."""

    span: Span
    type: Type


@dataclass(frozen=True, slots=True)
class TypeId:
    """`typeid(type)` in an annotation."""

    span: Span
    type: Type


@dataclass(frozen=True, slots=True)
class Index:
    """`array[index]`."""

    span: Span
    array: Expression
    index: Expression


@dataclass(frozen=True, slots=True)
class Slice:
    """`array[first..last]` in an annotation, `last` exclusive; either end may be left out."""

    span: Span
    array: Expression
    first: Expression | None
    last: Expression | None


@dataclass(frozen=True, slots=True)
class Member:
    """`object.field`; `activating` where an annotation says that this member of a union comes into force."""

    span: Span
    object: Expression
    field: str
    field_span: Span
    activating: bool = False


@dataclass(frozen=True, slots=True)
class Arrow:
    """`pointer->field`; `activating` as in `Member`."""

    span: Span
    pointer: Expression
    field: str
    field_span: Span
    activating: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """`callee(arguments)`; `ghost_arguments` stand in an annotation inside the parentheses.

    In annotations this is also the application of constructors, fixpoints, predicate constructors and lemmas, and of
    predicates where a predicate is a value.
    """

    span: Span
    callee: Expression
    arguments: tuple[Expression, ...]
    ghost_arguments: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldDesignator:
    """`.name` in an initializer list."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class IndexDesignator:
    """`[index]` in an initializer list."""

    span: Span
    index: Expression


Designator = FieldDesignator | IndexDesignator


@dataclass(frozen=True, slots=True)
class InitializerItem:
    """One element of an initializer list, with the designators before its `=`, outermost first."""

    span: Span
    designators: tuple[Designator, ...]
    value: Expression


@dataclass(frozen=True, slots=True)
class InitializerList:
    """`{items}`: an initializer, or part of one or of a compound literal; in annotations also a value, a list."""

    span: Span
    items: tuple[InitializerItem, ...]


@dataclass(frozen=True, slots=True)
class CompoundLiteral:
    """`(type){items}`."""

    span: Span
    type: Type
    initializer: InitializerList


@dataclass(frozen=True, slots=True)
class ExpressionCase:
    """`case constructor(bound...): return value;`, or `default` with the constructor None."""

    span: Span
    constructor: str | None
    bound: tuple[str, ...]
    value: Expression


@dataclass(frozen=True, slots=True)
class SwitchExpression:
    """`switch (subject) { case C(x): return e; ... }` in an annotation."""

    span: Span
    subject: Expression
    cases: tuple[ExpressionCase, ...]


@dataclass(frozen=True, slots=True)
class Forall:
    """`forall_(parameters; body)` in an annotation."""

    span: Span
    parameters: tuple[Parameter, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class UnsupportedExpression:
    """An expression that was read but is not covered, such as a statement expression or `_Generic`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class MissingExpression:
    """Where an expression should stand and none was readable; a finding tells."""

    span: Span


Expression = (
    IntegerLiteral
    | CharacterLiteral
    | StringLiteral
    | FloatLiteral
    | RealLiteral
    | BooleanLiteral
    | Name
    | TypeApplication
    | Unary
    | AddressOf
    | Dereference
    | Binary
    | Conditional
    | Assign
    | Increment
    | Comma
    | Cast
    | Truncating
    | SizeofExpression
    | SizeofType
    | TypeId
    | Index
    | Slice
    | Member
    | Arrow
    | Call
    | InitializerList
    | CompoundLiteral
    | SwitchExpression
    | Forall
    | UnsupportedExpression
    | MissingExpression
)
