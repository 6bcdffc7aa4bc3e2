"""What a reader would have to work out, for the lines: what patterns are bound to, and the steps that were found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frame_ls.source import Span
from frame_ls.verifier.explanation import Exchange, ExchangeKind, Explanation, StatementState

_PATTERN = re.compile(r"\?([A-Za-z_]\w*)")
_STEPS = (ExchangeKind.OPEN, ExchangeKind.CLOSE, ExchangeKind.LEMMA)
_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Hint:
    """Words that stand behind (or before) what is written. `place` is empty."""

    place: Span
    text: str
    is_step: bool = False  # found by the prover; stands before its statement


def hints(explanation: Explanation, unit: Span, text: str) -> Iterator[Hint]:
    """The hints of one unit, whose text is `text`, one for each place."""
    seen: set[tuple[Span, bool]] = set()
    for hint in (*_bound(explanation, unit, text), *_of_statements(explanation, unit, text)):
        if (hint.place, hint.is_step) not in seen:
            seen.add((hint.place, hint.is_step))
            yield hint


def _bound(explanation: Explanation, unit: Span, text: str) -> Iterator[Hint]:
    """What the patterns that are written in the unit's own statements stand for afterwards."""
    for found in _PATTERN.finditer(text):
        end = unit.start + found.end()
        for state in explanation.states:
            if state.span.text != unit.text or state.span.start < end:
                continue
            value = next((local.value for local in state.locals if local.name == found[1]), None)
            if value is not None and value != found[1]:
                yield Hint(Span(unit.text, end, end), f" = {_short(value)}")
            break


def _of_statements(explanation: Explanation, unit: Span, text: str) -> Iterator[Hint]:
    for state in explanation.states:
        if state.span.text != unit.text:
            continue
        written = text[state.span.start - unit.start : state.span.end - unit.start].strip()
        for exchange in state.exchanges:
            if exchange.kind is ExchangeKind.CALL:
                yield from _of_call(state, exchange, unit)
            elif exchange.kind in _STEPS and is_found(exchange, written):
                place = Span(unit.text, state.span.start, state.span.start)
                yield Hint(place, f"{exchange.text.rstrip(';')}; ", is_step=True)


def is_found(exchange: Exchange, written: str) -> bool:
    """Whether the prover found the step: the statement that it belongs to does not say it."""
    if exchange.kind is ExchangeKind.LEMMA:
        return exchange.automatic
    return not written.startswith((f"{exchange.kind.value} ", f"{exchange.kind.value}\t"))


def _of_call(state: StatementState, exchange: Exchange, unit: Span) -> Iterator[Hint]:
    """What the contract's patterns stand for in this call."""
    patterns = {name for match in exchange.matches for name in _PATTERN.findall(match.needed)}
    said = [f"{b.name} = {_short(b.value)}" for b in exchange.bindings if b.name in patterns and b.name != b.value]
    if said:
        yield Hint(Span(unit.text, state.span.end, state.span.end), f" {', '.join(said)}")


def _short(value: str) -> str:
    return value if len(value) <= _LONGEST else f"{value[: _LONGEST - 3]}..."
