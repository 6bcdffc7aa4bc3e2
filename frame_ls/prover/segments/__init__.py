"""List segments over cells of one field: decided, not searched for.

A predicate counts as the acyclic segment by its definition, whatever its name.
"""

from __future__ import annotations

from frame_ls.kernel.certify import Evidence
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment
from frame_ls.prover.budget import Budget
from frame_ls.prover.segments.countermodel import model_of
from frame_ls.prover.segments.decide import Heap, decide
from frame_ls.prover.segments.problem import segment_problem
from frame_ls.prover.segments.writing import write_proof


def evidence(goal: Entailment, definitions: Definitions, budget: Budget) -> Evidence | None:
    """A proof or a countermodel; None when the goal is about anything else. Raises OutOfBudget."""
    problem = segment_problem(goal, definitions)
    if problem is None:
        return None
    found = decide(problem, budget)
    if isinstance(found, Heap):
        return model_of(problem, found, definitions)
    return write_proof(problem, found, definitions)
