"""A function that fails is offered a fix, and applying it makes the error go."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from tests.server.raw_client import RawClient

WRONG = Path(__file__).resolve().parents[2] / "examples" / "wrong.c"


def test_a_fix_is_offered_and_makes_the_error_go(tmp_path: Path) -> None:
    client = RawClient(tmp_path / "cache", sys.executable, "-m", "frame_ls", "lsp")
    client.initialize()
    uri, text = (tmp_path / "wrong.c").as_uri(), WRONG.read_text(encoding="utf-8")
    client.open(uri, text)
    client.settled(uri, 1, 30)
    (error,) = client.diagnostics(uri, 1) or []
    params = {"textDocument": {"uri": uri}, "range": error["range"], "context": {"diagnostics": []}}
    actions = client.call("textDocument/codeAction", params, 30)["result"]
    assert [action["title"].endswith("verifies the function") for action in actions][:1] == [True]
    assert client.call("textDocument/codeAction", params, 30)["result"] == actions
    assert len(client.diagnostics(uri, 1) or []) == 1
    client.change(uri, 2, {"text": applied(text, actions[0]["edit"]["changes"][uri])})
    client.settled(uri, 2, 30)
    assert client.diagnostics(uri, 2) == []
    assert client.stop() == 0, client.errors.decode()


def applied(text: str, edits: list[dict[str, Any]]) -> str:
    lines = text.splitlines(keepends=True)

    def offset(position: dict[str, int]) -> int:
        return sum(map(len, lines[: position["line"]])) + position["character"]

    for edit in sorted(edits, key=lambda edit: offset(edit["range"]["start"]), reverse=True):
        begin, end = offset(edit["range"]["start"]), offset(edit["range"]["end"])
        text = text[:begin] + edit["newText"] + text[end:]
    return text


def test_changes_are_proposed_and_tried(tmp_path: Path) -> None:
    client = RawClient(tmp_path / "cache", sys.executable, "-m", "frame_ls", "lsp")
    offered = client.initialize()["capabilities"]["codeActionProvider"]["codeActionKinds"]
    assert {"quickfix", "refactor.extract", "refactor.inline", "source.fixAll.frame"} <= set(offered)
    uri, text = (tmp_path / "wrong.c").as_uri(), WRONG.read_text(encoding="utf-8")
    text = text.replace("struct node {", "/* 😀 */ struct node {")
    client.open(uri, text)
    client.settled(uri, 1, 60)

    def actions(where: str, **context: Any) -> list[dict[str, Any]]:
        before = text[: text.index(where)]
        place = {
            "line": before.count("\n"),
            "character": len(before[before.rfind("\n") + 1 :].encode("utf-16-le")) // 2,
        }
        params = {"textDocument": {"uri": uri}, "range": {"start": place, "end": place}}
        return client.call("textDocument/codeAction", {**params, "context": {"diagnostics": [], **context}}, 60)[
            "result"
        ]

    (made,) = [a for a in actions("node {", only=["refactor"]) if a["title"].startswith("generate")]
    assert ", verifies" in made["title"] and made["kind"] == "refactor.rewrite"
    assert not actions("node {", triggerKind=2)  # a moving cursor starts no proofs
    titles = [action["title"] for action in actions("n->next = list", only=["refactor"])]
    assert "explain it in a comment" in titles
    (everything,) = actions("struct node *push", only=["source.fixAll"])
    assert everything["kind"] == "source.fixAll.frame"
    client.change(uri, 2, {"text": applied(text, everything["edit"]["changes"][uri])})
    assert client.settled(uri, 2, 60) == []
    assert client.stop() == 0, client.errors.decode()
