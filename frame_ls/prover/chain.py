"""Writes down a proof from the top: the goal as it stands, and the steps taken so far."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from frame_ls.kernel import goals
from frame_ls.kernel.proofs import (
    Bindings,
    Close,
    Fact,
    Know,
    LemmaRight,
    MatchCell,
    MatchPredicate,
    Missing,
    Step,
    UnfoldLeft,
    UnfoldRight,
    Witness,
)
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.definitions import Definitions, Lemma
from frame_ls.logic.heaps import Entailment, PointsTo, SymbolicHeap
from frame_ls.logic.substitution import substitute, substitute_atom
from frame_ls.logic.terms import Term, Variable

Names = tuple[Variable, ...]
Others = Callable[[int, Entailment], Step]


class Chain:
    """Steps with one premise each (side premises are given whole); `end` puts the last step below them."""

    __slots__ = ("_definitions", "_steps", "goal")

    def __init__(self, goal: Entailment, definitions: Definitions) -> None:
        self.goal = goal
        self._definitions = definitions
        self._steps: list[Callable[[Step], Step]] = []

    def copy(self) -> Chain:
        """Another chain that has come as far."""
        new = Chain(self.goal, self._definitions)
        new._steps = self._steps[:]
        return new

    def end(self, last: Step) -> Step:
        """The steps in order, with `last` as the premise of the last one."""
        for step in reversed(self._steps):
            last = step(last)
        return last

    def then(self, step: Callable[[Step], Step], goal: Entailment) -> None:
        """Takes any step: how it is made of its premise, and the premise's goal."""
        self._steps.append(step)
        self.goal = goal

    def know(self, facts: Sequence[Fact], formulas: Sequence[Term]) -> None:
        """`formulas` are what the kernel reads from `facts`, in step."""
        if facts:
            known = tuple(facts)
            self.then(lambda premise: Know(known, premise), goals.know(self.goal, tuple(formulas)))

    def unfold_left(
        self, atom: int, case: int, fresh: Sequence[Names], others: Callable[[int, Entailment], Step]
    ) -> None:
        """Goes on with `case`; `others` gives the proof of each other case from its index and goal."""
        call = goals.call_at(self.goal.left.spatial, atom)
        predicate = self._definitions.predicates[call.name]
        kept = tuple(fresh)
        made = [goals.unfold_left(self.goal, atom, predicate, i, kept[i]) for i in range(len(kept))]
        closed = {i: others(i, goal) for i, goal in enumerate(made) if i != case}

        def step(premise: Step) -> Step:
            return UnfoldLeft(atom, kept, tuple(closed.get(i, premise) for i in range(len(kept))))

        self.then(step, made[case])

    def unfold_right(self, atom: int, case: int, fresh: Names) -> None:
        call = goals.call_at(goals.single(self.goal).spatial, atom)
        predicate = self._definitions.predicates[call.name]
        goal = goals.unfold_right(self.goal, atom, predicate, (case,), (fresh,))
        self.then(lambda premise: UnfoldRight(atom, (case,), (fresh,), premise), goal)

    def witness(self, bindings: Bindings) -> None:
        if bindings:
            self.then(lambda premise: Witness(bindings, premise), goals.witness(self.goal, dict(bindings)))

    def match(self, left: int, right: int) -> None:
        """Takes a left and a right atom to be one, cell or call."""
        rule = MatchCell if isinstance(self.goal.left.spatial[left], PointsTo) else MatchPredicate
        self.then(lambda premise: rule(left, right, premise), goals.match_atoms(self.goal, left, right))

    def lemma_right(
        self,
        lemma: Lemma,
        bindings: Bindings,
        atoms: tuple[int, ...],
        peel: tuple[tuple[int, int], ...],
        missing: tuple[Missing, ...],
    ) -> None:
        goal = after_lemma_right(self.goal, lemma, bindings, atoms, peel)
        self.then(lambda premise: LemmaRight(lemma.name, bindings, atoms, peel, missing, premise), goal)

    def close(self, prove: Callable[[Term], PureProof]) -> Step:
        """The whole, closed here by a proof of each right pure conjunct."""
        return self.end(Close(tuple(prove(p) for p in goals.single(self.goal).pure)))


def instance(heap: SymbolicHeap, replacement: dict[Variable, Term]) -> SymbolicHeap:
    """The body of `heap` (what it binds is replaced too, if `replacement` says how)."""
    return SymbolicHeap(
        tuple(substitute(p, replacement) for p in heap.pure),
        tuple(substitute_atom(a, replacement) for a in heap.spatial),
    )


def after_lemma_right(
    goal: Entailment, lemma: Lemma, bindings: Bindings, atoms: Sequence[int], peel: Sequence[tuple[int, int]]
) -> Entailment:
    """The premise of `LemmaRight`: R's atoms went, L's atoms and pure part came, the peeled ones are matched."""
    side = goals.single(goal)
    replacement = dict(bindings)
    wanted = instance(lemma.statement.right[0], replacement).spatial
    asked = instance(lemma.statement.left, replacement)
    pure = list(side.pure)
    for index, atom in zip(atoms, wanted, strict=True):
        pure += goals.equations(side.spatial[index], atom)
    pure += asked.pure
    for index, left in peel:
        pure += goals.equations(goal.left.spatial[left], asked.spatial[index])
    peeled = {index for index, _ in peel}
    rest = tuple(a for i, a in enumerate(asked.spatial) if i not in peeled)
    new = SymbolicHeap(tuple(pure), goals.without(side.spatial, *atoms) + rest, side.exists)
    left_rest = goals.without(goal.left.spatial, *(left for _, left in peel))
    return Entailment(SymbolicHeap(goal.left.pure, left_rest), (new,), goal.outside)
