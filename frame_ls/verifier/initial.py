"""Variables that come into being and go: their memory, their first values, and that it is all there at the end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from frame_ls.declarations import expressions as c
from frame_ls.declarations import statements as s
from frame_ls.declarations.addresses import NULL
from frame_ls.declarations.array_predicates import array_predicate
from frame_ls.declarations.assertions import Anything, CallAssertion, CellAssertion, Exactly, Value
from frame_ls.declarations.ghost_assertions import option_of
from frame_ls.declarations.statements import Local
from frame_ls.declarations.types import (
    INT_TYPE,
    Array,
    Bool,
    Float,
    Integer,
    Pointer,
    Struct,
    Type,
    sort_of,
)
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.sorts import POINTER, REAL, data
from frame_ls.logic.terms import FALSE, WHOLE, ZERO, Apply, Number, Term, Variable, less
from frame_ls.source import Span
from frame_ls.verifier.consume import Purpose, consume
from frame_ls.verifier.evaluate import Values, evaluate
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import Stuck, stuck, unsupported
from frame_ls.verifier.memory import add_atom, innermost, leaf_atoms, leaves, list_term, struct_value
from frame_ls.verifier.ordering import in_any_order
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.valuation import Env


def declare(session: Session, state: State, statement: s.Declare) -> Iterator[State]:
    """The states after a declaration."""
    initializer = statement.initializer
    if not isinstance(initializer, c.AggregateInitializer):
        yield from _declared(session, state, statement)
        return
    # C evaluates the values of a list in any order.
    paths = in_any_order(
        session,
        state,
        initializer,
        statement.span,
        lambda path: ((end, None) for end in _declared(session, path, statement)),
    )
    yield from (path for path, _ in paths)


def _declared(session: Session, state: State, statement: s.Declare) -> Iterator[State]:
    local = statement.local
    if not local.in_memory:
        if statement.initializer is None:
            yield state.with_local(local.variable, None)
            return
        for path, value in initial_value(session, state, local.type, statement.initializer, statement.span):
            yield path.with_local(local.variable, value)
        return
    if statement.initializer is None:
        yield allocated(session, state, local, None)
        return
    if _is_array_like(local.type):
        yield from _aggregate(session, state, local, statement.initializer, statement.span)
        return
    for path, value in initial_value(session, state, local.type, statement.initializer, statement.span):
        yield allocated(session, path, local, value)


def _is_array_like(written: Type) -> bool:
    return isinstance(written, Array)


def allocated(session: Session, state: State, local: Local, value: Term | None) -> State:
    """The state in which the variable has memory, with the value or unset."""
    address = session.fresh(f"&{local.written}", POINTER)
    mark = Mark(Origin(f"the variable `{local.written}`", local.span))
    state = state.with_local(local.variable, address)
    part = owned_part(local)
    if part is not WHOLE:
        state = state.assuming(less(Number(0, REAL), part), mark.origin).assuming(less(part, WHOLE), mark.origin)
    for leaf in leaves(session.program, address, local.type, value, local.span):
        state = add_atom(session, state, replace(leaf_atoms(session, leaf, mark), fraction=part))
    return state


def owned_part(local: Local) -> Term:
    """The fraction of a variable's memory that its function owns: of a constant only a part, so nobody can write it."""
    return Variable(f"part of {local.variable.name}", REAL) if local.constant else WHOLE


def _aggregate(session: Session, state: State, local: Local, initializer: c.Initializer, span: Span) -> Iterator[State]:
    """An array with its first values."""
    address = session.fresh(f"&{local.written}", POINTER)
    mark = Mark(Origin(f"the variable `{local.written}`", local.span))
    state = state.with_local(local.variable, address)
    assert isinstance(local.type, Array)
    element, count = innermost(local.type)
    name = array_predicate(element, initialised=True)
    if name is None:
        raise unsupported("an array of such elements with initial values", span)
    for path, values in _elements(session, state, local.type, initializer, span):
        contents = list_term(values, sort_of(element))
        yield add_atom(session, path, PredicateCall(name, (address, Number(count), contents), WHOLE, mark))


