"""Depth first, with fuel that grows: the search for a proof of one goal."""

from __future__ import annotations

from frame_ls.kernel.proofs import Proof, Step
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment
from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.reading import Reader
from frame_ls.prover.concrete.samples import Sampler
from frame_ls.prover.names import Names
from frame_ls.prover.pure.context import Context
from frame_ls.prover.search.path import Path
from frame_ls.prover.search.shapes import Shapes
from frame_ls.prover.search.simplify import Outcome, is_refuted, simplify
from frame_ls.prover.search.tactics import ORDER, Option
from frame_ls.prover.search.tools import Tools

_FUELS = (2, 3, 4, 5, 6, 8)


def find_proof(goal: Entailment, definitions: Definitions, budget: Budget) -> Proof | None:
    """A proof of the goal, if the search finds one. Raises OutOfBudget."""
    tools = Tools(
        definitions,
        budget,
        Names((goal,)),
        Context(definitions),
        Shapes(definitions),
        Sampler(definitions),
        Reader(definitions),
    )
    samples = tools.sampler.samples(goal, 8)
    for fuel in _FUELS:
        step = solve(Path(goal, tools, samples, ()), fuel)
        if step is not None:
            return Proof(goal, (), step)
    return None


def solve(path: Path, fuel: int) -> Step | None:
    """A proof of the path's goal, from the path's beginning."""
    path.tools.budget.spend()
    found = simplify(path)
    if not isinstance(found, Outcome):
        return found
    if found is Outcome.HOPELESS or is_refuted(path):
        return None
    for tactic in ORDER:
        for option in tactic(path):
            if option.cost <= fuel:
                step = _take(option, fuel - option.cost)
                if step is not None:
                    return path.chain.end(step)
    return None


def _take(option: Option, fuel: int) -> Step | None:
    for premise in option.premises:
        if not premise.samples:
            premise.samples = premise.tools.sampler.samples(premise.goal, 4)
        if is_refuted(premise):
            return None
    steps: list[Step] = []
    for premise in option.premises:
        step = solve(premise, fuel)
        if step is None:
            return None
        steps.append(step)
    return option.step(steps)
