"""`--format json`: one object, all keys always there, in the order in which the report has its results."""

from __future__ import annotations

import json

from frame_ls import __version__
from frame_ls.workspace.places import Place
from frame_ls.workspace.report import Kind
from frame_ls.workspace.shown import ShownFinding, ShownReport, ShownResult

SCHEMA = 1


def json_text(report: ShownReport) -> str:
    """The report as JSON, a line a result, so that it can be read and compared line by line."""
    head = json.dumps(
        {"tool": "frame", "version": __version__, "schema": SCHEMA, "seconds": round(report.seconds, 3)},
        ensure_ascii=False,
    )
    results = ",\n".join("  " + json.dumps(result_object(result), ensure_ascii=False) for result in report.results)
    return f'{head[:-1]}, "results": [\n{results}\n]}}\n' if results else f'{head[:-1]}, "results": []}}\n'


def result_object(shown: ShownResult) -> dict[str, object]:
    """One unit's result as its JSON object."""
    result = shown.result
    of_script = result.kind is Kind.QUERY and result.file.endswith(".frame")
    queries = {"frame": result.frame, "missing": result.missing} if of_script else {}
    return {
        "file": result.file,
        "unit": result.unit,
        "kind": result.kind.value,
        "status": result.status.value,
        "answer": result.answer.value if result.answer else None,
        "expected": result.expected.value if result.expected else None,
        **queries,
        "seconds": round(result.seconds, 4),
        "obligations": result.obligations,
        "from_cache": result.from_cache,
        "evidence": result.evidence.value if result.evidence else None,
        "line": shown.place.line,
        "end_line": shown.place.end_line,
        "diagnostics": [finding_object(finding) for finding in shown.findings],
    }


def finding_object(finding: ShownFinding) -> dict[str, object]:
    """A finding with its notes and fixes."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        **_place(finding.place),
        "message": finding.message,
        "notes": [
            {
                "file": note.place.file,
                "line": note.place.line,
                "column": note.place.column,
                "message": note.message,
            }
            for note in finding.notes
        ],
        "fixes": [
            {"title": fix.title, "edits": [{**_place(edit.place), "text": edit.text} for edit in fix.edits]}
            for fix in finding.fixes
        ],
    }


def _place(place: Place) -> dict[str, object]:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