def _elements(
    session: Session, state: State, written: Type, initializer: c.Initializer | None, span: Span
) -> Iterator[tuple[State, tuple[Term, ...]]]:
    """The values of all innermost elements, in the order in which they lie in memory."""
    match written, initializer:
        case (Array(size=size), c.StringInitializer(text=text)):
            codes = [ord(ch) - 256 if ord(ch) > 127 else ord(ch) for ch in text]
            filled = (codes + [0] * (size or 0))[: size or 0]
            yield state, tuple(Number(code) for code in filled)
        case (Array(element=element, size=size), c.AggregateInitializer(members=members)):
            yield from _members(session, state, [(element, m) for m in members], element, size or 0, span)
        case (Array(element=element, size=size), None):
            yield from _members(session, state, [], element, size or 0, span)
        case (_, c.ScalarInitializer(value=value)):
            for path, found in evaluate(session, state, value):
                yield path, (found,)
        case (_, None):
            yield state, (zero(session, written, span),)
        case _:
            raise unsupported("this initial value", span)


def _members(
    session: Session,
    state: State,
    given: list[tuple[Type, c.Initializer | None]],
    element: Type,
    size: int,
    span: Span,
) -> Iterator[tuple[State, tuple[Term, ...]]]:
    parts = given + [(element, None)] * (size - len(given))
    paths: list[tuple[State, tuple[Term, ...]]] = [(state, ())]
    for kind, initializer in parts:
        paths = [
            (end, (*found, *more))
            for path, found in paths
            for end, more in _elements(session, path, kind, initializer, span)
        ]
    yield from paths


def initial_value(session: Session, state: State, written: Type, initializer: c.Initializer, span: Span) -> Values:
    """The value that an initializer gives something of the type."""
    match written, initializer:
        case (_, c.ScalarInitializer(value=value)):
            yield from evaluate(session, state, value)
        case (Struct(name=name, union=False), c.AggregateInitializer(members=members)):
            struct = session.program.structs[name]
            fields = [f for f in struct.fields or () if not f.ghost]
            paths: list[tuple[State, tuple[Term, ...]]] = [(state, ())]
            for field, member in zip(fields, members, strict=True):
                paths = [
                    (end, (*found, value))
                    for path, found in paths
                    for end, value in _member_value(session, path, field.type, member, span)
                ]
            for path, parts in paths:
                yield path, struct_value(name, parts)
        case _:
            raise unsupported("this initial value", span)


def _member_value(
    session: Session, state: State, written: Type, initializer: c.Initializer | None, span: Span
) -> Values:
    if isinstance(written, Array):
        for path, values in _elements(session, state, written, initializer, span):
            element, _ = innermost(written)
            contents = list_term(values, sort_of(element))
            yield path, Apply("#array", (contents,), POINTER)
    elif initializer is None:
        yield state, zero(session, written, span)
    else:
        yield from initial_value(session, state, written, initializer, span)


def zero(session: Session, written: Type, span: Span) -> Term:
    """The value of something of the type whose bytes are all zero."""
    match written:
        case Integer():
            return ZERO
        case Bool():
            return FALSE
        case Pointer():
            return NULL
        case Float(name=name):
            return Apply("#float:0", (), data(f"#{name}"))
        case Struct(name=name, union=False):
            struct = session.program.structs[name]
            parts = tuple(zero(session, f.type, span) for f in struct.fields or () if not f.ghost)
            return struct_value(name, parts)
    raise unsupported("the zero of this type", span)


# The end of a block.


def disposed(session: Session, state: State, block: s.Block) -> State:
    """The state without the memory of the block's variables; raises `Stuck` where some of it is missing."""
    for local in block.locals:
        if local.in_memory and local.variable in state.store:
            state = given_back(session, state, local, state.store[local.variable], block.close_span)
    return state


def given_back(session: Session, state: State, local: Local, address: Term, span: Span) -> State:
    """The state without the memory of one variable."""
    text = f"the end of `{local.written}`"
    purpose = Purpose("leak", span, text, owned_part(local))
    for leaf in leaves(session.program, address, local.type, None, span):
        place = Exactly(Value(leaf.address, span, Pointer(leaf.type)))
        if leaf.count is not None:
            name = array_predicate(leaf.type, initialised=False)
            assert name is not None
            anything = Anything(data("list", sort_of(option_of(leaf.type))), span)
            count = Exactly(Value(Number(leaf.count), span, INT_TYPE))
            wanted: CallAssertion | CellAssertion = CallAssertion(name, (place, count, anything), span, 2)
        else:
            content = Anything(sort_of(option_of(leaf.type)), span)
            wanted = CellAssertion(place.value, leaf.type, content, span, initialised=False)
        try:
            found = next(iter(consume(session, state, wanted, Env(), purpose)), None)
        except Stuck as end:
            message = f"the memory of `{local.written}` is not all here when `{local.written}` ends"
            raise stuck("leak", span, f"{message}: {end.finding.message}", end.finding.notes) from end
        if found is not None:
            state = found[0]
    return state
