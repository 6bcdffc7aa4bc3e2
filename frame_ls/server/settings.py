"""The settings of an editor, `frame.*`, as options of a session."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from frame_ls.workspace.options import Options, define_of, target_named
from frame_ls.workspace.session import Mode


def settings_of(settings: Any) -> tuple[Options, Mode]:
    """The options and the mode; an entry of the wrong shape counts as not said."""
    options, mode = Options(), Mode.ON_CHANGE
    if not isinstance(settings, Mapping):
        return options, mode
    changes: dict[str, Any] = {}
    for name, (field, read) in _ENTRIES.items():
        value = read(settings.get(name))
        # Editors send defaults along; only what differs from ours was said by a person, and wins over the project.
        if value is not None and value != getattr(options, field):
            changes[field] = value
    if settings.get("mode") in [mode.value for mode in Mode]:
        mode = Mode(settings["mode"])
    return replace(options, **changes, explicit=frozenset(changes)), mode


def inlay_hints_of(settings: Any) -> str:
    """How much is put into the lines: "off", "patterns" or "all"."""
    said = settings.get("inlayHints") if isinstance(settings, Mapping) else None
    return said if said in ("off", "patterns", "all") else "patterns"


def _positive(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 < value < float("inf") else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _target(value: Any) -> str | None:
    return target_named(value) if isinstance(value, str) and value else None


def _folders(value: Any) -> tuple[str, ...] | None:
    return tuple(item for item in value if isinstance(item, str)) or None if isinstance(value, list) else None


def _macros(value: Any) -> tuple[tuple[str, str], ...] | None:
    if not isinstance(value, list):
        return None
    macros = [define_of(item) for item in value if isinstance(item, str)]
    return tuple(macro for macro in macros if macro is not None) or None


# The client's name -> the field of Options, and how its value is read; None means that nothing is said.
_ENTRIES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "timeout": ("timeout", _positive),
    "memory": ("memory", _count),
    "jobs": ("jobs", _count),
    "includePath": ("include_dirs", _folders),
    "defines": ("defines", _macros),
    "target": ("target", _target),
    "overflowCheck": ("overflow_check", _flag),
    "wrapSigned": ("wrap_signed", _flag),
    "allowDeadCode": ("allow_dead_code", _flag),
    "leakCheck": ("leak_check", _flag),
    "cache": ("cache", _flag),
}
