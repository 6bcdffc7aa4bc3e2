"""The syntax tree of Frame's scripts. Terms and formulas are one kind of expression; sorts tell them apart later."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from frame_ls.source import Span


@dataclass(frozen=True, slots=True)
class Name:
    """A variable or a constant."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Numeral:
    """A natural number."""

    value: int
    span: Span


@dataclass(frozen=True, slots=True)
class Operation:
    """An operator, as ASCII writes it (`?:` for the conditional), with its operands."""

    operator: str
    operands: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Call:
    """`name(arguments)`."""

    name: str
    arguments: tuple[Expression, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Record:
    """`name{field: value, ...}`, the contents of a cell."""

    name: str
    fields: tuple[tuple[str, Expression], ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Fraction:
    """`[fraction] part`."""

    fraction: Expression
    part: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Bracketed:
    """`(part)`: the only place where `*` may be a product."""

    part: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class SortName:
    """A sort as written; `pointers` counts the stars behind it."""

    name: str
    arguments: tuple[SortName, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name that is bound, with its sort where one is written."""

    name: str
    sort: SortName | None
    span: Span


@dataclass(frozen=True, slots=True)
class Quantified:
    """`exists` or `forall`."""

    quantifier: Literal["exists", "forall"]
    parameters: tuple[Parameter, ...]
    body: Expression
    span: Span


Expression = Name | Numeral | Operation | Call | Record | Fraction | Bracketed | Quantified


@dataclass(frozen=True, slots=True)
class Struct:
    """`struct name { field: sort, ... }`."""

    name: str
    fields: tuple[Parameter, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class PredicateDefinition:
    """`predicate name(parameters) = body;`."""

    name: str
    parameters: tuple[Parameter, ...]
    body: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class LemmaDefinition:
    """`lemma name(parameters): left |- right;`. All free variables are universal, listed or not."""

    name: str
    parameters: tuple[Parameter, ...]
    left: Expression
    right: Expression
    span: Span


@dataclass(frozen=True, slots=True)
class Question:
    """`check`, `sat`, `unsat`, `frame` or `abduce`, and the answer that is expected of it."""

    kind: Literal["check", "sat", "unsat", "frame", "abduce"]
    left: Expression
    right: Expression | None
    expected: str | None
    span: Span


Statement = Struct | PredicateDefinition | LemmaDefinition | Question
