"""Settings that stand in a project: `frame.toml`, or `[tool.frame]` of `pyproject.toml`, upwards from a file."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from frame_ls.workspace.options import TARGETS, Options, define_of, overlaid, target_named


@dataclass(frozen=True, slots=True)
class Settings:
    """What one settings file says: changed fields of Options, and one line for each entry that cannot be read."""

    path: str | None
    changes: tuple[tuple[str, object], ...] = ()
    problems: tuple[str, ...] = ()


NO_SETTINGS = Settings(None)


class _BadSettingError(ValueError):
    """An entry that has the wrong shape; the message says which shape it wants."""


def _flag(value: object, _folder: Path) -> bool:
    if not isinstance(value, bool):
        raise _BadSettingError("wants true or false")
    return value


def _seconds(value: object, _folder: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < float("inf"):
        raise _BadSettingError("wants a number of seconds above 0")
    return float(value)


def _count(value: object, _folder: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise _BadSettingError("wants a whole number above 0")
    return value


def _target(value: object, _folder: Path) -> str:
    target = target_named(value) if isinstance(value, str) else None
    if target is None:
        raise _BadSettingError(f"wants one of {', '.join(TARGETS)}")
    return target


def _folder(value: object, folder: Path) -> str:
    if not isinstance(value, str):
        raise _BadSettingError("wants the path of a folder")
    return str(folder / value)


def _folders(value: object, folder: Path) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _BadSettingError("wants a list of folders")
    return tuple(_folder(item, folder) for item in value)


def _macros(value: object, _folder: Path) -> tuple[tuple[str, str], ...]:
    texts = value if isinstance(value, list) else [value]
    macros = [define_of(text) if isinstance(text, str) else None for text in texts]
    if None in macros:
        raise _BadSettingError('wants a list of "NAME" or "NAME=VALUE"')
    return tuple(macro for macro in macros if macro is not None)


# The name in the file -> the field of Options, and how its value is read.
ENTRIES: dict[str, tuple[str, Callable[[object, Path], object]]] = {
    "target": ("target", _target),
    "overflow-check": ("overflow_check", _flag),
    "wrap-signed": ("wrap_signed", _flag),
    "allow-dead-code": ("allow_dead_code", _flag),
    "leak-check": ("leak_check", _flag),
    "include": ("include_dirs", _folders),
    "define": ("defines", _macros),
    "timeout": ("timeout", _seconds),
    "memory": ("memory", _count),
    "jobs": ("jobs", _count),
    "cache": ("cache", _flag),
    "evidence": ("evidence_dir", _folder),
}


def settings_of(path: Path) -> Settings:
    """What the settings file says. A `pyproject.toml` without `[tool.frame]` says nothing."""
    try:
        table: object = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        return Settings(str(path), problems=(f"{path}: {error}",))
    if path.name == "pyproject.toml":
        for key in ("tool", "frame"):
            table = table.get(key, {}) if isinstance(table, dict) else {}
    if not isinstance(table, dict):
        return Settings(str(path), problems=(f"{path}: tool.frame is no table",))
    changes: dict[str, object] = {}
    problems: list[str] = []
    for name, value in table.items():
        if name not in ENTRIES:
            problems.append(f"{path}: unknown setting `{name}`")
            continue
        field, read = ENTRIES[name]
        try:
            changes[field] = read(value, path.parent)
        except _BadSettingError as error:
            problems.append(f"{path}: `{name}` {error}")
    return Settings(str(path), tuple(changes.items()), tuple(problems))


def _says_frame(path: Path) -> bool:
    """Whether a `pyproject.toml` speaks of Frame; an unreadable one may, and its reader will say so."""
    try:
        return "frame" in tomllib.loads(path.read_text(encoding="utf-8")).get("tool", {})
    except (OSError, UnicodeDecodeError, AttributeError):
        return False
    except tomllib.TOMLDecodeError:
        return "tool.frame" in path.read_text(encoding="utf-8", errors="replace")


def settings_file(file: str) -> Path | None:
    """The nearest settings file upwards from `file`; in one folder `frame.toml` comes before `pyproject.toml`."""
    for folder in Path(file).absolute().parents:
        if (own := folder / "frame.toml").is_file():
            return own
        if (shared := folder / "pyproject.toml").is_file() and _says_frame(shared):
            return shared
    return None


class SettingsFinder:
    """Finds the settings of many files, reading each settings file and walking each folder once."""

    def __init__(self) -> None:
        self._of_folder = lru_cache(maxsize=None)(self._find)

    def _find(self, folder: Path) -> Settings:
        path = settings_file(str(folder / "file"))
        return NO_SETTINGS if path is None else settings_of(path)

    def settings(self, file: str) -> Settings:
        """What the settings file nearest to `file` says, its problems included."""
        return self._of_folder(Path(file).absolute().parent)

    def options(self, file: str, options: Options) -> Options:
        """The options for `file`: the settings where the command line said nothing."""
        return overlaid(options, dict(self.settings(file).changes))
