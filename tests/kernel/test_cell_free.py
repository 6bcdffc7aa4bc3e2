"""Models without cells: accepted where enumeration finds values, refused where it finds none."""

from __future__ import annotations

from dataclasses import replace
from itertools import product
from random import Random

import pytest

from frame_ls.kernel.cell_free import CellFreeModel, Stage, check_cell_free
from frame_ls.kernel.certify import Invalid, certify
from frame_ls.kernel.decision_diagrams import EVERYTHING, NOTHING, Diagrams
from frame_ls.kernel.evidence import evidence_text, verify_evidence_text
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Absent, Entailment, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import EQUAL, NOT, Apply, Number, Term, Variable, different, equal
from frame_ls.prover.base_pairs.cell_free import cell_free_model, is_cell_free
from frame_ls.prover.base_pairs.table import Table
from frame_ls.prover.budget import Budget
from frame_ls.prover.entail import prove
from tests.random_goals import DEFINITIONS, NIL, call, heap, node, to

X, Y, Z, U = (node(n) for n in "xyzu")


def counter(size: int) -> Definitions:
    """`count(xs)`: xs, read as a number (nil is 0), is reached from 0 by counting; `full`: it is all ones."""
    xs, ys = ([node(f"{n}{i}") for i in range(size)] for n in "xy")
    steps = []
    for first in range(size):
        pure = [equal(y, NIL) for y in ys[:first]] + [different(x, NIL) for x in xs[:first]]
        pure += [equal(xs[first], NIL), different(ys[first], NIL)]
        pure += [equal(x, y) for x, y in zip(xs[first + 1 :], ys[first + 1 :], strict=True)]
        steps.append(heap(pure=tuple(pure)))
    count = (
        heap(pure=tuple(equal(y, NIL) for y in ys)),
        heap(call("next", *xs, *ys), call("count", *xs), exists=tuple(xs)),
    )
    full = heap(call("count", *ys), pure=tuple(different(y, NIL) for y in ys), exists=tuple(ys))
    predicates = (
        Predicate("next", (*xs, *ys), tuple(steps)),
        Predicate("count", tuple(ys), count),
        Predicate("full", (), (full,)),
    )
    return Definitions(predicates={p.name: p for p in predicates})


def test_counting_in_binary() -> None:
    definitions, goal = counter(40), Entailment(heap(call("full")), ())
    model = prove(goal, definitions, Budget(200_000))
    assert isinstance(model, CellFreeModel)
    assert isinstance(certify(goal, definitions, model), Invalid)
    text = evidence_text(goal, definitions, model)
    assert verify_evidence_text(text).claim == "satisfiable"
    with pytest.raises(Refused):
        verify_evidence_text(text.replace('"doublings":64', '"doublings":9'))


def test_a_number_that_is_never_reached() -> None:
    """Every second number only: the lowest bit stays clear."""
    definitions = counter(5)
    xs, ys = ([node(f"{n}{i}") for i in range(5)] for n in "xy")
    skipping = heap(call("next", NIL, *xs[1:], NIL, *ys[1:]), call("count", *xs), exists=tuple(xs))
    count = Predicate("count", tuple(ys), (heap(pure=tuple(equal(y, NIL) for y in ys)), skipping))
    changed = Definitions(predicates={**definitions.predicates, "count": count})
    goal = Entailment(heap(call("full")), ())
    assert cell_free_model(goal, Table(changed, goal.left, Budget()), Budget()) is None


