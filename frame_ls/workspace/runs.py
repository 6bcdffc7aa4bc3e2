"""Who is verified next, by which worker: the scheduler of an editor's session.

Nothing runs twice for one fingerprint, a run goes on for as long as someone wants its fingerprint, and the unit under
the cursor comes before the one that was edited, that before what else is in the same document, and the rest last.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace

from frame_ls.workspace.analyst import Analyst, GoneError, Worker
from frame_ls.workspace.check import FIX_SECONDS, run_within
from frame_ls.workspace.desk import Desk, Stage, UnitState
from frame_ls.workspace.language import Limits, Unit, UnitOutcome
from frame_ls.workspace.messages import Try
from frame_ls.workspace.questions import Proposal
from frame_ls.workspace.reasons import ended, with_reason

TRIAL_GRACE = 2.0  # seconds that a trial may take beyond its limit before its worker is killed
logger = logging.getLogger(__name__)
IDLE_SECONDS = 3.0  # how long a worker without work is kept
PATIENCE = (0, *(0.02 * 2**n for n in range(9)))  # seconds between questions to workers that do not know a unit


@dataclass(frozen=True, slots=True)
class Waiting:
    """A unit in the queue."""

    rank: tuple[int, ...]  # lower runs first
    file: str
    unit: Unit
    known_since: int  # the generation from which on a worker knows it


@dataclass(slots=True)
class _Run:
    waiting: Waiting
    task: asyncio.Task[None]
    since: float


def queue_of(desks: list[Desk]) -> list[Waiting]:
    """All queued units, first to run last. `desks` are in order of use, the one in focus first."""
    waiting: dict[str, Waiting] = {}
    for order, desk in enumerate(desks):
        if all(state.stage is not Stage.QUEUED for state in desk.states.values()):
            continue
        view = desk.view()
        if view is None:
            continue
        under_cursor = None if desk.cursor is None else view.unit_at(desk.cursor)
        for number, state in enumerate(view.states):
            if state.stage is Stage.QUEUED:
                fingerprint = state.unit.fingerprint
                urgency = 0 if state is under_cursor else 1 if fingerprint in desk.edited else 2
                rank = (urgency, order, number) if order == 0 else (3, order, urgency, number)
                entry = Waiting(rank, view.document.file, state.unit, desk.known_since.get(fingerprint, 0))
                if fingerprint not in waiting or rank < waiting[fingerprint].rank:
                    waiting[fingerprint] = entry
    return sorted(waiting.values(), key=lambda entry: entry.rank, reverse=True)


class Runs:
    """The runs of a session. `report` is told of every change: a fingerprint and its new state's parts."""

    def __init__(self, analyst: Callable[[], Analyst | None], report: Callable[[str, UnitState], None]) -> None:
        self._analyst = analyst
        self._report = report
        self._queue: list[Waiting] = []
        self._runs: dict[str, _Run] = {}
        self._idle: list[Worker] = []
        self._seeking: dict[str, asyncio.Task[UnitOutcome | None]] = {}
        self._hush: asyncio.TimerHandle | None = None
        self.slots = 1
        self.memory: int | None = None
        self.limits: Callable[[str], Limits] = lambda _file: Limits(10.0)

    def running_since(self, fingerprint: str) -> float | None:
        """When the run of this fingerprint began; None where there is none."""
        run = self._runs.get(fingerprint)
        return None if run is None else run.since

    def load(self) -> int:
        """How many units are queued or running."""
        return len(self._queue) + len(self._runs)

    def plan(self, desks: list[Desk]) -> None:
        """Takes in what is wanted now: ends runs that nobody wants, and starts what can be started."""
        wanted = {state.unit.fingerprint for desk in desks for state in desk.states.values()}
        for fingerprint in [fingerprint for fingerprint in self._runs if fingerprint not in wanted]:
            self.cancel(fingerprint)
        for fingerprint in [fingerprint for fingerprint in self._seeking if fingerprint not in wanted]:
            self._seeking.pop(fingerprint).cancel()
        self._queue = [entry for entry in queue_of(desks) if entry.unit.fingerprint not in self._runs]
        self.start_more()

    def start_more(self) -> None:
        """Starts what fits."""
        analyst = self._analyst()
        while self._queue and len(self._runs) < self.slots and analyst is not None and not analyst.is_gone:
            entry = self._queue.pop()
            fingerprint = entry.unit.fingerprint
            since = asyncio.get_running_loop().time()
            self._runs[fingerprint] = _Run(entry, asyncio.create_task(self._run(analyst, entry)), since)
            self._report(fingerprint, UnitState(entry.unit, Stage.RUNNING, since=since))
        if not self._runs:
            self._rest_later()

    def cancel(self, fingerprint: str) -> None:
        """Ends a run at once, its worker with it."""
        run = self._runs.pop(fingerprint, None)
        if run is not None:
            run.task.cancel()

    def cancel_all(self) -> None:
        self._queue = []
        for fingerprint in list(self._runs):
            self.cancel(fingerprint)
        for task in self._seeking.values():
            task.cancel()
        self._seeking = {}

    async def with_fixes(self, file: str, unit: Unit, known_since: int) -> UnitOutcome | None:
        """The outcome of a failed unit again, its findings with fixes; None where that could not be had.

        It takes no slot: it is asked for by a person who waits, and ends at once when the unit is edited.
        """
        analyst = self._analyst()
        if analyst is None or analyst.is_gone:
            return None
        task = self._seeking.get(unit.fingerprint)
        if task is None:
            limits = replace(self.limits(file), fix_seconds=FIX_SECONDS)
            task = asyncio.create_task(self._outcome(analyst, Waiting((), file, unit, known_since), limits))
            self._seeking[unit.fingerprint] = task
        await asyncio.wait({task})
        if self._seeking.get(unit.fingerprint) is task:
            del self._seeking[unit.fingerprint]
        if task.cancelled() or task.exception() is not None:
            return None
        if not self._runs:
            self._rest_later()
        return task.result()

    async def attempt(self, request: Try) -> tuple[Proposal, ...]:
        """What may be offered of the proposals; nothing where no worker could tell in time. It takes no slot."""
        analyst = self._analyst()
        worker = self._take(0)
        for _ in range(3):
            try:
                if worker is None:
                    if analyst is None or analyst.is_gone:
                        break
                    worker = await analyst.hire(self.memory, request.file)
                async with asyncio.timeout(request.seconds + TRIAL_GRACE):
                    found = await worker.attempt(request)
            except TimeoutError:
                break
            except GoneError:
                worker = None
                continue
            if found is not None:
                self._idle.append(worker)
                if not self._runs:
                    self._rest_later()
                return found
            worker.dismiss()
            worker = None
        return ()

    def dismiss(self) -> None:
        """Lets all idle workers go."""
        for worker in self._idle:
            worker.dismiss()
        self._idle = []

    async def _run(self, analyst: Analyst, entry: Waiting) -> None:
        """One run to its end; what it came to is reported, also if that is an error."""
        fingerprint = entry.unit.fingerprint
        try:
            outcome = await self._outcome(analyst, entry, self.limits(entry.file))
        except asyncio.CancelledError:
            raise
        except Exception:
            logger.exception("a run broke")
            outcome = ended(entry.unit)
        self._runs.pop(fingerprint, None)
        if outcome is None:
            # The process that analyses is gone; its successor will be asked, and until then the work is not done.
            self._queue.append(entry)
            self._report(fingerprint, UnitState(entry.unit, Stage.QUEUED))
        else:
            self._report(fingerprint, UnitState(entry.unit, Stage.DONE, with_reason(entry.unit, outcome)))
        self.start_more()

    async def _outcome(self, analyst: Analyst, entry: Waiting, limits: Limits) -> UnitOutcome | None:
        """The outcome; None where it has to be asked for again. A worker that dies over the unit gets one successor."""
        worker = self._take(entry.known_since)
        deaths = 0 if worker is None else -1  # one that idled may have been dead before it was asked
        patience = iter(PATIENCE)
        while deaths < 2:
            try:
                worker = worker or await analyst.hire(self.memory, entry.file)
                outcome = await run_within(worker, entry.file, entry.unit, limits)
            except GoneError:
                if analyst.is_gone:
                    return None
                deaths, worker = deaths + 1, None
                continue
            if outcome is not None:
                if not worker.is_gone:
                    self._idle.append(worker)
                return outcome
            # Forked when a text without this unit was the newest. If it still is, this run is about to be cancelled.
            worker.dismiss()
            worker = None
            if (pause := next(patience, None)) is None:
                break
            await asyncio.sleep(pause)
        return ended(entry.unit)

    def _take(self, generation: int) -> Worker | None:
        """An idle worker that knows this generation; older ones will never be of use again for new units."""
        for worker in self._idle:
            if worker.generation >= generation and not worker.is_gone:
                self._idle.remove(worker)
                return worker
        if len(self._idle) >= self.slots:
            self._idle.pop(0).dismiss()
        return None

    def _rest_later(self) -> None:
        if self._hush is not None:
            self._hush.cancel()
        self._hush = asyncio.get_running_loop().call_later(IDLE_SECONDS, self._rest)

    def _rest(self) -> None:
        self._hush = None
        if not self._runs:
            self.dismiss()
