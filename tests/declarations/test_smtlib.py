"""SMT-LIB files: goals as the assertions say, and findings at their places, never an exception."""

from __future__ import annotations

import random

import pytest

from frame_ls.declarations.smtlib import load_smtlib
from frame_ls.logic.printer import show_entailment

HEAD = """
(set-logic QF_SHID)
(declare-sort Ref 0)
(declare-datatypes ((Node 0)) (((node (next Ref)))))
(declare-heap (Ref Node))
(define-fun-rec seg ((x Ref) (y Ref)) Bool
  (or (and (= x y) (_ emp Ref Node))
      (exists ((u Ref)) (and (distinct x y) (sep (pto x (node u)) (seg u y))))))
(declare-const a Ref) (declare-const b Ref) (declare-const c Ref)
"""


def goals(text: str) -> list[str]:
    loaded = load_smtlib(HEAD + text, "t.smt2")
    assert not loaded.findings, loaded.findings
    return [show_entailment(g) for g in loaded.queries[-1].goals]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(assert (seg a b)) (check-sat)", ["seg(a, b) |- false"]),
        ("(assert (sep (seg a b) (pto b (node c)))) (check-sat)", ["seg(a, b) * b |-> node{next: c} |- false"]),
        (
            "(assert (and (distinct a b) (seg a b))) (assert (not (seg a c))) (check-sat)",
            ["a != b & seg(a, b) |- seg(a, c)"],
        ),
        ("(assert (or (seg a b) (seg b a))) (check-sat)", ["seg(a, b) |- false", "seg(b, a) |- false"]),
        ("(assert (= a (as nil Ref))) (check-sat)", ["a == nil & emp |- false"]),
        ("(push 1) (assert (seg a b)) (pop 1) (check-sat)", ["emp |- false"]),
        ("(assert (seg a b)) (reset-assertions) (check-sat)", ["emp |- false"]),
        (
            "(define-fun t ((p Ref) (q Ref)) Bool (sep (pto p (node q)) (pto q (node p)))) (assert (t a b))(check-sat)",
            ["a |-> node{next: b} * b |-> node{next: a} |- false"],
        ),
    ],
)
def test_assertions_become_goals(text: str, expected: list[str]) -> None:
    assert goals(text) == expected


def test_the_status_belongs_to_the_last_query() -> None:
    loaded = load_smtlib(HEAD + "(check-sat) (assert (seg a b)) (set-info :status sat) (check-sat)", "t.smt2")
    assert [q.expected for q in loaded.queries] == [None, "sat"]
    assert [q.name for q in loaded.queries] == ["check-sat 1", "check-sat 2"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("(assert (seg a)) (check-sat)", "type"),
        ("(assert (seg a d)) (check-sat)", "unknown-name"),
        ("(assert (= a 3)) (check-sat)", "type"),
        ("(assert (pto 3 (node a))) (check-sat)", "type"),
        ("(frobnicate) (check-sat)", "unsupported"),
        ("(assert) (check-sat)", "syntax"),
        ("(declare-const x Foo) (check-sat)", "unknown-name"),
    ],
)
def test_what_is_not_understood_is_told_and_answers_nothing(text: str, code: str) -> None:
    loaded = load_smtlib(HEAD + text, "t.smt2")
    assert [f.code for f in loaded.findings] == [code]
    assert loaded.queries[-1].outside is not None


@pytest.mark.parametrize("text", ["(check-sat 3)", "(check-sat a (b) c)"])
def test_a_query_with_arguments_is_none(text: str) -> None:
    loaded = load_smtlib(HEAD + text, "t.smt2")
    assert ([f.code for f in loaded.findings], loaded.queries) == (["syntax"], ())


def test_unbalanced_text_is_a_finding() -> None:
    assert load_smtlib("(assert (seg a b", "t").findings[0].code == "syntax"
    assert load_smtlib("(check-sat))", "t").findings[0].code == "syntax"


def test_no_text_makes_the_reader_raise() -> None:
    """Random mutations of a good file: findings or queries, never an exception."""
    text = HEAD + "(assert (sep (seg a b) (pto b (node c)))) (assert (not (seg a c))) (check-sat)"
    source = random.Random(7)
    pieces = ["(", ")", " ", "seg", "a", "3", "Int", "(as nil Ref)", "exists", "|", '"', ";", "let", "(", "not", "=>"]
    for _ in range(1500):
        start = source.randrange(len(text))
        mutant = text[:start] + source.choice(pieces) + text[start + source.randrange(12) :]
        load_smtlib(mutant, "t.smt2")


def test_a_very_deep_formula_is_no_crash() -> None:
    deep = "(assert " + "(not " * 20_000 + "true" + ")" * 20_000 + ") (check-sat)"
    loaded = load_smtlib(HEAD + deep, "t.smt2")
    assert loaded.findings[0].code == "unsupported"
