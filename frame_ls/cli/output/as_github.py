"""`--format github`: workflow commands that put each finding beside its line in a pull request."""

from __future__ import annotations

import os
from collections.abc import Iterator

from frame_ls.source import Severity
from frame_ls.workspace.shown import ShownFinding, ShownReport

_LEVEL = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
    Severity.HINT: "notice",
}


def github_text(report: ShownReport) -> str:
    """One command a finding."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: ShownReport) -> Iterator[str]:
    for result in report.results:
        for finding in result.findings:
            yield _command(result.result.unit, finding)


def _command(unit: str, finding: ShownFinding) -> str:
    place = finding.place
    # GitHub knows files by their path from the root, without `./` before it.
    where = {"file": os.path.normpath(place.file), "line": place.line, "endLine": place.end_line}
    if place.end_line == place.line:
        # GitHub shows columns only within one line, and its end is inclusive.
        where |= {"col": place.column, "endColumn": max(place.column, place.end_column - 1)}
    where["title"] = f"{finding.code} in {unit}"
    properties = ",".join(f"{key}={_escaped(str(value), property_=True)}" for key, value in where.items())
    notes = "".join(f"\n{note.place.file}:{note.place.line}: {note.message}" for note in finding.notes)
    return f"::{_LEVEL[finding.severity]} {properties}::{_escaped(finding.message + notes)}"


def _escaped(text: str, *, property_: bool = False) -> str:
    text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return text.replace(":", "%3A").replace(",", "%2C") if property_ else text
