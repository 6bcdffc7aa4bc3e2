"""What follows and what does not, in words of the small world; and the questions that contexts answer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from fractions import Fraction

import pytest

from frame_ls.kernel.pure_check import check_pure
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.sorts import INT, REAL, data
from frame_ls.logic.terms import (
    DIVIDE,
    FALSE,
    FORALL,
    REMAINDER,
    Apply,
    Number,
    Quantified,
    Term,
    Variable,
    add,
    different,
    disjunction,
    equal,
    implies,
    less,
    less_equal,
    multiply,
)
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.context import Context, Unproved
from tests.prover.pure import world
from tests.prover.pure.world import append, cons, f, length, listed, mem, nth, reverse, take

X, Y, Z, W = (Variable(name, INT) for name in "xyzw")
A, B, C = (Variable(name, world.INTS) for name in ("as", "bs", "cs"))
R, S = Variable("r", REAL), Variable("s", REAL)
NIL = world.nil_list()
P, Q = (Variable(name, data("color")) for name in "pq")
RED, GREEN = (Apply(name, (), data("color")) for name in ("red", "green"))
ZERO, ONE, TWO = Number(0), Number(1), Number(2)
NOTHING, HALF = Number(0, REAL), Number(Fraction(1, 2), REAL)


def quotient(a: Term, b: Term) -> Term:
    return Apply(DIVIDE, (a, b), a.sort)


def rest(a: Term, b: Term) -> Term:
    return Apply(REMAINDER, (a, b), a.sort)


FOLLOWS: dict[str, tuple[list[Term], Term]] = {
    "congruence": ([equal(X, Y), equal(Y, Z)], equal(f(X), f(Z))),
    "f^3 = f^5 = id": ([equal(f(f(f(X))), X), equal(f(f(f(f(f(X))))), X)], equal(f(X), X)),
    "order": ([less(X, Y), less(Y, Z)], less(X, Z)),
    "squeezed": ([less_equal(X, Y), less_equal(Y, X)], equal(f(X), f(Y))),
    "integers lie apart": ([less(X, Y)], less_equal(add(X, ONE), Y)),
    "sums are equal": ([equal(X, add(Y, ONE)), equal(X, Number(5))], equal(f(Y), f(Number(4)))),
    "parity": ([equal(multiply(TWO, X), Y), equal(multiply(TWO, Z), add(Y, ONE))], FALSE),
    "rounding": ([less(multiply(TWO, X), Number(3)), less(ONE, multiply(TWO, X))], equal(X, ONE)),
    "not 0 and not negative": ([different(X, ZERO), less_equal(ZERO, X)], less(ZERO, X)),
    "few values": (
        [less_equal(ZERO, X), less(X, TWO), different(f(ZERO), W), different(f(ONE), W)],
        different(f(X), W),
    ),
    "reals": ([equal(R, quotient(S, Number(2, REAL))), less(NOTHING, S)], less(R, S)),
    "half of a half": ([equal(R, multiply(HALF, HALF))], equal(add(R, R, R, R), Number(1, REAL))),
    "halving": ([equal(Z, quotient(X, TWO)), less(ONE, X)], less(Z, X)),
    "remainder": ([less_equal(ZERO, X)], less(rest(X, Number(10)), Number(10))),
    "truncation": ([equal(X, Number(-7))], equal(quotient(X, TWO), Number(-3))),
    "injective": ([equal(cons(X, A), cons(Y, B))], equal(X, Y)),
    "distinct": ([equal(A, cons(X, B))], different(A, NIL)),
    "finite": ([equal(A, cons(X, cons(Y, A)))], FALSE),
    "length": ([equal(A, listed(X, Y))], equal(length(A), TWO)),
    "append": ([equal(A, cons(X, B))], equal(append(A, C), cons(X, append(B, C)))),
    "reverse": ([equal(A, listed(X, Y))], equal(reverse(A), listed(Y, X))),
    "nth": ([equal(A, listed(X, Y, Z)), equal(W, ONE)], equal(nth(W, A), Y)),
    "mem": ([equal(A, cons(X, B)), mem(Y, B)], mem(Y, A)),
    "take": ([equal(A, cons(X, cons(Y, B)))], equal(take(TWO, A), listed(X, Y))),
    "definition by a body": ([], equal(Apply("double", (X,), INT), add(X, X))),
    "empty or not": ([equal(length(A), ZERO), implies(different(A, NIL), less(ZERO, length(A)))], equal(A, NIL)),
    "cases": ([disjunction((equal(X, ZERO), equal(X, ONE)))], less_equal(multiply(X, X), ONE)),
    "monotonic": ([less_equal(X, Y), less_equal(ZERO, Z)], less_equal(multiply(X, Z), multiply(Y, Z))),
    "signs": ([less(X, ZERO), less(Y, ZERO)], less(ZERO, multiply(X, Y))),
    "square": ([], less_equal(ZERO, multiply(X, X))),
    "three colours": ([different(P, Q), different(Q, RED), different(P, RED), different(P, GREEN)], equal(Q, GREEN)),
    "every": ([Quantified(FORALL, (X,), less(ZERO, f(X)))], Quantified(FORALL, (Y,), less_equal(ONE, f(Y)))),
    "a long list": ([equal(A, listed(*[Number(i) for i in range(150)]))], equal(length(A), Number(150))),
}

OPEN: dict[str, tuple[list[Term], Term]] = {
    "other way round": ([less(X, Y), less(Y, Z)], less(Z, X)),
    "an unknown list": ([], equal(append(A, B), append(B, A))),
    "reals are dense": ([less(NOTHING, R)], less_equal(Number(1, REAL), R)),
    "division by 0": ([], equal(quotient(X, ZERO), ZERO)),
    "not injective": ([equal(f(X), f(Y))], equal(X, Y)),
}


def context_of(facts: list[Term]) -> Context:
    context = Context(world.DEFINITIONS)
    for fact in facts:
        context.assume(fact)
    return context


@pytest.mark.parametrize("name", FOLLOWS)
def test_follows(name: str) -> None:
    facts, goal = FOLLOWS[name]
    context = context_of(facts)
    proof = context.prove(goal)
    assert isinstance(proof, PureProof), proof
    check_pure(context.facts, proof, goal, world.DEFINITIONS)


@pytest.mark.parametrize("name", OPEN)
def test_does_not_follow(name: str) -> None:
    facts, goal = OPEN[name]
    assert isinstance(context_of(facts).prove(goal), Unproved)


def test_a_counterexample_is_offered() -> None:
    found = context_of([less(X, Y)]).prove(less(Y, Number(3)))
    assert isinstance(found, Unproved)
    values = dict(found.counterexample)
    assert values[X].value < values[Y].value
    assert values[Y].value >= 3


def test_questions_without_search() -> None:
    context = context_of([equal(A, cons(X, B)), equal(X, Number(3)), less(Y, Number(8)), different(Z, W)])
    assert context.are_equal(f(X), f(Number(3)))
    assert context.disequal(W, Z)
    assert not context.disequal(X, Y)
    assert context.constructor_form(A) is cons(X, B)
    assert context.constructor_form(B) is None
    assert context.representative(f(X)) is context.representative(f(Number(3)))
    assert context.bounds(add(Y, ONE)) == (None, 8)
    assert context.known_truth(less(Y, Number(10))) is True
    assert context.known_truth(equal(A, NIL)) is False
    assert context.known_truth(less(Y, Number(7))) is None


def test_levels() -> None:
    context = context_of([equal(X, Y)])
    context.push()
    context.assume(different(f(X), f(Y)))
    assert context.contradiction() is not None
    context.pop()
    assert context.contradiction() is None
    assert equal(X, Y) in context.facts
    assert list(context.facts) == [equal(X, Y)]


def test_a_spent_budget_is_no_answer() -> None:
    unknowns = [Variable(f"x{i}", INT) for i in range(12)]
    hard = [disjunction((equal(x, ZERO), equal(x, ONE))) for x in unknowns]
    found = context_of(hard).prove(less(X, Z), Budget(40))
    assert isinstance(found, Unproved)
    assert found.reason == "out of steps"


def test_no_solver_is_loaded_without_need() -> None:
    program = (
        "import sys; from tests.prover.pure import test_context as t\n"
        "for facts, goal in t.FOLLOWS.values(): t.context_of(facts).prove(goal)\n"
        "assert 'z3' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, cwd=os.getcwd())


def test_a_solver_is_believed_only_where_it_must_be() -> None:
    hard = [equal(multiply(multiply(X, X), X), Number(27))]
    context = context_of(hard)
    found = context.prove(equal(X, Number(3)), Budget(solver_effort=2_000_000))
    if isinstance(found, PureProof):
        assert check_pure(context.facts, found, equal(X, Number(3)), world.DEFINITIONS).solvers == ("z3",)


def test_two_hash_seeds_give_the_same_proofs() -> None:
    program = (
        "import json; from tests.prover.pure import test_context as t\n"
        "print(json.dumps([repr(t.context_of(facts).prove(goal)) for facts, goal in t.FOLLOWS.values()]))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", program],
            check=True,
            capture_output=True,
            text=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert len(json.loads(outputs.pop())) == len(FOLLOWS)
