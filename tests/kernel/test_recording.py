"""What a check records of what it took for granted, wherever in the proof that was."""

from __future__ import annotations

import pytest

from frame_ls.kernel.checker import check
from frame_ls.kernel.proofs import Close, Contradiction, LocalLemma, Proof
from frame_ls.kernel.pure_definitions import instance
from frame_ls.kernel.pure_proofs import Assumed, Branch, ByLemma, Cases, Congruence, Line, PureProof, Solver
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions, Lemma
from frame_ls.logic.heaps import Entailment
from frame_ls.logic.sorts import BOOL, INT, parameter_sort
from frame_ls.logic.terms import FALSE, FORALL, Apply, Number, Quantified, Variable, equal, less_equal, negate
from tests.random_goals import heap

N = Variable("n", INT)
CLAIM = less_equal(Number(0), Apply("f", (N,), INT))
ONE = less_equal(Number(0), Apply("f", (Number(1),), INT))
POSITIVE = Lemma("positive", Entailment(heap(), (heap(pure=(CLAIM,)),)))
GOAL = Entailment(heap(), (heap(pure=(ONE,)),))
BY_LEMMA = Close((PureProof((Line(ONE, ByLemma("positive", ((N, Number(1)),), ())),)),))
WORD = PureProof((Line(CLAIM, Solver((), "z3")),))


def test_a_lemma_inside_a_pure_proof_is_recorded() -> None:
    definitions = Definitions(lemmas={"positive": POSITIVE})
    assert check(Proof(GOAL, (), BY_LEMMA), definitions).axioms == ("positive",)


def test_an_own_lemma_is_no_axiom_but_what_it_leans_on_counts() -> None:
    own = LocalLemma(POSITIVE, Close((WORD,)))
    found = check(Proof(GOAL, (own,), BY_LEMMA), Definitions())
    assert (found.axioms, found.solvers) == ((), ("z3",))


def test_an_own_lemma_does_not_prove_itself() -> None:
    own = LocalLemma(POSITIVE, Close((PureProof((Line(CLAIM, ByLemma("positive", ((N, N),), ())),)),)))
    with pytest.raises(Refused, match="no lemma positive"):
        check(Proof(GOAL, (own,), BY_LEMMA), Definitions())


def test_a_solver_in_a_branch_is_recorded() -> None:
    about = equal(N, Number(0))
    branches = tuple(
        Branch((Line(formula, Assumed()), Line(ONE, Solver((), name))))
        for formula, name in ((about, "z3"), (negate(about), "cvc5"))
    )
    proof = Close((PureProof((Line(ONE, Cases(about, branches)),)),))
    assert check(Proof(GOAL, (), proof), Definitions()).solvers == ("z3", "cvc5")


def test_type_parameters_do_not_make_two_variables_one() -> None:
    t = parameter_sort("t")
    general, integer = Variable("x", t), Variable("x", INT)
    claim = Apply("p", (general, integer), INT)
    with pytest.raises(Refused, match="become one"):
        instance(claim, {t: INT}, {general: Number(1)})
    captured = Quantified(FORALL, (general,), equal(claim, Number(0)))
    with pytest.raises(Refused, match="captured"):
        instance(captured, {t: INT}, {})


def test_a_numeral_is_a_number() -> None:
    """A third truth value would differ from both others, and prove anything."""
    strange = Number(3, BOOL)
    everything = tuple(
        Branch((Line(formula, Assumed()), Line(FALSE, Congruence((0,))))) for formula in (strange, negate(strange))
    )
    proof = Contradiction(PureProof((Line(FALSE, Cases(strange, everything)),)))
    with pytest.raises(Refused, match="numeral of sort bool"):
        check(Proof(GOAL, (), proof), Definitions())
