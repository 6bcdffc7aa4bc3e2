"""What follows at once: connectives, if-then-else, definitions at constructors; without any choice."""

from __future__ import annotations

from frame_ls.kernel.pure_definitions import division_facts
from frame_ls.kernel.pure_proofs import Boolean, Conditional, Congruence, Defined, Division, Reason
from frame_ls.logic.sorts import BOOL, INT
from frame_ls.logic.terms import DIVIDE, EQUAL, FALSE, MULTIPLY, NOT, REMAINDER, Apply, Number, Term, negate
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.arithmetic import Arithmetic
from frame_ls.prover.pure.cycles import Cycles
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.linear import is_numeric
from frame_ls.prover.pure.nodes import Kind, Node, literal
from frame_ls.prover.pure.steps import Lines, Pair, Step

CYCLE_CHECK = 64  # unfoldings
DEPTH_LIMIT = 32  # of unfoldings upon forms that unfolding made; given forms unfold however long they are
UNFOLDING_LIMIT = 2000  # unfoldings alive at a time; a concrete list of that length is as far as it goes


class Propagation:
    """Looks at what happened in the graph until nothing happens any more."""

    def __init__(self, graph: EGraph, arithmetic: Arithmetic, cycles: Cycles) -> None:
        self._cycles = cycles
        self._graph = graph
        self._arithmetic = arithmetic
        self._trail = graph.trail
        self.clauses: list[Node] = []  # disjunctions known to hold, when they were decided
        self.choices: list[Node] = []  # if-then-elses
        self.disequations: list[Node] = []  # equations of numbers known to be false
        self.separations: list[Node] = []  # equations of datatypes known to be false
        self.equivalences: list[Node] = []  # equations of formulas that were decided
        self.quantified: list[Node] = []  # quantified formulas that were decided
        self.applications: list[Node] = []  # of functions defined by cases, when they were created
        self.products: list[Node] = []  # products of unknowns
        self.budget: Budget | None = None  # of the search that is under way, if there is one
        self._unfoldings = 0

    # Entry.

    def assume(self, step: Step) -> None:
        """Takes the formula of a step as true, and all that follows at once."""
        self.assert_true(step)
        self.run()

    def assert_true(self, step: Step) -> None:
        """Queues the formula of a step as true."""
        formula = step.formula
        graph = self._graph
        if isinstance(formula, Apply) and formula.operator == EQUAL and formula.args[0].sort is not BOOL:
            graph.merge(graph.node(formula.args[0]), graph.node(formula.args[1]), step)
            return
        atom, polarity = literal(formula)
        if atom is not formula and negate(atom) is not formula:
            step = Step(atom if polarity else negate(atom), Boolean, (step,))
        graph.decide(graph.node(atom), polarity, step)

    def run(self) -> None:
        """Looks at all events; stops at a conflict."""
        graph = self._graph
        events = graph.events
        graph.close()
        while graph.conflict is None:
            if events.decided:
                self._decided(events.decided.popleft())
            elif events.became:
                self._became(*events.became.popleft())
            elif events.created:
                self._created(events.created.popleft())
            elif events.numbers:
                self._arithmetic.equal(events.numbers.popleft())
            else:
                return
            graph.close()
        graph.clear()

    def _created(self, node: Node) -> None:
        match node.kind:
            case Kind.CLAUSE:
                self._look_at_clause(node)
            case Kind.CHOICE:
                self._log(self.choices, node)
                self._look_at_choice(node)
            case Kind.FUNCTION:
                self._log(self.applications, node)
                self._unfold(node)
            case Kind.NUMERIC:
                self._arithmetic.note(node)
                self._look_at_numeric(node)
            case Kind.COMPARISON:
                self._arithmetic.add_comparison(node)
            case Kind.EQUATION:
                sort = node.args[0].term.sort
                if sort is BOOL:
                    self._look_at_equivalence(node)
                elif is_numeric(sort):
                    self._arithmetic.add_comparison(node)

    def _decided(self, node: Node) -> None:
        is_true = node.root is self._graph.true
        match node.kind:
            case Kind.CLAUSE:
                if is_true is not node.is_dual and len(node.lits) > 1:
                    self._log(self.clauses, node)
                self._look_at_clause(node)
            case Kind.EQUATION:
                sort = node.args[0].term.sort
                if sort is BOOL:
                    self._log(self.equivalences, node)
                    self._look_at_equivalence(node)
                elif not is_true and is_numeric(sort):
                    self._log(self.disequations, node)
                elif not is_true and sort.kind == "data":
                    self._log(self.separations, node)
                if is_true:
                    self._graph.merge(node.args[0], node.args[1], node)
            case Kind.COMPARISON:
                self._arithmetic.note(node)
            case Kind.QUANTIFIED:
                self._log(self.quantified, node)

    def _became(self, user: Node, value: Node) -> None:
        match user.kind:
            case Kind.CLAUSE:
                self._look_at_clause(user)
            case Kind.CHOICE:
                self._look_at_choice(user)
            case Kind.FUNCTION:
                self._unfold(user)
            case Kind.EQUATION:
                self._look_at_equivalence(user)
            case Kind.NUMERIC:
                self._look_at_numeric(user)

    def _log(self, log: list[Node], node: Node) -> None:
        log.append(node)
        self._trail.note(log.pop)

    # Connectives.

    def _look_at_clause(self, node: Node) -> None:
        """Decides the clause by its literals, or its literals by it."""
        graph = self._graph
        true, false = graph.true, graph.false
        unknown: tuple[Node, bool] | None = None
        count = 0
        for lit, polarity in node.lits:
            root = lit.root
            if root is true or root is false:
                if (root is true) is polarity:
                    if graph.truth(node) is node.is_dual or graph.truth(node) is None:
                        self._decide(node, not node.is_dual, [(lit, root)])
                    return
            else:
                count += 1
                unknown = lit, polarity
        if count == 0:
            if graph.truth(node) is not node.is_dual:
                self._decide(node, node.is_dual, [(lit, lit.root) for lit, _ in node.lits])
            return
        truth = graph.truth(node)
        if truth is None:
            return
        if truth is node.is_dual:
            for lit, polarity in node.lits:
                if graph.truth(lit) is None:
                    self._decide(lit, not polarity, [(node, node.root)])
        elif count == 1 and unknown is not None:
            others: list[Pair] = [(lit, lit.root) for lit, _ in node.lits if lit is not unknown[0]]
            self._decide(unknown[0], unknown[1], [(node, node.root), *others])

    def _decide(self, node: Node, value: bool, premises: list[Pair]) -> None:
        formula = node.term if value else Apply(NOT, (node.term,), BOOL)
        self._graph.decide(node, value, Step(formula, Boolean, premises))

    def _look_at_equivalence(self, node: Node) -> None:
        """An equation of formulas: two of the three decide the third."""
        truth = self._graph.truth
        a, b = node.args
        known = truth(a), truth(b), truth(node)
        if known[0] is not None and known[1] is not None:
            if known[2] is not (known[0] is known[1]):
                self._decide(node, known[0] is known[1], [(a, a.root), (b, b.root)])
        elif known[2] is False:
            if known[0] is not None:
                self._decide(b, not known[0], [(node, node.root), (a, a.root)])
            elif known[1] is not None:
                self._decide(a, not known[1], [(node, node.root), (b, b.root)])

    def _look_at_choice(self, node: Node) -> None:
        condition, yes, no = node.args
        truth = self._graph.truth(condition)
        if truth is None:
            return
        chosen = yes if truth else no
        if chosen.root is not node.root:
            equation = Apply(EQUAL, (node.term, chosen.term), BOOL)
            premise: Pair | Step = (condition, condition.root)
            if not truth and (condition.kind is Kind.CLAUSE or condition.term is FALSE):
                premise = Step(negate(condition.term), Boolean, (premise,))
            self._graph.merge(node, chosen, Step(equation, _conditional, (premise,)))

    # Definitions.

    def _unfold(self, node: Node) -> None:
        """Replaces an application by its definition; one by cases only when its argument has a constructor."""
        term = node.term
        assert isinstance(term, Apply)
        graph = self._graph
        function = graph.theory.function(term.operator)
        if function is None or self._unfoldings >= UNFOLDING_LIMIT:
            return
        form: Node | None = None
        depth = node.depth
        at = term
        if function.body is None:
            argument = node.args[function.switch]
            form = argument.root.value
            if form is None or form.kind is not Kind.VALUE:
                return
            depth = form.depth
            at = Apply(term.operator, _replaced(term.args, function.switch, form.term), term.sort)
        body = graph.theory.unfolded(at) if depth < DEPTH_LIMIT else None
        if body is None:
            return
        if self.budget is not None:
            self.budget.spend()
        self._unfoldings += 1
        self._trail.note(self._refold)
        if not self._unfoldings % CYCLE_CHECK:
            cycle = self._cycles.find()  # a list that is its own tail would unfold for ever
            if cycle is not None:
                self._graph.contradict(cycle)
                return
        step = Step(Apply(EQUAL, (at, body), BOOL), _defined, ())
        if form is not None and at is not term:
            pair = (node.args[function.switch], form)
            step = Step(Apply(EQUAL, (term, body), BOOL), Congruence, (step, pair))
        age, graph.age, graph.depth = graph.age, node.age, depth + 1
        other = graph.node(body)
        graph.age, graph.depth = age, 0
        graph.merge(node, other, step)

    def _refold(self) -> None:
        self._unfoldings -= 1

    # Numeric operators that are not linear.

    def _look_at_numeric(self, node: Node) -> None:
        term = node.term
        assert isinstance(term, Apply)
        if term.operator in (DIVIDE, REMAINDER):
            self._look_at_division(term)
        elif term.operator == MULTIPLY and not any(isinstance(a, Number) for a in term.args):
            self._look_at_product(node, term)

    def _look_at_division(self, term: Apply) -> None:
        a, b = term.args
        if isinstance(b, Number) and (b.value == 0 or term.sort is not INT):
            return
        step = Step(division_facts(a, b), lambda _: Division(a, b), ())
        if self._graph.known(step.formula) is None:
            self.assert_true(step)

    def _look_at_product(self, node: Node, term: Apply) -> None:
        """A product of which a factor has become a numeral is congruent to one that is linear."""
        for i, factor in enumerate(node.args):
            value = factor.root.value
            if value is not None:
                args = _replaced(term.args, i, value.term)
                self._graph.node(Apply(MULTIPLY, args, term.sort))
                return
        if node not in self.products:
            self._log(self.products, node)


def _replaced(args: tuple[Term, ...], index: int, by: Term) -> tuple[Term, ...]:
    return (*args[:index], by, *args[index + 1 :])


def _conditional(lines: Lines) -> Reason:
    return Conditional(lines[0])


def _defined(_: Lines) -> Reason:
    return Defined()
