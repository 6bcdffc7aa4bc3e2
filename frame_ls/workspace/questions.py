"""Questions about a text and their answers, as plain values: what an editor asks of a document besides verdicts.

A question carries offsets in code points of the document's file. A language that has no answer gives None.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from frame_ls.source import Edit, Finding, Span
from frame_ls.verifier.explanation import StatementState


@dataclass(frozen=True, slots=True)
class Outline:
    """Which declarations are there? Answer: `tuple[Symbol, ...]`."""


@dataclass(frozen=True, slots=True)
class Describe:
    """What is the name at `offset`? Answer: `Description`."""

    offset: int


class Sense(Enum):
    """Which of the places that declare a thing is asked for."""

    DEFINITION = "definition"
    DECLARATION = "declaration"  # a prototype rather than a body
    IMPLEMENTATION = "implementation"  # a body, the instances of a family, the functions of a function type
    TYPE = "type"  # the struct or inductive type of a variable


@dataclass(frozen=True, slots=True)
class Definition:
    """Where is the name at `offset` declared? Answer: `tuple[Span, ...]`."""

    offset: int
    sense: Sense = Sense.DEFINITION


@dataclass(frozen=True, slots=True)
class References:
    """Where is the thing named at `offset` spoken of, its declaration included? Answer: `tuple[Reference, ...]`."""

    offset: int


@dataclass(frozen=True, slots=True)
class Complete:
    """What could stand at `offset`? Answer: `Completion`."""

    offset: int


@dataclass(frozen=True, slots=True)
class Signature:
    """Which call is `offset` an argument of? Answer: `SignatureHelp`."""

    offset: int


@dataclass(frozen=True, slots=True)
class Tokens:
    """How are the annotations coloured? Answer: `tuple[Token, ...]`, in the order of the text, without overlaps."""


@dataclass(frozen=True, slots=True)
class Folds:
    """What can be folded away? Answer: `tuple[Fold, ...]`."""


@dataclass(frozen=True, slots=True)
class Links:
    """Which includes lead to a file? Answer: `tuple[Link, ...]`."""


@dataclass(frozen=True, slots=True)
class Enclosing:
    """Which pieces of text are around `offset`? Answer: `tuple[Span, ...]`, each around the one before."""

    offset: int


@dataclass(frozen=True, slots=True)
class Linked:
    """Which mentions change together with the name at `offset`, a pattern's? Answer: `tuple[Span, ...]`."""

    offset: int


@dataclass(frozen=True, slots=True)
class Callable:
    """Which function or lemma is named at `offset`? Answer: `Symbol`."""

    offset: int


@dataclass(frozen=True, slots=True)
class Callers:
    """Which functions and lemmas call the one of this name? Answer: `tuple[Calls, ...]`, one a caller."""

    name: str


@dataclass(frozen=True, slots=True)
class Callees:
    """What does the function or lemma of this name call? Answer: `tuple[Calls, ...]`, one for each that it calls."""

    name: str


@dataclass(frozen=True, slots=True)
class Format:
    """Which edits lay out the annotations? Answer: `tuple[Edit, ...]`, without overlaps."""


@dataclass(frozen=True, slots=True)
class Refactor:
    """What could be changed between `start` and `end`? Answer: `tuple[Proposal, ...]`, likely ones first.

    `findings` are those that touch the stretch, `states` those of the statement there, as far as they are known.
    """

    start: int
    end: int
    findings: tuple[Finding, ...] = ()
    states: tuple[StatementState, ...] = ()


Question = (
    Outline
    | Describe
    | Definition
    | References
    | Complete
    | Signature
    | Tokens
    | Folds
    | Links
    | Enclosing
    | Linked
    | Callable
    | Callers
    | Callees
    | Refactor
    | Format
)


class SymbolKind(Enum):
    """What a declaration declares."""

    FUNCTION = "function"
    LEMMA = "lemma"
    FIXPOINT = "fixpoint"
    PREDICATE = "predicate"
    INDUCTIVE = "inductive"
    CONSTRUCTOR = "constructor"
    STRUCT = "struct"
    FIELD = "field"
    ENUM = "enum"
    ENUMERATOR = "enumerator"
    TYPE = "type"
    VARIABLE = "variable"
    PARAMETER = "parameter"
    PATTERN = "pattern"  # bound by `?x`
    MACRO = "macro"
    QUERY = "query"
    KEYWORD = "keyword"
    SNIPPET = "snippet"


@dataclass(frozen=True, slots=True)
class Symbol:
    """A declaration in the outline. `selection` is its name, inside `span`."""

    name: str
    kind: SymbolKind
    span: Span
    selection: Span
    detail: str = ""
    children: tuple[Symbol, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """What a name means: its declaration as `code`, and what else there is to say, in markdown."""

    span: Span  # of the name that was asked about
    code: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """One mention of a name."""

    span: Span
    declares: bool = False
    writes: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that could be written. `snippet` uses the protocol's `${1:name}` places."""

    label: str
    kind: SymbolKind
    detail: str = ""
    snippet: str | None = None
    documentation: str = ""


@dataclass(frozen=True, slots=True)
class Completion:
    """What could replace `span`, the word before the cursor."""

    span: Span
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class SignatureHelp:
    """The call around the cursor: its parameters as written in its declaration, and which one the cursor is in."""

    label: str
    parameters: tuple[str, ...]
    active: int
    documentation: str = ""


class TokenKind(Enum):
    """How a token of an annotation is coloured."""

    KEYWORD = "keyword"
    PREDICATE = "predicate"
    FUNCTION = "function"
    TYPE = "type"
    VARIABLE = "variable"
    PATTERN = "pattern"
    CONSTRUCTOR = "constructor"
    FIELD = "field"
    NUMBER = "number"
    STRING = "string"
    OPERATOR = "operator"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Token:
    """A coloured stretch that does not cross a line's end."""

    span: Span
    kind: TokenKind
    declares: bool = False


@dataclass(frozen=True, slots=True)
class Fold:
    """Lines that can be shown as one. `kind` is "comment", "imports" or "region"."""

    span: Span
    kind: str = "region"


@dataclass(frozen=True, slots=True)
class Link:
    """A stretch of text that leads to a file."""

    span: Span
    file: str


@dataclass(frozen=True, slots=True)
class Calls:
    """A function or lemma at one end of calls, and where they stand."""

    symbol: Symbol
    places: tuple[Span, ...]


class Promise(Enum):
    """What must be so before a change is offered to a person."""

    NEUTRAL = "neutral"  # nothing that is verified depends on it
    KEEPS = "keeps"  # all that it touches is verified with it
    STATES = "states"  # it adds something to be proved: offered in any case, and its title says what came of it


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change that nothing asks for. `kind` is the protocol's (`refactor.inline`).

    Of a `group`, the first is offered that verifies; the first of all, if none does and the promise allows it.
    """

    title: str
    kind: str
    edits: tuple[Edit, ...]
    promise: Promise = Promise.KEEPS
    group: str = ""
