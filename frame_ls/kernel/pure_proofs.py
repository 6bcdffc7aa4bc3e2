"""Proofs of pure formulas from pure facts, as data.

A pure proof derives its goal in a list of lines. A line is a formula with its reason; a reason names earlier lines by
index. `Given` lines name facts of the context, which are found by identity, so a proof survives a change of context
that keeps the facts it uses.

Lines of a branch continue the numbering of the lines around it: inside, all lines above can be named; outside, the
lines of a branch cannot. "Literal" means any formula or its negation, read as true or false.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from frame_ls.logic.terms import Term, Variable


@dataclass(frozen=True, slots=True)
class Given:
    """The formula is a fact of the context."""


@dataclass(frozen=True, slots=True)
class Assumed:
    """The formula is an assumption of the branch that it stands at the head of."""


# Equality.


@dataclass(frozen=True, slots=True)
class Congruence:
    """Follows from the literals `lines` by congruence closure alone.

    The closure knows of: equations; a literal that stands for true or false; an equation whose sides are one class
    being true; numerals, true and false, and constructor terms of different constructors being different. The formula
    is an equation, a literal, or false.
    """

    lines: tuple[int, ...]


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
class Conditional:
    """The formula is (c ? t : e) = t where line `line` is c, or (c ? t : e) = e where it is c's negation."""

    line: int


# Arithmetic. Terms are read as polynomials over what is not a sum, a product, or a quotient of reals by a numeral.


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear combination of comparisons yields the formula.

    A comparison is `=`, `<=`, `<` over one numeric sort, or the last two negated. The formula is a comparison, a
    negated equation, or false. Over the integers each `<` is first read as `<=` with one added, and the sum may be
    divided by a positive integer with the constant rounded the sound way. Equations take any factor, the others
    non-negative ones. Without factors: what holds of numerals and polynomials by computing.
    """

    factors: tuple[tuple[int, Fraction], ...]  # (line, factor)


@dataclass(frozen=True, slots=True)
class Squeezed:
    """The formula is a = b; line `at_most` says a <= b and line `at_least` says b <= a, as `Linear` reads them."""

    at_most: int
    at_least: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """The formula is a < b || a = b || b < a, of one numeric sort."""


@dataclass(frozen=True, slots=True)
class Division:
    """The formula is `division_facts(a, b)` of `kernel.pure_definitions`: what C says of a / b and a % b."""

    a: Term
    b: Term


@dataclass(frozen=True, slots=True)
class Product:
    """From p >= 0 and q >= 0, lines `first` and `second` as `Linear` reads them: p * q >= 0, as a comparison."""

    first: int
    second: int


@dataclass(frozen=True, slots=True)
class Square:
    """`of` * `of` >= 0, written as a comparison."""

    of: Term


# Definitions and lemmas.


@dataclass(frozen=True, slots=True)
class Defined:
    """The formula is f(args) = body, the definition of f at these arguments (by cases: at a constructor term)."""


@dataclass(frozen=True, slots=True)
class ByLemma:
    """An instance of a lemma without spatial part; the formula is its conclusion, the right pure part conjoined.

    `bindings` gives a term to each free variable of the statement; type parameters follow from the terms' sorts and
    `premises` are the lines of the instance's left pure part, in order; where it has some and none is named, the
    formula is the implication. The lemma has one right disjunct, which binds nothing.
    """

    name: str
    bindings: tuple[tuple[Variable, Term], ...]
    premises: tuple[int, ...]


# Connectives and quantifiers.


@dataclass(frozen=True, slots=True)
class Boolean:
    """Follows from `lines` by the truth tables of not, and, or, implies, if-then-else and = on bool, atoms opaque."""

    lines: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """The formula holds in every branch.

    Each branch assumes its literals: for a formula, it and its negation; for a term of a datatype, that it equals each
    constructor applied to fresh variables, in the order of the constructors.
    """

    on: Term
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One case: its first lines are its assumptions, in the order that the reason sets; its last line ends it.

    The last line is the formula or false. Fresh variables occur in no line above, in no `Given` line inside, and not in
    the formula.
    """

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Instantiated:
    """From line `line`, `forall xs. P` or `!(exists xs. P)`: P, or its negation, with `terms` for the variables."""

    line: int
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """From line `line`, `exists xs. P` or `!(forall xs. P)`: the formula holds in the branch.

    The branch assumes P, or its negation, with the variables `fresh` for xs.
    """

    line: int
    fresh: tuple[Variable, ...]
    branch: Branch


@dataclass(frozen=True, slots=True)
class Induction:
    """The formula is `forall vs. P`, by structural induction on `on`, one of vs, a variable of a datatype.

    There is a branch for each constructor C that sees no line from outside, no fact, and counts its lines from 0. It
    assumes, for each of the `fresh` fields y of C of the very sort of `on`, in order, `forall (vs less on).
    P[on := y]` (or P[on := y], when on is alone); its last line is P[on := C(fresh)], or false. So what P needs must be
    part of P.
    """

    on: Variable
    fresh: tuple[tuple[Variable, ...], ...]
    branches: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Solver:
    """An SMT solver's word that the formula follows from `lines`. Nobody checks it; a verdict that uses it says so."""

    lines: tuple[int, ...]
    name: str


Reason = (
    Given
    | Assumed
    | Congruence
    | Injective
    | Acyclic
    | Conditional
    | Linear
    | Squeezed
    | Ordered
    | Division
    | Product
    | Square
    | Defined
    | ByLemma
    | Boolean
    | Cases
    | Instantiated
    | Opened
    | Induction
    | Solver
)


@dataclass(frozen=True, slots=True)
class Line:
    """A formula and why it holds."""

    formula: Term
    reason: Reason


@dataclass(frozen=True, slots=True)
class PureProof:
    """The last line is the goal, or false (from which any goal follows)."""

    lines: tuple[Line, ...]
