"""Proofs by the rules that match, work on the right side or close a goal, and neighbours that must be refused."""

from __future__ import annotations

from dataclasses import replace

from frame_ls.kernel.base_pairs import BasePairTable, Entry
from frame_ls.kernel.proofs import (
    Choose,
    Close,
    Contradiction,
    Elsewhere,
    MatchCell,
    MatchPredicate,
    Missing,
    UnfoldRight,
    Unsatisfiable,
    Witness,
)
from frame_ls.logic.terms import FALSE, different, equal
from tests.kernel.rule_terms import (
    APPEND,
    BACK,
    HALF,
    HAS_ROOT,
    LEMMAS,
    NEVER,
    REFOLD,
    REST,
    THIRD,
    TO_A_CELL,
    Case,
    U,
    W,
    X,
    Y,
    Z,
    append_proof,
    entails,
    follows,
    given,
    head,
    know,
    part,
    same,
)
from tests.random_goals import call, heap, to

CASES = [
    Case("append", "unfold-right", APPEND, append_proof(REST, REFOLD)),
    Case("append", "witness", APPEND, append_proof(REST, REFOLD)),
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
