"""Answers the queries of scripts and SMT-LIB files: evidence is looked for, and the kernel judges it."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.declarations.queries import Query
from frame_ls.kernel.boolean import HasModel, HeapModel, certify_formula
from frame_ls.kernel.cell_free import CellFreeModel
from frame_ls.kernel.certify import Invalid, Unknown, Valid, certify
from frame_ls.kernel.derived_models import DerivedModel
from frame_ls.kernel.models import Model
from frame_ls.kernel.problems import AnyEvidence, Goal
from frame_ls.kernel.proofs import Proof
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment, SymbolicHeap
from frame_ls.logic.printer import show_heap
from frame_ls.prover.boolean import decide
from frame_ls.prover.budget import Budget, OutOfBudget
from frame_ls.prover.entail import prove
from frame_ls.prover.frame import prove_by_subtraction
from frame_ls.verifier.frames import Inferred, abduce, infer_frame

_YES = {"check": "valid", "lemma": "valid", "frame": "valid", "abduce": "valid"}  # the others: unsat
_NO = {"check": "invalid", "lemma": "invalid", "frame": "invalid", "abduce": "invalid"}  # the others: sat


@dataclass(frozen=True, slots=True)
class Certified:
    """A goal with the evidence that the kernel accepted for it."""

    goal: Goal
    evidence: AnyEvidence


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer to a query and what it rests on; `reason` says why there is none, where it is `unknown`."""

    answer: str  # valid, invalid, sat, unsat, unknown
    certified: tuple[Certified, ...] = ()
    leans_on_solver: bool = False
    reason: str = ""
    frame: SymbolicHeap | None = None
    missing: SymbolicHeap | None = None

    @property
    def model(self) -> Model | DerivedModel | CellFreeModel | HeapModel | None:
        """The model that refutes or satisfies, if the answer rests on one."""
        kinds = Model | DerivedModel | CellFreeModel | HeapModel
        return next((c.evidence for c in self.certified if isinstance(c.evidence, kinds)), None)


def answer(query: Query, budget: Budget) -> Answered:
    """What the kernel lets us say about the query. Nothing that was cut short becomes an answer."""
    if query.outside is not None:
        return _boolean(query, budget)
    if query.kind in ("frame", "abduce"):
        return _inferred(query, budget)
    return _decided(query, budget)


def _boolean(query: Query, budget: Budget) -> Answered:
    """The formula itself, where the question is none about symbolic heaps."""
    if query.outside is None or query.is_broken or query.kind in ("frame", "abduce"):
        return Answered("unknown", reason=query.outside or "")
    found = decide(query.formula, query.definitions, budget)
    if isinstance(found, Unknown):
        return Answered("unknown", reason=f"{query.outside}; {found.reason}")
    try:
        verdict = certify_formula(query.formula, query.definitions, found)
    except Refused as refused:
        return Answered("unknown", reason=f"the evidence was not accepted: {refused}")
    certified = (Certified(query.formula, found),)
    if isinstance(verdict, HasModel):
        return Answered(_NO.get(query.kind, "sat"), certified)
    return Answered(_YES.get(query.kind, "unsat"), certified, bool(verdict.solvers))


def _decided(query: Query, budget: Budget) -> Answered:
    certified: list[Certified] = []
    reason = ""
    leans = False
    for goal in query.goals:
        verdict = judge(goal, query.definitions, budget)
        match verdict:
            case Invalid(model=model):
                return Answered(_NO.get(query.kind, "sat"), (Certified(goal, model),))
            case Valid(proof=proof, checked=checked):
                certified.append(Certified(goal, proof))
                leans = leans or bool(checked.solvers)
            case Unknown():
                reason = reason or verdict.reason
    if reason:
        return Answered("unknown", reason=reason)
    return Answered(_YES.get(query.kind, "unsat"), tuple(certified), leans)


def judge(goal: Entailment, definitions: Definitions, budget: Budget) -> Valid | Invalid | Unknown:
    """The kernel's verdict on what the prover finds."""
    evidence = prove(goal, definitions, budget)
    if isinstance(evidence, Unknown):
        proof = _subtracted(goal, definitions, budget)
        if proof is None:
            return evidence
        evidence = proof
    verdict = certify(goal, definitions, evidence)
    if isinstance(verdict, Valid) and verdict.checked.axioms:
        return Unknown(f"the proof uses {', '.join(verdict.checked.axioms)}, which nothing proves")
    return verdict


def _subtracted(goal: Entailment, definitions: Definitions, budget: Budget) -> Proof | None:
    try:
        return prove_by_subtraction(goal, definitions, budget)
    except (OutOfBudget, RecursionError):  # a list of a known, great length is opened cell by cell
        return None


def _inferred(query: Query, budget: Budget) -> Answered:
    """Every disjunct of the left side needs the same frame (and the same missing part)."""
    found: list[Inferred] = []
    for goal in query.goals:
        infer = infer_frame if query.kind == "frame" else abduce
        inferred = infer(goal, query.definitions, budget)
        if isinstance(inferred, Unknown):
            return _without_frame(query, budget, inferred.reason)
        found.append(inferred)
    if not found:
        return Answered("valid", frame=SymbolicHeap(), missing=SymbolicHeap())
    first = found[0]
    if any((i.frame, i.missing) != (first.frame, first.missing) for i in found):
        return Answered("unknown", reason="the frame differs from case to case of the left side")
    certified: list[Certified] = []
    leans = False
    for inferred in found:
        verdict = judge(inferred.goal, query.definitions, budget)
        if not isinstance(verdict, Valid):
            reason = verdict.reason if isinstance(verdict, Unknown) else "the frame that was found does not hold"
            return Answered("unknown", reason=reason)
        certified.append(Certified(inferred.goal, verdict.proof))
        leans = leans or bool(verdict.checked.solvers)
    missing = first.missing if query.kind == "abduce" else None
    return Answered("valid", tuple(certified), leans, frame=first.frame, missing=missing)


def _without_frame(query: Query, budget: Budget, reason: str) -> Answered:
    """No frame was found: the judgement itself may hold, with `emp` for a frame."""
    verdicts = [judge(goal, query.definitions, budget) for goal in query.goals]
    if all(isinstance(v, Valid) for v in verdicts):
        certified = tuple(
            Certified(g, v.proof) for g, v in zip(query.goals, verdicts, strict=True) if isinstance(v, Valid)
        )
        missing = SymbolicHeap() if query.kind == "abduce" else None
        return Answered("valid", certified, frame=SymbolicHeap(), missing=missing)
    return Answered("unknown", reason=reason)


def frame_text(heap: SymbolicHeap | None) -> str | None:
    """The heap as a script writes it."""
    return None if heap is None else show_heap(heap)
