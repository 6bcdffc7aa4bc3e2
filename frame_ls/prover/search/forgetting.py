"""Which facts an induction should not carry: those that its goal holds without."""

from __future__ import annotations

from frame_ls.kernel import goals
from frame_ls.logic.heaps import Entailment
from frame_ls.logic.terms import Term
from frame_ls.prover.concrete.reading import Undecided
from frame_ls.prover.search.path import Path


def forgettable(path: Path) -> tuple[Term, ...]:
    """Left facts without which no sample speaks against the goal."""
    facts = tuple(dict.fromkeys(path.goal.left.pure))
    if not facts:
        return ()
    if seems_valid(path, goals.forget(path.goal, facts)):
        return facts
    dropped: list[Term] = []
    for fact in facts:
        if seems_valid(path, goals.forget(path.goal, (*dropped, fact))):
            dropped.append(fact)
    return tuple(dropped)


def seems_valid(path: Path, goal: Entailment, count: int = 6) -> bool:
    """Whether no sample of the goal's left side lacks its right side, as far as samples were found."""
    for sample in path.tools.sampler.samples(goal, count, seed=5):
        path.tools.budget.spend(5)
        try:
            if path.tools.reader.read(sample.cells, goal.right, sample.env) is None:
                return False
        except Undecided:
            continue
    return True
