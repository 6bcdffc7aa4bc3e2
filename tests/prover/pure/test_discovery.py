"""Lemmas that nobody stated are found and proved on the way, whatever was asked before."""

from __future__ import annotations

import pytest

from frame_ls.kernel.pure_check import check_pure
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.definitions import Branch, Definitions, Function
from frame_ls.logic.sorts import BOOL, INT
from frame_ls.logic.terms import TRUE, ZERO, Apply, Term, Variable, add, conjunction, equal, less, multiply
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.context import Context, Unproved
from frame_ls.prover.pure.theory import Theory
from tests.prover.pure import world
from tests.prover.pure.world import append, cons, length, listed, mem, reverse

H, T, XS = Variable("h", INT), Variable("t", world.INTS), Variable("xs", world.INTS)
A, B, C = (Variable(name, world.INTS) for name in ("as", "bs", "cs"))
X, S = Variable("x", INT), Variable("s", INT)


def total(xs: Term) -> Term:
    return Apply("total", (xs,), INT)


def positive(xs: Term) -> Term:
    return Apply("positive", (xs,), BOOL)


def by_cases(name: str, result: Term, step: Term) -> Function:
    branches = (Branch("nil", (), result), Branch("cons", (H, T), step))
    return Function(name, (XS,), result.sort, None, 0, branches)


DEFINITIONS = Definitions(
    datatypes=world.DEFINITIONS.datatypes,
    functions={
        **world.DEFINITIONS.functions,
        "total": by_cases("total", ZERO, add(H, total(T))),
        "positive": by_cases("positive", TRUE, conjunction((less(ZERO, H), positive(T)))),
    },
)

FOUND: dict[str, tuple[list[Term], Term]] = {
    "a sum so far": ([equal(A, append(B, listed(X))), equal(S, total(B))], equal(total(A), add(S, X))),
    "regrouped": ([], equal(append(append(A, listed(X)), B), append(A, cons(X, B)))),
    "reversed to the end": ([], equal(reverse(append(A, listed(X))), cons(X, reverse(A)))),
    "twice reversed": ([], equal(reverse(reverse(A)), A)),
    "all of both": ([positive(A), less(ZERO, X)], positive(append(A, listed(X)))),
    "the sum the other way": ([], equal(total(reverse(A)), total(A))),
    "sums and reversals": (
        [],
        equal(total(append(A, append(B, reverse(C)))), add(total(C), total(B), total(A))),
    ),
    "a member of both": ([mem(X, A)], mem(X, append(A, B))),
    "a member of the reverse": ([mem(X, A)], mem(X, reverse(A))),
    "no negative length": ([equal(length(A), add(length(B), length(C))), equal(length(A), ZERO)], equal(B, C)),
}


def answer(theory: Theory, name: str) -> PureProof | Unproved:
    facts, goal = FOUND[name]
    context = Context(theory)
    for fact in facts:
        context.assume(fact)
    return context.prove(goal, Budget(60_000))


@pytest.mark.parametrize("name", FOUND)
def test_is_found(name: str) -> None:
    proof = answer(Theory(DEFINITIONS), name)
    assert isinstance(proof, PureProof), proof
    leaning = check_pure(FOUND[name][0], proof, FOUND[name][1], DEFINITIONS)
    assert not leaning.lemmas
    assert not leaning.solvers


def test_what_was_asked_before_changes_nothing() -> None:
    shared = Theory(DEFINITIONS)
    alone = {name: answer(Theory(DEFINITIONS), name) for name in FOUND}
    forwards = {name: answer(shared, name) for name in FOUND}
    backwards = {name: answer(shared, name) for name in reversed(FOUND)}
    assert repr(alone) == repr(forwards)
    assert all(repr(alone[name]) == repr(backwards[name]) for name in FOUND)


def test_what_is_false_is_not_found() -> None:
    for goal in (
        equal(total(append(A, B)), multiply(total(A), total(B))),
        equal(reverse(append(A, B)), append(reverse(A), reverse(B))),
        positive(append(A, B)),
    ):
        assert isinstance(Context(DEFINITIONS).prove(goal, Budget(60_000)), Unproved)
