"""`frame explain FILE:LINE[:COL]`: the state at a place as text, markdown, a picture or JSON."""

from __future__ import annotations

import json
from dataclasses import asdict, fields, is_dataclass
from enum import Enum

from frame_ls.source import Span
from frame_ls.workspace.explain_place import Nothing, explained
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import Places
from frame_ls.workspace.settings import SettingsFinder
from frame_ls.workspace.shown import shown_finding
from frame_ls.workspace.state_at import StateAt


def explained_place(file: str, line: int, column: int | None, format_name: str, options: Options) -> str | Nothing:
    """What stands at the place, in the format; a picture shows the first path that fails, or else the first."""
    found = explained(file, line, column, SettingsFinder().options(file, options))
    if isinstance(found, Nothing):
        return found
    match format_name:
        case "svg":
            return _picture(found)
        case "json":
            return json.dumps(_json(found), ensure_ascii=False, indent=1) + "\n"
        case "md":
            from frame_ls.workspace.render_markdown import hover

            return hover(found).rstrip("\n") + "\n"
        case _:
            return _text(found)


def _picture(found: StateAt) -> str:
    from frame_ls.verifier.explanation import HeapView
    from frame_ls.workspace.heap_graph import heap_graph
    from frame_ls.workspace.render_svg import svg

    state = next((state for state in found.statements if state.failed), None)
    state = state or next(iter(found.statements), None)
    if state is None:
        return svg(heap_graph(HeapView(), ()))
    heap = state.before if found.is_inside or state.after is None else state.after
    return svg(heap_graph(heap, state.locals))


def _text(found: StateAt) -> str:
    from frame_ls.workspace.render_text import state_text

    lines = [state_text(found)]
    outcome = found.unit.outcome
    if outcome is not None:
        for label, text in (("answer", outcome.answer), ("frame", outcome.frame), ("missing", outcome.missing)):
            if text is not None:
                lines.append(f"{label:<9}{text.value if isinstance(text, Enum) else text}")
        for finding in outcome.findings:
            shown = shown_finding(finding, found.places.place)
            lines.append(f"line {shown.place.line}: {shown.message} [{shown.code}]")
    return "\n".join(lines).rstrip("\n") + "\n"


def _json(found: StateAt) -> dict[str, object]:
    outcome = found.unit.outcome
    return {
        "unit": found.unit.unit.name,
        "kind": found.unit.unit.kind.value,
        "status": outcome.status.value if outcome is not None else None,
        "inside": found.is_inside,
        "paths": [_plain(state, found.places) for state in found.statements],
    }


def _plain(value: object, places: Places) -> object:
    """A value of dataclasses, tuples and enumerations as JSON; a span becomes its place, counted from 1."""
    match value:
        case Span():
            return asdict(places.place(value))
        case Enum():
            return value.value
        case tuple():
            return [_plain(item, places) for item in value]
        case _ if is_dataclass(value) and not isinstance(value, type):
            named = ((field.name, getattr(value, field.name)) for field in fields(value))
            return {"place" if name == "span" else name: _plain(item, places) for name, item in named}
        case _:
            return value
