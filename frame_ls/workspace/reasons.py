"""Outcomes of runs that came to no verdict: time or memory ran out, or Frame itself broke."""

from __future__ import annotations

from dataclasses import replace

from frame_ls.source import Finding, Severity
from frame_ls.workspace.language import Unit, UnitOutcome
from frame_ls.workspace.report import Answer, Kind, Status


def _outcome(unit: Unit, status: Status, code: str, severity: Severity, message: str) -> UnitOutcome:
    finding = Finding(code, severity, unit.name_span or unit.span, message)
    return UnitOutcome(status, (finding,), answer=Answer.UNKNOWN if unit.kind is Kind.QUERY else None)


def timed_out(unit: Unit, seconds: float) -> UnitOutcome:
    """The run took longer than it may."""
    message = f"could not verify `{unit.name}`: no answer after {seconds:g} s (not refuted either)"
    return replace(_outcome(unit, Status.TIMEOUT, "timeout", Severity.WARNING, message), seconds=seconds)


def out_of_memory(unit: Unit) -> UnitOutcome:
    """The run wanted more memory than it may have."""
    message = f"could not verify `{unit.name}`: the memory limit was reached (not refuted either)"
    return _outcome(unit, Status.UNKNOWN, "out-of-memory", Severity.WARNING, message)


def deep(unit: Unit) -> UnitOutcome:
    """The run met a nesting deeper than Python's stack."""
    message = f"could not verify `{unit.name}`: something in it is nested too deeply (not refuted either)"
    return _outcome(unit, Status.UNKNOWN, "too-deep", Severity.WARNING, message)


def broken(unit: Unit, report: str) -> UnitOutcome:
    """A bug of ours. The report goes into the details, never into the message."""
    message = f"Frame broke while it verified `{unit.name}`: this is a bug in Frame, not in your code"
    outcome = _outcome(unit, Status.ERROR, "internal-error", Severity.ERROR, message)
    return replace(outcome, details=(("internal error", report),))


def ended(unit: Unit) -> UnitOutcome:
    """The process that ran the unit is gone, and nobody here killed it."""
    message = f"the process that verified `{unit.name}` ended unexpectedly: this is a bug in Frame, not in your code"
    outcome = _outcome(unit, Status.ERROR, "internal-error", Severity.ERROR, message)
    return replace(outcome, details=(("internal error", "a worker process ended without an answer"),))


def with_reason(unit: Unit, outcome: UnitOutcome) -> UnitOutcome:
    """The outcome with at least one finding where it is not a success: nobody is left without a word."""
    if outcome.status is Status.VERIFIED or outcome.findings:
        return outcome
    text = {
        Status.FAILED: "is not as it should be",
        Status.REFUTED: "is refuted",
        Status.UNKNOWN: "could not be verified (not refuted either)",
        Status.TIMEOUT: "could not be verified in time (not refuted either)",
        Status.UNSUPPORTED: "holds something that Frame does not support yet",
        Status.ERROR: "could not be read",
    }[outcome.status]
    soft = outcome.status in (Status.UNKNOWN, Status.TIMEOUT)
    severity = Severity.WARNING if soft else Severity.ERROR
    finding = Finding(outcome.status.value, severity, unit.name_span or unit.span, f"`{unit.name}` {text}")
    return replace(outcome, findings=(finding,))
