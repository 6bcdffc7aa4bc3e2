"""Lemmas about lists, each proved by induction with the ones before it as automatic lemmas."""

from __future__ import annotations

from dataclasses import replace

import pytest

from frame_ls.kernel.pure_check import check_pure
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import ZERO, Term, Variable, add, disjunction, equal, less, less_equal, subtract
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.context import Context, Unproved
from frame_ls.prover.pure.induction import prove_by_induction
from frame_ls.prover.pure.theory import Theory
from tests.prover.pure import world
from tests.prover.pure.mutation import mutants
from tests.prover.pure.world import append, cons, drop, length, listed, mem, nth, reverse, take

XS, YS, ZS = (Variable(name, world.LIST_T) for name in ("xs", "ys", "zs"))
N, M, X = Variable("n", INT), Variable("m", INT), Variable("x", world.T)
EMPTY = world.nil_list(world.LIST_T)
A, B, C, D = (Variable(name, world.INTS) for name in ("as", "bs", "cs", "ds"))
I = Variable("i", INT)  # noqa: E741

LEMMAS: dict[str, tuple[list[Term], Term]] = {
    "append_nil": ([], equal(append(XS, EMPTY), XS)),
    "append_assoc": ([], equal(append(append(XS, YS), ZS), append(XS, append(YS, ZS)))),
    "length_nonnegative": ([], less_equal(ZERO, length(XS))),
    "length_append": ([], equal(length(append(XS, YS)), add(length(XS), length(YS)))),
    "reverse_append": ([], equal(reverse(append(XS, YS)), append(reverse(YS), reverse(XS)))),
    "reverse_reverse": ([], equal(reverse(reverse(XS)), XS)),
    "length_reverse": ([], equal(length(reverse(XS)), length(XS))),
    "mem_append": ([], equal(mem(X, append(XS, YS)), disjunction((mem(X, XS), mem(X, YS))))),
    "mem_reverse": ([], equal(mem(X, reverse(XS)), mem(X, XS))),
    "length_take": ([less_equal(ZERO, N), less_equal(N, length(XS))], equal(length(take(N, XS)), N)),
    "length_drop": (
        [less_equal(ZERO, N), less_equal(N, length(XS))],
        equal(length(drop(N, XS)), subtract(length(XS), N)),
    ),
    "append_take_drop": ([], equal(append(take(N, XS), drop(N, XS)), XS)),
    "mem_nth": ([less_equal(ZERO, N), less(N, length(XS))], mem(nth(N, XS), XS)),
    "nth_append": ([less_equal(ZERO, N), less(N, length(XS))], equal(nth(N, append(XS, YS)), nth(N, XS))),
    "nth_append_right": ([less_equal(length(XS), N)], equal(nth(N, append(XS, YS)), nth(subtract(N, length(XS)), YS))),
    "take_length": ([], equal(take(length(XS), XS), XS)),
    "drop_drop": ([less_equal(ZERO, N), less_equal(ZERO, M)], equal(drop(N, drop(M, XS)), drop(add(N, M), XS))),
    "append_injective": ([equal(append(XS, YS), append(XS, ZS))], equal(YS, ZS)),
}

FALSE_STATEMENTS: dict[str, tuple[list[Term], Term]] = {
    "all lists are as long": ([], equal(length(XS), length(YS))),
    "append commutes": ([], equal(append(XS, YS), append(YS, XS))),
    "take without bounds": ([], equal(length(take(N, XS)), N)),
    "a list is its own reverse": ([], equal(reverse(XS), XS)),
}


def proved_before(name: str) -> Theory:
    names = list(LEMMAS)[: list(LEMMAS).index(name)]
    return Theory(world.with_lemmas(*(world.lemma(n, *LEMMAS[n][0], says=LEMMAS[n][1]) for n in names)))


@pytest.mark.parametrize("name", LEMMAS)
def test_is_proved(name: str) -> None:
    theory = proved_before(name)
    premises, goal = LEMMAS[name]
    proof = prove_by_induction(goal, theory, Budget(100_000), premises)
    assert isinstance(proof, PureProof), proof
    leaning = check_pure(premises, proof, goal, theory.definitions)
    assert name not in leaning.lemmas
    assert not leaning.solvers


@pytest.mark.parametrize("name", FALSE_STATEMENTS)
def test_is_not_proved(name: str) -> None:
    premises, goal = FALSE_STATEMENTS[name]
    theory = proved_before("append_injective")
    assert isinstance(prove_by_induction(goal, theory, Budget(50_000), premises), Unproved)


def test_an_induction_with_a_case_changed_is_refused() -> None:
    theory = proved_before("append_assoc")
    _, goal = LEMMAS["append_assoc"]
    proof = prove_by_induction(goal, theory, Budget(100_000))
    assert isinstance(proof, PureProof)
    refused = 0
    for mutant in mutants(proof):
        try:
            check_pure((), mutant, goal, theory.definitions)
        except Refused:
            refused += 1
    assert refused > 20


RULES = Theory(world.with_lemmas(*(world.lemma(n, *premises, says=says) for n, (premises, says) in LEMMAS.items())))
BY_RULES: dict[str, tuple[list[Term], Term]] = {
    "regrouped": ([], equal(append(append(append(A, B), C), A), append(A, append(B, append(C, A))))),
    "one at the end": ([], equal(reverse(append(A, listed(I))), cons(I, reverse(A)))),
    "a loop that reverses": (
        [equal(B, append(reverse(A), C)), equal(A, cons(I, D))],
        equal(B, append(reverse(D), cons(I, C))),
    ),
    "empty": ([equal(length(A), ZERO)], equal(A, world.nil_list())),
    "a part is no longer": ([equal(A, append(B, C))], less_equal(length(B), length(A))),
}


@pytest.mark.parametrize("name", BY_RULES)
def test_automatic_lemmas_apply_by_themselves(name: str) -> None:
    facts, goal = BY_RULES[name]
    context = Context(RULES)
    for fact in facts:
        context.assume(fact)
    proof = context.prove(goal)
    assert isinstance(proof, PureProof)
    check_pure(context.facts, proof, goal, RULES.definitions)


def test_other_lemmas_are_tried_late() -> None:
    spare = replace(world.lemma("spare", says=equal(reverse(reverse(XS)), XS)), is_automatic=False)
    definitions = world.with_lemmas(spare)
    proof = Context(definitions).prove(equal(length(reverse(reverse(A))), length(A)))
    assert isinstance(proof, PureProof)
    assert check_pure((), proof, proof.lines[-1].formula, definitions).lemmas == ("spare",)
