"""Open documents: versioned text and the edits that an editor sends, in its own way of counting columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frame_ls.source import Encoding, LineIndex, Position


@dataclass(frozen=True, slots=True)
class Change:
    """New text for the stretch from `start` to `end`; for everything where they are None."""

    text: str
    start: Position | None = None
    end: Position | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A text that an editor holds open. `file` is its path, or its URI where it has none."""

    uri: str
    file: str
    language: str  # as the client names it; may be empty
    version: int
    index: LineIndex

    @property
    def text(self) -> str:
        return self.index.text

    def changed(self, version: int, changes: Sequence[Change], encoding: Encoding) -> Document:
        """The document after the changes, each of which speaks of the text that the one before left."""
        index = self.index
        for change in changes:
            index = _applied(index, change, encoding)
        return Document(self.uri, self.file, self.language, version, index)


def _applied(index: LineIndex, change: Change, encoding: Encoding) -> LineIndex:
    if change.start is None or change.end is None:
        return LineIndex(change.text)
    start, end = index.offset(change.start, encoding), index.offset(change.end, encoding)
    # A range that ends before it starts is read as the stretch between its two places.
    return index.replaced(min(start, end), max(start, end), change.text)
