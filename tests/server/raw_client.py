"""A client that speaks bytes: for what a proper client never does, and for looking at the process from outside."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

SERVER = Path(__file__).with_name("serve_fake.py")
CAPABILITIES: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "window": {"workDoneProgress": True},
    "textDocument": {
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
    },
}


class RawClient:
    """One server process. Every message that arrives is kept, with its time."""

    def __init__(self, cache: Path, *command: str) -> None:
        environment = {**os.environ, "XDG_CACHE_HOME": str(cache)}
        self.process = subprocess.Popen(
            command or (sys.executable, str(SERVER)),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        self.messages: list[tuple[float, dict[str, Any]]] = []
        self._news: queue.Queue[None] = queue.Queue()
        self._next = 0
        threading.Thread(target=self._read, daemon=True).start()
        self.errors = b""
        threading.Thread(target=self._read_errors, daemon=True).start()

    def _read(self) -> None:
        stream = self.process.stdout
        assert stream is not None
        while True:
            length = None
            while line := stream.readline().strip():
                name, _, value = line.partition(b":")
                if name.lower() == b"content-length":
                    length = int(value)
            if length is None:
                return
            message = json.loads(stream.read(length))
            self.messages.append((time.monotonic(), message))
            if "method" in message and "id" in message:
                self.send({"jsonrpc": "2.0", "id": message["id"], "result": None})
            self._news.put(None)

    def _read_errors(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.errors += line

    def write(self, data: bytes) -> None:
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(data)
            self.process.stdin.flush()
        except BrokenPipeError:
            pass

    def send(self, message: Any) -> None:
        body = json.dumps(message).encode()
        self.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, params: Any = None) -> None:
        self.send({"jsonrpc": "2.0", "method": method, "params": params})

    def request(self, method: str, params: Any = None) -> int:
        self._next += 1
        self.send({"jsonrpc": "2.0", "id": self._next, "method": method, "params": params})
        return self._next

    def call(self, method: str, params: Any = None, limit: float = 10) -> dict[str, Any]:
        """The whole answer, a result or an error."""
        identity = self.request(method, params)
        found = self.wait(lambda: self.answer(identity), limit)
        assert found is not None, f"{method} was not answered; {self.errors.decode()}"
        return found

    def answer(self, identity: Any) -> dict[str, Any] | None:
        return next((m for _, m in self.messages if m.get("id") == identity and "method" not in m), None)

    def wait(self, ready: Callable[[], Any], limit: float = 10) -> Any:
        end = time.monotonic() + limit
        while True:
            if value := ready():
                return value
            if time.monotonic() > end:
                return None
            try:
                self._news.get(timeout=0.02)
            except queue.Empty:
                continue

    def all(self, method: str) -> list[dict[str, Any]]:
        return [m["params"] for _, m in list(self.messages) if m.get("method") == method]

    def initialize(self, **parameters: Any) -> dict[str, Any]:
        params = {"processId": os.getpid(), "rootUri": None, "capabilities": CAPABILITIES, **parameters}
        answer = self.call("initialize", params)
        self.notify("initialized", {})
        return answer["result"]  # type: ignore[no-any-return]

    def open(self, uri: str, text: str, version: int = 1) -> None:
        item = {"uri": uri, "languageId": "fake", "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})

    def change(self, uri: str, version: int, *changes: dict[str, Any]) -> None:
        identifier = {"uri": uri, "version": version}
        self.notify("textDocument/didChange", {"textDocument": identifier, "contentChanges": list(changes)})

    def diagnostics(self, uri: str, version: int | None = None) -> list[dict[str, Any]] | None:
        """The last published diagnostics of a document, of a version if one is given; None: not published."""
        found = [
            p
            for p in self.all("textDocument/publishDiagnostics")
            if p["uri"] == uri and version in (None, p.get("version"))
        ]
        return found[-1]["diagnostics"] if found else None

    def is_working(self) -> bool:
        """Whether a progress is open."""
        states = {}
        for params in self.all("$/progress"):
            states[params["token"]] = params["value"]["kind"]
        return any(kind != "end" for kind in states.values())

    def settled(self, uri: str, version: int, limit: float = 10) -> list[dict[str, Any]]:
        """The diagnostics of a version once all work is done."""
        done = self.wait(lambda: self.diagnostics(uri, version) is not None and not self.is_working(), limit)
        assert done, f"not settled; {self.errors.decode()}"
        found = self.diagnostics(uri, version)
        assert found is not None
        return found

    def stop(self) -> int:
        """Ends the conversation properly; the exit status."""
        self.call("shutdown")
        self.notify("exit")
        return self.process.wait(5)

    def kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()


def family(pid: int) -> list[int]:
    """The living descendants of a process, itself included."""
    children: dict[int, list[int]] = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                state, parent = Path(f"/proc/{name}/stat").read_text().rsplit(")", 1)[1].split()[:2]
            except OSError:
                continue
            if state != "Z":
                children.setdefault(int(parent), []).append(int(name))
    found, todo = [], [pid]
    while todo:
        here = todo.pop()
        found.append(here)
        todo += children.get(here, [])
    return found


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False
