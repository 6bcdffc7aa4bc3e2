"""Hovers: what happens to the heap at a statement, what a name means, and where the unit around it stands."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.workspace.questions import Describe, Description
from frame_ls.workspace.render_markdown import hover as state_hover
from frame_ls.workspace.render_markdown import verdict
from frame_ls.workspace.state_at import StateAt


def register(server: FrameServer) -> None:
    """Registers the handler."""

    @feature(server, types.TEXT_DOCUMENT_HOVER)
    async def hover(params: types.HoverParams) -> types.Hover | None:
        uri = params.text_document.uri
        view = await server.session.current_view(uri)
        if view is None:
            return None
        offset = server.offset(view, params.position)
        described = await server.session.ask(uri, Describe(offset))
        state = await server.session.state_at(uri, offset)
        parts = [_state(state), _description(described), _verdict(state)]
        text = "\n\n---\n\n".join(part for part in parts if part)
        if not text:
            return None
        stretch = server.converter(view).range_of(described.span) if isinstance(described, Description) else None
        return types.Hover(_content(server, text), stretch)


def _state(found: StateAt | None) -> str:
    if found is None or not found.is_inside:
        return ""
    text = state_hover(found)
    if found.is_stale and text:
        return f"*Out of date: this is being verified again. Before:*\n\n{text}"
    return text


def _description(described: object) -> str:
    if not isinstance(described, Description):
        return ""
    code = f"```c\n{described.code}\n```" if described.code else ""
    return "\n\n".join(part for part in (code, described.text) if part)


def _verdict(found: StateAt | None) -> str:
    if found is None:
        return ""
    return verdict(found.unit, asyncio.get_running_loop().time())


def _content(server: FrameServer, text: str) -> types.MarkupContent:
    document = server.client_capabilities.text_document
    formats = document.hover.content_format if document is not None and document.hover is not None else None
    kind = types.MarkupKind.Markdown
    if formats and types.MarkupKind.Markdown not in formats:
        kind = types.MarkupKind.PlainText
        text = text.replace("**", "").replace("`", "").replace("\n---\n", "\n")
    return types.MarkupContent(kind, text)
