"""Where headers are found: beside the file that includes them, in the options' folders, in Frame's own library."""

from __future__ import annotations

import os
from functools import cache
from importlib.resources import files
from pathlib import Path

from frame_ls.syntax.c.unit import HeaderText
from frame_ls.workspace.inputs import Unreadable, read_text
from frame_ls.workspace.language import ReadFile


@cache
def library_folder() -> str:
    """The folder of Frame's own headers."""
    return str(files("frame_ls.library").joinpath("c"))


def is_library(path: str) -> bool:
    """Whether a header is Frame's own."""
    return path.startswith(library_folder() + os.sep)


class Headers:
    """Finds the headers of one translation unit, and remembers every path that it asked for.

    A path that is not there today counts, too: a header that appears changes what the unit means.
    """

    def __init__(self, read: ReadFile, folders: tuple[str, ...]) -> None:
        self._read = read
        self._folders = folders
        self.asked: dict[str, None] = {}  # absolute paths, in the order of asking

    def __call__(self, name: str, quoted: bool, including: str) -> HeaderText | None:
        """The header that an include names. Frame's own ones cannot be replaced by files of the same name."""
        own = _library_text(name)
        if own is not None and (not quoted or is_library(including)):
            return HeaderText(str(Path(library_folder()) / name), own)
        beside = [os.path.dirname(including)] if quoted and not is_library(including) else []
        for folder in (*beside, *self._folders):
            path = os.path.normpath(os.path.join(folder, name))
            absolute = os.path.abspath(path)
            self.asked[absolute] = None
            text = self._read(absolute)
            if text is not None:
                return HeaderText(path, text)
        return None if own is None else HeaderText(str(Path(library_folder()) / name), own)


@cache
def _library_text(name: str) -> str | None:
    path = os.path.normpath(os.path.join(library_folder(), name))
    if not is_library(path) or not os.path.isfile(path):
        return None
    text = read_text(path)
    return None if isinstance(text, Unreadable) else text
