"""Expressions evaluated in every order that C allows, with the side effects refused that have no order at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from frame_ls.declarations import expressions as c
from frame_ls.declarations.cells import cell_name
from frame_ls.declarations.types import Struct
from frame_ls.logic.terms import Term, different
from frame_ls.source import Span
from frame_ls.source.findings import Note
from frame_ls.verifier.failure import Stuck, stuck
from frame_ls.verifier.sequencing import Access, Step, Survey, Surveyed
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.wording import Words, written_name

Thing = TypeVar("Thing")
Paths = Iterator[tuple[State, Thing]]

# Expressions with several operands whose order C leaves open.
GROUPS = (
    *(c.Arithmetic, c.Compare, c.Offset, c.Distance, c.Assign, c.Update, c.Read, c.AddressOf, c.Call, c.CallPointer),
    c.StructValue,
)


def in_any_order(
    session: Session,
    state: State,
    expression: Surveyed,
    span: Span,
    plain: Callable[[State], Paths[Thing]],
) -> Paths[Thing]:
    """What `plain` gives, which evaluates the expression from left to right, in all orders of its calls.

    Raises `Stuck` where two accesses to one thing have no order.
    """
    survey = session.surveys.of(expression)
    if survey.conflict is not None:
        name = written_name(survey.conflict)
        message = f"`{name}` is changed here and used or changed beside it: C does not say which comes first"
        raise stuck("unsequenced", span, message)
    orders = session.surveys.orders_of(expression)
    if orders is None:
        message = "C does not say in which order these calls and accesses to memory come, and there are many ways"
        raise stuck("unsequenced", span, message)
    ready = not orders or all(id(s.node) in state.early or s.node is expression for s in survey.steps)
    start = _unwatched(state, survey)
    if ready:
        yield from _without_clash(session, plain(start), survey, span)
        return
    for order in orders:
        for path in _scheduled(session, start, order, expression):
            for end, found in _without_clash(session, plain(path), survey, span):
                yield replace(end, early=state.early), found


def _scheduled(session: Session, state: State, order: tuple[Step, ...], expression: Surveyed) -> Iterator[State]:
    """The states after the steps in this order, with their values; the expression itself is left."""
    from frame_ls.verifier.evaluate import evaluate

    if not order:
        yield state
        return
    step, *rest = order
    if step.node is expression:
        yield from _scheduled(session, state, tuple(rest), expression)
        return
    for path, value in evaluate(session, state, step.node):
        early = {**path.early, id(step.node): value}
        yield from _scheduled(session, replace(path, early=early), tuple(rest), expression)


def _unwatched(state: State, survey: Survey) -> State:
    """The state that does not know where the expression's accesses went the last time."""
    gone = {id(a) for pair in survey.pairs for a in pair if id(a) not in state.early} & set(state.touched)
    if not gone:
        return state
    return replace(state, touched={key: where for key, where in state.touched.items() if key not in gone})


def _without_clash(session: Session, paths: Paths[Thing], survey: Survey, span: Span) -> Paths[Thing]:
    for path, found in paths:
        for one, other in survey.pairs:
            here, there = path.touched.get(id(one)), path.touched.get(id(other))
            if here is not None and there is not None:
                _check_apart(session, path, (one, here), (other, there), span)
        yield path, found


def _check_apart(
    session: Session, state: State, one: tuple[Access, Term], other: tuple[Access, Term], span: Span
) -> None:
    """Both are owned, one of them wholly: cells of two kinds lie apart, and so do those of one kind with two roots."""
    (access, here), (beside, there) = one, other
    if not isinstance(access.place.type, Struct) and not isinstance(beside.place.type, Struct):
        name, root = cell_name(here, access.place.type)
        other_name, other_root = cell_name(there, beside.place.type)
        if name != other_name or session.prove(state, different(root, other_root), "two cells", span) is None:
            return
    raise _clash(state, access, here, beside)


def _clash(state: State, access: Access, here: Term, beside: Access) -> Stuck:
    verb = "read" if isinstance(beside, c.Read) else "written"
    shown = Words(state).place(here)
    message = f"`{shown}` is used here, and what is {verb} beside it may be the same: C does not say which comes first"
    return stuck("unsequenced", beside.span, message, (Note(access.span, "the other access"),))


def noted(session: Session, state: State, access: Access, where: Term) -> State:
    """The state that knows where an access went, if another one may clash with it."""
    if id(access) not in session.surveys.watched:
        return state
    return replace(state, touched={**state.touched, id(access): where})
