"""Depth first, with fuel that grows: the search for a proof of one goal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from frame_ls.kernel.checker import premises_of
from frame_ls.kernel.proofs import LemmaRight, LocalLemma, Proof, Step, UseLemma
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment
from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.reading import Reader
from frame_ls.prover.concrete.samples import Sampler
from frame_ls.prover.names import Names
from frame_ls.prover.pure.context import Context
from frame_ls.prover.search.book import LemmaBook
from frame_ls.prover.search.canonical import canonical
from frame_ls.prover.search.invariants import learn_invariants
from frame_ls.prover.search.path import Path
from frame_ls.prover.search.shapes import Shapes
from frame_ls.prover.search.simplify import Outcome, is_refuted, simplify
from frame_ls.prover.search.sizes import Sizes
from frame_ls.prover.search.tactics import ORDER, Option
from frame_ls.prover.search.tools import Tools

FUELS = (2, 4, 6, 8)


class Search:
    """A search for a proof of one goal. An eager one does not take back what it commits to."""

    def __init__(self, goal: Entailment, definitions: Definitions, budget: Budget, *, is_eager: bool = True) -> None:
        self.goal = goal
        self.sampler, reader = Sampler(definitions), Reader(definitions)
        self.book = LemmaBook(self.sampler, reader, budget)
        context, shapes = Context(definitions), Shapes(definitions)
        sizes = Sizes(definitions, self.sampler)
        self.tools = Tools(
            definitions, budget, Names((goal,)), context, shapes, self.sampler, reader, sizes, self.book,
            self.prove, is_eager=is_eager,
        )  # fmt: skip

    def proof(self, fuels: Sequence[int], budget: Budget) -> Proof | None:
        """A proof of the goal, if one is found with one of these fuels. Raises OutOfBudget."""
        self.tools = replace(self.tools, budget=budget, failed={})
        self.book.budget = budget
        found = self.prove(self.goal, fuels[-1], fuels)
        return None if found is None else Proof(self.goal, _needed(found, list(self.book.proved.values())), found)

    def prove(self, statement: Entailment, fuel: int, fuels: Sequence[int] = FUELS) -> Step | None:
        """A proof of a statement with at most `fuel`."""
        samples = self.sampler.samples(statement, 8)
        for size in fuels:
            if size > fuel:
                return None
            step = solve(Path(statement, self.tools, samples, ()), size)
            if step is not None:
                return step
        return None


def _needed(step: Step, lemmas: list[LocalLemma]) -> tuple[LocalLemma, ...]:
    """The lemmas that the proof uses, and those that they use, in the order in which they were proved."""
    wanted = _named(step)
    kept: list[LocalLemma] = []
    for lemma in reversed(lemmas):
        if lemma.lemma.name in wanted:
            kept.append(lemma)
            wanted |= _named(lemma.proof)
    return tuple(reversed(kept))


def _named(step: Step) -> set[str]:
    found: set[str] = set()
    pending = [step]
    while pending:
        here = pending.pop()
        if isinstance(here, UseLemma | LemmaRight):
            found.add(here.lemma)
        pending.extend(premises_of(here))
    return found


def solve(path: Path, fuel: int) -> Step | None:
    """A proof of the path's goal, from the path's beginning."""
    path.tools.budget.spend()
    path.fuel = fuel
    before = path.goal
    found = simplify(path)
    while found is Outcome.OPEN and learn_invariants(path):
        found = simplify(path)
    if not isinstance(found, Outcome):
        return found
    if found is Outcome.HOPELESS or (path.goal is not before and is_refuted(path)):
        return None
    key = (canonical(path.goal), tuple((h.name, h.is_guarded) for h in path.hypotheses))
    if path.tools.failed.get(key, -1) >= fuel:
        return None
    path.tools.failed[key] = fuel
    for tactic in ORDER:
        for option in tactic(path):
            if option.is_dead_end:
                return None
            if option.cost > fuel or not _is_promising(option):
                continue
            is_settled = _is_settled(option)
            step = _prove_premises(option, fuel)
            if step is not None:
                return path.chain.end(step)
            if is_settled:
                return None
    return None


def _is_promising(option: Option) -> bool:
    """Whether no sample speaks against a premise; those of a choice that commits are asked for samples of their own."""
    for premise in option.premises:
        if is_refuted(premise):
            return False
        if option.commits or not premise.samples:
            premise.samples = premise.tools.sampler.samples(premise.goal, 8, seed=2)
            if is_refuted(premise):
                return False
    return True


def _is_settled(option: Option) -> bool:
    """Whether a choice is not to be taken back: samples were there to speak against it."""
    return option.commits and all(p.tools.is_eager and p.samples for p in option.premises)


def _prove_premises(option: Option, fuel: int) -> Step | None:
    steps: list[Step] = []
    costs = option.costs or (option.cost,) * len(option.premises)
    for premise, cost in zip(option.premises, costs, strict=True):
        step = solve(premise, fuel - cost)
        if step is None:
            return None
        steps.append(step)
    return option.step(steps)
