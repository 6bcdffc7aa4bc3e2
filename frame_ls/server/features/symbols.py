"""The outline of a document."""

from __future__ import annotations

from lsprotocol import types

from frame_ls.server.convert import Converter
from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.workspace.questions import Outline, Symbol, SymbolKind

KINDS = {
    SymbolKind.FUNCTION: types.SymbolKind.Function,
    SymbolKind.LEMMA: types.SymbolKind.Event,
    SymbolKind.FIXPOINT: types.SymbolKind.Operator,
    SymbolKind.PREDICATE: types.SymbolKind.Interface,
    SymbolKind.INDUCTIVE: types.SymbolKind.Enum,
    SymbolKind.CONSTRUCTOR: types.SymbolKind.Constructor,
    SymbolKind.STRUCT: types.SymbolKind.Struct,
    SymbolKind.FIELD: types.SymbolKind.Field,
    SymbolKind.ENUM: types.SymbolKind.Enum,
    SymbolKind.ENUMERATOR: types.SymbolKind.EnumMember,
    SymbolKind.TYPE: types.SymbolKind.Class,
    SymbolKind.VARIABLE: types.SymbolKind.Variable,
    SymbolKind.PARAMETER: types.SymbolKind.Variable,
    SymbolKind.PATTERN: types.SymbolKind.Variable,
    SymbolKind.MACRO: types.SymbolKind.Constant,
    SymbolKind.QUERY: types.SymbolKind.Boolean,
    SymbolKind.KEYWORD: types.SymbolKind.Key,
    SymbolKind.SNIPPET: types.SymbolKind.Key,
}


def register(server: FrameServer) -> None:
    """Registers the handler."""

    @feature(server, types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(
        params: types.DocumentSymbolParams,
    ) -> list[types.DocumentSymbol] | list[types.SymbolInformation] | None:
        uri = params.text_document.uri
        found = await server.session.ask(uri, Outline())
        view = server.session.view(uri)
        if view is None or not isinstance(found, tuple):
            return None
        converter = server.converter(view)
        trees = [tree for symbol in found if (tree := _symbol(symbol, converter)) is not None]
        return trees if _is_hierarchical(server) else _flat(trees, uri)


def _is_hierarchical(server: FrameServer) -> bool:
    document = server.client_capabilities.text_document
    symbol = None if document is None else document.document_symbol
    return bool(symbol and symbol.hierarchical_document_symbol_support)


def _symbol(symbol: Symbol, converter: Converter) -> types.DocumentSymbol | None:
    whole, name = converter.range_of(symbol.span), converter.range_of(symbol.selection)
    if whole is None or name is None:
        return None
    children = [child for part in symbol.children if (child := _symbol(part, converter)) is not None]
    return types.DocumentSymbol(
        name=symbol.name or "(unnamed)",
        kind=KINDS[symbol.kind],
        range=whole,
        selection_range=name,
        detail=symbol.detail or None,
        children=children or None,
    )


def _flat(trees: list[types.DocumentSymbol], uri: str, parent: str | None = None) -> list[types.SymbolInformation]:
    result: list[types.SymbolInformation] = []
    for tree in trees:
        location = types.Location(uri, tree.range)
        result.append(types.SymbolInformation(location, tree.name, tree.kind, container_name=parent))
        result += _flat(list(tree.children or ()), uri, tree.name)
    return result
