"""Code lenses: the verdict of each unit, and how often it is spoken of, for clients that draw none of their own.

A client asks for them with `"codeLens": true` in its initialization options.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from frame_ls.server.feature import command, feature
from frame_ls.server.features.commands import VERIFY
from frame_ls.server.language_server import FrameServer
from frame_ls.server.status import word_of
from frame_ls.workspace.desk import UnitState, View
from frame_ls.workspace.questions import Reference, References
from frame_ls.workspace.render_markdown import duration

REFERENCES = "frame.references"


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    @feature(server, types.TEXT_DOCUMENT_CODE_LENS, types.CodeLensOptions(resolve_provider=True))
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens] | None:
        uri = params.text_document.uri
        view = await server.session.current_view(uri)
        if view is None or not server.wants_lenses:
            return []
        converter = server.converter(view)
        result = []
        for state in view.states:
            stretch = view.places.stretch(state.unit.span)
            shown = converter.range_of(state.unit.name_span or state.unit.span)
            if shown is not None and stretch is not None and stretch[0] == view.document.file:
                verify = types.Command(_title(state, view), VERIFY, arguments=[uri, state.unit.name])
                result.append(types.CodeLens(shown, verify))
                result.append(types.CodeLens(shown, data={"uri": uri}))  # counting references may wait until it is seen
        return result

    @feature(server, types.CODE_LENS_RESOLVE)
    async def resolve(lens: types.CodeLens) -> types.CodeLens:
        uri = lens.data.get("uri") if isinstance(lens.data, dict) else getattr(lens.data, "uri", None)
        if lens.command is None and isinstance(uri, str):
            places = await _uses(server, uri, lens.range.start)
            title = f"{len(places)} reference{'' if len(places) == 1 else 's'}"
            where = {"line": lens.range.start.line, "character": lens.range.start.character}
            lens.command = types.Command(title, REFERENCES, arguments=[uri, where])
        return lens

    @command(server, REFERENCES)
    async def references(arguments: list[Any]) -> list[types.Location] | None:
        """`[uri, position]`: the places that speak of what is named there."""
        match arguments:
            case [str(uri), where]:
                line, character = (_number(where, name) for name in ("line", "character"))
                return await _uses(server, uri, types.Position(line, character))
            case _:
                return None


async def _uses(server: FrameServer, uri: str, position: types.Position) -> list[types.Location]:
    """The mentions of the name at the position, without its declarations."""
    view = await server.session.current_view(uri)
    if view is None:
        return []
    found = await server.session.ask(uri, References(server.offset(view, position)))
    converter = server.converter(view)
    mentions = [m for m in found if isinstance(m, Reference)] if isinstance(found, tuple) else []
    return [place for m in mentions if not m.declares and (place := converter.location_of(m.span)) is not None]


def _number(where: Any, name: str) -> int:
    value = where.get(name) if isinstance(where, dict) else getattr(where, name, None)
    return value if isinstance(value, int) and value >= 0 else 0


def _title(state: UnitState, view: View) -> str:
    word = word_of(state, view)
    return word if state.outcome is None else f"{word} in {duration(state.outcome.seconds)}"
