"""Models told by a derivation that repeats itself: accepted for what is satisfiable, refused for what is not."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from frame_ls.kernel.certify import Invalid, certify
from frame_ls.kernel.derived_models import DerivedModel, Part, Repeated, Unfolded, check_derived_model
from frame_ls.kernel.evidence import evidence_text, verify_evidence_text
from frame_ls.kernel.models import Unfolding
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Absent, Entailment, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import ONE, Number, Variable, add, different, equal, less
from tests.oracle import Classes, Flat, flattened, goal_variables, models_of
from tests.random_goals import DEFINITIONS, FAMILIES, NIL, NIL_PAIR, call, heap, node, pair, random_goal, to

X, Y, Z, U, V = (node(n) for n in "xyzuv")
P, Q, R = (pair(n) for n in "pqr")
N, M, K = (Variable(n, INT) for n in "nmk")
TWO = Number(2)

EVENLY = Predicate(  # two cells a time
    "evenly",
    (X, N),
    (
        heap(pure=(equal(X, NIL), equal(N, Number(0)))),
        heap(to(X, U), to(U, V), PredicateCall("evenly", (V, M)), pure=(equal(N, add(M, TWO)),), exists=(U, V, M)),
    ),
)
SIZED = Predicate(  # a tree of so many nodes
    "sized",
    (P, N),
    (
        heap(pure=(equal(P, NIL_PAIR), equal(N, Number(0)))),
        heap(
            to(P, Q, R),
            PredicateCall("sized", (Q, M)),
            PredicateCall("sized", (R, K)),
            pure=(equal(N, add(M, K, ONE)),),
            exists=(Q, R, M, K),
        ),
    ),
)
RISING = Predicate(  # from n up to m, rising, never through 7
    "rising",
    (X, N, Y, M),
    (
        heap(pure=(equal(X, Y), equal(N, M))),
        heap(
            to(X, U),
            PredicateCall("rising", (U, K, Y, M)),
            pure=(less(N, K), different(N, Number(7)), different(X, Y)),
            exists=(U, K),
        ),
    ),
)
NUMBERED = Definitions(DEFINITIONS.cells, {p.name: p for p in (EVENLY, SIZED, RISING)})
MANY = 320_000

EVEN_GOAL = Entailment(heap(PredicateCall("evenly", (X, N)), pure=(equal(N, Number(MANY)),)), ())
EVEN_MODEL = DerivedModel(
    ((N, MANY),), (Unfolded(0, (), ()), Repeated(1, 0, MANY // 2, (-2,), (MANY - 2,), (-2,), (), 0)), (1,)
)
TREE_GOAL = Entailment(heap(PredicateCall("sized", (P, N)), pure=(equal(N, Number(MANY)),)), ())
TREE_MODEL = DerivedModel(
    ((N, MANY),), (Unfolded(0, (), ()), Repeated(1, 1, MANY, (-1,), (0, MANY - 1), (0, -1), (0,), 0)), (1,)
)
RISING_GOAL = Entailment(heap(PredicateCall("rising", (X, N, Y, M)), to(Y, X)), ())
RISING_MODEL = DerivedModel(
    ((N, 8), (M, 8 + 3 * MANY)), (Unfolded(0, (), ()), Repeated(1, 0, MANY, (3, 0), (11,), (3,), (), 0)), (1,)
)
LARGE = [(EVEN_GOAL, EVEN_MODEL), (TREE_GOAL, TREE_MODEL), (RISING_GOAL, RISING_MODEL)]


@pytest.mark.parametrize("number", range(len(LARGE)))
def test_large_models_are_seen_at_once(number: int) -> None:
    goal, model = LARGE[number]
    assert isinstance(certify(goal, NUMBERED, model), Invalid)
    found = verify_evidence_text(evidence_text(goal, NUMBERED, model))
    assert found.claim == "satisfiable"


def changed(model: DerivedModel, **fields: object) -> DerivedModel:
    """With other fields in the part that repeats."""
    repeated = model.parts[1]
    return replace(model, parts=(model.parts[0], replace(repeated, **fields)))  # type: ignore[arg-type]


REFUSED: list[tuple[str, Entailment, DerivedModel, str]] = [
    ("one time less", EVEN_GOAL, changed(EVEN_MODEL, count=MANY // 2 - 1), "not true"),
    ("one time more", EVEN_GOAL, changed(EVEN_MODEL, count=MANY // 2 + 1), "not true"),
    ("no time at all", EVEN_GOAL, changed(EVEN_MODEL, count=0), "no call of the same"),
    ("another step", EVEN_GOAL, changed(EVEN_MODEL, argument_steps=(-1,)), "not true|go on"),
    ("another value", EVEN_GOAL, changed(EVEN_MODEL, values=(MANY - 1,)), "not true"),
    (
        "an odd number",
        replace(EVEN_GOAL, left=replace(EVEN_GOAL.left, pure=())),
        replace(EVEN_MODEL, numbers=((N, MANY + 1),)),
        "not true",
    ),
    ("a part of itself", EVEN_GOAL, changed(EVEN_MODEL, end=1), "before its owner"),
    ("no such part", EVEN_GOAL, replace(EVEN_MODEL, calls=(2,)), "before its owner"),
    ("no part", EVEN_GOAL, replace(EVEN_MODEL, calls=()), "number of parts"),
    ("a value for a location", EVEN_GOAL, changed(EVEN_MODEL, values=(MANY - 2, 0)), "another number of values"),
    ("a right side", replace(EVEN_GOAL, right=(heap(),)), EVEN_MODEL, "no more than"),
    ("the other call repeated", TREE_GOAL, changed(TREE_MODEL, again=0), "go on|not true|changes its numbers"),
    (
        "through a number that is avoided",
        RISING_GOAL,
        replace(changed(RISING_MODEL, values=(7,)), numbers=((N, 4), (M, 4 + 3 * MANY))),
        "cross|not true",
    ),
    (
        "past a number that is avoided",
        RISING_GOAL,
        replace(changed(RISING_MODEL, values=(6,)), numbers=((N, 3), (M, 3 + 3 * MANY))),
        "cross",
    ),
    (
        "falling",
        RISING_GOAL,
        replace(
            changed(RISING_MODEL, values=(5,), value_steps=(-3,), argument_steps=(-3, 0)),
            numbers=((N, 8), (M, 8 - 3 * MANY)),
        ),
        "not true",
    ),
    (
        "back to its root",
        replace(RISING_GOAL, left=replace(RISING_GOAL.left, pure=(equal(X, Y),))),
        RISING_MODEL,
        "contradicts",
    ),
    ("where nothing may be", replace(RISING_GOAL, outside=(Absent("node", X),)), RISING_MODEL, "contradicts"),
]


@pytest.mark.parametrize(("goal", "model", "reason"), [c[1:] for c in REFUSED], ids=[c[0] for c in REFUSED])
def test_what_derives_nothing_is_refused(goal: Entailment, model: DerivedModel, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        check_derived_model(goal, model, NUMBERED)


# Every small derivation, consistent or not, must be judged as enumeration judges it.


def derived(flat_choices: tuple[Unfolding, ...], heap_: SymbolicHeap, random: Random) -> DerivedModel:
    """The derivation with a part for each unfolding; at random, chains of one case are told as repetitions."""
    choices = iter(flat_choices)
    parts: list[Part] = []

    def part_for(call_: PredicateCall) -> int:
        chosen = next(choices)
        predicate = DEFINITIONS.predicates[call_.name]
        case = (predicate.cases or ())[chosen.case]
        calls = [a for a in case.spatial if isinstance(a, PredicateCall)]
        below = tuple(part_for(c) for c in calls)
        last = parts[below[0]] if len(below) == 1 else None
        if len(below) == 1 and calls[0].name == call_.name and random.random() < 0.7:
            if isinstance(last, Repeated) and last.case == chosen.case:
                parts.append(replace(last, count=last.count + 1))
            else:
                parts.append(Repeated(chosen.case, 0, 1, (), (), (), (), below[0]))
        else:
            parts.append(Unfolded(chosen.case, (), below))
        return len(parts) - 1

    calls = tuple(part_for(a) for a in heap_.spatial if isinstance(a, PredicateCall))
    return DerivedModel((), tuple(parts), calls)


def is_consistent(flat: Flat, goal: Entailment) -> bool:
    names = tuple(dict.fromkeys((*goal_variables(goal), *(v for _, bound in flat.chosen for v in bound))))
    places = tuple((p.region, p.address) for p in goal.outside)
    return any(True for _ in Classes(flat, names, places).colourings())


def why_refused(goal: Entailment, model: DerivedModel) -> str | None:
    try:
        check_derived_model(goal, model, DEFINITIONS)
    except Refused as refused:
        return str(refused)
    return None


@pytest.mark.parametrize("family", FAMILIES)
def test_small_derivations_are_judged_exactly(family: str) -> None:
    random = Random(f"derived {family}")
    _, variables, null = FAMILIES[family]
    seen = {True: 0, False: 0}
    for _ in range(150):
        outside = tuple(Absent(null.sort.name, v) for v in variables if random.random() < 0.15)
        goal = Entailment(random_goal(random, family).left, (), outside)
        for flat in flattened(goal.left, DEFINITIONS, 5, 7):
            model = derived(tuple(Unfolding(case) for case, _ in flat.chosen), goal.left, random)
            wanted = is_consistent(flat, goal)
            assert (why_refused(goal, model) is None) == wanted, (goal, model)
            seen[wanted] += 1
    assert min(seen.values()) > 30, seen


def test_a_repetition_is_what_it_says() -> None:
    goal = Entailment(heap(call("lseg", X, Y), pure=(different(X, Y), different(Y, Z))), ())
    for count in (1, 2, 3, 1000, 10**12):
        model = DerivedModel((), (Unfolded(0, (), ()), Repeated(1, 0, count, (), (), (), (), 0)), (1,))
        check_derived_model(goal, model, DEFINITIONS)
    assert any(True for _ in models_of(goal, DEFINITIONS, 2))
