"""Which files a run is about, and their text: folders walked, bytes decoded, and one line for what cannot be read."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SUFFIXES = (".c", ".h", ".gh", ".frame", ".smt2")
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__"})


@dataclass(frozen=True, slots=True)
class Unreadable:
    """An input without a text, and why ("does not exist", "is not UTF-8: byte 0xe9 on line 3")."""

    path: str
    reason: str


Input = str | Unreadable


def inputs_of(paths: Iterable[str]) -> tuple[Input, ...]:
    """The files that `paths` mean, each once, in the order given; a folder's members sorted and joined to it."""
    found: dict[str, Input] = {}
    for path in paths:
        for item in _inputs_of_path(path):
            found.setdefault(item if isinstance(item, str) else item.path, item)
    return tuple(found.values())


def _inputs_of_path(path: str) -> Iterator[Input]:
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as error:
        yield Unreadable(path, _reason(error))
        return
    if stat.S_ISDIR(mode):
        yield from _members(path)
    elif not stat.S_ISREG(mode):
        yield Unreadable(path, "is not a regular file")
    elif not path.endswith(SUFFIXES):
        yield Unreadable(path, f"has an unknown type: Frame reads {', '.join(SUFFIXES)}")
    else:
        yield path


def _members(folder: str) -> Iterator[Input]:
    problems: list[Unreadable] = []
    empty = True

    def note(error: OSError) -> None:
        problems.append(Unreadable(str(error.filename), _reason(error)))

    for place, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED_FOLDERS)
        for name in sorted(names):
            if name.endswith(SUFFIXES) and not name.startswith("."):
                empty = False
                yield os.path.join(place, name)
    yield from problems
    if empty and not problems:
        yield Unreadable(folder, f"holds no file that Frame reads ({', '.join(SUFFIXES)})")


def read_text(path: str) -> str | Unreadable:
    """The text of a file as it stands, its line ends untouched; a byte order mark is not part of it."""
    try:
        with open(path, "rb") as file:
            data = file.read()
    except (OSError, ValueError) as error:
        return Unreadable(path, _reason(error))
    return decoded(data, path)


def decoded(data: bytes, path: str) -> str | Unreadable:
    """The text of `data`: UTF-8, or UTF-16 or UTF-32 where a byte order mark says so."""
    encoding = _encoding(data)
    if encoding == "utf-8-sig" and b"\0" in data:
        return Unreadable(path, "is a binary file")
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        name = encoding.removesuffix("-sig").upper()
        return Unreadable(path, f"is not {name}: byte 0x{data[error.start]:02x} on line {line}")


def _encoding(data: bytes) -> str:
    # The mark of UTF-32 begins with that of UTF-16, so it is asked for first.
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "utf-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    return "utf-8-sig"


def _reason(error: OSError | ValueError) -> str:
    match error:
        case FileNotFoundError():
            return "does not exist"
        case PermissionError():
            return "may not be read"
        case OSError(strerror=str(text)):
            return f"cannot be read: {text.lower()}"
        case _:
            return f"cannot be read: {error}"
