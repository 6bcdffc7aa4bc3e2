"""What could be written here, and which argument of which call the cursor is at."""

from __future__ import annotations

from lsprotocol import types

from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.workspace.questions import Candidate, Complete, Completion, Signature, SignatureHelp, SymbolKind

_KINDS = {
    SymbolKind.FUNCTION: types.CompletionItemKind.Function,
    SymbolKind.LEMMA: types.CompletionItemKind.Function,
    SymbolKind.FIXPOINT: types.CompletionItemKind.Function,
    SymbolKind.PREDICATE: types.CompletionItemKind.Interface,
    SymbolKind.INDUCTIVE: types.CompletionItemKind.Enum,
    SymbolKind.CONSTRUCTOR: types.CompletionItemKind.EnumMember,
    SymbolKind.STRUCT: types.CompletionItemKind.Struct,
    SymbolKind.FIELD: types.CompletionItemKind.Field,
    SymbolKind.ENUM: types.CompletionItemKind.Enum,
    SymbolKind.ENUMERATOR: types.CompletionItemKind.EnumMember,
    SymbolKind.TYPE: types.CompletionItemKind.Class,
    SymbolKind.VARIABLE: types.CompletionItemKind.Variable,
    SymbolKind.PARAMETER: types.CompletionItemKind.Variable,
    SymbolKind.PATTERN: types.CompletionItemKind.Variable,
    SymbolKind.MACRO: types.CompletionItemKind.Constant,
    SymbolKind.QUERY: types.CompletionItemKind.Event,
    SymbolKind.KEYWORD: types.CompletionItemKind.Keyword,
    SymbolKind.SNIPPET: types.CompletionItemKind.Snippet,
}
_MARKDOWN = types.MarkupKind.Markdown


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    told: list[Candidate] = []  # the last ones, whose documentation is sent when it is asked for
    options_ = types.CompletionOptions(trigger_characters=["@", "?", ">", "."], resolve_provider=True)

    @feature(server, types.TEXT_DOCUMENT_COMPLETION, options_)
    async def complete(params: types.CompletionParams) -> types.CompletionList | None:
        uri = params.text_document.uri
        view = await server.session.current_view(uri)
        if view is None:
            return None
        found = await server.session.ask(uri, Complete(server.offset(view, params.position)))
        if not isinstance(found, Completion):
            return None
        stretch = server.converter(view).range_of(found.span)
        snippets = _takes_snippets(server)
        told[:] = found.candidates
        items = [
            _item(candidate, stretch, number, snippets)
            for number, candidate in enumerate(found.candidates)
            # A whole clause can be written as it is; a word that stands for a pattern of text cannot.
            if candidate.snippet is None or snippets or candidate.label.endswith(";")
        ]
        return types.CompletionList(is_incomplete=False, items=items)

    @feature(server, types.COMPLETION_ITEM_RESOLVE)
    def resolve(item: types.CompletionItem) -> types.CompletionItem:
        number = item.data
        if isinstance(number, int) and 0 <= number < len(told) and told[number].label == item.label:
            documentation = told[number].documentation
            if documentation:
                item.documentation = types.MarkupContent(_MARKDOWN, documentation)
        return item

    options = types.SignatureHelpOptions(trigger_characters=["(", ","])

    @feature(server, types.TEXT_DOCUMENT_SIGNATURE_HELP, options)
    async def signature(params: types.SignatureHelpParams) -> types.SignatureHelp | None:
        uri = params.text_document.uri
        view = await server.session.current_view(uri)
        if view is None:
            return None
        found = await server.session.ask(uri, Signature(server.offset(view, params.position)))
        if not isinstance(found, SignatureHelp):
            return None
        documentation = types.MarkupContent(_MARKDOWN, found.documentation) if found.documentation else None
        parameters = [types.ParameterInformation(parameter) for parameter in found.parameters]
        one = types.SignatureInformation(found.label, documentation, parameters, found.active)
        return types.SignatureHelp([one], 0, found.active)


def _takes_snippets(server: FrameServer) -> bool:
    document = server.client_capabilities.text_document
    completion = None if document is None else document.completion
    item = None if completion is None else completion.completion_item
    return bool(item and item.snippet_support)


def _item(candidate: Candidate, stretch: types.Range | None, number: int, snippets: bool) -> types.CompletionItem:
    text = candidate.snippet if snippets and candidate.snippet is not None else candidate.label
    is_snippet = candidate.snippet is not None
    return types.CompletionItem(
        label=candidate.label,
        kind=_KINDS[candidate.kind],
        detail=candidate.detail or None,
        data=number,
        sort_text=f"{number:05}",
        text_edit=None if stretch is None else types.TextEdit(stretch, text),
        insert_text=text if stretch is None else None,
        insert_text_format=types.InsertTextFormat.Snippet if is_snippet and snippets else None,
    )
