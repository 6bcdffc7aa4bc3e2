"""Inlay hints: values of patterns, and, for those who ask for it, the steps that the prover found.

`frame.inlayHints` is "off", "patterns" (what counts where nothing is said) or "all".
"""

from __future__ import annotations

from lsprotocol import types

from frame_ls.server.convert import Converter
from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.workspace.desk import View
from frame_ls.workspace.hints import Hint, hints
from frame_ls.workspace.state_at import unpacked


def register(server: FrameServer) -> None:
    """Registers the handler."""

    @feature(server, types.TEXT_DOCUMENT_INLAY_HINT)
    async def inlay(params: types.InlayHintParams) -> list[types.InlayHint] | None:
        view = await server.session.current_view(params.text_document.uri)
        if view is None or not view.is_current or server.inlay_hints == "off":
            return None
        converter = server.converter(view)
        found: list[types.InlayHint] = []
        for hint in await _hints(server, view, params.range):
            place = converter.range_of(hint.place)
            if place is None or (hint.is_step and server.inlay_hints != "all"):
                continue
            if params.range.start.line <= place.start.line <= params.range.end.line:
                found.append(_inlay(hint, place.start))
        return found


async def _hints(server: FrameServer, view: View, asked: types.Range) -> list[Hint]:
    """The hints of the units that the range touches."""
    converter: Converter = server.converter(view)
    found: list[Hint] = []
    for state in view.states:
        stretch, place = view.places.stretch(state.unit.span), converter.range_of(state.unit.span)
        if stretch is None or place is None or stretch[0] != view.document.file or state.outcome is None:
            continue
        if place.end.line < asked.start.line or asked.end.line < place.start.line:
            continue
        explanation = unpacked(await server.session.explanation(state.unit.fingerprint))
        if explanation is not None:
            found += hints(explanation, state.unit.span, view.document.text[stretch[1] : stretch[2]])
    return found


def _inlay(hint: Hint, place: types.Position) -> types.InlayHint:
    kind = types.InlayHintKind.Parameter if hint.is_step else types.InlayHintKind.Type
    tooltip = "found by the prover: it need not be written" if hint.is_step else "what it stands for on the first path"
    return types.InlayHint(place, hint.text, kind, tooltip=tooltip)
