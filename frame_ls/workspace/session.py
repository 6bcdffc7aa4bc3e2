"""An editor's session: open documents, their analyses and verdicts, kept up to date while a person types.

All of it happens in one event loop that never waits for a proof: analysing and proving are done by other processes.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import Protocol

from frame_ls.source import Encoding
from frame_ls.verifier.explanation import Explanation
from frame_ls.workspace.analyst import Analyst
from frame_ls.workspace.desk import Desk, Stage, UnitState, View
from frame_ls.workspace.documents import Change, Document
from frame_ls.workspace.fingerprints import digest
from frame_ls.workspace.language import Limits, Unit, UnitOutcome
from frame_ls.workspace.messages import Analysed, Forget, Keep, SetText, Try
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import Places
from frame_ls.workspace.questions import Proposal, Question
from frame_ls.workspace.reading import Reading, Start
from frame_ls.workspace.reasons import with_reason
from frame_ls.workspace.runs import Runs
from frame_ls.workspace.settings import SettingsFinder
from frame_ls.workspace.state_at import StateAt, statements_at, unpacked
from frame_ls.workspace.verdicts import Verdicts

logger = logging.getLogger(__name__)
FRESH_SECONDS = 2.0  # how long a question waits for the analysis of the newest text


class Mode(Enum):
    """When units are verified without being asked for."""

    ON_CHANGE = "onChange"
    ON_SAVE = "onSave"
    ON_REQUEST = "onRequest"


class Listener(Protocol):
    """Who shows the session to a person. Called in the event loop; must not raise, and must not wait."""

    def analysed(self, uri: str) -> None:
        """The current text of a document is analysed: its view is new."""

    def advanced(self, uri: str, state: UnitState) -> None:
        """A unit of a document has moved on."""


class Session:
    """See the module. Methods that are not async return at once."""

    def __init__(self, start: Start, listener: Listener) -> None:
        self._listener = listener
        self._desks: dict[str, Desk] = {}  # by URI, the one in focus last
        self._uris: dict[str, str] = {}  # of the open documents, by file
        self._stale: set[str] = set()  # the URIs of documents whose newest text is not analysed
        self._holders: dict[str, set[str]] = {}  # fingerprint: the URIs of documents that have such a unit
        self._verdicts = Verdicts()
        self._reading = Reading(start, self._tell_all, self._wake)
        self._work = asyncio.Event()
        self._loop_task: asyncio.Task[None] | None = None
        self._settings = SettingsFinder()
        self._unkept: list[tuple[str, UnitOutcome]] = []
        self._runs = Runs(lambda: self._reading.analyst, self._moved)
        self._explained: tuple[str, Explanation | None] = ("", None)  # the last one, as it is asked for again and again
        self.mode = Mode.ON_CHANGE
        self.options = Options()
        self.configure(Options(), Mode.ON_CHANGE)

    # --- documents ---

    def configure(self, options: Options, mode: Mode) -> None:
        """Other options: everything is analysed again, and what does not depend on them keeps its verdict."""
        self.options, self.mode = options, mode
        self._settings = SettingsFinder()
        self._runs.slots = options.jobs or max(1, os.cpu_count() or 1)
        self._runs.memory = options.memory
        self._runs.limits = lambda file: Limits(self.options_for(file).timeout)
        for desk in self._desks.values():
            self._mark(desk)

    def options_for(self, file: str) -> Options:
        return self._settings.options(file, self.options)

    def open(self, document: Document) -> None:
        self._desks.pop(document.uri, None)
        self._desks[document.uri] = desk = Desk(document, is_wanted=self.mode is Mode.ON_CHANGE)
        self._uris[document.file] = document.uri
        self._mark(desk)
        self._mark_includers(document.file)

    def change(self, uri: str, version: int, changes: Sequence[Change], encoding: Encoding) -> None:
        """An edit; of a document that is not open it is ignored."""
        desk = self._desks.pop(uri, None)
        if desk is None:
            return
        self._desks[uri] = desk
        desk.document = desk.document.changed(version, changes, encoding)
        desk.is_wanted = self.mode is Mode.ON_CHANGE
        if changes and changes[-1].start is not None:
            desk.cursor = desk.document.index.offset(changes[-1].start, encoding)
        self._mark(desk)
        self._mark_includers(desk.document.file)

    def close(self, uri: str) -> None:
        desk = self._desks.pop(uri, None)
        if desk is not None:
            self._uris.pop(desk.document.file, None)
            self._stale.discard(uri)
            self._hold(uri, desk, frozenset())
            if self._reading.analyst is not None:
                self._reading.analyst.tell(SetText(desk.document.file, None))
                self._reading.analyst.tell(Forget(desk.document.file))
            self._mark_includers(desk.document.file)
            self._plan()

    def save(self, uri: str) -> None:
        if self.mode is Mode.ON_SAVE:
            self.verify(uri)

    def verify(self, uri: str, name: str | None = None, again: bool = False) -> None:
        """Runs what has no verdict: the whole document, or the units of one name; with `again` what has one, too."""
        desk = self._desks.get(uri)
        if desk is None:
            return
        desk.is_wanted = desk.is_wanted or name is None
        for key, state in list(desk.states.items()):
            chosen = name is None or name == state.unit.name
            if chosen and state.unit.settled is None and (state.stage is Stage.NOT_RUN or (again and state.outcome)):
                self._verdicts.drop(state.unit.fingerprint)
                desk.states[key] = UnitState(state.unit, Stage.QUEUED)
                self._listener.advanced(uri, desk.states[key])
        self._plan()

    def stop(self) -> None:
        """Ends all runs; what they would have verified is not run until it is asked for or edited."""
        self._runs.cancel_all()
        for uri, desk in self._desks.items():
            for key, state in list(desk.states.items()):
                if state.stage in (Stage.QUEUED, Stage.RUNNING):
                    desk.states[key] = UnitState(state.unit, Stage.NOT_RUN)
                    self._listener.advanced(uri, desk.states[key])

    def focus(self, uri: str, offset: int | None) -> None:
        """The person is here: what is here comes first."""
        desk = self._desks.pop(uri, None)
        if desk is not None:
            self._desks[uri] = desk
            if offset is not None and offset != desk.cursor:
                desk.cursor = offset
                self._plan()

    def disk_changed(self, file: str) -> None:
        """A file changed on the disk: those that read it are analysed again."""
        self._settings = SettingsFinder()
        self._mark_includers(file)

    # --- what is known ---

    def view(self, uri: str) -> View | None:
        desk = self._desks.get(uri)
        return None if desk is None else desk.view()

    def document(self, uri: str) -> Document | None:
        """The newest text of an open document."""
        desk = self._desks.get(uri)
        return None if desk is None else desk.document

    def uri_of(self, file: str) -> str | None:
        """The URI by which the editor knows an open file."""
        return self._uris.get(file)

    def uris(self) -> tuple[str, ...]:
        return tuple(self._desks)

    def pending(self) -> int:
        """How much is still to be done for the open documents: units to run, and texts to analyse."""
        return self._runs.load() + len(self._stale)

    async def current_view(self, uri: str) -> View | None:
        """The view of the newest text; an older one if that takes too long, None for what is not open."""
        desk = self._desks.get(uri)
        if desk is None:
            return None
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FRESH_SECONDS):
                while not desk.is_current and self._desks.get(uri) is desk:
                    await desk.current.wait()
        return desk.view()

    async def ask(self, uri: str, question: Question) -> object:
        """A language's answer about the newest text; None where it has none."""
        view = await self.current_view(uri)
        return None if view is None else await self._reading.ask(view.document.file, question)

    async def with_fixes(self, uri: str, state: UnitState) -> UnitOutcome | None:
        """The outcome of a unit with its findings' fixes, looked for if nobody has yet; None without an outcome."""
        desk, outcome = self._desks.get(uri), state.outcome
        if desk is None or outcome is None or not outcome.lacks_fixes or state.unit.settled is not None:
            return outcome
        fingerprint = state.unit.fingerprint
        since = desk.known_since.get(fingerprint, 0)
        found = await self._runs.with_fixes(desk.document.file, state.unit, since)
        if found is None or found.status is not outcome.status:
            return outcome
        found = with_reason(state.unit, found)
        self._verdicts.put(fingerprint, found)
        self._keep_soon(fingerprint, found)
        found = replace(found, explanation=b"")
        for other in self._desks.values():
            other.set_state(fingerprint, replace(state, outcome=found))
        return found

    async def attempt(self, uri: str, proposals: tuple[Proposal, ...], seconds: float) -> tuple[Proposal, ...]:
        """Those of the proposals for the analysed text that may be offered."""
        desk = self._desks.get(uri)
        if desk is None or desk.analysed is None or not proposals:
            return ()
        base = desk.analysed
        return await self._runs.attempt(Try(base.file, digest(base.text), proposals, seconds))

    async def explanation(self, fingerprint: str) -> bytes:
        """The packed explanation of a verdict; empty where it is not known any more."""
        found = self._verdicts.explanation(fingerprint)
        if not found:
            found = await self._reading.explanation(fingerprint)
            outcome = self._verdicts.get(fingerprint)
            if found and outcome is not None:
                self._verdicts.put(fingerprint, replace(outcome, explanation=found))
        return found

    async def state_at(self, uri: str, offset: int) -> StateAt | None:
        """The symbolic states at an offset of the analysed text; None outside every unit."""
        desk = self._desks.get(uri)
        view = None if desk is None else desk.view()
        unit = None if view is None else view.unit_at(offset)
        if desk is None or view is None or unit is None:
            return None
        fingerprint, is_stale = unit.unit.fingerprint, unit.outcome is None
        if is_stale:
            fingerprint, text = desk.told.get(unit.unit.key, ("", ""))
            if not fingerprint or text != desk.text_of(unit.unit):
                return StateAt(unit, (), is_inside=False, places=view.places)
        explanation = self._explained[1] if self._explained[0] == fingerprint else None
        explanation = explanation or unpacked(await self.explanation(fingerprint))
        self._explained = (fingerprint, explanation)
        if explanation is None:
            return StateAt(unit, (), is_inside=False, places=view.places)
        statements, is_inside = statements_at(explanation, view.places, view.document.file, offset)
        return StateAt(unit, statements, is_inside, view.places, is_stale)

    # --- the loop ---

    async def begin(self) -> None:
        """Starts to work."""
        await self._reading.begin()
        self._loop_task = asyncio.create_task(self._serve())

    async def end(self) -> None:
        """Ends every process that was started; stored verdicts are written first."""
        self._runs.cancel_all()
        self._runs.dismiss()
        if self._loop_task is not None:
            self._loop_task.cancel()
        self._keep_outcomes()
        await self._reading.end()

    def _mark(self, desk: Desk) -> None:
        desk.is_dirty = True
        desk.current.clear()
        self._stale.add(desk.document.uri)
        self._wake()

    def _wake(self) -> None:
        self._work.set()

    def _mark_includers(self, file: str) -> None:
        for desk in self._desks.values():
            if file in desk.summary.files:
                self._mark(desk)

    async def _serve(self) -> None:
        """Analyses what has changed, what the person is at first."""
        while True:
            await self._work.wait()
            await self._reading.restart_if_gone()
            desk = next((desk for desk in reversed(self._desks.values()) if desk.is_dirty), None)
            if desk is None:
                self._work.clear()
                continue
            desk.is_dirty, desk.is_in_analysis = False, True
            try:
                is_new = await self._analyse(desk)
            except Exception:
                logger.exception("an analysis could not be taken in")
                is_new = False
            desk.is_in_analysis = False
            if is_new:
                self._stale.discard(desk.document.uri)
                desk.current.set()
                self._plan()
                self._listener.analysed(desk.document.uri)

    async def _analyse(self, desk: Desk) -> bool:
        """Brings the desk up to date; false where its text has moved on meanwhile, and the work is to be done again."""
        document = desk.document
        analysed = await self._reading.summary_of(document, self.options_for(document.file))
        await self._look_up(analysed.summary.units)
        if desk.document is not document or self._desks.get(document.uri) is not desk:
            return False
        desk.broken = document if analysed.generation == 0 else None
        if desk.broken is not None:
            desk.is_dirty = False
        self._take_in(desk, document, analysed)
        return not desk.is_dirty

    def _take_in(self, desk: Desk, document: Document, analysed: Analysed) -> None:
        summary = analysed.summary
        before = desk.known_since
        desk.known_since = {u.fingerprint: before.get(u.fingerprint, analysed.generation) for u in summary.units}
        self._hold(document.uri, desk, frozenset(desk.known_since))
        if before:
            desk.edited = frozenset(desk.known_since) - frozenset(before) or desk.edited
        desk.analysed, desk.summary = document, summary
        desk.places = Places(summary.texts, {document.file: document.index})
        desk.states = {unit.key: self._state_of(desk, unit) for unit in summary.units}
        desk.told = {unit.key: desk.told[unit.key] for unit in summary.units if unit.key in desk.told}
        for state in desk.states.values():
            if state.outcome is not None:
                desk.remember(state.unit)

    def _hold(self, uri: str, desk: Desk, fingerprints: frozenset[str]) -> None:
        """Notes which units the document has now."""
        old = {state.unit.fingerprint for state in desk.states.values()}
        for fingerprint in old - fingerprints:
            holders = self._holders.get(fingerprint, set())
            holders.discard(uri)
            if not holders:
                self._holders.pop(fingerprint, None)
        for fingerprint in fingerprints - old:
            self._holders.setdefault(fingerprint, set()).add(uri)

    def _state_of(self, desk: Desk, unit: Unit) -> UnitState:
        outcome = unit.settled or self._verdicts.get(unit.fingerprint)
        if outcome is not None:
            return UnitState(unit, Stage.DONE, with_reason(unit, outcome))
        since = self._runs.running_since(unit.fingerprint)
        if since is not None:
            return UnitState(unit, Stage.RUNNING, since=since)
        return UnitState(unit, Stage.QUEUED if desk.is_wanted else Stage.NOT_RUN)

    async def _look_up(self, units: Sequence[Unit]) -> None:
        """Brings stored verdicts into memory."""
        unknown = [u.fingerprint for u in units if u.settled is None and self._verdicts.get(u.fingerprint) is None]
        unknown = [fingerprint for fingerprint in unknown if self._runs.running_since(fingerprint) is None]
        if unknown and self.options.cache:
            for fingerprint, outcome in (await self._reading.find(tuple(unknown))).items():
                self._verdicts.put(fingerprint, outcome)

    def _tell_all(self, analyst: Analyst) -> None:
        """A new process has to be told of every document."""
        self._runs.dismiss()
        for desk in self._desks.values():
            analyst.tell(SetText(desk.document.file, desk.document.text))
            desk.known_since = {}
            if desk.broken is not desk.document:
                self._mark(desk)

    def _plan(self) -> None:
        self._runs.plan(list(reversed(self._desks.values())))

    def _moved(self, fingerprint: str, state: UnitState) -> None:
        """A run has begun or ended: whoever has a unit with this fingerprint hears of it."""
        if state.outcome is not None:
            self._verdicts.put(fingerprint, state.outcome)
            self._keep_soon(fingerprint, state.outcome)
            state = replace(state, outcome=self._verdicts.get(fingerprint))
        for uri in sorted(self._holders.get(fingerprint, ())):
            desk = self._desks.get(uri)
            if desk is not None and desk.set_state(fingerprint, state):
                self._listener.advanced(uri, state)

    def _keep_soon(self, fingerprint: str, outcome: UnitOutcome) -> None:
        self._unkept.append((fingerprint, outcome))
        if len(self._unkept) == 1:
            asyncio.get_running_loop().call_later(0.5, self._keep_outcomes)

    def _keep_outcomes(self) -> None:
        if self._unkept and self._reading.analyst is not None and self.options.cache:
            self._reading.analyst.tell(Keep(tuple(self._unkept)))
        self._unkept = []
