"""`--format sarif`: SARIF 2.1.0, as code scanning services and IDEs read it."""

from __future__ import annotations

import json
from urllib.parse import quote

from frame_ls import __version__
from frame_ls.source import Severity
from frame_ls.source.catalogue import CATALOGUE
from frame_ls.workspace.places import Place
from frame_ls.workspace.shown import ShownFinding, ShownFix, ShownReport, ShownResult

_LEVEL = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "note",
    Severity.HINT: "note",
}


def sarif_text(report: ShownReport) -> str:
    """The report as one SARIF run; a rule for every code that occurs."""
    codes = sorted({finding.code for result in report.results for finding in result.findings})
    index = {code: number for number, code in enumerate(codes)}
    results = [_result(result, finding, index) for result in report.results for finding in result.findings]
    driver = {
        "name": "frame",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(code) for code in codes],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _rule(code: str) -> dict[str, object]:
    page = CATALOGUE.get(code)
    if page is None:
        return {"id": code}
    return {
        "id": code,
        "shortDescription": {"text": page.title},
        "fullDescription": {"text": page.explanation},
        "help": {"text": page.fix},
    }


def _result(result: ShownResult, finding: ShownFinding, index: dict[str, int]) -> dict[str, object]:
    return {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": _LEVEL[finding.severity],
        "message": {"text": finding.message},
        "locations": [{**_location(finding.place), "logicalLocations": [{"name": result.result.unit}]}],
        "relatedLocations": [
            {"id": number, **_location(note.place), "message": {"text": note.message}}
            for number, note in enumerate(finding.notes, 1)
        ],
        "fixes": [_fix(fix) for fix in finding.fixes],
    }


def _fix(fix: ShownFix) -> dict[str, object]:
    files = dict.fromkeys(edit.place.file for edit in fix.edits)
    return {
        "description": {"text": fix.title},
        "artifactChanges": [
            {
                "artifactLocation": {"uri": _uri(file)},
                "replacements": [
                    {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}}
                    for edit in fix.edits
                    if edit.place.file == file
                ],
            }
            for file in files
        ],
    }


def _location(place: Place) -> dict[str, object]:
    return {"physicalLocation": {"artifactLocation": {"uri": _uri(place.file)}, "region": _region(place)}}


def _region(place: Place) -> dict[str, int]:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _uri(path: str) -> str:
    return ("file://" if path.startswith("/") else "") + quote(path)
