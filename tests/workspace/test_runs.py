"""Whose fault the end of a worker is: the scheduler with workers that die, or know another text, when told to."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import cast

import pytest

from frame_ls.source import Span
from frame_ls.workspace.analyst import Analyst, GoneError
from frame_ls.workspace.desk import Stage, UnitState
from frame_ls.workspace.language import Limits, Unit, UnitOutcome
from frame_ls.workspace.report import Kind, Status
from frame_ls.workspace.runs import Runs, Waiting

UNIT = Unit("e", "e", Kind.FUNCTION, Span("a.fake", 0, 1), fingerprint="f")


class Worker:
    """Comes to one end: `dead`, `stranger` (does not know the unit) or `fine`."""

    generation = 1

    def __init__(self, end: str) -> None:
        self.end, self.is_gone = end, False

    async def run(self, file: str, unit: Unit, limits: Limits) -> UnitOutcome | None:
        if self.end == "dead":
            self.is_gone = True
            raise GoneError
        return UnitOutcome(Status.VERIFIED) if self.end == "fine" else None

    def dismiss(self) -> None:
        self.is_gone = True


class Process:
    """An analysing process that forks the workers it was given, and is gone when there are no more."""

    def __init__(self, ends: Iterable[str]) -> None:
        self.ends, self.is_gone = list(ends), False

    async def hire(self, memory: int | None, file: str) -> Worker:
        if not self.ends:
            self.is_gone = True
            raise GoneError
        return Worker(self.ends.pop(0))


@pytest.mark.parametrize(
    ("idle", "fresh", "expected"),
    [
        (None, ["fine"], "verified"),
        (None, ["dead", "fine"], "verified"),
        (None, ["dead", "dead", "fine"], "error"),
        ("dead", ["dead", "fine"], "verified"),
        ("stranger", ["fine"], "verified"),
        (None, ["stranger", "stranger", "stranger", "fine"], "verified"),
        (None, ["stranger"] * 20, "error"),
        (None, ["dead"], "queued"),
    ],
)
def test_only_a_unit_that_ends_fresh_workers_is_to_blame(
    idle: str | None, fresh: list[str], expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("frame_ls.workspace.runs.PATIENCE", (0,) * 9)
    seen: list[UnitState] = []

    async def main() -> None:
        analyst = cast(Analyst, Process(fresh))
        runs = Runs(lambda: analyst, lambda _fingerprint, state: seen.append(state))
        if idle is not None:
            runs._idle = [cast("type", Worker(idle))]
        await runs._run(analyst, Waiting((), "a.fake", UNIT, 0))

    asyncio.run(main())
    [state] = seen
    told = state.outcome.status.value if state.outcome is not None else Stage.QUEUED.value
    assert told == expected
