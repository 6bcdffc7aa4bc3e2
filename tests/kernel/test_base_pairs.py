"""Tables of base pairs, and what predicates avoid."""

from __future__ import annotations

from fractions import Fraction

import pytest

from frame_ls.kernel.avoidance import Avoidance, Literals
from frame_ls.kernel.base_pairs import BasePairTable, Entry, check_unsatisfiable
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Absent, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import REAL
from frame_ls.logic.terms import FALSE, Number, conjunction, different, equal
from tests.oracle import models_of
from tests.random_goals import CELL, DEFINITIONS, NIL, call, heap, node, pair, to

X, Y, Z, U = (node(n) for n in "xyzu")
P, Q, R, S = (pair(n) for n in "pqrs")
AT_X = (("node", X),)
LS = ("ls", (Entry((equal(X, Y),)), Entry((different(X, Y),), AT_X)))
LSEG = ("lseg", (Entry((equal(X, Y),)), Entry((), AT_X)))
LSP = ("lsp", (Entry((), AT_X),))
EVEN = ("even", (Entry((equal(X, Y),)), Entry((), AT_X)))
ODD = ("odd", (Entry((), AT_X),))
DLL = ("dll", (Entry((equal(P, S), equal(Q, R))), Entry((different(P, S), different(Q, R)), (("pair", P),))))
DLL_BOTH_ENDS = (
    "dll",
    (
        Entry((equal(P, S), equal(Q, R))),
        Entry((different(P, S), different(Q, R)), (("pair", P), ("pair", R))),
    ),
)
NEVER = Predicate("never", (X,), (heap(call("never", X)), heap(to(X, U), call("never", U), exists=(U,))))
HALF = Predicate("half", (X, Y), (heap(PointsTo(X, CELL, (Y,), Number(Fraction(1, 2), REAL))),))
TWO = Predicate("two", (X, Y), (heap(to(X, X), to(Y, Y)),))
BOTH = Predicate("both", (X,), (heap(to(X, X), to(X, X)),))
ALIAS = Predicate("alias", (X,), (heap(pure=(equal(U, X),), exists=(U,)),))
MORE = Definitions(
    DEFINITIONS.cells,
    {**DEFINITIONS.predicates, "never": NEVER, "half": HALF, "alias": ALIAS, "two": TWO, "both": BOTH},
)

UNSATISFIABLE: list[tuple[str, SymbolicHeap, tuple[tuple[str, tuple[Entry, ...]], ...]]] = [
    ("one cell twice", heap(to(X, Y), to(X, Z)), ()),
    ("one cell twice, by an equation", heap(to(X, Y), to(U, Z), pure=(equal(X, U),)), ()),
    ("a cell at nil", heap(to(NIL, Y)), ()),
    ("false", heap(pure=(FALSE,)), ()),
    ("a conjunction", heap(pure=(conjunction((equal(X, Y), different(X, Y))),)), ()),
    ("different and equal", heap(pure=(equal(X, Y), equal(Y, Z), different(X, Z))), ()),
    (
        "two segments from one root",
        heap(call("ls", X, Y), call("ls", X, Z), pure=(different(X, Y), different(X, Z))),
        (LS,),
    ),
    ("two non-empty ones", heap(call("lsp", X, Y), call("lsp", X, Z)), (LSP,)),
    ("an odd one from nil", heap(call("odd", NIL, Y)), (ODD, EVEN)),
    ("a segment at a cell", heap(call("lseg", X, Y), to(X, Z), pure=(different(X, Y),)), (LSEG,)),
    (
        "both ends of one that goes both ways",
        heap(call("dll", P, Q, R, S), to(R, P, Q), pure=(different(P, S),)),
        (DLL_BOTH_ENDS,),
    ),
    ("a predicate without heaps", heap(call("never", X)), (("never", ()),)),
]


@pytest.mark.parametrize(("left", "entries"), [c[1:] for c in UNSATISFIABLE], ids=[c[0] for c in UNSATISFIABLE])
def test_closed_tables_refute(left: SymbolicHeap, entries: tuple[tuple[str, tuple[Entry, ...]], ...]) -> None:
    goal = Entailment(left, ())
    check_unsatisfiable(BasePairTable(entries), goal, MORE)
    assert not any(True for _ in models_of(goal, MORE, 4, 8))


