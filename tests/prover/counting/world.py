"""Random predicates with integers and random heaps over them, and their satisfiability by brute force."""

from __future__ import annotations

from itertools import islice
from random import Random

import z3

from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Atom, Cell, Entailment, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import (
    Apply,
    Number,
    Term,
    Variable,
    add,
    different,
    disjunction,
    equal,
    less,
    less_equal,
    multiply,
)
from tests.oracle import Flat, flattened
from tests.random_goals import CELL, NIL, PAIR, heap, node, to

X, Y, U, V, W, Z = (node(n) for n in "xyuvwz")
N, M, K, E, J = (Variable(n, INT) for n in "nmkej")
CELLS: dict[str, Cell] = {"node": CELL, "pair": PAIR}


def small(random: Random, low: int = -2, high: int = 3) -> Number:
    return Number(random.randint(low, high))


def sum_of(random: Random, terms: tuple[Term, ...]) -> Term:
    """A random linear term, most often a variable and a constant."""
    first = random.choice(terms)
    if random.random() < 0.2:
        first = multiply(Number(random.choice((-1, 2))), first)
    if random.random() < 0.25:
        first = add(first, random.choice(terms))
    return add(first, small(random)) if random.random() < 0.7 else first


def condition(random: Random, terms: tuple[Term, ...]) -> Term:
    kind = random.choice((equal, equal, less, less_equal, different))
    return kind(random.choice(terms), sum_of(random, (*terms, Number(0))))


def predicates(random: Random) -> Definitions:
    """Two predicates of a list from x to y with numbers n and m, which may call each other, and one of trees."""
    names = ("first", "second")
    found = {}
    for name in names:
        cases = [base(random)]
        if random.random() < 0.3:
            cases.append(base(random))
        cases += (step(random, names) for _ in range(random.choice((1, 1, 2))))
        found[name] = Predicate(name, (X, Y, N, M), tuple(cases))
    return Definitions(CELLS, found)


def base(random: Random) -> SymbolicHeap:
    pure: list[Term] = [equal(X, Y) if random.random() < 0.7 else equal(X, NIL)]
    pure.append(equal(N, random.choice((M, small(random), add(M, small(random))))))
    if random.random() < 0.2:
        pure.append(condition(random, (N, M)))
    return SymbolicHeap(tuple(pure))


def step(random: Random, names: tuple[str, ...]) -> SymbolicHeap:
    """A cell, or two, and a call; sometimes two calls."""
    name = random.choice(names)
    end = random.choice((Y, Y, NIL))
    atoms: list[Atom] = [to(X, U), PredicateCall(name, (U, end, K, random.choice((M, M, J))))]
    if random.random() < 0.2:
        atoms.append(PredicateCall(random.choice(names), (V, NIL, J, E)))
    pure: list[Term] = [random.choice((equal, equal, equal, less))(N, sum_of(random, (K, K, K, M)))]
    if random.random() < 0.3:
        pure.append(condition(random, (N, M, K, J)))
    if random.random() < 0.2:
        pure.append(different(X, Y))
    if random.random() < 0.15:
        pure.append(disjunction((equal(U, Y), less(N, small(random)))))
    return heap(*atoms, pure=tuple(pure), exists=(U, V, K, J, E))


def goal(random: Random, far: int = 4) -> Entailment:
    names = (W, X, Y, Z)
    atoms: list[Atom] = []
    for _ in range(random.choice((1, 1, 2))):
        args = (random.choice(names), random.choice((*names, NIL)), *random.sample((N, M, K), 2))
        atoms.append(PredicateCall(random.choice(("first", "second")), args))
    if random.random() < 0.3:
        atoms.append(to(random.choice(names), random.choice(names)))
    pure: list[Term] = []
    for _ in range(random.choice((1, 2, 2, 3))):
        term: Term = condition(random, (N, M, K))
        if random.random() < 0.3:
            term = equal(random.choice((N, M, K)), small(random, -far, far))
        if random.random() < 0.2:
            term = disjunction((term, condition(random, (N, M, K))))
        pure.append(term)
    if random.random() < 0.4:
        a, b = random.sample((*names, NIL), 2)
        pure.append(random.choice((equal, different))(a, b))
    return Entailment(SymbolicHeap(tuple(pure), tuple(atoms)), ())


# Brute force: every small derivation, written out and given to a solver; locations are numbers there, nil is 0.


def has_small_model(goal: Entailment, definitions: Definitions, unfoldings: int, most: int = 300) -> bool:
    """Whether one of the first `most` derivations with so many unfoldings has a model."""
    return any(is_possible(f) for f in islice(flattened(goal.left, definitions, unfoldings, unfoldings), most))


def is_possible(flat: Flat) -> bool:
    solver = z3.Solver()
    solver.add(*(as_z3(formula) for formula in flat.pure))
    roots = [as_z3(c.root) for c in flat.cells]
    solver.add(z3.Distinct(*roots, z3.IntVal(0)))
    answer = solver.check()
    assert answer != z3.unknown
    return bool(answer == z3.sat)


def as_z3(term: Term) -> z3.ExprRef:
    match term:
        case Variable(name=name):
            return z3.Int(name)
        case Number(value=value):
            return z3.IntVal(int(value))
        case Apply(operator=operator, args=args):
            return _Z3[operator](*(as_z3(a) for a in args))
    raise ValueError(term)


_Z3 = {
    "=": lambda a, b: a == b,
    "!": z3.Not,
    "&&": z3.And,
    "||": z3.Or,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "+": z3.Sum,
    "*": lambda a, b: a * b,
    "#nil": lambda: z3.IntVal(0),
    "#true": lambda: z3.BoolVal(True),
    "#false": lambda: z3.BoolVal(False),
}
