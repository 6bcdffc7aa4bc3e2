"""Proofs while they are found: steps that know their premises, some only as "these two terms are equal by now".

A step becomes a line of a proof only if the proof needs it. A premise may be a pair of nodes of the equality graph:
what makes the two equal is looked up when the step is *settled*, which must happen before the graph forgets it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from frame_ls.kernel.pure_proofs import Assumed, Branch, Given, Line, PureProof, Reason
from frame_ls.kernel.pure_proofs import Boolean as BooleanReason
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import Term, Variable

if TYPE_CHECKING:
    from frame_ls.prover.pure.nodes import Node

Pair = tuple["Node", "Node"]
Lines = tuple[int, ...]

UNSETTLED = -1


class Step:
    """A formula, its premises and the reason that becomes of them once they have line numbers.

    `levels` has a bit for each open branch of the search that the step depends on, by an assumption or by mentioning
    one of its fresh variables; it is UNSETTLED until the premises are all steps.
    """

    __slots__ = ("formula", "levels", "premises", "reason")

    def __init__(
        self, formula: Term, reason: Callable[[Lines], Reason], premises: Sequence[Step | Pair], levels: int = UNSETTLED
    ) -> None:
        self.formula = formula
        self.reason = reason
        self.premises = premises
        self.levels = levels


class Arm:
    """One branch: what it assumes, and the step that ends it."""

    __slots__ = ("assumptions", "conclusion")

    def __init__(self, assumptions: tuple[Step, ...], conclusion: Step) -> None:
        self.assumptions = assumptions
        self.conclusion = conclusion


class Fork(Step):
    """A step with branches, all of them settled. `join` makes the reason from premises' lines and branches."""

    __slots__ = ("arms", "bit", "join")

    def __init__(
        self,
        formula: Term,
        join: Callable[[Lines, tuple[Branch, ...]], Reason],
        premises: tuple[Step, ...],
        arms: tuple[Arm, ...],
        bit: int,
    ) -> None:
        levels = 0
        for premise in premises:
            levels |= premise.levels
        for arm in arms:
            levels |= arm.conclusion.levels & ~bit
        super().__init__(formula, _no_reason, premises, levels)
        self.join = join
        self.arms = arms
        self.bit = bit


def _no_reason(_: Lines) -> Reason:
    raise AssertionError("a fork's reason needs its branches")


def given(formula: Term) -> Step:
    """A fact of the context."""
    return Step(formula, lambda _: Given(), (), 0)


def assumed(formula: Term, bit: int) -> Step:
    """The assumption of the branch that `bit` stands for."""
    return Step(formula, lambda _: Assumed(), (), bit)


def settle(root: Step, look_up: Callable[[Pair], Step | None], fresh: Mapping[Variable, int]) -> Step:
    """`root`, with all pairs below it replaced by steps (None: by nothing, the two are one node).

    `fresh` gives the bit of the branch that introduced a variable.
    """
    waiting = [root]
    while waiting:
        step = waiting[-1]
        if step.levels != UNSETTLED:
            waiting.pop()
            continue
        if any(not isinstance(p, Step) for p in step.premises):
            found = (p if isinstance(p, Step) else look_up(p) for p in step.premises)
            step.premises = tuple(p for p in found if p is not None)
        premises: Sequence[Step] = step.premises  # type: ignore[assignment]
        open_premises = [p for p in premises if p.levels == UNSETTLED]
        if open_premises:
            waiting.extend(open_premises)
            continue
        levels = 0
        for premise in premises:
            levels |= premise.levels
        if fresh:
            for variable in free_variables(step.formula):
                levels |= fresh.get(variable, 0)
        step.levels = levels
        waiting.pop()
    return root


def written(root: Step) -> PureProof:
    """The proof whose last line is `root`, which must be settled and depend on no open branch."""
    writer = _Writer()
    lines: list[Line] = []
    writer.write(root, lines, 0)
    return PureProof(tuple(lines))


def written_branch(assumptions: Sequence[Step], conclusion: Step) -> Branch:
    """The branch, with lines counted from 0, that assumes `assumptions` and ends in `conclusion`, which is settled."""
    return _Writer().branch(Arm(tuple(assumptions), conclusion), 0)


class _Writer:
    """Numbers steps and lays them out as lines; each as far outside of branches as it can stand."""

    def __init__(self) -> None:
        self._number: dict[Step, int] = {}
        self._order: list[Step] = []

    def write(self, root: Step, lines: list[Line], levels: int) -> None:
        """Appends `root` and what it needs; `levels` are the branches that are open here."""
        waiting = [root]
        while waiting:
            step = waiting[-1]
            if step in self._number:
                waiting.pop()
                continue
            needed = [p for p in self._premises(step) if p not in self._number]
            if not needed and isinstance(step, Fork):
                needed = self._outside(step, levels)
            if needed:
                waiting.extend(reversed(needed))
                continue
            numbers = tuple(self._number[p] for p in self._premises(step))
            if isinstance(step, Fork):
                branches = tuple(self.branch(arm, levels | step.bit) for arm in step.arms)
                reason = step.join(numbers, branches)
            else:
                reason = step.reason(numbers)
            lines.append(Line(step.formula, reason))
            self._enter(step)
            waiting.pop()

    def _premises(self, step: Step) -> Sequence[Step]:
        return step.premises  # type: ignore[return-value]

    def _enter(self, step: Step) -> None:
        self._number[step] = len(self._order)
        self._order.append(step)

    def branch(self, arm: Arm, levels: int) -> Branch:
        """The arm as a branch of lines that are numbered on from here."""
        outside = len(self._order)
        lines: list[Line] = []
        for assumption in arm.assumptions:
            lines.append(Line(assumption.formula, Assumed()))
            self._enter(assumption)
        self.write(arm.conclusion, lines, levels)
        if self._number[arm.conclusion] != len(self._order) - 1:
            lines.append(Line(arm.conclusion.formula, BooleanReason((self._number[arm.conclusion],))))
        for step in self._order[outside:]:
            del self._number[step]
        del self._order[outside:]
        return Branch(tuple(lines))

    def _outside(self, fork: Fork, levels: int) -> list[Step]:
        """The steps inside the fork's branches that depend on no branch but those of `levels`, not yet written."""
        found: list[Step] = []
        seen: set[Step] = set()
        waiting = [arm.conclusion for arm in fork.arms]
        while waiting:
            step = waiting.pop()
            if step in seen or step in self._number:
                continue
            seen.add(step)
            if not step.levels & ~levels:
                found.append(step)
                continue
            waiting.extend(self._premises(step))
            if isinstance(step, Fork):
                waiting.extend(arm.conclusion for arm in step.arms)
        return found
