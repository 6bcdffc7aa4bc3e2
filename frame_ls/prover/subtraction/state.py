"""Where a subtraction stands: the heap's pieces, what is still wanted, what the pattern variables were bound to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from frame_ls.logic.heaps import Atom
from frame_ls.logic.terms import Term, Variable


class Stuck(Exception):
    """This way does not lead on; the search goes back to its last choice."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An atom of the left side. `number` tells it from its equals."""

    number: int
    atom: Atom


@dataclass(frozen=True, slots=True)
class Wanted:
    """An atom of the right side, as asked for: pattern variables stand in it unreplaced."""

    number: int
    atom: Atom
    depth: int = 0  # how many closings it came out of


@dataclass(frozen=True, slots=True)
class Match:
    """The piece is the wanted atom."""

    piece: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Fold:
    """The wanted predicate call is closed by this case; its existentials became pattern variables `fresh`."""

    wanted: int
    case: int
    fresh: tuple[Variable, ...]
    parts: tuple[int, ...]  # the numbers of the case's atoms


@dataclass(frozen=True, slots=True)
class State:
    """One moment of the search. `pieces` is the kernel's left side, in its order, with the used ones still in it."""

    pieces: tuple[Piece, ...]
    todo: tuple[Wanted, ...]
    pure: tuple[Term, ...]  # right conjuncts not shown yet
    unbound: tuple[Variable, ...]  # pattern variables without a value
    bindings: Mapping[Variable, Term]  # the values of the others, free of pattern variables
    used: frozenset[int] = frozenset()
    right: tuple[Match | Fold, ...] = ()  # what was done on the right side, in order
    assumed: tuple[Term, ...] = ()  # facts of this case
    opened: tuple[Variable, ...] = ()  # variables that came with opened calls
    splits: int = 0
    learned: bool = False  # whether the facts about addresses were added
    told: tuple[tuple[int, str], ...] = ()  # (wanted number, how) for what was not simply matched

    def unused(self) -> tuple[Piece, ...]:
        """The pieces that are still there to be taken."""
        return tuple(p for p in self.pieces if p.number not in self.used)
