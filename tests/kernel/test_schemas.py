"""Each rule against the semantics: where all premises hold of all small heaps, so does the goal.

Goals and steps are random. When the kernel accepts a step and the goal has a small countermodel, some premise must have
one too.
"""

from __future__ import annotations

from random import Random

import pytest

from frame_ls.kernel.checker import RULES
from frame_ls.kernel.context import Context
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Absent, Entailment
from frame_ls.logic.substitution import Fresh
from tests.kernel.random_steps import LEMMAS, Guess, guesses
from tests.oracle import countermodel
from tests.random_goals import DEFINITIONS, FAMILIES, random_goal

WITH_LEMMAS = Definitions(DEFINITIONS.cells, DEFINITIONS.predicates, lemmas=LEMMAS)
BY_NAME = {rule.name: rule for rule in RULES}
ROUNDS = 400


@pytest.mark.parametrize("name", LEMMAS)
def test_the_lemmas_hold(name: str) -> None:
    assert countermodel(LEMMAS[name].statement, DEFINITIONS, cells=4) is None


def goal_with_absences(random: Random, family: str) -> Entailment:
    """A random goal, at times with places absent and with two disjuncts."""
    goal = random_goal(random, family)
    _, variables, null = FAMILIES[family]
    region = null.sort.name
    outside = tuple(Absent(region, v) for v in variables if random.random() < 0.15)
    right = goal.right
    if random.random() < 0.3:
        right += random_goal(random, family).right
    return Entailment(goal.left, right, outside)


@pytest.mark.parametrize("family", FAMILIES)
def test_no_rule_loses_a_countermodel(family: str) -> None:
    random = Random(f"schemas {family}")
    accepted: dict[str, int] = {}
    for _ in range(ROUNDS):
        goal = goal_with_absences(random, family)
        model = countermodel(goal, DEFINITIONS)
        if model is None:
            continue
        for name, step in guesses(Guess(random, goal, Fresh(), ())):
            if step is None:
                continue
            try:
                premises = BY_NAME[name].premises(step, goal, (), Context(WITH_LEMMAS))
            except Refused:
                continue
            accepted[name] = accepted.get(name, 0) + 1
            assert any(countermodel(p, DEFINITIONS, cells=3) for _, p, _ in premises), (name, goal, step)
    assert set(accepted) >= {"know", "split", "unfold-left", "unfold-right", "witness", "match-cell", "match-predicate"}
