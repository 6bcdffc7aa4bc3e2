"""Labels with an invariant: loops made of `goto`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from frame_ls.declarations import statements as s
from frame_ls.logic.heaps import Atom
from frame_ls.source import Span
from frame_ls.verifier.consume import Purpose, consume
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import Stuck, stuck
from frame_ls.verifier.outcomes import Normal, Outcome
from frame_ls.verifier.produce import Why, produce
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.valuation import Env
from frame_ls.verifier.wording import Words


def arrive(session: Session, state: State, label: s.Label, jumped: Span | None) -> Iterator[Outcome]:
    """The first arrival goes on from the invariant; a later one only has to find it again."""
    session.reached.add(label.span)
    try:
        yield from _arrive(session, state, label, jumped)
    except Stuck as end:
        session.fail(state, end)


def _arrive(session: Session, state: State, label: s.Label, jumped: Span | None) -> Iterator[Outcome]:
    assert label.invariant is not None and label.invariant.invariant is not None
    assertion = label.invariant.invariant
    place = jumped if jumped is not None else assertion.span
    purpose = Purpose("invariant", place, f"the invariant at `{label.name}`")
    again = next((rest for name, rest in state.labels if name == label.name), None)
    for path, env in consume(session, state, assertion, Env(state.store), purpose):
        after = replace(path, store=env.values)
        if again is not None:
            _check_rest(session, after, again, place)
            continue
        start = _forgotten(session, after)
        kept = replace(start, labels=(*state.labels, (label.name, after.heap)))
        why = Why(Origin("the invariant", assertion.span))
        for taken, found in produce(session, kept, assertion, Env(kept.store), why):
            yield Normal(replace(taken, store=found.values))


def _forgotten(session: Session, state: State) -> State:
    """All locals that the function assigns anywhere may have changed when the label is reached again."""
    store = {v: session.fresh(v.name, v.sort) if v in session.assigned else value for v, value in state.store.items()}
    return replace(state, store=store)


def _check_rest(session: Session, state: State, rest: tuple[Atom, ...], span: Span) -> None:
    """What is beside the invariant has to be what was beside it at first."""
    del session
    now, then = Counter(state.heap), Counter(rest)
    if now != then:
        extra = next(iter((now - then) or (then - now)))
        words = Words(state)
        raise stuck("leak", span, f"`{words.atom(extra)}` is not part of the invariant, and not as it was at first")
