"""Products of unknowns, which arithmetic takes for atoms: a few comparisons about each that are true anyway."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.kernel.pure_proofs import Boolean, Product, Square
from frame_ls.logic.terms import LESS, MULTIPLY, Apply, Number, Term, less_equal, multiply, negate, subtract
from frame_ls.prover.pure.arithmetic import Arithmetic
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.infinitesimal import Near
from frame_ls.prover.pure.linear import factors
from frame_ls.prover.pure.nodes import Node
from frame_ls.prover.pure.propagation import Propagation
from frame_ls.prover.pure.steps import Lines, Pair, Step

PRODUCT_LIMIT = 20  # products looked at, and comparisons multiplied with one number


class Products:
    """Offers one step at a time, none twice on one path."""

    def __init__(self, graph: EGraph, arithmetic: Arithmetic, propagation: Propagation) -> None:
        self._graph = graph
        self._arithmetic = arithmetic
        self._propagation = propagation
        self._offered: dict[Term, None] = {}

    def next(self) -> Step | None:
        """A comparison about some product that was not offered before."""
        if not self._propagation.products:
            return None
        for step in self._candidates():
            if step.formula not in self._offered:
                self._offered[step.formula] = None
                self._graph.trail.note(self._offered.pop, step.formula)
                return step
        return None

    def _candidates(self) -> Iterator[Step]:
        products = self._propagation.products[:PRODUCT_LIMIT]
        for node in products:
            a, b = node.args
            if a.root is b.root:
                yield _square(a.term)
        for node in products:
            a, b = node.args
            for first in self._sides(a.term):
                for second in self._sides(b.term):
                    yield _product(first, second)
        yield from self._multiplied(products)

    def _sides(self, term: Term) -> list[tuple[Term, Step]]:
        """What is known to be at least 0 of the form `term - bound` or `bound - term`, with the step that says so."""
        form = self._graph.theory.forms.of(term)
        found: list[tuple[Term, Step]] = []
        for is_upper in (False, True):
            bound = self._arithmetic.form_bound(form, is_upper)
            if bound is not None and not isinstance(bound[1], Near):
                number = Number(bound[1], term.sort)
                comparison = less_equal(term, number) if is_upper else less_equal(number, term)
                difference = subtract(number, term) if is_upper else subtract(term, number)
                found.append((difference, self._arithmetic.combined(comparison, bound[0])))
        return found

    def _multiplied(self, products: list[Node]) -> Iterator[Step]:
        """Comparisons of numbers that have products with one and the same number of known sign, times that number."""
        forms = self._graph.theory.forms
        monomials: dict[Term, None] = {}
        for node in products:
            monomials.update(dict.fromkeys(t for t, _ in forms.of(node.term).items))
        multipliers = dict.fromkeys(f for m in monomials for f in factors(m))
        for node in self._arithmetic.comparisons[-PRODUCT_LIMIT:]:
            truth = self._graph.truth(node)
            if truth is None or not isinstance(node.term, Apply) or node.term.operator == "=":
                continue
            low, high = node.term.args if truth else node.term.args[::-1]
            pair: Pair = (node, node.root)
            formula = node.term if truth else negate(node.term)
            for multiplier in multipliers:
                if multiplier.sort is not low.sort:
                    continue
                product = forms.of(Apply(MULTIPLY, (subtract(high, low), multiplier), low.sort))
                if product.items and all(t in monomials or t is multiplier for t, _ in product.items):
                    for side in self._sides(multiplier):
                        is_strict = (node.term.operator == LESS) is truth
                        yield _product((_gap(low, high, is_strict), Step(formula, _same, (pair,))), side)


def _gap(low: Term, high: Term, is_strict: bool) -> Term:
    """What the comparison says is at least 0."""
    gap = subtract(high, low)
    return subtract(gap, Number(1)) if is_strict and low.sort.kind == "int" else gap


def _same(lines: Lines) -> Boolean:
    return Boolean(lines)


def _square(term: Term) -> Step:
    square = Apply(MULTIPLY, (term, term), term.sort)
    return Step(less_equal(Number(0, term.sort), square), lambda _: Square(term), ())


def _product(first: tuple[Term, Step], second: tuple[Term, Step]) -> Step:
    formula = less_equal(Number(0, first[0].sort), multiply(first[0], second[0]))
    return Step(formula, lambda lines: Product(lines[0], lines[-1]), (first[1], second[1]))
