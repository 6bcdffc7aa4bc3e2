"""Statements of C, and those that stand only in annotations.

A statement in an annotation is wrapped in `Ghost` once, at its outermost level; whatever is inside is ghost too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from frame_ls.source import Span

if TYPE_CHECKING:
    from frame_ls.syntax.c.tree.assertions import Assertion, Pattern, PredicateAssertion
    from frame_ls.syntax.c.tree.declarations import Function
    from frame_ls.syntax.c.tree.expressions import Expression
    from frame_ls.syntax.c.tree.types import Type


@dataclass(frozen=True, slots=True)
class Empty:
    """`;`."""

    span: Span


@dataclass(frozen=True, slots=True)
class ExpressionStatement:
    """`e;`, a lemma call in an annotation included."""

    span: Span
    expression: Expression


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable of a declaration; `type` is the complete type, declarator included."""

    span: Span
    name: str
    name_span: Span
    type: Type
    initializer: Expression | None = None


@dataclass(frozen=True, slots=True)
class DeclarationStatement:
    """`type a = e, *b;`; without variables it only declares the struct, union or enum in `type`."""

    span: Span
    type: Type  # what stands before the first declarator
    variables: tuple[Variable, ...]
    storage: tuple[str, ...] = ()  # "static", "extern", "register", "auto", "typedef"


@dataclass(frozen=True, slots=True)
class Block:
    """`{ ... }`; `close_span` is its closing brace, where the function's end is reported."""

    span: Span
    statements: tuple[Statement, ...]
    close_span: Span


@dataclass(frozen=True, slots=True)
class If:
    """`if (condition) then else otherwise`."""

    span: Span
    condition: Expression
    then: Statement
    otherwise: Statement | None = None


@dataclass(frozen=True, slots=True)
class LoopSpecification:
    """What stands between a loop's head and its body: either `invariant`, or `requires` and `ensures`.

    All are None where only `decreases` is written. In a loop's `ensures`, `old_` names keep their value at the head.
    """

    span: Span
    invariant: Assertion | None = None
    requires: Assertion | None = None
    ensures: Assertion | None = None
    decreases: Expression | None = None


@dataclass(frozen=True, slots=True)
class While:
    """`while (condition) body`."""

    span: Span
    condition: Expression
    specification: LoopSpecification | None
    body: Statement


@dataclass(frozen=True, slots=True)
class DoWhile:
    """`do body while (condition);`."""

    span: Span
    specification: LoopSpecification | None
    body: Statement
    condition: Expression


@dataclass(frozen=True, slots=True)
class For:
    """`for (start; condition; step) body`; `start` is a declaration, an expression statement or None."""

    span: Span
    start: DeclarationStatement | ExpressionStatement | None
    condition: Expression | None
    step: Expression | None
    specification: LoopSpecification | None
    body: Statement


@dataclass(frozen=True, slots=True)
class SwitchCase:
    """One `case` with the statements up to the next; control falls through.

    `value` is None for `default`. In ghost code the value may be a constructor with names for its fields, in `bound`.
    """

    span: Span
    value: Expression | None
    bound: tuple[str, ...] | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """`switch (subject) { cases }`; statements before the first case are reported, as they never run."""

    span: Span
    subject: Expression
    cases: tuple[SwitchCase, ...]


@dataclass(frozen=True, slots=True)
class Break:
    """`break;`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Continue:
    """`continue;`."""

    span: Span


@dataclass(frozen=True, slots=True)
class Return:
    """`return;` or `return value;`."""

    span: Span
    value: Expression | None = None


@dataclass(frozen=True, slots=True)
class Goto:
    """`goto label;`."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Label:
    """`label: body`; `body` is None before the `}` of a block."""

    span: Span
    name: str
    body: Statement | None


@dataclass(frozen=True, slots=True)
class Ghost:
    """A statement that stands in an annotation."""

    span: Span
    body: Statement


@dataclass(frozen=True, slots=True)
class Open:
    """`open [coefficient] predicate(arguments);`."""

    span: Span
    coefficient: Pattern | None
    predicate: PredicateAssertion


@dataclass(frozen=True, slots=True)
class Close:
    """`close [coefficient] predicate(arguments);`."""

    span: Span
    coefficient: Pattern | None
    predicate: PredicateAssertion


@dataclass(frozen=True, slots=True)
class Leak:
    """`leak assertion;`: what matches is given up on purpose."""

    span: Span
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class Assert:
    """`assert assertion;` in an annotation, where binders are known afterwards; or `assert(condition);` in C."""

    span: Span
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class Invariant:
    """`invariant assertion;` as a statement of its own: at a label, for `goto`, and at the head of a loop body."""

    span: Span
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class SplitFraction:
    """`split_fraction predicate(arguments) by amount;`."""

    span: Span
    assertion: Assertion
    amount: Expression | None = None


@dataclass(frozen=True, slots=True)
class MergeFractions:
    """`merge_fractions assertion;`."""

    span: Span
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class ProduceFunctionPointer:
    """`produce_function_pointer_chunk type<types>(function)(type_arguments)(parameters) { body }`.

    `body` proves the type's contract from the function's; it is None where `;` stands.
    """

    span: Span
    function_type: str
    type_arguments: tuple[Type, ...]
    function: Expression
    arguments: tuple[Expression, ...]
    parameters: tuple[tuple[str, Span], ...]
    body: Block | None


@dataclass(frozen=True, slots=True)
class ProduceLemmaPointer:
    """`produce_lemma_function_pointer_chunk(lemma) : type<types>(arguments)(parameters) { proof } body`.

    Short form: only the lemma, with `function_type` None. `lemma` is None for an anonymous proof. With `body` the
    pointer exists only during that statement, otherwise to the end of the enclosing block.
    """

    span: Span
    lemma: Expression | None
    function_type: str | None
    type_arguments: tuple[Type, ...]
    arguments: tuple[Expression, ...]
    parameters: tuple[tuple[str, Span], ...]
    proof: Block | None
    body: Statement | None


@dataclass(frozen=True, slots=True)
class LocalLemma:
    """A lemma inside a block of ghost code; it sees the variables of the block."""

    span: Span
    lemma: Function


@dataclass(frozen=True, slots=True)
class UnsupportedStatement:
    """A statement that was read but is not covered (`asm`, box statements); `construct` is its name for the user."""

    span: Span
    construct: str
    text: str


@dataclass(frozen=True, slots=True)
class BrokenStatement:
    """Text that could not be read as a statement; a finding tells."""

    span: Span


Statement = (
    Empty
    | ExpressionStatement
    | DeclarationStatement
    | Block
    | If
    | While
    | DoWhile
    | For
    | Switch
    | Break
    | Continue
    | Return
    | Goto
    | Label
    | Ghost
    | Open
    | Close
    | Leak
    | Assert
    | Invariant
    | SplitFraction
    | MergeFractions
    | ProduceFunctionPointer
    | ProduceLemmaPointer
    | LocalLemma
    | UnsupportedStatement
    | BrokenStatement
)
