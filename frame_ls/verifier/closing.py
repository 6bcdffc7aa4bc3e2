"""Predicates closed unasked: a wanted predicate is put together from its body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from frame_ls.declarations.assertions import Anything, Exactly, Pattern
from frame_ls.declarations.program import PredicateKind
from frame_ls.logic.terms import WHOLE, Term, Variable
from frame_ls.verifier.failure import unsupported
from frame_ls.verifier.outcome import AutomaticStep
from frame_ls.verifier.produce import value_of
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.valuation import Env
from frame_ls.verifier.wording import Words

if TYPE_CHECKING:
    from frame_ls.verifier.consume import Purpose
    from frame_ls.verifier.matching import Wanted


def close_wanted(
    session: Session,
    state: State,
    wanted: Wanted,
    env: Env,
    purpose: Purpose,
    coefficient: Pattern | None,
    again: Callable[[State], Iterable[tuple[State, Env]]],
) -> Iterator[tuple[State, Env]]:
    """Closes the predicate that is wanted, then takes it."""
    from frame_ls.verifier.ghost import close_call

    place = purpose.end or purpose.place or wanted.span
    predicate = session.program.predicates.get(wanted.name)
    if predicate is None or predicate.kind not in (
        PredicateKind.DEFINED,
        PredicateKind.CONSTRUCTOR,
        PredicateKind.FAMILY,
    ):
        raise unsupported("closing this predicate", place)
    fraction = _fraction(session, state, env, purpose, coefficient)
    arguments: list[Term] = []
    unbound: list[Variable] = []
    decisive = len(wanted.values) if wanted.inputs is None else wanted.inputs
    for position, (value, term) in enumerate(zip(wanted.values, wanted.sorts(session, env), strict=True)):
        if value is not None:
            arguments.append(value)
        elif position < decisive and wanted.inputs is not None:
            raise unsupported("closing without the arguments that determine it", place)
        else:
            unbound.append(session.fresh("closed", term))
            arguments.append(unbound[-1])
    inner = replace(purpose, fraction=fraction)
    for path, atom in close_call(session, state, wanted.name, tuple(arguments), frozenset(unbound), inner, place):
        session.steps.append(AutomaticStep(f"close {Words(path).atom(atom)};", place))
        yield from again(path)


def _fraction(session: Session, state: State, env: Env, purpose: Purpose, coefficient: Pattern | None) -> Term:
    match coefficient:
        case None:
            return purpose.fraction
        case Exactly(value=value) if purpose.fraction is WHOLE:
            return value_of(session, state, env, value)
        case Anything():
            return WHOLE
    raise unsupported("closing an unknown fraction", session.nowhere)
