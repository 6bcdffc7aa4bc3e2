"""Numbers on a path: comparisons and equations of the equality graph as bounds of a simplex, and back as equations.

What is asserted waits until `check`; conflicts and what is found out come with their steps.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor

from frame_ls.kernel.pure_proofs import Linear, Reason, Squeezed
from frame_ls.logic.sorts import BOOL, INT, Sort
from frame_ls.logic.terms import EQUAL, FALSE, LESS, Apply, Number, Term, less_equal
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.infinitesimal import Near, Value
from frame_ls.prover.pure.linear import Coefficient, Form, form_term, plain, primitive, size
from frame_ls.prover.pure.nodes import Kind, Node
from frame_ls.prover.pure.simplex import Bound, Conflict, Simplex
from frame_ls.prover.pure.steps import Lines, Pair, Step

Items = tuple[tuple[Term, Coefficient], ...]


class Source:
    """What a bound comes from: a premise whose comparison, times `factor`, is exactly the bound."""

    __slots__ = ("factor", "premise")

    def __init__(self, premise: Step | Pair, factor: Coefficient) -> None:
        self.premise = premise
        self.factor = factor


def premise_of(bound: Bound) -> Step | Pair:
    """The premise that a bound comes from."""
    assert isinstance(bound.source, Source)
    return bound.source.premise


class Place:
    """How a form is found in the simplex: `factor * variable + offset`."""

    __slots__ = ("factor", "offset", "variable")

    def __init__(self, variable: int, factor: Coefficient, offset: Coefficient) -> None:
        self.variable = variable
        self.factor = factor
        self.offset = offset


def linear_step(formula: Term, parts: list[tuple[Step | Pair, Coefficient]]) -> Step:
    """The step that `formula` is this linear combination."""
    factors = [f for _, f in parts]

    def reason(lines: Lines) -> Reason:
        return Linear(tuple((line, Fraction(f)) for line, f in zip(lines, factors, strict=True)))

    return Step(formula, reason, tuple(p for p, _ in parts))


class Arithmetic:
    """The numeric side of one context."""

    def __init__(self, graph: EGraph) -> None:
        self._graph = graph
        self._trail = graph.trail
        self._forms = graph.theory.forms
        self.simplex = Simplex(graph.trail)
        self.terms: list[tuple[Items, Sort]] = []  # of each variable: what it stands for
        self.nodes: list[list[tuple[Node, Place]]] = []  # of each variable: the graph's nodes that it determines
        self.comparisons: list[Node] = []  # all comparison nodes
        self._variables: dict[frozenset[tuple[Term, Coefficient]], int] = {}
        self._same: dict[tuple[frozenset[tuple[Term, Coefficient]], Coefficient], Node] = {}
        self._waiting: list[Pair | Node] = []
        self._done = 0

    # What the graph tells.

    def note(self, node: Node) -> None:
        """A numeric term, or a comparison that was decided: to be looked at before the next check."""
        self._wait(node)

    def equal(self, pair: Pair) -> None:
        """Two nodes that arithmetic knows are one class."""
        self._wait(pair)

    def _wait(self, item: Pair | Node) -> None:
        self._waiting.append(item)
        self._trail.note(self._waiting.pop)

    def add_comparison(self, node: Node) -> None:
        """A comparison, or an equation of numbers, that may be decided by what is known of its sides."""
        self.comparisons.append(node)
        self._trail.note(self.comparisons.pop)

    def make_atoms(self, form: Form) -> None:
        """Makes the atoms of a form known here."""
        for term, _ in form.items:
            self._atom(term)

    # Checking.

    def check(self, budget: Budget) -> None:
        """Takes in what waits and looks for a conflict, which goes to the graph."""
        if self._done < len(self._waiting):
            self._trail.note(self.__setattr__, "_done", self._done)
        while self._done < len(self._waiting) and self._graph.conflict is None:
            item = self._waiting[self._done]
            self._done += 1
            if isinstance(item, tuple):
                self._assert_equal(item)
            elif item.kind is Kind.COMPARISON:
                self._assert_comparison(item)
            else:
                self._register(item)
        if self._graph.conflict is None:
            self._report(self.simplex.check(budget))

    def _report(self, conflict: Conflict | None) -> bool:
        """Passes a conflict on; whether there is none."""
        if conflict is None:
            return True
        self._graph.contradict(self.combined(FALSE, conflict))
        return False

    def combined(self, formula: Term, parts: Conflict) -> Step:
        """The step that `formula` is the sum of these bounds."""
        premises: list[tuple[Step | Pair, Coefficient]] = []
        for bound, factor in parts:
            source = bound.source
            assert isinstance(source, Source)
            premises.append((source.premise, source.factor * factor))
        return linear_step(formula, premises)

    # Terms and variables.

    def _register(self, node: Node) -> None:
        """Makes the class of a numeric node known here."""
        form = self._forms.of(node.term)
        key = (frozenset(form.items), form.constant)
        same = self._same.get(key)
        if same is None and not form.items:
            same = self._graph.node(Number(form.constant, node.term.sort))
        if same is not None:
            if same is not node:
                self._graph.merge(node, same, linear_step(Apply(EQUAL, (node.term, same.term), BOOL), []))
            return
        self._same[key] = node
        self._trail.note(self._same.pop, key)
        place = self.place(form, node.term.sort)
        assert place is not None
        self.nodes[place.variable].append((node, place))
        self._trail.note(self.nodes[place.variable].pop)
        if self.simplex.is_fixed(place.variable):
            self.simplex.changed.append(place.variable)
            self._trail.note(self.simplex.changed.pop)
        self._join_number(node)

    def _join_number(self, node: Node) -> None:
        root = node.root
        if root.number is None:
            root.number = node
            self._trail.note(_forget_number, root)
        elif root.number is not node:
            self.equal((node, root.number))

    def place(self, form: Form, sort: Sort) -> Place | None:
        """Where the form is found; None for a constant. Makes variables as needed."""
        if not form.items:
            return None
        items, scale = primitive(form)
        key = frozenset(items)
        variable = self._variables.get(key)
        if variable is not None:
            return Place(variable, plain(1 / scale), form.constant)
        opposite = self._variables.get(frozenset((t, -c) for t, c in items))
        if opposite is not None:
            return Place(opposite, plain(-1 / scale), form.constant)
        if len(items) == 1 and items[0][1] == -1:
            return Place(self._atom(items[0][0]), plain(-1 / scale), form.constant)
        if len(items) == 1:
            return Place(self._atom(items[0][0]), plain(1 / scale), form.constant)
        variables = [(self._atom(t), c) for t, c in items]
        variable = self.simplex.new_row(variables)
        self._enter_variable(variable, items, sort)
        return Place(variable, plain(1 / scale), form.constant)

    def _atom(self, term: Term) -> int:
        items: Items = ((term, 1),)
        variable = self._variables.get(frozenset(items))
        if variable is None:
            variable = self.simplex.new_variable()
            self._enter_variable(variable, items, term.sort)
            self._register(self._graph.node(term))
        return variable

    def _enter_variable(self, variable: int, items: Items, sort: Sort) -> None:
        assert variable == len(self.terms)
        key = frozenset(items)
        self._variables[key] = variable
        self.terms.append((items, sort))
        self.nodes.append([])
        self._trail.note(self._forget_variable, key)

    def _forget_variable(self, key: frozenset[tuple[Term, Coefficient]]) -> None:
        del self._variables[key]
        self.terms.pop()
        self.nodes.pop()

    # Assertions.

    def _assert_comparison(self, node: Node) -> None:
        term = node.term
        assert isinstance(term, Apply)
        left, right = term.args
        is_true = node.root is self._graph.true
        is_strict = (term.operator == LESS) is is_true
        if not is_true:
            left, right = right, left
        premise: Pair = (node, node.root)
        self._assert_at_most(self._forms.difference(left, right), is_strict, left.sort, premise)

    def _assert_at_most(self, form: Form, is_strict: bool, sort: Sort, premise: Pair | Step) -> None:
        """Asserts `form <= 0` (`< 0`), which is what the premise says."""
        constant = form.constant
        if is_strict and sort is INT:
            constant, is_strict = constant + 1, False
        place = self.place(form, sort)
        if place is None:
            if constant > 0 or (is_strict and constant == 0):
                self._graph.contradict(linear_step(FALSE, [(premise, 1)]))
            return
        limit = plain(Fraction(-constant) / place.factor)
        factor = size(plain(Fraction(1) / place.factor))
        if place.factor > 0:
            self.bound_above(place.variable, limit, is_strict, Source(premise, factor))
        else:
            self.bound_below(place.variable, limit, is_strict, Source(premise, factor))

    def bound_above(self, variable: int, limit: Coefficient, is_strict: bool, source: Source) -> None:
        """Asserts `variable <= limit` (or `<`), rounding for integers."""
        items, sort = self.terms[variable]
        value: Value = limit
        if is_strict:
            value = Near(limit, -1)
        elif sort is INT and limit.denominator != 1:
            value = floor(limit)
            formula = less_equal(form_term(items, sort), Number(value))
            source = Source(linear_step(formula, [(source.premise, source.factor)]), 1)
        self._report(self.simplex.at_most(variable, Bound(value, source)))

    def bound_below(self, variable: int, limit: Coefficient, is_strict: bool, source: Source) -> None:
        """Asserts `variable >= limit` (or `>`), rounding for integers."""
        items, sort = self.terms[variable]
        value: Value = limit
        if is_strict:
            value = Near(limit, 1)
        elif sort is INT and limit.denominator != 1:
            value = ceil(limit)
            formula = less_equal(Number(value), form_term(items, sort))
            source = Source(linear_step(formula, [(source.premise, source.factor)]), 1)
        self._report(self.simplex.at_least(variable, Bound(value, source)))

    def _assert_equal(self, pair: Pair) -> None:
        a, b = pair
        form = self._forms.difference(a.term, b.term)
        place = self.place(form, a.term.sort)
        if place is None:
            if form.constant:
                self._graph.contradict(linear_step(FALSE, [(pair, 1)]))
            return
        limit = plain(Fraction(-form.constant) / place.factor)
        factor = plain(Fraction(1) / place.factor)
        if self.terms[place.variable][1] is INT and limit.denominator != 1:
            self._graph.contradict(linear_step(FALSE, [(pair, 1)]))
            return
        if self._report(self.simplex.at_most(place.variable, Bound(limit, Source(pair, factor)))):
            self._report(self.simplex.at_least(place.variable, Bound(limit, Source(pair, -factor))))

    # Answers.

    def form_bound(self, form: Form, is_upper: bool) -> tuple[Conflict, Value] | None:
        """The least upper (greatest lower) bound of a form that is seen at once, with the bounds that make it."""
        form, links = self._resolved(form, is_upper)
        best = self._own_bound(form, is_upper)
        return best if best is None or not links else ([*best[0], *links], best[1])

    def _resolved(self, form: Form, is_upper: bool) -> tuple[Form, Conflict]:
        """The form with equal terms for those that arithmetic does not know, and what makes them equal."""
        links: Conflict = []
        for term, coefficient in form.items:
            if frozenset(((term, 1),)) not in self._variables:
                node = self._graph.known(term)
                other = None if node is None else node.root.number
                if node is not None and other is not None and other is not node:
                    pair = (node, other)
                    links.append((Bound(0, Source(pair, 1)), coefficient if is_upper else -coefficient))
                    form = self._forms.replaced(form, term, other.term)
        return form, links

    def _own_bound(self, form: Form, is_upper: bool) -> tuple[Conflict, Value] | None:
        place = self._known_place(form)
        best = None
        if place is not None:
            best = self._place_bound(place, is_upper)
        if len(form.items) > 1 or place is None:
            found = self._sum_bound(form, is_upper)
            if found is not None and (best is None or (found[1] < best[1] if is_upper else found[1] > best[1])):
                best = found
        return best

    def _place_bound(self, place: Place, is_upper: bool) -> tuple[Conflict, Value] | None:
        wants_upper = (place.factor > 0) is is_upper
        limit = (self.simplex.upper if wants_upper else self.simplex.lower)[place.variable]
        if limit is not None:
            return [(limit, size(place.factor))], limit.value * place.factor + place.offset
        row = self.simplex.rows.get(place.variable)
        if row is None:
            return None
        found = self.simplex.row_bound(row, wants_upper)
        if found is None:
            return None
        value, used = found
        return [(b, f * size(place.factor)) for b, f in used], value * place.factor + place.offset

    def _sum_bound(self, form: Form, is_upper: bool) -> tuple[Conflict, Value] | None:
        total: Value = form.constant
        used: Conflict = []
        for term, coefficient in form.items:
            variable = self._variables.get(frozenset(((term, 1),)))
            if variable is None:
                return None
            limit = (self.simplex.upper if (coefficient > 0) is is_upper else self.simplex.lower)[variable]
            if limit is None:
                return None
            total = total + limit.value * coefficient
            used.append((limit, size(coefficient)))
        return used, total

    def _known_place(self, form: Form) -> Place | None:
        if not form.items:
            return None
        items, scale = primitive(form)
        variable = self._variables.get(frozenset(items))
        if variable is not None:
            return Place(variable, plain(1 / scale), form.constant)
        variable = self._variables.get(frozenset((t, -c) for t, c in items))
        return None if variable is None else Place(variable, plain(-1 / scale), form.constant)

    def value(self, node: Node) -> Value | None:
        """The value of a numeric node in the current solution; None where it is not arithmetic's."""
        form, _ = self._resolved(self._forms.of(node.term), is_upper=True)
        total: Value = form.constant
        for term, coefficient in form.items:
            variable = self._variables.get(frozenset(((term, 1),)))
            if variable is None:
                return None
            total = total + self.simplex.values[variable] * coefficient
        return total


def _forget_number(root: Node) -> None:
    root.number = None


def squeezed_step(formula: Term, at_most: Step | Pair, at_least: Step | Pair) -> Step:
    """The equation `formula`, from two comparisons that pin it down."""

    def reason(lines: Lines) -> Reason:
        return Squeezed(lines[0], lines[-1])

    return Step(formula, reason, (at_most, at_least))
