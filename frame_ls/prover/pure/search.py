"""The search for a contradiction: propagate, check arithmetic, instantiate, then split into cases.

`refute` leaves the state as it found it. A conflict that does not depend on the newest case answers for the other
cases too, so that what is irrelevant costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from frame_ls.kernel.pure_proofs import Branch, Cases, Line, Opened, Reason
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.substitution import substitute
from frame_ls.logic.terms import EQUAL, FALSE, Apply, Quantified, Term, Variable, negate
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.arithmetic import Arithmetic
from frame_ls.prover.pure.causes import Causes
from frame_ls.prover.pure.choices import Choices, DataSplit, FormulaSplit
from frame_ls.prover.pure.cycles import Cycles
from frame_ls.prover.pure.deduction import Deduction
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.nodes import Kind, Node, literal
from frame_ls.prover.pure.propagation import Propagation
from frame_ls.prover.pure.steps import Arm, Fork, Lines, Step, assumed, settle
from frame_ls.prover.pure.theory import Theory
from frame_ls.prover.pure.trail import Trail
from frame_ls.prover.pure.universals import Universals, as_universal

DEPTH_LIMIT = 60
MEMBERS = 6  # of a class that are looked through
LATE_SPLITS = 3  # open at a time

Case = tuple[tuple[Term, ...], tuple[Variable, ...]]  # what it assumes, and the fresh variables in that


class Search:
    """The whole state of one context, and the ways to find it contradictory."""

    def __init__(self, theory: Theory) -> None:
        self.theory = theory
        self.trail = Trail()
        self.graph = EGraph(theory, self.trail)
        self.arithmetic = Arithmetic(self.graph)
        self._cycles = Cycles(self.graph)
        self.propagation = Propagation(self.graph, self.arithmetic, self._cycles)
        self.deduction = Deduction(self.graph, self.arithmetic)
        self.universals = Universals(self.graph, self.propagation)
        self.choices = Choices(self.graph, self.arithmetic, self.propagation)
        self.fresh: dict[Variable, int] = {}  # the fresh variables of the open cases, with their bit
        self._opened: dict[Node, None] = {}
        self._late_splits = 0
        self.depth_limit = DEPTH_LIMIT
        self.stuck: tuple[Term, ...] = ()  # what waited for a constructor before any was tried
        self.focus: Term | None = None  # the goal, so that what it is about is looked at first
        self.propagation.run()

    def settled(self, step: Step) -> Step:
        """The step with all its premises looked up."""
        return settle(step, Causes(self.graph.true, self.graph.false), self.fresh)

    def conflict(self) -> Step | None:
        """The settled step that says false, if a conflict is known."""
        found = self.graph.conflict
        return None if found is None else self.settled(found)

    # Without cases.

    def saturate(self, budget: Budget) -> None:
        """Draws all that follows without cases and without instances."""
        graph = self.graph
        while True:
            self.propagation.run()
            if graph.is_contradictory():
                return
            self.arithmetic.check(budget)
            if graph.is_contradictory() or not (graph.is_busy() or self.deduction.run()):
                break
        if graph.is_contradictory():
            graph.clear()

    # With cases.

    def refute(self, budget: Budget, depth: int) -> Step | None:
        """A settled step that says false, or None when no contradiction was found. Raises OutOfBudget.

        `depth` counts the open cases. When there is none, the state is left where the search got stuck.
        """
        self.propagation.budget = budget
        while True:
            budget.spend(10)
            self._saturate_fully(budget)
            found = self.conflict()
            if found is not None or depth >= self.depth_limit:
                return found
            existential = self._existential()
            if existential is not None:
                return self._open(existential, budget, depth)
            choice = self.choices.next()
            if choice is None:
                universals = self.universals
                if universals.instantiate(self.focus, budget) or universals.instantiate_spare(self.focus, budget):
                    continue
                return self._late(budget, depth)
            if isinstance(choice, FormulaSplit):
                return self._split(choice, budget, depth)
            self.propagation.assert_true(choice)

    def know(self, lines: Iterable[Line]) -> None:
        """Takes lines that need no others, such as inductions, for true."""
        for line in lines:
            self.propagation.assume(Step(line.formula, _same(line.reason), ()))

    def deepen(self, budget: Budget) -> None:
        """Draws what follows without cases, with instances: it is true of the facts and worth keeping."""
        self._saturate_fully(budget)
        while not self.graph.is_contradictory() and self.universals.instantiate(None, budget):
            self._saturate_fully(budget)

    def _split(self, choice: FormulaSplit | DataSplit, budget: Budget, depth: int) -> Step | None:
        match choice:
            case FormulaSplit(formula=formula):
                cases: list[Case] = [((formula,), ()), ((negate(formula),), ())]
                return self._fork(lambda branches: Cases(formula, branches), cases, budget, depth)
            case DataSplit(on=on, forms=forms):
                cases = [((Apply(EQUAL, (on, form), BOOL),), fresh) for form, fresh in forms]
                return self._fork(lambda branches: Cases(on, branches), cases, budget, depth)

    def _late(self, budget: Budget, depth: int) -> Step | None:
        """Splits that lead far afield, a few at a time: on what instances brought along, on constructors."""
        if not self._late_splits and not self.stuck:
            self.stuck = self.stuck_terms()
        if self._late_splits >= LATE_SPLITS:
            return None
        choice = self.choices.late(None if self.focus is None else len(self.fresh))
        if choice is None:
            return None
        self._late_splits += 1
        found = self._split(choice, budget, depth)
        self._late_splits -= 1
        return found

    def derive(self, goal: Term, budget: Budget) -> Step | None:
        """A settled step to the goal, or to false, by refuting the goal's negation; None when that failed.

        The state is left as after `refute`. Raises OutOfBudget.
        """
        assumption = assumed(negate(goal), 1)
        self.focus, self.stuck = literal(goal)[0], ()
        self.propagation.assume(assumption)
        step = self.refute(budget, 1)
        if step is None or not step.levels & 1:
            return step
        itself = assumed(goal, 1)
        arms = (Arm((itself,), itself), Arm((assumption,), step))
        return Fork(goal, lambda _, branches: Cases(goal, branches), (), arms, 1)

    def _saturate_fully(self, budget: Budget) -> None:
        self.saturate(budget)
        if not self.graph.is_contradictory():
            cycle = self._cycles.find()
            if cycle is not None:
                self.graph.contradict(cycle)

    def is_weak_here(self) -> bool:
        """Whether where the search got stuck there is something that an SMT solver is better at."""
        return bool(self.propagation.products or self.propagation.quantified)

    def stuck_terms(self) -> tuple[Term, ...]:
        """Applications by cases that wait for the constructor of an argument, with what the argument is known to be."""
        found: dict[Term, None] = {}
        for node in self.propagation.applications:
            if not self.choices.is_unfolded(node):
                found.update(dict.fromkeys(self._with_applications(node)))
        return tuple(found)

    def _with_applications(self, node: Node) -> Iterable[Term]:
        term = node.term
        assert isinstance(term, Apply)
        function = self.theory.function(term.operator)
        at = 0 if function is None else function.switch
        others = [m.term for m in node.args[at].members()[:MEMBERS] if m.kind is Kind.FUNCTION]
        if not others:
            yield term
        for other in others:
            yield Apply(term.operator, (*term.args[:at], other, *term.args[at + 1 :]), term.sort)

    def abandon(self, moment: int) -> None:
        """Goes back after a search that did not come to its end."""
        self.graph.clear()
        self.trail.undo_to(moment)
        self.fresh.clear()
        self.focus = self.propagation.budget = None
        self._late_splits = 0

    def _fork(
        self,
        join: Callable[[tuple[Branch, ...]], Reason],
        cases: list[Case],
        budget: Budget,
        depth: int,
    ) -> Step | None:
        """Refutes every case. A case that needs its assumption not answers for all."""
        bit = 1 << depth
        arms: list[Arm] = []
        for formulas, fresh in cases:
            arm = self._arm(formulas, fresh, bit, budget, depth)
            if arm is None:
                return None
            if not arm.conclusion.levels & bit:
                return arm.conclusion
            arms.append(arm)
        return Fork(FALSE, lambda _, branches: join(branches), (), tuple(arms), bit)

    def _arm(
        self, formulas: tuple[Term, ...], fresh: tuple[Variable, ...], bit: int, budget: Budget, depth: int
    ) -> Arm | None:
        moment = len(self.trail)
        for variable in fresh:
            self.fresh[variable] = bit
        steps = tuple(assumed(f, bit) for f in formulas)
        for step in steps:
            self.propagation.assume(step)
        conclusion = self.refute(budget, depth + 1)
        if conclusion is None:
            return None
        self.trail.undo_to(moment)
        for variable in fresh:
            del self.fresh[variable]
        return Arm(steps, conclusion)

    # What exists.

    def _existential(self) -> Node | None:
        for node in self.propagation.quantified:
            if node not in self._opened and as_universal(node, is_true=node.root is self.graph.true) is None:
                return node
        return None

    def _open(self, node: Node, budget: Budget, depth: int) -> Step | None:
        """Gives names to what a decided quantified node says exists."""
        self._opened[node] = None
        self.trail.note(self._opened.pop, node)
        term = node.term
        assert isinstance(term, Quantified)
        body = term.body if node.root is self.graph.true else negate(term.body)
        fresh = tuple(fresh_variable(v, len(self.fresh) + i) for i, v in enumerate(term.variables))
        assumption = substitute(body, dict(zip(term.variables, fresh, strict=True)))
        premise = Causes(self.graph.true, self.graph.false)((node, node.root))
        assert premise is not None
        self.settled(premise)
        bit = 1 << depth
        arm = self._arm((assumption,), fresh, bit, budget, depth)
        if arm is None:
            return None
        if not arm.conclusion.levels & bit:
            return arm.conclusion

        def join(lines: Lines, branches: tuple[Branch, ...]) -> Reason:
            return Opened(lines[0], fresh, branches[0])

        return Fork(FALSE, join, (premise,), (arm,), bit)


def fresh_variable(like: Variable, number: int) -> Variable:
    """A variable that only the search uses, named after another."""
    return Variable(f"{like.name.split('!', 1)[0]}!!{number}", like.sort)


def _same(reason: Reason) -> Callable[[Lines], Reason]:
    return lambda _: reason
