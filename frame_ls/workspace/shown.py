"""A report as a person reads it: every span turned into a file, lines and columns, every line mark into a number.

All renderers (text, JSON, SARIF, GitHub) print this one shape. Lines and columns count from 1, columns in code points,
ends are exclusive.
"""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.source import Finding, Severity, Span
from frame_ls.source.marks import with_lines
from frame_ls.workspace.places import Place, PlaceOf
from frame_ls.workspace.report import Report, UnitResult

__all__ = [
    "Place",
    "PlaceOf",
    "ShownEdit",
    "ShownFinding",
    "ShownFix",
    "ShownNote",
    "ShownReport",
    "ShownResult",
    "shown_finding",
    "shown_report",
]


@dataclass(frozen=True, slots=True)
class ShownNote:
    """A related place and what there is to say about it."""

    place: Place
    message: str


@dataclass(frozen=True, slots=True)
class ShownEdit:
    """Replaces the text at `place`."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class ShownFix:
    """A change that answers a finding."""

    title: str
    edits: tuple[ShownEdit, ...]
    verified: bool = False


@dataclass(frozen=True, slots=True)
class ShownFinding:
    """A finding whose place and message can be printed as they are."""

    code: str
    severity: Severity
    place: Place
    message: str
    notes: tuple[ShownNote, ...] = ()
    fixes: tuple[ShownFix, ...] = ()


@dataclass(frozen=True, slots=True)
class ShownResult:
    """A unit's result; `result.findings` and `result.span` are superseded by `findings` and `place`."""

    result: UnitResult
    place: Place
    findings: tuple[ShownFinding, ...]


@dataclass(frozen=True, slots=True)
class ShownReport:
    """All results of a run, in the report's order."""

    results: tuple[ShownResult, ...]
    seconds: float
    skipped: int = 0


def shown_report(report: Report, place_of: PlaceOf) -> ShownReport:
    """The report with its places; `place_of` is the workspace's, and knows where each text lies today."""
    results = tuple(
        ShownResult(
            result,
            place_of(result.span),
            tuple(shown_finding(finding, place_of) for finding in result.findings),
        )
        for result in report.results
    )
    return ShownReport(results, report.seconds, report.skipped)


def shown_finding(finding: Finding, place_of: PlaceOf) -> ShownFinding:
    """The finding with its places, its messages speaking of lines as they are now."""
    place = place_of(finding.span)

    def line_of(span: Span) -> str:
        other = place_of(span)
        return f"line {other.line}" if other.file == place.file else f"line {other.line} of {other.file}"

    return ShownFinding(
        finding.code,
        finding.severity,
        place,
        with_lines(finding.message, line_of),
        tuple(ShownNote(place_of(note.span), with_lines(note.message, line_of)) for note in finding.notes),
        tuple(
            ShownFix(
                with_lines(fix.title, line_of),
                tuple(ShownEdit(place_of(edit.span), edit.text) for edit in fix.edits),
                fix.verified,
            )
            for fix in finding.fixes
        ),
    )