def test_absences_count() -> None:
    goal = Entailment(heap(call("lsp", X, Y)), (), (Absent("node", X), Absent("node", X)))
    check_unsatisfiable(BasePairTable((LSP,)), goal, MORE)
    with pytest.raises(Refused, match="a model"):
        check_unsatisfiable(BasePairTable(()), Entailment(heap(), (), goal.outside), MORE)
    with pytest.raises(Refused, match="a model"):
        check_unsatisfiable(BasePairTable((LSP,)), Entailment(goal.left, (), (Absent("other", X),)), MORE)


LEFT = Entailment(heap(call("lsp", X, Y), call("ls", X, Z), pure=(different(X, Z),)), ())
REFUSED: list[tuple[str, BasePairTable, Entailment, str]] = [
    ("too little", BasePairTable((LSP,)), LEFT, "a model"),
    ("too much", BasePairTable((LSP, ("ls", LS[1][1:]))), LEFT, "case 0 of ls"),
    (
        "too strong",
        BasePairTable((LSP, ("ls", (LS[1][0], Entry((different(X, Y), different(Y, NIL)), AT_X))))),
        LEFT,
        "case 1 of ls",
    ),
    (
        "not without the other",
        BasePairTable((("odd", ()), EVEN)),
        Entailment(heap(call("odd", X, Y)), ()),
        "case 0 of odd",
    ),
    (
        "an end that may be elsewhere",
        BasePairTable((DLL,)),
        Entailment(heap(call("dll", P, Q, R, S), to(R, P, Q), pure=(different(P, S),)), ()),
        "a model",
    ),
    ("twice in the table", BasePairTable((LSP, LSP)), LEFT, "twice"),
    ("no such predicate", BasePairTable((("lsq", ()),)), LEFT, "no predicate"),
    (
        "not of parameters",
        BasePairTable((LSP, ("ls", (Entry((equal(X, U),)), LS[1][1])))),
        LEFT,
        "more than its parameters",
    ),
    (
        "a case's own variable is nobody else's",
        BasePairTable((("alias", (Entry((equal(U, X),)),)),)),
        Entailment(heap(call("alias", Y), pure=(different(U, Y),)), ()),
        "more than its parameters",
    ),
    (
        "half a cell is no cell",
        BasePairTable((("half", (Entry((), AT_X),)),)),
        Entailment(heap(call("half", X, Y), call("half", X, Y)), ()),
        "case 0 of half",
    ),
    (
        "half of a predicate",
        BasePairTable((LSP,)),
        Entailment(heap(*[PredicateCall("lsp", (X, Y), Number(Fraction(1, 2), REAL))] * 2), ()),
        "a model",
    ),
    (
        "halves of two cells may be one cell",
        BasePairTable((("two", (Entry((different(X, Y),)),)),)),
        Entailment(heap(PredicateCall("two", (X, Y), Number(Fraction(1, 2), REAL)), pure=(equal(X, Y),)), ()),
        "a model",
    ),
    (
        "where two wholes clash, two halves do not",
        BasePairTable((("both", ()),)),
        Entailment(heap(PredicateCall("both", (X,), Number(Fraction(1, 2), REAL))), ()),
        "a model",
    ),
]


@pytest.mark.parametrize(("table", "goal", "reason"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_other_tables_are_refused(table: BasePairTable, goal: Entailment, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        check_unsatisfiable(table, goal, MORE)


AVOIDED = {
    ("ls", "node"): {1},  # acyclic: never a cell at its end
    ("lseg", "node"): set(),
    ("rev", "node"): set(),
    ("lsp", "node"): set(),
    ("dll", "pair"): {3},
    ("tree", "pair"): set(),
    ("tree", "node"): {0},
    ("never", "node"): set(),  # it has no heap, but its cases speak of a cell there
}


@pytest.mark.parametrize(("name", "region"), AVOIDED)
def test_avoidance(name: str, region: str) -> None:
    table = Avoidance(MORE)
    predicate = MORE.predicates[name]
    nothing = Literals(())
    atom = PredicateCall(name, predicate.parameters)
    found = {i for i, p in enumerate(predicate.parameters) if table.atom_avoids(atom, region, p, nothing)}
    assert found == AVOIDED[name, region]


def test_avoidance_agrees_with_the_heaps() -> None:
    table = Avoidance(MORE)
    for predicate in DEFINITIONS.predicates.values():
        region = "node" if predicate.parameters[0].sort is X.sort else "pair"
        atom = PredicateCall(predicate.name, predicate.parameters)
        for parameter in predicate.parameters:
            if table.atom_avoids(atom, region, parameter, Literals(())):
                for model in models_of(Entailment(heap(atom), ()), DEFINITIONS, 4):
                    assert (region, dict(model.stack)[parameter]) not in dict(model.heap)
