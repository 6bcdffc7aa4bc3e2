"""A worker: forked from the process that analyses, so that everything is loaded; verifies what it is told.

It lives until it is killed, its parent is gone, or a run has used up its memory.
"""

from __future__ import annotations

import gc
import os
import time
import traceback
from collections.abc import Mapping
from dataclasses import replace

from frame_ls.workspace.channel import Pipe
from frame_ls.workspace.fingerprints import digest
from frame_ls.workspace.language import Analysis, Limits, Unit
from frame_ls.workspace.messages import Absent, Hello, Ran, Run, Tried, Try
from frame_ls.workspace.process import limit_memory, yield_to_others
from frame_ls.workspace.reasons import broken, deep, out_of_memory

DEFAULT_MEMORY = 2048  # MiB


def work(pipe: Pipe, analyses: Mapping[str, Analysis], generation: int, memory: int) -> None:
    """Serves runs until the other end is gone."""
    gc.freeze()  # what was forked is shared with the parent; counting through it would copy it
    yield_to_others()
    limit_memory(memory or DEFAULT_MEMORY)
    pipe.send(Hello(os.getpid(), generation))
    while True:
        try:
            message = pipe.receive()
        except EOFError:
            return
        assert isinstance(message, Run | Try)
        analysis = analyses.get(message.file)
        answer = _answer(message, analysis) if isinstance(message, Run) else _tried(message, analysis)
        pipe.send(answer)
        if isinstance(answer, Ran) and answer.last:
            return


def _answer(message: Run, analysis: Analysis | None) -> Ran | Absent:
    if analysis is None or all(unit.fingerprint != message.unit.fingerprint for unit in analysis.summary.units):
        return Absent()
    return run_here(analysis, message.unit, message.limits)


def _tried(message: Try, analysis: Analysis | None) -> Tried | Absent:
    if analysis is None or digest(analysis.text) != message.base:
        return Absent()
    try:
        return Tried(analysis.attempt(message.proposals, message.seconds))
    except Exception:
        traceback.print_exc()  # a bug of ours costs the offer, nothing else
        return Tried(())


def run_here(analysis: Analysis, unit: Unit, limits: Limits) -> Ran:
    """The outcome of a run in this process, whatever happens in it."""
    start = time.perf_counter()
    last = False
    try:
        outcome = analysis.run(unit, limits)
    except MemoryError:
        outcome, last = out_of_memory(unit), True
    except RecursionError:
        outcome = deep(unit)
    except Exception:
        outcome = broken(unit, traceback.format_exc())
    seconds = outcome.seconds or time.perf_counter() - start
    return Ran(replace(outcome, seconds=seconds, are_fixes_sought=limits.fix_seconds > 0), last)
