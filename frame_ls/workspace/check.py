"""Verifies files from start to end: what `frame check` runs. One report, in the order of the inputs, whatever breaks.

A few processes analyse a file each; the workers forked from them verify its units, at most `jobs` at the same time.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from frame_ls.source import Finding, Severity, Span
from frame_ls.workspace import languages
from frame_ls.workspace.analyst import Analyst, BrokenError, GoneError, Seedling, Worker, planted
from frame_ls.workspace.language import Limits, Summary, Unit, UnitOutcome
from frame_ls.workspace.messages import Analysed, FindLanguage, Keep
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import PlaceOf, Places, TextPlace
from frame_ls.workspace.reasons import ended, timed_out, with_reason
from frame_ls.workspace.report import Kind, Report, Status, UnitResult
from frame_ls.workspace.settings import SettingsFinder
from frame_ls.workspace.store import default_folder

Progress = Callable[[UnitResult], None]
FIX_SECONDS = 2.0  # what a unit that failed may take beside its verdict, within its limit
ANALYSIS_SECONDS = 60.0  # what a macro bomb gets


def check_paths(
    paths: Sequence[str], options: Options, progress: Progress | None = None, find: FindLanguage = languages.find
) -> Report:
    """The report on the files. `progress` hears of each unit as it is done, in whatever order that happens."""
    run = _Run(options, progress, find)
    if threading.current_thread() is threading.main_thread() and not _is_in_event_loop():
        return asyncio.run(run.report(paths))
    return _in_thread(lambda: asyncio.run(run.report(paths)))


def locate(report: Report) -> PlaceOf:
    """Where the spans of a report lie."""
    return Places(report.texts).place


def _is_in_event_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


def _in_thread(call: Callable[[], Report]) -> Report:
    """The result of `call` from a thread that has no event loop yet (a notebook's main thread has one)."""
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor:
        return executor.submit(call).result()


@dataclass(frozen=True, slots=True)
class _FileResult:
    results: tuple[UnitResult, ...]
    texts: tuple[TextPlace, ...] = ()
    skipped: int = 0


class _Run:
    """One run: its options, and the processes it has started."""

    def __init__(self, options: Options, progress: Progress | None, find: FindLanguage) -> None:
        self._options = options
        self._progress = progress
        self._find = find
        self._store = default_folder() if options.cache else None
        self._settings = SettingsFinder()
        self._jobs = max(1, options.jobs or os.cpu_count() or 1)
        self._slots = asyncio.Semaphore(self._jobs)

    async def report(self, paths: Sequence[str]) -> Report:
        begin = time.perf_counter()
        todo = list(enumerate(paths))[::-1]
        done: dict[int, _FileResult] = {}

        async def lane(seedling: Seedling) -> None:
            lane_ = _Lane(self, await Analyst.awake(seedling))
            try:
                while todo:
                    number, path = todo.pop()
                    done[number] = await lane_.file(path)
                await lane_.retire()
            finally:
                lane_.kill()

        seedlings = [self.plant() for _ in range(min(self._jobs, len(todo)))]
        async with asyncio.TaskGroup() as group:
            for seedling in seedlings:
                group.create_task(lane(seedling))
        files = [done[number] for number in sorted(done)]
        return Report(
            tuple(result for file in files for result in file.results),
            time.perf_counter() - begin,
            sum(file.skipped for file in files),
            tuple(dict.fromkeys(text for file in files for text in file.texts)),
        )

    def plant(self) -> Seedling:
        return planted(self._find, self._store)

    def options_for(self, path: str) -> Options:
        return self._settings.options(path, self._options)

    @property
    def slots(self) -> asyncio.Semaphore:
        return self._slots

    def note(self, result: UnitResult) -> None:
        if self._progress is not None:
            self._progress(result)


class _Lane:
    """An analysing process and the files it gets, one after the other."""

    def __init__(self, run: _Run, analyst: Analyst) -> None:
        self._run = run
        self._analyst = analyst

    async def retire(self) -> None:
        await self._analyst.retire()

    def kill(self) -> None:
        self._analyst.kill()

    async def file(self, path: str) -> _FileResult:
        options = self._run.options_for(path)
        analysed = await self._analysed(path, options)
        if isinstance(analysed, UnitResult):
            self._run.note(analysed)
            return _FileResult((analysed,))
        summary = analysed.summary
        units = [unit for unit in summary.units if not options.select or unit.name in options.select]
        cached = await self._cached(units, options)
        workers: list[Worker] = []
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [group.create_task(self._unit(path, u, options, cached, workers)) for u in units]
        finally:
            for worker in workers:
                worker.kill()
        results = [task.result() for task in tasks]
        if self._store_is_used(options):
            fresh = [(u.fingerprint, o) for u, (o, from_cache) in zip(units, results, strict=True) if not from_cache]
            self._analyst.tell(Keep(tuple(fresh)))
        shown = [unit_result(path, u, o, c) for u, (o, c) in zip(units, results, strict=True)]
        about_file = file_result(path, summary, options, has_units=bool(shown))
        return _FileResult((*about_file, *shown), summary.texts, summary.skipped)

    async def _analysed(self, path: str, options: Options) -> Analysed | UnitResult:
        """The analysis, or a result that says why there is none."""
        async with self._run.slots:
            try:
                async with asyncio.timeout(ANALYSIS_SECONDS):
                    analysed = await self._analyst.analyse(path, None, options)
            except TimeoutError:
                await self._replace()
                return _failed(path, Status.TIMEOUT, "timeout", f"reading {path} took more than {ANALYSIS_SECONDS:g} s")
            except GoneError:
                await self._replace()
                return _failed(path, Status.ERROR, "internal-error", f"Frame itself ended while reading {path}")
            except BrokenError as error:
                return _failed(
                    path, Status.ERROR, "internal-error", f"Frame itself failed while reading {path}", str(error)
                )
        if analysed.unreadable is not None:
            return _failed(path, Status.ERROR, "unreadable", f"{path} {analysed.unreadable}")
        return analysed

    async def _replace(self) -> None:
        self._analyst.kill()
        self._analyst = await Analyst.awake(self._run.plant())

    @staticmethod
    def _store_is_used(options: Options) -> bool:
        return options.cache and options.evidence_dir is None  # a stored outcome has no proofs to hand out

    async def _cached(self, units: Sequence[Unit], options: Options) -> dict[str, UnitOutcome]:
        if not self._store_is_used(options) or not units:
            return {}
        found = await self._analyst.find(tuple(unit.fingerprint for unit in units if unit.settled is None))
        return {fingerprint: outcome for fingerprint, outcome in found.items() if not outcome.lacks_fixes}

    async def _unit(
        self, path: str, unit: Unit, options: Options, cached: dict[str, UnitOutcome], workers: list[Worker]
    ) -> tuple[UnitOutcome, bool]:
        """The outcome of a unit, and whether it was stored."""
        known = unit.settled or cached.get(unit.fingerprint)
        outcome = known or await self._run_unit(path, unit, options, workers)
        outcome = with_reason(unit, outcome)
        if options.evidence_dir is not None:
            _write_proofs(Path(options.evidence_dir), path, unit, outcome)
        self._run.note(unit_result(path, unit, outcome, unit.settled is None and known is not None))
        return outcome, known is not None

    async def _run_unit(self, path: str, unit: Unit, options: Options, workers: list[Worker]) -> UnitOutcome:
        limits = Limits(options.timeout, proofs=options.evidence_dir is not None, fix_seconds=FIX_SECONDS)
        async with self._run.slots:
            try:
                worker = workers.pop() if workers else await self._analyst.hire(options.memory, path)
                outcome = await run_within(worker, path, unit, limits)
            except GoneError:
                return ended(unit)
            if not worker.is_gone:
                workers.append(worker)
            return outcome or ended(unit)


async def run_within(worker: Worker, path: str, unit: Unit, limits: Limits) -> UnitOutcome | None:
    """The outcome of a run; a worker that has no answer some time after the limit is killed."""
    try:
        async with asyncio.timeout(limits.seconds * 1.1 + 0.2):
            return await worker.run(path, unit, limits)
    except TimeoutError:
        return timed_out(unit, limits.seconds)


def unit_result(path: str, unit: Unit, outcome: UnitOutcome, from_cache: bool) -> UnitResult:
    """The outcome as the result that a report shows."""
    return UnitResult(
        path,
        unit.name,
        unit.kind,
        outcome.status,
        unit.span,
        seconds=outcome.seconds,
        obligations=outcome.obligations,
        evidence=outcome.evidence,
        answer=outcome.answer,
        expected=outcome.expected,
        frame=outcome.frame,
        missing=outcome.missing,
        from_cache=from_cache,
        findings=outcome.findings,
        details=outcome.details,
    )


def _failed(path: str, status: Status, code: str, message: str, report: str = "") -> UnitResult:
    span = Span(path, 0, 0)
    finding = Finding(code, Severity.ERROR, span, message)
    details = (("internal error", report),) if report else ()
    return UnitResult(path, path, Kind.FILE, status, span, findings=(finding,), details=details)


def file_result(path: str, summary: Summary, options: Options, has_units: bool) -> tuple[UnitResult, ...]:
    """The result that stands for the file: where it has findings of its own, or nothing else."""
    if not summary.findings and (has_units or options.select):
        return ()
    status = file_status(summary.findings)
    return (UnitResult(path, path, Kind.FILE, status, Span(path, 0, 0), findings=summary.findings),)


def file_status(findings: Sequence[Finding]) -> Status:
    """What findings that belong to no unit make of a file."""
    codes = {finding.code for finding in findings if finding.severity is Severity.ERROR}
    if not codes:
        return Status.VERIFIED
    return Status.UNSUPPORTED if codes == {"unsupported"} else Status.ERROR


def _write_proofs(folder: Path, path: str, unit: Unit, outcome: UnitOutcome) -> None:
    """Stores the proofs and models of a unit, a file each, named by the input, the unit and the obligation."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", f"{path}-{unit.key}").strip("-.")
    for number, (name, body) in enumerate(outcome.proofs, 1):
        folder.mkdir(parents=True, exist_ok=True)
        json.loads(body)  # a torn proof is a bug of ours, and must not reach the folder
        (folder / f"{stem}-{number:03}-{re.sub(r'[^A-Za-z0-9_-]+', '-', name)}.json").write_text(body, encoding="utf-8")
