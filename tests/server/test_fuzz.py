"""Mutated and reordered messages: no crash, no hang, every request answered once and under its own id."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

from tests.server.raw_client import RawClient

URI = "file:///t/fuzz.fake"
METHODS = (
    "textDocument/hover",
    "textDocument/documentSymbol",
    "textDocument/codeAction",
    "textDocument/definition",
    "textDocument/references",
    "textDocument/rename",
    "textDocument/prepareRename",
    "textDocument/completion",
    "textDocument/signatureHelp",
    "textDocument/semanticTokens/full",
    "textDocument/foldingRange",
    "textDocument/codeLens",
    "workspace/symbol",
    "workspace/executeCommand",
    "frame/state",
    "frame/heapGraph",
    "no/such/method",
)
NOTIFICATIONS = (
    "textDocument/didOpen",
    "textDocument/didChange",
    "textDocument/didSave",
    "textDocument/didClose",
    "workspace/didChangeConfiguration",
    "workspace/didChangeWatchedFiles",
    "window/workDoneProgress/cancel",
    "$/cancelRequest",
    "$/setTrace",
    "frame/no",
)
ODD = (None, 0, -1, 2**31, 2**70, 1.5, "", "x", URI, "file://[", "\ud800", [], {}, [[]], True, "unit a fail x\n😀")


def parameters(random_: random.Random) -> dict[str, Any]:
    """Parameters that suit most methods."""
    place = {"line": random_.randrange(4), "character": random_.randrange(12)}
    end = {"line": random_.randrange(4), "character": random_.randrange(12)}
    text = "".join(random_.choice(["unit a ok\n", "let p bad\n", "unit b use p\n", "x", "\r", "😀"]) for _ in range(6))
    return {
        "textDocument": {"uri": URI, "version": random_.randrange(99), "languageId": "fake", "text": text},
        "position": place,
        "range": {"start": place, "end": end},
        "context": {"diagnostics": [], "includeDeclaration": True},
        "contentChanges": [{"range": {"start": place, "end": end}, "text": text[:5]}, {"text": text}],
        "newName": "n",
        "query": "a",
        "command": random_.choice(["frame.verify", "frame.stop", "none"]),
        "arguments": [URI, "a"],
        "settings": {"frame": {"jobs": 2}},
        "changes": [{"uri": URI, "type": 2}],
        "token": "t",
        "id": random_.randrange(200),
        "value": "off",
    }


def mutated(value: Any, random_: random.Random) -> Any:
    """The value with one part dropped or replaced."""
    if random_.random() < 0.2 or not isinstance(value, dict | list) or not value:
        return random_.choice(ODD)
    value = copy.copy(value)
    key = random_.choice(list(value) if isinstance(value, dict) else range(len(value)))
    if isinstance(value, dict) and random_.random() < 0.3:
        del value[key]
    else:
        value[key] = mutated(value[key], random_)
    return value


def test_mutated_messages(tmp_path: Path) -> None:
    random_ = random.Random(11)
    client = RawClient(tmp_path / "cache")
    client.initialize()
    asked: list[int] = []
    for round_ in range(8):
        for _ in range(60):
            params: Any = parameters(random_)
            if random_.random() < 0.6:
                params = mutated(params, random_)
            if random_.random() < 0.5:
                asked.append(client.request(random_.choice(METHODS), params))
            else:
                client.notify(random_.choice(NOTIFICATIONS), params)
            if random_.random() < 0.05:
                client.write(b"Content-Length: 7\r\n\r\n" + bytes(random_.randrange(256) for _ in range(7)))
        text = f"unit sure{round_} fail yes"
        client.notify("textDocument/didClose", {"textDocument": {"uri": URI}})
        client.notify("workspace/didChangeConfiguration", {"settings": {"frame": {}}})
        client.open(URI, text, 1000 + round_)
        assert [d["message"] for d in client.settled(URI, 1000 + round_)] == ["yes"]
    assert client.wait(lambda: all(client.answer(identity) for identity in asked)), client.errors.decode()
    answered = [m["id"] for _, m in client.messages if "id" in m and "method" not in m and m["id"] is not None]
    assert len(answered) == len(set(answered)), "a request was answered twice"
    assert set(answered) <= set(range(1, client._next + 1)), "an answer to nothing"
    assert all("Traceback" not in json.dumps(m) for _, m in client.messages)
    assert client.stop() == 0


def test_a_thousand_open_documents(tmp_path: Path) -> None:
    client = RawClient(tmp_path / "cache")
    client.initialize()
    for number in range(1000):
        client.open(f"file:///t/many{number}.fake", f"unit u{number % 10} ok\nunit v{number} fail {number}")
    last = "file:///t/many999.fake"
    assert client.settled(last, 1, limit=120)[0]["message"] == "999"
    shown = {p["uri"] for p in client.all("textDocument/publishDiagnostics") if p["diagnostics"]}
    assert len(shown) == 1000
    assert client.stop() == 0
