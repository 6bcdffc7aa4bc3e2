"""`check --expect`: the findings compared with those that the texts expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from frame_ls.source import Severity, Span
from frame_ls.source.catalogue import CATALOGUE
from frame_ls.workspace.expectations import EXPECTATIONS, mismatches
from frame_ls.workspace.places import Place
from frame_ls.workspace.report import Kind, Status, UnitResult
from frame_ls.workspace.shown import ShownFinding, ShownReport, ShownResult


def expectation_report(report: ShownReport, texts: Mapping[str, str], *, everything: bool) -> ShownReport:
    """A result for each file, `expectations`, which holds what is absent or unexpected.

    With `everything` they stand behind the units' own results; internal errors are always kept.
    `texts` are the inputs by name; a finding in another file (a header) is compared with nothing and so unexpected
    unless that file is among them.
    """
    findings = tuple(dict.fromkeys(f for shown in report.results for f in (*shown.findings, *_silent(shown))))
    wrong = mismatches(texts, findings, CATALOGUE)
    last = next(reversed(tuple(texts)), "")
    results = [shown for shown in report.results if everything or _is_internal_error(shown)]
    for file in texts:
        own = tuple(f for f in wrong if f.place.file == file or (file == last and f.place.file not in texts))
        results.append(_result(file, own))
    return replace(report, results=tuple(results))


def _is_internal_error(shown: ShownResult) -> bool:
    return any(finding.code == "internal-error" for finding in shown.findings)


def _silent(shown: ShownResult) -> tuple[ShownFinding, ...]:
    """A finding for a unit that is not verified and says nothing: no mark can expect it."""
    if shown.result.status is Status.VERIFIED or shown.findings:
        return ()
    message = f"`{shown.result.unit}` is {shown.result.status.value}"
    return (ShownFinding(shown.result.status.value, Severity.ERROR, shown.place, message),)


def _result(file: str, wrong: tuple[ShownFinding, ...]) -> ShownResult:
    status = Status.FAILED if wrong else Status.VERIFIED
    result = UnitResult(file, EXPECTATIONS, Kind.FILE, status, Span(file, 0, 0))
    return ShownResult(result, Place(file, 1, 1, 1, 1), wrong)
