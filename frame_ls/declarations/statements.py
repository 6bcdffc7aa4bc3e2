"""Statements after resolution. Ghost statements differ from real ones by what they are, not by where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.declarations.assertions import Assertion, CallAssertion, Pattern, Value
from frame_ls.declarations.expressions import Expression, Initializer
from frame_ls.declarations.types import Type
from frame_ls.logic.terms import Variable
from frame_ls.source import Span


@dataclass(frozen=True, slots=True)
class Local:
    """A local variable. `variable` stands for it in the store and in terms; `written` is what the user calls it.

    Where it lies in memory, `variable` stands for its address.
    """

    variable: Variable
    written: str
    type: Type
    span: Span
    in_memory: bool = False
    ghost: bool = False
    constant: bool = False


@dataclass(frozen=True, slots=True)
class Evaluate:
    """An expression for its effects; a lemma call too."""

    span: Span
    expression: Expression
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class Declare:
    """A local variable comes into being, unset without an initializer."""

    span: Span
    local: Local
    initializer: Initializer | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """Statements in order; what was declared in it ends with it."""

    span: Span
    statements: tuple[Statement, ...]
    close_span: Span
    locals: tuple[Local, ...] = ()


@dataclass(frozen=True, slots=True)
class If:
    """`if`; ghost where it stands in an annotation."""

    span: Span
    condition: Expression
    then: Statement
    otherwise: Statement | None
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class Invariant:
    """A loop's invariant, or its `requires` and `ensures`, which speak of the rest of the iterations.

    In `ensures`, the variables `old` have the values that the locals they are paired with had at the head.
    """

    span: Span
    invariant: Assertion | None = None
    requires: Assertion | None = None
    ensures: Assertion | None = None
    old: tuple[tuple[Variable, Variable], ...] = ()
    decreases: Value | None = None


@dataclass(frozen=True, slots=True)
class Loop:
    """All loops: `while`, `for`, `do`. `body` runs, then `step`; the condition is asked before, or (`test_last`) after.

    `assigned` are the locals outside memory that the loop assigns.
    """

    span: Span
    head_span: Span
    condition: Expression | None
    step: Expression | None
    body: Statement
    specification: Invariant | None
    assigned: tuple[Variable, ...]
    test_last: bool = False
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class SwitchCase:
    """A case with its statements, to fall through from; the value is None for `default`."""

    span: Span
    value: Expression | None
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """`switch` on a number."""

    span: Span
    subject: Expression
    cases: tuple[SwitchCase, ...]
    close_span: Span
    ghost: bool = False


@dataclass(frozen=True, slots=True)
class GhostCase:
    """A constructor with the locals its fields are bound to, and what is done then; no falling through."""

    span: Span
    constructor: str
    bound: tuple[Local, ...]
    body: Block


@dataclass(frozen=True, slots=True)
class GhostSwitch:
    """`switch` on a value of a datatype; every constructor has its case."""

    span: Span
    subject: Value
    cases: tuple[GhostCase, ...]


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
    value: Expression | None


@dataclass(frozen=True, slots=True)
class Goto:
    """`goto label;`."""

    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class Label:
    """`name:`, a place in its block; with the invariant that stands behind it, if one does."""

    span: Span
    name: str
    invariant: Invariant | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """A predicate is exchanged for its body."""

    span: Span
    predicate: CallAssertion
    coefficient: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Close:
    """A predicate's body is exchanged for the predicate."""

    span: Span
    predicate: CallAssertion
    coefficient: Pattern | None = None


@dataclass(frozen=True, slots=True)
class Leak:
    """What matches is given up."""

    span: Span
    assertion: Assertion


@dataclass(frozen=True, slots=True)
class Assert:
    """What matches is there; its binders are known from here on. `real` is C's own `assert`."""

    span: Span
    assertion: Assertion
    real: bool = False


@dataclass(frozen=True, slots=True)
class LemmaDefinition:
    """A lemma that is local to its block; `name` is unique in the unit."""

    span: Span
    name: str


@dataclass(frozen=True, slots=True)
class ProduceFunctionPointer:
    """`produce_function_pointer_chunk`: proves that a function implements a function type.

    `lemma` where it is about a lemma. `arguments` are those of the type; `parameters` are the function's,
    as the proof names them.
    """

    span: Span
    function_type: str
    type_arguments: tuple[Type, ...]
    function: str | None
    arguments: tuple[Value, ...]
    parameters: tuple[Local, ...]
    proof: Block | None
    body: Statement | None = None
    lemma: bool = False


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A ghost command that looks like a call: `open_module()`, `recursive_call()`, `close_struct(p)`, ..."""

    span: Span
    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What was read but is not covered."""

    span: Span
    construct: str


Statement = (
    Evaluate
    | Declare
    | Block
    | If
    | Loop
    | Switch
    | GhostSwitch
    | Break
    | Continue
    | Return
    | Goto
    | Label
    | Open
    | Close
    | Leak
    | Assert
    | LemmaDefinition
    | ProduceFunctionPointer
    | BuiltIn
    | Unsupported
)
