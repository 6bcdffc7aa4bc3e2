"""Proofs by the rules that work on the left side, and neighbours of them that must be refused."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

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
    MatchCell,
    MatchPredicate,
    MergeFractions,
    Missing,
    NotNil,
    Split,
    SplitFraction,
    UnfoldLeft,
    UnfoldRight,
    UseHypothesis,
    UseLemma,
    Witness,
)
from frame_ls.logic.heaps import Absent
from frame_ls.logic.sorts import REAL
from frame_ls.logic.terms import FALSE, WHOLE, Number, different, equal
from tests.kernel.rule_terms import (
    APPEND,
    HALF,
    HALVES,
    JOIN,
    NEVER,
    OBVIOUS,
    PLUS_HEAD,
    REFOLD,
    REST,
    THIRD,
    TO_A_CELL,
    TWO,
    U1,
    U2,
    Case,
    U,
    W,
    X,
    Y,
    Z,
    append_proof,
    at,
    closing,
    counted,
    entails,
    follows,
    given,
    head,
    know,
    part,
    same,
)
from tests.random_goals import NIL, call, heap, to

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
]
