"""The states of the search in `kernel.matching`: what is still to be found in a heap, in a form that can be
compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from frame_ls.kernel.evaluation import Unknown
from frame_ls.kernel.unknowns import Condition, resolved
from frame_ls.kernel.values import Value

Slot = Value | Unknown
Share = int | Fraction  # how much of a cell; 1 is all of it


@dataclass(frozen=True, slots=True)
class Wanted:
    """A points-to with values for its terms. `cell` and `region` are names."""

    cell: str
    region: str
    root: Slot
    values: tuple[Slot, ...]
    share: Share

    def under(self, found: Mapping[Unknown, Slot]) -> Wanted:
        """The same after some unknowns were found."""
        values = tuple([resolved(v, found) for v in self.values])
        return Wanted(self.cell, self.region, resolved(self.root, found), values, self.share)


@dataclass(frozen=True, slots=True)
class Called:
    """A predicate call with values for its arguments."""

    name: str
    args: tuple[Slot, ...]
    share: Share

    def under(self, found: Mapping[Unknown, Slot]) -> Called:
        """The same after some unknowns were found."""
        return Called(self.name, tuple([resolved(v, found) for v in self.args]), self.share)


Goals = tuple[Wanted | Called, ...]


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left of the heap: a bit for each cell, and of cells that are left in part how much."""

    mask: int
    parts: tuple[tuple[int, Share], ...] = ()

    def without(self, position: int, share: Share) -> Remaining | None:
        """What is left when so much of that cell is taken; None when it is not there."""
        if not self.mask >> position & 1 or share <= 0:
            return None
        if not self.parts and share == 1:
            return Remaining(self.mask & ~(1 << position))
        parts = dict(self.parts)
        left = parts.pop(position, 1) - share
        if left < 0:
            return None
        if left:
            parts[position] = left
            return Remaining(self.mask, tuple(sorted(parts.items())))
        return Remaining(self.mask & ~(1 << position), tuple(sorted(parts.items())))


@dataclass(frozen=True, slots=True)
class State:
    """What is still to be found, where, and what must come out true. Unknowns are numbered from 0 to `unknowns` - 1."""

    goals: Goals
    conditions: tuple[Condition, ...]
    remaining: Remaining
    unknowns: int = 0


def renumbered(goals: Goals, conditions: tuple[Condition, ...], remaining: Remaining) -> State:
    """The state with its unknowns numbered in order of occurrence, so that equal situations are equal states."""
    order: dict[Unknown, Slot] = {}
    for goal in goals:
        slots = goal.args if isinstance(goal, Called) else (goal.root, *goal.values)
        for slot in slots:
            if isinstance(slot, Unknown) and slot not in order:
                order[slot] = Unknown(len(order), slot.sort)
    for condition in conditions:
        for _, slot in condition.values:
            if isinstance(slot, Unknown) and slot not in order:
                order[slot] = Unknown(len(order), slot.sort)
    if not order:
        return State(goals, conditions, remaining)
    return State(
        tuple([_renamed(goal, order) for goal in goals]),
        tuple([Condition(c.formula, tuple([(v, _one(x, order)) for v, x in c.values])) for c in conditions]),
        remaining,
        len(order),
    )


def _one(slot: Slot, order: Mapping[Unknown, Slot]) -> Slot:
    return order[slot] if isinstance(slot, Unknown) else slot


def _renamed(goal: Wanted | Called, order: Mapping[Unknown, Slot]) -> Wanted | Called:
    if isinstance(goal, Called):
        return Called(goal.name, tuple([_one(s, order) for s in goal.args]), goal.share)
    values = tuple([_one(s, order) for s in goal.values])
    return Wanted(goal.cell, goal.region, _one(goal.root, order), values, goal.share)


def choice(goals: Goals, roots: Mapping[str, tuple[int, ...]]) -> int:
    """Which goal to take next. `roots` are, for each predicate, the arguments at which its cases have cells.

    A call that is known in full, then one that is known at such an argument, then any points-to.
    """
    best, best_rank = 0, 9
    for index, goal in enumerate(goals):
        if isinstance(goal, Wanted):
            rank = 2
        elif not any(isinstance(a, Unknown) for a in goal.args):
            return index
        elif any(not isinstance(goal.args[k], Unknown) for k in roots.get(goal.name, ())):
            rank = 1
        else:
            rank = 4 if all(isinstance(a, Unknown) for a in goal.args) else 3
        if rank < best_rank:
            best, best_rank = index, rank
    return best
