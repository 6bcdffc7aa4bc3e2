"""Selections, linked names, call hierarchy, kinds of declarations and colours in a C file, in every encoding."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.server.c_editor import WIDTHS, Editor

TEXT = """/* 😀 */ struct node { struct node *next; int value; };

/*@ /* 😀 */ predicate cell(struct node *n) = n->next |-> ?more &*& n->value |-> ?v &*& v != 7; @*/

/*@ lemma void look(struct node *n)
    requires cell(n);
    ensures cell(n);
{
    open cell(n);
    close cell(n);
}
@*/

int twice(int x);
//@ requires 0 <= x &*& x <= 10;
//@ ensures result == x + x;

int twice(int x)
//@ requires 0 <= x &*& x <= 10;
//@ ensures result == x + x;
{
    return x + x;
}

int use(struct node *p)
//@ requires cell(p) &*& p != 0;
//@ ensures cell(p);
{
    /* 😀 */ int k = twice(3); //@ look(p);
    return k + twice(1);
}
"""


@pytest.fixture(scope="module", params=sorted(WIDTHS))
def editor(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    editor = Editor(tmp_path_factory.mktemp("structure"), request.param, TEXT)
    yield editor
    assert editor.client.stop() == 0, editor.client.errors.decode()


def test_a_selection_grows(editor: Editor) -> None:
    place = editor.position(editor.text.index("twice(1)"))
    params = {"textDocument": {"uri": editor.uri}, "positions": [place, {"line": 999, "character": 0}]}
    found = editor.client.call("textDocument/selectionRange", params, 60)["result"]
    assert len(found) == 2
    words, one = [], found[0]
    while one is not None:
        words.append(editor.written(one["range"]))
        one = one.get("parent")
    assert words[:3] == ["twice", "twice(1)", "k + twice(1)"] and words[-1] == editor.text
    assert all(inner in outer for inner, outer in pairwise(words))


def test_a_pattern_is_typed_in_all_its_places(editor: Editor) -> None:
    found = editor.ask("linkedEditingRange", "v != 7")
    assert [editor.written(stretch) for stretch in found["ranges"]] == ["v", "v"]
    assert editor.ask("linkedEditingRange", "more") is None  # it stands only once
    assert editor.ask("linkedEditingRange", "twice") is None  # others may speak of it


def test_calls(editor: Editor) -> None:
    (item,) = editor.ask("prepareCallHierarchy", "twice", after="int use")
    assert item["name"] == "twice" and editor.written(item["selectionRange"]) == "twice"
    (caller,) = editor.client.call("callHierarchy/incomingCalls", {"item": item}, 60)["result"]
    assert caller["from"]["name"] == "use"
    assert [editor.written(stretch) for stretch in caller["fromRanges"]] == ["twice", "twice"]
    called = editor.client.call("callHierarchy/outgoingCalls", {"item": caller["from"]}, 60)["result"]
    assert [(one["to"]["name"], len(one["fromRanges"])) for one in called] == [("twice", 2), ("look", 1)]
    assert editor.ask("prepareCallHierarchy", "k +") is None


@pytest.mark.parametrize(
    ("method", "name", "after", "line"),
    [
        ("definition", "twice(3)", "int use", "int twice(int x)\n"),
        ("implementation", "twice(3)", "int use", "int twice(int x)\n"),
        ("declaration", "twice(3)", "int use", "int twice(int x);"),
        ("typeDefinition", "p != 0", "int use", "/* 😀 */ struct node"),
        ("definition", "cell(p)", "int use", "/*@ /* 😀 */ predicate"),
    ],
)
def test_declarations(editor: Editor, method: str, name: str, after: str, line: str) -> None:
    (found,) = editor.ask(method, name, after=after)
    start = editor.offset({"line": found["range"]["start"]["line"], "character": 0})
    assert editor.text[start:].startswith(line)


def test_colours_come_as_differences(editor: Editor) -> None:
    document = {"textDocument": {"uri": editor.uri}}
    whole = editor.client.call("textDocument/semanticTokens/full", document, 60)["result"]
    asked = {**document, "previousResultId": whole["resultId"]}
    same = editor.client.call("textDocument/semanticTokens/full/delta", asked, 60)["result"]
    assert same["edits"] == []
    editor.text = editor.text.replace("open cell(n);", "open cell(n); open cell(n);")
    editor.client.change(editor.uri, 2, {"text": editor.text})
    asked = {**document, "previousResultId": same["resultId"]}
    delta = editor.client.call("textDocument/semanticTokens/full/delta", asked, 60)["result"]
    (edit,) = delta["edits"]
    data = list(whole["data"])
    data[edit["start"] : edit["start"] + edit["deleteCount"]] = edit["data"]
    assert data == editor.client.call("textDocument/semanticTokens/full", document, 60)["result"]["data"]
    unknown = editor.client.call("textDocument/semanticTokens/full/delta", asked, 60)["result"]
    assert unknown["data"] == data
    editor.text = TEXT
    editor.client.change(editor.uri, 3, {"text": editor.text})
