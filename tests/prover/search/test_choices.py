"""Goals in which a first choice leads astray, or few of many samples speak against the right side."""

from __future__ import annotations

import pytest

from frame_ls.declarations.script import load_script
from frame_ls.prover.budget import Budget
from frame_ls.verifier.answers import answer

PREDICATES = """
struct pair { next: pair, other: pair }

predicate front(x, y) = emp & x == y | exists u. x |-> u * front(u, y);
predicate grown(x, y) =
    emp & x == y
  | exists u. x |-> u * grown(u, y)
  | exists u. u |-> y * grown(x, u);

predicate inner(a: pair, z: pair) =
    emp & a == z
  | exists u: pair. a |-> pair{next: u, other: nil} * inner(u, z) & a != z;
predicate outer(a: pair, z: pair) =
    emp & a == z
  | exists u: pair, v: pair. a |-> pair{next: u, other: v} * inner(v, u) * outer(u, z) & a != z;
"""
# The first two lists hang together; what else is there hides it.
CLUTTER = "outer(p, q) * r |-> pair{next: s, other: t} * inner(t, s) * outer(s, nil)"
ANSWERS = [
    ("front(x, y) * front(y, z) |- grown(x, z)", "valid"),
    ("front(x, y) * front(y, z) |- exists u. grown(x, u) * u |-> z", "invalid"),
    (f"outer(a, b) * outer(b, c) * {CLUTTER} |- outer(a, c) * outer(p, q) * outer(r, nil)", "invalid"),
    (f"outer(a, b) * outer(b, nil) * {CLUTTER} |- outer(a, nil) * outer(p, q) * outer(r, nil)", "valid"),
]


@pytest.mark.parametrize(("text", "expected"), ANSWERS)
def test_the_answer_is_found(text: str, expected: str) -> None:
    loaded = load_script(f"{PREDICATES}\ncheck {text};", "test")
    assert not loaded.findings, loaded.findings
    assert answer(loaded.queries[-1], Budget(60_000)).answer == expected
