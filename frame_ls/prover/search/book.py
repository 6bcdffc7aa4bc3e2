"""The lemmas that a search has found: proved, hopeless, or being proved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from frame_ls.kernel.checker import premises_of
from frame_ls.kernel.proofs import Induct, LocalLemma, Step, UseLemma
from frame_ls.logic.definitions import Lemma
from frame_ls.logic.heaps import Entailment
from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.reading import Reader, Undecided
from frame_ls.prover.concrete.samples import Sampler

Prove = Callable[[Entailment, int], Step | None]
_DEEPEST = 4  # lemmas that are proved for lemmas


@dataclass
class LemmaBook:
    """The lemmas of one search: proved, hopeless, or being proved."""

    sampler: Sampler
    reader: Reader
    budget: Budget
    proved: dict[Entailment, LocalLemma] = field(default_factory=dict)
    tried: dict[Entailment, int] = field(default_factory=dict)  # with how much fuel in vain
    pending: list[Entailment] = field(default_factory=list)
    plausible: dict[Entailment, bool] = field(default_factory=dict)

    def lemma(self, statement: Entailment, fuel: int, prove: Prove) -> LocalLemma | None:
        """The statement as a lemma, proved now if need be."""
        found = self.proved.get(statement)
        if found is not None:
            return found
        if statement in self.pending or self.tried.get(statement, -1) >= fuel or len(self.pending) >= _DEEPEST:
            return None
        self.pending.append(statement)
        try:
            step = prove(statement, fuel)
        finally:
            self.pending.pop()
        if step is None:
            self.tried[statement] = fuel
            return None
        lemma = LocalLemma(Lemma(f"l{len(self.proved) + 1}", statement), step)
        self.proved[statement] = lemma
        return lemma

    def is_plausible(self, statement: Entailment) -> bool:
        """Whether samples of the statement's own say nothing against it."""
        known = self.plausible.get(statement)
        if known is None:
            known = self.plausible[statement] = self._holds_of_samples(statement)
        return known

    def _holds_of_samples(self, statement: Entailment) -> bool:
        count = 0
        for sample in self.sampler.samples(statement, 12, seed=3):
            self.budget.spend(5)
            count += 1
            try:
                if self.reader.read(sample.cells, statement.right, sample.env) is None:
                    return False
            except Undecided:
                continue
        return count > 0


def has_induction(step: Step) -> bool:
    """Whether a proof is more than opening definitions and matching."""
    pending = [step]
    while pending:
        here = pending.pop()
        if isinstance(here, Induct | UseLemma):
            return True
        pending.extend(premises_of(here))
    return False
