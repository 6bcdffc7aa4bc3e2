"""Footprints: which named cells a formula may own, each under a guard, and what must hold besides.

A formula that owns finitely many named cells is a few footprints, of which one is there. Two footprints become one by a
selector that guards the cells of each: a literal that tells them apart (`x == nil`, where the other owns a cell at
`x`), or else a new boolean, to be quantified where the footprint is used. So a tree stays as large as its text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from frame_ls.logic.heaps import PointsTo
from frame_ls.logic.terms import EQUAL, TRUE, Apply, Term, Variable, conjunction, conjuncts, equal, implies, negate, nil


@dataclass(frozen=True, slots=True)
class OwnedCell:
    """A cell that is in the footprint where its guard holds."""

    guard: Term
    cell: PointsTo


@dataclass(frozen=True, slots=True)
class Footprint:
    """For some values of the booleans `choices`: `condition` holds, and exactly the cells that are guarded by truths
    are owned. Where a cell is owned it is not at nil; `condition` says that owned cells are separate."""

    condition: Term = TRUE
    cells: tuple[OwnedCell, ...] = ()
    choices: tuple[Variable, ...] = ()


def of_cell(cell: PointsTo) -> Footprint:
    """Just this cell."""
    return Footprint(TRUE, (OwnedCell(TRUE, cell),))


def restricted(footprint: Footprint, conditions: Iterable[Term]) -> Footprint:
    """The footprint where the conditions hold as well."""
    return replace(footprint, condition=conjunction([footprint.condition, *conditions]))


def joined(parts: Sequence[Footprint]) -> Footprint:
    """All parts, separate from each other."""
    apart = (
        implies(conjunction([a.guard, b.guard]), negate(equal(a.cell.root, b.cell.root)))
        for one, other in combinations(parts, 2)
        for a, b in _meeting(one, other)
    )
    return Footprint(
        conjunction([*(p.condition for p in parts), *apart]),
        tuple(cell for p in parts for cell in p.cells),
        tuple(dict.fromkeys(v for p in parts for v in p.choices)),
    )


def _meeting(one: Footprint, other: Footprint) -> Iterator[tuple[OwnedCell, OwnedCell]]:
    for a in one.cells:
        guards = frozenset(conjuncts(a.guard))
        for b in other.cells:
            same = a.cell.cell.region == b.cell.cell.region
            if same and not any(negate(literal) in guards for literal in conjuncts(b.guard)):
                yield a, b


def merged(footprints: Sequence[Footprint]) -> tuple[Footprint, ...]:
    """The same footprints, those as one that a literal tells apart."""
    kept: list[Footprint] = []
    for footprint in footprints:
        for i, other in enumerate(kept):
            if (literal := _telling(other, footprint)) is not None:
                kept[i] = _chosen(literal, other, footprint)
                break
        else:
            kept.append(footprint)
    return tuple(kept)


def either(one: Footprint, other: Footprint, choice: Variable) -> Footprint:
    """One of the two. `choice` must be new; it is used only where no literal tells the two apart."""
    literal = _telling(one, other)
    if literal is not None:
        return _chosen(literal, one, other)
    found = _chosen(choice, one, other)
    return replace(found, choices=(*found.choices, choice))


def _chosen(selector: Term, one: Footprint, other: Footprint) -> Footprint:
    """The first where `selector` is true, the second where it is false."""
    common = [part for part in conjuncts(one.condition) if part in frozenset(conjuncts(other.condition))]
    condition = [*common, *_under(selector, one, common), *_under(negate(selector), other, common)]
    both = [cell for cell in one.cells if cell in other.cells]
    cells = [cell for cell in one.cells if cell not in both], [cell for cell in other.cells if cell not in both]
    return Footprint(
        conjunction(condition),
        (*both, *_guarded(selector, cells[0]), *_guarded(negate(selector), cells[1])),
        tuple(dict.fromkeys((*one.choices, *other.choices))),
    )


def _under(selector: Term, footprint: Footprint, common: Sequence[Term]) -> list[Term]:
    rest = conjunction(part for part in conjuncts(footprint.condition) if part not in common)
    return [implies(selector, rest)]


def _guarded(selector: Term, cells: Iterable[OwnedCell]) -> Iterator[OwnedCell]:
    for owned in cells:
        yield OwnedCell(conjunction([selector, owned.guard]), owned.cell)


def _telling(one: Footprint, other: Footprint) -> Term | None:
    """A literal that holds of the first and not of the second."""
    literal = _denied(one, other)
    if literal is not None:
        return literal
    literal = _denied(other, one)
    return None if literal is None else negate(literal)


def _denied(one: Footprint, other: Footprint) -> Term | None:
    """A conjunct of the first that is false of the second."""
    known = frozenset(conjuncts(other.condition))
    rooted = frozenset(owned.cell.root for owned in other.cells if owned.guard is TRUE)
    for literal in conjuncts(one.condition):
        if negate(literal) in known:
            return literal
        match literal:
            case Apply(operator=operator, args=(a, b)) if operator == EQUAL:
                if (a in rooted and b is nil(b.sort)) or (b in rooted and a is nil(a.sort)):
                    return literal
    return None
