"""Statements, executed symbolically: for each path, how it goes on.

Trusted: that control flows as C says, and that what a block declared is gone when the block is left.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from frame_ls.declarations import statements as s
from frame_ls.declarations.expressions import Constant, Convert, Expression
from frame_ls.logic.terms import Term, equal
from frame_ls.source import Span
from frame_ls.verifier.arithmetic import require
from frame_ls.verifier.evaluate import condition, evaluate
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import Stuck, unsupported
from frame_ls.verifier.outcomes import Broken, Continued, Jumped, Normal, Outcome, Returned
from frame_ls.verifier.produce import assume, branch
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.trace import leave

Outcomes = Iterator[Outcome]


def execute(session: Session, state: State, statement: s.Statement) -> Outcomes:
    """All ways in which the statement ends. A path that fails is reported and ends."""
    session.budget.spend()
    session.reached.add(statement.span)
    moment = session.trace.enter(state, statement.span)
    try:
        for outcome in _execute(session, state, statement):
            leave(moment, outcome)
            yield outcome
    except Stuck as end:
        if moment is not None:
            moment.failed = True
        session.fail(state, end)


def _execute(session: Session, state: State, statement: s.Statement) -> Outcomes:
    match statement:
        case s.Evaluate(expression=expression):
            for path, _ in evaluate(session, state, expression):
                yield Normal(path)
        case s.Declare():
            from frame_ls.verifier.initial import declare

            for path in declare(session, state, statement):
                yield Normal(path)
        case s.Block():
            yield from block(session, state, statement)
        case s.If():
            yield from _if(session, state, statement)
        case s.Loop():
            from frame_ls.verifier.loops import loop

            yield from loop(session, state, statement)
        case s.Switch():
            yield from _switch(session, state, statement)
        case s.Return() | s.Break() | s.Continue() | s.Goto() | s.Label():
            yield from _jump(session, state, statement)
        case s.BuiltIn(name="assert", arguments=(asserted,), span=span):
            yield from _assert(session, state, asserted, span)
        case s.Unsupported(construct=construct, span=span):
            raise unsupported(construct, span)
        case _:
            from frame_ls.verifier.ghost import execute_ghost

            yield from execute_ghost(session, state, statement)


def _if(session: Session, state: State, statement: s.If) -> Outcomes:
    for path, truth in condition(session, state, statement.condition):
        chosen = statement.then if truth else statement.otherwise
        if chosen is None:
            yield Normal(path)
        else:
            yield from execute(session, path, chosen)


def _jump(session: Session, state: State, statement: s.Return | s.Break | s.Continue | s.Goto | s.Label) -> Outcomes:
    match statement:
        case s.Return(value=None, span=span):
            yield Returned(state, None, span)
        case s.Return(value=value, span=span):
            assert value is not None
            for path, found in evaluate(session, state, value):
                yield Returned(path, found, span)
        case s.Break(span=span):
            yield Broken(state, span)
        case s.Continue(span=span):
            yield Continued(state, span)
        case s.Goto(span=span, label=label):
            yield Jumped(state, label, span)
        case s.Label():
            yield Normal(state)


def _assert(session: Session, state: State, asserted: Expression, span: Span) -> Outcomes:
    for path, value in evaluate(session, state, asserted):
        require(session, path, value, "assertion", span, "this may be false")
        known = assume(session, path, value, Origin("the assertion", span))
        if known is not None:
            yield Normal(known)


# Blocks.


def block(session: Session, state: State, statement: s.Block) -> Outcomes:
    """The statements in order, from labels too; then everything that the block declared goes."""
    for outcome in _sequence(session, state, statement, 0):
        yield from _left(session, outcome, statement)


def _sequence(session: Session, state: State, statement: s.Block, start: int) -> Outcomes:
    """The statements from `start` on; jumps to a label of this block go on there."""
    statements = statement.statements
    pending: list[tuple[int, Outcomes]] = [(start, _entered(session, state, statements, start))]
    while pending:
        position, outcomes = pending[-1]
        outcome = next(outcomes, None)
        if outcome is None:
            pending.pop()
        elif isinstance(outcome, Normal):
            if position + 1 >= len(statements):
                yield outcome
            else:
                pending.append((position + 1, _entered(session, outcome.state, statements, position + 1)))
        elif isinstance(outcome, Returned) and _is_ghost_behind(statements, position):
            yield from _after_return(session, outcome, statements, position + 1)
        elif isinstance(outcome, Jumped) and (target := _label(statements, outcome.label)) is not None:
            pending.append((target, _entered(session, outcome.state, statements, target, jumped=outcome.span)))
        else:
            yield outcome


def _is_ghost_behind(statements: tuple[s.Statement, ...], position: int) -> bool:
    """Whether a `return` stands at the position and a ghost statement behind it."""
    return isinstance(statements[position], s.Return) and _is_ghost(statements, position + 1)


def _is_ghost(statements: tuple[s.Statement, ...], position: int) -> bool:
    """Whether a ghost statement stands there; behind a `return` it is about the state before the function ends."""
    if position >= len(statements):
        return False
    match statements[position]:
        case s.Evaluate(ghost=ghost) | s.If(ghost=ghost) | s.Loop(ghost=ghost) | s.Switch(ghost=ghost):
            return ghost
        case s.Declare(local=local):
            return local.ghost
        case s.Open() | s.Close() | s.Leak() | s.Assert() | s.GhostSwitch() | s.ProduceFunctionPointer():
            return True
        case s.BuiltIn(name=name):
            return name != "assert"
    return False


def _after_return(session: Session, outcome: Returned, statements: tuple[s.Statement, ...], position: int) -> Outcomes:
    if not _is_ghost(statements, position):
        yield outcome
        return
    for after in execute(session, outcome.state, statements[position]):
        if isinstance(after, Normal):
            yield from _after_return(session, replace(outcome, state=after.state), statements, position + 1)


def _entered(
    session: Session, state: State, statements: tuple[s.Statement, ...], position: int, jumped: Span | None = None
) -> Outcomes:
    if position >= len(statements):
        yield Normal(state)
        return
    statement = statements[position]
    if isinstance(statement, s.Label) and statement.invariant is not None:
        from frame_ls.verifier.labels import arrive

        yield from arrive(session, state, statement, jumped)
        return
    yield from execute(session, state, statement)


def _label(statements: tuple[s.Statement, ...], name: str) -> int | None:
    for position, statement in enumerate(statements):
        if isinstance(statement, s.Label) and statement.name == name:
            return position
    return None


def _left(session: Session, outcome: Outcome, statement: s.Block) -> Outcomes:
    """The outcome once the block's variables are gone; memory of theirs that is missing is a leak of the stack."""
    if not statement.locals:
        yield outcome
        return
    from frame_ls.verifier.initial import disposed

    try:
        state = disposed(session, outcome.state, statement)
    except Stuck as end:
        session.fail(outcome.state, end)
        return
    store = dict(state.store)
    for local in statement.locals:
        store.pop(local.variable, None)
    yield replace(outcome, state=replace(state, store=store))


