"""What a run says of its units, as plain values: the one shape that the command line and the server print.

The JSON of `frame check` is this, written out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from frame_ls.source import Finding, Span
from frame_ls.workspace.places import TextPlace


class Kind(Enum):
    """What a unit is."""

    FUNCTION = "function"
    LEMMA = "lemma"
    PREDICATE = "predicate"
    QUERY = "query"
    FILE = "file"


class Status(Enum):
    """Where a unit stands once its run has ended."""

    VERIFIED = "verified"
    FAILED = "failed"
    REFUTED = "refuted"
    UNKNOWN = "unknown"
    TIMEOUT = "timeout"
    UNSUPPORTED = "unsupported"
    ERROR = "error"


class Answer(Enum):
    """What a query of a script or a `check-sat` came to."""

    VALID = "valid"
    INVALID = "invalid"
    SAT = "sat"
    UNSAT = "unsat"
    UNKNOWN = "unknown"


class Evidence(Enum):
    """What a verdict rests on."""

    PROOF = "proof"
    MODEL = "model"
    SOLVER = "solver"


@dataclass(frozen=True, slots=True)
class UnitResult:
    """The verdict on one unit. `span` covers it, from its first token to its last; findings carry their own spans."""

    file: str  # as the caller named it
    unit: str
    kind: Kind
    status: Status
    span: Span
    seconds: float = 0.0
    obligations: int = 0
    evidence: Evidence | None = None
    answer: Answer | None = None
    expected: Answer | None = None
    frame: str | None = None  # queries of scripts only
    missing: str | None = None  # queries of scripts only
    from_cache: bool = False
    findings: tuple[Finding, ...] = ()
    details: tuple[tuple[str, str], ...] = field(default=())  # what `-v` prints: (what, figure), in order


@dataclass(frozen=True, slots=True)
class Report:
    """All results of a run, in the order of the inputs and, within a file, of the text."""

    results: tuple[UnitResult, ...]
    seconds: float
    skipped: int = 0  # functions without a contract
    texts: tuple[TextPlace, ...] = ()  # where the texts lie that the spans speak of
