"""Changes that no finding asks for: proposed by the language, and tried before they are offered.

Editors also ask for actions on each move of the cursor, to show a light bulb. Then only what needs no trial is offered.
"""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from frame_ls.server.convert import position_of
from frame_ls.server.language_server import FrameServer
from frame_ls.source import Finding
from frame_ls.workspace.desk import View
from frame_ls.workspace.questions import Promise, Proposal, Refactor

TRIAL_SECONDS = 4.0  # what a person waits for a menu at most


async def offered(
    server: FrameServer,
    view: View,
    asked: types.Range,
    only: Sequence[types.CodeActionKind | str] | None,
    is_automatic: bool,
) -> list[Proposal]:
    """The proposals of the wanted kinds for a stretch of the document, those that were tried first."""
    uri, index = view.document.uri, view.document.index
    start = index.offset(position_of(asked.start), server.encoding)
    end = max(start, index.offset(position_of(asked.end), server.encoding))
    state = await server.session.state_at(uri, start)
    states = state.statements if state is not None and not state.is_stale and state.is_inside else ()
    question = Refactor(start, end, tuple(_findings_at(view, start, end)), states)
    found = await server.session.ask(uri, question)
    proposals = [one for one in found if isinstance(one, Proposal)] if isinstance(found, tuple) else []
    proposals = [one for one in proposals if is_wanted(only, one.kind)]
    neutral = [one for one in proposals if one.promise is Promise.NEUTRAL]
    if is_automatic:
        return neutral
    to_try = tuple(one for one in proposals if one.promise is not Promise.NEUTRAL)
    return [*await server.session.attempt(uri, to_try, TRIAL_SECONDS), *neutral]


def _findings_at(view: View, start: int, end: int) -> list[Finding]:
    found = []
    for finding in view.findings():
        stretch = view.places.stretch(finding.span)
        if stretch is not None and stretch[0] == view.document.file and stretch[1] <= end and start <= stretch[2]:
            found.append(finding)
    return found


def is_wanted(only: Sequence[types.CodeActionKind | str] | None, kind: types.CodeActionKind | str) -> bool:
    """Whether the client asks for this kind, by name or as part of a wider one, or for anything."""
    name = str(getattr(kind, "value", kind))
    asked = [str(getattr(one, "value", one)) for one in only or ("",)]
    return any(one == "" or name == one or name.startswith(f"{one}.") for one in asked)
