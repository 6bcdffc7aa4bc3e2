"""Growing a selection, and typing one name in all its places at once."""

from __future__ import annotations

from lsprotocol import types

from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.source import Span
from frame_ls.workspace.desk import View
from frame_ls.workspace.questions import Enclosing, Linked


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    @feature(server, types.TEXT_DOCUMENT_SELECTION_RANGE)
    async def selections(params: types.SelectionRangeParams) -> list[types.SelectionRange] | None:
        uri = params.text_document.uri
        view = await server.session.current_view(uri)
        if view is None:
            return None
        return [await _selection(server, view, position) for position in params.positions]

    @feature(server, types.TEXT_DOCUMENT_LINKED_EDITING_RANGE)
    async def linked(params: types.LinkedEditingRangeParams) -> types.LinkedEditingRanges | None:
        uri = params.text_document.uri
        view = await server.session.current_view(uri)
        if view is None:
            return None
        found = await server.session.ask(uri, Linked(server.offset(view, params.position)))
        ranges = _ranges(server, view, found)
        return types.LinkedEditingRanges(ranges, r"[A-Za-z_]\w*") if len(ranges) > 1 else None


async def _selection(server: FrameServer, view: View, position: types.Position) -> types.SelectionRange:
    """The chain of stretches around a position; the protocol wants one for every position, if only an empty one."""
    found = await server.session.ask(view.document.uri, Enclosing(server.offset(view, position)))
    chain: types.SelectionRange | None = None
    for stretch in reversed(_ranges(server, view, found)):
        chain = types.SelectionRange(stretch, chain)
    return chain or types.SelectionRange(types.Range(position, position))


def _ranges(server: FrameServer, view: View, found: object) -> list[types.Range]:
    converter = server.converter(view)
    spans = found if isinstance(found, tuple) else ()
    return [place for span in spans if isinstance(span, Span) and (place := converter.range_of(span)) is not None]
