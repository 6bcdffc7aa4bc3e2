"""Random pure formulas over the small world."""

from __future__ import annotations

from random import Random

from frame_ls.logic.sorts import BOOL, INT, Sort, data
from frame_ls.logic.terms import (
    DIVIDE,
    REMAINDER,
    Apply,
    Number,
    Term,
    Variable,
    add,
    conjunction,
    disjunction,
    equal,
    implies,
    less,
    less_equal,
    multiply,
    negate,
    nil,
    subtract,
)
from tests.prover.pure import world

COLOR = data("color")
VARIABLES = {
    INT: [Variable(n, INT) for n in ("i", "j", "k", "m")],
    world.INTS: [Variable(n, world.INTS) for n in ("as", "bs", "cs")],
    world.NODE: [Variable(n, world.NODE) for n in ("u", "v", "w")],
    BOOL: [Variable(n, BOOL) for n in ("b", "c")],
    COLOR: [Variable(n, COLOR) for n in ("red1", "red2")],
}


class Formulas:
    """A stream of random terms and formulas; `theories` says which of them may occur."""

    def __init__(self, random: Random, theories: str) -> None:
        self.random = random
        self.theories = theories.split()

    def term(self, sort: Sort, depth: int) -> Term:
        random = self.random
        if depth <= 0 or random.random() < 0.3:
            if sort is INT and random.random() < 0.35:
                return Number(random.randint(-2, 3))
            if sort is world.INTS and random.random() < 0.2:
                return world.nil_list()
            if sort is world.NODE and random.random() < 0.2:
                return nil(world.NODE)
            if sort is COLOR and random.random() < 0.3:
                return Apply(random.choice(world.COLORS), (), COLOR)
            return random.choice(VARIABLES[sort])
        options = [name for name in self.theories if name in _MAKERS.get(sort, {})]
        if not options:
            return self.term(sort, 0)
        return _MAKERS[sort][random.choice(options)](self, depth - 1)

    def atom(self, depth: int) -> Term:
        random = self.random
        kinds = [name for name in self.theories if name in _ATOMS]
        return _ATOMS[random.choice(kinds)](self, depth)

    def formula(self, depth: int) -> Term:
        random = self.random
        if depth <= 0 or random.random() < 0.5 or "boolean" not in self.theories:
            atom = self.atom(2)
            return negate(atom) if random.random() < 0.3 else atom
        a, b = self.formula(depth - 1), self.formula(depth - 1)
        return random.choice(
            [lambda: conjunction((a, b)), lambda: disjunction((a, b)), lambda: implies(a, b), lambda: equal(a, b)]
        )()


def _sum(own: Formulas, depth: int) -> Term:
    a, b = own.term(INT, depth), own.term(INT, depth)
    return own.random.choice([add, subtract])(a, b)


def _division(own: Formulas, depth: int) -> Term:
    divisor = Number(own.random.choice([-3, -2, 2, 3])) if own.random.random() < 0.8 else own.term(INT, 0)
    return Apply(own.random.choice([DIVIDE, REMAINDER]), (own.term(INT, depth), divisor), INT)


def _choice(sort: Sort):
    def make(own: Formulas, depth: int) -> Term:
        return world.ite(own.atom(depth), own.term(sort, depth), own.term(sort, depth))

    return make


def _list(own: Formulas, depth: int) -> Term:
    kind = own.random.randrange(5)
    if kind <= 1:
        return world.cons(own.term(INT, depth), own.term(world.INTS, depth))
    if kind == 2:
        return world.append(own.term(world.INTS, depth), own.term(world.INTS, depth))
    if kind == 3:
        return world.reverse(own.term(world.INTS, depth))
    return own.random.choice([world.take, world.drop])(own.term(INT, 0), own.term(world.INTS, depth))


def _list_number(own: Formulas, depth: int) -> Term:
    if own.random.random() < 0.7:
        return world.length(own.term(world.INTS, depth))
    return world.nth(own.term(INT, 0), own.term(world.INTS, depth))


_MAKERS = {
    INT: {
        "equality": lambda own, depth: world.f(own.term(INT, depth)),
        "linear": _sum,
        "products": lambda own, depth: multiply(own.term(INT, depth), own.term(INT, depth)),
        "division": _division,
        "choice": _choice(INT),
        "lists": _list_number,
    },
    world.INTS: {"lists": _list, "choice": _choice(world.INTS)},
    world.NODE: {"choice": _choice(world.NODE)},
    COLOR: {"choice": _choice(COLOR)},
}


def _comparison(own: Formulas, depth: int) -> Term:
    a, b = own.term(INT, depth), own.term(INT, depth)
    return own.random.choice([equal, less, less_equal, less_equal])(a, b)


_ATOMS = {
    "equality": lambda own, depth: equal(own.term(INT, depth), own.term(INT, depth)),
    "linear": _comparison,
    "locations": lambda own, depth: equal(own.term(world.NODE, 0), own.term(world.NODE, 0)),
    "colors": lambda own, depth: equal(own.term(COLOR, depth), own.term(COLOR, depth)),
    "boolean": lambda own, depth: own.random.choice([*VARIABLES[BOOL], world.p(own.term(INT, depth))]),
    "lists": lambda own, depth: own.random.choice(
        [
            equal(own.term(world.INTS, depth), own.term(world.INTS, depth)),
            world.mem(own.term(INT, 0), own.term(world.INTS, depth)),
            _comparison(own, depth),
        ]
    ),
}
