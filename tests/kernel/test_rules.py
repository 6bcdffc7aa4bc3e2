"""For every rule a proof that is accepted, and neighbours of it that are refused for the right reason."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frame_ls.kernel.checker import RULES, check
from frame_ls.kernel.proofs import (
    Close,
    Induct,
    Instance,
    Know,
    LocalLemma,
    MatchCell,
    MatchPredicate,
    Proof,
    Split,
    Step,
    UseLemma,
)
from frame_ls.kernel.pure_proofs import Given, Line, PureProof, Solver
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Lemma
from frame_ls.logic.terms import different, equal
from tests.kernel import rule_cases_left, rule_cases_right
from tests.kernel.rule_terms import APPEND, JOIN, LEMMAS, REFOLD, REST, TO_A_CELL, Case, X, Y, Z, append_proof, entails
from tests.random_goals import NIL, call, heap

CASES = [*rule_cases_left.CASES, *rule_cases_right.CASES]


@pytest.mark.parametrize("case", CASES, ids=[f"{c.rule}: {c.name}" for c in CASES])
def test_rule(case: Case) -> None:
    proof = Proof(case.goal, (), case.step)
    if case.refusal is None:
        assert check(proof, LEMMAS).goal == case.goal
    else:
        with pytest.raises(Refused, match=case.refusal):
            check(proof, LEMMAS)


def test_every_rule_is_accepted_somewhere_and_refused_next_to_it() -> None:
    names = {rule.name for rule in RULES}
    assert {c.rule for c in CASES if c.refusal is None} == names
    assert {c.rule for c in CASES if c.refusal is not None} == names


def test_every_rule_says_why_it_is_sound() -> None:
    assert all(len(rule.soundness.strip()) > 20 for rule in RULES)


# What a check records, and what it wants of the proof as a whole.


def test_axioms_and_solvers_are_recorded() -> None:
    joined = UseLemma("append", replace(JOIN, premises=(MatchCell(0, 1, MatchPredicate(0, 0, Close(()))),)))
    assert check(Proof(TO_A_CELL, (), joined), LEMMAS).axioms == ("append",)
    assert check(Proof(APPEND, (), append_proof(REST, REFOLD)), LEMMAS).axioms == ()
    asked = entails(heap(pure=(equal(X, Y),)), heap(pure=(equal(Y, X),)))
    word = PureProof((Line(equal(X, Y), Given()), Line(equal(Y, X), Solver((0,), "z3"))))
    assert check(Proof(asked, (), Close((word,))), LEMMAS).solvers == ("z3",)


def test_own_lemmas_are_proved_in_order() -> None:
    nil_append = Lemma("nil append", APPEND)
    use = UseLemma(
        "nil append", Instance(((X, Y), (Y, X)), (0, 1), (), (), (), ((),), (MatchPredicate(0, 0, Close(())),))
    )
    goal = entails(heap(call("ls", Y, X), call("ls", X, NIL)), heap(call("ls", Y, NIL)))
    proved = LocalLemma(nil_append, append_proof(REST, REFOLD))
    assert check(Proof(goal, (proved,), use), LEMMAS).axioms == ()
    itself = LocalLemma(
        nil_append,
        UseLemma(
            "nil append", Instance(((X, X), (Y, Y)), (0, 1), (), (), (), ((),), (MatchPredicate(0, 0, Close(())),))
        ),
    )
    with pytest.raises(Refused, match="there is no lemma"):
        check(Proof(goal, (itself,), use), LEMMAS)


def test_a_circle_is_refused() -> None:
    step = Induct("H", (), Close(()))
    object.__setattr__(step, "premise", step)
    with pytest.raises(Refused, match="circle"):
        check(Proof(APPEND, (), step), LEMMAS)


def test_depth_does_not_matter() -> None:
    step: Step = MatchPredicate(0, 0, Close(()))
    for _ in range(20_000):
        step = Know((), step)
    goal = entails(heap(call("ls", X, Y)), heap(call("ls", X, Y)))
    assert check(Proof(goal, (), step), LEMMAS).steps == 20_002


def test_shared_steps_are_checked_once() -> None:
    step: Step = MatchPredicate(0, 0, Close(()))
    for _ in range(60):
        step = Split(equal(X, X), step, step)
    step = Know((), step)
    goal = entails(heap(call("ls", X, Y), pure=(equal(X, X),)), heap(call("ls", X, Y)))
    assert check(Proof(goal, (), shared_tower(60)), LEMMAS).steps < 500


def shared_tower(height: int) -> Step:
    """Both ways of a split lead to one step, and to one goal after what was split on is forgotten."""
    step: Step = MatchPredicate(0, 0, Close(()))
    formula = equal(Y, Z)
    for _ in range(height):
        step = Split(
            formula, Induct("H", (formula, different(Y, Z)), step), Induct("H", (formula, different(Y, Z)), step)
        )
    return step
