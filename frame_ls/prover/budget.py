"""How much a search may cost: steps, time and memory, all in one value that is handed down.

Steps are the measure that makes a search repeatable; the clock and the memory only guard it from outside, and come
from whoever starts the search. A search spends before it works and lets `OutOfBudget` fly to where it began.
"""

from __future__ import annotations

from collections.abc import Callable

CHECK_EVERY = 64  # steps between two looks at the clock; a step is meant to cost well under 100 µs


class OutOfBudget(Exception):
    """The search was cut short; what it had found out is no answer. The text is shown to the user."""


class Budget:
    """What is left to spend. Mutable: every part of one search draws on the same budget.

    `deadline` is a reading of `clock`; `memory` tells the bytes in use, `memory_limit` what they may reach;
    `is_cancelled` is asked together with the clock. `solver_effort` is what an SMT solver may spend on one question, in
    the solver's own deterministic units (about 10,000 a millisecond); 0 means that none is asked or even loaded.
    """

    __slots__ = (
        "_clock",
        "_deadline",
        "_is_cancelled",
        "_memory",
        "_memory_limit",
        "_parent",
        "_until_check",
        "left",
        "solver_effort",
        "spent",
    )

    def __init__(
        self,
        steps: int = 1_000_000,
        *,
        clock: Callable[[], float] | None = None,
        deadline: float | None = None,
        memory: Callable[[], int] | None = None,
        memory_limit: int | None = None,
        is_cancelled: Callable[[], bool] | None = None,
        solver_effort: int = 0,
    ) -> None:
        self.left = steps
        self.spent = 0
        self.solver_effort = solver_effort
        self._clock = clock
        self._deadline = deadline
        self._memory = memory
        self._memory_limit = memory_limit
        self._is_cancelled = is_cancelled
        self._parent: Budget | None = None
        self._until_check = CHECK_EVERY

    def spend(self, steps: int = 1) -> None:
        """Takes `steps` away; raises OutOfBudget when they, the time or the memory are used up."""
        self.left -= steps
        self.spent += steps
        if self.left < 0:
            raise OutOfBudget("out of steps")
        if self._parent is not None:
            self._parent.spend(steps)
            return
        self._until_check -= steps
        if self._until_check <= 0:
            self.check()

    def check(self) -> None:
        """Looks at clock, memory and cancellation now; worth calling before something long. Raises OutOfBudget."""
        if self._parent is not None:
            self._parent.check()
            return
        self._until_check = CHECK_EVERY
        if self._is_cancelled is not None and self._is_cancelled():
            raise OutOfBudget("cancelled")
        if self._deadline is not None and self._clock is not None and self._clock() >= self._deadline:
            raise OutOfBudget("out of time")
        if self._memory is not None and self._memory_limit is not None and self._memory() > self._memory_limit:
            raise OutOfBudget("out of memory")

    def part(self, steps: int, *, solver_effort: int | None = None) -> Budget:
        """At most `steps`, drawn from this budget too: for an attempt that may fail without ending the search."""
        share = Budget(min(steps, self.left))
        share.solver_effort = self.solver_effort if solver_effort is None else solver_effort
        share._parent = self
        return share

    def seconds_left(self) -> float | None:
        """Until the deadline, never negative; None when there is none."""
        if self._parent is not None:
            return self._parent.seconds_left()
        if self._deadline is None or self._clock is None:
            return None
        return max(0.0, self._deadline - self._clock())

    @property
    def is_exhausted(self) -> bool:
        """Whether no step is left here or above; asked to tell a failed part from the end of the whole."""
        return self.left <= 0 or (self._parent is not None and self._parent.is_exhausted)
