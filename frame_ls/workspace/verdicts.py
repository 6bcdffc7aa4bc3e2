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
        self._outcomes: OrderedDict[str, tuple[UnitOutcome, bytes]] = OrderedDict()

    def get(self, fingerprint: str) -> UnitOutcome | None:
        """The outcome without its explanation, which has a long way to go and is seldom wanted."""
        known = self._outcomes.get(fingerprint)
        if known is None:
            return None
        self._outcomes.move_to_end(fingerprint)
        return known[0]

    def explanation(self, fingerprint: str) -> bytes:
        known = self._outcomes.get(fingerprint)
        return b"" if known is None else known[1]

    def put(self, fingerprint: str, outcome: UnitOutcome) -> None:
        self.drop(fingerprint)
        self._outcomes[fingerprint] = (replace(outcome, explanation=b""), outcome.explanation)
        self._size += _FLAT_COST + len(outcome.explanation)
        while self._size > self._bound and len(self._outcomes) > 1:
            _, (_, explanation) = self._outcomes.popitem(last=False)
            self._size -= _FLAT_COST + len(explanation)

    def drop(self, fingerprint: str) -> None:
        """Forgets one outcome, so that its unit is run again."""
        known = self._outcomes.pop(fingerprint, None)
        if known is not None:
            self._size -= _FLAT_COST + len(known[1])
