"""Memory of structs by value: taken apart into members, put together into values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frame_ls.declarations.assertions import Anything, CellAssertion, Value
from frame_ls.declarations.ghost_assertions import option_of
from frame_ls.declarations.types import Pointer, Struct, sort_of
from frame_ls.logic.terms import Term
from frame_ls.verifier.access import peek
from frame_ls.verifier.failure import unsupported
from frame_ls.verifier.memory import find_cell, leaves
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.valuation import Env

if TYPE_CHECKING:
    from frame_ls.verifier.consume import Consumption, Purpose


def take_composite(
    session: Session,
    state: State,
    assertion: CellAssertion,
    address: Term,
    env: Env,
    purpose: Purpose,
) -> Consumption:
    """Takes all members of the struct at the address; the pattern is about the value of the whole."""
    from frame_ls.verifier.consume import consume, matched
    from frame_ls.verifier.reasons import missing_memory

    written = env.type(assertion.type)
    assert isinstance(written, Struct)
    struct = session.program.structs.get(written.name)
    if struct is None or struct.fields is None:
        found = find_cell(session, state, address, written, assertion.span)
        if found is None:
            raise missing_memory(state, address, purpose, assertion.span)
        value = peek(session, state, address, written, assertion.span) if assertion.initialised else None
        state = state.without(found[0])
    else:
        value = peek(session, state, address, written, assertion.span) if assertion.initialised else None
        parts: list[CellAssertion] = []
        for leaf in leaves(session.program, address, written, None, assertion.span):
            if leaf.count is not None:
                raise unsupported("a struct with an array as one value", assertion.span)
            place = Value(leaf.address, assertion.span, Pointer(leaf.type))
            anything = Anything(sort_of(option_of(leaf.type)), assertion.span)
            parts.append(CellAssertion(place, leaf.type, anything, assertion.span, initialised=False))
        for part in parts:
            state, _ = next(iter(consume(session, state, part, Env(), purpose)))
    if value is None:
        yield state, env
        return
    matching = matched(session, state, env, assertion.pattern, value, purpose, assertion.span)
    if matching is None:
        raise missing_memory(state, address, purpose, assertion.span)
    yield matching