FLIP = Predicate(
    "flip", (X, Y), (heap(pure=(equal(X, NIL), different(Y, NIL))), heap(pure=(different(X, NIL), equal(Y, NIL))))
)
APART = Predicate(
    "apart", (X, Y, Z), (heap(pure=(different(X, Y), different(Y, Z), different(X, Z), different(X, NIL))),)
)
NUMBERED = Predicate("numbered", (Variable("n", INT),), (heap(),))
POSITIVE = Predicate(
    "positive", (X,), (heap(pure=(equal(Variable("n", INT), Number(1)),), exists=(Variable("n", INT),)),)
)
SMALL = Definitions(
    DEFINITIONS.cells,
    {**DEFINITIONS.predicates, **{p.name: p for p in (FLIP, APART, NUMBERED, POSITIVE)}},
)
MODEL = CellFreeModel(1, (("flip", (X, Y)), ("apart", (X, Y, Z))), (X, Y, Z), (Stage("flip", 0), Stage("apart", 0)))
FLIPPED = Entailment(heap(call("flip", X, Y)), ())
TWICE = heap(call("flip", X, Y), call("flip", Y, Z), pure=(different(X, Z), equal(X, NIL)))
CELLS = replace(MODEL, orders=(("lsp", (X, U, Y)),), stages=(Stage("lsp", 4),))
NUMBERS = replace(MODEL, orders=(("positive", (X,)),), stages=(Stage("positive", 4),))
REFUSED: list[tuple[str, Entailment, CellFreeModel]] = [
    ("contradiction", Entailment(heap(call("flip", X, Y), pure=(equal(X, Y),)), ()), MODEL),
    ("twice round", Entailment(TWICE, ()), MODEL),
    ("a cell", Entailment(heap(call("flip", X, Y), to(X, Y)), ()), MODEL),
    ("a right side", Entailment(heap(call("flip", X, Y)), (heap(),)), MODEL),
    ("absent nil", Entailment(heap(call("flip", X, Y), pure=(equal(X, NIL),)), (), (Absent("node", X),)), MODEL),
    ("too few addresses", Entailment(heap(call("apart", X, Y, Z), pure=(different(Y, NIL),)), ()), MODEL),
    ("no stage", FLIPPED, replace(MODEL, stages=())),
    ("no bits", FLIPPED, replace(MODEL, bits=0)),
    ("no place for x", FLIPPED, replace(MODEL, order=(Y,))),
    ("x twice", FLIPPED, replace(MODEL, order=(X, Y, X))),
    ("nothing of that name", FLIPPED, replace(MODEL, stages=(Stage("flop", 0),))),
    ("numbers", FLIPPED, replace(MODEL, stages=(Stage("numbered", 0),))),
    ("cells below", Entailment(heap(call("lsp", X, Y)), ()), CELLS),
    ("pure of numbers", Entailment(heap(call("positive", X)), ()), NUMBERS),
]


