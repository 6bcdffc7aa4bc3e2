"""The conversation as a whole, byte by byte: begin, work, end, and everything a client may do wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.raw_client import RawClient, family, is_alive

URI = "file:///t/a.fake"


@pytest.fixture
def client(tmp_path: Path) -> Iterator[RawClient]:
    client = RawClient(tmp_path / "cache")
    yield client
    members = family(client.process.pid)
    client.kill()
    assert gone(members), client.errors.decode()
    assert b"Traceback" not in client.errors, client.errors.decode()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RawClient]:
    """One server for all tests that leave it usable."""
    client = RawClient(tmp_path_factory.mktemp("cache"))
    client.initialize()
    yield client
    assert client.stop() == 0, client.errors.decode()
    assert b"Traceback" not in client.errors, client.errors.decode()


def gone(members: list[int], limit: float = 5) -> bool:
    end = time.monotonic() + limit
    while any(map(is_alive, members)):
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def at(line: int, character: int, uri: str = URI) -> dict[str, Any]:
    return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}


def test_shutdown_and_exit(client: RawClient) -> None:
    assert client.initialize()["serverInfo"]["name"] == "frame"
    client.open(URI, "unit a sleep 30")
    assert client.wait(lambda: len(family(client.process.pid)) >= 3)
    members = family(client.process.pid)
    assert client.stop() == 0
    assert gone(members)


def test_exit_without_shutdown_is_an_error(client: RawClient) -> None:
    client.initialize()
    client.notify("exit")
    assert client.process.wait(5) == 1


def test_a_client_that_closes_its_end_leaves_nothing_behind(client: RawClient) -> None:
    client.initialize()
    client.open(URI, "unit a sleep 30\nunit b sleep 30")
    assert client.wait(lambda: len(family(client.process.pid)) >= 3)
    members = family(client.process.pid)
    assert client.process.stdin is not None
    client.process.stdin.close()
    assert gone(members)


def test_a_client_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    """The client is a process of its own whose end of the pipe stays open in this one."""
    victim = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    client = RawClient(tmp_path / "cache")
    client.initialize(processId=victim.pid)
    client.open(URI, "unit a sleep 30")
    assert client.wait(lambda: len(family(client.process.pid)) >= 3)
    members = family(client.process.pid)
    victim.kill()
    victim.wait()
    assert gone(members)
    client.kill()


def test_a_server_that_is_killed_leaves_nothing_behind(client: RawClient) -> None:
    client.initialize()
    client.open(URI, "unit a sleep 30")
    assert client.wait(lambda: len(family(client.process.pid)) >= 3)
    members = family(client.process.pid)
    client.process.send_signal(signal.SIGKILL)
    assert gone(members)


def test_requests_come_after_initialize_and_before_shutdown(client: RawClient) -> None:
    assert client.call("textDocument/hover", at(0, 0))["error"]["code"] == -32002
    client.notify("textDocument/didOpen", {"nonsense": 1})
    client.initialize()
    assert (
        client.call("initialize", {"capabilities": {}, "processId": None, "rootUri": None})["error"]["code"] == -32600
    )
    client.call("shutdown")
    assert client.call("textDocument/hover", at(0, 0))["error"]["code"] == -32600
    client.notify("exit")
    assert client.process.wait(5) == 0


def test_broken_messages_are_survived(shared: RawClient) -> None:
    shared.write(b"Content-Length: 5\r\n\r\n{nope")
    shared.write(b"\r\n\r\nRubbish: yes\r\n\r\n")
    shared.write(b"content-length: 2\r\nContent-Type: x\r\n\r\n{}")
    shared.send([])
    shared.send([{"jsonrpc": "2.0", "method": "frame/none", "params": []}])
    shared.send({"jsonrpc": "1.0", "id": 77, "method": "x"})
    shared.send({"jsonrpc": "2.0", "id": "no-such", "result": 5})
    shared.send({"jsonrpc": "2.0", "id": "no-such", "error": {"code": 1, "message": "x"}})
    shared.send({"jsonrpc": "2.0", "method": "$/cancelRequest", "params": {"id": 4711}})
    assert shared.call("textDocument/hover", {"position": 3})["error"]["code"] == -32602
    assert shared.call("no/such")["error"]["code"] == -32601
    assert shared.call("frame/state", None)["error"]["code"] == -32602
    assert (
        shared.call("workspace/executeCommand", {"command": "frame.verify", "arguments": [3, None]})["result"] is None
    )
    errors = [m for _, m in shared.messages if m.get("id") is None and "error" in m]
    assert errors and all("Traceback" not in str(m) for m in errors)


def test_documents_that_are_not_open_are_no_reason_to_worry(shared: RawClient) -> None:
    uri = "file:///t/never%20opened.fake"
    shared.change(uri, 2, {"text": "x"})
    shared.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    shared.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    for method in ("textDocument/hover", "frame/state", "frame/heapGraph"):
        assert shared.call(method, at(3, 9, uri))["result"] is None
    assert shared.call("textDocument/documentSymbol", {"textDocument": {"uri": uri}})["result"] is None
    assert not shared.all("window/showMessage")


def test_a_version_is_published_with_its_progress_open(client: RawClient) -> None:
    client.initialize()
    client.open(URI, "unit a fail x\nunit b sleep 0.2")
    assert [d["code"] for d in client.settled(URI, 1)] == ["fake"]
    order = [
        m["params"]["value"]["kind"] if m["method"] == "$/progress" else "publish"
        for _, m in client.messages
        if m.get("method") in ("$/progress", "textDocument/publishDiagnostics")
    ]
    assert order[0] == "begin" and order[-1] == "end"
    assert "publish" in order


def test_unchanged_findings_stay_and_stale_ones_go(client: RawClient) -> None:
    client.initialize()
    client.open(URI, "unit a fail one\nunit b fail two")
    client.settled(URI, 1)
    begin = len(client.messages)
    client.change(URI, 2, {"text": "\nunit a fail one\nunit b sleep 0.3"})
    client.settled(URI, 2)
    published = [
        [(d["range"]["start"]["line"], d["message"]) for d in m["params"]["diagnostics"]]
        for _, m in client.messages[begin:]
        if m.get("method") == "textDocument/publishDiagnostics" and m["params"]["version"] == 2
    ]
    assert published[0] == [(1, "one")]
    assert all(found == [(1, "one")] for found in published)


def test_closing_takes_the_diagnostics_back(shared: RawClient) -> None:
    uri = "file:///t/close.fake"
    shared.open(uri, "nonsense")
    assert shared.settled(uri, 1)
    shared.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert shared.wait(lambda: shared.diagnostics(uri) == [])


def test_progress_can_be_cancelled(shared: RawClient) -> None:
    uri = "file:///t/cancel.fake"
    shared.open(uri, "unit a sleep 30")
    assert shared.wait(lambda: "running" in statuses(shared, uri).values())
    token = shared.all("$/progress")[-1]["token"]
    begin = time.monotonic()
    shared.notify("window/workDoneProgress/cancel", {"token": token})
    assert shared.wait(lambda: not shared.is_working(), 2)
    assert time.monotonic() - begin < 0.5
    assert shared.wait(lambda: statuses(shared, uri) == {"a": "not run"})
    shared.notify("textDocument/didClose", {"textDocument": {"uri": uri}})


def statuses(client: RawClient, uri: str) -> dict[str, str]:
    found = [p for p in client.all("frame/status") if p["uri"] == uri]
    return {unit["unit"]: unit["status"] for unit in found[-1]["units"]} if found else {}


def test_verify_again_on_request(shared: RawClient, tmp_path: Path) -> None:
    uri, log = "file:///t/again.fake", tmp_path / "log"
    shared.open(uri, f"unit a log {log}\nunit b log {log}")
    shared.settled(uri, 1)
    shared.call("workspace/executeCommand", {"command": "frame.verify", "arguments": [uri, "b"]})
    assert shared.wait(lambda: log.read_text() == "a\nb\nb\n", 2) or sorted(log.read_text().split()) == ["a", "b", "b"]


def test_symbols_hover_state_and_fixes(shared: RawClient) -> None:
    uri = "file:///t/all.fake"
    shared.open(uri, "let p bad\nunit a use p\nunit 😀b fail x")
    shared.settled(uri, 1)
    symbols = shared.call("textDocument/documentSymbol", {"textDocument": {"uri": uri}})["result"]
    assert [(s["name"], s["selectionRange"]["end"]["character"]) for s in symbols] == [("p", 5), ("a", 6), ("😀b", 8)]
    hover = shared.call("textDocument/hover", at(1, 5, uri))["result"]
    assert "`a |-> 1`" in hover["contents"]["value"] and "not proved" in hover["contents"]["value"]
    state = shared.call("frame/state", at(1, 0, uri))["result"]
    assert state["text"].startswith("a · line 2") and state["status"] == "failed" and not state["stale"]
    assert state["before"]["atoms"][0]["text"] == "a |-> 1"
    graph = shared.call("frame/heapGraph", at(1, 0, uri))["result"]
    assert graph["nodes"][0]["id"] == "a" and graph["svg"].startswith("<svg")
    assert graph["pictures"] == [graph["svg"]]
    everything = {"start": {"line": 0, "character": 0}, "end": {"line": 9, "character": 0}}
    params = {"textDocument": {"uri": uri}, "range": everything, "context": {"diagnostics": []}}
    actions = shared.call("textDocument/codeAction", params)["result"]
    edit = actions[0]["edit"]["changes"][uri][0]
    assert edit["newText"] == "ok" and edit["range"]["start"] == {"line": 2, "character": 9}
    related = shared.diagnostics(uri, 1)[0]["relatedInformation"]  # type: ignore[index]
    assert related[0]["message"] == "declared here" and related[0]["location"]["range"]["start"]["line"] == 0


@pytest.mark.parametrize(("encoding", "column"), [("utf-8", 12), ("utf-16", 10), ("utf-32", 9)])
def test_columns_are_the_clients(tmp_path: Path, encoding: str, column: int) -> None:
    client = RawClient(tmp_path / "cache")
    capabilities = {"general": {"positionEncodings": [encoding]}}
    answer = client.initialize(capabilities=capabilities)
    assert answer["capabilities"]["positionEncoding"] == encoding
    client.open(URI, "unit 😀bé fail x")
    assert client.wait(lambda: client.diagnostics(URI))
    assert client.diagnostics(URI)[0]["range"]["start"]["character"] == column + (encoding == "utf-8")  # type: ignore[index]
    here = {"line": 0, "character": column + (encoding == "utf-8")}
    client.change(
        URI, 2, {"range": {"start": here, "end": {"line": 0, "character": here["character"] + 4}}, "text": "ok"}
    )
    assert client.wait(lambda: client.diagnostics(URI, 2) == [])
    client.stop()


def test_an_idle_server_shares_its_verdicts_with_the_next(tmp_path: Path) -> None:
    log = tmp_path / "log"
    for _ in range(2):
        client = RawClient(tmp_path / "cache")
        client.initialize()
        client.open(URI, f"unit a log {log}")
        client.settled(URI, 1)
        client.stop()
    assert log.read_text() == "a\n"
    assert os.listdir(tmp_path / "cache")
