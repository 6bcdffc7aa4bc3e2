"""Entailments whose predicates count or order: proved with lemmas about numbers, never proved when off by one."""

from __future__ import annotations

import pytest

from frame_ls.declarations.script import load_script
from frame_ls.prover.budget import Budget
from frame_ls.verifier.answers import answer

PREDICATES = """
struct pair { next: pair, prev: pair }
struct entry { next: entry, key: int }

predicate seg(x, y, n: int) =
    emp & x == y & n == 0
  | exists u, m: int. x |-> u * seg(u, y, m) & m == n - 1 & 0 <= m;

predicate dseg(a: pair, p: pair, z: pair, q: pair, n: int) =
    a |-> pair{next: q, prev: p} & a == z & n == 1
  | exists u: pair, m: int. a |-> pair{next: u, prev: p} * dseg(u, a, z, q, m) & m == n - 1 & 1 <= m;

predicate dback(a: pair, p: pair, z: pair, q: pair, n: int) =
    a |-> pair{next: q, prev: p} & a == z & n == 1
  | exists u: pair, m: int. z |-> pair{next: q, prev: u} * dback(a, p, u, z, m) & m == n - 1 & 1 <= m;

predicate dnull(a: pair, p: pair, n: int) =
    a |-> pair{next: nil, prev: p} & n == 1
  | exists u: pair, m: int. a |-> pair{next: u, prev: p} * dnull(u, a, m) & m == n - 1 & 1 <= m;

predicate up(x: entry, y: entry, low: int, high: int) =
    x |-> entry{next: y, key: low} & low == high
  | exists u: entry, k: int. x |-> entry{next: u, key: low} * up(u, y, k, high) & low <= k & k <= high;
"""

VALID = [
    "seg(x, y, n) * seg(y, z, m) |- seg(x, z, n + m)",
    "seg(x, y, n) * seg(y, z, m) & n == 700 & m == 600 & k == 1300 |- seg(x, z, k)",
    "seg(x, y, n) * y |-> z |- seg(x, z, n + 1)",
    "dseg(a, p, z, q, n) |- dback(a, p, z, q, n)",
    "dback(a, p, z, q, n) & n == 500 |- dseg(a, p, z, q, n)",
    "dseg(a, p, b, c, n) * dseg(c, b, z, q, 300) |- dseg(a, p, z, q, n + 300)",
    "up(x, y, l, h) * up(y, z, k, m) & h <= k |- up(x, z, l, m)",
    "up(x, y, 1, 40) * up(y, z, 50, m) |- up(x, z, 1, m)",
    "seg(x, y, n) & n >= 600 |- exists u, m: int. seg(x, u, m) * u |-> y & m == n - 1",
    "seg(x, y, n) & n == 900 |- exists u, v. seg(x, u, 100) * seg(u, v, 200) * seg(v, y, 600)",
    "seg(x, y, n) & n == 900 |- exists u, v, k: int, m: int. seg(x, u, k) * u |-> v * seg(v, y, m) & k <= 5",
    "seg(x, y, n) & 40 <= n |- exists u, v, w. x |-> u * u |-> v * seg(v, w, n - 3) * w |-> y",
    "dseg(a, p, z, q, n) & 70 <= n |- exists u: pair, v: pair. dseg(a, p, u, v, 20) * dback(v, u, z, q, n - 20)",
    "dnull(a, p, n) & n == 800 |- exists u: pair, v: pair, w: pair. dseg(a, p, u, v, 10) * dseg(v, u, w, nil, 790)",
    "dnull(a, p, n) & 300 <= n |- exists u: pair, k: int. dback(a, p, u, nil, k)",
    "dnull(a, p, 90) |- exists u: pair, v: pair, w: pair, k: int. dseg(a, p, u, v, k) * dback(v, u, w, nil, 90 - k)",
    "dseg(a, p, z, q, n) * dback(q, z, y, r, m) & m == 400 |- dseg(a, p, y, r, n + 400)",
]

# Each is false, most of them of large heaps alone: no proof may be found.
NOT_VALID = [
    "seg(x, y, n) * seg(y, z, m) |- seg(x, z, n + m + 1)",
    "seg(x, y, n) * seg(y, z, m) & n == 700 & m == 600 & k == 1299 |- seg(x, z, k)",
    "seg(x, y, n) * y |-> z |- seg(x, z, n)",
    "dseg(a, p, z, q, n) |- dback(a, p, z, q, n + 1)",
    "dseg(a, p, z, q, 500) |- dback(a, p, z, q, 499)",
    "dseg(a, p, b, c, n) * dseg(c, b, z, q, m) |- dseg(a, p, z, q, n + m - 1)",
    "up(x, y, l, h) * up(y, z, k, m) & h <= k + 1 |- up(x, z, l, m)",
    "up(x, y, 1, 40) * up(y, z, 39, m) |- up(x, z, 1, m)",
    "seg(x, y, n) & n >= 600 |- exists u, m: int. seg(x, u, m) * u |-> y & m == n - 2",
    "seg(x, y, n) |- exists u, m: int. seg(x, u, m) * u |-> y",
    "seg(x, y, n) & n == 900 |- exists u, v. seg(x, u, 100) * seg(u, v, 200) * seg(v, y, 601)",
    "seg(x, y, n) & n == 900 |- exists u, v, k: int, m: int. seg(x, u, k) * u |-> v * seg(v, y, m) & 900 <= k",
    "seg(x, y, n) & 40 <= n |- exists u, v, w. x |-> u * u |-> v * seg(v, w, n - 4) * w |-> y",
    "seg(x, y, n) |- exists u. seg(x, u, 20) * seg(u, y, n - 20)",
    "dseg(a, p, z, q, n) & 20 <= n |- exists u: pair, v: pair. dseg(a, p, u, v, 20) * dback(v, u, z, q, n - 20)",
    "dnull(a, p, n) & n == 800 |- exists u: pair, v: pair, w: pair. dseg(a, p, u, v, 10) * dseg(v, u, w, nil, 789)",
    "dnull(a, p, 90) |- exists u: pair, v: pair, w: pair, k: int. dseg(a, p, u, v, k) * dback(v, u, w, nil, 89 - k)",
    "dseg(a, p, z, q, n) * dback(q, z, y, r, m) & m == 400 |- dseg(a, p, y, r, n + 401)",
]


def answered(text: str, steps: int) -> str:
    loaded = load_script(f"{PREDICATES}\ncheck {text};", "test")
    assert not loaded.findings, loaded.findings
    return answer(loaded.queries[-1], Budget(steps)).answer


@pytest.mark.parametrize("text", VALID)
def test_what_holds_is_proved(text: str) -> None:
    assert answered(text, 30_000) == "valid"


@pytest.mark.parametrize("text", NOT_VALID)
def test_what_does_not_hold_is_not_proved(text: str) -> None:
    assert answered(text, 6_000) in ("invalid", "unknown")
