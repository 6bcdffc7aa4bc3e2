"""An open document with what is known of it: its latest text, its latest analysis, and where each unit stands."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import Enum

from frame_ls.source import Finding
from frame_ls.workspace.documents import Document
from frame_ls.workspace.language import Summary, Unit, UnitOutcome
from frame_ls.workspace.places import Places


class Stage(Enum):
    """Where a unit stands. Only DONE has an outcome, and only for the version it was shown with."""

    STALE = "stale"  # the text has changed and is not analysed yet
    NOT_RUN = "not run"
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit and where it stands. `since` is the loop's time when its run began."""

    unit: Unit
    stage: Stage
    outcome: UnitOutcome | None = None
    since: float = 0.0
    from_cache: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """A document as analysed: everything in it belongs to `document.version`."""

    document: Document
    summary: Summary
    places: Places
    states: tuple[UnitState, ...]
    is_current: bool  # false while a newer text waits for its analysis

    def findings(self) -> tuple[Finding, ...]:
        """The findings of the file and of every unit that has its verdict."""
        parts = [self.summary.findings, *(state.outcome.findings for state in self.states if state.outcome is not None)]
        return tuple(finding for part in parts for finding in part)

    def unit_at(self, offset: int) -> UnitState | None:
        """The unit whose text covers `offset` of the document."""
        for state in self.states:
            stretch = self.places.stretch(state.unit.span)
            if stretch is not None and stretch[0] == self.document.file and stretch[1] <= offset <= stretch[2]:
                return state
        return None


@dataclass(slots=True)
class Desk:
    """The changing record of an open document."""

    document: Document
    is_dirty: bool = True  # the text, or a file it includes, has changed since the last analysis began
    is_in_analysis: bool = False
    is_wanted: bool = True  # units without a verdict are to be run (in some modes: only after saving)
    analysed: Document | None = None
    summary: Summary = field(default_factory=Summary)
    places: Places = field(default_factory=lambda: Places(()))
    states: dict[str, UnitState] = field(default_factory=dict)  # by the unit's key, in the order of the text
    known_since: dict[str, int] = field(default_factory=dict)  # fingerprint: the first generation that has it
    told: dict[str, tuple[str, str]] = field(
        default_factory=dict
    )  # unit's key: (fingerprint, text) of its last verdict
    cursor: int | None = None
    edited: frozenset[str] = frozenset()  # fingerprints that the last edits brought
    broken: Document | None = None  # the text whose analysis ended its process: not tried again until it changes
    current: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def is_current(self) -> bool:
        return self.analysed is self.document and not self.is_dirty and not self.is_in_analysis

    def view(self) -> View | None:
        """What can be shown; None before the first analysis."""
        if self.analysed is None:
            return None
        return View(self.analysed, self.summary, self.places, tuple(self.states.values()), self.is_current)

    def text_of(self, unit: Unit) -> str:
        """The unit's own text; empty for one of another file."""
        stretch = self.places.stretch(unit.span)
        if stretch is None or self.analysed is None or stretch[0] != self.analysed.file:
            return ""
        return self.analysed.text[stretch[1] : stretch[2]]

    def remember(self, unit: Unit) -> None:
        """The unit has a verdict now, whose states may be shown, as old ones, while the next verdict is made."""
        self.told[unit.key] = (unit.fingerprint, self.text_of(unit))

    def set_state(self, fingerprint: str, state: UnitState) -> bool:
        """Moves every unit with this fingerprint to the state's stage; whether there is one."""
        found = False
        for key, old in self.states.items():
            if old.unit.fingerprint == fingerprint:
                self.states[key] = UnitState(old.unit, state.stage, state.outcome, state.since, state.from_cache)
                if state.outcome is not None:
                    self.remember(old.unit)
                found = True
        return found
