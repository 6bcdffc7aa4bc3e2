"""What the cells of the heap tell about addresses: they are not nil, and differ from each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from frame_ls.kernel.goals import is_whole
from frame_ls.kernel.proofs import Apart, Fact, HeadCell, Know, NotNil
from frame_ls.logic.heaps import PointsTo
from frame_ls.logic.terms import Term, different, nil
from frame_ls.prover.subtraction.state import Piece, State

if TYPE_CHECKING:
    from frame_ls.prover.subtraction.search import Search, Way


_MOST_PAIRS = 40  # of cells whose addresses are told apart


def facts_about(search: Search, state: State, pieces: tuple[Piece, ...]) -> tuple[tuple[Fact, ...], tuple[Term, ...]]:
    """New cells are not at nil, nor at the address of another cell that looks the same."""
    facts: list[Fact] = []
    formulas: list[Term] = []
    cells = [(i, p.atom) for i, p in enumerate(state.pieces) if isinstance(p.atom, PointsTo)]
    numbers = {p.number for p in pieces}
    for i, cell in cells:
        if state.pieces[i].number not in numbers:
            continue
        _learn(search, NotNil(_head(i, cell)), different(cell.root, nil(cell.root.sort)), facts, formulas)
        for j, other in cells:
            same = other.cell.region == cell.cell.region and j != i
            if same and search.context.are_equal(other.root, cell.root) and _is_whole_pair(cell, other):
                formula = different(cell.root, other.root)  # false, where the roots are one term
                _learn(search, Apart(_head(i, cell), _head(j, other)), formula, facts, formulas)
    return tuple(facts), tuple(formulas)


def _learn(search: Search, fact: Fact, formula: Term, facts: list[Fact], formulas: list[Term]) -> None:
    if formula not in formulas and search.context.known_truth(formula) is not True:
        facts.append(fact)
        formulas.append(formula)


def learning(search: Search, state: State) -> Iterator[Way]:
    """All that the cells tell about addresses, once."""
    if state.learned:
        return
    facts: list[Fact] = []
    formulas: list[Term] = []
    cells = [(i, p.atom) for i, p in enumerate(state.pieces) if isinstance(p.atom, PointsTo)]
    for i, cell in cells:
        _learn(search, NotNil(_head(i, cell)), different(cell.root, nil(cell.root.sort)), facts, formulas)
    for k, (i, cell) in enumerate(cells):
        for j, other in cells[k + 1 :]:
            if len(formulas) < _MOST_PAIRS and cell.cell.region == other.cell.region and _is_whole_pair(cell, other):
                _learn(
                    search, Apart(_head(i, cell), _head(j, other)), different(cell.root, other.root), facts, formulas
                )
    if facts:
        known = tuple(formulas)
        more = replace(state, learned=True, assumed=(*state.assumed, *known))
        yield lambda: Know(tuple(facts), search.under(known, lambda: search.go_on(more)))


def _head(index: int, cell: PointsTo) -> HeadCell:
    return HeadCell(index, cell.cell.region, cell.root)


def _is_whole_pair(a: PointsTo, b: PointsTo) -> bool:
    return is_whole(a.fraction) or is_whole(b.fraction)
