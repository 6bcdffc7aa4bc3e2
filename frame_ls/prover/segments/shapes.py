"""Recognises, from its definition alone, a predicate that is the acyclic list segment over a cell of one field."""

from __future__ import annotations

from frame_ls.logic.definitions import Predicate
from frame_ls.logic.heaps import Cell, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import WHOLE, Term, Variable, different, equal, nil


def segment_cell(predicate: Predicate) -> Cell | None:
    """The cell of which `predicate(x, y)` is the acyclic segment from x to y, or None.

    That is: one case `x = y & emp`, and one case `exists u. x != y & x |-> {u} * predicate(u, y)`, which may also say
    that x is not nil, as the cell implies.
    """
    if predicate.cases is None or len(predicate.cases) != 2 or len(predicate.parameters) != 2:
        return None
    empty, step = predicate.cases
    if empty.spatial:
        empty, step = step, empty
    first, last = predicate.parameters
    if empty.spatial or empty.exists or not _is_only(empty.pure, equal(first, last), equal(last, first)):
        return None
    return _step_cell(predicate.name, first, last, step)


def empty_case(predicate: Predicate) -> int:
    """The index of the empty case of a predicate that is a segment."""
    assert predicate.cases is not None
    return 1 if predicate.cases[0].spatial else 0


def _is_only(pure: tuple[Term, ...], *spellings: Term) -> bool:
    return len(pure) == 1 and pure[0] in spellings


def _step_cell(name: str, first: Variable, last: Variable, step: SymbolicHeap) -> Cell | None:
    if len(step.exists) != 1 or len(step.spatial) != 2:
        return None
    (link,) = step.exists
    cell, rest = step.spatial
    if isinstance(cell, PredicateCall):
        cell, rest = rest, cell
    match cell, rest:
        case PointsTo(root=root, values=(value,)), PredicateCall(name=called, args=(start, end)):
            if (root, value, called, start, end) != (first, link, name, link, last):
                return None
            if cell.fraction is not WHOLE or rest.fraction is not WHOLE or link in free_variables(*step.pure):
                return None
        case _:
            return None
    apart = {different(first, last), different(last, first)}
    implied = {different(first, nil(first.sort)), different(nil(first.sort), first)}
    said = set(step.pure)
    return cell.cell if said & apart and said <= apart | implied else None
