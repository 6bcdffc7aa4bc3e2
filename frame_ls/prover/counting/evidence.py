"""Evidence about heaps whose predicates count: a derived model, looked for with more and more parts."""

from __future__ import annotations

from frame_ls.kernel.certify import Evidence
from frame_ls.kernel.derived_models import check_derived_model
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment
from frame_ls.prover.budget import Budget
from frame_ls.prover.counting.derivations import Finder
from frame_ls.prover.counting.shapes import Grammar, TooMany

_EXTRA = 6  # parts beyond those of the smallest derivation


def counted(goal: Entailment, definitions: Definitions, budget: Budget) -> Evidence | None:
    """A derived model of the goal's left side; None where nothing was found. Raises OutOfBudget."""
    try:
        finder = Finder(goal, Grammar(definitions, goal.left, budget), budget)
        for extra in range(_EXTRA):
            model = finder.find(extra)
            if model is not None:
                check_derived_model(goal, model, definitions)
                return model
    except (TooMany, Refused):
        return None
    return None
