"""Induction over fractions of cells: what takes away ever smaller parts is no induction."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frame_ls.kernel.checker import check
from frame_ls.kernel.proofs import (
    Close,
    Induct,
    Instance,
    MatchCell,
    MatchPredicate,
    Proof,
    Split,
    Step,
    UnfoldLeft,
    UnfoldRight,
    UseHypothesis,
    UseLemma,
    Witness,
)
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions, Lemma
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.sorts import BOOL, INT, REAL
from frame_ls.logic.terms import Apply, Term, Variable, equal, multiply
from tests.kernel.rule_terms import HALF, LEMMAS, U1, U2, W, X, Y, Z, entails, follows, part
from tests.random_goals import DEFINITIONS, heap, to

# Induction over fractions of cells.

F, G = Variable("f", REAL), Variable("g", REAL)


HALF_F = multiply(HALF, F)
DIVIDE = Lemma("divide", entails(heap(part(X, Y, F)), heap(part(X, Y, HALF_F), part(X, Y, HALF_F))))
TWICE = Lemma("twice", entails(heap(part(X, Y, F)), heap(part(X, Y, F), part(X, Y, F))))
SPRING = Lemma("spring", entails(heap(), heap(to(Z, W))))
# Axioms that do not hold: with them amounts of heap can shrink for ever, or stay.
STRANGE = Definitions(DEFINITIONS.cells, DEFINITIONS.predicates, lemmas={v.name: v for v in (DIVIDE, TWICE, SPRING)})
CHANGING = ((X, X), (Y, Y), (F, HALF_F))


def used(lemma: Lemma, atoms: tuple[int, ...], below: Step) -> Step:
    return UseLemma(lemma.name, Instance(((X, X), (Y, Y), (F, F)), atoms, (), (), (), ((),), (below,)))


def hypothesis(name: str, bindings: tuple[tuple[Variable, Term], ...]) -> Step:
    return UseHypothesis(name, Instance(bindings, (0,), (), (), (), (), ()))


def test_a_fraction_that_changes_is_no_measure() -> None:
    step = Induct("H", (), used(DIVIDE, (0,), hypothesis("H", CHANGING)))
    with pytest.raises(Refused, match="smaller"):
        check(Proof(entails(heap(part(X, Y, F))), (), step), STRANGE)


def test_a_fraction_that_another_use_changes_is_no_measure() -> None:
    staying = used(TWICE, (0,), hypothesis("A", ((X, X), (Y, Y), (F, F))))
    changing = used(DIVIDE, (0,), used(SPRING, (), hypothesis("B", CHANGING)))
    goal = entails(heap(part(X, Y, F)))
    for fine in (staying, changing):
        check(Proof(goal, (), Induct("A", (), Induct("B", (), fine))), STRANGE)
    both = Split(equal(X, Y), staying, changing)
    with pytest.raises(Refused, match="counts on"):
        check(Proof(goal, (), Induct("A", (), Induct("B", (), both))), STRANGE)


def test_a_fraction_that_stays_is_a_measure() -> None:
    both = entails(
        heap(PredicateCall("lseg", (X, Y), F), PredicateCall("lseg", (Y, Z), F)), heap(PredicateCall("lseg", (X, Z), F))
    )
    base = MatchPredicate(0, 0, Close((follows(equal(Y, X), equal(X, Y)),)))
    refold = UnfoldRight(0, (1,), ((U2,),), Witness(((U2, U1),), MatchCell(0, 0, MatchPredicate(0, 0, Close(())))))
    use = Instance(((X, U1), (Y, Y), (Z, Z), (F, F)), (2, 0), (), (), (), ((),), (refold,))
    step = Induct("H", (), UnfoldLeft(0, ((), (U1,)), (base, UseHypothesis("H", use))))
    assert check(Proof(both, (), step), LEMMAS).goal == both


def test_ill_sorted_terms_are_refused() -> None:
    number = Variable("n", INT)
    crooked = Split(equal(number, number), Close(()), Close(()))
    bad = Apply("=", (number, X), BOOL)
    with pytest.raises(Refused, match="ill-sorted"):
        check(Proof(entails(heap(), heap()), (), replace(crooked, formula=bad)), LEMMAS)
