"""Quick fixes: the changes that the server's own findings bring along, found by range.

The client's diagnostics are not consulted: some editors lose half of each on the way. Fixes of a function that failed
are looked for when they are first asked for, so that its verdict need not wait for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol import types

from frame_ls.server.convert import Converter
from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.source import Finding
from frame_ls.workspace.desk import View
from frame_ls.workspace.shown import ShownFinding, ShownFix, shown_finding

KINDS = (types.CodeActionKind.QuickFix,)


def register(server: FrameServer) -> None:
    """Registers the handler."""

    @feature(server, types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=list(KINDS)))
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction | types.Command] | None:
        if params.context.only and not any(
            _covers(kind, types.CodeActionKind.QuickFix) for kind in params.context.only
        ):
            return []
        uri = params.text_document.uri
        view = await server.session.current_view(uri)
        if view is None:
            return None
        converter, versioned = server.converter(view), _takes_versions(server)
        return [
            _action(fix, finding, converter, view.document.file, view.document.version, preferred, versioned)
            for finding in await _findings(server, uri, view, converter, params.range)
            for fix, preferred in _fixes(finding)
        ]


async def _findings(
    server: FrameServer, uri: str, view: View, converter: Converter, asked: types.Range
) -> list[ShownFinding]:
    """The findings in the range, with their fixes."""

    def touched(findings: tuple[Finding, ...]) -> list[ShownFinding]:
        shown = [shown_finding(finding, view.places.place) for finding in findings]
        here = [finding for finding in shown if finding.place.file == view.document.file]
        return [f for f in here if _touches(converter.diagnostic(f, view.document.file).range, asked)]

    found = touched(view.summary.findings)
    for state in view.states:
        if state.outcome is not None and touched(state.outcome.findings):
            outcome = await server.session.with_fixes(uri, state)
            found += touched(state.outcome.findings if outcome is None else outcome.findings)
    return sorted(found, key=lambda finding: finding.place)


def _fixes(finding: ShownFinding) -> Iterator[tuple[ShownFix, bool]]:
    for number, fix in enumerate(finding.fixes):
        yield fix, number == 0 and len(finding.fixes) == 1


def _covers(asked: str, kind: types.CodeActionKind) -> bool:
    """Whether a kind that the client asks for, or a kind of that kind, is ours."""
    name = getattr(asked, "value", asked)
    return name == "" or kind.value == name or kind.value.startswith(f"{name}.")


def _touches(one: types.Range, other: types.Range) -> bool:
    def key(position: types.Position) -> tuple[int, int]:
        return position.line, position.character

    return key(one.start) <= key(other.end) and key(other.start) <= key(one.end)


def _action(
    fix: ShownFix,
    finding: ShownFinding,
    converter: Converter,
    file: str,
    version: int,
    preferred: bool,
    versioned: bool,
) -> types.CodeAction:
    """The fix as an edit. Edits name the version they were made for, so that a client refuses them on another text."""
    by_file: dict[str, list[types.TextEdit]] = {}
    for edit in fix.edits:
        by_file.setdefault(edit.place.file, []).append(types.TextEdit(converter.range_of_place(edit.place), edit.text))
    return types.CodeAction(
        title=fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[converter.diagnostic(finding, file)],
        is_preferred=preferred or None,
        edit=_workspace_edit(by_file, converter, {file: version}, versioned),
    )


def _workspace_edit(
    by_file: dict[str, list[types.TextEdit]], converter: Converter, versions: dict[str, int], versioned: bool
) -> types.WorkspaceEdit:
    if not versioned:
        return types.WorkspaceEdit(changes={converter.uri(name): list(edits) for name, edits in by_file.items()})
    changes = [
        types.TextDocumentEdit(
            types.OptionalVersionedTextDocumentIdentifier(converter.uri(name), versions.get(name)), list(edits)
        )
        for name, edits in by_file.items()
    ]
    return types.WorkspaceEdit(document_changes=list(changes))


def _takes_versions(server: FrameServer) -> bool:
    workspace = server.client_capabilities.workspace
    edit = None if workspace is None else workspace.workspace_edit
    return bool(edit and edit.document_changes)
