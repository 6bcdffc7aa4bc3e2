"""The benchmark's table and plot, from results."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from frame_ls.cli.bench import rows_of, table
from frame_ls.cli.bench_plot import plot_svg
from frame_ls.source import Span
from frame_ls.workspace.report import Answer, Kind, Status, UnitResult

FILES = ["d/one/a.smt2", "d/one/b.smt2", "d/two/c.smt2", "d/two/d.smt2"]


def query(file: str, answer: Answer | None, expected: Answer | None, seconds: float) -> UnitResult:
    span = Span(file, 0, 0)
    return UnitResult(file, "check-sat", Kind.QUERY, Status.VERIFIED, span, seconds, answer=answer, expected=expected)


RESULTS = (
    query("d/one/a.smt2", Answer.SAT, None, 0.001),
    query("d/one/a.smt2", Answer.UNSAT, Answer.UNSAT, 0.002),
    query("d/one/b.smt2", Answer.SAT, Answer.UNSAT, 0.5),
    query("d/two/c.smt2", Answer.UNKNOWN, Answer.SAT, 10),
)


def test_rows_compare_the_last_answer_with_the_status() -> None:
    rows = rows_of(FILES, RESULTS)
    assert [(row.division, row.verdict) for row in rows] == [
        ("one", "correct"),
        ("one", "wrong"),
        ("two", "open"),
        ("two", "open"),
    ]
    assert rows[0].seconds == 0.003


def test_table_names_wrong_answers() -> None:
    lines = table(rows_of(FILES, RESULTS)).splitlines()
    assert [line.split()[:5] for line in lines[1:4]] == [
        ["one", "2", "1", "1", "0"],
        ["two", "2", "0", "0", "2"],
        ["all", "4", "1", "1", "2"],
    ]
    assert lines[4] == "WRONG d/one/b.smt2: sat, expected unsat"


def test_plot_is_a_picture() -> None:
    root = ET.fromstring(plot_svg({"one": [0.1, 0.001, 3000], "<two>": []}))
    assert len(root.findall("{http://www.w3.org/2000/svg}polyline")) == 1
