"""A random prover that takes every step the kernel lets it take, induction included: it must not close a false goal.

To be a worthy adversary it must close true ones: that is asserted too.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from frame_ls.kernel.checker import RULES, check
from frame_ls.kernel.context import Context, Hypotheses
from frame_ls.kernel.proofs import (
    Proof,
    Step,
    UnfoldLeft,
    UseHypothesis,
    UseLemma,
)
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment, SymbolicHeap
from frame_ls.logic.substitution import Fresh
from tests.kernel.random_steps import LEMMAS, Guess
from tests.oracle import countermodel
from tests.random_goals import DEFINITIONS, FAMILIES, call, heap, node, random_goal

WITH_LEMMAS = Definitions(DEFINITIONS.cells, DEFINITIONS.predicates, lemmas=LEMMAS)
PREMISES = {rule.step: rule.premises for rule in RULES}


class Adversary:
    """Searches for a proof at random, with so many steps to try."""

    def __init__(self, random: Random, steps: int, depth: int = 12, inductive: bool = False) -> None:
        self.random = random
        self.left = steps
        self.depth = depth
        self.inductive = inductive
        self.context = Context(WITH_LEMMAS)
        self.fresh = Fresh()

    def prove(self, goal: Entailment, open_: Hypotheses, depth: int) -> Step | None:
        self.left -= 1
        if self.left < 0 or depth < 0:
            return None
        for step in self.offers(Guess(self.random, goal, self.fresh, hypotheses_of(open_)), open_, depth):
            if step is None:
                continue
            try:
                premises = PREMISES[type(step)](step, goal, open_, self.context)
            except Refused:
                continue
            below: list[Step] = []
            for _, premise, hypotheses in premises:
                found = self.prove(premise, hypotheses, depth - 1)
                if found is None:
                    break
                below.append(found)
            else:
                return with_premises(step, below)
        return None

    def offers(self, guess: Guess, open_: Hypotheses, depth: int) -> list[Step | None]:
        closing = [guess.close(), guess.contradiction(), guess.unsatisfiable()]
        matching = [guess.match(), guess.match(), guess.witness(), guess.know()]
        rewriting = [guess.unfold_left(), guess.unfold_right(), guess.choose(), guess.lemma(), guess.lemma_right()]
        hypotheses = [guess.hypothesis() for _ in range(3)]
        if self.inductive:
            plan = [[guess.induct()], [guess.unfold_left()], [*hypotheses, guess.match(), guess.unfold_right()]]
            if self.random.random() < 0.9 and self.depth - depth < len(plan):
                return [*closing, *plan[self.depth - depth]]
        some = [*rewriting, *hypotheses, guess.split(), guess.know()]
        self.random.shuffle(some)
        if self.random.random() < 0.7:
            return [*closing, guess.witness(), guess.match(), *some]
        some += matching
        self.random.shuffle(some)
        return [*closing, *some]


def hypotheses_of(open_: Hypotheses) -> tuple[tuple[str, Entailment], ...]:
    return tuple((o.hypothesis.name, o.hypothesis.statement) for o in open_)


def with_premises(step: Step, below: list[Step]) -> Step:
    if isinstance(step, UnfoldLeft):
        return replace(step, premises=tuple(below))
    if isinstance(step, UseLemma | UseHypothesis):
        return replace(step, use=replace(step.use, premises=tuple(below)))
    if not below:
        return step
    return replace(step, premise=below[0]) if len(below) == 1 else replace(step, yes=below[0], no=below[1])


@pytest.mark.parametrize("family", FAMILIES)
def test_no_false_goal_is_proved(family: str) -> None:
    random = Random(f"adversary {family}")
    proved = 0
    for _ in range(200):
        goal = random_goal(random, family, 2)
        is_false = countermodel(goal, DEFINITIONS) is not None
        step = Adversary(random, 150).prove(goal, (), 12)
        if step is not None:
            assert not is_false, (goal, step)
            check(Proof(goal, (), step), WITH_LEMMAS)
            proved += 1
    assert proved > 20


# Goals that want induction; nobody gives the lemmas that would help.

W, X, Y, Z = (node(n) for n in "wxyz")
TRUE_BY_INDUCTION = (
    (heap(call("lseg", X, Y), call("lseg", Y, Z)), heap(call("lseg", X, Z))),
    (heap(call("lsp", X, Y)), heap(call("lseg", X, Y))),
    (heap(call("ls", X, Y)), heap(call("lseg", X, Y))),
    (heap(call("ls", X, Y), call("lseg", Y, Z)), heap(call("lseg", X, Z))),
)
FALSE_NEAR_THEM = (
    (heap(call("ls", X, Y), call("ls", Y, Z)), heap(call("ls", X, Z))),
    (heap(call("lseg", X, Y)), heap(call("lsp", X, Y))),
    (heap(call("even", X, Y), call("odd", Y, Z)), heap(call("even", X, Z))),
    (heap(call("lseg", X, Y)), heap(call("ls", X, Y))),
    (heap(call("lseg", X, Y), call("lseg", Y, Z)), heap(call("lsp", X, Z))),
    (heap(call("lsp", X, Y), call("lseg", Y, Z)), heap(call("lseg", X, Y))),
    (heap(call("odd", X, Y)), heap(call("even", X, Y))),
    (heap(call("lsp", X, Y)), heap(call("lsp", Y, X))),
    (heap(call("lsp", X, Y)), heap(call("odd", X, Y))),
)


def attempt(random: Random, left: SymbolicHeap, right: SymbolicHeap, tries: int) -> Step | None:
    goal = Entailment(left, (right,))
    for _ in range(tries):
        adversary = Adversary(random, 60, 10, inductive=True)
        adversary.context = Context(DEFINITIONS)
        step = adversary.prove(goal, (), 10)
        if step is not None:
            check(Proof(goal, (), step), DEFINITIONS)
            return step
    return None


@pytest.mark.parametrize("number", range(len(TRUE_BY_INDUCTION)))
def test_true_goals_are_proved_by_induction(number: int) -> None:
    left, right = TRUE_BY_INDUCTION[number]
    assert countermodel(Entailment(left, (right,)), DEFINITIONS) is None
    step = attempt(Random(f"true {number}"), left, right, 2000)
    assert step is not None and "UseHypothesis" in repr(step)


@pytest.mark.parametrize("number", range(len(FALSE_NEAR_THEM)))
def test_false_goals_are_not(number: int) -> None:
    left, right = FALSE_NEAR_THEM[number]
    assert countermodel(Entailment(left, (right,)), DEFINITIONS) is not None
    assert attempt(Random(f"false {number}"), left, right, 60) is None
