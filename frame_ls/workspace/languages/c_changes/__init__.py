"""Changes of annotated C that a person may want at a place: a module for each kind, all of them listed here.

They are guesses: whatever changes what is verified is tried before it is offered (`c_trials`).
"""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.workspace.languages.c_changes import contracts, generation, marks, predicates, splitting, steps
from frame_ls.workspace.languages.c_changes.spot import spot_at
from frame_ls.workspace.languages.c_names import Names
from frame_ls.workspace.languages.c_reading import Read
from frame_ls.workspace.questions import Proposal, Refactor

_SOURCES = (
    contracts.inserted,
    steps.written,
    splitting.split,
    predicates.inlined,
    predicates.extracted,
    generation.generated,
    marks.marked,
)


def proposals(read: Read, names: Names, file: str, question: Refactor) -> Iterator[Proposal]:
    """What could be changed at the place that the question names."""
    spot = spot_at(read, names, file, question)
    if spot is not None:
        for source in _SOURCES:
            yield from source(spot)
