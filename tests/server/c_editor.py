"""A client with one open C file, whose places are found by their text, in each way of counting columns."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.server.raw_client import CAPABILITIES, RawClient

WIDTHS = {"utf-8": lambda c: len(c.encode()), "utf-16": lambda c: 1 + (ord(c) > 0xFFFF), "utf-32": lambda c: 1}


class Editor:
    """A client with one open file, whose places are found by their text."""

    def __init__(self, folder: Path, encoding: str, text: str, wait: bool = True, **parameters: Any) -> None:
        self.client = RawClient(folder / "cache", sys.executable, "-m", "frame_ls", "lsp")
        capabilities = {**CAPABILITIES, "general": {"positionEncodings": [encoding]}}
        self.capabilities = self.client.initialize(capabilities=capabilities, **parameters)["capabilities"]
        self.encoding = encoding
        self.uri = (folder / "a.c").as_uri()
        self.text = text
        self.client.open(self.uri, text)
        if wait:
            self.client.settled(self.uri, 1, 60)

    @classmethod
    def quiet(cls, folder: Path, text: str, **parameters: Any) -> Editor:
        """One that is not told of diagnostics."""
        return cls(folder, "utf-16", text, wait=False, **parameters)

    def position(self, offset: int) -> dict[str, int]:
        line = self.text.count("\n", 0, offset)
        before = self.text[self.text.rfind("\n", 0, offset) + 1 : offset]
        return {"line": line, "character": sum(map(WIDTHS[self.encoding], before))}

    def offset(self, position: dict[str, int]) -> int:
        lines = self.text.splitlines(keepends=True)
        offset, width = sum(map(len, lines[: position["line"]])), 0
        while width < position["character"]:
            width += WIDTHS[self.encoding](self.text[offset])
            offset += 1
        return offset

    def written(self, stretch: dict[str, Any]) -> str:
        return self.text[self.offset(stretch["start"]) : self.offset(stretch["end"])]

    def ask(self, method: str, text: str, after: str = "", **more: Any) -> Any:
        offset = self.text.index(text, self.text.index(after))
        params = {"textDocument": {"uri": self.uri}, "position": self.position(offset), **more}
        return self.client.call(f"textDocument/{method}", params, 60).get("result")

    def whole(self) -> dict[str, Any]:
        return {"start": {"line": 0, "character": 0}, "end": self.position(len(self.text))}

    def applied(self, edits: list[dict[str, Any]]) -> str:
        text = self.text
        for edit in sorted(edits, key=lambda edit: self.offset(edit["range"]["start"]), reverse=True):
            start, end = self.offset(edit["range"]["start"]), self.offset(edit["range"]["end"])
            text = text[:start] + edit["newText"] + text[end:]
        return text
