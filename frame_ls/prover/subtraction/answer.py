"""What taking an assertion out of a heap answers: the branches with their frames, or what is missing."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.kernel.proofs import Proof
from frame_ls.logic.heaps import Atom
from frame_ls.logic.terms import Term, Variable


@dataclass(frozen=True, slots=True)
class Taken:
    """How one right atom was found, for whoever explains it."""

    wanted: Atom  # as it was asked for, its pattern variables still in it
    found: tuple[Atom, ...]  # the atoms of the heap that it is made of
    how: str  # "match", "unfold", "fold", or the name of the lemma
    equalities: tuple[Term, ...]  # that the match rests on, beyond one and the same term


@dataclass(frozen=True, slots=True)
class Branch:
    """One case of the heap, in which the assertion was found."""

    assumed: tuple[Term, ...]  # what holds in this case beyond the context: conditions of the case, what was opened
    variables: tuple[Variable, ...]  # new: the existentials of what was opened
    bindings: tuple[tuple[Variable, Term], ...]  # each existential of the assertion
    leftover: tuple[Atom, ...]  # the frame; atoms that were not touched keep their order and their labels
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The assertion holds of a part of the heap, in each of the branches; none: the facts are contradictory.

    `proof` shows `facts; heap |- branch | branch | ...`, each `exists bindings, variables. assumed & wanted *
    leftover`; of the context's facts it lists those that it needs.
    """

    branches: tuple[Branch, ...]
    proof: Proof


@dataclass(frozen=True, slots=True)
class Missing:
    """The first part of the assertion that was not found, and in which case."""

    wanted: Atom | Term  # an atom, or a pure conjunct that is not known to hold; bound pattern variables are replaced
    assumed: tuple[Term, ...]  # the case in which it is missing
    remaining: tuple[Atom, ...]  # the heap as it was then
    nearest: tuple[Atom, ...]  # atoms of the heap that are like it, the likeliest first
    lacking: tuple[Term, ...]  # equations that would have made the first of them fit
    reason: str
