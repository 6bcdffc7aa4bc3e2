"""What all parts of one search share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

from frame_ls.logic.definitions import Definitions
from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.reading import Reader
from frame_ls.prover.concrete.samples import Sampler
from frame_ls.prover.names import Names
from frame_ls.prover.pure.context import Context
from frame_ls.prover.search.shapes import Shapes


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
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_name(self) -> str:
        """A name for a hypothesis or a lemma."""
        return f"h{next(self._numbers)}"
