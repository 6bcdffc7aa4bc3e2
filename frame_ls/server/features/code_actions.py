"""Code actions: the fixes that the server's own findings bring along, found by range, and proposals beside them.

The client's diagnostics are not consulted: some editors lose half of each on the way. Fixes of a function that failed
are looked for when they are first asked for, so that its verdict need not wait for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lsprotocol import types

from frame_ls.server.convert import Converter
from frame_ls.server.feature import feature
from frame_ls.server.features.proposals import is_wanted, offered
from frame_ls.server.language_server import FrameServer
from frame_ls.source import Finding, Position, Span
from frame_ls.workspace.desk import View
from frame_ls.workspace.questions import Proposal
from frame_ls.workspace.shown import ShownEdit, ShownFinding, ShownFix, shown_finding

FIX_ALL = "source.fixAll.frame"
KINDS = (
    types.CodeActionKind.QuickFix,
    types.CodeActionKind.Refactor,
    types.CodeActionKind.RefactorExtract,
    types.CodeActionKind.RefactorInline,
    types.CodeActionKind.RefactorRewrite,
    FIX_ALL,
)


def register(server: FrameServer) -> None:
    """Registers the handler."""

    @feature(server, types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=list(KINDS)))
    async def actions(params: types.CodeActionParams) -> list[types.CodeAction | types.Command] | None:
        uri, only = params.text_document.uri, params.context.only
        view = await server.session.current_view(uri)
        if view is None:
            return None
        converter, versioned = server.converter(view), _takes_versions(server)
        result: list[types.CodeAction | types.Command] = []
        if is_wanted(only, types.CodeActionKind.QuickFix):
            result += [
                _action(fix, finding, converter, view, preferred, versioned)
                for finding in await _findings(server, uri, view, converter, params.range)
                for fix, preferred in _fixes(finding)
            ]
        is_automatic = params.context.trigger_kind == types.CodeActionTriggerKind.Automatic
        for proposal in await offered(server, view, params.range, only, is_automatic):
            result.append(_change(proposal, converter, view, versioned))
        if only and is_wanted(only, FIX_ALL):
            result += await _fix_all(server, uri, view, converter, versioned)
        return result


async def _fix_all(
    server: FrameServer, uri: str, view: View, converter: Converter, versioned: bool
) -> list[types.CodeAction]:
    """One verified fix for each function that has one: they stand apart, so that all can be done at once."""
    everything = converter.range_of(Span(view.document.file, 0, len(view.document.text)))
    if everything is None:
        return []
    edits: list[ShownEdit] = []
    done: set[str] = set()
    for finding in await _findings(server, uri, view, converter, everything):
        unit = view.unit_at(view.document.index.offset(Position(finding.place.line - 1, finding.place.column - 1)))
        name = "" if unit is None else unit.unit.key
        fix = next((fix for fix in finding.fixes if fix.verified), None)
        if fix is not None and name not in done:
            done.add(name)
            edits += fix.edits
    if not edits:
        return []
    title = f"do the verified fixes of {len(done)} function{'s' if len(done) > 1 else ''}"
    edit = _workspace_edit(_by_file(edits, converter), converter, _versions(view), versioned)
    return [types.CodeAction(title, FIX_ALL, edit=edit)]


def _change(proposal: Proposal, converter: Converter, view: View, versioned: bool) -> types.CodeAction:
    """A proposal as an edit."""
    edits = [ShownEdit(view.places.place(edit.span), edit.text) for edit in proposal.edits]
    edit = _workspace_edit(_by_file(edits, converter), converter, _versions(view), versioned)
    return types.CodeAction(proposal.title, proposal.kind, edit=edit)


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


def _touches(one: types.Range, other: types.Range) -> bool:
    def key(position: types.Position) -> tuple[int, int]:
        return position.line, position.character

    return key(one.start) <= key(other.end) and key(other.start) <= key(one.end)


def _action(
    fix: ShownFix, finding: ShownFinding, converter: Converter, view: View, preferred: bool, versioned: bool
) -> types.CodeAction:
    """The fix as an edit. Edits name the version they were made for, so that a client refuses them on another text."""
    return types.CodeAction(
        title=fix.title,
        kind=types.CodeActionKind.QuickFix,
        diagnostics=[converter.diagnostic(finding, view.document.file)],
        is_preferred=preferred or None,
        edit=_workspace_edit(_by_file(fix.edits, converter), converter, _versions(view), versioned),
    )


def _versions(view: View) -> dict[str, int]:
    return {view.document.file: view.document.version}


def _by_file(edits: Iterable[ShownEdit], converter: Converter) -> dict[str, list[types.TextEdit]]:
    by_file: dict[str, list[types.TextEdit]] = {}
    for edit in edits:
        by_file.setdefault(edit.place.file, []).append(types.TextEdit(converter.range_of_place(edit.place), edit.text))
    return by_file


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
