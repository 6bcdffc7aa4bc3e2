"""The facts of one path, and what follows from them: the one door to pure reasoning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from frame_ls.kernel.pure_proofs import Congruence, Line, PureProof
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.terms import EQUAL, Apply, Term, equal, negate
from frame_ls.prover.budget import Budget, OutOfBudget
from frame_ls.prover.pure.counterexample import Counterexample, values_of
from frame_ls.prover.pure.facts import Facts, Failures
from frame_ls.prover.pure.infinitesimal import Near, Value
from frame_ls.prover.pure.linear import is_numeric
from frame_ls.prover.pure.nodes import Kind, literal
from frame_ls.prover.pure.search import DEPTH_LIMIT, Search
from frame_ls.prover.pure.steps import Step, given, written
from frame_ls.prover.pure.theory import Theory

DEFAULT_STEPS = 20_000
SMALL_BUDGET, SHALLOW = 5_000, 2  # with less, facts are searched for a contradiction by so many cases in each other
DISCOVERY_ROUNDS = 2  # lemmas may lead to terms that suggest others
DISCOVERY_STEPS = 16_000  # for lemmas that a question suggests
RICH_BUDGET = 32_000  # with less, no lemmas are looked for and no solver is asked
QUESTION_EFFORT = 300_000  # of an SMT solver, for one question that the search here left open
RECONSTRUCTION_STEPS = 50_000  # to prove again what a solver said, from the facts that it used


@dataclass(frozen=True, slots=True)
class Unproved:
    """No proof was found. `counterexample` has values under which the search got stuck: a hint, no refutation."""

    reason: str
    counterexample: Counterexample = ()


class Context:
    """A growing and shrinking set of facts. Not thread-safe; deterministic.

    Facts are assumed in order and taken back in reverse order. Questions never change what is known; they are
    cheap when their answer was already drawn from the facts. Proofs refer to the assumed facts as they were given
    (`Given` lines), and to nothing else.
    """

    def __init__(self, definitions: Definitions | Theory) -> None:
        self.theory = definitions if isinstance(definitions, Theory) else Theory(definitions)
        self._search = Search(self.theory)
        self._trail = self._search.trail
        self._graph = self._search.graph
        self._levels: list[int] = []
        self._failures: Failures[Unproved] = Failures()
        self._is_weak = True  # whether the last search met something that an SMT solver is better at
        self._tried = -1  # how many facts there were when no contradiction was found among them
        self.facts = Facts()

    # The facts.

    def assume(self, fact: Term) -> None:
        """Adds a fact. Cheap: equations are closed under congruence at once, the rest is queued."""
        is_new = self.facts.add(fact, len(self._trail))
        if is_new and self._graph.conflict is None:
            self._search.propagation.assume(given(fact))

    def push(self) -> None:
        """Begins a level; `pop` takes back all that was assumed since."""
        self._levels.append(len(self.facts))

    def pop(self) -> None:
        """Ends the newest level."""
        self._cut(self._levels.pop())

    def follow(self, facts: Sequence[Term]) -> None:
        """Makes `facts` the facts, in this order, taking back only what comes after the common beginning.

        Not to be mixed with open levels.
        """
        assert not self._levels
        common = 0
        for (known, _), fact in zip(self.facts.order, facts, strict=False):
            if known is not fact:
                break
            common += 1
        self._cut(common)
        for fact in facts[common:]:
            self.assume(fact)

    def _cut(self, length: int) -> None:
        if length < len(self.facts):
            self._trail.undo_to(self.facts.cut(length))

    # Proofs.

    def contradiction(self, budget: Budget | None = None) -> PureProof | None:
        """A proof of false, if the facts are seen to be contradictory.

        Without a budget: no cases, no instances; with a small one: few.
        """
        self._saturate(budget or Budget(DEFAULT_STEPS))
        step = self._search.conflict()
        if step is None and budget is not None and self._tried != len(self.facts):
            step = self._deep_conflict(budget)
        return None if step is None else written(step)

    def _deep_conflict(self, budget: Budget) -> Step | None:
        """A contradiction by cases and instances; that there was none is remembered as long as these are the facts."""
        self._search.universals.begin()
        try:
            self._search.deepen(budget)
        except OutOfBudget:
            self._graph.clear()
            return None
        found = self._search.conflict() or self._refuted(None, budget)
        if isinstance(found, Step):
            return found
        self._trail.note(self.__setattr__, "_tried", self._tried)
        self._tried = len(self.facts)
        return None

    def prove(self, goal: Term, budget: Budget | None = None) -> PureProof | Unproved:
        """A proof of `goal` from the facts. OutOfBudget never escapes: it becomes `Unproved`.

        Without a budget a small default one is used. Lemmas that nobody stated are looked for, and an SMT solver is
        asked, only where the budget has `RICH_BUDGET` steps left (and effort for the solver).
        """
        if goal in self.facts:
            return written(given(goal))
        budget = budget or Budget(DEFAULT_STEPS)
        direct = self._direct(goal)
        if direct is None:
            self._saturate(budget)
            direct = self._search.conflict() or self._direct(goal)
        if direct is not None:
            return written(direct)
        known = self._failures.get(self.facts, goal, budget.left)
        if known is not None:
            return known
        steps = budget.left
        proof = self._searched(goal, budget)
        if isinstance(proof, Unproved) and not budget.is_exhausted:
            self._failures.add(self.facts, goal, steps, proof)
        return proof

    def _searched(self, goal: Term, budget: Budget) -> PureProof | Unproved:
        """A proof by search; where much may be spent, also by lemmas that the goal suggests and by an SMT solver."""
        is_rich = budget.left >= RICH_BUDGET
        found = self._refuted(goal, budget)
        if isinstance(found, Unproved) and self._search.stuck and is_rich:
            found = self._by_discovery(goal, budget, found)
        if not isinstance(found, Unproved):
            return written(found)
        return self._by_solver(goal, budget, found) if budget.solver_effort and self._is_weak and is_rich else found

    def _by_discovery(self, goal: Term, budget: Budget, so_far: Unproved) -> Step | Unproved:
        """Tries again with lemmas that the terms at which the search got stuck suggest."""
        from frame_ls.prover.pure.discovery import discover

        lemmas: dict[Line, None] = {}
        part = budget.part(DISCOVERY_STEPS, solver_effort=0)
        for _ in range(DISCOVERY_ROUNDS):
            known = len(lemmas)
            try:
                lemmas.update(dict.fromkeys(discover(self._search.stuck, self.theory, part)))
            except OutOfBudget as end:
                return Unproved(str(end), so_far.counterexample) if budget.is_exhausted else so_far
            if len(lemmas) == known:
                break
            found = self._refuted(goal, budget, tuple(lemmas))
            if not isinstance(found, Unproved):
                return found
        return so_far

    def _by_solver(self, goal: Term, budget: Budget, so_far: Unproved) -> PureProof | Unproved:
        """Asks an SMT solver, and proves natively from the facts that it needed where that is possible."""
        from frame_ls.prover.pure import smt

        try:
            share = budget.part(budget.left, solver_effort=min(budget.solver_effort, QUESTION_EFFORT))
            answer = smt.ask(tuple(dict.fromkeys(self.facts)), goal, self.theory, share)
        except OutOfBudget as end:
            return Unproved(str(end), so_far.counterexample)
        if isinstance(answer, smt.Undecided):
            return so_far
        if isinstance(answer, smt.Satisfied):
            return Unproved(so_far.reason, answer.values or so_far.counterexample)
        alone = Context(self.theory)
        for fact in answer.needed:
            alone.assume(fact)
        found = alone.prove(goal, budget.part(RECONSTRUCTION_STEPS, solver_effort=0))
        return smt.solver_proof(answer.needed, goal) if isinstance(found, Unproved) else found

    def explain(self, formula: Term) -> PureProof:
        """The proof of a formula of which `known_truth` says True. Raises ValueError for others."""
        found = self.prove(formula)
        if isinstance(found, Unproved):
            raise ValueError(f"not known: {formula}")
        return found

    def explain_equal(self, a: Term, b: Term) -> PureProof:
        """The proof of `a = b` where `are_equal` says so. Raises ValueError otherwise."""
        return self.explain(equal(a, b))

    # Questions answered from what was already drawn from the facts: no search.

    def are_equal(self, a: Term, b: Term) -> bool:
        """Whether the two are one by congruence and propagation; False means not known."""
        if a is b:
            return True
        moment = len(self._trail)
        x, y = self._graph.known(a), self._graph.known(b)
        if x is not None and y is not None:
            return x.root is y.root
        x, y = self._graph.node(a), self._graph.node(b)
        self._search.propagation.run()
        answer = x.root is y.root
        self._trail.undo_to(moment)
        return answer

    def disequal(self, a: Term, b: Term) -> bool:
        """Whether the two are known to differ; False means not known."""
        return a is not b and self.known_truth(equal(a, b)) is False

    def known_truth(self, formula: Term) -> bool | None:
        """Whether the formula is known to be true, known to be false, or neither (None)."""
        atom, polarity = literal(formula)
        moment = len(self._trail)
        node = self._graph.node(atom)
        self._search.propagation.run()
        truth = self._graph.truth(node)
        if truth is None and self._is_numeric(atom):
            step = self._search.deduction.decided(atom)
            truth = None if step is None else step.formula is atom
        self._trail.undo_to(moment)
        return truth if truth is None else truth is polarity

    def representative(self, term: Term) -> Term:
        """One term for each class of equal terms: the same for all members until the facts change."""
        node = self._graph.node(term)
        if self._graph.is_busy():
            self._search.propagation.run()
        return node.root.term

    def constructor_form(self, term: Term) -> Apply | None:
        """A constructor application that `term` is known to equal."""
        moment = len(self._trail)
        node = self._graph.node(term)
        self._search.propagation.run()
        value = node.root.value
        self._trail.undo_to(moment)
        return value.term if value is not None and isinstance(value.term, Apply) and term.sort is not BOOL else None

    def bounds(self, term: Term) -> tuple[int | Fraction | None, int | Fraction | None]:
        """Known least and greatest value of a numeric term (None: not known); not necessarily the tightest."""
        self._saturate(Budget(DEFAULT_STEPS))
        form = self.theory.forms.of(term)
        low = self._search.arithmetic.form_bound(form, is_upper=False)
        high = self._search.arithmetic.form_bound(form, is_upper=True)
        return _standard(low), _standard(high)

    # How.

    def _is_numeric(self, atom: Term) -> bool:
        if not isinstance(atom, Apply) or len(atom.args) != 2:
            return False
        node = self._graph.known(atom)
        return node is not None and node.kind in (Kind.COMPARISON, Kind.EQUATION) and is_numeric(atom.args[0].sort)

    def _saturate(self, budget: Budget) -> None:
        """Draws what follows from the facts; stops early when the budget ends."""
        try:
            self._search.saturate(budget)
        except OutOfBudget:
            self._graph.clear()

    def _direct(self, goal: Term) -> Step | None:
        """The settled step to a goal whose truth is already known."""
        if self._graph.conflict is not None:
            return self._search.conflict()
        moment = len(self._trail)
        atom, polarity = literal(goal)
        step: Step | None = None
        if isinstance(goal, Apply) and goal.operator == EQUAL and goal.args[0].sort is not BOOL:
            a, b = self._graph.node(goal.args[0]), self._graph.node(goal.args[1])
            self._search.propagation.run()
            if a.root is b.root and a is not b:
                step = Step(goal, Congruence, ((a, b),))
        if step is None and (goal is atom or goal is negate(atom)):
            node = self._graph.node(atom)
            self._search.propagation.run()
            if self._graph.truth(node) is polarity:
                step = Step(goal, Congruence, ((node, node.root),))
            elif self._is_numeric(atom):
                found = self._search.deduction.decided(atom)
                step = found if found is not None and found.formula is goal else None
        if step is not None:
            step = self._search.settled(step)
        self._trail.undo_to(moment)
        return step

    def _refuted(self, goal: Term | None, budget: Budget, lemmas: Sequence[Line] = ()) -> Step | Unproved:
        """The step to the goal (None: false) by refuting its negation."""
        moment = len(self._trail)
        self._search.universals.begin()
        try:
            self._search.know(lemmas)
            if goal is None:
                self._search.depth_limit = SHALLOW if budget.left < SMALL_BUDGET else DEPTH_LIMIT
                step = self._search.refute(budget, 0)
                return step if step is not None else Unproved("no contradiction found")
            self._is_weak = True
            self._search.depth_limit = DEPTH_LIMIT
            return self._goal_step(goal, budget)
        except OutOfBudget as end:
            return Unproved(str(end))
        finally:
            self._search.abandon(moment)

    def _goal_step(self, goal: Term, budget: Budget) -> Step | Unproved:
        step = self._search.derive(goal, budget)
        if step is None:
            self._is_weak = self._search.is_weak_here()
            return Unproved("it does not follow as far as was tried", values_of(self._search, goal, self.facts))
        return step


def _standard(found: tuple[object, Value] | None) -> int | Fraction | None:
    """A bound as a number; a strict one as the number that it stays below or above."""
    if found is None:
        return None
    return found[1].standard if isinstance(found[1], Near) else found[1]
