"""Declarations of all open documents by name."""

from __future__ import annotations

from lsprotocol import types

from frame_ls.server.feature import feature
from frame_ls.server.features.symbols import KINDS
from frame_ls.server.language_server import FrameServer
from frame_ls.workspace.questions import Outline, Symbol

_MOST = 500


def register(server: FrameServer) -> None:
    """Registers the handler."""

    @feature(server, types.WORKSPACE_SYMBOL)
    async def symbols(params: types.WorkspaceSymbolParams) -> list[types.SymbolInformation]:
        result: list[types.SymbolInformation] = []
        for uri in server.session.uris():
            found = await server.session.ask(uri, Outline())
            view = server.session.view(uri)
            if view is None or not isinstance(found, tuple):
                continue
            converter = server.converter(view)
            for symbol in _flat(found):
                place = converter.location_of(symbol.selection)
                if place is not None and _is_meant(params.query, symbol.name) and len(result) < _MOST:
                    result.append(types.SymbolInformation(place, symbol.name, KINDS[symbol.kind]))
        return result


def _flat(symbols: tuple[Symbol, ...]) -> list[Symbol]:
    return [one for symbol in symbols for one in (symbol, *_flat(symbol.children))]


def _is_meant(query: str, name: str) -> bool:
    """Whether the letters of the query stand in the name in their order, as clients of the protocol expect."""
    letters = iter(name.lower())
    return all(letter in letters for letter in query.lower())
