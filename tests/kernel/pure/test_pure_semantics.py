"""Every reason of a pure proof against the values of terms: a line that is accepted must be true where its facts are.

Facts, formulas and reasons are random; stacks are gone through over small ranges of values.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from frame_ls.kernel.evaluation import Evaluator
from frame_ls.kernel.pure_check import check_pure
from frame_ls.kernel.pure_definitions import division_facts
from frame_ls.kernel.pure_proofs import (
    Acyclic,
    Assumed,
    Boolean,
    Branch,
    Cases,
    Conditional,
    Congruence,
    Defined,
    Division,
    Given,
    Injective,
    Instantiated,
    Line,
    Linear,
    Opened,
    Ordered,
    Product,
    PureProof,
    Reason,
    Square,
    Squeezed,
)
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.sorting import Sorting
from frame_ls.kernel.values import Address, Value
from frame_ls.logic.sorts import BOOL, INT, REAL, Sort
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import (
    ADD,
    DIVIDE,
    EXISTS,
    FALSE,
    FORALL,
    ITE,
    OR,
    REMAINDER,
    TRUE,
    Apply,
    Number,
    Quantified,
    Term,
    Variable,
    conjunction,
    disjunction,
    equal,
    implies,
    less,
    less_equal,
    multiply,
    negate,
    nil,
)
from tests.kernel.test_semantics import LIST, NOTHING, NUMBERS, cons, values
from tests.random_goals import NODE

N, M = Variable("n", INT), Variable("m", INT)
R = Variable("r", REAL)
B, C = Variable("b", BOOL), Variable("c", BOOL)
XS, YS = Variable("xs", LIST), Variable("ys", LIST)
P, Q, BOUND = (Variable(name, NODE) for name in ("p", "q", "z"))
RANGES: dict[Sort, tuple[Value, ...]] = {
    INT: (-3, -1, 0, 1, 2, 5),
    REAL: (Fraction(-1), Fraction(0), Fraction(1, 2), Fraction(2)),
    BOOL: (False, True),
    LIST: (values(), values(0), values(1), values(1, 0), values(0, 1)),
    NODE: (Address(NODE, 0), Address(NODE, 1), Address(NODE, 2)),
}
TRIES = 2500


class Maker:
    """Random terms and formulas."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def integer(self, depth: int) -> Term:
        roll = self.random.random() if depth else 0
        if roll < 0.5:
            return self.random.choice([N, M, N, M, Number(self.random.randint(-2, 3))])
        a, b = self.integer(depth - 1), self.integer(depth - 1)
        if roll < 0.7:
            return Apply(ADD, (a, b), INT)
        if roll < 0.8:
            return multiply(a, b)
        if roll < 0.87:
            return Apply(self.random.choice((DIVIDE, REMAINDER)), (a, b), INT)
        if roll < 0.93:
            return Apply("length", (self.listing(depth - 1),), INT)
        return Apply(ITE, (self.formula(depth - 1), a, b), INT)

    def real(self, depth: int) -> Term:
        roll = self.random.random() if depth else 0
        if roll < 0.6:
            return self.random.choice([R, R, Number(Fraction(self.random.randint(-2, 4), 2), REAL)])
        a, b = self.real(depth - 1), self.real(depth - 1)
        if roll < 0.8:
            return Apply(ADD, (a, b), REAL)
        return multiply(a, b) if roll < 0.9 else Apply(DIVIDE, (a, b), REAL)

    def listing(self, depth: int) -> Term:
        if depth and self.random.random() < 0.4:
            return cons(self.integer(depth - 1), self.listing(depth - 1))
        return self.random.choice([XS, YS, NOTHING])

    def place(self) -> Term:
        return self.random.choice([P, Q, nil(NODE)])

    def atom(self, depth: int) -> Term:
        roll = self.random.random()
        if roll < 0.35:
            make = self.random.choice((less, less_equal, equal))
            return make(self.integer(depth), self.integer(depth))
        if roll < 0.5:
            return self.random.choice((less, less_equal, equal))(self.real(depth), self.real(depth))
        if roll < 0.7:
            return equal(self.listing(depth), self.listing(depth))
        if roll < 0.8:
            return equal(self.place(), self.place())
        if roll < 0.88:
            body = disjunction((equal(BOUND, self.place()), negate(equal(BOUND, self.place())), self.formula(0)))
            return Quantified(self.random.choice((FORALL, EXISTS)), (BOUND,), body)
        return self.random.choice([B, C, TRUE, FALSE])

    def formula(self, depth: int) -> Term:
        roll = self.random.random() if depth else 0
        if roll < 0.6:
            found = self.atom(depth)
            return negate(found) if self.random.random() < 0.3 else found
        a, b = self.formula(depth - 1), self.formula(depth - 1)
        return self.random.choice(
            (
                conjunction((a, b)),
                disjunction((a, b)),
                implies(a, b),
                equal(a, b),
                Apply(ITE, (self.formula(0), a, b), BOOL),
            )
        )

    # Lines that have a chance: a reason over the facts, and a formula that it may well give.

    def line(self, facts: list[Term]) -> Line:
        some = tuple(sorted(self.random.sample(range(len(facts)), self.random.randint(0, len(facts)))))
        one, other = (self.random.randrange(len(facts)) for _ in range(2))
        parts = [t for f in facts for t in parts_of(f)]
        kind = self.random.randrange(13)
        reason: Reason
        if kind == 0:
            return Line(self.likely(parts), Congruence(some))
        if kind in (1, 2):
            factors = tuple(
                (i, Fraction(self.random.choice((1, 1, 1, 2, -1, 3)), self.random.choice((1, 1, 2)))) for i in some
            )
            return Line(self.comparison(parts, facts), Linear(factors))
        if kind == 3:
            return Line(self.combined(facts, parts), Boolean(some))
        if kind == 4:
            return self.equation_of(facts[one], one)
        if kind == 5:
            return Line(FALSE, Acyclic(one))
        if kind == 6:
            a, b = self.integer(1), self.integer(1)
            reason = Squeezed(one, other)
            sides = facts[one].args if isinstance(facts[one], Apply) and len(facts[one].args) == 2 else (a, b)
            return Line(equal(*sides) if sides[0].sort is sides[1].sort else equal(a, b), reason)
        if kind == 7:
            a, b = (self.integer(1), self.integer(1)) if self.random.random() < 0.5 else (self.real(1), self.real(1))
            return Line(Apply(OR, (less(a, b), equal(a, b), less(b, a)), BOOL), Ordered())
        if kind == 8:
            a, b = (self.integer(1), self.integer(1)) if self.random.random() < 0.6 else (self.real(1), self.real(1))
            return Line(division_facts(a, b) if b is not Number(0) else TRUE, Division(a, b))
        if kind == 9:
            return Line(self.product_of(facts[one], facts[other]), Product(one, other))
        if kind == 10:
            a = self.integer(2)
            return Line(less_equal(Number(self.random.choice((0, 0, 1))), multiply(a, a)), Square(a))
        if kind == 11:
            return self.definition()
        return self.quantifier(facts, one)

    def likely(self, parts: list[Term]) -> Term:
        a = self.random.choice(parts)
        others = [p for p in parts if p.sort is a.sort]
        found = self.random.choice((FALSE, equal(a, self.random.choice(others)), a if a.sort is BOOL else FALSE))
        return negate(found) if self.random.random() < 0.3 else found

    def comparison(self, parts: list[Term], facts: list[Term]) -> Term:
        if self.random.random() < 0.3:
            return FALSE
        numbers = [p for p in parts if p.sort is INT] or [N]
        a, b = self.random.choice(numbers), self.random.choice([*numbers, Number(self.random.randint(-3, 3))])
        if self.random.random() < 0.3:
            a = Apply(ADD, (a, self.random.choice(numbers)), INT)
        found = self.random.choice((less, less_equal, equal, less_equal))(a, b)
        return self.random.choice((found, found, negate(found), self.random.choice(facts)))

    def combined(self, facts: list[Term], parts: list[Term]) -> Term:
        formulas = [p for p in parts if p.sort is BOOL]
        a, b = self.random.choice(formulas), self.random.choice(formulas)
        return self.random.choice(
            (a, negate(a), disjunction((a, b)), implies(a, b), conjunction((a, b)), FALSE, equal(a, b))
        )

    def equation_of(self, fact: Term, index: int) -> Line:
        match fact:
            case Apply(operator="=", args=(Apply(args=(_, *_) as a), Apply(args=(_, *_) as b))):
                which = self.random.randrange(min(len(a), len(b)))
                return Line(equal(a[which], b[which]), Injective(index, which))
        return Line(self.formula(1), Conditional(index))

    def product_of(self, one: Term, other: Term) -> Term:
        match one, other:
            case Apply(operator="<=" | "<", args=(a, b)), Apply(operator="<=" | "<", args=(c, d)) if (
                a.sort is INT is c.sort
            ):
                left, right = (
                    Apply(ADD, (b, multiply(Number(-1), a)), INT),
                    Apply(ADD, (d, multiply(Number(-1), c)), INT),
                )
                return less_equal(Number(0), multiply(left, right))
        return less_equal(Number(0), multiply(N, M))

    def definition(self) -> Line:
        argument = self.listing(2)
        application = Apply("length", (argument,), INT)
        match argument:
            case Apply(operator="cons", args=(_, rest)):
                return Line(equal(application, Apply(ADD, (Apply("length", (rest,), INT), Number(1)), INT)), Defined())
        return Line(equal(application, Number(self.random.choice((0, 1)))), Defined())

    def quantifier(self, facts: list[Term], index: int) -> Line:
        match facts[index]:
            case Quantified(quantifier=quantifier, body=body):
                if quantifier == FORALL:
                    at = self.place()
                    return Line(substitute(body, {BOUND: at}), Instantiated(index, (at,)))
                fresh = Variable(self.random.choice(("p", "new")), NODE)
                goal = self.random.choice((FALSE, self.formula(1)))
                head = Line(substitute(body, {BOUND: fresh}), Assumed())
                inner = Line(goal, Congruence(tuple(range(len(facts) + 1))))
                return Line(goal, Opened(index, (fresh,), Branch((head, inner))))
        return self.cases(facts)

    def cases(self, facts: list[Term]) -> Line:
        goal = self.combined(facts, [t for f in facts for t in parts_of(f)])
        everything = tuple(range(len(facts) + 1))
        if self.random.random() < 0.6:
            on: Term = self.formula(0)
            heads = [on, negate(on)]
        else:
            on = self.random.choice([XS, YS])
            first, rest = Variable(self.random.choice(("n", "new")), INT), Variable("rest", LIST)
            heads = [Apply("=", (on, NOTHING), BOOL), Apply("=", (on, cons(first, rest)), BOOL)]
        branches = []
        for head in heads:
            reason = self.random.choice((Congruence(everything), Boolean(everything)))
            branches.append(Branch((Line(head, Assumed()), Line(goal, reason))))
        return Line(goal, Cases(on, tuple(branches)))


