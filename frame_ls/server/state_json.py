"""States as JSON for `frame/state`: the values of an explanation, with every place as a range of the client's."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from frame_ls.server.convert import Converter
from frame_ls.source import Span
from frame_ls.workspace.state_at import StateAt


def json_of_state(at: StateAt, converter: Converter) -> dict[str, Any]:
    """`paths` has every path at the place; what the first failing one (or the first) has also stands beside it."""
    paths = [plain(state, converter) for state in at.statements]
    shown = next((path for path, state in zip(paths, at.statements, strict=True) if state.failed), None)
    shown = shown or (paths[0] if paths else {})
    return {**shown, "inside": at.is_inside, "paths": paths}


def plain(value: Any, converter: Converter) -> Any:
    """A value of dataclasses, tuples and enumerations as JSON; a span becomes `range`."""
    if isinstance(value, Span):
        found = converter.range_of(value)
        return None if found is None else _range(found)
    if is_dataclass(value) and not isinstance(value, type):
        result = {}
        for item in fields(value):
            name = "range" if item.name == "span" else item.name
            result[name] = plain(getattr(value, item.name), converter)
        return result
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple | list):
        return [plain(item, converter) for item in value]
    return value


def _range(found: Any) -> dict[str, Any]:
    return {
        "start": {"line": found.start.line, "character": found.start.character},
        "end": {"line": found.end.line, "character": found.end.character},
    }
