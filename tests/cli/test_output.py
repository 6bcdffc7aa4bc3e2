"""What the four formats print of one report."""

from __future__ import annotations

import json
import re

import pytest

from frame_ls.cli.output.as_github import github_text
from frame_ls.cli.output.as_json import json_text
from frame_ls.cli.output.as_sarif import sarif_text
from frame_ls.cli.output.as_text import TextOutput
from frame_ls.cli.output.excerpt import excerpt
from frame_ls.cli.output.paint import Paint
from frame_ls.source import LineIndex
from frame_ls.workspace.places import Place
from frame_ls.workspace.shown import ShownReport
from tests.cli.sample import REPORT, sources

RESULT_KEYS = (
    "file unit kind status answer expected seconds obligations from_cache evidence line end_line diagnostics".split()
)


def test_json_has_all_keys_of_the_contract() -> None:
    value = json.loads(json_text(REPORT))
    assert list(value) == ["tool", "version", "schema", "seconds", "results"]
    assert (value["tool"], value["schema"]) == ("frame", 1)
    function, failed, query, check_sat = value["results"]
    assert list(function) == RESULT_KEYS
    assert [key for key in query if key not in RESULT_KEYS] == ["frame", "missing"]
    assert (query["frame"], query["missing"]) == ("y |-> 3", None)
    assert list(check_sat) == RESULT_KEYS
    assert (function["evidence"], failed["evidence"]) == ("proof", None)
    (diagnostic,) = failed["diagnostics"]
    assert list(diagnostic) == "code severity file line column end_line end_column message notes fixes".split()
    assert diagnostic["notes"] == [{"file": "list.c", "line": 5, "column": 20, "message": "allocated here"}]
    (edit,) = diagnostic["fixes"][0]["edits"]
    assert list(edit) == "file line column end_line end_column text".split()


def test_json_of_nothing_is_whole() -> None:
    assert json.loads(json_text(ShownReport((), 0.0)))["results"] == []


def test_text_without_colour() -> None:
    text = TextOutput(sources, Paint(colour=False), None).text(REPORT)
    assert text == (
        "list.c:6:2: error: `n->next` is written, but nothing says that `n` is allocated: malloc may have returned "
        "null on line 5 [missing-cell]\n"
        "    6 |     n->next = list;\n"
        "      |     ^~~~~~~\n"
        "    on the only path\n"
        "list.c:5:20: note: allocated here\n"
        "    5 |   struct node *n = malloc(sizeof(struct node));\n"
        "      |                    ^~~~~~~~~~~~~~~~~~~~~~~~~~\n"
        "    fix: abort when malloc fails\n"
        "    6 +     if (n == 0) abort();\n"
        "    7 +     n->next = list;\n"
        "a.frame:3: frame: y |-> 3\n"
        "unknown     check-sat 1 (a.smt2:61)  unknown, 0 ms\n"
        "1 function and 1 query verified, 1 failed, 1 unknown; 1 function without a contract skipped (1.90 s)\n"
    )


def test_text_fits_a_narrow_terminal() -> None:
    text = TextOutput(sources, Paint(colour=False), 80, verbose=True).text(REPORT)
    assert max(map(len, text.splitlines()[:-1])) <= 80


def test_colour_changes_no_word() -> None:
    plain = TextOutput(sources, Paint(colour=False), None).text(REPORT)
    painted = TextOutput(sources, Paint(colour=True), None).text(REPORT)
    assert painted != plain
    assert re.sub(r"\x1b\[[0-9;]*m", "", painted) == plain


@pytest.mark.parametrize("column", [1, 5, 1000, 4990, 5000])
def test_a_long_line_is_cut_around_the_place(column: int) -> None:
    source = LineIndex("abcdefghij" * 500)
    line, caret = excerpt(source, Place("f", 1, column, 1, column + 3), 80)
    assert len(line) <= 80
    assert line[caret.index("^")] == "abcdefghij"[(column - 1) % 10]


@pytest.mark.parametrize("place", [Place("f", 9, 1, 9, 2), Place("f", 1, 90, 3, 99), Place("f", 0, 0, 0, 0)])
def test_an_excerpt_of_no_place_breaks_nothing(place: Place) -> None:
    assert len(excerpt(LineIndex("one\ntwo\x07\x1b[31m"), place, 20)) in (0, 2)
    assert "\x1b" not in "".join(excerpt(LineIndex("\x1b[31m"), Place("f", 1, 1, 1, 9), 80))


def test_sarif() -> None:
    value = json.loads(sarif_text(REPORT))
    assert value["version"] == "2.1.0"
    (run,) = value["runs"]
    (found,) = run["results"]
    assert found["ruleId"] == "missing-cell"
    assert run["tool"]["driver"]["rules"][found["ruleIndex"]]["id"] == "missing-cell"
    region = found["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 6, "startColumn": 2, "endLine": 6, "endColumn": 9}
    (replacement,) = found["fixes"][0]["artifactChanges"][0]["replacements"]
    assert replacement["insertedContent"]["text"].startswith("if (n == 0)")


def test_github() -> None:
    (line,) = github_text(REPORT).splitlines()
    assert line.startswith(
        "::error file=list.c,line=6,endLine=6,col=2,endColumn=8,title=missing-cell in push::`n->next`"
    )
    assert line.endswith("%0Aon the only path%0Alist.c:5: allocated here")
