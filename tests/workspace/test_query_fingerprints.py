"""The fingerprint of a query: other sorts, definitions or questions are other tasks, and nothing else is."""

from __future__ import annotations

import pytest

from frame_ls.workspace.language import Unit
from frame_ls.workspace.languages import find
from frame_ls.workspace.options import Options

SMT = """(set-logic QF_BSL)
(declare-sort RefT 0)
(declare-datatypes ((T 0)) (((c (next RefT)))))
(declare-heap (RefT T))
(declare-const x Int)
(declare-const y Int)
(declare-const z Int)
(assert (distinct x y z))
(check-sat)
"""
SCRIPT = """struct pair { next: pair, value: int }
predicate p(x) = x |-> pair{next: nil, value: 1};
predicate q(n: int) = emp & n == n;
check p(x) |- x |-> pair{next: nil, value: 1};
"""


def last(file: str, text: str) -> Unit:
    language = find(file)
    assert language is not None
    summary = language.analyse(file, text, Options(), lambda _file: None).summary
    assert summary.units, summary.findings
    return summary.units[-1]


def test_a_sort_is_part_of_the_question() -> None:
    other = SMT.replace("Int)", "Bool)")
    assert last("/a.smt2", SMT).fingerprint != last("/a.smt2", other).fingerprint


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 1};\npredicate", "value: 2};\npredicate"),
        ("value: int", "value: pair"),
        ("q(n: int)", "q(n: pair)"),
        ("value: 1};\n", "value: 1} expect invalid;\n"),
        ("check p(x)", "check p(y)"),
    ],
)
def test_what_a_script_says_counts(old: str, new: str) -> None:
    before, _, after = SCRIPT.rpartition(old)
    text = SCRIPT.replace(old, new, 1) if not before else before + new + after
    assert text != SCRIPT
    assert last("/a.frame", SCRIPT).fingerprint != last("/a.frame", text).fingerprint


@pytest.mark.parametrize("extra", ["// a note\n", "\n\n", "  "])
def test_where_it_stands_does_not_count(extra: str) -> None:
    before, moved = last("/a.frame", SCRIPT), last("/a.frame", extra + SCRIPT)
    assert before.fingerprint == moved.fingerprint
    assert before.fingerprint != last("/b.frame", SCRIPT).fingerprint
