"""Assignments and updates: where they write, and what."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.declarations import expressions as c
from frame_ls.declarations.addresses import element_address, element_key
from frame_ls.declarations.evaluation import rebuilt
from frame_ls.declarations.types import Bool, Integer, Pointer
from frame_ls.logic.sorts import BOOL, INT
from frame_ls.logic.terms import EQUAL, MULTIPLY, ZERO, Number, Term, negate
from frame_ls.verifier.access import store_cell
from frame_ls.verifier.arithmetic import bounded, converted, operate
from frame_ls.verifier.evaluate import Values, address, as_number, evaluate, read_at, value_of_local
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.ordering import noted
from frame_ls.verifier.provenance import check_within
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State


def changing(session: Session, state: State, expression: c.Assign | c.Update) -> Values:
    """The value of an assignment or an update, and the states after it."""
    for path, where in _located(session, state, expression):
        match expression:
            case c.Update():
                yield from _update(session, path, expression, where)
            case c.Assign():
                for end, value in evaluate(session, path, expression.value):
                    for after in _written(session, end, expression.place, where, value):
                        yield after, value


def _located(session: Session, state: State, expression: c.Assign | c.Update) -> Iterator[tuple[State, Term | None]]:
    """The address that is written; None for a variable outside memory."""
    if isinstance(expression.place, c.LocalPlace):
        yield state, None
        return
    for path, where in address(session, state, expression.place):
        yield noted(session, path, expression, where), where


def _update(session: Session, state: State, update: c.Update, where: Term | None) -> Values:
    """An update of what lies at the address. The old value may be read before the operand's calls, or after them."""
    calls = any(step.calls for step in session.surveys.of(update.operand).steps)
    for early, before in _old(session, state, update.place, where):
        for path, operand in evaluate(session, early, update.operand):
            for end, after in _old(session, path, update.place, where) if calls else [(path, before)]:
                for old in dict.fromkeys((before, after)):
                    changed, new = _updated(session, end, update, old, operand)
                    for done in _written(session, changed, update.place, where, new):
                        yield done, old if update.postfix else new


def _old(session: Session, state: State, place: c.Place, where: Term | None) -> Values:
    if isinstance(place, c.LocalPlace):
        yield state, value_of_local(state, place)
    else:
        assert where is not None
        yield from read_at(session, state, place, where)


def _updated(session: Session, state: State, update: c.Update, old: Term, operand: Term) -> tuple[State, Term]:
    if isinstance(update.type, Pointer):
        key, each = element_key(update.type.target, session.program.target)
        count = rebuilt(MULTIPLY, (each, operand), INT)
        moved = element_address(
            old, count if update.operator == "+" else rebuilt(MULTIPLY, (Number(-1), count), INT), key
        )
        check_within(session, state, old, moved, update.type.target, update.span)
        return state, moved
    value = as_number(old) if isinstance(update.type, Bool) else old
    if isinstance(update.computed, Integer) and isinstance(update.type, Integer):
        value = converted(session, state, value, update.computed, update.span, explicit=False, truncating=False)
    state, result = operate(
        session, state, update.operator, update.computed, value, operand, update.span, wraps=update.wraps
    )
    if isinstance(update.type, Integer):
        if update.wraps:
            return state, bounded(session, state, result, update.type, update.span, update.operator, wraps=True)
        result = converted(session, state, result, update.type, update.span, explicit=False, truncating=False)
    elif isinstance(update.type, Bool):
        result = negate(rebuilt(EQUAL, (result, ZERO), BOOL))
    return state, result


def _written(session: Session, state: State, place: c.Place, where: Term | None, value: Term) -> Iterator[State]:
    """The state after the value was put there; `where` is the address of a place in memory."""
    if isinstance(place, c.LocalPlace):
        yield state.with_local(place.variable, value)
        return
    assert where is not None
    from frame_ls.verifier.automation import with_cell

    mark = Mark(Origin("the assignment", place.span))
    for owned in with_cell(session, state, where, place.type, place.span):
        yield store_cell(session, owned, where, place.type, value, place.span, mark)
