"""What bounds and rows say about the graph: numbers that have one value, terms that are equal, comparisons decided."""

from __future__ import annotations

from fractions import Fraction
from math import gcd, lcm

from frame_ls.logic.sorts import BOOL, INT
from frame_ls.logic.terms import EQUAL, FALSE, LESS, Apply, Number, Term, less_equal, negate
from frame_ls.prover.pure.arithmetic import Arithmetic, Place, Source, linear_step, premise_of, squeezed_step
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.infinitesimal import Near
from frame_ls.prover.pure.linear import Coefficient, form_term, plain
from frame_ls.prover.pure.nodes import Node
from frame_ls.prover.pure.simplex import Bound, Conflict
from frame_ls.prover.pure.steps import Step

Parts = list[tuple[int, Coefficient]]  # variables with coefficients


class Deduction:
    """Passes over the simplex after a check; merges and decisions are queued in the graph."""

    def __init__(self, graph: EGraph, arithmetic: Arithmetic) -> None:
        self._graph = graph
        self._arithmetic = arithmetic
        self._simplex = arithmetic.simplex
        self._looked = 0  # how much of the simplex's changes was looked at
        self._compared = 0  # how many comparisons are watched
        self._watchers: dict[Term, list[Node]] = {}  # the comparisons in which an atom occurs

    def run(self) -> bool:
        """One pass over what changed since the last; whether something new was found."""
        changed = self._news()
        rows = self._simplex.reshaped
        for variable in changed:
            if self._simplex.is_fixed(variable):
                rows.update(dict.fromkeys(self._simplex.rows_of(variable)))
        found = False
        for basic in list(rows):
            if self._graph.conflict is None and basic in self._simplex.rows:
                found = self._look_at_row(basic) or found
        rows.clear()
        for variable in changed:
            if self._simplex.is_fixed(variable):
                found = self._merge_fixed(variable) or found
        if self._graph.conflict is None:
            found = self._decide_comparisons(changed) or found
        return found

    def _news(self) -> list[int]:
        """The variables whose bounds changed since the last pass."""
        log = self._simplex.changed
        if self._looked == len(log):
            return []
        self._graph.trail.note(self.__setattr__, "_looked", self._looked)
        found = list(dict.fromkeys(log[self._looked :]))
        self._looked = len(log)
        return found

    # Values and equations.

    def _merge_fixed(self, variable: int) -> bool:
        found = False
        for node, place in list(self._arithmetic.nodes[variable]):
            if node.root.value is None:
                self._merge_with_number(node, place)
                found = True
        return found

    def _merge_with_number(self, node: Node, place: Place) -> None:
        low = self._simplex.lower[place.variable]
        assert low is not None
        assert not isinstance(low.value, Near)
        value = plain(low.value * place.factor + place.offset)
        number = self._graph.node(Number(value, node.term.sort))
        step = self._equation(node.term, number.term, [(place.variable, place.factor)])
        self._graph.merge(node, number, step)

    def _equation(self, a: Term, b: Term, parts: Parts) -> Step:
        """The step a = b, where a - b is the sum of `parts` less their values, all being fixed."""
        formula = Apply(EQUAL, (a, b), BOOL)
        above, below = self._pinned(parts, is_upper=True), self._pinned(parts, is_upper=False)
        if all(premise_of(x) is premise_of(y) for (x, _), (y, _) in zip(above, below, strict=True)):
            return self._arithmetic.combined(formula, above)
        return squeezed_step(
            formula,
            self._arithmetic.combined(less_equal(a, b), above),
            self._arithmetic.combined(less_equal(b, a), below),
        )

    def _pinned(self, parts: Parts, is_upper: bool) -> Conflict:
        found: Conflict = []
        for variable, coefficient in parts:
            wants_upper = (coefficient > 0) is is_upper
            bound = (self._simplex.upper if wants_upper else self._simplex.lower)[variable]
            assert bound is not None
            found.append((bound, coefficient if coefficient > 0 else -coefficient))
        return found

    # Rows.

    def _look_at_row(self, basic: int) -> bool:
        simplex = self._simplex
        row = simplex.rows[basic]
        free: Parts = [] if simplex.is_fixed(basic) else [(basic, -1)]
        free.extend((v, c) for v, c in row.items() if not simplex.is_fixed(v))
        is_integer = self._arithmetic.terms[basic][1] is INT
        if len(free) > 2 and (not is_integer or any(c in (1, -1) for _, c in free)):
            return False
        if len(free) == len(row) + 1:
            return False
        whole: Parts = [(basic, -1), *row.items()]
        fixed: Parts = [(v, c) for v, c in whole if simplex.is_fixed(v)]
        if is_integer and not self._has_integer_solution(free, fixed):
            self._contradict_row(fixed)
            return False
        if len(free) == 1:
            self._fix(free[0], fixed)
            return True
        if len(free) == 2 and free[0][1] == -free[1][1]:
            return self._equate(free[0], free[1], fixed)
        return False

    def _total(self, fixed: Parts) -> Coefficient:
        total: Coefficient = 0
        for variable, coefficient in fixed:
            low = self._simplex.lower[variable]
            assert low is not None
            assert not isinstance(low.value, Near)
            total = total + low.value * coefficient
        return plain(total)

    def _has_integer_solution(self, free: Parts, fixed: Parts) -> bool:
        """Whether the divisor of the free coefficients divides what the fixed ones come to."""
        if not free:
            return True
        if all(c in (1, -1) for _, c in free):
            return isinstance(self._total(fixed), int)
        scale = lcm(*(c.denominator for _, c in free))
        divisor = gcd(*(int(c * scale) for _, c in free))
        return Fraction(self._total(fixed)) * scale % divisor == 0

    def _contradict_row(self, fixed: Parts) -> None:
        equations: list[tuple[Step, Coefficient]] = []
        for variable, coefficient in fixed:
            low = self._simplex.lower[variable]
            assert low is not None
            assert not isinstance(low.value, Near)
            items, sort = self._arithmetic.terms[variable]
            number = Number(low.value, sort)
            equations.append((self._equation(form_term(items, sort), number, [(variable, 1)]), coefficient))
        self._graph.contradict(linear_step(FALSE, list(equations)))

    def _fix(self, free: tuple[int, Coefficient], fixed: Parts) -> None:
        """The one free variable of a row gets its value as bounds."""
        variable, coefficient = free
        parts: Parts = [(v, plain(Fraction(-c) / coefficient)) for v, c in fixed]
        value = self._total(parts)
        items, sort = self._arithmetic.terms[variable]
        term, number = form_term(items, sort), Number(value, sort)
        above = self._arithmetic.combined(less_equal(term, number), self._pinned(parts, is_upper=True))
        below = self._arithmetic.combined(less_equal(number, term), self._pinned(parts, is_upper=False))
        conflict = self._simplex.at_most(variable, Bound(value, Source(above, 1)))
        conflict = conflict or self._simplex.at_least(variable, Bound(value, Source(below, 1)))
        if conflict is not None:
            self._graph.contradict(self._arithmetic.combined(FALSE, conflict))

    def _equate(self, first: tuple[int, Coefficient], second: tuple[int, Coefficient], fixed: Parts) -> bool:
        """Merges nodes over two variables whose difference a row has fixed."""
        difference = plain(Fraction(-self._total(fixed)) / first[1])
        found = False
        for a, p in list(self._arithmetic.nodes[first[0]]):
            for b, q in self._arithmetic.nodes[second[0]]:
                if p.factor != q.factor or p.factor * difference + p.offset != q.offset or a.root is b.root:
                    continue
                parts: Parts = [(v, plain(Fraction(-c) * p.factor / first[1])) for v, c in fixed]
                self._graph.merge(a, b, self._equation(a.term, b.term, parts))
                found = True
        return found

    # Comparisons.

    def _decide_comparisons(self, changed: list[int]) -> bool:
        """Looks at new comparisons, and again at those about numbers whose bounds changed."""
        candidates: dict[Node, None] = {}
        terms = self._arithmetic.terms
        for variable in changed:
            for atom, _ in terms[variable][0]:
                candidates.update(dict.fromkeys(self._watchers.get(atom, ())))
        if self._compared < len(self._arithmetic.comparisons):
            self._graph.trail.note(self.__setattr__, "_compared", self._compared)
            new = self._arithmetic.comparisons[self._compared :]
            self._compared = len(self._arithmetic.comparisons)
            for node in new:
                self._watch(node)
            candidates.update(dict.fromkeys(new))
        found = False
        for node in candidates:
            if not node.root.truth_weight:
                step = self.decided(node.term)
                if step is not None:
                    self._graph.decide(node, step.formula is node.term, step)
                    found = True
        return found

    def _watch(self, node: Node) -> None:
        assert isinstance(node.term, Apply)
        form = self._graph.theory.forms.difference(*node.term.args)
        self._arithmetic.make_atoms(form)
        for atom, _ in form.items:
            watchers = self._watchers.setdefault(atom, [])
            watchers.append(node)
            self._graph.trail.note(watchers.pop)

    def decided(self, formula: Term) -> Step | None:
        """The step that a comparison or equation is true, or that it is false, where the bounds say so."""
        assert isinstance(formula, Apply)
        left, right = formula.args
        form = self._graph.theory.forms.difference(left, right)
        is_strict = formula.operator == LESS
        high = self._arithmetic.form_bound(form, is_upper=True)
        low = self._arithmetic.form_bound(form, is_upper=False)
        if formula.operator == EQUAL:
            if high is not None and high[1] < 0:
                return self._arithmetic.combined(negate(formula), high[0])
            if low is not None and low[1] > 0:
                return self._arithmetic.combined(negate(formula), low[0])
            return None
        if high is not None and (high[1] < 0 or (high[1] == 0 and not is_strict)):
            return self._arithmetic.combined(formula, high[0])
        if low is not None and (low[1] > 0 or (low[1] == 0 and is_strict)):
            return self._arithmetic.combined(negate(formula), low[0])
        return None
