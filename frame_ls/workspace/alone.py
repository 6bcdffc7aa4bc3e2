"""One unit run to its end for a command that waits: in a forked child, so that limits hold whatever the run does.

What `frame solve` and `frame smt` use. There is no event loop here and no cache: both cost more than a small problem.
"""

from __future__ import annotations

import contextlib
import os
import pickle
import select
import time
import traceback
from dataclasses import replace

from frame_ls.workspace.language import Analysis, Limits, Unit, UnitOutcome
from frame_ls.workspace.process import end, forked, limit_memory
from frame_ls.workspace.reasons import broken, deep, ended, out_of_memory, timed_out, with_reason

_DEFAULT_MEMORY = 2048  # MiB


def run_alone(analysis: Analysis, unit: Unit, limits: Limits, memory: int | None = None) -> UnitOutcome:
    """The outcome of the unit. A child that overruns its limits is killed, and the outcome says so."""
    if unit.settled is not None:
        return with_reason(unit, unit.settled)
    reading, writing = os.pipe()

    def body() -> None:
        limit_memory(memory or _DEFAULT_MEMORY)
        with open(writing, "wb") as pipe:
            pickle.dump(_outcome(analysis, unit, limits), pipe, pickle.HIGHEST_PROTOCOL)

    child = forked(body, [writing])
    os.close(writing)
    try:
        return with_reason(unit, _received(reading, unit, limits))
    finally:
        os.close(reading)
        end(child)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(child, 0)


def _outcome(analysis: Analysis, unit: Unit, limits: Limits) -> UnitOutcome:
    start = time.perf_counter()
    try:
        outcome = analysis.run(unit, limits)
    except MemoryError:
        outcome = out_of_memory(unit)
    except RecursionError:
        outcome = deep(unit)
    except Exception:
        outcome = broken(unit, traceback.format_exc())
    return replace(outcome, seconds=outcome.seconds or time.perf_counter() - start)


def _received(reading: int, unit: Unit, limits: Limits) -> UnitOutcome:
    """What the child sends before its time is up."""
    deadline = time.monotonic() + limits.seconds * 1.1 + 0.2
    parts = []
    while True:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([reading], [], [], left)[0]:
            return timed_out(unit, limits.seconds)
        part = os.read(reading, 1 << 20)
        if not part:
            break
        parts.append(part)
    if not parts:
        return ended(unit)
    outcome = pickle.loads(b"".join(parts))
    assert isinstance(outcome, UnitOutcome)
    return outcome
