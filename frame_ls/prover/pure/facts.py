"""What a context holds for true, in order; and what it failed to prove from which facts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Generic, TypeVar

from frame_ls.logic.terms import Term

Answer = TypeVar("Answer")

REMEMBERED = 2_000  # failures; with more, all are forgotten


class Facts:
    """The facts of a context, in order; a live view."""

    __slots__ = ("_moments", "order")

    def __init__(self) -> None:
        self.order: list[tuple[Term, int]] = []  # each with the length of the trail before it
        self._moments: dict[Term, int] = {}

    def __contains__(self, fact: object) -> bool:
        return fact in self._moments

    def __iter__(self) -> Iterator[Term]:
        return (fact for fact, _ in self.order)

    def __len__(self) -> int:
        return len(self.order)

    def add(self, fact: Term, moment: int) -> bool:
        """Notes a fact; whether it is new."""
        is_new = fact not in self._moments
        if is_new:
            self._moments[fact] = len(self.order)
        self.order.append((fact, moment))
        return is_new

    def cut(self, length: int) -> int:
        """Forgets all but the first `length` facts; the moment before the first forgotten one."""
        moment = self.order[length][1]
        for index in range(length, len(self.order)):
            fact = self.order[index][0]
            if self._moments.get(fact) == index:
                del self._moments[fact]
        del self.order[length:]
        return moment


class Failures(Generic[Answer]):
    """Questions that a search left open, with the facts that it had: a path is often left and taken again."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: dict[tuple[Term, ...], tuple[int, Answer]] = {}

    def get(self, facts: Facts, goal: Term, steps: int) -> Answer | None:
        """The answer of a search that had at least `steps`."""
        found = self._known.get((goal, *facts))
        return found[1] if found is not None and found[0] >= steps else None

    def add(self, facts: Facts, goal: Term, steps: int, answer: Answer) -> None:
        """Remembers the answer of a search that had `steps`."""
        if len(self._known) >= REMEMBERED:
            self._known.clear()
        self._known[(goal, *facts)] = (steps, answer)