# Switch.


def _switch(session: Session, state: State, statement: s.Switch) -> Outcomes:
    for path, subject in evaluate(session, state, statement.subject):
        yield from _cases(session, path, statement, subject)


def _cases(session: Session, state: State, statement: s.Switch, subject: Term) -> Outcomes:
    """Each case that the subject may be, then what is left: the default, or nothing."""
    rest: State | None = state
    for position, case in enumerate(statement.cases):
        if case.value is None or rest is None:
            continue
        value = case.value.operand if isinstance(case.value, Convert) else case.value
        assert isinstance(value, Constant)
        here, rest_now = rest, None
        origin = Origin("the case", case.span)
        for path, truth in branch(session, here, equal(subject, value.value), origin, "this case"):
            if truth:
                yield from _fall_through(session, path, statement, position)
            else:
                rest_now = path
        rest = rest_now
    if rest is None:
        return
    default = next((i for i, case in enumerate(statement.cases) if case.value is None), None)
    if default is None:
        yield Normal(rest)
    else:
        yield from _fall_through(session, rest, statement, default)


def _fall_through(session: Session, state: State, statement: s.Switch, position: int) -> Outcomes:
    statements = tuple(part for case in statement.cases[position:] for part in case.statements)
    for case in statement.cases[position:]:
        session.reached.add(case.span)
    body = s.Block(statement.span, statements, statement.close_span)
    for outcome in _sequence(session, state, body, 0):
        yield Normal(outcome.state) if isinstance(outcome, Broken) else outcome
