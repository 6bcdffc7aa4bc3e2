"""The hunt for wrong answers: random formulas, each proof checked, and nothing proved that some small values refute."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from frame_ls.kernel.pure_check import check_pure
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import Term
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.context import Context, Unproved
from frame_ls.prover.pure.theory import Theory
from tests.prover.pure import world
from tests.prover.pure.mutation import mutants
from tests.prover.pure.random_formulas import Formulas

THEORY = Theory(world.DEFINITIONS)
STEPS = 3000
MIXES = [
    "equality",
    "linear",
    "equality linear boolean",
    "locations boolean",
    "lists",
    "lists linear boolean",
    "linear choice boolean",
    "linear division",
    "linear products",
    "colors choice boolean",
    "equality linear products division choice lists boolean locations colors",
]


def problem(mix: str, seed: int) -> tuple[list[Term], Term]:
    random = Random(seed)
    formulas = Formulas(random, mix)
    return [formulas.formula(2) for _ in range(random.randint(0, 5))], formulas.formula(2)


def context_of(facts: Sequence[Term]) -> Context:
    context = Context(THEORY)
    for fact in facts:
        context.assume(fact)
    return context


def is_refuted(facts: Sequence[Term], goal: Term, seed: int) -> bool:
    random = Random(seed)
    variables = free_variables(goal, *facts)
    return any(
        all(world.meaning(fact, stack) for fact in facts) and not world.meaning(goal, stack)
        for stack in world.some_stacks(variables, random, 150)
    )


@pytest.mark.parametrize("mix", MIXES)
def test_no_proof_of_what_is_false(mix: str) -> None:
    proved = 0
    for seed in range(60):
        facts, goal = problem(mix, seed)
        context = context_of(facts)
        proof = context.prove(goal, Budget(STEPS))
        if isinstance(proof, PureProof):
            proved += 1
            assert not check_pure(context.facts, proof, goal, world.DEFINITIONS).solvers
            assert not is_refuted(facts, goal, seed), (mix, seed)
    assert proved >= 2, "the mix is too hard to say anything"


@pytest.mark.parametrize("mix", MIXES)
def test_changed_proofs_prove_nothing_false(mix: str) -> None:
    """A mutant may happen to be right; its conclusion, the goal or false, must then still hold of all values tried."""
    refused = 0
    for seed in range(100, 160):
        facts, goal = problem(mix, seed)
        context = context_of(facts)
        proof = context.prove(goal, Budget(STEPS))
        if isinstance(proof, Unproved) or len(proof.lines) > 12:
            continue
        for mutant in mutants(proof):
            if not mutant.lines:
                continue
            claim = mutant.lines[-1].formula
            try:
                check_pure(context.facts, mutant, claim, world.DEFINITIONS)
            except Refused:
                refused += 1
            else:
                assert not is_refuted(facts, claim, seed), (mix, seed, mutant)
    assert refused >= 10


@pytest.mark.parametrize("mix", MIXES)
def test_going_back_is_as_if_nothing_had_been(mix: str) -> None:
    """What is known after assuming, asking and taking back is what a new context knows: answers and proofs alike."""
    theory = Theory(world.DEFINITIONS)
    used = Context(theory)
    for seed in range(200, 225):
        facts, goal = problem(mix, seed)
        used.follow(facts[: len(facts) // 2])
        others, other_goal = problem(mix, seed + 1000)
        used.follow([*facts[: len(facts) // 2], *others])
        used.prove(other_goal, Budget(300))
        used.contradiction()
        used.follow(facts)
        again, first = used.prove(goal, Budget(STEPS)), context_of(facts).prove(goal, Budget(STEPS))
        assert isinstance(again, PureProof) == isinstance(first, PureProof), (mix, seed)
        if isinstance(again, PureProof):
            check_pure(used.facts, again, goal, world.DEFINITIONS)


@pytest.mark.parametrize("mix", MIXES)
def test_answers_without_search_are_true(mix: str) -> None:
    for seed in range(300, 325):
        facts, goal = problem(mix, seed)
        context = context_of(facts)
        truth = context.known_truth(goal)
        if truth is True:
            check_pure(context.facts, context.explain(goal), goal, world.DEFINITIONS)
        assert truth is not True or not is_refuted(facts, goal, seed)
        contradiction = context.contradiction()
        if contradiction is not None:
            check_pure(context.facts, contradiction, goal, world.DEFINITIONS)
