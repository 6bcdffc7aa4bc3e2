"""The seam between the workspace and the languages it serves: what a language offers, as one small protocol.

A language turns a file into an `Analysis`: a live object that stays in the process that made it and in the workers
forked from that process. Everything else here is a plain picklable value, and travels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from frame_ls.source import Finding, Span
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import TextPlace
from frame_ls.workspace.questions import Proposal, Question
from frame_ls.workspace.report import Answer, Evidence, Kind, Status

ReadFile = Callable[[str], str | None]
"""The text of a file as the editor has it or else the disk; None where it cannot be read."""


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """What one run of a unit came to. `explanation` is packed; most outcomes are never asked for it."""

    status: Status
    findings: tuple[Finding, ...] = ()
    seconds: float = 0.0
    obligations: int = 0
    evidence: Evidence | None = None
    answer: Answer | None = None
    expected: Answer | None = None
    frame: str | None = None
    missing: str | None = None
    details: tuple[tuple[str, str], ...] = ()
    explanation: bytes = b""
    proofs: tuple[tuple[str, str], ...] = ()  # (name, JSON), one an obligation, where the limits ask for them
    are_fixes_sought: bool = False  # whether its findings have the fixes that could be found

    @property
    def lacks_fixes(self) -> bool:
        """Whether looking for fixes may find some."""
        return self.status is Status.FAILED and not self.are_fixes_sought


@dataclass(frozen=True, slots=True)
class Unit:
    """A task: something to verify, with everything that its verdict depends on summed up in `fingerprint`.

    Two units with equal fingerprints have equal outcomes, their spans included. A unit that needs no run (it could
    not be parsed, say) is `settled`.
    """

    key: str  # unique in its document, and the same after an edit elsewhere
    name: str
    kind: Kind
    span: Span
    fingerprint: str
    name_span: Span | None = None
    settled: UnitOutcome | None = None

    def __reduce__(self) -> tuple[object, ...]:
        # All units of a document travel at each keystroke.
        fields = (self.key, self.name, self.kind, self.span, self.fingerprint, self.name_span, self.settled)
        return Unit, fields


@dataclass(frozen=True, slots=True)
class Summary:
    """What an analysis found, as a value that travels.

    `findings` are those that belong to no unit. `files` are the files it read besides its own: when one of them
    changes, the document is analysed again.
    """

    units: tuple[Unit, ...] = ()
    findings: tuple[Finding, ...] = ()
    texts: tuple[TextPlace, ...] = ()
    files: tuple[str, ...] = ()
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a run may take, whether it must hand out its proofs, and how much of the time may go into fixes."""

    seconds: float
    proofs: bool = False
    fix_seconds: float = 0.0  # 0: none are looked for


class Analysis(Protocol):
    """One document as analysed at one moment."""

    @property
    def summary(self) -> Summary: ...

    def run(self, unit: Unit, limits: Limits) -> UnitOutcome:
        """Verifies the unit. Called in a worker process, which is killed some time after the limit."""
        ...

    def ask(self, question: Question) -> object:
        """The answer to a question about the text, of the type that the question names; None: not known."""
        ...

    def attempt(self, proposals: tuple[Proposal, ...], seconds: float) -> tuple[Proposal, ...]:
        """Those that may be offered, with titles that say what they come to. Called in a worker process, like `run`."""
        ...

    @property
    def text(self) -> str: ...


class Language(Protocol):
    """A reader of one kind of file. It may keep what it read, to read the next version faster."""

    def warm(self) -> Iterator[None]:
        """Loads what analyses and runs will need, in steps between which something urgent may be done."""
        ...

    def analyse(self, file: str, text: str, options: Options, read: ReadFile) -> Analysis:
        """Never raises on what a user wrote; reports it."""
        ...

    def forget(self, file: str) -> None:
        """Drops what was kept of a file that is no longer open."""
        ...
