"""Hard times: a thousand open documents, a cache that takes nothing, one text under several paths."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.server.raw_client import SERVER, RawClient, family
from tests.server.test_soak import memory

DOCUMENTS = 1_000
TEXT = "unit a use p\nlet p good"
WRONG = Path(__file__).resolve().parents[2] / "examples" / "wrong.c"


def test_a_thousand_open_documents(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    client = RawClient(tmp_path / "cache")
    request.addfinalizer(client.kill)
    client.initialize()
    first, *others = [f"file:///many/d{n}.fake" for n in range(DOCUMENTS)]
    client.open(first, TEXT)
    client.settled(first, 1, 30)
    before = memory(family(client.process.pid))
    for uri in others:
        client.open(uri, TEXT)
    client.change(others[500], 2, {"text": "unit a use p\nlet p bad"})
    assert [found["message"] for found in client.settled(others[500], 2, 60)] == ["`p` is bad"]
    assert {params["uri"] for params in client.all("textDocument/publishDiagnostics")} == {first, *others}
    begin = time.monotonic()
    for uri in others:
        client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    client.change(first, 2, {"text": "unit a fail no"})
    assert [found["message"] for found in client.settled(first, 2, 60)] == ["no"]
    assert time.monotonic() - begin < 5
    assert memory(family(client.process.pid)) < before * 1.2 + 20_000
    assert client.stop() == 0, client.errors.decode()


@pytest.mark.parametrize("trouble", ["a file where the folder would be", "a full disk"])
def test_without_a_cache_everything_works(trouble: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    cache, command = tmp_path / "cache", [sys.executable, str(SERVER)]
    if trouble == "a full disk":
        command = ["sh", "-c", f"ulimit -f 0; exec {sys.executable} {SERVER}"]
    else:
        cache.write_text("no folder")
    client = RawClient(cache, *command)
    request.addfinalizer(client.kill)
    client.initialize()
    uri = "file:///t/a.fake"
    client.open(uri, TEXT)
    assert client.settled(uri, 1) == []
    for version in (2, 3):
        client.change(uri, version, {"text": f"unit a fail no{version}"})
        assert [found["message"] for found in client.settled(uri, version)] == [f"no{version}"]
        time.sleep(0.6)  # stored verdicts are written after a while
    assert client.stop() == 0
    assert b"Traceback" not in client.errors, client.errors.decode()


def shown(cache: Path, uri: str, text: str) -> list[dict[str, Any]]:
    """The diagnostics of a text, from a server of its own."""
    client = RawClient(cache, sys.executable, "-m", "frame_ls", "lsp")
    try:
        client.initialize()
        item = {"uri": uri, "languageId": "c", "version": 1, "text": text}
        client.notify("textDocument/didOpen", {"textDocument": item})
        found = client.settled(uri, 1, 60)
        assert client.stop() == 0, client.errors.decode()
        return found
    finally:
        client.kill()


def test_a_text_has_its_errors_in_the_same_places_whatever_its_path(tmp_path: Path) -> None:
    text, cache = WRONG.read_text(encoding="utf-8"), tmp_path / "cache"
    uris = [(tmp_path / name).as_uri() for name in ("one/a.c", "two/a b%c.c")] + ["untitled:Untitled-1"]
    found = [shown(cache, uri, text) for uri in (*uris, uris[1])]
    places = [[(d["range"], d["severity"], d["message"]) for d in diagnostics] for diagnostics in found]
    assert places[0] and places[0][0][0]["start"]["line"] > 0
    assert places == places[:1] * len(places)
