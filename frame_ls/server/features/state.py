"""`frame/state` and `frame/heapGraph`: the symbolic state at a position, for a window that follows the cursor."""

from __future__ import annotations

import asyncio
from typing import Any

from pygls.exceptions import JsonRpcInvalidParams

from frame_ls.server.convert import Converter
from frame_ls.server.feature import feature
from frame_ls.server.language_server import FrameServer
from frame_ls.server.state_json import json_of_state
from frame_ls.server.status import unit_status
from frame_ls.source import Position
from frame_ls.workspace.desk import View
from frame_ls.workspace.heap_graph import Graph, drawing, heap_graph
from frame_ls.workspace.render_svg import svg
from frame_ls.workspace.render_text import state_text
from frame_ls.workspace.state_at import StateAt

STATE = "frame/state"
HEAP_GRAPH = "frame/heapGraph"
_PICTURES = 16  # of one place; further paths are told in words


def register(server: FrameServer) -> None:
    """Registers the handlers."""

    @feature(server, STATE)
    async def state(params: Any) -> dict[str, Any] | None:
        found = await _found(server, params)
        if found is None:
            return None
        view, at, converter = found
        graph = _graph(at)
        return {
            "text": state_text(at),
            "drawing": drawing(graph) if graph is not None and graph.edges else "",
            "stale": at.is_stale or not view.is_current,
            **unit_status(at.unit, view, converter, asyncio.get_running_loop().time()),
            **json_of_state(at, converter),
        }

    @feature(server, HEAP_GRAPH)
    async def graph(params: Any) -> dict[str, Any] | None:
        found = await _found(server, params)
        drawn = None if found is None else _graph(found[1])
        if found is None or drawn is None:
            return None
        nodes = [
            {
                "id": node.key,
                "title": node.title,
                "shape": node.shape.value,
                "role": node.role.value,
                "names": list(node.names),
                "fields": [{"name": name, "value": value} for name, value in node.rows],
            }
            for node in drawn.nodes
        ]
        edges = [{"source": edge.source, "field": edge.row, "target": edge.target} for edge in drawn.edges]
        pictures = [svg(_graph_of(path, found[1])) for path in range(len(found[1].statements))[:_PICTURES]]
        return {"nodes": nodes, "edges": edges, "svg": svg(drawn), "pictures": pictures}


async def _found(server: FrameServer, params: Any) -> tuple[View, StateAt, Converter] | None:
    """The state that a request is about; its parameters are those of a hover."""
    uri, place = _question(params)
    view = await server.session.current_view(uri)
    if view is None:
        return None
    server.session.focus(uri, view.document.index.offset(place, server.encoding))
    at = await server.session.state_at(uri, view.document.index.offset(place, server.encoding))
    return None if at is None else (view, at, server.converter(view))


def _question(params: Any) -> tuple[str, Position]:
    """The document and position; raises JsonRpcInvalidParams for anything else."""
    try:
        return str(params.textDocument.uri), Position(int(params.position.line), int(params.position.character))
    except (AttributeError, TypeError, ValueError) as error:
        raise JsonRpcInvalidParams("wants textDocument.uri and position") from error


def _graph(at: StateAt) -> Graph | None:
    """The heap that the place shows first: of a path that fails, if there is one."""
    if not at.statements:
        return None
    return _graph_of(next((path for path, state in enumerate(at.statements) if state.failed), 0), at)


def _graph_of(path: int, at: StateAt) -> Graph:
    """The heap on that path: before the statement at the cursor, or after the one above it."""
    state = at.statements[path]
    heap = state.before if at.is_inside or state.after is None else state.after
    return heap_graph(heap, state.locals)
