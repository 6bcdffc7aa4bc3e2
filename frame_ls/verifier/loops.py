"""Loops by their invariant, or by what they require and ensure of the iterations that are left.

Trusted: that a body which keeps the invariant keeps it for any number of iterations.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from frame_ls.declarations import statements as s
from frame_ls.declarations.program import FunctionKind
from frame_ls.logic.heaps import Atom
from frame_ls.logic.terms import ZERO, Term, Variable, less, less_equal
from frame_ls.source import Span
from frame_ls.verifier.arithmetic import require
from frame_ls.verifier.consume import Purpose, demand
from frame_ls.verifier.evaluate import condition, evaluate
from frame_ls.verifier.execute import execute
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import Stuck, stuck
from frame_ls.verifier.leaks import check_leaks
from frame_ls.verifier.memory import limits_assumed
from frame_ls.verifier.outcomes import Broken, Continued, Jumped, Normal, Outcome, Returned
from frame_ls.verifier.produce import Why, produce, value_of
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.valuation import Env

Outcomes = Iterator[Outcome]


def loop(session: Session, state: State, statement: s.Loop) -> Outcomes:
    """The loop, on each path that leaves it."""
    specification = statement.specification
    if specification is None or (specification.invariant is None and specification.requires is None):
        raise stuck("missing-invariant", statement.head_span, "a loop needs an invariant, or `requires` and `ensures`")
    _check_termination(session, statement, specification)
    if specification.invariant is not None:
        yield from _by_invariant(session, state, statement, specification)
    else:
        yield from _by_contract(session, state, statement, specification)


def _check_termination(session: Session, statement: s.Loop, specification: s.Invariant) -> None:
    own = session.function
    has_to_end = (
        statement.ghost or own.kind is FunctionKind.LEMMA or (own.contract is not None and own.contract.terminates)
    )
    if has_to_end and specification.decreases is None:
        message = f"`{own.name}` has to terminate; this loop needs `decreases`"
        raise stuck("termination", statement.span, message)


def forgotten(session: Session, state: State, statement: s.Loop) -> State:
    """The state in which the variables that the loop assigns have any value; unset ones stay unset."""
    store = dict(state.store)
    for variable in statement.assigned:
        if variable in store:
            symbol = session.fresh(variable.name, variable.sort)
            store[variable] = symbol
    state = replace(state, store=store)
    return _with_limits(session, state, statement)


def _with_limits(session: Session, state: State, statement: s.Loop) -> State:
    types = session.local_types
    for variable in statement.assigned:
        written = types.get(variable)
        value = state.store.get(variable)
        if written is not None and value is not None:
            state = limits_assumed(session, state, value, written, Origin("its type", statement.head_span))
    return state


# Loops with an invariant.


def _by_invariant(session: Session, state: State, statement: s.Loop, specification: s.Invariant) -> Outcomes:
    assert specification.invariant is not None
    before = Purpose("invariant", None, "the invariant, before the loop,", end=statement.head_span)
    for path, env in demand(session, state, specification.invariant, Env(state.store), before):
        entered = replace(path, store=env.values)
        yield from _any_iteration(session, entered, path.heap, statement, specification)


def _any_iteration(
    session: Session, state: State, rest: tuple[Atom, ...], statement: s.Loop, specification: s.Invariant
) -> Outcomes:
    assert specification.invariant is not None
    start = replace(forgotten(session, state, statement), heap=())
    why = Why(Origin("the invariant", specification.invariant.span))
    for path, env in produce(session, start, specification.invariant, Env(start.store), why):
        head = replace(path, store=env.values)
        session.trace.enter(head, statement.head_span, "loop head, any iteration")
        measure = _measure(session, head, specification)
        if statement.test_last or statement.condition is None:
            yield from _body(session, head, rest, statement, specification, measure)
        else:
            for decided, truth in condition(session, head, statement.condition):
                if truth:
                    yield from _body(session, decided, rest, statement, specification, measure)
                else:
                    yield Normal(replace(decided, heap=(*rest, *decided.heap)))


def _measure(session: Session, state: State, specification: s.Invariant) -> Term | None:
    if specification.decreases is None:
        return None
    return value_of(session, state, Env(state.store), specification.decreases)


def _body(
    session: Session,
    state: State,
    rest: tuple[Atom, ...],
    statement: s.Loop,
    specification: s.Invariant,
    measure: Term | None,
) -> Outcomes:
    if measure is not None and specification.decreases is not None:
        span = specification.decreases.span
        require(session, state, less_equal(ZERO, measure), "termination", span, "the measure may be negative")
    for outcome in execute(session, state, statement.body):
        match outcome:
            case Normal(state=end) | Continued(state=end):
                yield from _next(session, end, rest, statement, specification, measure)
            case Broken(state=end):
                yield Normal(replace(end, heap=(*rest, *end.heap)))
            case Returned() | Jumped():
                yield replace(outcome, state=replace(outcome.state, heap=(*rest, *outcome.state.heap)))


def _next(
    session: Session,
    state: State,
    rest: tuple[Atom, ...],
    statement: s.Loop,
    specification: s.Invariant,
    measure: Term | None,
) -> Outcomes:
    """The end of an iteration: the step, and the invariant holds again."""
    for path in _stepped(session, state, statement):
        if statement.test_last and statement.condition is not None:
            for decided, truth in condition(session, path, statement.condition):
                if truth:
                    _again(session, decided, statement, specification, measure)
                else:
                    yield Normal(replace(decided, heap=(*rest, *decided.heap)))
        else:
            _again(session, path, statement, specification, measure)


def _stepped(session: Session, state: State, statement: s.Loop) -> Iterator[State]:
    if statement.step is None:
        yield state
    else:
        for path, _ in evaluate(session, state, statement.step):
            yield path


def _again(session: Session, state: State, statement: s.Loop, specification: s.Invariant, measure: Term | None) -> None:
    assert specification.invariant is not None
    purpose = Purpose("invariant", None, "the invariant, after an iteration,", end=_end_of(statement))
    try:
        for path, env in demand(session, state, specification.invariant, Env(state.store), purpose):
            after = replace(path, store=env.values)
            _check_measure(session, after, specification, measure)
            check_leaks(session, after, _end_of(statement), "at the end of the loop's body")
    except Stuck as end:
        session.fail(state, end)


def _end_of(statement: s.Loop) -> Span:
    return statement.body.close_span if isinstance(statement.body, s.Block) else statement.head_span


def _check_measure(session: Session, state: State, specification: s.Invariant, measure: Term | None) -> None:
    if measure is None or specification.decreases is None:
        return
    span = specification.decreases.span
    new = value_of(session, state, Env(state.store), specification.decreases)
    require(session, state, less(new, measure), "termination", span, "the measure may not decrease")


# Loops with `requires` and `ensures`.


def _by_contract(session: Session, state: State, statement: s.Loop, specification: s.Invariant) -> Outcomes:
    assert specification.requires is not None
    purpose = Purpose("invariant", None, "what the loop requires", end=statement.head_span)
    for path, env in demand(session, state, specification.requires, Env(state.store), purpose):
        entered = replace(path, store=env.values)
        yield from _iterations(session, entered, statement, specification)


def _old(state: State, specification: s.Invariant) -> dict[Variable, Term]:
    """The values of `old_` names, at this moment."""
    return {old: state.store[now] for now, old in specification.old if now in state.store}


def _iterations(session: Session, state: State, statement: s.Loop, specification: s.Invariant) -> Outcomes:
    """Verifies any iteration, then goes on behind the loop with what it ensures."""
    assert specification.requires is not None
    start = replace(forgotten(session, state, statement), heap=())
    why = Why(Origin("what the loop requires", specification.requires.span))
    for path, env in produce(session, start, specification.requires, Env(start.store), why):
        head = replace(path, store={**env.values, **_old(replace(path, store=env.values), specification)})
        yield from _one_iteration(session, head, state, statement, specification)
    after = forgotten(session, state, statement)
    yield from _ensured(session, after, state, specification)


def _ensured(session: Session, after: State, before: State, specification: s.Invariant) -> Outcomes:
    """The states after `ensures` is given; `before` has the values that `old_` names stand for."""
    old = _old(before, specification)
    if specification.ensures is None:
        yield Normal(after)
        return
    why = Why(Origin("what the loop ensures", specification.ensures.span))
    for path, env in produce(session, after, specification.ensures, Env({**after.store, **old}), why):
        if session.is_feasible(path):
            yield Normal(replace(path, store=_without_old(env.values, specification)))


def _without_old(values: Mapping[Variable, Term], specification: s.Invariant) -> dict[Variable, Term]:
    gone = {old for _, old in specification.old}
    return {v: t for v, t in values.items() if v not in gone}


def _one_iteration(
    session: Session, head: State, outside: State, statement: s.Loop, specification: s.Invariant
) -> Outcomes:
    """An iteration ends with what the loop ensures; what leaves the function from inside goes on."""
    measure = _measure(session, head, specification)
    entered = replace(head, loop=(statement, measure))
    paths: Iterator[tuple[State, bool]] = iter([(entered, True)])
    if statement.condition is not None and not statement.test_last:
        paths = condition(session, entered, statement.condition)
    for decided, truth in paths:
        if not truth:
            _finished(session, decided, statement, specification)
            continue
        if measure is not None and specification.decreases is not None:
            span = specification.decreases.span
            require(session, decided, less_equal(ZERO, measure), "termination", span, "the measure may be negative")
        for outcome in execute(session, decided, statement.body):
            match outcome:
                case Normal(state=end) | Continued(state=end):
                    _ended(session, end, statement, specification, measure)
                case Broken(state=end):
                    _finished(session, end, statement, specification)
                case Returned() | Jumped():
                    heap = (*outside.heap, *outcome.state.heap)
                    yield replace(outcome, state=replace(outcome.state, heap=heap, loop=outside.loop))


def _ended(session: Session, state: State, statement: s.Loop, specification: s.Invariant, measure: Term | None) -> None:
    """The rest of the iterations, unless the body said where it comes; then what is ensured."""
    try:
        if state.loop is None:
            # `recursive_call()` stood for the rest already.
            _finished(session, state, statement, specification)
            return
        for path in _stepped(session, state, statement):
            decided = iter([(path, True)])
            if statement.test_last and statement.condition is not None:
                decided = condition(session, path, statement.condition)
            for tested, truth in decided:
                ends = recursive_call(session, tested, statement, specification, measure) if truth else iter([tested])
                for end in ends:
                    _finished(session, end, statement, specification)
    except Stuck as end_of_path:
        session.report(end_of_path.finding)


def recursive_call(
    session: Session, state: State, statement: s.Loop, specification: s.Invariant, measure: Term | None
) -> Iterator[State]:
    """The rest of the iterations, by the loop's own contract."""
    assert specification.requires is not None
    purpose = Purpose("invariant", None, "the next iteration", end=_end_of(statement))
    # What the contract binds is about this iteration again once the rest of them is done.
    kept = {v: value for v, value in state.store.items() if v not in statement.assigned}
    for path, env in demand(session, state, specification.requires, Env(state.store), purpose):
        now = replace(path, store=env.values)
        _check_measure(session, now, specification, measure)
        after = forgotten(session, now, statement)
        for outcome in _ensured(session, after, now, specification):
            yield replace(outcome.state, store={**outcome.state.store, **kept}, loop=None)


def _finished(session: Session, state: State, statement: s.Loop, specification: s.Invariant) -> None:
    """What the loop ensures holds at the end of an iteration."""
    try:
        if specification.ensures is None:
            check_leaks(session, state, _end_of(statement), "at the end of the loop's body")
            return
        purpose = Purpose("invariant", None, "what the loop ensures")
        for path, env in demand(session, state, specification.ensures, Env(state.store), purpose):
            check_leaks(session, replace(path, store=env.values), _end_of(statement), "at the end of the loop's body")
    except Stuck as end:
        session.fail(state, end)
