"""Every feature through the protocol, as three editors would ask: their capabilities, their encodings."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
import pytest_lsp
from lsprotocol import types
from pygls.exceptions import JsonRpcException
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities, make_test_lsp_client

from tests.server.raw_client import SERVER

TEXT = "let p bad\n// note\n// more\nunit a use p\nunit b ok\n"
COUNT = iter(range(1_000_000))


def editor() -> LanguageClient:
    """A client that takes what editors take: registrations, refreshes, and news it has no use for."""
    client = make_test_lsp_client()
    client.feature(types.CLIENT_REGISTER_CAPABILITY)(lambda _params: None)
    client.feature(types.WORKSPACE_CODE_LENS_REFRESH)(lambda _params: None)
    client.feature("frame/status")(lambda _params: None)
    return client


@pytest_lsp.fixture(
    params=["visual-studio-code", "neovim@0.11", "emacs"],
    config=ClientServerConfig(server_command=[sys.executable, str(SERVER)], client_factory=editor),
    scope="module",
)
async def client(lsp_client: LanguageClient, request: object, tmp_path_factory: object) -> AsyncIterator[None]:
    name: str = request.param  # type: ignore[attr-defined]
    capabilities = client_capabilities(name)
    params = types.InitializeParams(capabilities=capabilities, process_id=None, root_uri=None)
    params.initialization_options = {"codeLens": True}
    await lsp_client.initialize_session(params)
    yield
    await lsp_client.shutdown_session()


@pytest_asyncio.fixture(loop_scope="module")
async def uri(client: LanguageClient) -> str:
    """A document with its verdicts."""
    uri = f"file:///t/features{next(COUNT)}.fake"
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, "fake", 1, TEXT)))
    while len(client.diagnostics.get(uri, ())) != 1:
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return uri


def at(uri: str, line: int, character: int) -> dict[str, object]:
    return {"text_document": types.TextDocumentIdentifier(uri), "position": types.Position(line, character)}


lsp_test = pytest.mark.asyncio(loop_scope="module")


@lsp_test
async def test_diagnostics_belong_to_a_version(client: LanguageClient, uri: str) -> None:
    (found,) = client.diagnostics[uri]
    assert found.code == "fake" and found.source == "frame" and found.severity is types.DiagnosticSeverity.Error
    assert found.range.start == types.Position(3, 7)
    edit = types.TextDocumentContentChangePartial(types.Range(types.Position(0, 6), types.Position(0, 9)), "good")
    identifier = types.VersionedTextDocumentIdentifier(2, uri)
    client.text_document_did_change(types.DidChangeTextDocumentParams(identifier, [edit]))
    while client.diagnostics[uri]:
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)


@lsp_test
async def test_hover(client: LanguageClient, uri: str) -> None:
    hover = await client.text_document_hover_async(types.HoverParams(**at(uri, 3, 11)))
    assert hover is not None and isinstance(hover.contents, types.MarkupContent)
    assert "let p bad" in hover.contents.value
    assert hover.range == types.Range(types.Position(3, 11), types.Position(3, 12))
    assert await client.text_document_hover_async(types.HoverParams(**at(uri, 1, 4))) is None


@lsp_test
async def test_symbols(client: LanguageClient, uri: str) -> None:
    params = types.DocumentSymbolParams(types.TextDocumentIdentifier(uri))
    symbols = await client.text_document_document_symbol_async(params)
    assert symbols is not None and [symbol.name for symbol in symbols] == ["p", "a", "b"]
    found = await client.workspace_symbol_async(types.WorkspaceSymbolParams("b"))
    assert found is not None and any(symbol.location.uri == uri for symbol in found)


@lsp_test
async def test_navigation(client: LanguageClient, uri: str) -> None:
    (place,) = await client.text_document_definition_async(types.DefinitionParams(**at(uri, 3, 11)))  # type: ignore[misc]
    assert place == types.Location(uri, types.Range(types.Position(0, 4), types.Position(0, 5)))
    context = types.ReferenceContext(include_declaration=False)
    (use,) = await client.text_document_references_async(types.ReferenceParams(context, **at(uri, 0, 4)))  # type: ignore[misc]
    assert use.range.start == types.Position(3, 11)
    highlights = await client.text_document_document_highlight_async(types.DocumentHighlightParams(**at(uri, 0, 4)))
    assert highlights is not None and [h.range.start.line for h in highlights] == [0, 3]


@lsp_test
async def test_rename(client: LanguageClient, uri: str) -> None:
    assert await client.text_document_prepare_rename_async(types.PrepareRenameParams(**at(uri, 9, 1))) is None
    stretch = await client.text_document_prepare_rename_async(types.PrepareRenameParams(**at(uri, 3, 11)))
    assert stretch == types.Range(types.Position(3, 11), types.Position(3, 12))
    edit = await client.text_document_rename_async(types.RenameParams(**at(uri, 0, 4), new_name="q"))
    assert edit is not None and edit.changes is not None
    assert [(e.range.start.line, e.new_text) for e in edit.changes[uri]] == [(0, "q"), (3, "q")]
    with pytest.raises(JsonRpcException):
        await client.text_document_rename_async(types.RenameParams(**at(uri, 0, 4), new_name="no name"))


@lsp_test
async def test_completion(client: LanguageClient, uri: str) -> None:
    found = await client.text_document_completion_async(types.CompletionParams(**at(uri, 3, 12)))
    assert isinstance(found, types.CompletionList)
    assert [item.label for item in found.items] == ["p", "a", "b"]
    assert isinstance(found.items[0].text_edit, types.TextEdit)
    assert found.items[0].text_edit.range == types.Range(types.Position(3, 11), types.Position(3, 12))


@lsp_test
async def test_colours_and_folds(client: LanguageClient, uri: str) -> None:
    identifier = types.TextDocumentIdentifier(uri)
    tokens = await client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(identifier))
    assert tokens is not None and list(tokens.data) == [
        0,
        0,
        3,
        0,
        0,
        1,
        0,
        2,
        0,
        0,
        1,
        0,
        2,
        0,
        0,
        1,
        0,
        4,
        0,
        0,
        1,
        0,
        4,
        0,
        0,
    ]
    part = types.Range(types.Position(3, 0), types.Position(3, 9))
    tokens = await client.text_document_semantic_tokens_range_async(types.SemanticTokensRangeParams(identifier, part))
    assert tokens is not None and list(tokens.data) == [3, 0, 4, 0, 0]
    assert await client.text_document_folding_range_async(types.FoldingRangeParams(identifier)) == ()


@lsp_test
async def test_fixes(client: LanguageClient, uri: str) -> None:
    other = uri.replace("features", "fixes")
    client.text_document_did_open(
        types.DidOpenTextDocumentParams(types.TextDocumentItem(other, "fake", 1, "unit 😀 fail x"))
    )
    while not client.diagnostics.get(other):
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    here = client.diagnostics[other][0].range
    params = types.CodeActionParams(types.TextDocumentIdentifier(other), here, types.CodeActionContext([]))
    (action,) = await client.text_document_code_action_async(params)  # type: ignore[misc]
    assert isinstance(action, types.CodeAction) and action.title == "make it right"
    params.context.only = [types.CodeActionKind.Refactor]
    assert not await client.text_document_code_action_async(params)


@lsp_test
async def test_lenses(client: LanguageClient, uri: str) -> None:
    lenses = await client.text_document_code_lens_async(types.CodeLensParams(types.TextDocumentIdentifier(uri)))
    assert lenses is not None
    assert [(lens.range.start.line, lens.command.title.split()[0]) for lens in lenses if lens.command] == [
        (3, "failed"),
        (4, "verified"),
    ]


@lsp_test
async def test_settings_are_asked_for_and_taken_in(client: LanguageClient, uri: str) -> None:
    client.set_configuration({"frame": {"timeout": 0.1, "jobs": "many", "mode": "onChange"}})
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams(None))
    other = uri.replace("features", "settings")
    item = types.TextDocumentItem(other, "fake", 1, "unit a sleep 30")
    client.text_document_did_open(types.DidOpenTextDocumentParams(item))
    while not client.diagnostics.get(other):
        await client.wait_for_notification(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert client.diagnostics[other][0].code == "timeout"
    client.set_configuration({"frame": {}})
    client.workspace_did_change_configuration(types.DidChangeConfigurationParams({"frame": {}}))
