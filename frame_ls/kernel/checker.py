"""Checks proofs: from the goal downwards every step's premises are computed, until nothing is left to show.

The proof is a DAG. A step that is reached again with the same goal and, of the hypotheses that are used below it, the
same ones equally guarded, is checked once. There is no recursion, so a proof may be as deep as it likes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frame_ls.kernel.context import Context, Hypotheses, Premises
from frame_ls.kernel.fraction_rules import FRACTION_RULES
from frame_ls.kernel.left_rules import LEFT_RULES
from frame_ls.kernel.proofs import (
    Choose,
    Induct,
    Know,
    LemmaRight,
    MatchCell,
    MatchPredicate,
    MergeFractions,
    Proof,
    Split,
    SplitFraction,
    Step,
    UnfoldLeft,
    UnfoldRight,
    UseHypothesis,
    UseLemma,
    Witness,
)
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.right_rules import RIGHT_RULES
from frame_ls.kernel.rule import Rule
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment

RULES: tuple[Rule, ...] = (*LEFT_RULES, *FRACTION_RULES, *RIGHT_RULES)
_PREMISES: dict[type, Callable[[Any, Entailment, Hypotheses, Context], Premises]] = {r.step: r.premises for r in RULES}


@dataclass(frozen=True, slots=True)
class CheckedProof:
    """A proof that the kernel accepted: `goal` holds. Made by `check` alone.

    It holds provided that the lemmas of the definitions that are named in `axioms` do, and the words of `solvers`.
    `steps` counts the steps that were checked.
    """

    goal: Entailment
    axioms: tuple[str, ...]
    solvers: tuple[str, ...]
    steps: int


def check(proof: Proof, definitions: Definitions) -> CheckedProof:
    """Checks every step of `proof` and of the lemmas that it brings along; raises `Refused` at the first wrong one."""
    context = Context(definitions)
    steps = 0
    for local in proof.lemmas:
        check_statement(local.lemma.statement, context)
        steps += _check_steps(local.proof, local.lemma.statement, context)
        context.add_lemma(local.lemma)
    check_statement(proof.goal, context)
    steps += _check_steps(proof.step, proof.goal, context)
    return CheckedProof(proof.goal, tuple(context.axioms), tuple(context.solvers), steps)


def check_statement(statement: Entailment, context: Context) -> None:
    """Raises `Refused` unless the statement's terms are well-sorted and its left side binds nothing."""
    if statement.left.exists:
        raise Refused("the left side of a goal binds variables")
    for heap in (statement.left, *statement.right):
        context.check_heap(heap)
    context.sorting.check(a.address for a in statement.outside)


def _check_steps(root: Step, goal: Entailment, context: Context) -> int:
    """Checks that `root` proves `goal` with no hypothesis open; returns how many steps that took."""
    shape = _Shape(root)
    context.rigid.clear()
    context.changed.clear()
    done: set[tuple[int, Entailment, Hypotheses]] = set()
    pending: Premises = [(root, goal, ())]
    count = 0
    while pending:
        step, current, open_ = pending.pop()
        key = id(step)
        if shape.uses[key] > 1:
            names = shape.hypotheses[key]
            relevant = tuple(o for o in open_ if o.hypothesis.name in names) if names else ()
            if (key, current, relevant) in done:
                continue
            done.add((key, current, relevant))
        count += 1
        pending.extend(_PREMISES[type(step)](step, current, open_, context))
    if not context.rigid.isdisjoint(context.changed):
        raise Refused("a use of a hypothesis changes a fraction that another one counts on")
    return count


def premises_of(step: Step) -> tuple[Step, ...]:
    """The steps right below a step."""
    match step:
        case Split(yes=yes, no=no):
            return (yes, no)
        case UnfoldLeft(premises=premises):
            return premises
        case UseLemma(use=use) | UseHypothesis(use=use):
            return use.premises
        case (
            Know(premise=premise)
            | UnfoldRight(premise=premise)
            | Choose(premise=premise)
            | Witness(premise=premise)
            | MatchCell(premise=premise)
            | MatchPredicate(premise=premise)
            | Induct(premise=premise)
            | SplitFraction(premise=premise)
            | MergeFractions(premise=premise)
            | LemmaRight(premise=premise)
        ):
            return (premise,)
    return ()


class _Shape:
    """What the DAG below a step looks like: how often each step is referred to, and which hypotheses it uses."""

    __slots__ = ("hypotheses", "uses")

    def __init__(self, root: Step) -> None:
        self.uses: dict[int, int] = {id(root): 1}
        self.hypotheses: dict[int, frozenset[str]] = {}
        entered: set[int] = set()
        pending: list[tuple[Step, bool]] = [(root, False)]
        while pending:
            step, is_left = pending.pop()
            key = id(step)
            if is_left:
                self.hypotheses[key] = self._used_at(step)
                continue
            if key in entered:
                if key not in self.hypotheses:
                    raise Refused("the proof refers to itself in a circle")
                continue
            if type(step) not in _PREMISES:
                raise Refused(f"no step of a proof: {step!r}")
            entered.add(key)
            pending.append((step, True))
            for premise in premises_of(step):
                self.uses[id(premise)] = self.uses.get(id(premise), 0) + 1
                pending.append((premise, False))

    def _used_at(self, step: Step) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for premise in premises_of(step):
            found |= self.hypotheses[id(premise)]
        if isinstance(step, UseHypothesis):
            return found | {step.name}
        return found - {step.name} if isinstance(step, Induct) else found
