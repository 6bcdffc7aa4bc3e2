"""Code lenses: the verdict of each unit above its first line, for clients that draw none of their own.

A client asks for them with `"codeLens": true` in its initialization options.
"""

from __future__ import annotations

from lsprotocol import types

from frame_ls.server.feature import feature
from frame_ls.server.features.commands import VERIFY
from frame_ls.server.language_server import FrameServer
from frame_ls.server.status import word_of
from frame_ls.workspace.desk import UnitState, View
from frame_ls.workspace.render_markdown import duration


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    @feature(server, types.TEXT_DOCUMENT_CODE_LENS)
    async def lenses(params: types.CodeLensParams) -> list[types.CodeLens] | None:
        uri = params.text_document.uri
        view = await server.session.current_view(uri)
        if view is None or not server.wants_lenses:
            return []
        converter = server.converter(view)
        result = []
        for state in view.states:
            stretch = view.places.stretch(state.unit.span)
            shown = converter.range_of(state.unit.name_span or state.unit.span)
            if shown is not None and stretch is not None and stretch[0] == view.document.file:
                command = types.Command(_title(state, view), VERIFY, arguments=[uri, state.unit.name])
                result.append(types.CodeLens(shown, command))
        return result


def _title(state: UnitState, view: View) -> str:
    word = word_of(state, view)
    return word if state.outcome is None else f"{word} in {duration(state.outcome.seconds)}"
