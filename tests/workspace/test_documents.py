"""Edits give the same text as a reference that works on the client's own encoding, in each of the three."""

from __future__ import annotations

import random
import re

import pytest

from frame_ls.source import Encoding, LineIndex, Position
from frame_ls.workspace.documents import Change, Document

PIECES = ("a", "xy", "é", "漢", "😀", "𝔸b", "\n", "\r\n", "\r", "\f", "\u2028", "\x85", " ", "\t", "", "foo(bar);\n")
CODECS = {Encoding.UTF8: ("utf-8", 1), Encoding.UTF16: ("utf-16-le", 2), Encoding.UTF32: ("utf-32-le", 4)}


def reference_offset(text: str, position: Position, encoding: Encoding) -> int:
    """The offset by the protocol's words: lines split by regex, columns counted in encoded bytes."""
    lines = re.split(r"(\r\n|\r|\n)", text)
    contents, ends = lines[0::2], [*lines[1::2], ""]
    if position.line >= len(contents):
        return len(text)
    before = sum(len(c) + len(e) for c, e in zip(contents[: position.line], ends, strict=False))
    codec, unit = CODECS[encoding]
    encoded = contents[position.line].encode(codec)[: position.column * unit]
    return before + len(encoded.decode(codec, errors="ignore"))


def reference_edit(text: str, change: Change, encoding: Encoding) -> str:
    start, end = (reference_offset(text, p, encoding) for p in (change.start, change.end) if p is not None)
    return text[: min(start, end)] + change.text + text[max(start, end) :]


def random_change(text: str, random_: random.Random) -> Change:
    lines = text.count("\n") + text.count("\r") + 1
    line = random_.randrange(lines + 1)
    start = Position(line, random_.randrange(14))
    end = Position(line + random_.choice((0, 0, 0, 1, 2)), random_.randrange(14))
    if start > end and random_.random() < 0.9:
        start, end = end, start
    inserted = "".join(random_.choice(PIECES) for _ in range(random_.choice((0, 1, 1, 2, 4))))
    return Change(inserted, start, end)


@pytest.mark.parametrize("encoding", list(Encoding))
def test_random_edits_equal_the_reference(encoding: Encoding) -> None:
    random_ = random.Random(7)
    edits = 0
    while edits < 100_000:
        text = "".join(random_.choice(PIECES) for _ in range(random_.randrange(12)))
        document = Document("file:///a.c", "/a.c", "c", 0, LineIndex(text))
        for _ in range(25):
            change = random_change(text, random_)
            text = reference_edit(text, change, encoding)
            document = document.changed(document.version + 1, [change], encoding)
            assert document.text == text
            edits += 1
        fresh = LineIndex(text)
        assert [document.index.line(n) for n in range(len(document.index))] == [
            fresh.line(n) for n in range(len(fresh))
        ]
        assert document.version == 25


def test_each_change_speaks_of_the_text_before_it() -> None:
    document = Document("file:///a.c", "/a.c", "c", 1, LineIndex("abc\n"))
    changes = [Change("x", Position(0, 0), Position(0, 1)), Change("\n", Position(0, 1), Position(0, 1))]
    assert document.changed(2, changes, Encoding.UTF16).text == "x\nbc\n"
    assert document.changed(2, [Change("new")], Encoding.UTF16).text == "new"


def test_an_edit_past_the_end_of_an_unterminated_line_appends() -> None:
    document = Document("file:///a.c", "/a.c", "c", 1, LineIndex("def"))
    assert document.changed(2, [Change("X", Position(0, 99), Position(0, 99))], Encoding.UTF16).text == "defX"
    assert document.changed(2, [Change("X", Position(7, 0), Position(9, 3))], Encoding.UTF16).text == "defX"


@pytest.mark.parametrize("encoding", list(Encoding))
def test_positions_and_offsets_are_inverse(encoding: Encoding) -> None:
    text = "aé漢😀b\r\nc\rd\n\f\u2028e😀"
    index = LineIndex(text)
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue  # no position stands between CR and LF
        assert index.offset(index.position(offset, encoding), encoding) == offset
