"""Opening: a predicate call of the heap is replaced by the cases of its definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from frame_ls.kernel.goals import case_of
from frame_ls.kernel.proofs import Contradiction, Know, Step, UnfoldLeft
from frame_ls.logic.heaps import PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import substitute
from frame_ls.prover.subtraction.learning import facts_about
from frame_ls.prover.subtraction.shapes import Head
from frame_ls.prover.subtraction.state import Piece, State, Wanted

if TYPE_CHECKING:
    from frame_ls.prover.subtraction.search import Search, Way


def opening(search: Search, state: State, wanted: Wanted) -> Iterator[Way]:
    """Opens calls inside which something of the wanted name may stand at the wanted address."""
    name = wanted.atom.cell.name if isinstance(wanted.atom, PointsTo) else wanted.atom.name
    root = wanted.atom.root if isinstance(wanted.atom, PointsTo) else next(iter(wanted.atom.args), None)
    address = None if root is None else substitute(root, state.bindings)
    for piece in state.unused():
        call = piece.atom
        if not isinstance(call, PredicateCall) or not search.is_defined(call):
            continue
        heads = search.shapes.heads(call.name)
        parameters = range(len(call.args))
        found = [i for i in parameters if Head(isinstance(wanted.atom, PointsTo), name, i) in heads]
        if any(address is not None and search.same(call.args[i], address) for i in found):
            yield lambda piece=piece: open_piece(search, state, piece)  # type: ignore[misc]


def open_piece(search: Search, state: State, piece: Piece) -> Step:
    """Opens the call: every case that is not contradictory must lead on."""
    call = piece.atom
    assert isinstance(call, PredicateCall)
    predicate = search.definitions.predicates[call.name]
    assert predicate.cases is not None
    index = state.pieces.index(piece)
    fresh = tuple(search.names.all_like(case.exists) for case in predicate.cases)
    premises = tuple(
        _case(search, state, index, case_of(predicate, call, number, names), call) for number, names in enumerate(fresh)
    )
    return UnfoldLeft(index, fresh, premises)


def _case(search: Search, state: State, index: int, body: SymbolicHeap, call: PredicateCall) -> Step:
    """The premise for one case of an opened call."""
    labelled = tuple(replace(atom, label=call.label) for atom in body.spatial)
    new = search.pieces(labelled)
    pieces = (*state.pieces[:index], *state.pieces[index + 1 :], *new)
    return search.under(
        body.pure,
        lambda: _enter(
            search,
            replace(
                state,
                pieces=pieces,
                assumed=(*state.assumed, *body.pure),
                opened=(*state.opened, *body.exists),
            ),
            new,
        ),
    )


def _enter(search: Search, state: State, new: tuple[Piece, ...]) -> Step:
    """Goes on in a case, unless its facts and cells contradict each other."""
    refuted = search.context.contradiction()
    if refuted is not None:
        return Contradiction(refuted)
    facts, formulas = facts_about(search, state, new)
    if not facts:
        return search.solve(state)
    return Know(
        facts, search.under(formulas, lambda: search.go_on(replace(state, assumed=(*state.assumed, *formulas))))
    )
