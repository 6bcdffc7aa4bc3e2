"""Ghost statements: predicates opened and closed, assertions checked, values taken apart.

Trusted: that a predicate is its definition, and that ghost statements change nothing real.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from frame_ls.declarations import statements as s
from frame_ls.declarations.assertions import (
    APPLY_PREDICATE,
    Anything,
    Assertion,
    Bind,
    CallAssertion,
    Constructed,
    Exactly,
    Pattern,
)
from frame_ls.declarations.logic_predicates import predicate_call
from frame_ls.declarations.program import FunctionKind, Instance, Predicate, PredicateKind
from frame_ls.declarations.types import REAL_TYPE
from frame_ls.kernel.pure_definitions import match_sort
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.sorts import REAL, Sort, parameter_sort
from frame_ls.logic.terms import WHOLE, Apply, Term, Variable
from frame_ls.source import Span
from frame_ls.verifier.consume import Purpose, consume, demand, learning, show_later
from frame_ls.verifier.explanation import ExchangeKind, Origin
from frame_ls.verifier.failure import stuck, unsupported
from frame_ls.verifier.matching import consume_atom
from frame_ls.verifier.memory import add_atom
from frame_ls.verifier.outcomes import Broken, Normal, Outcome
from frame_ls.verifier.produce import Why, constructed, produce, value_of
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.trace import Transfer, with_transfer
from frame_ls.verifier.valuation import Env

Outcomes = Iterator[Outcome]


def execute_ghost(session: Session, state: State, statement: s.Statement) -> Outcomes:
    """A ghost statement."""
    match statement:
        case s.Open():
            yield from _open(session, state, statement)
        case s.Close():
            yield from _close(session, state, statement)
        case s.Assert(assertion=assertion, span=span):
            yield from _assert(session, state, assertion, span)
        case s.Leak(assertion=assertion, span=span):
            purpose = Purpose("assertion", span, "`leak`")
            for path, env in demand(session, state, assertion, Env(state.store), purpose):
                yield Normal(_with_store(path, env))
        case s.GhostSwitch():
            yield from _switch(session, state, statement)
        case s.ProduceFunctionPointer():
            from frame_ls.verifier.pointers import produce_pointer

            yield from produce_pointer(session, state, statement)
        case s.BuiltIn():
            from frame_ls.verifier.commands import command

            yield from command(session, state, statement)
        case _:
            raise unsupported("this ghost statement", statement.span)


def _with_store(state: State, env: Env) -> State:
    return replace(state, store=env.values)


def _assert(session: Session, state: State, assertion: Assertion, span: Span) -> Outcomes:
    """The assertion holds of a part of the heap, which stays as it is; binders are known afterwards."""
    purpose = Purpose("assertion", span, "this assertion")
    for path, env in demand(session, state, assertion, Env(state.store), purpose):
        # The heap stays as it was; facts and cases of the path stay too.
        yield Normal(_with_store(replace(path, heap=state.heap), env))


# Open and close.


def body_of(
    session: Session, name: str, arguments: tuple[Term, ...], span: Span
) -> tuple[Predicate, Assertion, dict[Variable, Term], dict[Sort, Sort]]:
    """The definition of a predicate at its arguments: the body, and what its parameters and type parameters are."""
    predicate = session.program.predicates.get(name)
    if predicate is None:
        raise stuck("missing-predicate", span, f"`{name}` has no definition here")
    parameters, body = predicate.parameters, predicate.body
    values = arguments
    if predicate.kind is PredicateKind.FAMILY:
        instance: Instance | None = predicate.instances.get(arguments[: predicate.indices])
        if instance is None:
            raise stuck("missing-predicate", span, f"no instance of `{name}` is known for this index")
        parameters, body, values = instance.parameters, instance.body, arguments[predicate.indices :]
    if body is None:
        raise stuck("missing-predicate", span, f"`{name}` has no definition here, so it cannot be opened or closed")
    sorts: dict[Sort, Sort] = {}
    for parameter, value in zip(parameters, values, strict=True):
        match_sort(parameter.sort, value.sort, sorts)
    for phantom, value in zip(predicate.phantoms, arguments, strict=False):
        assert isinstance(value, Apply)
        match_sort(parameter_sort(phantom), value.args[0].sort, sorts)
    return predicate, body, dict(zip(parameters, values, strict=True)), sorts


def open_atom(session: Session, state: State, index: int, origin: Origin) -> Iterator[State]:
    """The states in which the predicate at `index` is its body."""
    atom = state.heap[index]
    assert isinstance(atom, PredicateCall)
    span = origin.span or session.nowhere
    predicate, body, values, sorts = body_of(session, atom.name, atom.args, span)
    mark = atom.label
    lineage = mark.lineage if isinstance(mark, Mark) else None
    if lineage is not None and predicate.kind is not PredicateKind.COINDUCTIVE:
        lineage += 1
    else:
        lineage = None
    rest = state.without(index)
    yield from opened_body(session, rest, body, Env.of(values, sorts), origin, lineage, atom.fraction)


def opened_body(
    session: Session, state: State, body: Assertion, env: Env, origin: Origin, lineage: int | None, fraction: Term
) -> Iterator[State]:
    """Adds a body whose every atom descends from the one that was opened."""
    why = Why(origin, lineage, fraction)
    for path, _ in produce(session, state, body, env, why):
        if session.is_feasible(path):
            yield path


def _open(session: Session, state: State, statement: s.Open) -> Outcomes:
    """What is there of the predicate, or the fraction asked for, is exchanged for its body."""
    purpose = Purpose("missing-predicate", statement.span, "`open`")
    # Without a coefficient, and with `[_]`, all that is there is opened.
    whole = Bind(_OPENED, REAL_TYPE, statement.span)
    coefficient = statement.coefficient if isinstance(statement.coefficient, Exactly | Bind) else whole
    env = Env(state.store)
    for path, found in consume_atom(session, state, statement.predicate, env, purpose, coefficient):
        atom = found.taken[-1][1]
        assert isinstance(atom, PredicateCall)
        if isinstance(coefficient, Exactly):
            fraction = value_of(session, path, env, coefficient.value)
        else:
            fraction = found.values[coefficient.variable]
        predicate, body, values, sorts = body_of(session, atom.name, atom.args, statement.span)
        if predicate.kind is PredicateKind.COINDUCTIVE and session.function.kind is FunctionKind.LEMMA:
            message = f"`{predicate.name}` is coinductive: opening it is no step towards an end, so a lemma may not"
            raise stuck("termination", statement.span, message)
        mark = atom.label
        lineage = mark.lineage if isinstance(mark, Mark) else None
        lineage = None if lineage is None else lineage + 1
        origin = Origin(f"`open {predicate.name}`", statement.span)
        store = {v: t for v, t in found.values.items() if v is not _OPENED}
        after = replace(path, store=store)
        for end in opened_body(session, after, body, Env.of(values, sorts), origin, lineage, fraction):
            made = Transfer(
                ExchangeKind.OPEN,
                f"open {predicate.name}",
                atom.args,
                found.taken,
                after.heap,
                end.heap,
                {},
                span=statement.span,
            )
            yield Normal(with_transfer(end, made))


def _close(session: Session, state: State, statement: s.Close) -> Outcomes:
    """The body is taken and the predicate given."""
    call = statement.predicate
    env = Env(state.store)
    fraction: Term = WHOLE
    match statement.coefficient:
        case Exactly(value=value):
            fraction = value_of(session, state, env, value)
        case None:
            pass
        case _:
            raise unsupported("a pattern for the fraction that is closed", statement.span)
    arguments, unbound = _arguments(session, state, env, call.arguments)
    purpose = Purpose("missing-predicate", statement.span, f"the body of `{_shown_name(call)}`", fraction)
    yield from (
        Normal(path)
        for path, _ in close_call(session, state, call.predicate, arguments, unbound, purpose, statement.span)
    )


def _shown_name(call: CallAssertion) -> str:
    return "this predicate" if call.predicate == APPLY_PREDICATE else call.predicate


def _arguments(
    session: Session, state: State, env: Env, patterns: tuple[Pattern, ...]
) -> tuple[tuple[Term, ...], frozenset[Variable]]:
    """The arguments, with a new symbol for each that closing has to find."""
    arguments: list[Term] = []
    unbound: list[Variable] = []
    for pattern in patterns:
        match pattern:
            case Exactly(value=value):
                arguments.append(value_of(session, state, env, value))
            case Anything(sort=sort):
                unbound.append(session.fresh("closed", sort))
                arguments.append(unbound[-1])
            case Bind(variable=variable):
                unbound.append(session.fresh(variable.name, variable.sort))
                arguments.append(unbound[-1])
            case Constructed(span=span):
                raise unsupported("a pattern with a constructor in `close`", span)
    return tuple(arguments), frozenset(unbound)


def close_call(
    session: Session,
    state: State,
    name: str,
    arguments: tuple[Term, ...],
    unbound: frozenset[Variable],
    purpose: Purpose,
    span: Span,
) -> Iterator[tuple[State, PredicateCall]]:
    """The states in which the predicate's body was exchanged for it; unbound arguments are found on the way."""
    target = predicate_call(name, arguments)
    if target.name == APPLY_PREDICATE:
        raise stuck("missing-predicate", span, "this predicate value is not known, so it cannot be closed")
    _, body, values, sorts = body_of(session, target.name, target.args, span)
    env = replace(Env.of(values, sorts), unbound=unbound)
    parameters = dict(env.values)

    def closed(start: State) -> Iterator[tuple[State, Env]]:
        for path, bound in consume(session, start, body, env, purpose):
            show_later(session, path, bound, purpose)
            if bound.unbound:
                raise unsupported("closing with an argument that its body does not determine", span)
            yield path, bound

    for path, bound in learning(session, state, closed):
        found = {t: bound.values[v] for v, t in parameters.items()}
        args = tuple(_found(a, found) for a in target.args)
        mark = Mark(Origin(f"`close {target.name}`", span))
        atom = PredicateCall(target.name, args, purpose.fraction, mark)
        end = add_atom(session, path, atom)
        made = Transfer(
            ExchangeKind.CLOSE, f"close {target.name}", args, bound.taken, path.heap, end.heap, {}, span=span
        )
        yield with_transfer(end, made), atom


def _found(argument: Term, found: dict[Term, Term]) -> Term:
    return found.get(argument, argument)


# Switch on a datatype.


def _switch(session: Session, state: State, statement: s.GhostSwitch) -> Outcomes:
    from frame_ls.verifier.execute import execute
    from frame_ls.verifier.termination import induction_parameter

    subject = value_of(session, state, Env(state.store), statement.subject)
    parameter = induction_parameter(session, statement, subject)
    for case in statement.cases:
        origin = Origin(f"case {case.constructor}", case.span)
        for path, fields in constructed(session, state, subject, case.constructor, origin):
            store = {**path.store, **{b.variable: f for b, f in zip(case.bound, fields, strict=True)}}
            inductions = path.inductions
            if parameter is not None:
                inductions = (*inductions, (parameter, frozenset(fields)))
            entered = replace(path, store=store, inductions=inductions)
            for outcome in execute(session, entered, case.body):
                yield Normal(outcome.state) if isinstance(outcome, Broken) else outcome


_OPENED = Variable("#opened", REAL)
