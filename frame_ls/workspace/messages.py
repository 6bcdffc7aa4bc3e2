"""What the workspace, the process that analyses and the workers say to each other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from frame_ls.workspace.language import Language, Limits, Summary, Unit, UnitOutcome
from frame_ls.workspace.options import Options
from frame_ls.workspace.questions import Proposal, Question

FindLanguage = Callable[[str], Language | None]
"""The language of a file's name, made when it is first asked for."""


@dataclass(frozen=True, slots=True)
class SetText:
    """The editor holds this text of the file; None: the disk's counts again."""

    file: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Analyse:
    """Answer: `Analysed`. `text` is the document's; None means what `SetText` said, or else the disk's."""

    serial: int
    file: str
    text: str | None
    options: Options


@dataclass(frozen=True, slots=True)
class Forget:
    """The document is closed."""

    file: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Answer: `Answered`, with whatever the question promises, or None."""

    serial: int
    file: str
    question: Question


@dataclass(frozen=True, slots=True)
class Find:
    """Which of these fingerprints have stored outcomes? Answer: `Answered` with a dictionary."""

    serial: int
    fingerprints: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindExplanation:
    """Answer: `Answered` with the packed explanation, or empty bytes."""

    serial: int
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Keep:
    """Store these outcomes."""

    outcomes: tuple[tuple[str, UnitOutcome], ...]


@dataclass(frozen=True, slots=True)
class Settle:
    """Write what is to be kept. Answer: `Answered`, once everything told before is done."""

    serial: int


Command = SetText | Analyse | Forget | Ask | Find | FindExplanation | Keep | Settle


@dataclass(frozen=True, slots=True)
class Analysed:
    """`generation` counts analyses; a worker forked later can run these units. `unreadable`: why there is no text."""

    serial: int
    generation: int
    summary: Summary
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a question."""

    serial: int
    value: object


@dataclass(frozen=True, slots=True)
class Broke:
    """The request met a bug of ours; `report` is for the log and for `frame check`."""

    serial: int
    report: str


Reply = Analysed | Answered | Broke


@dataclass(frozen=True, slots=True)
class Hello:
    """A worker's first words."""

    pid: int
    generation: int


@dataclass(frozen=True, slots=True)
class Run:
    """Verify this unit of this file. Answer: `Ran` or `Absent`."""

    file: str
    unit: Unit
    limits: Limits


@dataclass(frozen=True, slots=True)
class Try:
    """Which of these may be offered? `base` digests the text they were made for. Answer: `Tried` or `Absent`."""

    file: str
    base: str
    proposals: tuple[Proposal, ...]
    seconds: float


@dataclass(frozen=True, slots=True)
class Tried:
    """The proposals that may be offered, with their last titles."""

    proposals: tuple[Proposal, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """`last`: the worker ends now, because the run left it in a bad state."""

    outcome: UnitOutcome
    last: bool = False


@dataclass(frozen=True, slots=True)
class Absent:
    """The worker was forked from another state of the file and cannot run the unit."""
