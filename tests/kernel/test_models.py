"""Models: accepted where they show something, refused where they do not or where it cannot be told."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from frame_ls.kernel.certify import Invalid, Unknown, Valid, certify
from frame_ls.kernel.models import Model, Unfolding, check_model
from frame_ls.kernel.proofs import Close, Proof
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.values import DataValue, HeapCell
from frame_ls.logic.heaps import Absent, Entailment, PredicateCall
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import Number, Variable, less
from tests.kernel.test_semantics import NUMBERS, N, X, at, chain, counted, entry
from tests.oracle import models_of
from tests.random_goals import DEFINITIONS, FAMILIES, NIL, call, heap, node, random_goal, to

Y, Z, U = (node(n) for n in "yzu")
M = Variable("m", INT)
DERIVATION = (Unfolding(1, (at(2), 3)), Unfolding(1, (at(0), 5)), Unfolding(0))
COUNTED = Model(((X, at(1)), (N, 2)), tuple(chain(3, 5).items()), DERIVATION)
NOT_THREE = Entailment(heap(counted(X, N)), (heap(counted(X, Number(3))),))


def test_a_model_is_accepted() -> None:
    check_model(NOT_THREE, COUNTED, NUMBERS)
    check_model(replace(NOT_THREE, right=()), COUNTED, NUMBERS)


WRONG: dict[str, tuple[Model, str]] = {
    "another count": (replace(COUNTED, stack=((X, at(1)), (N, 3))), "not true in the model"),
    "no value for a variable": (replace(COUNTED, stack=((X, at(1)),)), "no value in the model|not true"),
    "a number for an address": (replace(COUNTED, stack=((X, 1), (N, 2))), "no value of sort"),
    "twice on the stack": (replace(COUNTED, stack=((X, at(1)), (X, at(2)), (N, 2))), "twice"),
    "a cell too few": (replace(COUNTED, heap=tuple(chain(3, 5).items())[:1]), "another heap"),
    "a cell too many": (replace(COUNTED, heap=tuple(chain(3, 5, 7).items())), "another heap"),
    "a cell elsewhere": (replace(COUNTED, heap=tuple(chain(3, 6).items())), "another heap"),
    "a cell at nil": (replace(COUNTED, heap=((("entry", at(0)), HeapCell("entry", (at(0), 3))),)), "lies nowhere"),
    "a cell of another region": (
        replace(COUNTED, heap=((("other", at(1)), HeapCell("entry", (at(0), 3))),)),
        "no cell entry can lie",
    ),
    "a field of another sort": (
        replace(COUNTED, heap=((("entry", at(1)), HeapCell("entry", (at(0), at(0)))),)),
        "no value of sort",
    ),
    "a derivation cut short": (replace(COUNTED, derivation=DERIVATION[:2]), "before its end"),
    "a derivation that goes on": (replace(COUNTED, derivation=(*DERIVATION, Unfolding(0))), "after its end"),
    "another case": (replace(COUNTED, derivation=(Unfolding(0), *DERIVATION[1:])), "not true in the model"),
    "no such case": (replace(COUNTED, derivation=(Unfolding(2), *DERIVATION[1:])), "no case 2"),
    "a value too few": (
        replace(COUNTED, derivation=(Unfolding(1, (at(2),)), *DERIVATION[1:])),
        "another number of values",
    ),
    "another value": (replace(COUNTED, derivation=(Unfolding(1, (at(2), 4)), *DERIVATION[1:])), "another heap"),
    "a value of another sort": (
        replace(COUNTED, derivation=(Unfolding(1, (at(2), DataValue("nothing", ()))), *DERIVATION[1:])),
        "no value of sort",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_model_is_refused(name: str) -> None:
    model, reason = WRONG[name]
    with pytest.raises(Refused, match=reason):
        check_model(NOT_THREE, model, NUMBERS)


def test_a_model_of_both_sides_is_refused() -> None:
    with pytest.raises(Refused, match="satisfies disjunct 1"):
        check_model(replace(NOT_THREE, right=(heap(), heap(counted(X, N)))), COUNTED, NUMBERS)


def test_what_cannot_be_told_is_refused() -> None:
    right = heap(PredicateCall("known", (X,)))
    with pytest.raises(Refused, match="cannot be told"):
        check_model(replace(NOT_THREE, right=(right,)), COUNTED, NUMBERS)


def test_absences_are_looked_at() -> None:
    goal = replace(NOT_THREE, outside=(Absent("entry", Y),))
    free = Model((*COUNTED.stack, (Y, at(9))), COUNTED.heap, DERIVATION)
    check_model(goal, free, NUMBERS)
    for number in (0, 2):
        with pytest.raises(Refused, match="not absent"):
            check_model(goal, replace(free, stack=(*COUNTED.stack, (Y, at(number)))), NUMBERS)


def test_existential_numbers_are_found_or_shown_not_to_exist() -> None:
    above = heap(entry(X, U, M), counted(U, N), pure=(less(M, N), less(N, M)), exists=(U, M, N))
    bound = heap(PredicateCall("ordered", (X, M)), pure=(less(Number(3), M),), exists=(M,))
    for right in (above, bound):
        check_model(Entailment(heap(counted(X, N)), (right,)), COUNTED, NUMBERS)


def test_long_lists_are_matched_quickly() -> None:
    count = 400
    cells = {("node", at(i)): HeapCell("node", (at(i + 1 if i < count else 0),)) for i in range(1, count + 1)}
    steps = tuple(Unfolding(1, (at(i + 1 if i < count else 0),)) for i in range(1, count + 1))
    model = Model(((X, at(1)), (Y, at(count // 2))), tuple(cells.items()), (*steps, Unfolding(0)))
    left = heap(call("ls", X, NIL))
    nowhere = heap(call("ls", X, U), call("ls", U, Y), to(Y, Y), exists=(U,))
    check_model(Entailment(left, (nowhere,)), model, DEFINITIONS)
    split = heap(call("ls", X, U), call("ls", U, Y), call("ls", Y, NIL), exists=(U,))
    with pytest.raises(Refused, match="satisfies"):
        check_model(Entailment(left, (split,)), model, DEFINITIONS)


@pytest.mark.parametrize("family", FAMILIES)
def test_all_small_models_are_models(family: str) -> None:
    random = Random(f"models {family}")
    for _ in range(40):
        goal = Entailment(random_goal(random, family).left, ())
        for model in models_of(goal, DEFINITIONS, 3):
            check_model(goal, model, DEFINITIONS)


def test_certify_says_what_the_evidence_supports() -> None:
    empty = Entailment(heap(), (heap(),))
    assert isinstance(certify(empty, DEFINITIONS, Proof(empty, (), Close(()))), Valid)
    assert isinstance(certify(NOT_THREE, NUMBERS, COUNTED), Invalid)
    other = certify(NOT_THREE, NUMBERS, Proof(empty, (), Close(())))
    assert isinstance(other, Unknown) and "another goal" in other.reason
    nothing = Model((), ())
    found = certify(empty, DEFINITIONS, nothing)
    assert isinstance(found, Unknown) and "satisfies disjunct 0" in found.reason


def test_a_cell_is_there_once() -> None:
    goal = Entailment(heap(entry(X, Y, N)), (heap(),))
    fine = Model(((X, at(1)), (Y, at(1)), (N, 4)), ((("entry", at(1)), HeapCell("entry", (at(1), 4))),))
    check_model(goal, fine, NUMBERS)
    with pytest.raises(Refused):
        check_model(Entailment(heap(entry(X, Y, N), entry(X, Y, N)), ()), fine, NUMBERS)
