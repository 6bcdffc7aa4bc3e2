"""What the verification of one unit came to, as picklable values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from frame_ls.kernel.proofs import Proof
from frame_ls.source import Finding, Span
from frame_ls.verifier.explanation import Explanation


@dataclass(frozen=True, slots=True)
class VerifierOptions:
    """What changes the meaning of a text. Sizes are the program's, not an option here."""

    overflow_check: bool = True
    wrap_signed: bool = False
    allow_dead_code: bool = False
    leak_check: bool = True
    keep_proofs: bool = False  # whether the outcome carries the obligations' proofs
    keep_states: bool = True  # whether the outcome carries the states for hovers


class Status(Enum):
    """Where a unit stands. Anything but VERIFIED comes with a finding."""

    VERIFIED = "verified"
    FAILED = "failed"
    REFUTED = "refuted"
    UNKNOWN = "unknown"
    TIMEOUT = "timeout"
    UNSUPPORTED = "unsupported"
    ERROR = "error"


class Evidence(Enum):
    """What a verified unit rests on: proofs checked by the kernel throughout, or a solver's word in places."""

    PROOF = "proof"
    SOLVER = "solver"


@dataclass(frozen=True, slots=True)
class Obligation:
    """Something that had to hold, with the proof that the kernel accepted. `text` says what, in the user's words."""

    text: str
    span: Span
    proof: Proof
    solver_steps: int = 0


@dataclass(frozen=True, slots=True)
class AutomaticStep:
    """A ghost statement that was found and not written: `text` is how it would be written before `span`."""

    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class UnitOutcome:
    """The verdict on one unit."""

    status: Status
    findings: tuple[Finding, ...] = ()
    obligations: int = 0
    evidence: Evidence | None = None
    proofs: tuple[Obligation, ...] = ()
    explanation: Explanation | None = None
    steps: tuple[AutomaticStep, ...] = ()
    details: tuple[tuple[str, str], ...] = ()  # what `-v` prints: (what, figure), in order
