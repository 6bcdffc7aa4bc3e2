"""Where spans lie today: the one table that turns a span into a file, lines and columns.

Lines and columns count from 1, columns in code points; ends are exclusive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import NamedTuple

from frame_ls.source import LineIndex, Span
from frame_ls.workspace.inputs import Unreadable, read_text


class TextPlace(NamedTuple):
    """Where the text that `Span.text == key` speaks of lies: at code point `start` of `file`."""

    key: str
    file: str
    start: int


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a file; `end_line` and `end_column` are exclusive."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int


PlaceOf = Callable[[Span], Place]
NOWHERE = Place("", 1, 1, 1, 1)


class Places:
    """A table of texts. Line tables of files are made when they are first asked for."""

    def __init__(self, texts: Iterable[TextPlace], indexes: dict[str, LineIndex] | None = None) -> None:
        """`indexes` holds the files whose text is known; others are read from the disk."""
        self._texts = {text.key: text for text in texts}
        self._indexes: dict[str, LineIndex | None] = dict(indexes or {})

    def stretch(self, span: Span) -> tuple[str, int, int] | None:
        """The file, and the offsets in it; None for a text that is not in the table."""
        text = self._texts.get(span.text)
        if text is not None:
            return text.file, text.start + span.start, text.start + span.end
        if self.index(span.text) is not None:  # a whole file, named by its path
            return span.text, span.start, span.end
        return None

    def place(self, span: Span) -> Place:
        """The span as a person counts; NOWHERE for a text that is not known."""
        stretch = self.stretch(span)
        if stretch is None:
            return NOWHERE
        file, start, end = stretch
        index = self.index(file)
        if index is None:
            return Place(file, 1, 1, 1, 1)
        begin, stop = index.position(start), index.position(max(start, end))
        return Place(file, begin.line + 1, begin.column + 1, stop.line + 1, stop.column + 1)

    def index(self, file: str) -> LineIndex | None:
        """The lines of a file; None where it cannot be read."""
        if file not in self._indexes:
            text = read_text(file)
            self._indexes[file] = None if isinstance(text, Unreadable) else LineIndex(text)
        return self._indexes[file]
