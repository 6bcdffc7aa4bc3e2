"""Rules of pure proofs that only look at lines: equality, datatypes, arithmetic, definitions and lemmas."""

from __future__ import annotations

from fractions import Fraction

from frame_ls.kernel.pure_block import Block, demand
from frame_ls.kernel.pure_congruence import Closure
from frame_ls.kernel.pure_definitions import constructor_of, division_facts, lemma_instance, unfolded
from frame_ls.kernel.pure_polynomials import (
    Comparison,
    combination,
    combined,
    comparison,
    contradicts,
    polynomial,
    product,
    yields,
)
from frame_ls.kernel.pure_proofs import (
    Acyclic,
    ByLemma,
    Conditional,
    Congruence,
    Defined,
    Division,
    Injective,
    Linear,
    Ordered,
    Product,
    Square,
    Squeezed,
)
from frame_ls.kernel.refused import Refused
from frame_ls.logic.sorts import BOOL, INT, REAL
from frame_ls.logic.terms import EQUAL, FALSE, OR, Apply, Term, conjunction, equal, implies, less, negate


def check_congruence(block: Block, formula: Term, reason: Congruence) -> None:
    """Equality is an equivalence that functions respect; values of different form differ."""
    closure = Closure([block.line(i) for i in reason.lines], formula, block.definitions)
    demand(closure.follows(formula), "not by congruence: {}", formula)


def check_injective(block: Block, formula: Term, reason: Injective) -> None:
    """A value is made by one constructor from one choice of fields."""
    match block.line(reason.line):
        case Apply(operator="=", args=(Apply() as left, Apply() as right)) if left.operator == right.operator:
            demand(
                left.sort is right.sort and constructor_of(left, block.definitions) is not None,
                "no constructor: {}",
                left,
            )
            demand(constructor_of(right, block.definitions) is not None, "no constructor: {}", right)
            demand(0 <= reason.index < len(left.args), "no such argument")
            wanted = Apply(EQUAL, (left.args[reason.index], right.args[reason.index]), BOOL)
            demand(formula is wanted, "not by injectivity: {}", formula)
        case line:
            raise Refused(f"no equation of constructor terms: {line}")


def check_acyclic(block: Block, formula: Term, reason: Acyclic) -> None:
    """A value is finite, so it is not a proper part of itself."""
    match block.line(reason.line):
        case Apply(operator="=", args=(inner, outer)) if inner is not outer and formula is FALSE:
            waiting = [outer]
            while waiting:
                here = waiting.pop()
                if constructor_of(here, block.definitions) is not None:
                    assert isinstance(here, Apply)
                    if inner in here.args:
                        return
                    waiting.extend(here.args)
    raise Refused(f"no cycle in line {reason.line}")


def check_conditional(block: Block, formula: Term, reason: Conditional) -> None:
    """What if-then-else means."""
    condition = block.line(reason.line)
    match formula:
        case Apply(operator="=", args=(Apply(operator="?:", args=(test, yes, no)), result)):
            demand(
                (condition is test and result is yes) or (condition is negate(test) and result is no),
                "not by the condition {}: {}",
                condition,
                formula,
            )
        case _:
            raise Refused(f"no conditional: {formula}")


def check_linear(block: Block, formula: Term, reason: Linear) -> None:
    """A sum of true comparisons, none turned around, is true; an integer that is at most c is at most its floor."""
    wanted = None if formula is FALSE else comparison(formula)
    parts = [(block.comparison(index), Fraction(factor)) for index, factor in reason.factors]
    sort = wanted.sort if wanted is not None else parts[0][0].sort if parts else INT
    known = combination(parts, sort) if parts or formula is FALSE else None
    if formula is FALSE:
        holds = known is not None and contradicts(known)
    elif wanted is not None:
        holds = yields(known or Comparison({}, "=", sort), wanted)
    else:
        holds = _excludes_equality(known, formula)
    demand(holds, "not by this linear combination: {}", formula)


