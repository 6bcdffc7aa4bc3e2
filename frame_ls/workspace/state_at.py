"""The symbolic states at a place of a document, found in a unit's explanation."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frame_ls.source import Span
from frame_ls.verifier.explanation import Explanation, StatementState
from frame_ls.workspace import stored_values
from frame_ls.workspace.desk import UnitState
from frame_ls.workspace.places import Places

_TYPE = re.compile(r"\s*(?!else\b|do\b|return\b)[A-Za-z_][\w\s*]*")


@dataclass(frozen=True, slots=True)
class StateAt:
    """What is known at a place. `statements` has one entry a path; empty in the head of a function.

    `is_inside`: the place is in the statement; otherwise it is after it, and the state there is the `after` of it.
    """

    unit: UnitState
    statements: tuple[StatementState, ...]
    is_inside: bool
    places: Places
    is_stale: bool = False  # the states are those of the last verdict; the unit is being verified again

    def line(self, span: Span | None) -> int | None:
        """The line, from 1, of a span; None where it is not known."""
        if span is None:
            return None
        place = self.places.place(span)
        return place.line if place.file else None


def unpacked(data: bytes) -> Explanation | None:
    """The explanation of a packed one; None where there is none."""
    explanation = stored_values.unpacked(data)
    return explanation if isinstance(explanation, Explanation) else None


def statements_at(
    explanation: Explanation, places: Places, file: str, offset: int
) -> tuple[tuple[StatementState, ...], bool]:
    """The states of the innermost statement around `offset`, or of the last one before it; and whether it is around."""
    offset = _past_type(explanation, places, file, offset)
    around: list[tuple[int, StatementState]] = []
    before: list[tuple[int, StatementState]] = []
    for state in explanation.states:
        stretch = places.stretch(state.span)
        if stretch is None or stretch[0] != file:
            continue
        _, start, end = stretch
        if start <= offset <= end:
            around.append((end - start, state))
        elif end < offset:
            before.append((start, state))
    if around:
        size = min(size for size, _ in around)
        return tuple(state for width, state in around if width == size), True
    if before:
        start = max(start for start, _ in before)
        return tuple(state for place, state in before if place == start), False
    return (), False


def _past_type(explanation: Explanation, places: Places, file: str, offset: int) -> int:
    """The offset; in the type at the head of a declaration, that of the name, where the declaration's span begins."""
    index = places.index(file)
    if index is None:
        return offset
    begin = index.text.rfind("\n", 0, offset) + 1
    end = index.text.find("\n", offset)
    stretches = [places.stretch(state.span) for state in explanation.states]
    starts = [s[1] for s in stretches if s is not None and s[0] == file and offset < s[1] and (s[1] < end or end < 0)]
    start = min(starts, default=offset)
    return start if _TYPE.fullmatch(index.text, begin, start) else offset
