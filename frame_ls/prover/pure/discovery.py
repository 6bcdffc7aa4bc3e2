"""Lemmas that nobody stated: what a stuck term suggests, guessed, tried on samples, and proved by induction.

What comes out depends on the definitions and the terms alone, never on what was asked before: attempts are remembered
with what they cost, and a remembered one costs the same again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from frame_ls.kernel.pure_proofs import Given, Line
from frame_ls.logic.terms import Apply, Term
from frame_ls.prover.budget import Budget, OutOfBudget
from frame_ls.prover.pure.conjectures import conjectures, samples
from frame_ls.prover.pure.induction_cases import Stuck, by_induction_on, induction_variables
from frame_ls.prover.pure.search import Search
from frame_ls.prover.pure.steps import Step
from frame_ls.prover.pure.theory import Attempt, Theory

ATTEMPT_STEPS = (800, 2_500, 8_000)  # for a conjecture in all, by how many levels of others it may be based on
CASE_STEPS = 400  # for one case of one induction
SAMPLE_STEPS = 100
DEPTH = 2


def discover(terms: Sequence[Term], theory: Theory, budget: Budget) -> tuple[Line, ...]:
    """Lines, each without premises, that state and prove what the functions applied in `terms` suggest.

    Raises OutOfBudget.
    """
    arguments = [a for t in terms if isinstance(t, Apply) for a in t.args]
    return _discovered(dict.fromkeys((*arguments, *terms)), None, theory, budget, DEPTH)


def _discovered(
    terms: Iterable[Term], besides: Term | None, theory: Theory, budget: Budget, depth: int
) -> tuple[Line, ...]:
    """What the terms suggest, besides that conjecture."""
    found: dict[Line, None] = {}
    for term in terms:
        if isinstance(term, Apply):
            for conjecture in conjectures(term, theory):
                if conjecture is not besides and budget.left >= ATTEMPT_STEPS[depth]:
                    line = _attempt(conjecture, theory, budget, depth)
                    if line is not None:
                        found[line] = None
    return tuple(found)


def _attempt(conjecture: Term, theory: Theory, budget: Budget, depth: int) -> Line | None:
    """The conjecture as a line, if it is new and provable. Raises OutOfBudget when the whole budget ends."""
    known = theory.attempts.get((conjecture, depth))
    if known is not None:
        budget.spend(known.cost)
        return known.line
    part = budget.part(ATTEMPT_STEPS[depth], solver_effort=0)
    line: Line | None = None
    is_hopeless = False
    try:
        if depth:
            line = _attempt(conjecture, theory, part, depth - 1)
            is_hopeless = theory.attempts[conjecture, depth - 1].is_hopeless
        else:
            is_hopeless = _is_old_or_false(conjecture, theory, part)
        if line is None and not is_hopeless:
            line = _proved(conjecture, theory, part, depth)
    except OutOfBudget:
        budget.check()
    theory.attempts[conjecture, depth] = Attempt(line, part.spent, is_hopeless)
    return line


def _proved(conjecture: Term, theory: Theory, budget: Budget, depth: int) -> Line | None:
    """By induction; where a case gets stuck, once more with what its stuck terms suggest."""
    for variable in induction_variables(conjecture, theory)[:2]:
        found = by_induction_on(variable, conjecture, theory, budget, CASE_STEPS)
        if isinstance(found, Stuck) and depth:
            helpful = _discovered(found.terms, conjecture, theory, budget, depth - 1)
            if helpful:
                found = by_induction_on(variable, conjecture, theory, budget, CASE_STEPS, helpful)
        if isinstance(found, Line):
            return found
    return None


def _is_old_or_false(conjecture: Term, theory: Theory, budget: Budget) -> bool:
    """Whether the conjecture is nothing new, or false at a sample."""
    search = Search(theory)
    moment = len(search.trail)
    for sample in samples(conjecture, theory):
        search.propagation.assume(Step(sample, lambda _: Given(), (), 0))
        search.saturate(budget.part(SAMPLE_STEPS))
        if search.graph.is_contradictory():
            return True
        search.abandon(moment)
    try:
        return search.derive(conjecture, budget.part(SAMPLE_STEPS)) is not None
    except OutOfBudget:
        budget.check()
        return budget.left <= 0
