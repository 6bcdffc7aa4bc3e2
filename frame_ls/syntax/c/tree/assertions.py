"""Assertions: what contracts, invariants, predicates and `assert` say about the heap; and the patterns in them.

The reader cannot know whether `p(x)` is a predicate or a pure function: it is a `PredicateAssertion` wherever an
assertion may stand, and `declarations` decides by the name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frame_ls.source import Span

if TYPE_CHECKING:
    from frame_ls.syntax.c.tree.expressions import Expression
    from frame_ls.syntax.c.tree.types import Type


@dataclass(frozen=True, slots=True)
class Wildcard:
    """`_`: any value."""

    span: Span


@dataclass(frozen=True, slots=True)
class Binder:
    """`?name`: any value, which is called `name` from here on."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class ConstructorPattern:
    """`C(patterns)` where at least one argument binds or is a wildcard; without such it is a `ValuePattern`."""

    span: Span
    constructor: str
    arguments: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class ValuePattern:
    """An expression: exactly this value."""

    span: Span
    value: Expression


@dataclass(frozen=True, slots=True)
class CaretPattern:
    """`^e`: this value, but found by matching as if it were bound."""

    span: Span
    value: Expression


Pattern = Wildcard | Binder | ConstructorPattern | ValuePattern | CaretPattern


@dataclass(frozen=True, slots=True)
class Emp:
    """`emp`: nothing is owned."""

    span: Span


@dataclass(frozen=True, slots=True)
class Pure:
    """A truth value that says nothing about the heap."""

    span: Span
    condition: Expression


@dataclass(frozen=True, slots=True)
class PointsTo:
    """`location |-> value`.

    The location is an lvalue: `Arrow`, `Member`, `Dereference`, `Index`, `Name` of a global, or a `Slice` whose value
    is the list of its elements.
    """

    span: Span
    location: Expression
    value: Pattern


@dataclass(frozen=True, slots=True)
class Match:
    """`value == C(?x, _)`: the value has this shape, and the binders are known from here on."""

    span: Span
    value: Expression
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class PredicateAssertion:
    """`callee<types>(indices)(arguments)`; `indices` is empty unless two argument lists stand.

    `callee` is a `Name`, or an expression whose value is a predicate. `inputs` is how many arguments stand before a
    `;`, or None without one.
    """

    span: Span
    callee: Expression
    type_arguments: tuple[Type, ...]
    indices: tuple[Pattern, ...]
    arguments: tuple[Pattern, ...]
    inputs: int | None = None


@dataclass(frozen=True, slots=True)
class Fraction:
    """`[coefficient] body`."""

    span: Span
    coefficient: Pattern
    body: Assertion


@dataclass(frozen=True, slots=True)
class Star:
    """`left &*& right`; a binder of the left side is known in the right one."""

    span: Span
    left: Assertion
    right: Assertion


@dataclass(frozen=True, slots=True)
class ConditionalAssertion:
    """`condition ? then : otherwise`."""

    span: Span
    condition: Expression
    then: Assertion
    otherwise: Assertion


@dataclass(frozen=True, slots=True)
class AssertionCase:
    """`case constructor(bound...): return body;`; the constructor is None for `default`."""

    span: Span
    constructor: str | None
    bound: tuple[str, ...]
    body: Assertion


@dataclass(frozen=True, slots=True)
class SwitchAssertion:
    """`switch (subject) { case C(x): return P; ... }`."""

    span: Span
    subject: Expression
    cases: tuple[AssertionCase, ...]


@dataclass(frozen=True, slots=True)
class EnsuresAssertion:
    """`ensures body` inside a precondition: the postcondition of the case it stands in."""

    span: Span
    body: Assertion


@dataclass(frozen=True, slots=True)
class UnsupportedAssertion:
    """An assertion that was read but is not covered; `text` is how it is written."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class MissingAssertion:
    """Where an assertion should stand and none was readable; a finding tells."""

    span: Span


Assertion = (
    Emp
    | Pure
    | PointsTo
    | Match
    | PredicateAssertion
    | Fraction
    | Star
    | ConditionalAssertion
    | SwitchAssertion
    | EnsuresAssertion
    | UnsupportedAssertion
    | MissingAssertion
)
