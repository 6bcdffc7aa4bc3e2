"""Sharing permission out and merging it: what is accepted, and the neighbours that are refused."""

from __future__ import annotations

from fractions import Fraction

import pytest

from frame_ls.kernel.checker import check
from frame_ls.kernel.proofs import Close, MatchCell, MergeFractions, Proof, SplitFraction, Step
from frame_ls.kernel.pure_proofs import Given, Line, Linear, PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Cell, Entailment, PointsTo, SymbolicHeap
from frame_ls.logic.sorts import INT, POINTER, REAL
from frame_ls.logic.terms import Number, Term, Variable, equal, less

CELL = Cell("c", "c", POINTER, ("v",), (INT,))
X, Y = Variable("x", POINTER), Variable("y", POINTER)
V, W = Variable("v", INT), Variable("w", INT)
HALF, QUARTER, WHOLE, ZERO = (Number(f, REAL) for f in (Fraction(1, 2), Fraction(1, 4), Fraction(1), Fraction(0)))
DEFINITIONS = Definitions({"c": CELL})


def cell(root: Term, value: Term, fraction: Term = WHOLE) -> PointsTo:
    return PointsTo(root, CELL, (value,), fraction)


def truth(formula: Term) -> PureProof:
    """A comparison of numerals proves itself."""
    return PureProof((Line(formula, Linear(())),))


def given(formula: Term) -> PureProof:
    return PureProof((Line(formula, Given()),))


def shared_out(share: Term, rest: Term) -> Proof:
    goal = Entailment(SymbolicHeap((), (cell(X, V),)), (SymbolicHeap((), (cell(X, V, share), cell(X, V, rest))),))
    step: Step = MatchCell(0, 0, MatchCell(0, 0, Close(())))
    return Proof(goal, (), SplitFraction(0, share, truth(less(ZERO, share)), truth(less(share, WHOLE)), step))


def test_a_cell_is_shared_out() -> None:
    assert check(shared_out(QUARTER, Number(Fraction(3, 4), REAL)), DEFINITIONS).steps == 4


@pytest.mark.parametrize(("share", "rest"), [(QUARTER, HALF), (WHOLE, ZERO), (ZERO, WHOLE)])
def test_shares_that_do_not_add_up_are_refused(share: Term, rest: Term) -> None:
    with pytest.raises(Refused):
        check(shared_out(share, rest), DEFINITIONS)


def merged(same: tuple[PureProof, ...], facts: tuple[Term, ...], second: int = 1) -> Proof:
    left = SymbolicHeap(facts, (cell(X, V, HALF), cell(Y, W, HALF)))
    goal = Entailment(left, (SymbolicHeap((equal(V, W),), (cell(X, V),)),))
    return Proof(goal, (), MergeFractions(0, second, same, MatchCell(0, 0, Close((given(equal(V, W)),)))))


def test_two_halves_at_one_address_are_one_cell_with_one_value() -> None:
    assert check(merged((given(equal(X, Y)),), (equal(X, Y),)), DEFINITIONS).steps == 3


@pytest.mark.parametrize(
    "proof",
    [merged((), ()), merged((given(equal(X, Y)),), ()), merged((given(equal(X, Y)),), (equal(X, Y),), second=0)],
)
def test_cells_that_may_be_two_are_not_merged(proof: Proof) -> None:
    with pytest.raises(Refused):
        check(proof, DEFINITIONS)
