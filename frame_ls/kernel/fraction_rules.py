"""Rules that share permission out and put it together again."""

from __future__ import annotations

from frame_ls.kernel.context import Context, Hypotheses, Premises
from frame_ls.kernel.goals import item, left_points_to, merge_fractions, split_fraction
from frame_ls.kernel.proofs import MergeFractions, SplitFraction
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.rule import Rule
from frame_ls.logic.heaps import Entailment
from frame_ls.logic.sorts import REAL
from frame_ls.logic.terms import Number, equal, less

_NONE = Number(0, REAL)


def _split(step: SplitFraction, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    context.sorting.check((step.share,))
    if step.share.sort is not REAL:
        raise Refused("a share of permission is no real number")
    facts = frozenset(goal.left.pure)
    whole = item(goal.left.spatial, step.atom, "left atom").fraction
    context.prove(facts, step.positive, less(_NONE, step.share))
    context.prove(facts, step.smaller, less(step.share, whole))
    return [(step.premise, split_fraction(goal, step.atom, step.share), open_)]


def _merge(step: MergeFractions, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    one, other = left_points_to(goal, step.first), left_points_to(goal, step.second)
    needed = () if one.root is other.root else (equal(one.root, other.root),)
    if len(step.same) != len(needed):
        raise Refused("the cells that are merged need one proof that their addresses are equal")
    facts = frozenset(goal.left.pure)
    for proof, formula in zip(step.same, needed, strict=True):
        context.prove(facts, proof, formula)
    return [(step.premise, merge_fractions(goal, step.first, step.second), open_)]


FRACTION_RULES = (
    Rule(
        "split-fraction",
        SplitFraction,
        _split,
        """
        Every fraction in a derivation of [f]A has f as a factor. With 0 < s < f the same derivation, with s and with
        f - s in the place of f, describes two heaps that join to the one that it described.""",
        source="Boyland, SAS 2003; Bornat, Calcagno, O'Hearn, Parkinson, POPL 2005",
    ),
    Rule(
        "merge-fractions",
        MergeFractions,
        _merge,
        """
        Two heaps that are joined agree where both have a cell, so the values are equal, and the joined cell has the sum
        of the fractions. This is of cells only: two heaps of one predicate need not be the same heap.""",
        source="Bornat, Calcagno, O'Hearn, Parkinson, POPL 2005",
    ),
)
