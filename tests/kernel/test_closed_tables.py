"""Tables with numbers: accepted where they are closed, refused when a word of them is changed."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from fractions import Fraction
from random import Random
from typing import Any

import pytest

from frame_ls.kernel.base_pairs import Entry
from frame_ls.kernel.certify import Unknown, Valid, certify
from frame_ls.kernel.numbered_tables import ByEntries, Covered, Either, Impossible, NumberedEntry, NumberedTable, Reason
from frame_ls.kernel.proofs import Proof, Unsatisfiable
from frame_ls.kernel.pure_proofs import Given, Line, Linear, PureProof
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Entailment, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT, REAL
from frame_ls.logic.terms import (
    FALSE,
    MULTIPLY,
    ONE,
    ZERO,
    Apply,
    Number,
    Term,
    Variable,
    add,
    equal,
    less,
    less_equal,
    negate,
)
from tests.random_goals import CELL, NIL, heap, node, to

X, Y, U = (node(n) for n in "xyu")
N, M, K = (Variable(n, INT) for n in "nmk")
TWO = Number(2)
COUNTED = Predicate(  # a list of n pairs of cells
    "counted",
    (X, N),
    (
        heap(pure=(equal(X, NIL), equal(N, ZERO))),
        heap(to(X, Y), to(Y, U), PredicateCall("counted", (U, M)), pure=(equal(N, add(M, TWO)),), exists=(Y, U, M)),
    ),
)
DEFINITIONS = Definitions({"node": CELL}, {"counted": COUNTED})
OWN = Variable("#0.0", INT)  # what the kernel calls the entry's own variable at call 0
OTHER = Variable("#1.0", INT)


def by(goal: Term, *used: tuple[Term, int]) -> PureProof:
    """`goal` as a linear combination of facts."""
    lines = [Line(fact, Given()) for fact, _ in used]
    factors = tuple((i, Fraction(f)) for i, (_, f) in enumerate(used))
    return PureProof((*lines, Line(goal, Linear(factors))))


def double(n: Term, k: Term) -> Term:
    return equal(n, Apply(MULTIPLY, (TWO, k), INT))


EVEN = NumberedEntry(Entry(), (K,), (double(N, K),))
BASE: Reason = Covered(0, (ZERO,), (by(double(N, ZERO), (equal(N, ZERO), 1)),))
STEP: Reason = ByEntries(
    0,
    (
        Covered(
            0,
            (add(OWN, ONE),),
            (by(double(N, add(OWN, ONE)), (equal(N, add(M, TWO)), 1), (double(M, OWN), 1)),),
        ),
    ),
)
ODD = equal(N, Number(7))
GOAL = Entailment(heap(PredicateCall("counted", (X, N)), pure=(ODD,)), ())
END: Reason = ByEntries(0, (Impossible(by(FALSE, (ODD, 1), (double(N, OWN), -1))),))
TABLE = NumberedTable((("counted", (EVEN,)),), ((BASE, STEP),), END)


def verdict(table: NumberedTable, goal: Entailment = GOAL, definitions: Definitions = DEFINITIONS) -> object:
    return certify(goal, definitions, Proof(goal, (), Unsatisfiable(table)))


def test_a_closed_table_is_accepted() -> None:
    assert isinstance(verdict(TABLE), Valid)


def with_entry(entry: NumberedEntry) -> NumberedTable:
    return replace(TABLE, entries=(("counted", (entry,)),))


TWICE = ByEntries(0, (ByEntries(0, (Impossible(by(FALSE)),)),))
HALF = Number(Fraction(1, 2), REAL)
EIGHT = heap(PredicateCall("counted", (X, N)), pure=(equal(N, Number(8)),))
REFUSED: list[tuple[str, NumberedTable, Entailment, str]] = [
    ("the number is even", replace(TABLE, goal=Impossible(by(FALSE, (ODD, 1)))), GOAL, "linear|contradict"),
    ("a call used twice", replace(TABLE, goal=TWICE), GOAL, "gone through"),
    ("no such call", replace(TABLE, goal=ByEntries(1, (None,))), GOAL, "no such call"),
    ("no clash", replace(TABLE, goal=ByEntries(0, (None,))), GOAL, "do not clash"),
    ("an entry left out", replace(TABLE, goal=ByEntries(0, ())), GOAL, "another number of entries"),
    ("not listed", NumberedTable((), (), END), GOAL, "not listed"),
    ("a case left out", replace(TABLE, cases=((BASE,),)), GOAL, "so many cases"),
    ("the goal covered", replace(TABLE, goal=BASE), GOAL, "no such entry"),
    ("half of it", TABLE, Entailment(heap(PredicateCall("counted", (X, N), HALF), pure=(ODD,)), ()), "parts"),
    ("another goal", TABLE, Entailment(EIGHT, ()), "not a fact"),
    ("cells at nil", with_entry(replace(EVEN, locations=Entry((), (("node", X),)))), GOAL, "not imply"),
    ("one value for two", with_entry(replace(EVEN, exists=(K, K))), GOAL, "own variables"),
    ("a free variable", with_entry(replace(EVEN, exists=())), GOAL, "own variables"),
    ("hiding a parameter", with_entry(NumberedEntry(Entry(), (N,), ())), GOAL, "own variables"),
    ("twice in the table", NumberedTable(TABLE.entries * 2, TABLE.cases * 2, END), GOAL, "twice"),
    (
        "a name in use",
        replace(TABLE, goal=ByEntries(0, (Impossible(by(FALSE, (equal(OWN, Number(7)), 1))),))),
        Entailment(heap(PredicateCall("counted", (X, N)), pure=(equal(OWN, Number(7)),)), ()),
        "in use",
    ),
    (
        "one side of a choice",
        replace(TABLE, goal=Either(ODD, END, None)),
        Entailment(heap(PredicateCall("counted", (X, N))), ()),
        "clash|neither",
    ),
]


@pytest.mark.parametrize(("table", "goal", "reason"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_neighbours_are_refused(table: NumberedTable, goal: Entailment, reason: str) -> None:
    found = verdict(table, goal)
    assert isinstance(found, Unknown)
    assert any(word in found.reason for word in reason.split("|")), found


def test_two_calls_have_names_of_their_own() -> None:
    """Of x and y with n and m pairs, n = m + 1 is impossible, and only with two quotients."""
    wanted = equal(N, add(M, ONE))
    left = heap(PredicateCall("counted", (X, N)), PredicateCall("counted", (Y, M)), pure=(wanted,))
    proof = by(FALSE, (wanted, 1), (double(N, OWN), -1), (double(M, OTHER), 1))
    table = replace(TABLE, goal=ByEntries(0, (ByEntries(1, (Impossible(proof),)),)))
    assert isinstance(verdict(table, Entailment(left, ())), Valid)
    same = by(FALSE, (wanted, 1), (double(N, OWN), -1), (double(M, OWN), 1))
    table = replace(TABLE, goal=ByEntries(0, (ByEntries(1, (Impossible(same),)),)))
    assert isinstance(verdict(table, Entailment(left, ())), Unknown)


def test_choices_are_about_the_case_itself() -> None:
    low = less(N, ZERO)
    goal = Entailment(SymbolicHeap((low,)), ())
    end = Impossible(by(FALSE, (low, 1), (less_equal(ZERO, N), 1)))
    positive = NumberedTable((), (), Either(less_equal(ZERO, N), end, None))
    assert isinstance(verdict(positive, goal), Unknown)
    both = NumberedTable((), (), Either(low, None, Impossible(by(FALSE, (low, 1), (negate(low), 1)))))
    assert isinstance(verdict(both, goal), Unknown)


# A word of an accepted table changed: what is still accepted must still be true, so never for a satisfiable goal.


def mutated(value: Any, random: Random) -> Any:
    """The value with one number, index or formula in it changed."""
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value + random.choice((-1, 1))
    if isinstance(value, Fraction):
        return value + random.choice((-1, 1))
    if isinstance(value, Variable):
        return random.choice((N, M, K, OWN, OTHER))
    if isinstance(value, Term):
        formulas = (ODD, FALSE, double(N, OWN), double(M, OWN), double(N, K), double(N, ZERO), equal(N, M))
        return random.choice(formulas if value.sort is FALSE.sort else (ZERO, ONE, OWN, N, M, add(OWN, ONE)))
    if isinstance(value, tuple) and value:
        place = random.randrange(len(value))
        if random.random() < 0.2 and not isinstance(value[0], str | int):
            return value[:place] + value[place + 1 :]
        return (*value[:place], mutated(value[place], random), *value[place + 1 :])
    if is_dataclass(value):
        names = [f.name for f in fields(value)]
        if names:
            name = random.choice(names)
            return replace(value, **{name: mutated(getattr(value, name), random)})  # type: ignore[type-var]
    return value


@pytest.mark.parametrize("seed", range(6))
def test_no_changed_table_refutes_what_holds(seed: int) -> None:
    random = Random(seed)
    for _ in range(300):
        table = TABLE
        for _ in range(random.choice((1, 1, 2, 3))):
            table = mutated(table, random)
        wrong = certify(Entailment(EIGHT, ()), DEFINITIONS, Proof(Entailment(EIGHT, ()), (), Unsatisfiable(table)))
        assert isinstance(wrong, Unknown), table
