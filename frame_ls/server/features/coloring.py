"""Colours, folds and links. Only annotations are coloured: C is the business of a C server."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

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
_MOST_SENT = 100  # documents whose colours are remembered
LEGEND = types.SemanticTokensLegend(list(_TYPES.values()), ["declaration"])


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    sent = Sent()

    @feature(server, types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, LEGEND)
    async def tokens(params: types.SemanticTokensParams) -> types.SemanticTokens | None:
        found = await _tokens(server, params.text_document.uri, None)
        return None if found is None else sent.whole(params.text_document.uri, found.data)

    @feature(server, types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, LEGEND)
    async def tokens_since(
        params: types.SemanticTokensDeltaParams,
    ) -> types.SemanticTokens | types.SemanticTokensDelta | None:
        found = await _tokens(server, params.text_document.uri, None)
        return None if found is None else sent.since(params.text_document.uri, params.previous_result_id, found.data)

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


class Sent:
    """The colours that a client was last sent of each document, so that the next time only what changed is sent."""

    def __init__(self) -> None:
        self._last: OrderedDict[str, tuple[str, Sequence[int]]] = OrderedDict()
        self._count = 0

    def whole(self, uri: str, data: Sequence[int]) -> types.SemanticTokens:
        """All of it, with a name for the next question."""
        self._count += 1
        self._last[uri] = (str(self._count), data)
        self._last.move_to_end(uri)
        if len(self._last) > _MOST_SENT:
            self._last.popitem(last=False)
        return types.SemanticTokens(data, result_id=str(self._count))

    def since(self, uri: str, previous: str, data: Sequence[int]) -> types.SemanticTokens | types.SemanticTokensDelta:
        """One edit of what the client has; all of it where that is not known any more."""
        name, old = self._last.get(uri, ("", ()))
        answer = self.whole(uri, data)
        if name != previous:
            return answer
        return types.SemanticTokensDelta(_difference(old, data), result_id=answer.result_id)


def _difference(old: Sequence[int], new: Sequence[int]) -> list[types.SemanticTokensEdit]:
    """What stands between the longest common beginning and the longest common end."""
    if old == new:
        return []
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - start) if old[-1 - n] != new[-1 - n]), most - start)
    return [types.SemanticTokensEdit(start, len(old) - start - end, list(new[start : len(new) - end]))]


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
