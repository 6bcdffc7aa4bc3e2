"""Satisfiability of heaps whose predicates count: far lengths at once, and no answer that enumeration contradicts."""

from __future__ import annotations

from random import Random

import pytest

from frame_ls.kernel.certify import Invalid, Unknown, Valid, certify
from frame_ls.kernel.evidence import evidence_text, verify_evidence_text
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Entailment, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import Number, Term, Variable, add, different, disjunction, equal, less, less_equal, multiply
from frame_ls.prover.budget import Budget
from frame_ls.prover.entail import prove
from tests.prover.counting.world import goal as random_goal
from tests.prover.counting.world import has_small_model, predicates
from tests.random_goals import CELL, NIL, NIL_PAIR, PAIR, heap, node, pair, to

X, Y, U, V = (node(n) for n in "xyuv")
P, Q, R = (pair(n) for n in "pqr")
N, M, K, J = (Variable(n, INT) for n in "nmkj")


def number(value: int) -> Number:
    return Number(value)


def call(name: str, *args: Term) -> PredicateCall:
    return PredicateCall(name, args)


END = heap(pure=(equal(X, NIL), equal(N, number(0))))
COUNTING = Definitions(
    {"node": CELL, "pair": PAIR},
    {
        p.name: p
        for p in (
            Predicate(  # a list of n triples
                "threes",
                (X, N),
                (
                    END,
                    heap(
                        to(X, U),
                        to(U, V),
                        to(V, Y),
                        call("threes", Y, M),
                        pure=(equal(N, add(M, number(3))),),
                        exists=(U, V, Y, M),
                    ),
                ),
            ),
            Predicate(  # counts up to m, by one or by ten
                "climb",
                (X, N, Y, M),
                (
                    heap(pure=(equal(X, Y), equal(N, M))),
                    heap(to(X, U), call("climb", U, K, Y, M), pure=(equal(K, add(N, number(1))),), exists=(U, K)),
                    heap(to(X, U), call("climb", U, K, Y, M), pure=(equal(K, add(N, number(10))),), exists=(U, K)),
                ),
            ),
            Predicate(  # n nodes, of which m have two children
                "forked",
                (P, N, M),
                (
                    heap(pure=(equal(P, NIL_PAIR), equal(N, number(0)), equal(M, number(0)))),
                    heap(
                        to(P, Q, NIL_PAIR),
                        call("forked", Q, K, M),
                        pure=(equal(N, add(K, number(1))),),
                        exists=(Q, K),
                    ),
                    heap(
                        to(P, Q, R),
                        call("forked", Q, K, J),
                        call("forked", R, Variable("a", INT), Variable("b", INT)),
                        pure=(
                            different(Q, NIL_PAIR),
                            different(R, NIL_PAIR),
                            equal(N, add(K, Variable("a", INT), number(1))),
                            equal(M, add(J, Variable("b", INT), number(1))),
                        ),
                        exists=(Q, R, K, J, Variable("a", INT), Variable("b", INT)),
                    ),
                ),
            ),
            Predicate(  # falls by steps of two to five
                "falling",
                (X, N),
                (
                    heap(pure=(equal(X, NIL),)),
                    heap(
                        to(X, U),
                        call("falling", U, M),
                        pure=(less_equal(add(M, number(2)), N), less_equal(N, add(M, number(5))), less(number(0), M)),
                        exists=(U, M),
                    ),
                ),
            ),
        )
    },
)
MANY = 600_000
SATISFIABLE = [
    heap(call("threes", X, N), pure=(equal(N, number(MANY)),)),
    heap(call("threes", X, N), call("threes", Y, M), pure=(equal(N, add(M, M)), less(number(MANY), M))),
    heap(call("climb", X, N, Y, M), to(Y, X), pure=(equal(add(N, number(MANY + 7)), M),)),
    heap(call("climb", X, number(0), Y, M), call("climb", Y, number(0), X, M), pure=(less(number(MANY), M),)),
    heap(call("forked", P, N, M), pure=(equal(N, number(MANY)), equal(M, number(1)))),
    heap(call("falling", X, N), pure=(equal(N, number(MANY)), different(X, NIL))),
    heap(
        call("threes", X, N),
        pure=(disjunction((equal(N, number(MANY + 1)), equal(N, number(MANY + 2)), equal(N, number(MANY + 3)))),),
    ),
    heap(call("threes", X, N), pure=(equal(multiply(number(2), N), number(2 * MANY)),)),
]


@pytest.mark.parametrize("left", SATISFIABLE, ids=str)
def test_lengths_do_not_matter(left: SymbolicHeap) -> None:
    goal = Entailment(left, ())
    evidence = prove(goal, COUNTING, Budget(20_000))
    assert not isinstance(evidence, Unknown)
    assert isinstance(certify(goal, COUNTING, evidence), Invalid), evidence
    assert verify_evidence_text(evidence_text(goal, COUNTING, evidence)).claim == "satisfiable"


IMPOSSIBLE = [
    heap(call("threes", X, N), pure=(equal(N, number(MANY + 1)),)),
    heap(call("threes", X, N), call("threes", Y, M), pure=(equal(N, add(M, M, number(2))),)),
    heap(call("threes", X, N), pure=(disjunction((equal(N, number(MANY + 1)), less(N, number(0)))),)),
    heap(call("threes", X, N), pure=(different(X, NIL), less(N, number(3)))),
    heap(call("climb", X, N, Y, M), pure=(less(M, N),)),
    heap(call("climb", X, N, Y, N), pure=(different(X, Y),)),
    heap(call("climb", X, number(0), Y, M), call("climb", Y, number(0), X, M), pure=(less(M, number(0)),)),
    heap(call("forked", P, N, M), pure=(less(N, M),)),
    heap(call("falling", X, N), pure=(less(N, number(3)), different(X, NIL))),
]


@pytest.mark.parametrize("left", IMPOSSIBLE, ids=str)
def test_what_numbers_rule_out_is_proved(left: SymbolicHeap) -> None:
    goal = Entailment(left, ())
    evidence = prove(goal, COUNTING, Budget(20_000))
    assert not isinstance(evidence, Unknown)
    verdict = certify(goal, COUNTING, evidence)
    assert isinstance(verdict, Valid), verdict
    assert not verdict.checked.solvers
    assert verify_evidence_text(evidence_text(goal, COUNTING, evidence)).claim == "unsatisfiable"


@pytest.mark.parametrize("seed", range(40))
def test_enumeration_never_disagrees(seed: int) -> None:
    random = Random(seed)
    definitions = predicates(random)
    for _ in range(6):
        goal = random_goal(random)
        evidence = prove(goal, definitions, Budget(6_000))
        if isinstance(evidence, Unknown):
            continue
        verdict = certify(goal, definitions, evidence)
        if isinstance(verdict, Valid):
            assert not has_small_model(goal, definitions, 5), goal
