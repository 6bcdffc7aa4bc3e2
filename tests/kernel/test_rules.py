"""For every rule a proof that is accepted, and neighbours of it that are refused for the right reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import pytest

from frame_ls.kernel.base_pairs import BasePairTable, Entry
from frame_ls.kernel.checker import RULES, check
from frame_ls.kernel.proofs import (
    Apart,
    Choose,
    Close,
    Contradiction,
    Derived,
    Elsewhere,
    HeadCell,
    Induct,
    Instance,
    Know,
    LemmaRight,
    LocalLemma,
    MatchCell,
    MatchPredicate,
    MergeFractions,
    Missing,
    NotNil,
    Proof,
    Split,
    SplitFraction,
    Step,
    UnfoldLeft,
    UnfoldRight,
    Unsatisfiable,
    UseHypothesis,
    UseLemma,
    Witness,
)
from frame_ls.kernel.pure_proofs import Congruence, Given, Line, Linear, PureProof, Solver
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions, Lemma
from frame_ls.logic.heaps import Absent, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import BOOL, INT, REAL
from frame_ls.logic.terms import FALSE, TRUE, WHOLE, Apply, Number, Term, Variable, different, equal, less, multiply
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
CASES = [
    Case("a cell is not at nil", "know", entails(heap(to(NIL, Y))), know(NotNil(head(0, NIL)), closing(FALSE))),
    Case(
        "the wrong address",
        "know",
        entails(heap(to(X, Y))),
        know(NotNil(head(0, NIL)), closing(FALSE)),
        "no cell of node",
    ),
    Case("an absence is not nil", "know", entails(heap(), outside=(at(NIL),)), know(NotNil(0), closing(FALSE))),
    Case(
        "no such absence",
        "know",
        entails(heap(), outside=(at(NIL),)),
        know(NotNil(1), closing(FALSE)),
        "there is no member",
    ),
    Case("two cells are apart", "know", TWO, know(Apart(head(0, X), head(1, X)), closing(FALSE))),
    Case(
        "a cell is not apart from itself",
        "know",
        TWO,
        know(Apart(head(0, X), head(0, X)), closing(FALSE)),
        "different atoms",
    ),
    Case("two halves may be one", "know", HALVES, know(Apart(head(0, X), head(1, X)), closing(FALSE)), "parts of one"),
    Case(
        "a call has its first cell",
        "know",
        NEVER,
        know(Apart(PLUS_HEAD, head(1, X)), closing(FALSE)),
    ),
    Case(
        "a segment may have none",
        "know",
        entails(heap(call("ls", X, Y), to(X, Z))),
        know(
            Apart(
                HeadCell(0, "node", X, (follows(FALSE, equal(X, Y)), (0, OBVIOUS)), ((), (U1,))),
                head(1, X),
            ),
            closing(FALSE),
        ),
        "[a-z]",
    ),
    Case(
        "a cell is not where none is",
        "know",
        entails(heap(to(X, Y)), outside=(at(X),)),
        know(Elsewhere(head(0, X), 0), closing(FALSE)),
    ),
    Case(
        "nothing is known of another region",
        "know",
        entails(heap(to(X, Y)), outside=(Absent("pair", X),)),
        know(Elsewhere(head(0, X), 0), closing(FALSE)),
        "another region",
    ),
    Case(
        "what follows",
        "know",
        entails(heap(pure=(equal(X, Y), equal(Y, Z), different(X, Z)))),
        know(
            Derived(follows(equal(X, Z), equal(X, Y), equal(Y, Z))),
            Contradiction(follows(FALSE, equal(X, Z), different(X, Z))),
        ),
    ),
    Case(
        "what does not follow",
        "know",
        entails(heap(pure=(equal(X, Y), different(X, Z)))),
        know(Derived(follows(equal(X, Z), equal(X, Y))), Contradiction(follows(FALSE, equal(X, Z), different(X, Z)))),
        "[a-z]",
    ),
    Case(
        "both ways",
        "split",
        entails(
            heap(call("ls", X, Y)),
            heap(call("ls", X, Y), pure=(equal(X, Y),)),
            heap(call("ls", X, Y), pure=(different(X, Y),)),
        ),
        Split(
            equal(X, Y),
            Choose(0, MatchPredicate(0, 0, Close((given(equal(X, Y)),)))),
            Choose(1, MatchPredicate(0, 0, Close((given(different(X, Y)),)))),
        ),
    ),
    Case(
        "one way for both",
        "split",
        entails(heap(call("ls", X, Y)), heap(call("ls", X, Y), pure=(equal(X, Y),))),
        Split(
            equal(X, Y),
            MatchPredicate(0, 0, Close((given(equal(X, Y)),))),
            MatchPredicate(0, 0, Close((given(equal(X, Y)),))),
        ),
        "[a-z]",
    ),
    Case("a term is no formula", "split", entails(heap()), Split(X, Close(()), Close(())), "no formula"),
    Case("append", "induct", APPEND, append_proof(REST, REFOLD)),
    Case("append", "hypothesis", APPEND, append_proof(REST, REFOLD)),
    Case("append", "unfold-left", APPEND, append_proof(REST, REFOLD)),
    Case("append", "unfold-right", APPEND, append_proof(REST, REFOLD)),
    Case("append", "witness", APPEND, append_proof(REST, REFOLD)),
    Case(
        "the goal itself",
        "hypothesis",
        APPEND,
        Induct(
            "H",
            (),
            UseHypothesis(
                "H", Instance(((X, X), (Y, Y)), (0, 1), (), (), (), ((),), (MatchPredicate(0, 0, Close(())),))
            ),
        ),
        "not known to be smaller",
    ),
    Case("another's hypothesis", "hypothesis", APPEND, append_proof(REST, REFOLD).premise, "no hypothesis H"),
    Case(
        "the wrong atoms",
        "hypothesis",
        APPEND,
        append_proof(replace(REST, atoms=(0, 2)), REFOLD),
        "formulas want a proof",
    ),
    Case("one atom twice", "hypothesis", APPEND, append_proof(replace(REST, atoms=(0, 0)), REFOLD), "not different"),
    Case(
        "another binding",
        "hypothesis",
        APPEND,
        append_proof(replace(REST, bindings=((X, X), (Y, Y))), REFOLD),
        "want a proof",
    ),
    Case(
        "an integer for a location",
        "hypothesis",
        APPEND,
        append_proof(replace(REST, bindings=((X, Number(1)), (Y, Y))), REFOLD),
        "cannot be bound",
    ),
    Case(
        "a hypothesis that was made stronger",
        "induct",
        entails(heap(call("ls", X, Y), pure=(different(X, Y),)), heap(call("lsp", X, Y))),
        Induct(
            "H",
            (different(X, Y),),
            UnfoldLeft(0, ((), (U1,)), (Contradiction(follows(FALSE, equal(X, Y), different(X, Y))), Close(()))),
        ),
        "[a-z]",
    ),
    Case(
        "a case left out",
        "unfold-left",
        entails(heap(call("ls", X, Y)), heap(to(X, Y))),
        UnfoldLeft(0, ((U1,),), (Close(()),)),
        "each of its cases",
    ),
    Case(
        "a name in use",
        "unfold-left",
        entails(heap(call("ls", X, Y)), heap(to(X, Y))),
        UnfoldLeft(0, ((), (Y,)), (Close(()), Close(()))),
        "in use",
    ),
    Case(
        "a name bound on the right",
        "unfold-left",
        entails(heap(call("ls", X, Y)), heap(to(X, U), exists=(U,))),
        UnfoldLeft(0, ((), (U,)), (Close(()), Close(()))),
        "in use",
    ),
    Case(
        "no definition for a cell",
        "unfold-left",
        entails(heap(to(X, Y)), heap(to(X, Y))),
        UnfoldLeft(0, (), ()),
        "no predicate call",
    ),
    Case(
        "a case that is not there",
        "unfold-right",
        entails(heap(), heap(call("ls", X, X))),
        UnfoldRight(0, (2,), ((),), Close(())),
        "there is no case",
    ),
    Case(
        "a name captured",
        "unfold-right",
        entails(heap(to(X, Y), call("ls", Y, Z)), heap(call("lseg", X, Y), call("lseg", Y, Z))),
        UnfoldRight(0, (1,), ((Y,),), Close(())),
        "in use",
    ),
    Case(
        "a witness for no existential",
        "witness",
        entails(heap(to(X, Y)), heap(to(X, Z))),
        Witness(((Z, Y),), MatchCell(0, 0, Close(()))),
        "no existential",
    ),
    Case(
        "the wrong witness",
        "witness",
        entails(heap(to(X, Y)), heap(to(X, U), exists=(U,))),
        Witness(((U, X),), MatchCell(0, 0, Close((given(equal(Y, X)),)))),
        "[a-z]",
    ),
    Case("an existential left over", "close", entails(heap(), heap(exists=(U,))), Close(()), "not closed"),
    Case(
        "one of two", "choose", entails(heap(to(X, Y)), heap(), heap(to(X, Y))), Choose(1, MatchCell(0, 0, Close(())))
    ),
    Case(
        "the other of two",
        "choose",
        entails(heap(to(X, Y)), heap(), heap(to(X, Y))),
        Choose(0, Close(())),
        "not closed",
    ),
    Case(
        "a cell",
        "match-cell",
        entails(heap(to(X, Y), pure=(equal(X, Z),)), heap(to(Z, Y))),
        MatchCell(0, 0, Close((given(equal(X, Z)),))),
    ),
    Case(
        "another cell",
        "match-cell",
        entails(heap(to(X, Y)), heap(to(Z, Y))),
        MatchCell(0, 0, Close((given(equal(X, Z)),))),
        "[a-z]",
    ),
    Case(
        "no proof for it",
        "match-cell",
        entails(heap(to(X, Y)), heap(to(Z, Y))),
        MatchCell(0, 0, Close(())),
        "want a proof",
    ),
    Case(
        "a third is no half",
        "match-cell",
        entails(heap(part(X, Y, HALF)), heap(part(X, Y, THIRD))),
        MatchCell(0, 0, Close(())),
        "want a proof",
    ),
    Case(
        "a matched cell is absent below",
        "match-cell",
        entails(heap(to(X, Y), to(Z, W)), heap(to(X, Y), to(Z, W), pure=(different(Z, X),))),
        MatchCell(0, 0, know(Elsewhere(head(0, Z), 0), MatchCell(0, 0, Close((given(different(Z, X)),))))),
    ),
    Case(
        "a matched half is not",
        "match-cell",
        entails(
            heap(part(X, Y, HALF), part(Z, W, HALF)), heap(part(X, Y, HALF), part(Z, W, HALF), pure=(different(Z, X),))
        ),
        MatchCell(0, 0, know(Elsewhere(head(0, Z), 0), MatchCell(0, 0, Close((given(different(Z, X)),))))),
        "there is no member",
    ),
    Case(
        "a call",
        "match-predicate",
        entails(heap(call("ls", X, Y), pure=(equal(Y, Z),)), heap(call("ls", X, Z))),
        MatchPredicate(0, 0, Close((given(equal(Y, Z)),))),
    ),
    Case(
        "a call of another predicate",
        "match-predicate",
        entails(heap(call("lsp", X, Y)), heap(call("ls", X, Y))),
        MatchPredicate(0, 0, Close(())),
        "of one predicate",
    ),
    Case(
        "a call is no cell",
        "match-cell",
        entails(heap(call("ls", X, Y)), heap(call("ls", X, Y))),
        MatchCell(0, 0, Close(())),
        "no points-to",
    ),
    Case(
        "joined before a cell",
        "lemma-left",
        TO_A_CELL,
        UseLemma("append", replace(JOIN, premises=(MatchCell(0, 1, MatchPredicate(0, 0, Close(()))),))),
    ),
    Case(
        "joined with nothing held",
        "lemma-left",
        entails(heap(call("ls", X, Y), call("ls", Y, Z)), heap(call("ls", X, Z))),
        UseLemma("append", replace(JOIN, missing=(), premises=(MatchPredicate(0, 0, Close(())),))),
        "each absence",
    ),
    Case(
        "held by what is joined",
        "lemma-left",
        entails(heap(call("lseg", X, Y), call("lseg", Y, Z)), heap(call("lseg", X, Z))),
        UseLemma(
            "through",
            replace(JOIN, missing=(Missing(head(1, Y), same()),), premises=(MatchPredicate(0, 0, Close(())),)),
        ),
        "that the use takes",
    ),
    Case(
        "held elsewhere",
        "lemma-left",
        TO_A_CELL,
        UseLemma(
            "append",
            replace(JOIN, missing=(Missing(0, same()),), premises=(MatchCell(0, 1, MatchPredicate(0, 0, Close(()))),)),
        ),
        "there is no member",
    ),
    Case(
        "half a cell holds nothing",
        "lemma-left",
        entails(heap(call("ls", X, Y), call("ls", Y, Z), part(Z, W, HALF)), heap(call("ls", X, Z), part(Z, W, HALF))),
        UseLemma("append", replace(JOIN, premises=(MatchCell(0, 1, MatchPredicate(0, 0, Close(()))),))),
        "a part of a cell",
    ),
    Case(
        "two outcomes",
        "lemma-left",
        entails(heap(call("lsp", X, Y)), heap(call("lsp", X, Y))),
        UseLemma(
            "twice",
            Instance(
                ((X, X), (Y, Y)),
                (0,),
                (),
                (),
                (),
                ((), (U1,)),
                (
                    UnfoldRight(0, (0,), ((),), MatchCell(0, 0, Close(()))),
                    UnfoldRight(
                        0, (1,), ((U2,),), Witness(((U2, U1),), MatchCell(0, 0, MatchPredicate(0, 0, Close(()))))
                    ),
                ),
            ),
        ),
    ),
    Case(
        "one outcome left out",
        "lemma-left",
        entails(heap(call("lsp", X, Y)), heap(call("lsp", X, Y))),
        UseLemma(
            "twice",
            Instance(
                ((X, X), (Y, Y)), (0,), (), (), (), ((),), (UnfoldRight(0, (0,), ((),), MatchCell(0, 0, Close(()))),)
            ),
        ),
        "each disjunct",
    ),
    Case(
        "a name that is put in",
        "lemma-left",
        entails(heap(call("lsp", X, Y)), heap(call("lsp", X, Y))),
        UseLemma("twice", Instance(((X, X), (Y, Y)), (0,), (), (), (), ((), (X,)), (Close(()), Close(())))),
        "in use",
    ),
    Case("no such lemma", "lemma-left", TO_A_CELL, UseLemma("append!", JOIN), "there is no lemma"),
    Case("joined backwards", "lemma-right", TO_A_CELL, BACK),
    Case(
        "backwards with nothing held",
        "lemma-right",
        entails(heap(call("ls", X, Y), call("ls", Y, Z)), heap(call("ls", X, Z))),
        replace(BACK, missing=(), premise=MatchPredicate(0, 0, Close(()))),
        "each absence",
    ),
    Case(
        "what is to come may run through the end",
        "lemma-right",
        entails(heap(call("lseg", X, Y), call("lseg", Y, Z), to(Z, W)), heap(call("lseg", X, Z), to(Z, W))),
        replace(BACK, lemma="through"),
        "may have a cell",
    ),
    Case(
        "held by what is peeled",
        "lemma-right",
        TO_A_CELL,
        replace(
            BACK, peel=((0, 0), (1, 1)), missing=(Missing(head(2, Z), same()),), premise=MatchCell(0, 0, Close(()))
        ),
    ),
    Case("peeled twice", "lemma-right", TO_A_CELL, replace(BACK, peel=((0, 0), (0, 1))), "not different"),
    Case(
        "a cell in two halves",
        "split-fraction",
        entails(heap(to(X, Y)), heap(part(X, Y, HALF), part(X, Y, HALF))),
        SplitFraction(0, HALF, counted(0, HALF), counted(HALF, WHOLE), MatchCell(0, 0, MatchCell(0, 0, Close(())))),
    ),
    Case(
        "no more than there is",
        "split-fraction",
        entails(heap(part(X, Y, HALF)), heap(to(X, Y))),
        SplitFraction(0, WHOLE, counted(0, WHOLE), counted(WHOLE, HALF), MatchCell(0, 0, Close(()))),
        "[a-z]",
    ),
    Case(
        "no less than nothing",
        "split-fraction",
        entails(heap(part(X, Y, HALF)), heap(to(X, Y))),
        SplitFraction(
            0, Number(Fraction(-1, 2), REAL), counted(0, THIRD), counted(THIRD, HALF), MatchCell(1, 0, Close(()))
        ),
        "[a-z]",
    ),
    Case(
        "two halves make a cell, and agree",
        "merge-fractions",
        entails(heap(part(X, Y, HALF), part(X, Z, HALF)), heap(to(X, Z), pure=(equal(Y, Z),))),
        MergeFractions(0, 1, (), MatchCell(0, 0, Close((given(equal(Y, Z)), given(equal(Y, Z)))))),
    ),
    Case(
        "halves of two cells",
        "merge-fractions",
        entails(heap(part(X, Y, HALF), part(Z, Y, HALF)), heap(to(X, Y))),
        MergeFractions(0, 1, (), MatchCell(0, 0, Close(()))),
        "one proof",
    ),
    Case(
        "one half twice",
        "merge-fractions",
        entails(heap(part(X, Y, HALF)), heap(to(X, Y))),
        MergeFractions(0, 0, (), MatchCell(0, 0, Close(()))),
        "only two cells",
    ),
    Case("emptiness", "close", entails(heap(), heap()), Close(())),
    Case("a cell left over", "close", entails(heap(to(X, Y)), heap()), Close(()), "not closed"),
    Case("a cell still wanted", "close", entails(heap(), heap(to(X, Y))), Close(()), "not closed"),
    Case(
        "a conjunct",
        "close",
        entails(heap(pure=(equal(X, Y),)), heap(pure=(equal(Y, X),))),
        Close((follows(equal(Y, X), equal(X, Y)),)),
    ),
    Case("a conjunct unproved", "close", entails(heap(), heap(pure=(equal(Y, X),))), Close(()), "want a proof"),
    Case("contradiction", "contradiction", entails(heap(to(X, Y), pure=(FALSE,))), Contradiction(given(FALSE))),
    Case("no contradiction", "contradiction", entails(heap(to(X, Y))), Contradiction(given(FALSE)), "[a-z]"),
    Case("a table", "unsatisfiable", NEVER, Unsatisfiable(HAS_ROOT)),
    Case("a table that says too little", "unsatisfiable", NEVER, Unsatisfiable(BasePairTable(())), "a model"),
    Case(
        "a table that is not closed",
        "unsatisfiable",
        entails(heap(call("ls", X, Y), to(X, Z))),
        Unsatisfiable(BasePairTable((("ls", (Entry((), (("node", LEMMAS.predicates["ls"].parameters[0]),)),)),))),
        "no entry covers",
    ),
    Case(
        "a table of other variables",
        "unsatisfiable",
        NEVER,
        Unsatisfiable(BasePairTable((("lsp", (Entry((), (("node", Z),)),)),))),
        "more than its parameters",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[f"{c.rule}: {c.name}" for c in CASES])
def test_rule(case: Case) -> None:
    proof = Proof(case.goal, (), case.step)
    if case.refusal is None:
        assert check(proof, LEMMAS).goal == case.goal
    else:
        with pytest.raises(Refused, match=case.refusal):
            check(proof, LEMMAS)


def test_every_rule_is_accepted_somewhere_and_refused_next_to_it() -> None:
    names = {rule.name for rule in RULES}
    assert {c.rule for c in CASES if c.refusal is None} == names
    assert {c.rule for c in CASES if c.refusal is not None} == names


def test_every_rule_says_why_it_is_sound() -> None:
    assert all(len(rule.soundness.strip()) > 20 for rule in RULES)


# What a check records, and what it wants of the proof as a whole.


def test_axioms_and_solvers_are_recorded() -> None:
    joined = UseLemma("append", replace(JOIN, premises=(MatchCell(0, 1, MatchPredicate(0, 0, Close(()))),)))
    assert check(Proof(TO_A_CELL, (), joined), LEMMAS).axioms == ("append",)
    assert check(Proof(APPEND, (), append_proof(REST, REFOLD)), LEMMAS).axioms == ()
    asked = entails(heap(pure=(equal(X, Y),)), heap(pure=(equal(Y, X),)))
    word = PureProof((Line(equal(X, Y), Given()), Line(equal(Y, X), Solver((0,), "z3"))))
    assert check(Proof(asked, (), Close((word,))), LEMMAS).solvers == ("z3",)


def test_own_lemmas_are_proved_in_order() -> None:
    nil_append = Lemma("nil append", APPEND)
    use = UseLemma(
        "nil append", Instance(((X, Y), (Y, X)), (0, 1), (), (), (), ((),), (MatchPredicate(0, 0, Close(())),))
    )
    goal = entails(heap(call("ls", Y, X), call("ls", X, NIL)), heap(call("ls", Y, NIL)))
    proved = LocalLemma(nil_append, append_proof(REST, REFOLD))
    assert check(Proof(goal, (proved,), use), LEMMAS).axioms == ()
    itself = LocalLemma(
        nil_append,
        UseLemma(
            "nil append", Instance(((X, X), (Y, Y)), (0, 1), (), (), (), ((),), (MatchPredicate(0, 0, Close(())),))
        ),
    )
    with pytest.raises(Refused, match="there is no lemma"):
        check(Proof(goal, (itself,), use), LEMMAS)


def test_a_circle_is_refused() -> None:
    step = Induct("H", (), Close(()))
    object.__setattr__(step, "premise", step)
    with pytest.raises(Refused, match="circle"):
        check(Proof(APPEND, (), step), LEMMAS)


def test_depth_does_not_matter() -> None:
    step: Step = MatchPredicate(0, 0, Close(()))
    for _ in range(20_000):
        step = Know((), step)
    goal = entails(heap(call("ls", X, Y)), heap(call("ls", X, Y)))
    assert check(Proof(goal, (), step), LEMMAS).steps == 20_002


def test_shared_steps_are_checked_once() -> None:
    step: Step = MatchPredicate(0, 0, Close(()))
    for _ in range(60):
        step = Split(equal(X, X), step, step)
    step = Know((), step)
    goal = entails(heap(call("ls", X, Y), pure=(equal(X, X),)), heap(call("ls", X, Y)))
    assert check(Proof(goal, (), shared_tower(60)), LEMMAS).steps < 500


def shared_tower(height: int) -> Step:
    """Both ways of a split lead to one step, and to one goal after what was split on is forgotten."""
    step: Step = MatchPredicate(0, 0, Close(()))
    formula = equal(Y, Z)
    for _ in range(height):
        step = Split(
            formula, Induct("H", (formula, different(Y, Z)), step), Induct("H", (formula, different(Y, Z)), step)
        )
    return step


# Induction over fractions of cells.

F, G = Variable("f", REAL), Variable("g", REAL)


HALF_F = multiply(HALF, F)
DIVIDE = Lemma("divide", entails(heap(part(X, Y, F)), heap(part(X, Y, HALF_F), part(X, Y, HALF_F))))
TWICE = Lemma("twice", entails(heap(part(X, Y, F)), heap(part(X, Y, F), part(X, Y, F))))
SPRING = Lemma("spring", entails(heap(), heap(to(Z, W))))
# Axioms that do not hold: with them amounts of heap can shrink for ever, or stay.
STRANGE = Definitions(DEFINITIONS.cells, DEFINITIONS.predicates, lemmas={v.name: v for v in (DIVIDE, TWICE, SPRING)})
CHANGING = ((X, X), (Y, Y), (F, HALF_F))


def used(lemma: Lemma, atoms: tuple[int, ...], below: Step) -> Step:
    return UseLemma(lemma.name, Instance(((X, X), (Y, Y), (F, F)), atoms, (), (), (), ((),), (below,)))


def hypothesis(name: str, bindings: tuple[tuple[Variable, Term], ...]) -> Step:
    return UseHypothesis(name, Instance(bindings, (0,), (), (), (), (), ()))


def test_a_fraction_that_changes_is_no_measure() -> None:
    step = Induct("H", (), used(DIVIDE, (0,), hypothesis("H", CHANGING)))
    with pytest.raises(Refused, match="smaller"):
        check(Proof(entails(heap(part(X, Y, F))), (), step), STRANGE)


def test_a_fraction_that_another_use_changes_is_no_measure() -> None:
    staying = used(TWICE, (0,), hypothesis("A", ((X, X), (Y, Y), (F, F))))
    changing = used(DIVIDE, (0,), used(SPRING, (), hypothesis("B", CHANGING)))
    goal = entails(heap(part(X, Y, F)))
    for fine in (staying, changing):
        check(Proof(goal, (), Induct("A", (), Induct("B", (), fine))), STRANGE)
    both = Split(equal(X, Y), staying, changing)
    with pytest.raises(Refused, match="counts on"):
        check(Proof(goal, (), Induct("A", (), Induct("B", (), both))), STRANGE)


def test_a_fraction_that_stays_is_a_measure() -> None:
    both = entails(
        heap(PredicateCall("lseg", (X, Y), F), PredicateCall("lseg", (Y, Z), F)), heap(PredicateCall("lseg", (X, Z), F))
    )
    base = MatchPredicate(0, 0, Close((follows(equal(Y, X), equal(X, Y)),)))
    refold = UnfoldRight(0, (1,), ((U2,),), Witness(((U2, U1),), MatchCell(0, 0, MatchPredicate(0, 0, Close(())))))
    use = Instance(((X, U1), (Y, Y), (Z, Z), (F, F)), (2, 0), (), (), (), ((),), (refold,))
    step = Induct("H", (), UnfoldLeft(0, ((), (U1,)), (base, UseHypothesis("H", use))))
    assert check(Proof(both, (), step), LEMMAS).goal == both


def test_ill_sorted_terms_are_refused() -> None:
    number = Variable("n", INT)
    crooked = Split(equal(number, number), Close(()), Close(()))
    bad = Apply("=", (number, X), BOOL)
    with pytest.raises(Refused, match="ill-sorted"):
        check(Proof(entails(heap(), heap()), (), replace(crooked, formula=bad)), LEMMAS)
