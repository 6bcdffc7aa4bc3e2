"""A run of `check` from inputs to a report with places, which nothing that goes wrong inside can lose."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass

from frame_ls.cli.output.excerpt import SourceOf
from frame_ls.cli.progress import progress_bar
from frame_ls.source import LineIndex, Severity, Span
from frame_ls.workspace.inputs import Input, Unreadable, read_text
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import Place
from frame_ls.workspace.report import Kind, Report, Status, UnitResult
from frame_ls.workspace.shown import ShownFinding, ShownReport, ShownResult, shown_report


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to. `texts` are the readable inputs by name, as they were when the run began."""

    report: ShownReport
    unreadable: tuple[Unreadable, ...]
    texts: dict[str, str]
    source: SourceOf


def checked(inputs: Sequence[Input], options: Options) -> Outcome:
    """Verifies what can be read. Every input has at least one result, and results are in the order of the inputs."""
    begin = time.perf_counter()
    read = {item if isinstance(item, str) else item.path: _text(item) for item in inputs}
    texts = {path: text for path, text in read.items() if isinstance(text, str)}
    unreadable = tuple(item for item in read.values() if isinstance(item, Unreadable))
    results, skipped = _run(list(texts), options)
    by_file: dict[str, list[ShownResult]] = {path: [] for path in read}
    for result in results:
        by_file.setdefault(result.result.file, []).append(result)
    for item in unreadable:
        by_file[item.path].append(_unreadable_result(item))
    ordered = tuple(result for group in by_file.values() for result in group)
    return Outcome(ShownReport(ordered, time.perf_counter() - begin, skipped), unreadable, texts, _source(texts))


def _text(item: Input) -> str | Unreadable:
    return read_text(item) if isinstance(item, str) else item


def _source(texts: dict[str, str]) -> SourceOf:
    """The lines of the inputs, and of other files as they are on the disk."""
    indexes: dict[str, LineIndex | None] = {}

    def source(file: str) -> LineIndex | None:
        if file not in indexes:
            text = texts.get(file) or read_text(file)
            indexes[file] = LineIndex(text) if isinstance(text, str) else None
        return indexes[file]

    return source


def _run(files: list[str], options: Options) -> tuple[tuple[ShownResult, ...], int]:
    """The results of all files, and how many functions were skipped.

    Should the run as a whole break, each file is run alone, so that a file that breaks Frame takes no other along.
    """
    if not files:
        return (), 0
    try:
        return _run_together(files, options)
    except Exception:
        if len(files) == 1:
            return (_broken_result(files[0]),), 0
    parts = [_run([file], options) for file in files]
    return tuple(result for results, _ in parts for result in results), sum(skipped for _, skipped in parts)


def _run_together(files: list[str], options: Options) -> tuple[tuple[ShownResult, ...], int]:
    from frame_ls.workspace.check import check_paths, locate

    with progress_bar(len(files)) as progress:
        report: Report = check_paths(files, options, progress)
    shown = shown_report(report, locate(report))
    return shown.results, report.skipped


def _unreadable_result(item: Unreadable) -> ShownResult:
    return _file_result(item.path, "unreadable", f"{item.path} {item.reason}")


def _broken_result(file: str) -> ShownResult:
    error = sys.exc_info()[1]
    sys.stderr.write(f"frame: internal error while checking {file}:\n{traceback.format_exc()}")
    return _file_result(file, "internal-error", f"Frame itself failed while checking {file}: {error!r}")


def _file_result(file: str, code: str, message: str) -> ShownResult:
    place = Place(file, 1, 1, 1, 1)
    result = UnitResult(file, file, Kind.FILE, Status.ERROR, Span(file, 0, 0))
    return ShownResult(result, place, (ShownFinding(code, Severity.ERROR, place, message),))
