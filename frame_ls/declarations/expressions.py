"""Expressions of C after resolution: every node has its type and every name is what it means.

Every conversion is explicit: operands already have the type in which an operation is computed. A truth value has type
`bool`; where C computes with it, a `Convert` to an integer type stands around it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from frame_ls.declarations.assertions import Value
from frame_ls.declarations.types import Type
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Span

# Places: what `=` may stand behind.


@dataclass(frozen=True, slots=True)
class LocalPlace:
    """A variable that is kept outside memory, because nothing takes its address."""

    span: Span
    type: Type
    variable: Variable


@dataclass(frozen=True, slots=True)
class MemoryPlace:
    """`*address`; also a variable that lies in memory, whose address is an `AddressOfVariable`."""

    span: Span
    type: Type
    address: Expression


@dataclass(frozen=True, slots=True)
class FieldPlace:
    """`base->field`, or `object.field` with the object's address as the base."""

    span: Span
    type: Type
    base: Expression
    struct: str
    field: str
    ghost: bool = False
    activating: bool = False


@dataclass(frozen=True, slots=True)
class ElementPlace:
    """`base[index]`."""

    span: Span
    type: Type
    base: Expression
    index: Expression


Place = LocalPlace | MemoryPlace | FieldPlace | ElementPlace


# Expressions.


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that does not depend on the state: a literal, an enumerator, a size, a function's address."""

    span: Span
    type: Type
    value: Term


@dataclass(frozen=True, slots=True)
class StringConstant:
    """The address of a string literal's first character."""

    span: Span
    type: Type
    text: str


@dataclass(frozen=True, slots=True)
class GhostValue:
    """A value computed by an annotation: an argument of a lemma, the right side of a ghost assignment."""

    span: Span
    type: Type
    value: Value


@dataclass(frozen=True, slots=True)
class AddressOfVariable:
    """The address of a local or global variable that lies in memory; of a local it is the value of `variable`."""

    span: Span
    type: Type
    variable: Variable
    is_global: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """The value at a place."""

    span: Span
    type: Type
    place: Place


@dataclass(frozen=True, slots=True)
class AddressOf:
    """`&place`; also an array where its first element's address is meant."""

    span: Span
    type: Type
    place: Place


@dataclass(frozen=True, slots=True)
class Negate:
    """`-operand`; `wraps` where truncating is asked for."""

    span: Span
    type: Type
    operand: Expression
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Complement:
    """`~operand`."""

    span: Span
    type: Type
    operand: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """`!operand` of a truth value."""

    span: Span
    type: Type
    operand: Expression


ArithmeticOperator = Literal["+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^"]


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right` on numbers."""

    span: Span
    type: Type
    operator: ArithmeticOperator
    left: Expression
    right: Expression
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Compare:
    """`left operator right` on two numbers, two truth values or two pointers."""

    span: Span
    type: Type
    operator: Literal["==", "!=", "<", "<=", ">", ">="]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Offset:
    """`pointer + count` elements, or minus as many."""

    span: Span
    type: Type
    pointer: Expression
    count: Expression
    backwards: bool = False


@dataclass(frozen=True, slots=True)
class Distance:
    """`left - right` of two pointers, in elements."""

    span: Span
    type: Type
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class ShortCircuit:
    """`left && right` or `left || right` of truth values."""

    span: Span
    type: Type
    operator: Literal["&&", "||"]
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    span: Span
    type: Type
    condition: Expression
    then: Expression
    otherwise: Expression


@dataclass(frozen=True, slots=True)
class Comma:
    """`left, right`."""

    span: Span
    type: Type
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Convert:
    """The operand as a value of `type`, by a cast (`explicit`) or implicitly; `truncating` lets it change the value."""

    span: Span
    type: Type
    operand: Expression
    explicit: bool = False
    truncating: bool = False


@dataclass(frozen=True, slots=True)
class Assign:
    """`place = value`."""

    span: Span
    type: Type
    place: Place
    value: Expression


@dataclass(frozen=True, slots=True)
class Update:
    """`place operator= operand`, `++place`, `place++`.

    Computed in `computed`, to which the old value is converted, and converted back. For a pointer the operator is `+`
    or `-` and counts elements. The value is the old one where `postfix`.
    """

    span: Span
    type: Type
    place: Place
    operator: ArithmeticOperator
    operand: Expression
    computed: Type
    postfix: bool = False
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function or lemma by name. `sorts` instantiates its type parameters, in order."""

    span: Span
    type: Type
    function: str
    arguments: tuple[Expression, ...]
    type_arguments: tuple[Type, ...] = ()
    name_span: Span | None = None


@dataclass(frozen=True, slots=True)
class CallPointer:
    """A call through a pointer. `function_type` has the contract; None where the pointer's type has none."""

    span: Span
    type: Type
    callee: Expression
    function_type: str | None
    arguments: tuple[Expression, ...]
    is_lemma: bool = False


@dataclass(frozen=True, slots=True)
class Allocate:
    """`malloc(count * sizeof(element))` or `calloc(count, sizeof(element))`, by the library's contract."""

    span: Span
    type: Type
    element: Type
    count: Expression
    zeroed: bool = False


@dataclass(frozen=True, slots=True)
class Free:
    """`free(pointer)`, by the library's contract; what is freed is told by the pointer's type."""

    span: Span
    type: Type
    pointer: Expression
    element: Type


@dataclass(frozen=True, slots=True)
class StructValue:
    """A value of a struct from its fields' values, by a compound literal."""

    span: Span
    type: Type
    initializer: Initializer


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What was read but is not covered."""

    span: Span
    type: Type
    construct: str


Expression = (
    Constant
    | StringConstant
    | GhostValue
    | AddressOfVariable
    | Read
    | AddressOf
    | Negate
    | Complement
    | Not
    | Arithmetic
    | Compare
    | Offset
    | Distance
    | ShortCircuit
    | Conditional
    | Comma
    | Convert
    | Assign
    | Update
    | Call
    | CallPointer
    | Allocate
    | Free
    | StructValue
    | Unsupported
)


# Initial values of variables.


@dataclass(frozen=True, slots=True)
class ScalarInitializer:
    """One value, converted to the type of what it initialises; also a whole struct from a struct value."""

    value: Expression


@dataclass(frozen=True, slots=True)
class AggregateInitializer:
    """The members in order, each with its initializer; None is zero."""

    members: tuple[Initializer | None, ...]


@dataclass(frozen=True, slots=True)
class StringInitializer:
    """The characters of an array, filled up with zeros."""

    text: str


Initializer = ScalarInitializer | AggregateInitializer | StringInitializer
