"""Proofs of pure formulas from pure facts, as data.

A pure proof derives its goal in a list of lines. A line is a formula with its reason; a reason names earlier lines by
index. `Given` lines name facts of the context, which are found by identity, so a proof survives a change of context
that keeps the facts it uses.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from frame_ls.logic.terms import Term


@dataclass(frozen=True, slots=True)
class Given:
    """The formula is a fact of the context."""


@dataclass(frozen=True, slots=True)
class Congruence:
    """Follows from the equations, disequations and other literals `lines` by congruence closure alone.

    The formula is an equation whose sides become one class; or any literal that is one of `lines` up to those classes;
    or false, when two sides of a disequation, true and false, or two different numerals or constructor terms of
    different constructors become one class.
    """

    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear combination of comparisons (`=`, `<=`, `<`, over one numeric sort) that yields the formula.

    The formula is a comparison or false. Over the integers each `<` is first read as `<=` with one added, and the sum
    may be divided by a positive integer with the constant rounded the sound way. Equations take any factor, the others
    non-negative ones.
    """

    factors: tuple[tuple[int, Fraction], ...]  # (line, factor)


@dataclass(frozen=True, slots=True)
class Injective:
    """From line `line`, C(a1..) = C(b1..): the equation of the arguments at `index`."""

    line: int
    index: int


@dataclass(frozen=True, slots=True)
class Acyclic:
    """False: from the equation `line`, x = t, where x stands strictly inside t under constructors only."""

    line: int


@dataclass(frozen=True, slots=True)
class Defined:
    """The formula is f(args) = body, the definition of f at these arguments (by cases: at a constructor term)."""


@dataclass(frozen=True, slots=True)
class Boolean:
    """Follows from `lines` by the truth tables of not, and, or, implies, if-then-else and = on bool, atoms opaque."""

    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """The formula holds in every branch.

    Each branch assumes its literals: for a formula, it and its negation; for a term of a datatype, that it equals each
    constructor applied to fresh variables. Branch lines continue the enclosing ones.
    """

    on: Term
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One case: its first lines are its assumptions, in the order that `Cases` sets; its last line is the formula."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Instantiated:
    """The body of line `line`, a universally quantified formula, with `terms` for its variables."""

    line: int
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Solver:
    """An SMT solver's word that the formula follows from `lines`. Nobody checks it; a verdict that uses it says so."""

    lines: tuple[int, ...]
    name: str


Reason = Given | Congruence | Linear | Injective | Acyclic | Defined | Boolean | Cases | Instantiated | Solver


@dataclass(frozen=True, slots=True)
class Line:
    """A formula and why it holds."""

    formula: Term
    reason: Reason


@dataclass(frozen=True, slots=True)
class PureProof:
    """The last line is the goal, or false (from which any goal follows)."""

    lines: tuple[Line, ...]
