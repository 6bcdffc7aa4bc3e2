"""Over sockets: several clients at once, each with a server of its own, and browsers only from our own pages."""

from __future__ import annotations

import base64
import json
import os
import re
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.raw_client import CAPABILITIES, SERVER

URI = "file:///t/net.fake"


@pytest.fixture
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, int]]:
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    process = subprocess.Popen([sys.executable, str(SERVER), request.param], stderr=subprocess.PIPE, env=environment)
    assert process.stderr is not None
    found = re.search(rb"listening on \w+://(.*):(\d+)", process.stderr.readline())
    assert found
    yield found[1].decode(), int(found[2])
    process.terminate()
    process.wait(5)
    process.stderr.close()


class TcpClient:
    """A client on a TCP socket."""

    def __init__(self, address: tuple[str, int]) -> None:
        self.socket = socket.create_connection(address, timeout=10)
        self.stream = self.socket.makefile("rb")

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.socket.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def receive(self) -> dict[str, Any]:
        length = 0
        while line := self.stream.readline().strip():
            if line.lower().startswith(b"content-length"):
                length = int(line.split(b":")[1])
        return json.loads(self.stream.read(length))  # type: ignore[no-any-return]


class WebClient(TcpClient):
    """A client on a WebSocket; it splits what it sends, as a browser may."""

    def __init__(self, address: tuple[str, int], origin: str | None = None, host: str | None = None) -> None:
        super().__init__(address)
        key = base64.b64encode(os.urandom(16)).decode()
        host = host or f"{address[0]}:{address[1]}"
        head = f"GET / HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nSec-WebSocket-Key: {key}\r\n"
        self.socket.sendall((head + (f"Origin: {origin}\r\n" if origin else "") + "\r\n").encode())
        self.status = self.stream.readline().split()[1]
        while self.stream.readline().strip():
            pass

    def send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        half = len(body) // 2
        self._frame(0x01, body[:half])
        self._frame(0x89, b"are you there")
        self._frame(0x80, body[half:])

    def _frame(self, first: int, body: bytes) -> None:
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[number % 4] for number, byte in enumerate(body))
        size = struct.pack(">B", 0x80 | len(body)) if len(body) < 126 else struct.pack(">BH", 0x80 | 126, len(body))
        self.socket.sendall(bytes([first]) + size + mask + masked)

    def receive(self) -> dict[str, Any]:
        while True:
            first, length = self.stream.read(2)
            if length == 126:
                (length,) = struct.unpack(">H", self.stream.read(2))
            elif length == 127:
                (length,) = struct.unpack(">Q", self.stream.read(8))
            body = self.stream.read(length)
            if first == 0x81:
                return json.loads(body)  # type: ignore[no-any-return]
            assert (first, body) == (0x8A, b"are you there")


def converse(client: TcpClient, text: str) -> list[str]:
    """The messages of the diagnostics of a text."""
    params = {"processId": None, "rootUri": None, "capabilities": {**CAPABILITIES, "window": {}}}
    client.send({"id": 1, "method": "initialize", "params": params})
    while client.receive().get("id") != 1:
        pass
    client.send({"method": "initialized", "params": {}})
    item = {"uri": URI, "languageId": "fake", "version": 1, "text": text}
    client.send({"method": "textDocument/didOpen", "params": {"textDocument": item}})
    while True:
        message = client.receive()
        if message.get("method") == "textDocument/publishDiagnostics" and message["params"]["diagnostics"]:
            return [found["message"] for found in message["params"]["diagnostics"]]


@pytest.mark.parametrize("address", ["tcp"], indirect=True)
def test_tcp_clients_have_servers_of_their_own(address: tuple[str, int]) -> None:
    first, second = TcpClient(address), TcpClient(address)
    assert converse(first, "unit a fail one") == ["one"]
    assert converse(second, "unit a fail two") == ["two"]
    first.socket.close()
    assert converse(TcpClient(address), "unit a fail three") == ["three"]


@pytest.mark.parametrize("address", ["ws"], indirect=True)
def test_web_clients(address: tuple[str, int]) -> None:
    first, second = WebClient(address), WebClient(address, origin=f"http://{address[0]}:{address[1]}")
    assert first.status == second.status == b"101"
    assert converse(first, "unit a fail one") == ["one"]
    first.socket.close()
    assert converse(second, "unit a fail " + "long" * 20_000) == ["long" * 20_000]
    assert WebClient(address, origin="http://elsewhere.example").status == b"403"
    plain = socket.create_connection(address)
    plain.sendall(b"GET /none HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert plain.recv(100).startswith(b"HTTP/1.1 404")


@pytest.mark.parametrize("address", ["ws"], indirect=True)
def test_a_page_cannot_reach_us_under_a_name_of_its_own(address: tuple[str, int]) -> None:
    """A site whose name was made to point here passes for the origin; only the name gives it away."""
    names = {"127.0.0.1": 101, "localhost": 101, "[::1]": 101, "evil.example": 403, "127.0.0.1.evil.example": 403}
    for name, status in names.items():
        host = f"{name}:{address[1]}"
        assert WebClient(address, f"http://{host}", host).status == str(status).encode(), name
    plain = socket.create_connection(address)
    plain.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert plain.recv(100).startswith(b"HTTP/1.1 403")
