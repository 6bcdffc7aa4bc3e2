"""How the execution of a statement ends on one path."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.logic.terms import Term
from frame_ls.source import Span
from frame_ls.verifier.state import State


@dataclass(frozen=True, slots=True)
class Normal:
    """The next statement is reached."""

    state: State


@dataclass(frozen=True, slots=True)
class Returned:
    """`return` was executed."""

    state: State
    value: Term | None
    span: Span


@dataclass(frozen=True, slots=True)
class Broken:
    """`break` was executed."""

    state: State
    span: Span


@dataclass(frozen=True, slots=True)
class Continued:
    """`continue` was executed."""

    state: State
    span: Span


@dataclass(frozen=True, slots=True)
class Jumped:
    """`goto label` was executed."""

    state: State
    label: str
    span: Span


Outcome = Normal | Returned | Broken | Continued | Jumped
