"""The layout of annotations: blanks inside them, and the place of contracts under their function. C is never touched.

Only blanks between two tokens of one line are changed, and blanks at the start and the end of lines of annotations:
the tokens stay what they are, and so does what the text means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from frame_ls.source import Edit, Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.chunks import Chunk, ChunkKind
from frame_ls.syntax.c.scanner import Tokens
from frame_ls.workspace.languages.c_names import Names, tokens_of
from frame_ls.workspace.languages.c_reading import Read

_BLANKS = re.compile(r"[ \t]*")
_MARK_BEFORE = re.compile(r"(?://@|/\*@)([ \t]*)\Z")
_SPACED = frozenset({"SEP", "POINTS_TO", "IMPLIES", "EQ_OP", "ANDAND", "OROR", "EQUALS"})
_TIGHT_BEFORE = frozenset({"COMMA", "SEMI", "RPAR"})


def formatted(read: Read, names: Names, file: str) -> Iterator[Edit]:
    """The edits that lay out the annotations of a file; none where it is laid out already."""
    view = read.translation.files.get(file)
    for chunk in view.chunking.chunks if view is not None else ():
        if chunk.kind is not ChunkKind.DECLARATION or "\\\n" in chunk.text or "\\\r" in chunk.text:
            continue
        assert view is not None
        if chunk.ghost:
            yield from _mark_before(file, view.text, chunk)
        tokens = tokens_of(chunk.text, chunk.ghost)
        for number in range(len(tokens)):
            if tokens.ghost[number]:
                yield from _after(chunk, tokens, number)
        for declaration in names.declarations(chunk.key):
            if isinstance(declaration, tree.Function) and not chunk.ghost:
                yield from _clauses(chunk, tokens, view.text)


def _mark_before(file: str, text: str, chunk: Chunk) -> Iterator[Edit]:
    """One blank between the mark of an annotation and what it declares on the same line."""
    found = _MARK_BEFORE.search(text[max(0, chunk.offset - 80) : chunk.offset])
    if found is not None and found[1] != " ":
        yield Edit(Span(file, chunk.offset - len(found[1]), chunk.offset), " ")


def _after(chunk: Chunk, tokens: Tokens, number: int) -> Iterator[Edit]:
    """The blanks behind a token: before the next one on its line, or before the line's end."""
    end = tokens.ends[number]
    found = _BLANKS.match(chunk.text, end)
    assert found is not None
    gap, stop = found.group(), found.end()
    if chunk.text[stop : stop + 1] in ("\n", "\r"):
        if gap:
            yield Edit(Span(chunk.key, end, stop), "")
        return
    follows = number + 1
    if follows >= len(tokens) or tokens.starts[follows] != stop or not tokens.ghost[follows]:
        return
    wanted = _wanted(tokens, number, follows)
    if wanted is not None and wanted != gap:
        yield Edit(Span(chunk.key, end, stop), wanted)


def _wanted(tokens: Tokens, first: int, second: int) -> str | None:
    """What stands between two neighbours; None: whatever the user likes."""
    one, other = tokens.kinds[first], tokens.kinds[second]
    if one == "END" or (other == "END" and not tokens.texts[second]):
        return None
    if one == "BEGIN" or other == "END":
        return " "
    if other in _TIGHT_BEFORE and one not in ("SEMI", "COMMA"):
        return "" if other != "SEMI" or one != "LPAR" else None
    if one == "LPAR":
        return ""
    if one in _SPACED or other in _SPACED or one == "COMMA":
        return " "
    return " " if one == "SEMI" and other not in ("RPAR", "SEMI") else None


def _clauses(chunk: Chunk, tokens: Tokens, text: str) -> Iterator[Edit]:
    """Clauses of a contract that begin a line stand where the function's head does."""
    head = text[text.rfind("\n", 0, chunk.offset) + 1 : chunk.offset]
    if head.strip():
        return
    for number, kind in enumerate(tokens.kinds):
        if kind == "LBRACE" and not tokens.ghost[number]:
            return
        if kind == "BEGIN" and tokens.texts[number] == "//@":
            start = tokens.starts[number]
            line = chunk.text.rfind("\n", 0, start) + 1
            indentation = chunk.text[line:start]
            if line and not indentation.strip() and indentation != head:
                yield Edit(Span(chunk.key, line, start), head)