def _excludes_equality(known: Comparison | None, formula: Term) -> bool:
    match formula:
        case Apply(operator="!", args=(Apply(operator="=", args=(a, b)),)) if a.sort is b.sort in (INT, REAL):
            sides = (comparison(less(a, b)), comparison(less(b, a)))
            have = known or Comparison({}, "=", a.sort)
            return have.sort is a.sort and any(side is not None and yields(have, side) for side in sides)
    return False


def check_squeezed(block: Block, formula: Term, reason: Squeezed) -> None:
    """The order is antisymmetric."""
    wanted = comparison(formula)
    if wanted is None or wanted.relation != "=":
        raise Refused(f"no equation of numbers: {formula}")
    at_most, at_least = block.comparison(reason.at_most), block.comparison(reason.at_least)
    demand(at_most.sort is wanted.sort is at_least.sort, "the sorts differ")
    above = Comparison(combined([(wanted.polynomial, -1)]), "<=", wanted.sort)
    below = Comparison(wanted.polynomial, "<=", wanted.sort)
    demand(yields(at_most, below) and yields(at_least, above), "not squeezed: {}", formula)


def check_ordered(_: Block, formula: Term, __: Ordered) -> None:
    """The order is total."""
    match formula:
        case Apply(operator="||", args=(Apply(operator="<", args=(a, b)), *_)) if a.sort is b.sort in (INT, REAL):
            demand(formula is Apply(OR, (less(a, b), equal(a, b), less(b, a)), BOOL), "no order: {}", formula)
        case _:
            raise Refused(f"no order: {formula}")


def check_division(_: Block, formula: Term, reason: Division) -> None:
    """What / and % mean (see `terms.py`)."""
    demand(reason.a.sort is reason.b.sort and reason.a.sort in (INT, REAL), "no numbers")
    demand(formula is division_facts(reason.a, reason.b), "not what division says: {}", formula)


def check_product(block: Block, formula: Term, reason: Product) -> None:
    """The product of two numbers that are not negative is not negative."""
    first, second, wanted = block.comparison(reason.first), block.comparison(reason.second), comparison(formula)
    if wanted is None or wanted.relation == "=" or not first.sort is second.sort is wanted.sort:
        raise Refused(f"no product of comparisons: {formula}")
    demand(first.relation != "=" and second.relation != "=", "a factor is no inequality")
    times = product(first.polynomial, second.polynomial)
    demand(yields(Comparison(combined([(times, -1)]), "<=", first.sort), wanted), "not the product: {}", formula)


def check_square(_: Block, formula: Term, reason: Square) -> None:
    """A square is not negative."""
    wanted = comparison(formula)
    if wanted is None or wanted.sort is not reason.of.sort:
        raise Refused(f"no comparison: {formula}")
    factor = polynomial(reason.of)
    squared = Comparison(combined([(product(factor, factor), -1)]), "<=", wanted.sort)
    demand(yields(squared, wanted), "not the square: {}", formula)


def check_defined(block: Block, formula: Term, _: Defined) -> None:
    """A definition holds at all arguments of the sorts it is for."""
    match formula:
        case Apply(operator="=", args=(Apply(operator=name) as application, body)):
            function = block.definitions.functions.get(name)
            if function is not None and unfolded(function, application) is body:
                if function.body is None:
                    demand(
                        constructor_of(application.args[function.switch], block.definitions) is not None,
                        "not defined by cases here: {}",
                        application,
                    )
                return
    raise Refused(f"not by definition: {formula}")


def check_by_lemma(block: Block, formula: Term, reason: ByLemma) -> None:
    """A lemma holds for all values of its variables."""
    lemma = block.definitions.lemmas.get(reason.name)
    if lemma is None:
        raise Refused(f"no lemma {reason.name}")
    premises, conclusion = lemma_instance(lemma, reason.bindings)
    if reason.premises or not premises:
        demand([block.line(i) for i in reason.premises] == list(premises), "{}: other premises are needed", reason.name)
    else:
        conclusion = implies(conjunction(premises), conclusion)
    demand(formula is conclusion, "{} does not say {}", reason.name, formula)
    block.lemmas[reason.name] = None
