"""Closing: a wanted predicate call is replaced by a case of its definition."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from frame_ls.kernel.goals import case_of
from frame_ls.logic.definitions import Predicate
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import Term, Variable
from frame_ls.prover.subtraction.state import Fold, State, Stuck, Wanted

if TYPE_CHECKING:
    from frame_ls.prover.subtraction.search import Search, Way


_DEEPEST_FOLD = 6


def closing(search: Search, state: State, wanted: Wanted) -> Iterator[Way]:
    """Closes the wanted call with each case whose guards are not refuted."""
    call = wanted.atom
    if not isinstance(call, PredicateCall) or wanted.depth >= _DEEPEST_FOLD or not search.is_defined(call):
        return
    predicate = search.definitions.predicates[call.name]
    for number in _likely_cases(search, state, call, predicate):
        yield lambda number=number: search.solve(_closed(search, state, wanted, predicate, number))  # type: ignore[misc]


def _likely_cases(search: Search, state: State, call: PredicateCall, predicate: Predicate) -> list[int]:
    """Cases whose guards are not refuted; those with all guards known to hold first."""
    ranked: list[tuple[int, int]] = []
    assert predicate.cases is not None
    for number, case in enumerate(predicate.cases):
        names = search.names.all_like(case.exists)
        body = case_of(predicate, call, number, names)
        guards = [substitute(p, state.bindings) for p in body.pure]
        opens = {*state.unbound, *names}
        known = [search.context.known_truth(g) for g in guards if not any(v in opens for v in free_variables(g))]
        if False not in known:
            ranked.append((known.count(None), number))
    return [number for _, number in sorted(ranked)]


def _closed(search: Search, state: State, wanted: Wanted, predicate: Predicate, number: int) -> State:
    call = wanted.atom
    assert isinstance(call, PredicateCall) and predicate.cases is not None
    fresh = search.names.all_like(predicate.cases[number].exists)
    body = case_of(predicate, call, number, fresh)
    parts = tuple(Wanted(search.next_number + i, atom, wanted.depth + 1) for i, atom in enumerate(body.spatial))
    search.next_number += len(parts)
    _refute(search, state, body.pure, fresh)
    return replace(
        state,
        todo=(*parts, *state.todo[1:]),
        pure=(*state.pure, *body.pure),
        unbound=(*state.unbound, *fresh),
        right=(*state.right, Fold(wanted.number, number, fresh, tuple(p.number for p in parts))),
        told=(*state.told, (wanted.number, "fold")),
    )


def _refute(search: Search, state: State, guards: tuple[Term, ...], fresh: tuple[Variable, ...]) -> None:
    """Raises `Stuck` at once where a guard of the case that is closed with does not hold."""
    opens = {*state.unbound, *fresh}
    for guard in guards:
        formula = substitute(guard, state.bindings)
        if not any(v in opens for v in free_variables(formula)) and not search.holds(formula):
            raise Stuck
