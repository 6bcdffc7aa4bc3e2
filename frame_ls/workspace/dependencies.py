"""What depends on what in a translation unit, found from names alone, so that an edit touches only what it concerns.

A piece is a declaration with the words that stand in it. A piece depends on every piece that declares one of its words,
on what those depend on in turn (as far as others see them: a function's body concerns nobody else), and on the
pieces that hold everywhere. That is more than it really depends on, and never less. A lemma that is called nowhere may
be found by the prover: it concerns those who speak of everything that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frame_ls.workspace.fingerprints import digest, framed

_MOST_REMEMBERED = 20_000


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
    library: bool = False  # it cannot speak of what is no library, whatever the names
    about: frozenset[str] = frozenset()  # of a lemma: it concerns those who say all of these words, if there are any


class Dependencies:
    """The pieces of a translation unit, in the order of the text, and what each rests on."""

    def __init__(self, pieces: Sequence[Piece], tables: _Tables | None = None) -> None:
        self._pieces = tuple(pieces)
        self._tables = tables or _Tables(self._pieces)

    def updated(self, pieces: Sequence[Piece]) -> Dependencies:
        """The same for other pieces; where they look as before to each other, as after most edits, it costs little."""
        is_alike = len(pieces) == len(self._pieces) and all(
            new is old
            or (
                new.head == old.head
                and new.key == old.key
                and (new.everywhere, new.library) == (old.everywhere, old.library)
            )
            for new, old in zip(pieces, self._pieces, strict=True)
        )
        return Dependencies(pieces, self._tables if is_alike else None)

    def closure(self, number: int) -> frozenset[int]:
        """The numbers of all pieces that the piece rests on; it is among them only if it speaks of itself."""
        return self._tables.closure(self._pieces[number])

    def fingerprint(self, number: int, *context: str) -> str:
        """A digest of the piece and of all that it rests on; `context` is what holds for every piece."""
        piece = self._pieces[number]
        known = self._tables.fingerprints.get((id(piece), context))
        if known is not None and known[0] is piece:
            return known[1]
        rests_on = b"".join(map(self._tables.marks.__getitem__, sorted(self.closure(number))))
        mark = digest(piece.key, piece.whole, *context, rests_on)
        if len(self._tables.fingerprints) > _MOST_REMEMBERED:
            self._tables.fingerprints.clear()
        self._tables.fingerprints[(id(piece), context)] = (piece, mark)
        return mark


class _Tables:
    """What follows from the heads of pieces alone; shared until one of them changes."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self._declaring: dict[str, list[int]] = {}
        for number, piece in enumerate(pieces):
            for name in piece.declares:
                self._declaring.setdefault(name, []).append(number)
        self._own_words = [frozenset() if piece.library else piece.head_words for piece in pieces]
        self._offered = [(number, piece.about) for number, piece in enumerate(pieces) if piece.about]
        self._heads: list[list[int]] = []
        inside = {number for number, piece in enumerate(pieces) if piece.library}
        for piece in pieces:
            found = self._direct(piece.head_words)
            self._heads.append([number for number in found if number in inside] if piece.library else found)
        self._always = self._closed(number for number, piece in enumerate(pieces) if piece.everywhere)
        self.marks = [framed(piece.key, piece.head) for piece in pieces]  # what each piece is to those that rest on it
        # By the identity of a piece, which is kept along so that the identity stays its own.
        self.fingerprints: dict[tuple[int, tuple[str, ...]], tuple[Piece, str]] = {}
        self.closures: dict[int, tuple[Piece, frozenset[int]]] = {}

    def closure(self, piece: Piece) -> frozenset[int]:
        """What the piece rests on."""
        known = self.closures.get(id(piece))
        if known is None or known[0] is not piece:
            if len(self.closures) > _MOST_REMEMBERED:
                self.closures.clear()
            known = (piece, self._with_lemmas(piece, self._closed(self._direct(piece.words)) | self._always))
            self.closures[id(piece)] = known
        return known[1]

    def _with_lemmas(self, piece: Piece, found: frozenset[int]) -> frozenset[int]:
        """With the lemmas that are about nothing but what is spoken of already, and what those rest on."""
        while True:
            said = piece.words.union(*(self._own_words[number] for number in found))
            more = [number for number, about in self._offered if number not in found and about <= said]
            if not more:
                return found
            found |= self._closed(more)

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
    """The names that a word may be made from: `malloc_block_node`, `node_next` and `struct_node_padding` say `node`."""
    pieces = word.split("_")
    for start in range(len(pieces)):
        for end in range(start + 1, len(pieces) + 1):
            if end - start < len(pieces):
                yield "_".join(pieces[start:end])
