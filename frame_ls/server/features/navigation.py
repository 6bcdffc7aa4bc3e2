"""Where a name is declared, where it is spoken of, and giving it another one: in C and annotations alike."""

from __future__ import annotations

import re

from lsprotocol import types
from pygls.exceptions import JsonRpcInvalidParams

from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.source import Span
from frame_ls.workspace.questions import Definition, Reference, References, Sense

_IDENTIFIER = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    @feature(server, types.TEXT_DOCUMENT_DEFINITION)
    async def definition(params: types.DefinitionParams) -> list[types.Location] | None:
        return await _definitions(server, params, Sense.DEFINITION)

    @feature(server, types.TEXT_DOCUMENT_DECLARATION)
    async def declaration(params: types.DeclarationParams) -> list[types.Location] | None:
        return await _definitions(server, params, Sense.DECLARATION)

    @feature(server, types.TEXT_DOCUMENT_IMPLEMENTATION)
    async def implementation(params: types.ImplementationParams) -> list[types.Location] | None:
        return await _definitions(server, params, Sense.IMPLEMENTATION)

    @feature(server, types.TEXT_DOCUMENT_TYPE_DEFINITION)
    async def type_definition(params: types.TypeDefinitionParams) -> list[types.Location] | None:
        return await _definitions(server, params, Sense.TYPE)

    @feature(server, types.TEXT_DOCUMENT_REFERENCES)
    async def references(params: types.ReferenceParams) -> list[types.Location] | None:
        found = await _mentions(server, params.text_document.uri, params.position)
        declared = params.context.include_declaration
        return None if found is None else [place for place, mention in found if declared or not mention.declares]

    @feature(server, types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlights(params: types.DocumentHighlightParams) -> list[types.DocumentHighlight] | None:
        uri = params.text_document.uri
        found = await _mentions(server, uri, params.position)
        return None if found is None else [_highlight(*item) for item in found if item[0].uri == uri]

    @feature(server, types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(params: types.PrepareRenameParams) -> types.Range | None:
        uri = params.text_document.uri
        for place, _ in await _own_mentions(server, uri, params.position) or ():
            if place.uri == uri and _holds(place.range, params.position):
                return place.range
        return None

    @feature(server, types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(params: types.RenameParams) -> types.WorkspaceEdit | None:
        if not _IDENTIFIER.fullmatch(params.new_name):
            raise JsonRpcInvalidParams(f"`{params.new_name}` is no name in C")
        found = await _own_mentions(server, params.text_document.uri, params.position)
        return None if found is None else _renamed(found, params.new_name)


_Position = types.DefinitionParams | types.DeclarationParams | types.ImplementationParams | types.TypeDefinitionParams
_Mentions = list[tuple[types.Location, Reference]]


async def _definitions(server: FrameServer, params: _Position, sense: Sense) -> list[types.Location] | None:
    uri = params.text_document.uri
    view = await server.session.current_view(uri)
    if view is None:
        return None
    found = await server.session.ask(uri, Definition(server.offset(view, params.position), sense))
    converter = server.converter(view)
    spans = found if isinstance(found, tuple) else ()
    return [place for span in spans if isinstance(span, Span) and (place := converter.location_of(span))]


async def _mentions(server: FrameServer, uri: str, position: types.Position) -> _Mentions | None:
    """The places at which the thing named at the position is spoken of; None where nothing is named."""
    view = await server.session.current_view(uri)
    if view is None:
        return None
    found = await server.session.ask(uri, References(server.offset(view, position)))
    converter = server.converter(view)
    mentions = [item for item in found if isinstance(item, Reference)] if isinstance(found, tuple) else []
    places = [(place, item) for item in mentions if (place := converter.location_of(item.span)) is not None]
    return places or None


async def _own_mentions(server: FrameServer, uri: str, position: types.Position) -> _Mentions | None:
    """The mentions of what the user's own files declare: a name of Frame's library keeps its name."""
    found = await _mentions(server, uri, position)
    return found if found and any(mention.declares for _, mention in found) else None


def _highlight(place: types.Location, mention: Reference) -> types.DocumentHighlight:
    writes = mention.writes or mention.declares
    return types.DocumentHighlight(
        place.range, types.DocumentHighlightKind.Write if writes else types.DocumentHighlightKind.Read
    )


def _renamed(found: _Mentions, name: str) -> types.WorkspaceEdit:
    changes: dict[str, list[types.TextEdit]] = {}
    for place, _ in found:
        changes.setdefault(place.uri, []).append(types.TextEdit(place.range, name))
    return types.WorkspaceEdit(changes={uri: list(edits) for uri, edits in changes.items()})


def _holds(stretch: types.Range, position: types.Position) -> bool:
    start, end = stretch.start, stretch.end
    here = (position.line, position.character)
    return (start.line, start.character) <= here <= (end.line, end.character)
