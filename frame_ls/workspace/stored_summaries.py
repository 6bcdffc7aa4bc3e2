"""What an analysis found, kept over processes: a file that nobody has touched need not be parsed to know its units.

A summary depends on the text, the options and the other files that were read. It is kept under a digest of the first
two, together with a digest of each of those files, and counts only where all of them still say the same.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from frame_ls.workspace.fingerprints import digest
from frame_ls.workspace.language import ReadFile, Summary
from frame_ls.workspace.options import Options
from frame_ls.workspace.store import VerdictStore
from frame_ls.workspace.stored_values import packed, unpacked


@dataclass(frozen=True, slots=True)
class Source:
    """All that an analysis is told: it means the same wherever these are the same."""

    file: str
    text: str
    options: Options

    def key(self) -> str:
        """A digest of it. Paths in spans and relative includes depend on the file's name as given and the folder."""
        options = repr((self.options.meaning(), sorted(self.options.explicit)))
        return digest(self.file, os.path.abspath(self.file), self.text, options)


@dataclass(slots=True)
class Recording:
    """Reads other files, and remembers what was read."""

    read: ReadFile
    found: dict[str, str | None] = field(default_factory=dict)

    def __call__(self, file: str) -> str | None:
        self.found[file] = text = self.read(file)
        return text


@dataclass(frozen=True, slots=True)
class Kept:
    """A summary that still counts, and the files that it was checked against."""

    summary: Summary
    files: Mapping[str, str | None]


def keep_summary(store: VerdictStore, source: Source, files: Mapping[str, str | None], summary: Summary) -> None:
    """Stores the summary that an analysis came to while it read `files`."""
    key = source.key()
    marks = tuple((file, _mark(text)) for file, text in sorted(files.items()))
    store.keep_summary(key, packed((key, marks, summary)))


def kept_summary(store: VerdictStore, source: Source, read: ReadFile) -> Kept | None:
    """The stored summary of the source; None where there is none, or one of the files it read says something else."""
    key = source.key()
    match unpacked(store.summary(key)):
        case (str(owner), tuple() as marks, Summary() as summary) if owner == key:
            files: dict[str, str | None] = {}
            for file, mark in marks:
                files[file] = text = read(file)
                if _mark(text) != mark:
                    return None
            return Kept(summary, files)
        case _:
            return None


def _mark(text: str | None) -> str:
    return "" if text is None else digest(text)
