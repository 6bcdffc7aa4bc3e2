"""How each step changes the goal: plain computation, the same for the checker and for whoever looks for a proof.

Nothing here is judged: side conditions are the rules' business (`kernel.left_rules`, `kernel.right_rules`). An index
that names nothing raises `Refused`. Everywhere a removed atom closes its gap, and new atoms and conjuncts come last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Predicate
from frame_ls.logic.heaps import Absent, Atom, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import Substitution, substitute, substitute_atom
from frame_ls.logic.terms import WHOLE, Number, Term, Variable, add, equal, multiply, subtract

Item = TypeVar("Item")
Names = tuple[Variable, ...]


def item(items: Sequence[Item], index: int, what: str) -> Item:
    """`items[index]`; raises `Refused` where that is nothing."""
    if not 0 <= index < len(items):
        raise Refused(f"there is no {what} {index}")
    return items[index]


def without(atoms: tuple[Atom, ...], *indices: int) -> tuple[Atom, ...]:
    """The atoms but those at `indices`, which are different and in range."""
    if len(indices) == 1:
        index = indices[0]
        return atoms[:index] + atoms[index + 1 :]
    gone = set(indices)
    return tuple(a for i, a in enumerate(atoms) if i not in gone)


def single(goal: Entailment) -> SymbolicHeap:
    """The right side, where it is one symbolic heap."""
    if len(goal.right) != 1:
        raise Refused(f"the right side has {len(goal.right)} disjuncts here, not one")
    return goal.right[0]


def left_points_to(goal: Entailment, index: int) -> PointsTo:
    """The left atom at `index`, a points-to."""
    atom = item(goal.left.spatial, index, "left atom")
    if not isinstance(atom, PointsTo):
        raise Refused(f"left atom {index} is no points-to")
    return atom


def call_at(atoms: tuple[Atom, ...], index: int) -> PredicateCall:
    """The atom at `index`, a predicate call."""
    atom = item(atoms, index, "atom")
    if not isinstance(atom, PredicateCall):
        raise Refused(f"atom {index} is no predicate call")
    return atom


def scaled(atom: Atom, fraction: Term) -> Atom:
    """The atom with its fraction multiplied."""
    if fraction is WHOLE:
        return atom
    product = fraction if atom.fraction is WHOLE else multiply(atom.fraction, fraction)
    if isinstance(atom, PointsTo):
        return PointsTo(atom.root, atom.cell, atom.values, product, atom.label)
    return PredicateCall(atom.name, atom.args, product, atom.label)


def case_of(predicate: Predicate, call: PredicateCall, case: int, names: Names) -> SymbolicHeap:
    """The case of the definition at the call's arguments and fraction, its existentials called `names` (and listed)."""
    if predicate.cases is None:
        raise Refused(f"{predicate.name} has no definition to unfold")
    body = item(predicate.cases, case, f"case of {predicate.name}")
    if len(names) != len(body.exists) or len(call.args) != len(predicate.parameters):
        raise Refused(f"case {case} of {predicate.name} binds {len(body.exists)} variables, {len(names)} are named")
    replacement: dict[Variable, Term] = dict(zip(predicate.parameters, call.args, strict=True))
    replacement.update(zip(body.exists, names, strict=True))
    return SymbolicHeap(
        tuple([substitute(p, replacement) for p in body.pure]),
        tuple([scaled(substitute_atom(a, replacement), call.fraction) for a in body.spatial]),
        names,
    )


def know(goal: Entailment, facts: tuple[Term, ...]) -> Entailment:
    """The goal with facts added to the left side."""
    left = goal.left
    return Entailment(SymbolicHeap(left.pure + facts, left.spatial), goal.right, goal.outside)


def forget(goal: Entailment, facts: tuple[Term, ...]) -> Entailment:
    """The goal without those left pure facts."""
    if not facts:
        return goal
    kept = tuple(p for p in goal.left.pure if p not in facts)
    return Entailment(SymbolicHeap(kept, goal.left.spatial), goal.right, goal.outside)


def replace_left(goal: Entailment, gone: Sequence[int], body: SymbolicHeap) -> Entailment:
    """The goal with the left atoms at `gone` removed and those of `body`, and its pure part, added."""
    left = goal.left
    spatial = without(left.spatial, *gone) + body.spatial
    return Entailment(SymbolicHeap(left.pure + body.pure, spatial), goal.right, goal.outside)


def unfold_left(goal: Entailment, atom: int, predicate: Predicate, case: int, names: Names) -> Entailment:
    """The premise of `UnfoldLeft` for one case."""
    return replace_left(goal, (atom,), case_of(predicate, call_at(goal.left.spatial, atom), case, names))


