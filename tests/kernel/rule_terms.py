"""Short names for the goals, steps and pure proofs that the tests of the rules are made of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from frame_ls.kernel.base_pairs import BasePairTable, Entry
from frame_ls.kernel.proofs import (
    Close,
    Contradiction,
    HeadCell,
    Induct,
    Instance,
    Know,
    LemmaRight,
    MatchCell,
    MatchPredicate,
    Missing,
    NotNil,
    Step,
    UnfoldLeft,
    UnfoldRight,
    UseHypothesis,
    Witness,
)
from frame_ls.kernel.pure_proofs import Congruence, Given, Line, Linear, PureProof
from frame_ls.logic.definitions import Definitions, Lemma
from frame_ls.logic.heaps import Absent, Entailment, PointsTo, SymbolicHeap
from frame_ls.logic.sorts import REAL
from frame_ls.logic.terms import TRUE, Number, Term, different, equal, less
from tests.random_goals import CELL, DEFINITIONS, NIL, call, heap, node, to

X, Y, Z, U, V, W = (node(n) for n in "xyzuvw")
U1, U2 = node("u!1"), node("u!2")


def given(*formulas: Term) -> PureProof:
    """The last formula, by congruence from the others; alone, it is a fact itself."""
    *facts, goal = formulas
    if not facts:
        return PureProof((Line(goal, Given()),))
    lines = [Line(f, Given()) for f in facts]
    return PureProof((*lines, Line(goal, Congruence(tuple(range(len(facts)))))))


def follows(goal: Term, *facts: Term) -> PureProof:
    return given(*facts, goal)


def counted(a: Term | int, b: Term) -> PureProof:
    """`a < b`, of numerals."""
    return PureProof((Line(less(a if isinstance(a, Term) else Number(a, REAL), b), Linear(())),))


def same() -> PureProof:
    return PureProof(())


def entails(left: SymbolicHeap, *right: SymbolicHeap, outside: tuple[Absent, ...] = ()) -> Entailment:
    return Entailment(left, right, outside)


def at(address: Term) -> Absent:
    return Absent("node", address)


def head(atom: int, address: Term) -> HeadCell:
    return HeadCell(atom, "node", address)


APPEND = entails(heap(call("ls", X, Y), call("ls", Y, NIL)), heap(call("ls", X, NIL)))


def append_proof(use: Instance, below: Step) -> Step:
    """`ls(x,y) * ls(y,nil) |- ls(x,nil)` by induction; `use` and what is done after it may be exchanged."""
    base = MatchPredicate(0, 0, Close((follows(equal(Y, X), equal(X, Y)),)))
    return Induct("H", (), UnfoldLeft(0, ((), (U1,)), (base, UseHypothesis("H", replace(use, premises=(below,))))))


REST = Instance(((X, U1), (Y, Y)), (2, 0), (), (), (), ((),), ())
REFOLD = Know(
    (NotNil(head(0, X)),),
    UnfoldRight(
        0,
        (1,),
        ((U2,),),
        Witness(((U2, U1),), MatchCell(0, 0, MatchPredicate(0, 0, Close((given(different(X, NIL)),))))),
    ),
)

# A first segment cannot run through the end of the second where a cell lies there.
OUTSIDE = Lemma("append", entails(heap(call("ls", X, Y), call("ls", Y, Z)), heap(call("ls", X, Z)), outside=(at(Z),)))
LEMMAS = Definitions(
    DEFINITIONS.cells,
    DEFINITIONS.predicates,
    lemmas={
        "append": OUTSIDE,
        "twice": Lemma(
            "twice", entails(heap(call("lsp", X, Y)), heap(to(X, Y)), heap(to(X, U), call("lsp", U, Y), exists=(U,)))
        ),
        "through": Lemma(
            "through",
            entails(heap(call("lseg", X, Y), call("lseg", Y, Z)), heap(call("lseg", X, Z)), outside=(at(Z),)),
        ),
    },
)
TO_A_CELL = entails(heap(call("ls", X, Y), call("ls", Y, Z), to(Z, W)), heap(call("ls", X, Z), to(Z, W)))
JOIN = Instance(((X, X), (Y, Y), (Z, Z)), (0, 1), (), (), (Missing(head(2, Z), same()),), ((),), ())
BACK = LemmaRight(
    "append",
    ((X, X), (Y, Y), (Z, Z)),
    (0,),
    ((0, 0),),
    (Missing(head(2, Z), same()),),
    MatchPredicate(0, 1, MatchCell(0, 0, Close(()))),
)
HALF = Number(Fraction(1, 2), REAL)
THIRD = Number(Fraction(1, 3), REAL)


def part(root: Term, value: Term, fraction: Term) -> PointsTo:
    return PointsTo(root, CELL, (value,), fraction)


NEVER = entails(heap(call("lsp", X, Y), to(X, Z)))
OBVIOUS = PureProof((Line(TRUE, Congruence(())),))
PLUS_HEAD = HeadCell(0, "node", X, ((0, OBVIOUS), (0, OBVIOUS)), ((), (U1,)))
HAS_ROOT = BasePairTable((("lsp", (Entry((), (("node", LEMMAS.predicates["lsp"].parameters[0]),)),)),))


@dataclass(frozen=True, slots=True)
class Case:
    """A proof, or what is wrong with it."""

    name: str
    rule: str
    goal: Entailment
    step: Step
    refusal: str | None = None


def know(fact: object, then: Step) -> Step:
    return Know((fact,), then)  # type: ignore[arg-type]


def closing(formula: Term) -> Step:
    return Contradiction(given(formula))


TWO = entails(heap(to(X, Y), to(X, Z)))
HALVES = entails(heap(part(X, Y, HALF), part(X, Z, HALF)))
