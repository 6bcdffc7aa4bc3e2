"""The languages that Frame reads, by the ends of their files' names; each is loaded when it has something to read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from frame_ls.workspace.language import Analysis, Language, ReadFile
from frame_ls.workspace.options import Options


@dataclass(frozen=True, slots=True)
class Later:
    """A language that stands in a module. `parts` are modules that it needs and that take long to load."""

    module: str
    parts: tuple[str, ...] = ()

    def warm(self) -> Iterator[None]:
        for part in self.parts:
            import_module(part)
            yield
        yield from self._language().warm()

    def analyse(self, file: str, text: str, options: Options, read: ReadFile) -> Analysis:
        return self._language().analyse(file, text, options, read)

    def forget(self, file: str) -> None:
        if self.module in sys.modules:
            self._language().forget(file)

    def _language(self) -> Language:
        language: Language = import_module(self.module).LANGUAGE
        return language


_C = Later(
    "frame_ls.workspace.languages.annotated_c",
    (
        "frame_ls.source",
        "frame_ls.syntax.c.tree",
        "frame_ls.syntax.c.cache",
        "frame_ls.syntax.c.reader",
        "frame_ls.declarations.program",
        "frame_ls.declarations.resolve",
        "frame_ls.verifier.outcome",
        "frame_ls.workspace.languages.c_reading",
        "frame_ls.workspace.languages.annotated_c",
        "frame_ls.verifier.session",
        "frame_ls.verifier.verify",
    ),
)
_LANGUAGES = {
    ".c": _C,
    ".h": _C,
    ".gh": _C,
    ".frame": Later("frame_ls.workspace.languages.script"),
    ".smt2": Later("frame_ls.workspace.languages.smtlib"),
}


def find(file: str) -> Language | None:
    """The reader of files with this name."""
    return next((language for suffix, language in _LANGUAGES.items() if file.endswith(suffix)), None)
