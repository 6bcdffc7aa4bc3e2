"""`//~` marks: how they are read, and what differs from the findings of a run."""

from __future__ import annotations

import pytest

from frame_ls.source import Severity
from frame_ls.source.catalogue import CATALOGUE
from frame_ls.workspace.expectations import Want, marks_of, mismatches
from frame_ls.workspace.places import Place
from frame_ls.workspace.shown import ShownFinding

MARKS = [
    ("x; //~ leak of `p`", [(Want.CODE, 1, "leak", "of `p`")]),
    ("x;\n//~^ leak", [(Want.CODE, 1, "leak", "")]),
    ("x;\n\n//~^^ leak", [(Want.CODE, 1, "leak", "")]),
    ("x; //~", [(Want.ERROR, 1, "", "")]),
    ("x; //~ should_fail", [(Want.ERROR, 1, "", "")]),
    ("x; //~should-fail", [(Want.ERROR, 1, "", "")]),
    ("x; //~ should fail", [(Want.ERROR, 1, "", "")]),
    ("x; /*~*/ y;", [(Want.ERROR, 1, "", "")]),
    ("x; /*~ leak */", [(Want.CODE, 1, "leak", "")]),
    ("x; //~FIXME leak", [(Want.OWED, 1, "leak", "")]),
    ("x; //~allow_dead_code", []),
    ("x; //~ allow_dead_code", []),
    ('s = "//~ leak";', []),
    ("//@ open p(x); //~ missing-predicate", [(Want.CODE, 1, "missing-predicate", "")]),
    ("a\r\nb //~ leak\rc //~ shift", [(Want.CODE, 2, "leak", ""), (Want.CODE, 3, "shift", "")]),
]


@pytest.mark.parametrize(("text", "expected"), MARKS)
def test_marks(text: str, expected: list[tuple[Want, int, str, str]]) -> None:
    assert [(mark.want, mark.line, mark.code, mark.part) for mark in marks_of(text, "f.c")] == expected


def finding(code: str, line: int, message: str = "text", severity: Severity = Severity.ERROR) -> ShownFinding:
    return ShownFinding(code, severity, Place("f.c", line, 1, line, 2), message)


COMPARISONS = [
    ("x; //~ leak", [finding("leak", 1)], []),
    ("x; //~ leak", [], ["absent-finding"]),
    ("x; //~ leak of q", [finding("leak", 1, "leak of p")], ["absent-finding", "unexpected-finding"]),
    ("x;", [finding("leak", 1)], ["unexpected-finding"]),
    ("x;", [finding("leak", 1, severity=Severity.HINT)], ["unexpected-finding"]),
    ("x; //~", [finding("leak", 1), finding("shift", 1)], []),
    ("x; //~", [finding("leak", 1, severity=Severity.WARNING)], ["absent-finding", "unexpected-finding"]),
    ("x; //~FIXME leak", [], []),
    ("x; //~FIXME leak", [finding("leak", 1)], ["owed-finding"]),
    ("x; //~ leek", [], ["unknown-code"]),
    ("x;\n//~^ leak", [finding("leak", 1)], []),
]


@pytest.mark.parametrize(("text", "findings", "expected"), COMPARISONS)
def test_comparison(text: str, findings: list[ShownFinding], expected: list[str]) -> None:
    wrong = mismatches({"f.c": text}, tuple(findings), CATALOGUE)
    assert sorted(item.code for item in wrong) == expected


def test_a_finding_in_another_file_is_unexpected() -> None:
    other = ShownFinding("leak", Severity.ERROR, Place("g.h", 1, 1, 1, 2), "text")
    assert [item.code for item in mismatches({"f.c": "x; //~ leak"}, (other,), CATALOGUE)] == [
        "absent-finding",
        "unexpected-finding",
    ]
