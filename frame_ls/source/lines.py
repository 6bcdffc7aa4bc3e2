"""The one place that counts lines and columns.

A line ends at LF, CR LF or CR, as the Language Server Protocol says; form feeds and Unicode separators are
ordinary characters. Offsets count code points; columns count what the caller's encoding counts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from enum import Enum

_LINE_END = re.compile(r"\r\n|\r|\n")


class Encoding(Enum):
    """What one column is: a code point, or a unit of the client's encoding."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A line and a column, both from 0."""

    line: int
    column: int


def _width(text: str, encoding: Encoding) -> int:
    """How many columns `text` takes."""
    if encoding is Encoding.UTF32 or text.isascii():
        return len(text)
    if encoding is Encoding.UTF16:
        return len(text) + sum(character > "\uffff" for character in text)
    return sum(1 + (c > "\x7f") + (c > "\u07ff") + (c > "\uffff") for c in text)


def _lines(text: str) -> tuple[list[int], list[int]]:
    """Where the lines of `text` start, and where they end without their line ends."""
    ends = [match.span() for match in _LINE_END.finditer(text)]
    return [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)]


class LineIndex:
    """The lines of one text, made once for the text and asked in logarithmic time."""

    __slots__ = ("_ends", "_starts", "text")

    def __init__(self, text: str, lines: tuple[list[int], list[int]] | None = None) -> None:
        """`lines` are those of `text`, where the caller knows them already."""
        self.text = text
        self._starts, self._ends = _lines(text) if lines is None else lines

    def __len__(self) -> int:
        """The number of lines; an empty text has one."""
        return len(self._starts)

    def replaced(self, start: int, end: int, new: str) -> LineIndex:
        """The lines of the text in which `new` stands instead of `start` up to `end`; only lines touched are read."""
        # The character before the edit may be a CR that an LF now follows, or follows no longer.
        first = bisect_right(self._starts, max(0, start - 1)) - 1
        last = bisect_right(self._starts, end) - 1
        begin = self._starts[first]
        stop = self._starts[last + 1] if last + 1 < len(self._starts) else len(self.text)
        starts, ends = _lines(self.text[begin:start] + new + self.text[end:stop])
        if last + 1 < len(self._starts):
            # The lines read end with a line end; the empty line that seems to follow it is the next one kept.
            starts.pop()
            ends.pop()
        grown = len(new) - (end - start)
        starts = [begin + offset for offset in starts] + [offset + grown for offset in self._starts[last + 1 :]]
        ends = [begin + offset for offset in ends] + [offset + grown for offset in self._ends[last + 1 :]]
        text = self.text[:start] + new + self.text[end:]
        return LineIndex(text, (self._starts[:first] + starts, self._ends[:first] + ends))

    def line(self, number: int) -> str:
        """The line, from 0, without its end."""
        return self.text[self._starts[number] : self._ends[number]]

    def line_start(self, number: int) -> int:
        """The offset at which the line, from 0, begins."""
        return self._starts[number]

    def position(self, offset: int, encoding: Encoding = Encoding.UTF32) -> Position:
        """The line and column of `offset`; an offset outside the text is clamped to its ends."""
        offset = max(0, min(offset, len(self.text)))
        line = bisect_right(self._starts, offset) - 1
        return Position(line, _width(self.text[self._starts[line] : offset], encoding))

    def offset(self, position: Position, encoding: Encoding = Encoding.UTF32) -> int:
        """The offset of a position.

        As the protocol says, a column past the end of its line means the end, and a line past the last one means
        the end of the text. A column inside a character (half a surrogate pair) means the character's start.
        """
        if position.line < 0:
            return 0
        if position.line >= len(self._starts):
            return len(self.text)
        start, end = self._starts[position.line], self._ends[position.line]
        column = max(0, position.column)
        line = self.text[start:end]
        if encoding is Encoding.UTF32 or line.isascii():
            return min(start + column, end)
        taken = 0
        for index, character in enumerate(line):
            taken += _width(character, encoding)
            if taken > column:
                return start + index
        return end
