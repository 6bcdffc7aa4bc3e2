"""Case splits: on a guard that decides with which case a wanted call is closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from frame_ls.kernel.goals import case_of
from frame_ls.kernel.proofs import Split, Step
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import EQUAL, Apply, Term, negate
from frame_ls.prover.subtraction.learning import learning
from frame_ls.prover.subtraction.state import State, Wanted

if TYPE_CHECKING:
    from frame_ls.prover.subtraction.search import Search, Way


_MOST_SPLITS = 3


def splitting(search: Search, state: State, wanted: Wanted) -> Iterator[Way]:
    """Learns what the cells tell, then splits on each guard that is not decided."""
    if state.splits >= _MOST_SPLITS:
        return
    yield from learning(search, state)
    for guard in _guards(search, state, wanted):
        yield lambda guard=guard: split_on(search, state, guard)  # type: ignore[misc]


def split_on(search: Search, state: State, formula: Term) -> Step:
    """Both the formula and its negation must lead on."""
    more = replace(state, splits=state.splits + 1)
    sides = [
        search.under((f,), lambda f=f: search.go_on(replace(more, assumed=(*more.assumed, f))))  # type: ignore[misc]
        for f in (formula, negate(formula))
    ]
    return Split(formula, sides[0], sides[1])


def _guards(search: Search, state: State, wanted: Wanted) -> list[Term]:
    """Undecided literals in the definition of the wanted call."""
    call = wanted.atom
    if not isinstance(call, PredicateCall) or not search.is_defined(call):
        return []
    predicate = search.definitions.predicates[call.name]
    assert predicate.cases is not None
    found: dict[Term, None] = {}
    for number, case in enumerate(predicate.cases):
        names = search.names.all_like(case.exists)
        opens = {*state.unbound, *names}
        for guard in case_of(predicate, call, number, names).pure:
            formula = substitute(guard, state.bindings)
            if any(v in opens for v in free_variables(formula)):
                continue
            if search.context.known_truth(formula) is None and negate(formula) not in found:
                found[formula] = None
    return [f for f in found if not (isinstance(f, Apply) and f.operator == EQUAL and f.args[0].sort.kind == "data")]
