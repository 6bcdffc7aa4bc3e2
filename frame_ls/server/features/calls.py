"""Who calls whom, in all open documents: functions and lemmas alike."""

from __future__ import annotations

from lsprotocol import types

from frame_ls.server.convert import Converter
from frame_ls.server.feature import feature
from frame_ls.server.features.symbols import KINDS
from frame_ls.server.language_server import FrameServer
from frame_ls.workspace.questions import Callable, Callees, Callers, Calls, Question, Symbol

_Found = list[tuple[types.CallHierarchyItem, list[types.Range]]]


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    @feature(server, types.TEXT_DOCUMENT_PREPARE_CALL_HIERARCHY)
    async def prepare(params: types.CallHierarchyPrepareParams) -> list[types.CallHierarchyItem] | None:
        uri = params.text_document.uri
        view = await server.session.current_view(uri)
        if view is None:
            return None
        found = await server.session.ask(uri, Callable(server.offset(view, params.position)))
        item = _item(found, server.converter(view)) if isinstance(found, Symbol) else None
        return None if item is None else [item]

    @feature(server, types.CALL_HIERARCHY_INCOMING_CALLS)
    async def incoming(params: types.CallHierarchyIncomingCallsParams) -> list[types.CallHierarchyIncomingCall]:
        found: _Found = []
        for uri in server.session.uris():
            found += await _calls(server, uri, Callers(params.item.name), in_item=True)
        return [types.CallHierarchyIncomingCall(item, places) for item, places in _merged(found)]

    @feature(server, types.CALL_HIERARCHY_OUTGOING_CALLS)
    async def outgoing(params: types.CallHierarchyOutgoingCallsParams) -> list[types.CallHierarchyOutgoingCall]:
        found: _Found = []
        for uri in server.session.uris():
            if not found:  # the body stands in one file, though several may include it
                found = await _calls(server, uri, Callees(params.item.name), in_item=False)
        return [types.CallHierarchyOutgoingCall(item, places) for item, places in _merged(found)]


async def _calls(server: FrameServer, uri: str, question: Question, in_item: bool) -> _Found:
    """The answers of one document; with `in_item`, the places lie in the file of the item."""
    found = await server.session.ask(uri, question)
    view = server.session.view(uri)
    if view is None or not isinstance(found, tuple):
        return []
    converter = server.converter(view)
    result: _Found = []
    for calls in found:
        item = _item(calls.symbol, converter) if isinstance(calls, Calls) else None
        if item is not None:
            locations = [place for span in calls.places if (place := converter.location_of(span)) is not None]
            places = [place.range for place in locations if not in_item or place.uri == item.uri]
            result.append((item, places))
    return result


def _merged(found: _Found) -> _Found:
    """One entry for each function: a header's may be found by several documents that include it."""
    unique = {(item.uri, item.name, item.range.start.line): (item, places) for item, places in found}
    return list(unique.values())


def _item(symbol: Symbol, converter: Converter) -> types.CallHierarchyItem | None:
    whole, name = converter.location_of(symbol.span), converter.range_of(symbol.selection)
    if whole is None or name is None:
        return None
    return types.CallHierarchyItem(
        symbol.name, KINDS[symbol.kind], whole.uri, whole.range, name, detail=symbol.kind.value
    )
