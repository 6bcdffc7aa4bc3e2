"""Formatting of annotations; the C around them is the business of other formatters."""

from __future__ import annotations

from lsprotocol import types

from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.source import Edit
from frame_ls.workspace.questions import Format


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    @feature(server, types.TEXT_DOCUMENT_FORMATTING)
    async def whole(params: types.DocumentFormattingParams) -> list[types.TextEdit] | None:
        return await _edits(server, params.text_document.uri, None)

    @feature(server, types.TEXT_DOCUMENT_RANGE_FORMATTING)
    async def part(params: types.DocumentRangeFormattingParams) -> list[types.TextEdit] | None:
        return await _edits(server, params.text_document.uri, params.range)


async def _edits(server: FrameServer, uri: str, part: types.Range | None) -> list[types.TextEdit] | None:
    """The edits; nothing where the text that is known is not the newest: they would hit the wrong places."""
    view = await server.session.current_view(uri)
    if view is None or not view.is_current:
        return None
    found = await server.session.ask(uri, Format())
    if server.session.view(uri) is None or not isinstance(found, tuple):
        return None
    converter = server.converter(view)
    result = []
    for edit in found:
        place = converter.range_of(edit.span) if isinstance(edit, Edit) else None
        if place is not None and (part is None or part.start.line <= place.start.line <= part.end.line):
            result.append(types.TextEdit(place, edit.text))
    return result