def split_fraction(goal: Entailment, atom: int, share: Term) -> Entailment:
    """The premise of `SplitFraction`."""
    whole = item(goal.left.spatial, atom, "left atom")
    parts = (replace(whole, fraction=share), replace(whole, fraction=subtract(whole.fraction, share)))
    return replace_left(goal, (atom,), SymbolicHeap((), parts))


def merge_fractions(goal: Entailment, first: int, second: int) -> Entailment:
    """The premise of `MergeFractions`; the equations of the values join the left side."""
    one, other = left_points_to(goal, first), left_points_to(goal, second)
    if one.cell != other.cell or first == second:
        raise Refused("only two cells of one kind can be merged")
    pure = tuple(equal(a, b) for a, b in zip(one.values, other.values, strict=True) if a is not b)
    merged = replace(one, fraction=add(one.fraction, other.fraction))
    return replace_left(goal, (first, second), SymbolicHeap(pure, (merged,)))


def unfold_right(
    goal: Entailment,
    atom: int,
    predicate: Predicate,
    cases: tuple[int, ...],
    fresh: tuple[Names, ...],
    disjunct: int = 0,
) -> Entailment:
    """The premise of `UnfoldRight`: the new disjuncts stand in the old one's place."""
    old = item(goal.right, disjunct, "disjunct")
    call = call_at(old.spatial, atom)
    if len(cases) != len(fresh):
        raise Refused("each case that is unfolded on the right needs its names")
    rest = without(old.spatial, atom)
    new: list[SymbolicHeap] = []
    for case, names in zip(cases, fresh, strict=True):
        body = case_of(predicate, call, case, names)
        new.append(SymbolicHeap(old.pure + body.pure, rest + body.spatial, old.exists + names))
    return Entailment(goal.left, goal.right[:disjunct] + tuple(new) + goal.right[disjunct + 1 :], goal.outside)


def choose(goal: Entailment, disjunct: int) -> Entailment:
    """The goal with that disjunct alone."""
    return Entailment(goal.left, (item(goal.right, disjunct, "disjunct"),), goal.outside)


def witness(goal: Entailment, bindings: Substitution) -> Entailment:
    """The goal with existentials of its single right side instantiated, all at once."""
    right = single(goal)
    if any(v not in right.exists for v in bindings):
        raise Refused("a witness is given for what is no existential of the right side")
    new = SymbolicHeap(
        tuple([substitute(p, bindings) for p in right.pure]),
        tuple([substitute_atom(a, bindings) for a in right.spatial]),
        tuple(v for v in right.exists if v not in bindings),
    )
    return Entailment(goal.left, (new,), goal.outside)


def equations(first: Atom, second: Atom) -> tuple[Term, ...]:
    """What makes the two atoms one: `part of first = part of second`, in order, but those with one term on both sides.

    The parts are root, values, fraction of a points-to; arguments, fraction of a call. Raises `Refused` for atoms of
    different kinds.
    """
    if isinstance(first, PointsTo):
        if not isinstance(second, PointsTo) or first.cell != second.cell:
            raise Refused("the two atoms are not cells of one kind")
        pairs = [(first.root, second.root), *zip(first.values, second.values, strict=True)]
    else:
        if not isinstance(second, PredicateCall) or first.name != second.name:
            raise Refused("the two atoms are not calls of one predicate")
        pairs = list(zip(first.args, second.args, strict=True))
    pairs.append((first.fraction, second.fraction))
    return tuple([equal(a, b) for a, b in pairs if a is not b])


def match_atoms(goal: Entailment, left: int, right: int) -> Entailment:
    """The premise of `MatchCell` and of `MatchPredicate`; a wholly matched cell's root joins `outside`."""
    target = single(goal)
    mine, theirs = item(goal.left.spatial, left, "left atom"), item(target.spatial, right, "right atom")
    new_left = SymbolicHeap(goal.left.pure, without(goal.left.spatial, left))
    pure = target.pure + equations(mine, theirs)
    new_right = SymbolicHeap(pure, without(target.spatial, right), target.exists)
    outside = goal.outside
    if isinstance(mine, PointsTo) and mine.fraction is WHOLE:
        outside = (*outside, Absent(mine.cell.region, mine.root))
    return Entailment(new_left, (new_right,), outside)


def is_whole(fraction: Term) -> bool:
    """Is it the numeral 1 (or more, which nothing satisfies)?"""
    return isinstance(fraction, Number) and fraction.value >= 1
