"""The semantics against an independent account of it, and its answers on plain examples."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations
from random import Random

import pytest

from frame_ls.kernel.semantics import Limits, satisfies
from frame_ls.kernel.values import Address, DataValue, HeapCell, Truth, Value
from frame_ls.logic.definitions import Branch, Constructor, Datatype, Definitions, Function, Predicate
from frame_ls.logic.formulas import And, Emp, Exists, Forall, Formula, Not, Or, Pure, Spatial, Star, Wand
from frame_ls.logic.heaps import Cell, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT, REAL, data
from frame_ls.logic.terms import (
    FALSE,
    ONE,
    TRUE,
    WHOLE,
    Apply,
    Number,
    Quantified,
    Term,
    Variable,
    add,
    different,
    equal,
    less,
    less_equal,
    subtract,
)
from tests.oracle import goal_variables, models_of
from tests.random_goals import DEFINITIONS, FAMILIES, NIL, NODE, call, heap, node, random_heap, to

YES, NO, OPEN = Truth.YES, Truth.NO, Truth.UNDETERMINED


# Matching a heap against a symbolic heap must agree with enumerating all small models of that symbolic heap.


def canonical(stack: dict[Variable, Value], cells: dict[object, HeapCell]) -> object:
    """The least form of a stack and a heap under renaming of addresses."""
    addresses = {a for a in stack.values() if isinstance(a, Address) and a.number}
    for (_, address), cell in cells.items():
        addresses |= {a for a in (address, *cell.values) if isinstance(a, Address) and a.number}
    ordered = sorted(addresses, key=lambda a: a.number)

    def under(names: dict[Address, int], value: Value) -> object:
        return names.get(value, 0) if isinstance(value, Address) else value

    forms = []
    for order in permutations(range(1, len(ordered) + 1)):
        names = dict(zip(ordered, order, strict=True))
        forms.append(
            (
                tuple(sorted((v.name, under(names, x)) for v, x in stack.items())),
                tuple(
                    sorted(
                        (r, under(names, a), tuple(under(names, x) for x in c.values)) for (r, a), c in cells.items()
                    )
                ),
            )
        )
    return min(forms)


@pytest.mark.parametrize("family", FAMILIES)
def test_matching_agrees_with_enumeration(family: str) -> None:
    random = Random(f"matching {family}")
    bound = Variable("e", FAMILIES[family][2].sort)
    seen = {YES: 0, NO: 0}
    for _ in range(120):
        exists = (bound,) if random.random() < 0.5 else ()
        formula = random_heap(random, family, 2, exists)
        other = random_heap(random, family, 3)
        both = goal_variables(Entailment(other, (formula,)))
        wanted = {
            canonical({v: dict(m.stack).get(v, Address(v.sort, 0)) for v in both}, dict(m.heap))
            for m in models_of(Entailment(without_binder(formula), (other,)), DEFINITIONS, 3)
        }
        for model in models_of(Entailment(other, (formula,)), DEFINITIONS, 3):
            stack = dict(model.stack)
            form = canonical({v: stack[v] for v in both}, dict(model.heap))
            truth = satisfies(stack, dict(model.heap), formula, DEFINITIONS)
            assert truth is (YES if form in wanted else NO), (formula, model)
            seen[truth] += 1
    assert min(seen.values()) > 50


def without_binder(formula: SymbolicHeap) -> SymbolicHeap:
    """The same with the existentials free: enumeration gives them every value, and `canonical` leaves them out."""
    return SymbolicHeap(formula.pure, formula.spatial)


# Symbolic heaps with numbers, data and fractions.

ENTRY = Cell("entry", "entry", NODE, ("next", "value"), (NODE, INT))
X, Y, U = node("x"), node("y"), node("u")
N, M, K = (Variable(n, INT) for n in "nmk")
F = Variable("f", REAL)
LIST = data("list")
VS, WS = Variable("vs", LIST), Variable("ws", LIST)
NOTHING = Apply("nothing", (), LIST)


def cons(first: Term, rest: Term) -> Term:
    return Apply("cons", (first, rest), LIST)


def entry(root: Term, following: Term, value: Term, fraction: Term = WHOLE) -> PointsTo:
    return PointsTo(root, ENTRY, (following, value), fraction)


def counted(*args: Term, fraction: Term = WHOLE) -> PredicateCall:
    return PredicateCall("counted", args, fraction)


NUMBERS = Definitions(
    cells={"entry": ENTRY},
    predicates={
        "counted": Predicate(  # length
            "counted",
            (X, N),
            (
                heap(pure=(equal(X, NIL), equal(N, Number(0)))),
                heap(entry(X, U, M), counted(U, subtract(N, ONE)), exists=(U, M)),
            ),
        ),
        "ordered": Predicate(  # ascending, at least n
            "ordered",
            (X, N),
            (
                heap(pure=(equal(X, NIL),)),
                heap(entry(X, U, M), PredicateCall("ordered", (U, M)), pure=(less_equal(N, M),), exists=(U, M)),
            ),
        ),
        "holding": Predicate(  # contents
            "holding",
            (X, VS),
            (
                heap(pure=(equal(X, NIL), equal(VS, NOTHING))),
                heap(
                    entry(X, U, M), PredicateCall("holding", (U, WS)), pure=(equal(VS, cons(M, WS)),), exists=(U, M, WS)
                ),
            ),
        ),
        "known": Predicate("known", (X,), None),
        "round": Predicate("round", (X,), (heap(PredicateCall("round", (X,))), heap(pure=(equal(X, NIL),)))),
        "growing": Predicate("growing", (X,), (heap(call("growing", X), call("growing", X)),)),
    },
    datatypes={"list": Datatype("list", (), (Constructor("nothing", ()), Constructor("cons", (M, VS))))},
    functions={
        "length": Function(
            "length",
            (VS,),
            INT,
            branches=(
                Branch("nothing", (), Number(0)),
                Branch("cons", (M, WS), add(Apply("length", (WS,), INT), ONE)),
            ),
        )
    },
)


def at(number: int) -> Address:
    return Address(NODE, number)


def values(*contents: int) -> DataValue:
    found = DataValue("nothing", ())
    for value in reversed(contents):
        found = DataValue("cons", (value, found))
    return found


def chain(*contents: int) -> dict[tuple[str, Address], HeapCell]:
    """A list at 1, 2, ... that holds these."""
    count = len(contents)
    return {
        ("entry", at(i)): HeapCell("entry", (at(i + 1 if i < count else 0), value))
        for i, value in enumerate(contents, 1)
    }


HALF = Number(Fraction(1, 2), REAL)
HALVES = {place: HeapCell(c.cell, c.values, Fraction(1, 2)) for place, c in chain(3, 5).items()}

SYMBOLIC: list[tuple[str, SymbolicHeap, dict[Variable, Value], dict[object, HeapCell], Truth]] = [
    ("a count that fits", heap(counted(X, N)), {X: at(1), N: 2}, chain(3, 5), YES),
    ("a count that does not", heap(counted(X, N)), {X: at(1), N: 3}, chain(3, 5), NO),
    ("a count to be found", heap(counted(X, N), exists=(N,)), {X: at(1)}, chain(3, 5), YES),
    (
        "a count found too small",
        heap(counted(X, N), pure=(less(Number(2), N),), exists=(N,)),
        {X: at(1)},
        chain(3, 5),
        NO,
    ),
    ("ascending", heap(PredicateCall("ordered", (X, N))), {X: at(1), N: 3}, chain(3, 5, 5), YES),
    ("not ascending", heap(PredicateCall("ordered", (X, N))), {X: at(1), N: 3}, chain(3, 5, 4), NO),
    ("some lower bound", heap(PredicateCall("ordered", (X, N)), exists=(N,)), {X: at(1)}, chain(3, 5), YES),
    (
        "no lower bound above the first",
        heap(PredicateCall("ordered", (X, N)), pure=(less(Number(3), N),), exists=(N,)),
        {X: at(1)},
        chain(3, 5),
        NO,
    ),
    ("contents", heap(PredicateCall("holding", (X, VS))), {X: at(1), VS: values(3, 5)}, chain(3, 5), YES),
    ("other contents", heap(PredicateCall("holding", (X, VS))), {X: at(1), VS: values(3, 4)}, chain(3, 5), NO),
    (
        "contents to be found",
        heap(PredicateCall("holding", (X, VS)), pure=(equal(Apply("length", (VS,), INT), N),), exists=(VS,)),
        {X: at(1), N: 2},
        chain(3, 5),
        YES,
    ),
    (
        "contents of another length",
        heap(PredicateCall("holding", (X, VS)), pure=(equal(Apply("length", (VS,), INT), N),), exists=(VS,)),
        {X: at(1), N: 3},
        chain(3, 5),
        NO,
    ),
    ("half of all", heap(counted(X, N, fraction=HALF)), {X: at(1), N: 2}, HALVES, YES),
    ("all of half", heap(counted(X, N)), {X: at(1), N: 2}, HALVES, NO),
    (
        "two halves",
        heap(counted(X, N, fraction=HALF), counted(X, N, fraction=HALF)),
        {X: at(1), N: 2},
        chain(3, 5),
        YES,
    ),
    ("a half is not the whole", heap(counted(X, N, fraction=HALF)), {X: at(1), N: 2}, chain(3, 5), NO),
    ("a part to be found", heap(counted(X, N, fraction=F), exists=(F,)), {X: at(1), N: 2}, HALVES, OPEN),
    ("a predicate without definition", heap(PredicateCall("known", (X,))), {X: at(1)}, chain(3), OPEN),
    ("round without cells", heap(PredicateCall("round", (X,))), {X: at(0)}, {}, YES),
    ("round and never there", heap(PredicateCall("round", (X,))), {X: at(1)}, {}, NO),
    ("an unknown root", heap(entry(U, NIL, M), exists=(U, M)), {}, chain(3), YES),
    ("no cell with that value", heap(entry(U, NIL, Number(4)), exists=(U,)), {}, chain(3), NO),
    ("a new location", heap(pure=(different(U, X), different(U, NIL)), exists=(U,)), {X: at(1)}, {}, YES),
    ("a number that is there", heap(pure=(less(N, M), less(M, add(N, Number(2)))), exists=(M,)), {N: 7}, {}, YES),
    ("a number that is not", heap(pure=(less(N, M), less(M, N)), exists=(M,)), {N: 7}, {}, NO),
    ("a variable from nowhere", heap(pure=(equal(X, Y),)), {X: at(1)}, {}, OPEN),
]


@pytest.mark.parametrize(
    ("formula", "stack", "cells", "truth"), [c[1:] for c in SYMBOLIC], ids=[c[0] for c in SYMBOLIC]
)
def test_symbolic_heaps(formula: SymbolicHeap, stack: dict, cells: dict, truth: Truth) -> None:
    assert satisfies(stack, cells, formula, NUMBERS) is truth


def test_a_search_without_end_is_open() -> None:
    formula = heap(call("growing", X))
    assert satisfies({X: at(1)}, {}, formula, NUMBERS, Limits(states=500)) is OPEN


# Formulas with every connective.


def cell(root: Term, following: Term) -> Formula:
    return Spatial(to(root, following))


def plain(*links: tuple[int, int]) -> dict[tuple[str, Address], HeapCell]:
    return {("node", at(a)): HeapCell("node", (at(b),)) for a, b in links}


ANY = Pure(TRUE)
ONE_CELL = And((Not(Emp()), Not(Star((Not(Emp()), Not(Emp()))))))
FORMULAS: list[tuple[str, Formula, dict[Variable, Value], dict[object, HeapCell], Truth]] = [
    ("emp", Emp(), {}, {}, YES),
    ("not emp", Not(Emp()), {}, plain((1, 2)), YES),
    ("pure says nothing of the heap", Pure(equal(X, X)), {X: at(1)}, plain((1, 2)), YES),
    ("a cell and anything", Star((cell(X, Y), ANY)), {X: at(1), Y: at(2)}, plain((1, 2), (2, 0)), YES),
    ("a cell, exactly", cell(X, Y), {X: at(1), Y: at(2)}, plain((1, 2), (2, 0)), NO),
    ("one cell", ONE_CELL, {}, plain((1, 2)), YES),
    ("two are not one", ONE_CELL, {}, plain((1, 2), (2, 1)), NO),
    (
        "both readings",
        And((Star((cell(X, Y), ANY)), Star((cell(Y, X), ANY)))),
        {X: at(1), Y: at(2)},
        plain((1, 2), (2, 1)),
        YES,
    ),
    ("either", Or((Emp(), cell(X, Y))), {X: at(1), Y: at(2)}, plain((1, 2)), YES),
    ("neither", Or((Emp(), cell(Y, X))), {X: at(1), Y: at(2)}, plain((1, 2)), NO),
    ("all locations are there", Forall((U,), Star((Exists((Y,), cell(U, Y)), ANY))), {}, plain((1, 2)), NO),
    ("one is not", Exists((U,), Not(Star((Exists((Y,), cell(U, Y)), ANY)))), {}, plain((1, 2)), YES),
    ("given the cell, two", Wand(cell(Y, X), Star((cell(X, Y), cell(Y, X)))), {X: at(1), Y: at(2)}, plain((1, 2)), YES),
    ("nothing can be given", Wand(cell(X, X), Pure(FALSE)), {X: at(1), Y: at(2)}, plain((1, 2)), YES),
    ("something can be given", Wand(cell(Y, X), Pure(FALSE)), {X: at(1), Y: at(2)}, plain((1, 2)), NO),
    ("many could be given", Wand(Not(Emp()), Not(Emp())), {}, {}, OPEN),
    ("a list and more", Star((Spatial(call("ls", X, NIL)), Not(Emp()))), {X: at(1)}, plain((1, 0), (2, 0)), YES),
    ("all numbers", Pure(Quantified("#forall", (N,), less(N, ONE))), {}, {}, NO),
    ("some number", Pure(Quantified("#exists", (N,), less(M, N))), {M: 5}, {}, YES),
    ("no telling", Pure(Quantified("#forall", (N,), less_equal(N, Apply("f", (N,), INT)))), {}, {}, OPEN),
]


@pytest.mark.parametrize(
    ("formula", "stack", "cells", "truth"), [c[1:] for c in FORMULAS], ids=[c[0] for c in FORMULAS]
)
def test_formulas(formula: Formula, stack: dict, cells: dict, truth: Truth) -> None:
    assert satisfies(stack, cells, formula, DEFINITIONS) is truth
