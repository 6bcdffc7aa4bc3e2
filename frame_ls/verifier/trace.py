"""Remembers the states that statements were executed in, for hovers; rendered only when the unit is done."""

from __future__ import annotations

from dataclasses import dataclass, field

from frame_ls.declarations.statements import Statement
from frame_ls.verifier.outcomes import Normal, Outcome
from frame_ls.verifier.state import State

_MOST = 5_000


@dataclass(slots=True)
class Moment:
    """A statement executed on one path: the state before, the states after, whether it failed."""

    before: State
    statement: Statement
    after: list[State] = field(default_factory=list)
    failed: bool = False


@dataclass(slots=True)
class Trace:
    """All moments, in the order of execution."""

    moments: list[Moment] = field(default_factory=list)
    complete: bool = True

    def enter(self, state: State, statement: Statement) -> Moment | None:
        """A statement begins."""
        if len(self.moments) >= _MOST:
            self.complete = False
            return None
        moment = Moment(state, statement)
        self.moments.append(moment)
        return moment


def leave(moment: Moment | None, outcome: Outcome) -> None:
    """The statement ended so on one path."""
    if moment is not None and isinstance(outcome, Normal):
        moment.after.append(outcome.state)
