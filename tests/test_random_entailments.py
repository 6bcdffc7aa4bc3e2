"""Ten thousand random entailments: no verdict contradicts the enumeration of small heaps.

What the prover offers goes through the kernel, as it does for a user. A goal that is called valid must have no
countermodel of three cells; one that is called invalid rests on a model that the kernel followed, and the enumeration
must find one too unless it needs more cells. How much is decided is asserted, so that silence is no way to pass.
"""

from __future__ import annotations

from random import Random

import pytest

from frame_ls.kernel.certify import Invalid, Unknown, Valid, certify
from frame_ls.kernel.models import Model
from frame_ls.prover.budget import Budget
from frame_ls.prover.entail import prove
from tests.oracle import countermodel
from tests.random_goals import DEFINITIONS, random_goal

GOALS = 10_000
SLICES = 20
TURNS = ("ls", "lists", "ls", "lists", "ls", "lists", "pairs")
CELLS = 3
STEPS = 400  # for one goal; what is not decided with them stays open
DECIDED = {"ls": 0.9, "lists": 0.8, "pairs": 0.8}  # at least this part of a slice


@pytest.mark.parametrize("number", range(SLICES))
def test_no_verdict_contradicts_small_heaps(number: int) -> None:
    family = TURNS[number % len(TURNS)]
    random = Random(f"entailments {number}")
    decided = 0
    for _ in range(GOALS // SLICES):
        goal = random_goal(random, family)
        evidence = prove(goal, DEFINITIONS, Budget(STEPS))
        if isinstance(evidence, Unknown):
            continue
        match certify(goal, DEFINITIONS, evidence):
            case Valid():
                assert countermodel(goal, DEFINITIONS, CELLS) is None, goal
            case Invalid(model=Model(heap=heap)):
                assert len(heap) > CELLS or countermodel(goal, DEFINITIONS, CELLS) is not None, goal
            case found:
                raise AssertionError((found, goal))
        decided += 1
    assert decided >= DECIDED[family] * (GOALS // SLICES), decided
