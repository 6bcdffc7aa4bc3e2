"""Formatting, inlay hints, pulled diagnostics, renamed files and the bug report, through the protocol."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.server.c_editor import WIDTHS, Editor

TEXT = """struct cell { int value; };

/*@ /* 😀 */ predicate cell(struct cell *c; int v) = c->value |-> v; @*/

int get(struct cell *c)
//@ requires cell(c, ?before);
//@ ensures cell(c, before) &*& result == before;
{
    /* 😀 */ return c->value;
}

int twice(struct cell *c)
//@ requires cell(c, ?start);
//@ ensures cell(c, start);
{
    int first = get(c); //@ assert cell(c,?found)&*&found==first;
    return first;
}
"""


@pytest.fixture(scope="module", params=sorted(WIDTHS))
def editor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    editor = Editor(tmp_path_factory.mktemp("aids"), request.param, TEXT)
    yield editor
    assert editor.client.stop() == 0, editor.client.errors.decode()


def call(editor: Editor, method: str, **params: Any) -> Any:
    return editor.client.call(method, {"textDocument": {"uri": editor.uri}, **params}, 60)["result"]


def test_formatting(editor: Editor) -> None:
    options = {"tabSize": 4, "insertSpaces": True}
    edits = call(editor, "textDocument/formatting", options=options)
    assert editor.applied(edits) == TEXT.replace("cell(c,?found)&*&found==first", "cell(c, ?found) &*& found == first")
    head = {"start": {"line": 0, "character": 0}, "end": {"line": 4, "character": 0}}
    assert call(editor, "textDocument/rangeFormatting", options=options, range=head) == []


def test_inlay_hints(editor: Editor) -> None:
    found = call(editor, "textDocument/inlayHint", range=editor.whole())
    told = {(editor.text[: editor.offset(hint["position"])].rsplit(None, 1)[-1], hint["label"]) for hint in found}
    assert ("get(c)", " before = start") in told
    assert any(before.endswith("?found") for before, _ in told)
    editor.client.notify("workspace/didChangeConfiguration", {"settings": {"frame": {"inlayHints": "all"}}})
    editor.client.wait(lambda: len(call(editor, "textDocument/inlayHint", range=editor.whole()) or ()) > len(found), 30)
    steps = call(editor, "textDocument/inlayHint", range=editor.whole())
    assert any(hint["label"].startswith(("open ", "close ")) for hint in steps)
    editor.client.notify("workspace/didChangeConfiguration", {"settings": {"frame": {"inlayHints": "off"}}})
    assert not call(editor, "textDocument/inlayHint", range=editor.whole())
    editor.client.notify("workspace/didChangeConfiguration", {"settings": {"frame": {}}})


def test_completion_of_whole_clauses(editor: Editor) -> None:
    text = TEXT.replace("//@ requires cell(c, ?before);\n//@ ensures cell(c, before) &*& result == before;", "//@ ")
    editor.text = text
    editor.client.change(editor.uri, 2, {"text": text})
    offset = text.index("//@ \n") + 4
    params = {"textDocument": {"uri": editor.uri}, "position": editor.position(offset)}
    items = editor.client.call("textDocument/completion", params, 60)["result"]["items"]
    labels = {item["label"]: item for item in items}
    assert "requires cell(c, ?v);" in labels and "ensures cell(c, v);" in labels
    assert "documentation" not in labels["cell"]
    resolved = editor.client.call("completionItem/resolve", labels["cell"], 60)["result"]
    assert "predicate cell" in resolved["documentation"]["value"]
    editor.text = TEXT
    editor.client.change(editor.uri, 3, {"text": TEXT})
    editor.client.settled(editor.uri, 3, 60)


def test_lenses_count_references(tmp_path: Path) -> None:
    editor = Editor(tmp_path, "utf-8", TEXT, initializationOptions={"codeLens": True})
    lenses = [lens for lens in call(editor, "textDocument/codeLens") if "command" not in lens]
    assert [editor.written(lens["range"]) for lens in lenses] == ["get", "twice"]
    command = editor.client.call("codeLens/resolve", lenses[0], 60)["result"]["command"]
    assert command["title"] == "1 reference"
    params = {"command": command["command"], "arguments": command["arguments"]}
    (place,) = editor.client.call("workspace/executeCommand", params, 60)["result"]
    assert editor.written(place["range"]) == "get"
    assert editor.client.stop() == 0


def test_bug_report(editor: Editor) -> None:
    params = {"command": "frame.bugReport", "arguments": []}
    text = editor.client.call("workspace/executeCommand", params, 60)["result"]
    assert "frame-ls" in text and "a.c: version " in text and "struct" not in text
    assert any(p["message"] == text for p in editor.client.all("window/logMessage"))


def test_includes_follow_renamed_files(tmp_path: Path) -> None:
    (tmp_path / "old.h").write_text("struct s { int x; };\n", encoding="utf-8")
    (tmp_path / "other.c").write_text('/* 😀 */\n#include "old.h"\n', encoding="utf-8")
    folders = [{"uri": tmp_path.as_uri(), "name": "w"}]
    editor = Editor(tmp_path, "utf-16", '//@ #include "old.h"\n', workspaceFolders=folders, rootUri=tmp_path.as_uri())
    files = [{"oldUri": (tmp_path / "old.h").as_uri(), "newUri": (tmp_path / "sub" / "new.h").as_uri()}]
    changes = editor.client.call("workspace/willRenameFiles", {"files": files}, 60)["result"]["changes"]
    assert editor.applied(changes[editor.uri]) == '//@ #include "sub/new.h"\n'
    (edit,) = changes[(tmp_path / "other.c").as_uri()]
    assert edit["newText"] == "sub/new.h" and edit["range"]["start"] == {"line": 1, "character": 10}
    files = [{"oldUri": editor.uri, "newUri": (tmp_path / "sub" / "a.c").as_uri()}]
    changes = editor.client.call("workspace/willRenameFiles", {"files": files}, 60)["result"]["changes"]
    assert editor.applied(changes[editor.uri]) == '//@ #include "../old.h"\n'
    assert editor.client.stop() == 0


def test_pulled_diagnostics(tmp_path: Path) -> None:
    wrong = TEXT.replace("result == before", "result == before + 1")
    editor = Editor.quiet(tmp_path, wrong, initializationOptions={"diagnostics": "pull"})
    assert editor.capabilities["diagnosticProvider"]["workspaceDiagnostics"] is True
    client = editor.client
    client.wait(lambda: call(editor, "textDocument/diagnostic")["items"], 60)
    report = call(editor, "textDocument/diagnostic")
    assert report["kind"] == "full" and report["items"]
    assert client.diagnostics(editor.uri) is None  # nobody is told twice
    again = call(editor, "textDocument/diagnostic", previousResultId=report["resultId"])
    assert again == {"kind": "unchanged", "resultId": report["resultId"]}
    known = [{"uri": editor.uri, "value": "other"}, {"uri": "file:///gone.c", "value": "x"}]
    everything = client.call("workspace/diagnostic", {"previousResultIds": known}, 60)["result"]["items"]
    assert [(one["uri"], one["kind"], bool(one["items"])) for one in everything] == [
        (editor.uri, "full", True),
        ("file:///gone.c", "full", False),
    ]
    known = [{"uri": editor.uri, "value": everything[0]["resultId"]}]
    (same,) = client.call("workspace/diagnostic", {"previousResultIds": known}, 60)["result"]["items"]
    assert same["kind"] == "unchanged"
    client.change(editor.uri, 2, {"text": TEXT})
    assert client.wait(lambda: call(editor, "textDocument/diagnostic")["items"] == [], 60)
    assert client.stop() == 0


def test_who_does_not_pull_is_told(editor: Editor) -> None:
    assert "diagnosticProvider" not in editor.capabilities
    assert editor.client.diagnostics(editor.uri) == []
