"""The prover's door: evidence for a goal, or the reason why there is none. Untrusted; `kernel.certify` judges."""

from __future__ import annotations

from frame_ls.kernel.certify import Evidence, Unknown
from frame_ls.kernel.proofs import Proof, Unsatisfiable
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment, SymbolicHeap
from frame_ls.prover import segments
from frame_ls.prover.base_pairs.evidence import model_of, table_evidence
from frame_ls.prover.base_pairs.table import Table
from frame_ls.prover.budget import Budget, OutOfBudget


def prove(goal: Entailment, definitions: Definitions, budget: Budget) -> Evidence | Unknown:
    """A proof of the goal, a model of its left side and not its right, or Unknown with the reason."""
    try:
        found = segments.evidence(goal, definitions, budget)
        if found is not None:
            return found
        if not goal.right:
            return _satisfiability(goal, definitions, budget)
    except OutOfBudget as out:
        return Unknown(str(out))
    return Unknown("no proof and no countermodel was found")


def satisfiable(heap: SymbolicHeap, definitions: Definitions, budget: Budget) -> Evidence | Unknown:
    """A model of the heap, or a proof that it has none (of `heap |- false`); existentials are free variables."""
    return prove(Entailment(SymbolicHeap(heap.pure, heap.spatial), ()), definitions, budget)


def _satisfiability(goal: Entailment, definitions: Definitions, budget: Budget) -> Evidence | Unknown:
    table = Table(definitions, goal.left, budget)
    table.complete()
    found = next(iter(table.goal_parts(())), None)
    if found is None:
        return Proof(goal, (), Unsatisfiable(table_evidence(table)))
    if not table.is_exact:
        return Unknown("whether the numbers fit was not decided")
    return model_of(table, found, budget)
