"""Separation-logic formulas in full, with every connective at every place; and the way down to symbolic heaps."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.logic.heaps import Atom
from frame_ls.logic.terms import Term, Variable


@dataclass(frozen=True, slots=True)
class Emp:
    """The empty heap."""


@dataclass(frozen=True, slots=True)
class Pure:
    """A formula about the stack alone. It says nothing about the heap; under `*` a reader may add `Emp`."""

    formula: Term


@dataclass(frozen=True, slots=True)
class Spatial:
    """One atom, exactly."""

    atom: Atom


@dataclass(frozen=True, slots=True)
class Star:
    """The heap is split among the parts."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Wand:
    """Any disjoint heap that satisfies `left`, added to this one, satisfies `right`."""

    left: Formula
    right: Formula


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold of this very heap."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One part at least holds of this heap."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold of this heap."""

    part: Formula


@dataclass(frozen=True, slots=True)
class Exists:
    """For some values of the variables, the part holds."""

    variables: tuple[Variable, ...]
    part: Formula


@dataclass(frozen=True, slots=True)
class Forall:
    """For all values of the variables, the part holds."""

    variables: tuple[Variable, ...]
    part: Formula


Formula = Emp | Pure | Spatial | Star | Wand | And | Or | Not | Exists | Forall
