"""The fenced blocks of a page: what the site draws pictures of, and what the tests run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_FENCE = re.compile(r"^(?P<fence>```+)(?P<head>[^\n`]*)\n(?P<body>.*?)^(?P=fence)[ ]*$", re.MULTILINE | re.DOTALL)
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its language, its title (the name of the file that it is), and its lines."""

    language: str
    title: str | None
    body: str
    line: int  # of the opening fence, from 1


def blocks(markdown: str) -> Iterator[Block]:
    """The blocks of a page, in order. Those inside lists are not found: pages keep them at the margin."""
    for found in _FENCE.finditer(markdown):
        words = found["head"].split()
        title = _TITLE.search(found["head"])
        line = markdown.count("\n", 0, found.start()) + 1
        yield Block(words[0] if words else "", title[1] if title else None, found["body"], line)


def replaced(markdown: str, language: str, make: object) -> str:
    """The page with `make(body)` in the place of each block of one language."""
    assert callable(make)

    def one(found: re.Match[str]) -> str:
        return str(make(found["body"])) if found["head"].split()[:1] == [language] else found[0]

    return _FENCE.sub(one, markdown)


def written_files(markdown: str, folder: Path) -> None:
    """Writes each block that has a title as a file of that name; of two with one name the later one is kept."""
    for block in blocks(markdown):
        if block.title is not None:
            path = folder / block.title
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
