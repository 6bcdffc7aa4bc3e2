"""Verdicts on formulas with every connective: unsatisfiable by their encoding, satisfiable by a heap."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.kernel.boolean_encoding import encode
from frame_ls.kernel.context import lines_of
from frame_ls.kernel.models import check_values
from frame_ls.kernel.pure_check import check_pure
from frame_ls.kernel.pure_proofs import PureProof, Solver
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.semantics import satisfies
from frame_ls.kernel.sorting import Sorting
from frame_ls.kernel.values import HeapCell, Place, Truth, Value
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.formulas import Formula
from frame_ls.logic.terms import FALSE, Variable, conjuncts


@dataclass(frozen=True, slots=True)
class EncodingProof:
    """`proof` shows false from the conjuncts of the formula's encoding."""

    proof: PureProof


@dataclass(frozen=True, slots=True)
class HeapModel:
    """A stack and a heap of which the formula is true."""

    stack: tuple[tuple[Variable, Value], ...]
    heap: tuple[tuple[Place, HeapCell], ...]


@dataclass(frozen=True, slots=True)
class NoModel:
    """The formula has no model, provided that the words of `solvers` hold."""

    evidence: EncodingProof
    solvers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HasModel:
    """The formula has this model."""

    evidence: HeapModel


def certify_formula(
    formula: Formula, definitions: Definitions, evidence: EncodingProof | HeapModel
) -> NoModel | HasModel:
    """What the evidence shows; raises `Refused` where it shows nothing."""
    if isinstance(evidence, HeapModel):
        check_values(evidence.stack, evidence.heap, definitions)
        if satisfies(dict(evidence.stack), dict(evidence.heap), formula, definitions) is not Truth.YES:
            raise Refused("the model was not seen to satisfy the formula")
        return HasModel(evidence)
    facts = frozenset(conjuncts(encode(formula).formula))
    sorting = Sorting(definitions)
    solvers: dict[str, None] = {}
    for line in lines_of(evidence.proof):
        sorting.check_formula(line.formula)
        if isinstance(line.reason, Solver):
            solvers[line.reason.name] = None
    check_pure(facts, evidence.proof, FALSE, definitions)
    return NoModel(evidence, tuple(solvers))
