"""What happened to the symbolic state while a unit was verified, told for a person: plain values, no proof inside.

The verifier fills these in as it goes; hovers, the state window and heap pictures are drawn from them. All text is in
the user's own words (the names of the source, never internal ones). Nothing here holds a line number: a place is a
`Span`, which stays right when the text above moves, and is turned into a line only when it is shown.
Values that did not change from one statement to the next should be the same object: they are then stored once.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from frame_ls.source import Span


@dataclass(frozen=True, slots=True)
class Origin:
    """Why something is there, and where that was said: ("the precondition", its span), ("result of `push`", a call)."""

    text: str
    span: Span | None = None


class Shape(Enum):
    """What sort of piece of heap an atom is; decides how it is drawn."""

    CELL = "cell"  # one field or one variable: `n->next |-> list`
    PREDICATE = "predicate"  # `nodes(n, vs)`
    BLOCK = "block"  # permission without contents: `malloc_block_node(n)`, uninitialised bytes
    ARRAY = "array"  # `ints(a, n, vs)` and slices
    OTHER = "other"


class Role(Enum):
    """What the statement at hand does with an atom."""

    PLAIN = "plain"  # there, and not concerned
    CONSUMED = "consumed"
    FRAME = "frame"  # untouched by the call, and proved to be so
    PRODUCED = "produced"
    CHANGED = "changed"  # a cell with another value than before
    MISSING = "missing"  # owed and not there
    LEAKED = "leaked"  # there and owed to nobody


@dataclass(frozen=True, slots=True)
class FieldView:
    """A named part of an atom and its value; `value` equals another atom's `root` where it points there."""

    name: str  # a field, a parameter of the predicate, or "" where there is no name
    value: str


@dataclass(frozen=True, slots=True)
class AtomView:
    """One piece of the heap.

    `root` is the address it is found by, written as the shortest name the user has for it and in the same way in every
    atom of a heap, so that equal text means an equal address.
    """

    text: str
    shape: Shape
    name: str = ""  # the predicate, struct or function-like chunk: `nodes`, `node`, `malloc_block_node`
    root: str = ""
    fields: tuple[FieldView, ...] = ()
    origin: Origin | None = None
    role: Role = Role.PLAIN
    fraction: str | None = None  # None for the whole


@dataclass(frozen=True, slots=True)
class FactView:
    """Something known about values: `n != 0`, and where it was learnt."""

    text: str
    origin: Origin | None = None


@dataclass(frozen=True, slots=True)
class LocalView:
    """A variable in scope. `value` is None while it is unset."""

    name: str
    value: str | None
    origin: Origin | None = None  # "as given", "result of `push`"
    ghost: bool = False  # bound by an annotation (`?vs`)


@dataclass(frozen=True, slots=True)
class HeapView:
    """The heap and what is known, at one moment on one path."""

    atoms: tuple[AtomView, ...] = ()
    facts: tuple[FactView, ...] = ()


@dataclass(frozen=True, slots=True)
class BranchView:
    """A condition of the user's that was decided on the way here, as it holds on this path: `list != 0`."""

    text: str
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class MatchView:
    """A row of "needed, taken from the heap, because".

    `taken` is empty where nothing was found; `because` then says what was nearest and why it does not match.
    """

    needed: str
    taken: tuple[str, ...] = ()
    because: tuple[Origin, ...] = ()  # equalities, unfoldings, lemmas, each with its place
    span: Span | None = None  # where the contract asks for it
    found: bool = True


class ExchangeKind(Enum):
    """What asked for a part of the heap."""

    CALL = "call"
    LEMMA = "lemma"
    OPEN = "open"
    CLOSE = "close"
    ASSERT = "assert"
    INVARIANT = "invariant"
    POSTCONDITION = "postcondition"


@dataclass(frozen=True, slots=True)
class Exchange:
    """A part of the heap was asked for and given up, something was given back, and the rest was left alone."""

    kind: ExchangeKind
    text: str  # `push(a, 1)`, "the postcondition", `open nodes(n, _)`
    matches: tuple[MatchView, ...] = ()
    bindings: tuple[FieldView, ...] = ()  # what the contract's parameters and `?x` patterns stand for here
    frame: tuple[AtomView, ...] = ()
    produced: tuple[AtomView, ...] = ()
    automatic: bool = False  # found by the prover, not written by the user
    seconds: float = 0.0
    steps: str = ""  # "1 match, no unfolding"


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What a plain statement changed: `n->next`, from unset (None) to `list`."""

    place: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class StatementState:
    """A statement as it was executed on one path; a statement reached on several paths has several of these.

    `after` is None where execution stops: at an error, a `return`, or a path found impossible. The end of a function
    is a state of its own whose span is the closing brace, with the postcondition among its exchanges.
    """

    span: Span
    before: HeapView
    after: HeapView | None = None
    path: tuple[BranchView, ...] = ()
    locals: tuple[LocalView, ...] = ()  # before the statement
    changes: tuple[ChangeView, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    title: str = ""  # "end of function", "loop head, any iteration"; empty for a plain statement
    failed: bool = False  # a finding stands here on this path
    impossible: str = ""  # why the path ends here, where it was shown that it cannot be taken


@dataclass(frozen=True, slots=True)
class Explanation:
    """All states of a unit in the order of execution. `complete` is false where execution was cut short."""

    unit: str
    states: tuple[StatementState, ...] = ()
    complete: bool = True
