"""A function that was declared with a contract of its own has to keep that, too: its callers rely on it."""

from __future__ import annotations

from dataclasses import replace

from frame_ls.declarations.assertions import Contract
from frame_ls.verifier.consume import Purpose, consume
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import stuck
from frame_ls.verifier.leaks import check_leaks
from frame_ls.verifier.produce import Why, produce
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.valuation import Env


def check_interface(session: Session, state: State) -> None:
    """Shows that the declared contract follows from the definition's; raises `Stuck` where it does not."""
    function = session.function
    declared, own = function.interface, function.contract
    assert declared is not None and own is not None
    if declared.terminates and not own.terminates:
        raise stuck("contract-mismatch", function.name_span, f"`{function.name}` was declared to terminate")
    env = Env(state.store)
    start = replace(state, heap=())
    why = Why(Origin("the declared precondition", declared.span))
    for path, bound in produce(session, start, declared.requires, env, why):
        place = function.name_span
        purpose = Purpose("contract-mismatch", place, f"the definition of `{function.name}`, unlike its declaration,")
        for end, found in consume(session, path, own.requires, Env(state.store), purpose):
            _check_promise(session, end, declared, own, bound, found)


def _check_promise(session: Session, state: State, declared: Contract, own: Contract, outer: Env, inner: Env) -> None:
    function = session.function
    if own.result is not None:
        symbol = session.fresh("result", own.result.sort)
        inner = inner.binding(own.result, symbol)
        if declared.result is not None:
            outer = outer.binding(declared.result, symbol)
    why = Why(Origin("the definition's postcondition", own.span))
    purpose = Purpose("contract-mismatch", function.name_span, f"the declaration of `{function.name}`")
    for path, _ in produce(session, state, own.ensures, inner, why):
        for end, _ in consume(session, path, declared.ensures, outer, purpose):
            check_leaks(session, end, function.name_span, "between the definition's contract and the declared one")
