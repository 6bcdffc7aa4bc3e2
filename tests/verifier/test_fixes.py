"""Fixes, one file each: its first line is part of the title of a fix that is offered, and the text with it verifies."""

from __future__ import annotations

from pathlib import Path

import pytest

from frame_ls.source import Finding, Fix
from frame_ls.verifier.fix_places import Site, edited
from frame_ls.workspace.language import Limits
from frame_ls.workspace.languages.annotated_c import CAnalysis, CLanguage
from frame_ls.workspace.options import Options
from frame_ls.workspace.report import Status

FILES = sorted((Path(__file__).parent / "fixes").glob("*.c"))


@pytest.fixture(scope="module")
def language() -> CLanguage:
    return CLanguage()


def findings(analysis: CAnalysis) -> list[Finding]:
    """All errors, with the fixes of those that were tried."""
    limits = Limits(60.0, fix_seconds=60.0)
    units = [unit.settled or analysis.run(unit, limits) for unit in analysis.summary.units]
    return [*analysis.summary.findings, *(finding for unit in units for finding in unit.findings)]


def applied(analysis: CAnalysis, fix: Fix) -> str:
    """The whole file with the fix."""
    start = next(place.start for place in analysis.summary.texts if place.key == fix.edits[0].span.text)
    return analysis.text[:start] + edited(analysis.text[start:], fix.edits)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_is_offered_and_verifies(language: CLanguage, path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    wanted = text.splitlines()[0].removeprefix("// ")
    analysis = language.analyse(path.name, text, Options(), lambda _file: None)
    found = findings(analysis)
    assert found
    fixes = [fix for finding in found for fix in finding.fixes]
    chosen = next((fix for fix in fixes if wanted in fix.title), None)
    assert chosen is not None, [fix.title for fix in fixes]
    again = language.analyse(path.name, applied(analysis, chosen), Options(), lambda _file: None)
    assert not findings(again), again.text


def test_what_is_said_to_verify_was_verified(language: CLanguage) -> None:
    path = next(path for path in FILES if path.stem == "leak_to_caller")
    analysis = language.analyse(path.name, path.read_text(encoding="utf-8"), Options(), lambda _file: None)
    fixes = [fix for finding in findings(analysis) for fix in finding.fixes]
    assert [fix.verified for fix in fixes] == [fix.title.endswith("verifies the function") for fix in fixes]
    assert not any("free" in fix.title for fix in fixes)  # what is returned must not be disposed of


def test_nothing_is_looked_for_unless_it_is_asked_for(language: CLanguage) -> None:
    path = next(path for path in FILES if path.stem == "leak")
    analysis = language.analyse(path.name, path.read_text(encoding="utf-8"), Options(), lambda _file: None)
    (unit,) = analysis.summary.units
    outcome = analysis.run(unit, Limits(60.0))
    assert outcome.status is Status.FAILED and not any(finding.fixes for finding in outcome.findings)


GHOST = """void use(int *p)
//@ requires *p |-> _;
//@ ensures *p |-> _;
{
    //@ assert *p |-> _;
    *p = 1; *p = 2;
}
"""


@pytest.mark.parametrize(
    ("statement", "line", "written"),
    [
        (0, 4, "    //@ open owned(p);\n    //@ assert *p |-> _;"),
        (1, 5, "    //@ open owned(p);\n    *p = 1; *p = 2;"),
        (2, 5, "    *p = 1; //@ open owned(p);\n    *p = 2;"),
    ],
)
def test_a_ghost_statement_is_written_before_any_other(
    language: CLanguage, statement: int, line: int, written: str
) -> None:
    analysis = language.analyse("ghost.c", GHOST, Options(), lambda _file: None)
    (unit,) = analysis.read.units
    function = unit.program.functions["use"]
    assert function.body is not None
    edit = Site(function, GHOST).ghost_before(function.body.statements[statement], "open owned(p);")
    assert edit is not None
    assert "\n".join(edited(GHOST, (edit,)).split("\n")[line : line + 2]) == written
