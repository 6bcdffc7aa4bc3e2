"""The prover's door: evidence for a goal, or the reason why there is none. Untrusted; `kernel.certify` judges."""

from __future__ import annotations

from frame_ls.kernel.certify import Evidence, Unknown
from frame_ls.kernel.models import Model, check_model
from frame_ls.kernel.proofs import Proof, Unsatisfiable
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment, SymbolicHeap
from frame_ls.prover import segments
from frame_ls.prover.base_pairs.cell_free import cell_free_model, is_cell_free
from frame_ls.prover.base_pairs.evidence import model_of, table_evidence
from frame_ls.prover.base_pairs.table import Table
from frame_ls.prover.budget import Budget, OutOfBudget
from frame_ls.prover.concrete import evidence as concrete
from frame_ls.prover.concrete.reading import Reader, Undecided
from frame_ls.prover.concrete.samples import Sampler
from frame_ls.prover.counting.evidence import counted
from frame_ls.prover.search.engine import FUELS, Search

_SMALL = 2000  # joins of base pairs that are tried before other ways to a model
_LITTLE = 1000  # steps of the first search for a proof
_FEW, _MANY = 8, 120  # samples that are looked at before and after the search for a proof


def prove(goal: Entailment, definitions: Definitions, budget: Budget) -> Evidence | Unknown:
    """A proof of the goal, a model of its left side and not its right, or Unknown with the reason."""
    try:
        found = segments.evidence(goal, definitions, budget)
        if found is not None:
            return found
        if not goal.right:
            return _satisfiability(goal, definitions, budget)
        model = _countermodel(goal, definitions, budget, _FEW)
        if model is not None:
            return model
        unsatisfiable = _unsatisfiable(goal, definitions, budget)
        if unsatisfiable is not None:
            return unsatisfiable
        return _search(goal, definitions, budget)
    except OutOfBudget as out:
        return Unknown(str(out))
    except RecursionError:
        return Unknown("the goal is nested too deeply")


def _search(goal: Entailment, definitions: Definitions, budget: Budget) -> Evidence | Unknown:
    """What is proved with little effort costs no look at many samples; what a sample refutes, none at great effort."""
    search = Search(goal, definitions, budget)
    try:
        proof = search.proof(FUELS[:1], budget.part(_LITTLE))
        if proof is not None:
            return proof
    except OutOfBudget:
        budget.check()
    model = _countermodel(goal, definitions, budget, _MANY)
    if model is not None:
        return model
    patient = Search(goal, definitions, budget, is_eager=False)
    proof = search.proof(FUELS, budget) or patient.proof(FUELS, budget)
    return proof or Unknown("no proof and no countermodel was found")


def satisfiable(heap: SymbolicHeap, definitions: Definitions, budget: Budget) -> Evidence | Unknown:
    """A model of the heap, or a proof that it has none (of `heap |- false`); existentials are free variables."""
    return prove(Entailment(SymbolicHeap(heap.pure, heap.spatial), ()), definitions, budget)


def _satisfiability(goal: Entailment, definitions: Definitions, budget: Budget) -> Evidence | Unknown:
    table = Table(definitions, goal.left, budget)
    if is_cell_free(table) and not _is_small(table, budget):
        model = cell_free_model(goal, table, budget)
        if model is not None:
            return model
        table = Table(definitions, goal.left, budget)
    table.complete()
    found = next(iter(table.goal_parts(())), None)
    if found is None:
        return Proof(goal, (), Unsatisfiable(table_evidence(table)))
    if not table.is_exact:
        return counted(goal, definitions, budget) or Unknown("whether the numbers fit was not decided")
    return model_of(table, found, budget)


def _is_small(table: Table, budget: Budget) -> bool:
    """Whether the table is quickly completed; if not, it is left unfinished and of no use."""
    table.budget = budget.part(_SMALL)
    try:
        table.complete()
    except OutOfBudget:
        budget.check()
        return False
    finally:
        table.budget = budget
    return True


def _unsatisfiable(goal: Entailment, definitions: Definitions, budget: Budget) -> Proof | None:
    """A proof that the left side has no model, where that is quickly seen."""
    table = Table(definitions, goal.left, budget.part(2000))
    try:
        table.complete()
        if next(iter(table.goal_parts(())), None) is None:
            return Proof(goal, (), Unsatisfiable(table_evidence(table)))
    except OutOfBudget:
        budget.check()
    return None


def _countermodel(goal: Entailment, definitions: Definitions, budget: Budget, count: int) -> Model | None:
    """A sample of the left side without the right, that the kernel accepts too."""
    reader = Reader(definitions)
    for sample in Sampler(definitions).samples(goal, count, seed=count, is_wide=count > _FEW):
        budget.spend(5)
        try:
            if reader.read(sample.cells, goal.right, sample.env) is not None:
                continue
        except Undecided:
            continue
        model = concrete.model_of(goal, sample, definitions)
        try:
            check_model(goal, model, definitions)
        except Refused:
            continue
        return model
    return None
