"""Each reason of a pure proof: one line that it licenses, and neighbours that it must not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from frame_ls.kernel.pure_check import check_pure
from frame_ls.kernel.pure_definitions import division_facts
from frame_ls.kernel.pure_proofs import (
    Acyclic,
    Assumed,
    Boolean,
    Branch,
    ByLemma,
    Cases,
    Conditional,
    Congruence,
    Defined,
    Division,
    Given,
    Induction,
    Injective,
    Instantiated,
    Line,
    Linear,
    Opened,
    Ordered,
    Product,
    PureProof,
    Reason,
    Solver,
    Square,
    Squeezed,
)
from frame_ls.kernel.refused import Refused
from frame_ls.logic.sorts import INT, REAL
from frame_ls.logic.terms import (
    EXISTS,
    FALSE,
    FORALL,
    Number,
    Quantified,
    Term,
    Variable,
    add,
    conjunction,
    different,
    disjunction,
    equal,
    implies,
    less,
    less_equal,
    multiply,
    negate,
)
from tests.prover.pure import world
from tests.prover.pure.world import append, cons, f, ite, length, p

X, Y, Z = (Variable(name, INT) for name in "xyz")
R = Variable("r", REAL)
A, B = Variable("as", world.INTS), Variable("bs", world.INTS)
NIL = world.nil_list()
ZERO, ONE, TWO = Number(0), Number(1), Number(2)
LEMMA = world.lemma("shrinks", less(ZERO, X), says=less(f(X), X))
DEFINITIONS = world.with_lemmas(LEMMA)


def one(n: int, factor: int | Fraction = 1) -> tuple[int, Fraction]:
    return n, Fraction(factor)


# A title; the facts, which are lines 0, 1, ..; the formula; the reason.
Rows = list[tuple[str, list[Term], Term, Reason]]

ACCEPTED: Rows = [
    ("congruence", [equal(X, Y)], equal(f(X), f(Y)), Congruence((0,))),
    ("a literal of equals", [p(X), equal(X, Y)], p(Y), Congruence((0, 1))),
    ("its negation", [negate(p(X)), equal(X, Y)], negate(p(Y)), Congruence((0, 1))),
    ("two numerals", [equal(X, ONE), equal(X, TWO)], FALSE, Congruence((0, 1))),
    ("two constructors", [equal(A, NIL), equal(A, cons(X, B))], FALSE, Congruence((0, 1))),
    ("different values differ", [equal(X, ONE), equal(Y, TWO)], different(X, Y), Congruence((0, 1))),
    ("disequations are symmetric", [different(X, Y)], different(Y, X), Congruence((0,))),
    ("a true equation", [equal(equal(X, Y), p(X)), p(X)], equal(X, Y), Congruence((0, 1))),
    ("injective", [equal(cons(X, A), cons(Y, B))], equal(X, Y), Injective(0, 0)),
    ("acyclic", [equal(A, cons(X, cons(Y, A)))], FALSE, Acyclic(0)),
    ("conditional", [less(X, Y)], equal(ite(less(X, Y), X, Y), X), Conditional(0)),
    ("the other case", [negate(less(X, Y))], equal(ite(less(X, Y), X, Y), Y), Conditional(0)),
    ("linear", [less(X, Y), less(Y, Z)], less(X, Z), Linear((one(0), one(1)))),
    ("integers", [less(X, Y)], less_equal(add(X, ONE), Y), Linear((one(0),))),
    ("rounding", [less_equal(multiply(TWO, X), Number(3))], less_equal(X, ONE), Linear((one(0),))),
    ("no integer", [equal(multiply(TWO, X), ONE)], FALSE, Linear((one(0),))),
    ("equations turn round", [equal(X, Y)], less_equal(Y, X), Linear((one(0, -1),))),
    ("by computing", [], equal(add(X, Y), add(Y, X)), Linear(())),
    ("apart", [less(X, Y)], different(X, Y), Linear((one(0),))),
    ("negated", [negate(less(X, Y))], less_equal(Y, X), Linear((one(0),))),
    ("squeezed", [less_equal(X, Y), less_equal(Y, X)], equal(X, Y), Squeezed(0, 1)),
    ("ordered", [], disjunction((less(X, Y), equal(X, Y), less(Y, X))), Ordered()),
    ("division", [], division_facts(X, Number(3)), Division(X, Number(3))),
    ("product", [less_equal(X, Y), less_equal(ZERO, Z)], less_equal(multiply(X, Z), multiply(Y, Z)), Product(0, 1)),
    ("square", [], less_equal(ZERO, multiply(X, X)), Square(X)),
    ("defined", [], equal(append(cons(X, A), B), cons(X, append(A, B))), Defined()),
    ("defined by a body", [], equal(world.Apply("double", (X,), INT), add(X, X)), Defined()),
    ("lemma", [less(ZERO, Y)], less(f(Y), Y), ByLemma("shrinks", ((X, Y),), (0,))),
    ("lemma as implication", [], implies(less(ZERO, Y), less(f(Y), Y)), ByLemma("shrinks", ((X, Y),), ())),
    ("boolean", [disjunction((p(X), p(Y))), negate(p(X))], p(Y), Boolean((0, 1))),
    ("boolean equality", [equal(p(X), p(Y)), p(Y)], p(X), Boolean((0, 1))),
    ("distribution", [conjunction((p(X), disjunction((p(Y), p(Z)))))], disjunction((p(Z), p(Y))), Boolean((0,))),
    ("instance", [Quantified(FORALL, (X,), p(X))], p(Y), Instantiated(0, (Y,))),
    ("none exists", [negate(Quantified(EXISTS, (X,), p(X)))], negate(p(Y)), Instantiated(0, (Y,))),
    ("solver", [less(X, Y)], less(X, add(Y, ONE)), Solver((0,), "z3")),
]

REFUSED: Rows = [
    ("not congruent", [equal(f(X), f(Y))], equal(X, Y), Congruence((0,))),
    ("a line left out", [p(X), equal(X, Y)], p(Y), Congruence((0,))),
    ("a later line", [equal(X, Y)], equal(X, Y), Congruence((1,))),
    ("a line from the end", [equal(X, Y)], equal(X, Y), Congruence((-1,))),
    ("unknowns may be equal", [equal(X, ONE)], different(X, Y), Congruence((0,))),
    ("f is no constructor", [equal(f(X), f(Y))], equal(X, Y), Injective(0, 0)),
    ("another argument", [equal(cons(X, A), cons(Y, B))], equal(X, Y), Injective(0, 1)),
    ("a function may have fixed points", [equal(X, f(f(X)))], FALSE, Acyclic(0)),
    ("no cycle", [equal(A, cons(X, B))], FALSE, Acyclic(0)),
    ("itself", [equal(A, append(A, B))], FALSE, Acyclic(0)),
    ("the wrong case", [less(X, Y)], equal(ite(less(X, Y), X, Y), Y), Conditional(0)),
    ("backwards", [less(X, Y)], less(Y, X), Linear((one(0, -1),))),
    ("too much", [less(X, Y)], less(add(X, ONE), Y), Linear((one(0),))),
    ("rounding the wrong way", [less_equal(multiply(TWO, X), Number(3))], less_equal(X, ZERO), Linear((one(0),))),
    ("reals do not round", [less(R, Number(1, REAL))], less_equal(R, Number(0, REAL)), Linear((one(0),))),
    ("not strict", [less_equal(R, Number(1, REAL))], less(R, Number(1, REAL)), Linear((one(0),))),
    ("an inequality is no equation", [less_equal(X, Y)], equal(X, Y), Linear((one(0),))),
    ("other variables", [less(X, Y)], less(X, Z), Linear((one(0),))),
    ("a formula is no number", [equal(p(X), p(Y))], equal(X, Y), Linear((one(0),))),
    ("squeezed from one side", [less_equal(X, Y)], equal(X, Y), Squeezed(0, 0)),
    ("ordered without a case", [], disjunction((less(X, Y), less(Y, X))), Ordered()),
    ("formulas have no order", [], disjunction((less(p(X), p(Y)), equal(p(X), p(Y)), less(p(Y), p(X)))), Ordered()),
    ("division by 0", [], equal(X, X), Division(X, ZERO)),
    ("another divisor", [], division_facts(X, Number(3)), Division(X, Number(5))),
    ("a factor of unknown sign", [less_equal(X, Y)], less_equal(multiply(X, Z), multiply(Y, Z)), Product(0, 0)),
    ("no square", [], less_equal(ZERO, multiply(X, Y)), Square(X)),
    ("stuck", [], equal(append(A, B), cons(X, append(A, B))), Defined()),
    ("another body", [], equal(append(NIL, B), A), Defined()),
    ("a lemma without premise", [], less(f(Y), Y), ByLemma("shrinks", ((X, Y),), ())),
    ("a lemma with another premise", [less(ONE, Y)], less(f(Y), Y), ByLemma("shrinks", ((X, Y),), (0,))),
    ("no such lemma", [less(ZERO, Y)], less(f(Y), Y), ByLemma("grows", ((X, Y),), (0,))),
    ("a lemma at another sort", [less(ZERO, Y)], less(f(Y), Y), ByLemma("shrinks", ((X, A),), (0,))),
    ("one may be false", [disjunction((p(X), p(Y)))], p(Y), Boolean((0,))),
    ("atoms are opaque", [equal(X, Y), p(X)], p(Y), Boolean((0, 1))),
    ("an instance at another sort", [Quantified(FORALL, (X,), p(X))], p(A), Instantiated(0, (A,))),
    ("what exists is not every", [Quantified(EXISTS, (X,), p(X))], p(Y), Instantiated(0, (Y,))),
    ("assumed at large", [], p(X), Assumed()),
    ("not given", [p(X)], p(Y), Given()),
]


def check(facts: list[Term], formula: Term, reason: Reason) -> None:
    lines = [*(Line(fact, Given()) for fact in facts), Line(formula, reason)]
    check_pure(facts, PureProof(tuple(lines)), formula, DEFINITIONS)


@pytest.mark.parametrize("row", ACCEPTED, ids=lambda row: row[0])
def test_accepted(row: tuple[str, list[Term], Term, Reason]) -> None:
    check(*row[1:])


@pytest.mark.parametrize("row", REFUSED, ids=lambda row: row[0])
def test_refused(row: tuple[str, list[Term], Term, Reason]) -> None:
    with pytest.raises(Refused):
        check(*row[1:])


def test_what_a_proof_leans_on_is_told() -> None:
    lines = (Line(less(ZERO, Y), Given()), Line(less(f(Y), Y), ByLemma("shrinks", ((X, Y),), (0,))))
    assert check_pure([less(ZERO, Y)], PureProof(lines), less(f(Y), Y), DEFINITIONS).lemmas == ("shrinks",)
    with_solver = PureProof((Line(p(X), Solver((), "z3")),))
    assert check_pure([], with_solver, p(X), DEFINITIONS).solvers == ("z3",)


H, T = Variable("h!!0", INT), Variable("t!!1", world.INTS)
IS_NIL, IS_CONS = equal(A, NIL), equal(A, cons(H, T))
GOAL = disjunction((IS_NIL, less_equal(ZERO, length(A))))


def assumption(formula: Term) -> Line:
    return Line(formula, Assumed())


def branch(*lines: Line) -> Branch:
    return Branch(lines)


def accepts(facts: list[Term], goal: Term, *lines: Line) -> bool:
    try:
        check_pure(facts, PureProof(lines), goal, DEFINITIONS)
    except Refused:
        return False
    return True


def test_cases_on_a_formula() -> None:
    yes = branch(assumption(p(X)), Line(disjunction((p(X), negate(p(X)))), Boolean((0,))))
    no = branch(assumption(negate(p(X))), Line(disjunction((p(X), negate(p(X)))), Boolean((0,))))
    goal = disjunction((p(X), negate(p(X))))
    assert accepts([], goal, Line(goal, Cases(p(X), (yes, no))))
    assert not accepts([], goal, Line(goal, Cases(p(X), (no, yes))))
    assert not accepts([], goal, Line(goal, Cases(p(X), (yes,))))
    assert not accepts([], p(X), Line(p(X), Cases(p(X), (branch(assumption(p(X))), branch(assumption(negate(p(X))))))))


def test_lines_of_a_branch_stay_inside() -> None:
    both = (branch(assumption(p(X))), branch(assumption(negate(p(X))), Line(p(X), Given())))
    lines = (Line(p(X), Cases(p(X), both)), Line(p(Y), Congruence((1,))))
    assert not accepts([p(X)], p(Y), *lines)


def test_cases_on_a_datatype() -> None:
    some = Quantified(EXISTS, (X,), equal(length(A), X))
    nil_case = branch(assumption(IS_NIL), Line(GOAL, Boolean((0,))))

    def cons_case(*lines: Line) -> Branch:
        return branch(assumption(IS_CONS), *lines)

    fine = cons_case(Line(GOAL, Solver((0,), "z3")))
    assert accepts([], GOAL, Line(GOAL, Cases(A, (nil_case, fine))))
    assert not accepts([], GOAL, Line(GOAL, Cases(A, (fine, nil_case)))), "constructors in their order"
    about_fresh = [IS_NIL, negate(equal(H, X))]
    leaking = cons_case(Line(negate(equal(H, X)), Given()), Line(GOAL, Solver((1,), "z3")))
    assert not accepts(about_fresh, GOAL, Line(GOAL, Cases(A, (nil_case, leaking)))), "a fact about a fresh variable"
    above = Line(equal(H, H), Linear(()))
    inside = (branch(assumption(IS_NIL), Line(some, Solver((), "z3"))), cons_case(Line(some, Solver((), "z3"))))
    assert accepts([], some, Line(some, Cases(A, inside)))
    assert not accepts([], some, Line(less_equal(H, H), Linear(())), Line(some, Cases(A, inside))), "not fresh above"
    assert above.formula is not some


def test_what_exists_gets_a_fresh_name() -> None:
    exists = Quantified(EXISTS, (X,), p(X))
    named = Variable("x!!0", INT)
    body = branch(assumption(p(named)), Line(p(Y), Solver((1,), "z3")))
    there = Line(exists, Given())
    assert accepts([exists], p(Y), there, Line(p(Y), Opened(0, (named,), body)))
    known = Line(p(named), Given())
    assert not accepts([exists, p(named)], p(Y), there, known, Line(p(Y), Opened(0, (named,), body)))
    escaping = Opened(0, (named,), branch(assumption(p(named))))
    assert not accepts([exists], p(named), there, Line(p(named), escaping))


def test_induction_needs_its_cases() -> None:
    statement = equal(append(A, NIL), A)
    everywhere = Quantified(FORALL, (A,), statement)
    h, t = Variable("h!i0", INT), Variable("t!i1", world.INTS)
    whole = cons(h, t)
    empty = branch(Line(equal(append(NIL, NIL), NIL), Defined()))
    step = branch(
        assumption(equal(append(t, NIL), t)),
        Line(equal(append(whole, NIL), cons(h, append(t, NIL))), Defined()),
        Line(equal(append(whole, NIL), whole), Congruence((0, 1))),
    )
    proof = Line(everywhere, Induction(A, ((), (h, t)), (empty, step)))
    assert accepts([], everywhere, proof)
    without = branch(*step.lines[1:2], Line(equal(append(whole, NIL), whole), Congruence((0,))))
    assert not accepts([], everywhere, Line(everywhere, Induction(A, ((), (h, t)), (empty, without))))
    given = branch(Line(equal(append(NIL, NIL), NIL), Given()))
    assert not accepts(
        [equal(append(NIL, NIL), NIL)], everywhere, Line(everywhere, Induction(A, ((), (h, t)), (given, step)))
    ), "facts do not count inside"
    assert not accepts([], everywhere, Line(everywhere, Induction(A, ((), (t, t)), (empty, step))))
    other = Quantified(FORALL, (A,), equal(append(A, NIL), NIL))
    assert not accepts([], other, Line(other, Induction(A, ((), (h, t)), (empty, step))))
