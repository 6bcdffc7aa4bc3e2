"""What depends on what in a translation unit, found from names alone, so that an edit touches only what it concerns.

A piece is a declaration with the words that stand in it. A piece depends on every piece that declares one of its words,
on what those depend on in turn (as far as others see them: a function's body concerns nobody else), and on the
pieces that hold everywhere. That is more than it really depends on, and never less.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frame_ls.workspace.fingerprints import digest


@dataclass(frozen=True, slots=True)
class Piece:
    """A top-level declaration after preprocessing.

    `words` are all identifiers in it, `head_words` those that count for others who name it; `head` and `whole` are
    digests of the corresponding tokens. For anything but a function with a body the two are the same.
    """

    key: str
    declares: tuple[str, ...]
    words: frozenset[str]
    head_words: frozenset[str]
    whole: str
    head: str
    everywhere: bool = False  # an automatic lemma, say: it may concern whoever does not name it


class Dependencies:
    """The pieces of a translation unit, in the order of the text, and what each rests on."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._pieces = pieces
        self._declaring: dict[str, list[int]] = {}
        for number, piece in enumerate(pieces):
            for name in piece.declares:
                self._declaring.setdefault(name, []).append(number)
        self._everywhere = [number for number, piece in enumerate(pieces) if piece.everywhere]
        self._heads = [self._direct(piece.head_words) for piece in pieces]
        self._always = self._closed(self._everywhere)

    def closure(self, number: int) -> frozenset[int]:
        """The numbers of all pieces that the piece rests on; it is among them only if it speaks of itself."""
        return self._closed(self._direct(self._pieces[number].words)) | self._always

    def fingerprint(self, number: int, *context: str) -> str:
        """A digest of the piece and of all that it rests on; `context` is what holds for every piece."""
        piece = self._pieces[number]
        rests_on = sorted(self.closure(number))
        parts = [part for other in rests_on for part in (self._pieces[other].key, self._pieces[other].head)]
        return digest(piece.key, piece.whole, *context, *parts)

    def _closed(self, numbers: Iterable[int]) -> frozenset[int]:
        found: set[int] = set()
        pending = list(numbers)
        while pending:
            number = pending.pop()
            if number not in found:
                found.add(number)
                pending += self._heads[number]
        return frozenset(found)

    def _direct(self, words: Iterable[str]) -> list[int]:
        found: set[int] = set()
        for word in words:
            for name in (word, *_parts(word)):
                found.update(self._declaring.get(name, ()))
        return sorted(found)


def _parts(word: str) -> Iterable[str]:
    """The names that a word may be made from: `malloc_block_node` speaks of `node`, `node_next` as well."""
    pieces = word.split("_")
    for cut in range(1, len(pieces)):
        yield "_".join(pieces[:cut])
        yield "_".join(pieces[cut:])
