"""Diagnostics on request, of a document and of all of them, for clients that want to pull rather than be told.

Editors show what they are told and what they ask for side by side, so a client gets one of the two: it asks for this
one with `"diagnostics": "pull"` in its initialization options, or by having no other. Whoever asks is answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsprotocol import types

from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.workspace.desk import View
from frame_ls.workspace.fingerprints import digest
from frame_ls.workspace.shown import shown_finding


def wants_to_pull(params: types.InitializeParams) -> bool:
    """Whether the client pulls its diagnostics."""
    wishes: Any = params.initialization_options
    if isinstance(wishes, Mapping) and "diagnostics" in wishes:
        return bool(wishes["diagnostics"] == "pull")
    document = params.capabilities.text_document
    return document is not None and document.diagnostic is not None and document.publish_diagnostics is None


def register(server: FrameServer) -> None:
    """Registers the handlers, before the server says what it can do."""
    options = types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=True, identifier="frame")

    @feature(server, types.TEXT_DOCUMENT_DIAGNOSTIC, options)
    async def document(params: types.DocumentDiagnosticParams) -> types.DocumentDiagnosticReport:
        uri = params.text_document.uri
        view = await server.session.current_view(uri)
        items = [] if view is None else _items(server, view)
        mark = _mark(server, view, items)
        if params.previous_result_id == mark:
            return types.RelatedUnchangedDocumentDiagnosticReport(mark)
        return types.RelatedFullDocumentDiagnosticReport(items, _related(server, view), result_id=mark)

    @feature(server, types.WORKSPACE_DIAGNOSTIC)
    async def workspace(params: types.WorkspaceDiagnosticParams) -> types.WorkspaceDiagnosticReport:
        known = {previous.uri: previous.value for previous in params.previous_result_ids}
        reports: list[types.WorkspaceFullDocumentDiagnosticReport | types.WorkspaceUnchangedDocumentDiagnosticReport]
        reports = []
        for uri in server.session.uris():
            view = await server.session.current_view(uri)
            items = [] if view is None else _items(server, view)
            mark, version = _mark(server, view, items), None if view is None else view.document.version
            if known.get(uri) == mark:
                reports.append(types.WorkspaceUnchangedDocumentDiagnosticReport(uri, mark, version))
            else:
                reports.append(types.WorkspaceFullDocumentDiagnosticReport(uri, items, version, result_id=mark))
        gone = set(known) - set(server.session.uris())
        reports += [types.WorkspaceFullDocumentDiagnosticReport(uri, []) for uri in sorted(gone)]
        return types.WorkspaceDiagnosticReport(reports)


def _items(server: FrameServer, view: View) -> list[types.Diagnostic]:
    """What is known of the document now; units that are not verified yet have nothing to say."""
    converter = server.converter(view)
    findings = sorted((shown_finding(f, view.places.place) for f in view.findings()), key=lambda f: f.place)
    return [converter.diagnostic(finding, view.document.file) for finding in findings]


def _mark(server: FrameServer, view: View | None, items: list[types.Diagnostic]) -> str:
    """The same for the same text and diagnostics, whatever happened in between."""
    text = "" if view is None else view.document.text
    return digest(text, repr([server.protocol.plain(item) for item in items]))


def _related(
    server: FrameServer, view: View | None
) -> dict[str, types.FullDocumentDiagnosticReport | types.UnchangedDocumentDiagnosticReport] | None:
    """What is wrong in headers that the document includes and that are not open themselves."""
    if view is None:
        return None
    converter = server.converter(view)
    found: dict[str, list[types.Diagnostic]] = {}
    for finding in (shown_finding(f, view.places.place) for f in view.findings()):
        file = finding.place.file
        if file and file != view.document.file and server.session.uri_of(file) is None:
            found.setdefault(converter.uri(file), []).append(converter.diagnostic(finding, file))
    return {uri: types.FullDocumentDiagnosticReport(items) for uri, items in sorted(found.items())} or None
