"""Fractions: a piece that has more than is wanted is shared out, pieces of one cell are put together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from frame_ls.kernel.goals import merge_fractions, split_fraction
from frame_ls.kernel.proofs import MergeFractions, SplitFraction, Step
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.heaps import Entailment, PointsTo, SymbolicHeap
from frame_ls.logic.sorts import REAL
from frame_ls.logic.substitution import substitute
from frame_ls.logic.terms import Number, Term, equal, less
from frame_ls.prover.subtraction.matching import fit_of
from frame_ls.prover.subtraction.state import Piece, State, Stuck, Wanted

if TYPE_CHECKING:
    from frame_ls.prover.subtraction.search import Search, Way

_NONE = Number(Fraction(0), REAL)


def sharing(search: Search, state: State, wanted: Wanted) -> Iterator[Way]:
    """Shares out a piece that is the wanted atom but for a larger fraction; else merges two parts of a wanted cell."""
    share = substitute(wanted.atom.fraction, state.bindings)
    if share in state.unbound:
        return
    asked = replace(wanted, atom=replace(wanted.atom, fraction=share))
    for piece in state.unused():
        if piece.atom.fraction is share:
            continue
        as_if = replace(piece, atom=replace(piece.atom, fraction=share))
        fit = fit_of(search, state, asked, as_if)
        if fit is None or not all(search.holds(e) for e in fit.equations):
            continue
        yield lambda piece=piece: _share_out(search, state, piece, share)  # type: ignore[misc]
    if isinstance(wanted.atom, PointsTo):
        root = substitute(wanted.atom.root, state.bindings)
        parts = [p for p in state.unused() if _is_part(search, p, wanted.atom, root)]
        for first, second in combinations(parts, 2):
            yield lambda first=first, second=second: _merge(search, state, first, second)  # type: ignore[misc]


def _is_part(search: Search, piece: Piece, wanted: PointsTo, root: Term) -> bool:
    return isinstance(piece.atom, PointsTo) and piece.atom.cell == wanted.cell and search.same(piece.atom.root, root)


def _share_out(search: Search, state: State, piece: Piece, share: Term) -> Step:
    positive = search.context.prove(less(_NONE, share))
    smaller = search.context.prove(less(share, piece.atom.fraction))
    if not isinstance(positive, PureProof) or not isinstance(smaller, PureProof):
        raise Stuck
    index = state.pieces.index(piece)
    after = split_fraction(_goal(state), index, share)
    new = search.pieces(after.left.spatial[-2:])
    pieces = (*state.pieces[:index], *state.pieces[index + 1 :], *new)
    return SplitFraction(index, share, positive, smaller, search.solve(replace(state, pieces=pieces)))


def _merge(search: Search, state: State, piece: Piece, other: Piece) -> Step:
    first, second = state.pieces.index(piece), state.pieces.index(other)
    a, b = piece.atom, other.atom
    assert isinstance(a, PointsTo)
    assert isinstance(b, PointsTo)
    same: tuple[PureProof, ...] = ()
    if a.root is not b.root:
        proof = search.context.prove(equal(a.root, b.root))
        if not isinstance(proof, PureProof):
            raise Stuck
        same = (proof,)
    after = merge_fractions(_goal(state), first, second)
    facts = after.left.pure
    new = search.pieces(after.left.spatial[-1:])
    pieces = (*(p for p in state.pieces if p not in (piece, other)), *new)
    merged = replace(state, pieces=pieces, assumed=(*state.assumed, *facts))
    return MergeFractions(first, second, same, search.under(facts, lambda: search.go_on(merged)))


def _goal(state: State) -> Entailment:
    return Entailment(SymbolicHeap((), tuple(p.atom for p in state.pieces)), ())
