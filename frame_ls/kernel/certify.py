"""From a goal and evidence to a verdict: the only way there is."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.kernel.cell_free import CellFreeModel, check_cell_free
from frame_ls.kernel.checker import CheckedProof, check
from frame_ls.kernel.derived_models import DerivedModel, check_derived_model
from frame_ls.kernel.models import Model, check_model
from frame_ls.kernel.proofs import Proof
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment


@dataclass(frozen=True, slots=True)
class Valid:
    """The goal holds; `checked` says on which lemmas and solvers that leans."""

    proof: Proof
    checked: CheckedProof


@dataclass(frozen=True, slots=True)
class Invalid:
    """The model satisfies the left side and not the right (or derives one that satisfies it, of a goal without
    right)."""

    model: Model | DerivedModel | CellFreeModel


@dataclass(frozen=True, slots=True)
class Unknown:
    """Nothing was shown; `reason` is for the user: what ran out, and where."""

    reason: str


Verdict = Valid | Invalid | Unknown
Evidence = Proof | Model | DerivedModel | CellFreeModel


def certify(goal: Entailment, definitions: Definitions, evidence: Evidence) -> Verdict:
    """The verdict that the evidence supports: what the kernel refuses gives `Unknown`, with its reason."""
    try:
        if isinstance(evidence, Model):
            check_model(goal, evidence, definitions)
            return Invalid(evidence)
        if isinstance(evidence, DerivedModel):
            check_derived_model(goal, evidence, definitions)
            return Invalid(evidence)
        if isinstance(evidence, CellFreeModel):
            check_cell_free(goal, evidence, definitions)
            return Invalid(evidence)
        if evidence.goal != goal:
            raise Refused("the proof is of another goal")
        return Valid(evidence, check(evidence, definitions))
    except Refused as refused:
        return Unknown(f"the evidence was not accepted: {refused}")
    except RecursionError:
        return Unknown("the evidence was not accepted: a term in it is nested too deep")
