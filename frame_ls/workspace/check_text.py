"""Verifies a text that is no file: what `frame_ls.check` does with a string."""

from __future__ import annotations

import time

from frame_ls.workspace import languages
from frame_ls.workspace.alone import run_alone
from frame_ls.workspace.check import file_result, unit_result
from frame_ls.workspace.inputs import read_text
from frame_ls.workspace.language import Limits
from frame_ls.workspace.options import Options
from frame_ls.workspace.report import Report


def check_text(text: str, name: str, options: Options) -> Report:
    """The report on the text; the end of `name` says what it is. Raises ValueError where Frame reads no such files."""
    begin = time.perf_counter()
    language = languages.find(name)
    if language is None:
        raise ValueError(f"Frame reads no files like {name}")
    analysis = language.analyse(name, text, options, _on_disk)
    summary = analysis.summary
    units = [unit for unit in summary.units if not options.select or unit.name in options.select]
    limits = Limits(options.timeout)
    results = [unit_result(name, unit, run_alone(analysis, unit, limits, options.memory), False) for unit in units]
    about_file = file_result(name, summary, options, has_units=bool(results))
    return Report((*about_file, *results), time.perf_counter() - begin, summary.skipped, summary.texts)


def _on_disk(path: str) -> str | None:
    text = read_text(path)
    return text if isinstance(text, str) else None
