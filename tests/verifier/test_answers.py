"""Answers to scripts: what is entailed, what is left over, what is missing; all of it accepted by the kernel."""

from __future__ import annotations

import pytest

from frame_ls.declarations.script import load_script
from frame_ls.prover.budget import Budget
from frame_ls.verifier.answers import Answered, answer, frame_text


def answered(text: str) -> Answered:
    loaded = load_script(f"struct node {{ next: node, data: int }}\n{text};", "test")
    assert not loaded.findings, loaded.findings
    return answer(loaded.queries[-1], Budget(2_000_000, solver_effort=10_000_000))


@pytest.mark.parametrize(
    ("text", "frame"),
    [
        ("x |-> 5 * y |-> 3 |- x |-> 5", "y |-> 3"),
        ("x |-> y * list(y) |- list(x)", "emp"),
        ("list(x) * list(y) |- list(y)", "list(x)"),
        ("x |-> 3 * y |-> 4 |- exists v. y |-> v", "x |-> 3"),
        ("list(x) |- emp", "list(x)"),
        ("x |-> node{next: y, data: 3} * list(z) |- exists d: int. x |-> node{next: y, data: d}", "list(z)"),
        ("x |-> y |- [1/3] x |-> y", "[2/3]x |-> y"),
        ("[1/2] x |-> y * [1/2] x |-> z |- x |-> z", "emp"),
        ("[1/2] list(x) |- [1/3] list(x)", "[1/6]list(x)"),
        ("x |-> y * y |-> z & y == nil |- emp & 1 == 2", "emp"),
    ],
)
def test_what_is_left_over_is_inferred(text: str, frame: str) -> None:
    found = answered(f"frame {text}")
    assert (found.answer, frame_text(found.frame)) == ("valid", frame)


def test_an_opened_predicate_leaves_its_rest() -> None:
    found = answered("frame list(x) & x != nil |- exists u. x |-> u")
    assert found.frame is not None
    assert [str(getattr(a, "name", "")) for a in found.frame.spatial] == ["list"]
    assert found.frame.exists == found.frame.spatial[0].args  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "frame x |-> 5 |- y |-> 5",
        "frame x |-> 5 |- x |-> 6",
        "frame [1/2] x |-> y |- x |-> y",
        "frame [1/3] x |-> y * [1/3] x |-> y |- x |-> y",
        "frame list(x) |- exists u. x |-> u",
    ],
)
def test_no_frame_is_made_up(text: str) -> None:
    assert answered(text).answer != "valid"


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("x |-> y |- list(x)", "list(y)"),
        ("list(x) |- list(x) * list(y)", "list(y)"),
        ("emp |- x |-> 3", "x |-> 3"),
        ("x |-> 3 |- x |-> 3", "emp"),
    ],
)
def test_what_is_missing_is_abduced(text: str, missing: str) -> None:
    found = answered(f"abduce {text}")
    assert (found.answer, frame_text(found.missing)) == ("valid", missing)


def test_nothing_impossible_is_abduced() -> None:
    assert answered("abduce x |-> 3 |- x |-> 3 * x |-> 3").answer != "valid"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("check x |-> 1 * (x |-> 1 -* y |-> 2) |- y |-> 2", "valid"),
        ("check emp |- x |-> 1 -* x |-> 1", "valid"),
        ("check true |- emp", "invalid"),
        ("check x |-> 1 |- true", "valid"),
        ("check x |-> 1 & y |-> 1 |- x == y & x |-> 1", "valid"),
        ("check !(x |-> 1) |- true", "valid"),
        ("check true |- x |-> 1 | !(x |-> 1)", "valid"),
        ("check !emp * !emp |- x |-> 1", "invalid"),
        ("sat !emp * !emp & !(!emp * !emp * !emp)", "sat"),
        ("unsat emp & x |-> 1", "unsat"),
        ("check exists v. x |-> v & x |-> 3 |- x |-> 3", "valid"),
    ],
)
def test_every_connective_is_decided(text: str, expected: str) -> None:
    assert answered(text).answer == expected
