"""Frame inference and abduction for judgements: what is left over, and what would have to be there."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

from frame_ls.kernel.certify import Invalid, Unknown, certify
from frame_ls.kernel.models import Model
from frame_ls.kernel.proofs import Proof
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Atom, Entailment, SymbolicHeap
from frame_ls.logic.substitution import atom_terms, free_variables
from frame_ls.logic.terms import Term
from frame_ls.prover.budget import Budget
from frame_ls.prover.entail import prove, satisfiable
from frame_ls.prover.frame import Found, Missing, subtract
from frame_ls.prover.names import Names
from frame_ls.prover.pure.context import Context

_MOST_MISSING = 12
_MOST_ATOMS = 6  # of which every selection is tried as a frame
_ATTEMPT = 50_000  # steps for each


@dataclass(frozen=True, slots=True)
class Inferred:
    """`goal` is left * missing |- right * frame, still to be proved as one."""

    goal: Entailment
    frame: SymbolicHeap
    missing: SymbolicHeap


def infer_frame(goal: Entailment, definitions: Definitions, budget: Budget) -> Inferred | Unknown:
    """A frame F of cells and predicates such that left |- right * F may hold."""
    found = _search(goal, definitions, budget, allow_missing=False)
    if isinstance(found, Unknown):
        return _leaving_atoms(goal, definitions, budget) or found
    return found


def _leaving_atoms(goal: Entailment, definitions: Definitions, budget: Budget) -> Inferred | None:
    """A frame of whole left atoms, the most of them that can stay, where the rest needs more than a subtraction."""
    atoms = goal.left.spatial
    if len(goal.right) != 1 or len(atoms) > _MOST_ATOMS:
        return None
    wanted = goal.right[0]
    for count in range(len(atoms) - 1, 0, -1):
        for kept in combinations(atoms, count):
            whole = SymbolicHeap(wanted.pure, wanted.spatial + kept, wanted.exists)
            asked = Entailment(goal.left, (whole,), goal.outside)
            evidence = prove(asked, definitions, budget.part(_ATTEMPT, solver_effort=0))
            if isinstance(evidence, Proof):
                return Inferred(asked, SymbolicHeap((), kept), SymbolicHeap())
    return None


def abduce(goal: Entailment, definitions: Definitions, budget: Budget) -> Inferred | Unknown:
    """A missing part A and a frame F such that left * A |- right * F may hold, and left * A is satisfiable."""
    found = _search(goal, definitions, budget, allow_missing=True)
    if isinstance(found, Unknown) or not found.missing.spatial:
        return found
    evidence = satisfiable(found.goal.left, definitions, budget)
    if isinstance(evidence, Model):
        asked = Entailment(found.goal.left, ())
        if isinstance(certify(asked, definitions, evidence), Invalid):
            return found
    return Unknown("what is missing was not shown to be possible beside the left side")


def _search(goal: Entailment, definitions: Definitions, budget: Budget, *, allow_missing: bool) -> Inferred | Unknown:
    reason = "the right side is false"
    for wanted in goal.right:
        missing: list[Atom] = []
        while len(missing) <= _MOST_MISSING:
            found = _subtracted(goal, wanted, tuple(missing), definitions, budget)
            if isinstance(found, Found):
                return _inferred(goal, wanted, found, tuple(missing))
            reason = "no frame was found"
            if not allow_missing or isinstance(found.wanted, Term):
                break
            missing.append(found.wanted)
    return Unknown(reason)


def _subtracted(
    goal: Entailment, wanted: SymbolicHeap, missing: tuple[Atom, ...], definitions: Definitions, budget: Budget
) -> Found | Missing:
    context = Context(definitions)
    for fact in goal.left.pure:
        context.assume(fact)
    return subtract(context, goal.left.spatial + missing, wanted, definitions, budget, Names([goal]), goal.outside)


def _inferred(goal: Entailment, wanted: SymbolicHeap, found: Found, missing: tuple[Atom, ...]) -> Inferred | Unknown:
    """Reads the frame off the branches, which must agree on it."""
    left = SymbolicHeap(goal.left.pure, goal.left.spatial + missing)
    lacking = SymbolicHeap((), missing)
    if not found.branches:  # the left side is contradictory
        return Inferred(Entailment(left, (wanted,), goal.outside), SymbolicHeap(), lacking)
    frames = []
    for branch in found.branches:
        variables = free_variables(*(t for a in branch.leftover for t in atom_terms(a)))
        exists = tuple(v for v in branch.variables if v in variables)
        pure = tuple(f for f in branch.assumed if any(v in exists for v in free_variables(f)))
        frames.append(SymbolicHeap(pure, branch.leftover, exists))
    frame = frames[0]
    if any((f.spatial, f.exists) != (frame.spatial, frame.exists) for f in frames):
        return Unknown("the frame differs from case to case")
    whole = SymbolicHeap(wanted.pure + frame.pure, wanted.spatial + frame.spatial, wanted.exists + frame.exists)
    return Inferred(Entailment(left, (whole,), goal.outside), frame, lacking)
