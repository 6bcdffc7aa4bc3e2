"""The nodes of the equality graph: a term each, with what reasoning wants to know about it at hand."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal

from frame_ls.logic.sorts import BOOL
from frame_ls.logic.terms import (
    ADD,
    AND,
    DIVIDE,
    EQUAL,
    FALSE,
    IMPLIES,
    ITE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NOT,
    OR,
    REMAINDER,
    TRUE,
    Apply,
    Number,
    Quantified,
    Term,
)
from frame_ls.prover.pure.steps import Step


class Kind(IntEnum):
    """What a node's operator asks of whom."""

    PLAIN = 0  # a variable or an uninterpreted operator: congruence is all
    VALUE = 1  # a numeral, true, false or a constructor term: of two different heads never equal
    FUNCTION = 2  # has a definition that may unfold
    NUMERIC = 3  # +, *, /, %
    EQUATION = 4
    CLAUSE = 5  # a connective, seen as a disjunction of literals or the negation of one
    CHOICE = 6  # if-then-else
    COMPARISON = 7  # < or <=
    QUANTIFIED = 8


CONNECTIVES = {NOT, AND, OR, IMPLIES}
KINDS = {
    EQUAL: Kind.EQUATION,
    ITE: Kind.CHOICE,
    LESS: Kind.COMPARISON,
    LESS_EQUAL: Kind.COMPARISON,
    ADD: Kind.NUMERIC,
    MULTIPLY: Kind.NUMERIC,
    DIVIDE: Kind.NUMERIC,
    REMAINDER: Kind.NUMERIC,
    **dict.fromkeys(CONNECTIVES, Kind.CLAUSE),
}


TRUTH_WEIGHT = 1 << 60


class Node:
    """A term in the graph. Fields below `root` describe the class and count at the root only.

    A clause is `lits` (node, polarity): it is true when one of them has its polarity, or, where `is_dual`, false then.
    """

    __slots__ = (
        "age",
        "args",
        "cause",
        "depth",
        "head",
        "index",
        "is_dual",
        "kind",
        "lits",
        "next",
        "number",
        "root",
        "size",
        "term",
        "toward",
        "truth_weight",
        "users",
        "value",
    )

    def __init__(self, term: Term, kind: Kind, head: object, args: tuple[Node, ...], index: int) -> None:
        self.term = term
        self.kind = kind
        self.head = head  # equal heads and equal arguments mean congruent; None: never
        self.args = args
        self.index = index  # in order of creation
        self.age = 0  # how many instances of universal statements lie between the facts and this term
        self.truth_weight = TRUTH_WEIGHT if term is TRUE or term is FALSE else 0  # makes it the root of its class
        self.depth = 0  # how many unfoldings upon what unfoldings made lie behind it
        self.lits: tuple[tuple[Node, bool], ...] = ()
        self.is_dual = False
        self.toward: Node | None = None  # the next node on the way to the root of the forest of causes
        self.cause: Cause = None  # of the edge to `toward`
        self.root: Node = self
        self.next: Node = self  # the class as a ring
        self.size = 1
        self.users: list[Node] = []  # nodes with an argument in the class
        self.value: Node | None = self if kind == Kind.VALUE else None
        self.number: Node | None = None  # a member that arithmetic knows

    def __repr__(self) -> str:
        return f"<node {self.term}>"

    def members(self) -> list[Node]:
        """The nodes of the class, this one first."""
        found = [self]
        here = self.next
        while here is not self:
            found.append(here)
            here = here.next
        return found


def differ(a: Node, b: Node) -> bool:
    """Whether two values are surely different: different numerals, truths or constructors."""
    return a is not b and (a.head is None or a.head != b.head)


# Why two nodes are one class: a step that says so; an equation node that is true; or (None) the two are congruent, or
# one is an equation of equal terms and the other is true. "swapped": congruent equations, with their sides exchanged.
Cause = Step | Node | Literal["swapped"] | None


def kind_of(term: Term) -> Kind:
    """The kind by the operator alone; the theory knows of constructors and functions."""
    match term:
        case Number():
            return Kind.VALUE
        case Quantified():
            return Kind.QUANTIFIED
        case Apply(operator=operator):
            return KINDS.get(operator, Kind.PLAIN)
    return Kind.PLAIN


def literal(formula: Term) -> tuple[Term, bool]:
    """The formula under its negations, and whether their number is even."""
    polarity = True
    while isinstance(formula, Apply) and formula.operator == NOT:
        formula = formula.args[0]
        polarity = not polarity
    return formula, polarity


def is_connective(term: Term) -> bool:
    """Whether the term's truth is that of its parts: what the truth tables look into."""
    if not isinstance(term, Apply):
        return False
    if term.operator in CONNECTIVES:
        return True
    return (term.operator == ITE and term.sort is BOOL) or (term.operator == EQUAL and term.args[0].sort is BOOL)
