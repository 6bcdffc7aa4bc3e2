"""Colours, folds and links. Only annotations are coloured: C is the business of a C server."""

from __future__ import annotations

from lsprotocol import types

from frame_ls.server.convert import Converter, uri_of
from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.workspace.questions import Fold, Folds, Link, Links, Token, TokenKind, Tokens

_TYPES = {
    TokenKind.KEYWORD: "keyword",
    TokenKind.PREDICATE: "interface",
    TokenKind.FUNCTION: "function",
    TokenKind.TYPE: "type",
    TokenKind.VARIABLE: "variable",
    TokenKind.PATTERN: "parameter",
    TokenKind.CONSTRUCTOR: "enumMember",
    TokenKind.FIELD: "property",
    TokenKind.NUMBER: "number",
    TokenKind.STRING: "string",
    TokenKind.OPERATOR: "operator",
    TokenKind.COMMENT: "comment",
}
_NUMBERS = {kind: number for number, kind in enumerate(_TYPES)}
LEGEND = types.SemanticTokensLegend(list(_TYPES.values()), ["declaration"])


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    @feature(server, types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, LEGEND)
    async def tokens(params: types.SemanticTokensParams) -> types.SemanticTokens | None:
        return await _tokens(server, params.text_document.uri, None)

    @feature(server, types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, LEGEND)
    async def tokens_of_range(params: types.SemanticTokensRangeParams) -> types.SemanticTokens | None:
        return await _tokens(server, params.text_document.uri, params.range)

    @feature(server, types.TEXT_DOCUMENT_FOLDING_RANGE)
    async def folds(params: types.FoldingRangeParams) -> list[types.FoldingRange] | None:
        found = await server.session.ask(params.text_document.uri, Folds())
        view = server.session.view(params.text_document.uri)
        if view is None or not isinstance(found, tuple):
            return None
        converter = server.converter(view)
        result = []
        for fold in found:
            stretch = converter.range_of(fold.span) if isinstance(fold, Fold) else None
            if stretch is not None and stretch.end.line > stretch.start.line:
                result.append(types.FoldingRange(stretch.start.line, stretch.end.line, kind=fold.kind))
        return result

    @feature(server, types.TEXT_DOCUMENT_DOCUMENT_LINK)
    async def links(params: types.DocumentLinkParams) -> list[types.DocumentLink] | None:
        found = await server.session.ask(params.text_document.uri, Links())
        view = server.session.view(params.text_document.uri)
        if view is None or not isinstance(found, tuple):
            return None
        converter = server.converter(view)
        return [
            types.DocumentLink(stretch, uri_of(link.file))
            for link in found
            if isinstance(link, Link) and (stretch := converter.range_of(link.span)) is not None
        ]


async def _tokens(server: FrameServer, uri: str, part: types.Range | None) -> types.SemanticTokens | None:
    found = await server.session.ask(uri, Tokens())
    view = server.session.view(uri)
    if view is None or not isinstance(found, tuple):
        return None
    return types.SemanticTokens(_encoded(found, server.converter(view), part))


def _encoded(tokens: tuple[Token, ...], converter: Converter, part: types.Range | None) -> list[int]:
    """The protocol's five numbers a token, places relative to the token before."""
    result: list[int] = []
    line = column = 0
    for token in tokens:
        stretch = converter.range_of(token.span)
        if stretch is None or stretch.start.line != stretch.end.line:
            continue
        start = stretch.start
        if part is not None and not part.start.line <= start.line <= part.end.line:
            continue
        same_line = start.line == line
        result += [
            start.line - line,
            start.character - column if same_line else start.character,
            stretch.end.character - start.character,
            _NUMBERS[token.kind],
            int(token.declares),
        ]
        line, column = start.line, start.character
    return result
