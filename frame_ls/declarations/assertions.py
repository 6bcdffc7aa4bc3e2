"""Assertions after resolution: every name is a predicate, a cell or a term, and every expression is a logic term.

A term's free variables are the variables in scope: parameters, locals, `result`, and what patterns to the left have
bound. To evaluate a term is to substitute their values.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frame_ls.declarations.types import Type
from frame_ls.logic.sorts import Sort
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Span


@dataclass(frozen=True, slots=True)
class MemoryRead:
    """A value that an annotation reads from memory: `result` stands for what lies at `address` (a term)."""

    result: Variable
    address: Term
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Value:
    """A ghost expression: `term`, once each of `reads` was made, in order, and its variable replaced.

    `text` is the expression as it is written, for messages.
    """

    term: Term
    span: Span
    type: Type
    reads: tuple[MemoryRead, ...] = ()


# Patterns.


@dataclass(frozen=True, slots=True)
class Exactly:
    """This value."""

    value: Value


@dataclass(frozen=True, slots=True)
class Bind:
    """Any value, called `variable` from here on."""

    variable: Variable
    type: Type
    span: Span


@dataclass(frozen=True, slots=True)
class Anything:
    """Any value; `sort` is its sort."""

    sort: Sort
    span: Span


@dataclass(frozen=True, slots=True)
class Constructed:
    """A value made by `constructor`, whose fields match the patterns."""

    constructor: str
    arguments: tuple[Pattern, ...]
    sort: Sort
    span: Span


Pattern = Exactly | Bind | Anything | Constructed


# Assertions.


@dataclass(frozen=True, slots=True)
class Emp:
    """Nothing is owned."""

    span: Span


@dataclass(frozen=True, slots=True)
class Pure:
    """A truth value."""

    condition: Value
    span: Span


@dataclass(frozen=True, slots=True)
class Unify:
    """`value == pattern` as a conjunct, where the pattern binds: the value is destructed."""

    value: Value
    pattern: Pattern
    span: Span


@dataclass(frozen=True, slots=True)
class CellAssertion:
    """`address |-> pattern`: the memory of type `type` at `address`.

    Of a scalar type it is one cell. `initialised` says whether the pattern is about a value, or (`|-> _`) the cell may
    be unset. A struct's memory is all of its fields, and the value is that of the whole.
    """

    address: Value
    type: Type
    pattern: Pattern
    span: Span
    initialised: bool = True
    ghost: bool = False  # a ghost field


@dataclass(frozen=True, slots=True)
class CallAssertion:
    """`predicate(arguments)`; the indices of a family and the terms for phantom type parameters come first.

    Of a predicate value `predicate` is APPLY_PREDICATE and the value is the first argument. `inputs` counts the
    arguments that determine the rest, or is None.
    """

    predicate: str
    arguments: tuple[Pattern, ...]
    span: Span
    inputs: int | None = None


APPLY_PREDICATE = "#apply"


@dataclass(frozen=True, slots=True)
class Fraction:
    """`[coefficient] body`."""

    coefficient: Pattern
    body: Assertion
    span: Span


@dataclass(frozen=True, slots=True)
class Star:
    """The parts hold of separate heaps, from left to right."""

    parts: tuple[Assertion, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`."""

    condition: Value
    then: Assertion
    otherwise: Assertion
    span: Span


@dataclass(frozen=True, slots=True)
class Case:
    """A case of a switch; `constructor` is None for the default, which stands for all others."""

    constructor: str
    bound: tuple[Variable, ...]
    body: Assertion


@dataclass(frozen=True, slots=True)
class Switch:
    """By the constructor of the subject; every constructor has its case."""

    subject: Value
    cases: tuple[Case, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Ensures:
    """`ensures body` inside a precondition: a postcondition that holds for this branch of it."""

    body: Assertion
    span: Span


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What was read but is not covered; reaching it makes the unit unsupported."""

    construct: str
    span: Span


Assertion = (
    Emp | Pure | Unify | CellAssertion | CallAssertion | Fraction | Star | Conditional | Switch | Ensures | Unsupported
)


@dataclass(frozen=True, slots=True)
class Contract:
    """What a function asks for and gives back. `result` is the variable that stands for its value in `ensures`."""

    requires: Assertion
    ensures: Assertion
    span: Span
    result: Variable | None = None
    terminates: bool = False
    decreases: Value | None = None
    names: Mapping[Variable, Type] = field(default_factory=dict)  # what `?x` patterns bind, for messages


def conjoined(assertion: Assertion) -> tuple[Assertion, ...]:
    """The separate conjuncts, from left to right."""
    if isinstance(assertion, Star):
        return tuple(part for each in assertion.parts for part in conjoined(each))
    return (assertion,)
