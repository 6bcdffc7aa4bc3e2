"""What is done where something is not simply there: predicates opened and closed, lemmas applied, cases split.

Nothing here is trusted: every step is one that the user could have written, and goes through `produce` and `consume`.
Fewer steps are tried before more: `fuel` is how many may build on each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from frame_ls.declarations.assertions import CallAssertion, Pattern
from frame_ls.declarations.cells import cell_name
from frame_ls.declarations.types import Type, is_scalar
from frame_ls.logic.heaps import Atom, PredicateCall
from frame_ls.logic.substitution import atom_terms, free_variables
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Span
from frame_ls.verifier.access import find_element
from frame_ls.verifier.attempts import attempted
from frame_ls.verifier.explanation import ExchangeKind, Origin
from frame_ls.verifier.failure import unsupported
from frame_ls.verifier.holding import is_openable, mentioned, surely_holds
from frame_ls.verifier.memory import find_cell
from frame_ls.verifier.outcome import AutomaticStep
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.trace import Transfer, with_transfer
from frame_ls.verifier.valuation import Env
from frame_ls.verifier.wording import Words

if TYPE_CHECKING:
    from frame_ls.verifier.consume import Consumption, Purpose
    from frame_ls.verifier.matching import Wanted

MOST_FUEL = 4
_MOST_OPENED = 6
_MOST_GUESSES = 4
Way = Callable[[], Iterable[tuple[State, Env]]]


def find_atom(
    session: Session,
    state: State,
    wanted: Wanted,
    env: Env,
    purpose: Purpose,
    coefficient: Pattern | None,
) -> Consumption:
    """Finds an atom that is not there as it stands; raises `Stuck` where that fails."""
    from frame_ls.verifier.reasons import no_match

    levels = range(1, MOST_FUEL + 1) if purpose.fuel is None else (purpose.fuel,)
    for fuel in levels:
        if fuel <= 0:
            break
        for way in _ways(session, state, wanted, env, replace(purpose, fuel=fuel), coefficient):
            found = attempted(session, way)
            if found is not None:
                yield from found
                return
    raise no_match(session, state, wanted, purpose)


def _ways(
    session: Session,
    state: State,
    wanted: Wanted,
    env: Env,
    purpose: Purpose,
    coefficient: Pattern | None,
) -> Iterator[Way]:
    """What could be tried, the likeliest first."""
    from frame_ls.verifier.closing import close_wanted
    from frame_ls.verifier.lemma_steps import lemma_ways
    from frame_ls.verifier.matching import consume_atom

    assert purpose.fuel is not None
    deeper = replace(purpose, opened=purpose.opened + 1)
    purpose = replace(purpose, fuel=purpose.fuel - 1)

    def again(path: State) -> Iterable[tuple[State, Env]]:
        return consume_atom(session, path, wanted.assertion, env, purpose, coefficient)

    def again_opening(path: State) -> Iterable[tuple[State, Env]]:
        return consume_atom(session, path, wanted.assertion, env, deeper, coefficient)

    place = purpose.place or wanted.span
    surely, perhaps = openable(session, state, wanted)
    if deeper.opened <= _MOST_OPENED:
        # Opening what surely holds the wanted thing is no guess.
        for index in surely:
            yield lambda index=index: _opened_then(session, state, index, place, again_opening)  # type: ignore[misc]
    for index in perhaps:
        yield lambda index=index: _opened_then(session, state, index, place, again)  # type: ignore[misc]
    for formula in wanted.nearly(session, state):
        for cases in told(session, state, formula):
            yield lambda cases=cases: (done for case in cases for done in again(case))  # type: ignore[misc]
    if isinstance(wanted.assertion, CallAssertion):
        # A predicate that is not part of itself is closed at no cost: that leads to an end.
        is_recursive = wanted.name in mentioned(session, wanted.name)
        closing = purpose if is_recursive else replace(deeper, opened=deeper.opened + 1)
        if is_recursive or closing.opened <= _MOST_OPENED:
            yield lambda: close_wanted(session, state, wanted, env, closing, coefficient, again)
    for way in lemma_ways(session, state, wanted, purpose):
        yield lambda way=way: (done for path in way() for done in again(path))  # type: ignore[misc]


def _opened_then(
    session: Session,
    state: State,
    index: int,
    place: Span,
    again: Callable[[State], Iterable[tuple[State, Env]]],
) -> Iterator[tuple[State, Env]]:
    for path in opened(session, state, index, place):
        yield from again(path)


def opened(session: Session, state: State, index: int, place: Span) -> Iterator[State]:
    """The predicate at `index` opened, unasked."""
    from frame_ls.verifier.ghost import open_atom

    atom = state.heap[index]
    shown = f"open {Words(state).atom(atom)};"
    session.steps.append(AutomaticStep(shown, place))
    rest = state.without(index).heap
    for end in open_atom(session, state, index, Origin(f"`{shown[:-1]}`, found", place)):
        made = Transfer(ExchangeKind.OPEN, shown[:-1], None, (), rest, end.heap, {}, automatic=True)
        yield with_transfer(end, made)


def openable(session: Session, state: State, wanted: Wanted) -> tuple[list[int], list[int]]:
    """The predicates that hold what is wanted in some case, and those that hold something like it."""
    is_cell = wanted.is_cell
    root = next((v for v in wanted.values if v is not None), None)
    surely: list[int] = []
    perhaps: list[int] = []
    for index, atom in enumerate(state.heap):
        if not is_openable(session, atom) or not isinstance(atom, PredicateCall):
            continue
        if not is_cell and atom.name == wanted.name:
            continue
        if root is not None and surely_holds(session, state, atom, wanted.name, root, is_cell=is_cell):
            surely.append(index)
        elif wanted.name in mentioned(session, atom.name):
            perhaps.append(index)
    return surely, perhaps[:_MOST_GUESSES]


# Cells that statements use.


def with_cell(session: Session, state: State, address: Term, written: Type, span: Span) -> Iterator[State]:
    """The states in which the cell at the address is there to be used; the state itself where nothing helps."""
    if not is_scalar(written) or _is_there(session, state, address, written, span):
        yield state
        return
    found = attempted(session, lambda: _brought(session, state, address, written, span, _MOST_OPENED))
    yield from found or [state]


def _is_there(session: Session, state: State, address: Term, written: Type, span: Span) -> bool:
    """Whether the cell is owned, by itself or as an element of an array."""
    if find_cell(session, state, address, written, span) is not None:
        return True
    return find_element(session, state, address, written, span, initialised=True) is not None


def _brought(session: Session, state: State, address: Term, written: Type, span: Span, fuel: int) -> Iterator[State]:
    """The states in which the cell is there, by opening what may hold it; raises `Stuck` where one of them has not."""
    if _is_there(session, state, address, written, span):
        yield state
        return
    for index in _holders(session, state, address, written) if fuel > 0 else ():
        found = attempted(
            session,
            lambda index=index: [  # type: ignore[misc]
                end
                for path in opened(session, state, index, span)
                for end in _brought(session, path, address, written, span, fuel - 1)
            ],
        )
        if found is not None:
            yield from found
            return
    raise unsupported("bringing this cell to light", span)


def _holders(session: Session, state: State, address: Term, written: Type) -> list[int]:
    name, root = cell_name(address, written)
    surely: list[int] = []
    perhaps: list[int] = []
    for index, atom in enumerate(state.heap):
        if is_openable(session, atom) and isinstance(atom, PredicateCall):
            if surely_holds(session, state, atom, name, root, is_cell=True):
                surely.append(index)
            elif name in mentioned(session, atom.name):
                perhaps.append(index)
    return surely + perhaps[:_MOST_GUESSES]


# Predicates that hold nothing, and what predicates tell.


def without_empty(session: Session, state: State) -> Iterator[State]:
    """The state without the predicates that surely hold no memory; what they say is known from then on."""
    for index, atom in enumerate(state.heap):
        if not is_openable(session, atom):
            continue
        moment = session.moment()
        ends = attempted(session, lambda index=index: opened(session, state, index, session.nowhere))  # type: ignore[misc]
        if ends is not None and len(ends) == 1 and len(ends[0].heap) < len(state.heap):
            yield from without_empty(session, ends[0])
            return
        session.undo_to(moment)
    yield state


def told(session: Session, state: State, formula: Term, depth: int = 2) -> Iterator[list[State]]:
    """Ways to learn more without changing the heap: the cases that a predicate about the formula's terms may be in.

    What is inside such a predicate is looked into as well, up to the depth.
    """
    for ends in _looked_into(session, state, formula, depth):
        # A predicate that was only looked into is still there: its heap is that of its body.
        yield [replace(end, heap=state.heap, transfers=state.transfers) for end in ends]


def _looked_into(session: Session, state: State, formula: Term, depth: int) -> Iterator[list[State]]:
    variables = set(free_variables(formula))
    found: list[list[State]] = []
    for index, atom in enumerate(state.heap):
        if not is_openable(session, atom) or not (_speaks_of(atom, variables) or depth > 1):
            continue
        ends = attempted(session, lambda index=index: opened(session, state, index, session.nowhere))  # type: ignore[misc]
        if ends is not None:
            if _speaks_of(atom, variables):
                yield ends
            found.append(ends)
    for ends in found if depth > 1 else ():
        if len(ends) == 1:
            yield from _looked_into(session, ends[0], formula, depth - 1)


def _speaks_of(atom: Atom, variables: set[Variable]) -> bool:
    return not variables.isdisjoint(free_variables(*atom_terms(atom)))
