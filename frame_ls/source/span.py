"""A span names a stretch of text without saying where that text lies in a file.

Texts are cut into chunks (a top-level declaration each); a span counts from the start of its chunk, so an edit above
it moves nothing and a cached finding is still at the right place. Only `workspace` knows where a chunk lies today.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points `start` up to and without `end` of the text that `text` names.

    `text` is the key of a chunk or of a whole file; keys are made by `syntax` and resolved by `workspace`.
    """

    text: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """The smallest span that covers both; `self` alone where the two lie in different texts."""
        if self.text != other.text:
            return self
        return Span(self.text, min(self.start, other.start), max(self.end, other.end))

    def shifted(self, offset: int) -> Span:
        """The same stretch when the text begins `offset` code points earlier."""
        return Span(self.text, self.start + offset, self.end + offset)

    def __len__(self) -> int:
        return self.end - self.start

    def __reduce__(self) -> tuple[type[Span], tuple[str, int, int]]:
        # Spans travel between processes by the thousand; what a dataclass does by itself takes five times as long.
        return Span, (self.text, self.start, self.end)
