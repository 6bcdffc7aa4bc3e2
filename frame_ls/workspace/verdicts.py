"""Verdicts in memory, by fingerprint, with a bound: what makes undo free and a second look cheap."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace

from frame_ls.workspace.language import UnitOutcome

_FLAT_COST = 1_000  # bytes that an outcome takes without its explanation, about
DEFAULT_BOUND = 64 << 20


class Verdicts:
    """Outcomes and their explanations; those not used for the longest time are dropped first."""

    def __init__(self, bound: int = DEFAULT_BOUND) -> None:
        self._bound = bound
        self._size = 0
        self._outcomes: OrderedDict[str, UnitOutcome] = OrderedDict()

    def get(self, fingerprint: str) -> UnitOutcome | None:
        """The outcome without its explanation, which has a long way to go and is seldom wanted."""
        outcome = self._outcomes.get(fingerprint)
        if outcome is None:
            return None
        self._outcomes.move_to_end(fingerprint)
        return replace(outcome, explanation=b"") if outcome.explanation else outcome

    def explanation(self, fingerprint: str) -> bytes:
        outcome = self._outcomes.get(fingerprint)
        return b"" if outcome is None else outcome.explanation

    def put(self, fingerprint: str, outcome: UnitOutcome) -> None:
        self.drop(fingerprint)
        self._outcomes[fingerprint] = outcome
        self._size += _FLAT_COST + len(outcome.explanation)
        while self._size > self._bound and len(self._outcomes) > 1:
            _, old = self._outcomes.popitem(last=False)
            self._size -= _FLAT_COST + len(old.explanation)

    def drop(self, fingerprint: str) -> None:
        """Forgets one outcome, so that its unit is run again."""
        old = self._outcomes.pop(fingerprint, None)
        if old is not None:
            self._size -= _FLAT_COST + len(old.explanation)
