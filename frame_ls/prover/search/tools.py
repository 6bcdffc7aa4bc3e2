"""What all parts of one search share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count

from frame_ls.kernel.proofs import LocalLemma, Step
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment
from frame_ls.logic.sorts import Sort
from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.reading import Reader
from frame_ls.prover.concrete.samples import Sampler
from frame_ls.prover.names import Names
from frame_ls.prover.pure.context import Context
from frame_ls.prover.search.book import LemmaBook
from frame_ls.prover.search.shapes import Shapes
from frame_ls.prover.search.sizes import Sizes

_LEMMA_FUEL = 8


@dataclass(frozen=True, slots=True)
class Tools:
    """One set for each search. The context holds the facts of whichever goal is looked at."""

    definitions: Definitions
    budget: Budget
    names: Names
    context: Context
    shapes: Shapes
    sampler: Sampler
    reader: Reader
    sizes: Sizes
    book: LemmaBook
    prove: Callable[[Entailment, int], Step | None]  # a proof of a statement, with so much fuel
    invariants: dict[str, Entailment | None] = field(default_factory=dict)  # by predicate; None: none is seen
    failed: dict[object, int] = field(default_factory=dict)  # goals that were tried in vain, and with how much fuel
    is_eager: bool = True  # choices that commit are not taken back
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def prove_lemma(self, statement: Entailment, fuel: int) -> LocalLemma | None:
        """The statement as a lemma, if it can be proved."""
        return self.book.lemma(statement, min(fuel, _LEMMA_FUEL), self.prove)

    def regions_at(self, sort: Sort) -> tuple[str, ...]:
        """The regions with cells at addresses of a sort."""
        cells = self.definitions.cells.values()
        return tuple(dict.fromkeys(c.region for c in cells if c.root is sort))

    def new_name(self) -> str:
        """A name for a hypothesis or a lemma."""
        return f"h{next(self._numbers)}"