def parts_of(term: Term) -> list[Term]:
    found = [term]
    if isinstance(term, Apply):
        for argument in term.args:
            found += parts_of(argument)
    return [t for t in found if BOUND not in free_variables(t)]


def stacks(terms: list[Term]) -> Iterator[dict[Variable, Value]]:
    names = free_variables(*terms)
    for chosen in product(*(RANGES[v.sort] for v in names)):
        yield dict(zip(names, chosen, strict=True))


def refutation(facts: list[Term], formula: Term) -> dict[Variable, Value] | None:
    evaluator = Evaluator(NUMBERS)
    for stack in stacks([*facts, formula]):
        if evaluator.value(formula, stack) is False and all(evaluator.value(f, stack) is True for f in facts):
            return stack
    return None


@pytest.mark.parametrize("seed", range(2))
def test_no_line_is_false_where_its_facts_are_true(seed: int) -> None:
    random = Random(f"pure {seed}")
    accepted: dict[str, int] = {}
    for _ in range(TRIES):
        maker = Maker(random)
        facts = [maker.formula(2) for _ in range(random.randint(1, 3))]
        line = maker.line(facts)
        lines = (*(Line(f, Given()) for f in facts), line)
        try:
            Sorting(NUMBERS).check(x.formula for x in lines)
            check_pure(frozenset(facts), PureProof(lines), line.formula, NUMBERS)
        except Refused:
            continue
        name = type(line.reason).__name__
        accepted[name] = accepted.get(name, 0) + 1
        if name not in ("Ordered", "Division") or accepted[name] < 20:
            assert refutation(facts, line.formula) is None, (facts, line)
    assert len(accepted) > 8, accepted
