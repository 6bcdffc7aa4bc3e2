"""WebSocket connections, as much of RFC 6455 as a language client needs: the handshake and whole text messages."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import ipaddress
import struct
from collections.abc import Mapping
from dataclasses import dataclass

_MAGIC = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_CONTINUATION, _TEXT, _BINARY, _CLOSE, _PING, _PONG = 0, 1, 2, 8, 9, 10
_LIMIT = 1 << 28
_HEAD_LIMIT = 100  # lines of a request


@dataclass(frozen=True, slots=True)
class Request:
    """The head of an HTTP request; names of headers in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]

    @property
    def wants_websocket(self) -> bool:
        return self.headers.get("upgrade", "").lower() == "websocket" and "sec-websocket-key" in self.headers


async def read_request(reader: asyncio.StreamReader) -> Request | None:
    """The next request; None where none comes or it is malformed."""
    try:
        first = (await reader.readline()).decode("latin-1").split()
        headers: dict[str, str] = {}
        for _ in range(_HEAD_LIMIT):
            line = (await reader.readline()).decode("latin-1").strip()
            if not line:
                return Request(first[0], first[1], headers) if len(first) == 3 else None
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
    except (ValueError, ConnectionError):
        pass
    return None


def is_allowed_origin(request: Request) -> bool:
    """Whether the page that asks was served by us, or no page asks: any other page must not reach a local server."""
    origin = request.headers.get("origin")
    return origin is None or origin.partition("://")[2] == request.headers.get("host", "")


def is_addressed_here(request: Request, address: str) -> bool:
    """Whether the request names this machine, where it came to a loopback `address`.

    A page of another site can make its own name point to 127.0.0.1: to the browser we would then be that site.
    """
    if not _is_loopback(address):
        return True
    host = request.headers.get("host", "")
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    name = name.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost") or _is_loopback(name)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def handshake(request: Request) -> bytes:
    """The answer that turns the connection into a WebSocket."""
    digest = hashlib.sha1((request.headers["sec-websocket-key"] + _MAGIC).encode(), usedforsecurity=False).digest()
    lines = (
        "HTTP/1.1 101 Switching Protocols",
        "Upgrade: websocket",
        "Connection: Upgrade",
        f"Sec-WebSocket-Accept: {base64.b64encode(digest).decode()}",
    )
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class WebSocket:
    """The server's end of an open connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    def send(self, text: str) -> None:
        if not self._writer.is_closing():
            self._writer.write(_frame(_TEXT, text.encode()))

    async def receive(self) -> bytes | None:
        """The next whole message; None when the connection is over or broken."""
        parts: list[bytes] = []
        while True:
            try:
                final, kind, body = await self._read_frame()
            except (asyncio.IncompleteReadError, ConnectionError, ValueError):
                return None
            if kind == _CLOSE:
                self._writer.write(_frame(_CLOSE, body[:2]))
                return None
            if kind == _PING:
                self._writer.write(_frame(_PONG, body))
            elif kind in (_TEXT, _BINARY, _CONTINUATION):
                parts.append(body)
                if sum(map(len, parts)) > _LIMIT:
                    return None
                if final:
                    return b"".join(parts)

    async def _read_frame(self) -> tuple[bool, int, bytes]:
        first, second = await self._reader.readexactly(2)
        length = second & 0x7F
        if length == 126:
            (length,) = struct.unpack(">H", await self._reader.readexactly(2))
        elif length == 127:
            (length,) = struct.unpack(">Q", await self._reader.readexactly(8))
        if not second & 0x80 or length > _LIMIT:
            raise ValueError("a client's frame must be masked, and of a sensible size")
        mask = await self._reader.readexactly(4)
        body = await self._reader.readexactly(length)
        return bool(first & 0x80), first & 0x0F, _unmasked(body, mask)

    async def close(self) -> None:
        with contextlib.suppress(ConnectionError):
            self._writer.close()
            await self._writer.wait_closed()


def _unmasked(body: bytes, mask: bytes) -> bytes:
    if not body:
        return body
    repeated = (mask * (len(body) // 4 + 1))[: len(body)]
    return (int.from_bytes(body, "little") ^ int.from_bytes(repeated, "little")).to_bytes(len(body), "little")


def _frame(kind: int, body: bytes) -> bytes:
    if len(body) < 126:
        head = struct.pack(">BB", 0x80 | kind, len(body))
    elif len(body) < 1 << 16:
        head = struct.pack(">BBH", 0x80 | kind, 126, len(body))
    else:
        head = struct.pack(">BBQ", 0x80 | kind, 127, len(body))
    return head + body
