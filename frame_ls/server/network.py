"""Serving over the network: every connection gets a server of its own, and the listener outlives them all."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass

from frame_ls.server.main import converse
from frame_ls.server.transport import Sink
from frame_ls.server.websocket import (
    Request,
    WebSocket,
    handshake,
    is_addressed_here,
    is_allowed_origin,
    read_request,
)
from frame_ls.workspace.reading import Start

logger = logging.getLogger(__name__)
Announce = Callable[[str, int], None]
_REFUSAL = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


@dataclass(frozen=True, slots=True)
class Page:
    """A static file."""

    kind: str  # its MIME type
    body: bytes


Pages = Callable[[str], Page | None]
"""The page at a path ("/", "/play.js"); None where there is none."""


async def serve_tcp(host: str, port: int, start: Start, announce: Announce) -> None:
    """Serves until it is cancelled. `announce` is told the address, once it is known."""

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await converse(reader, Sink(writer.transport), start)
        finally:
            writer.close()

    await _serve(host, port, client, announce)


async def serve_web(host: str, port: int, start: Start, announce: Announce, pages: Pages = lambda _path: None) -> None:
    """Serves WebSocket clients, and `pages` to browsers, until it is cancelled."""

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            request = await read_request(reader)
            if request is None:
                return
            if not is_addressed_here(request, str(writer.get_extra_info("sockname")[0])):
                writer.write(_REFUSAL)
                await writer.drain()
            elif not request.wants_websocket:
                writer.write(_answer(request, pages))
                await writer.drain()
            elif not is_allowed_origin(request):
                writer.write(_REFUSAL)
                await writer.drain()
            else:
                writer.write(handshake(request))
                await _converse_over(WebSocket(reader, writer), start)
        except ConnectionError:
            pass
        finally:
            writer.close()

    await _serve(host, port, client, announce)


async def _serve(
    host: str,
    port: int,
    client: Callable[[asyncio.StreamReader, asyncio.StreamWriter], object],
    announce: Announce,
) -> None:
    server = await asyncio.start_server(client, host, port, limit=1 << 20, family=socket.AF_UNSPEC)  # type: ignore[arg-type]
    address = server.sockets[0].getsockname()
    announce(str(address[0]), int(address[1]))
    async with server:
        await server.serve_forever()


def _answer(request: Request, pages: Pages) -> bytes:
    """One page, and the end of the connection."""
    page = pages(request.target.partition("?")[0]) if request.method in ("GET", "HEAD") else None
    status = "200 OK" if page is not None else "404 Not Found"
    page = page or Page("text/plain", b"not found\n")
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {page.kind}\r\nContent-Length: {len(page.body)}\r\n"
        "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
    )
    return head.encode() + (page.body if request.method != "HEAD" else b"")


class _Frames:
    """A WebSocket as the two ends that a conversation wants: messages become the framed stream of the protocol."""

    def __init__(self, connection: WebSocket) -> None:
        self._connection = connection
        self._rest = b""

    async def readline(self) -> bytes:
        if not self._rest:
            message = await self._connection.receive()
            if message is None:
                return b""
            self._rest = b"Content-Length: %d\r\n\r\n" % len(message) + message
        line, mark, rest = self._rest.partition(b"\n")
        self._rest = rest
        return line + mark

    async def readexactly(self, n: int) -> bytes:
        body, self._rest = self._rest[:n], self._rest[n:]
        return body

    def write(self, data: bytes) -> None:
        """Takes a framed message; what browsers see is its body."""
        self._connection.send(data.partition(b"\r\n\r\n")[2].decode())


class _FrameSink(Sink):
    def __init__(self, frames: _Frames) -> None:
        super().__init__(None)
        self._frames = frames

    def write(self, data: bytes) -> None:
        self._frames.write(data)


async def _converse_over(connection: WebSocket, start: Start) -> None:
    frames = _Frames(connection)
    try:
        await converse(frames, _FrameSink(frames), start)
    finally:
        await connection.close()
