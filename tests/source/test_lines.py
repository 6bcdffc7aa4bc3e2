"""The line index against a slow reference: lines end at LF, CR LF and CR, columns count what the encoding counts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from frame_ls.source import Encoding, LineIndex, Position

TEXTS = st.text(st.sampled_from("ab\t\n\r\f\u2028\x85é語🙂{}/*"), max_size=40)


def reference_lines(text: str) -> list[str]:
    """The lines with their ends."""
    return [part for part in re.split(r"(?<=\r\n)|(?<=\n)|(?<=\r)(?!\n)", text)]  # noqa: C416


def width(text: str, encoding: Encoding) -> int:
    units = {Encoding.UTF8: ("utf-8", 1), Encoding.UTF16: ("utf-16-le", 2), Encoding.UTF32: ("utf-32-le", 4)}
    name, size = units[encoding]
    return len(text.encode(name)) // size


@given(TEXTS)
def test_lines_are_those_of_the_protocol(text: str) -> None:
    index = LineIndex(text)
    lines = reference_lines(text)
    assert len(index) == len(lines)
    assert [index.line(n) for n in range(len(index))] == [line.rstrip("\r\n") for line in lines]


@given(TEXTS, st.data(), st.sampled_from(Encoding))
def test_position_counts_what_the_encoding_counts(text: str, data: st.DataObject, encoding: Encoding) -> None:
    offset = data.draw(st.integers(0, len(text)))
    position = LineIndex(text).position(offset, encoding)
    start = LineIndex(text).line_start(position.line)
    assert start <= offset
    assert position.column == width(text[start:offset], encoding)


@given(TEXTS, st.data(), st.sampled_from(Encoding))
def test_offset_undoes_position(text: str, data: st.DataObject, encoding: Encoding) -> None:
    index = LineIndex(text)
    offset = data.draw(st.integers(0, len(text)))
    position = index.position(offset, encoding)
    back = index.offset(position, encoding)
    # Between CR and LF there is no place of its own: it is the end of the line.
    inside_line_end = 0 < offset < len(text) and text[offset - 1 : offset + 1] == "\r\n"
    assert back == (offset - 1 if inside_line_end else offset)


@given(TEXTS, st.integers(-2, 50), st.integers(-2, 50), st.sampled_from(Encoding))
def test_any_position_is_clamped_into_the_text(text: str, line: int, column: int, encoding: Encoding) -> None:
    assert 0 <= LineIndex(text).offset(Position(line, column), encoding) <= len(text)


@pytest.mark.parametrize(
    ("encoding", "column"), [(Encoding.UTF8, 2), (Encoding.UTF8, 3), (Encoding.UTF16, 1), (Encoding.UTF8, 1)]
)
def test_a_column_inside_a_character_is_its_start(encoding: Encoding, column: int) -> None:
    assert LineIndex("🙂x").offset(Position(0, column), encoding) == 0


@given(TEXTS, st.data(), TEXTS)
def test_replaced_is_the_index_of_the_new_text(text: str, data: st.DataObject, new: str) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spliced = LineIndex(text).replaced(start, end, new)
    whole = LineIndex(text[:start] + new + text[end:])
    assert spliced.text == whole.text
    assert [spliced.line(n) for n in range(len(spliced))] == [whole.line(n) for n in range(len(whole))]
