"""What pure reasoning costs, in µs, best of several runs: `python -m tests.bench.pure_reasoning`."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

from frame_ls.kernel.pure_check import check_pure
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import Number, Term, Variable, add, different, disjunction, equal, less, less_equal, multiply
from frame_ls.prover.pure.context import Context
from frame_ls.prover.pure.theory import Theory
from tests.prover.pure import world

THEORY = Theory(world.DEFINITIONS)
X = [Variable(f"x{i}", INT) for i in range(40)]
ZERO, N100 = Number(0), Number(100)


def best(run: Callable[[], object], repeat: int = 15) -> float:
    times: list[float] = []
    for _ in range(repeat):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return min(times) * 1e6


def measure(title: str, facts: list[Term], goal: Term) -> None:
    context = Context(THEORY)
    for fact in facts:
        context.assume(fact)
    proof = context.prove(goal)
    assert isinstance(proof, PureProof), title
    search = best(lambda: context.prove(goal))
    check = best(lambda: check_pure(context.facts, proof, goal, world.DEFINITIONS))
    sys.stdout.write(f"{title:48s} prove {search:8.0f}  check {check:8.0f}  lines {len(proof.lines)}\n")


def assume_all(facts: list[Term]) -> Context:
    context = Context(THEORY)
    for fact in facts:
        context.assume(fact)
    return context


def main() -> None:
    equations = [equal(X[i], world.f(X[i + 1])) for i in range(39)]
    each = (best(lambda: assume_all(equations)) - best(lambda: assume_all([]))) / 39
    sys.stdout.write(f"{'assume an equation':48s} {each:8.1f}\n")
    context = assume_all(equations)

    def back_and_forth() -> None:
        context.push()
        context.assume(equal(X[3], X[30]))
        context.pop()

    sys.stdout.write(f"{'push, assume, pop':48s} {best(back_and_forth):8.1f}\n")
    asked = best(lambda: context.are_equal(X[0], X[5]))
    sys.stdout.write(f"{'are_equal':48s} {asked:8.1f}\n")
    measure("a fact", [less(X[0], X[1])], less(X[0], X[1]))
    measure("congruence, 40 equations", [*equations, equal(X[0], X[1])], equal(world.f(X[0]), world.f(X[1])))
    measure("x < 100 from x < 99", [less(X[0], Number(99))], less(X[0], N100))
    chain = [less_equal(X[i], X[i + 1]) for i in range(15)]
    measure("a chain of 15 comparisons", chain, less_equal(X[0], X[15]))
    c_like = [fact for x in X[:6] for fact in (less_equal(Number(-(2**31)), x), less(x, Number(2**31)))]
    c_like += [less_equal(ZERO, X[0]), less(X[0], X[1]), equal(X[2], add(X[0], Number(1))), less_equal(X[3], X[2])]
    measure("i + 1 stays within int", c_like, less(add(X[0], Number(1)), Number(2**31)))
    measure("i + 1 <= n", c_like, less_equal(X[2], X[1]))
    sums = [equal(X[i + 2], add(X[i], X[i + 1])) for i in range(8)]
    goal = less_equal(X[8], multiply(Number(34), X[1]))
    measure("sums, 10 facts", [*sums, less_equal(ZERO, X[0]), less_equal(X[0], X[1])], goal)
    a, b = Variable("as", world.INTS), Variable("bs", world.INTS)
    unfolded = equal(a, world.cons(X[0], world.cons(X[1], b)))
    measure("length of a list", [unfolded], equal(world.length(a), add(world.length(b), Number(2))))
    measure("append of a list", [unfolded], different(world.append(a, b), world.nil_list()))
    cases = [disjunction((equal(X[i], ZERO), equal(X[i], Number(1)))) for i in range(4)]
    measure("4 disjunctions", cases, less(add(X[0], X[1], X[2], X[3]), Number(5)))


if __name__ == "__main__":
    main()
