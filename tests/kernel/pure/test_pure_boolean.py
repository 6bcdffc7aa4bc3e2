"""The truth tables of pure proofs against truth tables spelled out."""

from __future__ import annotations

import itertools
from random import Random

from frame_ls.kernel import pure_boolean
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.terms import ITE, Apply, Term, Variable, conjunction, disjunction, equal, implies, negate
from tests.prover.pure import world

ATOMS = tuple(Variable(name, BOOL) for name in "abcd")


def formula(random: Random, depth: int) -> Term:
    if depth == 0 or random.random() < 0.15:
        return random.choice(ATOMS)
    a, b, c = (formula(random, depth - 1) for _ in range(3))
    kind = random.randrange(6)
    if kind == 0:
        return Apply("!", (a,), BOOL)
    if kind == 1:
        return Apply(ITE, (a, b, c), BOOL)
    return [conjunction((a, b, c)), disjunction((a, b)), implies(a, b), equal(a, b)][kind - 2]


def test_against_all_rows() -> None:
    random = Random(7)
    answers = set()
    for _ in range(600):
        lines = [formula(random, 3) for _ in range(random.randrange(4))]
        goal = formula(random, 2) if random.random() < 0.7 else negate(formula(random, 3))
        rows = (dict(zip(ATOMS, row, strict=True)) for row in itertools.product((False, True), repeat=len(ATOMS)))
        holds = all(world.meaning(goal, row) for row in rows if all(world.meaning(line, row) for line in lines))
        assert pure_boolean.follows(lines, goal) is holds, (lines, goal)
        answers.add(holds)
    assert answers == {True, False}
