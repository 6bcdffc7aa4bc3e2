"""The line of source that a finding is about, with a caret under the place, cut to the width at hand."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from frame_ls.source import LineIndex
from frame_ls.workspace.inputs import read_text
from frame_ls.workspace.places import Place
from frame_ls.workspace.shown import ShownEdit

SourceOf = Callable[[str], LineIndex | None]

_TAB = 4
_GUTTER = 8  # "  123 | "


def source_on_disk() -> SourceOf:
    """Reads each file once; None for a file that has no text."""

    @lru_cache(maxsize=256)
    def source(file: str) -> LineIndex | None:
        text = read_text(file)
        return LineIndex(text) if isinstance(text, str) else None

    return source


def excerpt(source: LineIndex | None, place: Place, width: int) -> list[str]:
    """The first line of `place` and a line with its caret; nothing where the text is not at hand."""
    if source is None or not 1 <= place.line <= len(source):
        return []
    line = source.line(place.line - 1)
    start = min(place.column - 1, len(line))
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    end = max(start, min(end, len(line)))
    before, marked, after = _cells(line[:start]), _cells(line[start:end]), _cells(line[end:])
    before, marked, after = _clipped(before, marked, after, max(20, width - _GUTTER))
    caret = " " * _columns(before) + "^" + "~" * (_columns(marked) - 1)
    return [f"{place.line:5} | {before}{marked}{after}".rstrip(), f"{'':5} | {caret}"]


def preview(source: LineIndex | None, edits: Sequence[ShownEdit], width: int) -> list[str]:
    """The lines as they would stand after each edit, marked with `+`; at most six of them an edit."""
    lines: list[str] = []
    for edit in edits:
        place = edit.place
        if source is None or not 1 <= place.line <= place.end_line <= len(source):
            return []
        head = source.line(place.line - 1)[: place.column - 1]
        tail = source.line(place.end_line - 1)[place.end_column - 1 :]
        changed = list(enumerate(f"{head}{edit.text}{tail}".splitlines(), place.line))
        if len(changed) > 1 and changed[0][1] == source.line(place.line - 1):
            del changed[0]  # what is inserted begins on a line of its own
        for number, line in changed[:6]:
            lines.append(f"{number:5} + {_cells(line)}"[: max(20, width)].rstrip())
        if len(changed) > 6:
            lines.append(f"{'':5} + ... {len(changed) - 6} more lines")
    return lines


def _cells(text: str) -> str:
    """The text with tabs as blanks and without characters that would move the cursor."""
    return "".join(" " * _TAB if c == "\t" else c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _columns(text: str) -> int:
    """How many columns a terminal gives to the text."""
    if text.isascii():
        return len(text)
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _clipped(before: str, marked: str, after: str, width: int) -> tuple[str, str, str]:
    """The three parts of a line within `width`: the place stays in sight, and what stands behind it goes first."""
    if len(before) + len(marked) + len(after) <= width:
        return before, marked, after
    if len(before) + min(len(marked), 10) > width - 3:
        kept = max(0, width - 6 - min(len(marked), width // 2))
        before = "..." + before[len(before) - kept :]
    if len(before) + len(marked) > width - 3:
        return before, marked[: max(1, width - len(before) - 3)] + "...", ""
    return before, marked, after[: width - len(before) - len(marked) - 3] + "..."