@pytest.mark.parametrize(("goal", "model"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_what_derives_nothing_is_refused(goal: Entailment, model: CellFreeModel) -> None:
    with pytest.raises(Refused):
        check_cell_free(goal, model, SMALL)


def test_neighbours_are_accepted() -> None:
    check_cell_free(FLIPPED, MODEL, SMALL)
    check_cell_free(Entailment(heap(call("flip", X, Y), pure=(equal(X, Z),)), (), (Absent("node", X),)), MODEL, SMALL)
    three = Entailment(heap(call("apart", X, Y, Z), pure=(different(Y, NIL),)), ())
    check_cell_free(three, replace(MODEL, bits=2), SMALL)


# Random definitions against enumeration.

NAMES = ("a", "b", "c")
LOCALS = (node("u"), node("v"))
Vectors = dict[str, set[tuple[int, ...]]]


def random_definitions(random: Random) -> Definitions:
    predicates = {}
    for name in NAMES:
        cases = tuple(random_case(random) for _ in range(random.randint(1, 3)))
        predicates[name] = Predicate(name, (X, Y), cases)
    return Definitions(predicates=predicates)


def random_case(random: Random) -> SymbolicHeap:
    terms: list[Term] = [X, X, Y, Y, *LOCALS, NIL]
    makers = (equal, different, different)
    pure = tuple(random.choice(makers)(*random.choices(terms, k=2)) for _ in range(random.randint(0, 3)))
    calls = tuple(
        call(random.choice(NAMES), *random.choices(terms, k=2)) for _ in range(random.choice((0, 0, 1, 1, 2)))
    )
    return heap(*calls, pure=tuple(p for p in pure if isinstance(p, Apply) and p.args), exists=LOCALS)


def enumerated(definitions: Definitions, size: int) -> Vectors:
    """The argument vectors of all predicates over so many addresses, 0 being nil: the least fixpoint."""
    found: Vectors = {name: set() for name in definitions.predicates}
    while True:
        new = {
            name: {
                values[:2]
                for values in product(range(size), repeat=4)
                for case in predicate.cases or ()
                if is_true(case, dict(zip((X, Y, *LOCALS), values, strict=True)), found)
            }
            for name, predicate in definitions.predicates.items()
        }
        if new == found:
            return found
        found = new


def is_true(case: SymbolicHeap, stack: dict[Variable, int], known: Vectors) -> bool:
    def value(term: Term) -> int:
        return stack[term] if isinstance(term, Variable) else 0

    def holds(formula: Term) -> bool:
        assert isinstance(formula, Apply)
        if formula.operator == NOT:
            inner = formula.args[0]
            return not holds(inner)
        assert formula.operator == EQUAL
        return value(formula.args[0]) == value(formula.args[1])

    calls = (a for a in case.spatial if isinstance(a, PredicateCall))
    return all(holds(p) for p in case.pure) and all(tuple(map(value, a.args)) in known[a.name] for a in calls)


@pytest.mark.parametrize("seed", range(120))
def test_random_definitions(seed: int) -> None:
    random = Random(seed)
    definitions = random_definitions(random)
    known = enumerated(definitions, 4)
    for _ in range(4):
        left = random_case(random)
        left = SymbolicHeap(left.pure, left.spatial)
        if not left.spatial:
            continue
        goal = Entailment(left, ())
        table = Table(definitions, left, Budget())
        assert is_cell_free(table)
        model = cell_free_model(goal, table, Budget())
        vectors = product(range(4), repeat=4)
        expected = any(is_true(left, dict(zip((X, Y, *LOCALS), v, strict=True)), known) for v in vectors)
        assert (model is not None) == expected, left
        if model is None:
            for bits in (1, 2):  # whatever the stages, what has no values is refused
                stages = tuple(Stage(random.choice(NAMES), random.randint(0, 3)) for _ in range(9))
                order = (X, *LOCALS, Y)
                forged = CellFreeModel(bits, tuple((n, order) for n in NAMES), order, stages)
                with pytest.raises(Refused):
                    check_cell_free(goal, forged, definitions)
        else:
            check_cell_free(goal, model, definitions)


@pytest.mark.parametrize("seed", range(30))
def test_diagrams_are_sets(seed: int) -> None:
    """Random operations, each against the same on sets of vectors."""
    random = Random(seed)
    diagrams = Diagrams(lambda: None)
    levels = range(4)
    vectors = [dict(zip(levels, bits, strict=True)) for bits in product((False, True), repeat=4)]
    made: list[tuple[int, frozenset[int]]] = [(NOTHING, frozenset()), (EVERYTHING, frozenset(range(16)))]
    made += [(diagrams.bit(k), frozenset(i for i, v in enumerate(vectors) if v[k])) for k in levels]
    for _ in range(60):
        (f, a), (g, b), (h, c) = random.choices(made, k=3)
        k, m = random.sample(levels, 2)
        found = random.choice(
            (
                (diagrams.choose(f, g, h), (a & b) | (c - a)),
                (diagrams.both(f, g, h), a & b & c),
                (diagrams.either(f, g, h), a | b | c),
                (diagrams.same(f, g), frozenset(range(16)) - (a ^ b)),
                (diagrams.meeting(f, g, (k, m)), freed(a & b, (k, m), vectors)),
                (diagrams.substituted(f, {k: g, m: h}), replaced(a, {k: b, m: c}, vectors)),
            )
        )
        assert [diagrams.has(found[0], v) for v in vectors] == [i in found[1] for i in range(16)]
        assert all(node == found[0] for node, members in made if members == found[1])
        made.append(found)


def freed(members: frozenset[int], levels: tuple[int, ...], vectors: list[dict[int, bool]]) -> frozenset[int]:
    kept = [k for k in range(4) if k not in levels]
    seen = {tuple(vectors[i][k] for k in kept) for i in members}
    return frozenset(i for i, v in enumerate(vectors) if tuple(v[k] for k in kept) in seen)


def replaced(
    members: frozenset[int], values: dict[int, frozenset[int]], vectors: list[dict[int, bool]]
) -> frozenset[int]:
    def image(index: int) -> int:
        return vectors.index({k: index in values[k] if k in values else bit for k, bit in vectors[index].items()})

    return frozenset(i for i in range(16) if image(i) in members)
