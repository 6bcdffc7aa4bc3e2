"""Remembers the states that statements were executed in, for hovers; rendered only when the unit is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from frame_ls.declarations.assertions import Assertion
from frame_ls.logic.heaps import Atom
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Span
from frame_ls.verifier.explanation import ExchangeKind
from frame_ls.verifier.outcomes import Normal, Outcome
from frame_ls.verifier.state import State

_MOST = 2_000


@dataclass(frozen=True, slots=True)
class Transfer:
    """A part of the heap was taken for something, and something was given back; the rest was left alone.

    `text` is "`push`" or "the postcondition"; `arguments` are shown behind it where there are some.
    """

    kind: ExchangeKind
    text: str
    arguments: tuple[Term, ...] | None
    taken: tuple[tuple[Assertion, Atom], ...]
    frame: tuple[Atom, ...]
    after: tuple[Atom, ...]
    bindings: Mapping[Variable, Term]
    automatic: bool = False
    span: Span | None = None


@dataclass(slots=True)
class Moment:
    """A place executed on one path: the state before, the states after, whether it failed."""

    before: State
    span: Span
    after: list[State] = field(default_factory=list)
    failed: bool = False
    title: str = ""


@dataclass(slots=True)
class Trace:
    """All moments, in the order of execution."""

    moments: list[Moment] = field(default_factory=list)
    complete: bool = True

    def enter(self, state: State, span: Span, title: str = "") -> Moment | None:
        """Something begins."""
        if len(self.moments) >= _MOST:
            self.complete = False
            return None
        moment = Moment(state, span, title=title)
        self.moments.append(moment)
        return moment


def leave(moment: Moment | None, outcome: Outcome) -> None:
    """The statement ended so on one path."""
    if moment is not None and isinstance(outcome, Normal):
        moment.after.append(outcome.state)


def with_transfer(state: State, transfer: Transfer) -> State:
    """The state that remembers the transfer."""
    return replace(state, transfers=(*state.transfers, transfer))
