"""Which piece of the heap a wanted atom is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from frame_ls.logic.heaps import PointsTo, PredicateCall
from frame_ls.prover.subtraction.patterns import Fit
from frame_ls.prover.subtraction.state import Match, Piece, State, Wanted

if TYPE_CHECKING:
    from frame_ls.prover.subtraction.search import Search, Way


def matching(search: Search, state: State, wanted: Wanted) -> Iterator[Way]:
    """Takes a piece that fits, those first of which the fewest equations are still to be proved."""
    fits: list[tuple[int, Piece, Fit]] = []
    for piece in state.unused():
        fit = fit_of(search, state, wanted, piece)
        if fit is not None:
            certain = sum(not search.is_known(e) for e in fit.equations)
            fits.append((certain, piece, fit))
    for _, piece, fit in sorted(fits, key=lambda f: (f[0], f[1].number)):
        if all(search.holds(e) for e in fit.equations):
            yield lambda piece=piece, fit=fit: search.solve(_matched(state, wanted, piece, fit))  # type: ignore[misc]


def fit_of(search: Search, state: State, wanted: Wanted, piece: Piece) -> Fit | None:
    """How the piece could be the wanted atom; None where it is another kind of thing."""
    want, have = wanted.atom, piece.atom
    fit = Fit(search.context, dict(state.bindings), state.unbound)
    if isinstance(want, PointsTo):
        if not isinstance(have, PointsTo) or have.cell != want.cell:
            return None
        pairs = [(want.root, have.root), *zip(want.values, have.values, strict=True)]
    else:
        if not isinstance(have, PredicateCall) or have.name != want.name:
            return None
        pairs = list(zip(want.args, have.args, strict=True))
    pairs.append((want.fraction, have.fraction))
    return fit if all(fit.term(pattern, value) for pattern, value in pairs) else None


def _matched(state: State, wanted: Wanted, piece: Piece, fit: Fit) -> State:
    return replace(
        state,
        todo=state.todo[1:],
        used=state.used | {piece.number},
        bindings=fit.bindings,
        unbound=tuple(fit.unbound),
        right=(*state.right, Match(piece.number, wanted.number)),
    )
