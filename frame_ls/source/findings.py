"""What is said to a person about a piece of text: findings with their notes and fixes.

A user's mistake is a finding: collected, never raised.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from frame_ls.source.span import Span


class Severity(Enum):
    """How much a finding matters; only an error makes a unit fail."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"
    HINT = "hint"


@dataclass(frozen=True, slots=True)
class Note:
    """A related place and what there is to say about it ("allocated here")."""

    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replaces the text of `span`; an empty span inserts."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change that answers a finding. `title` is what a menu shows, in the imperative and in the user's names."""

    title: str
    edits: tuple[Edit, ...]
    verified: bool = False  # whether the unit was verified again with the fix applied


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, since when, and what would help.

    `code` is a word of the catalogue (`missing-cell`, `leak`); `message` is one or more lines of plain text with the
    user's names in backquotes, the first line complete on its own.
    """

    code: str
    severity: Severity
    span: Span
    message: str
    notes: tuple[Note, ...] = ()
    fixes: tuple[Fix, ...] = ()
