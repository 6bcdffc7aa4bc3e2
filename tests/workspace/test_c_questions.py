"""What the editor is told about names in annotated C."""

from __future__ import annotations

from frame_ls.source import LineIndex, Span
from frame_ls.workspace.languages.annotated_c import CAnalysis, CLanguage
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import Places
from frame_ls.workspace.questions import (
    Complete,
    Completion,
    Definition,
    Describe,
    Description,
    Folds,
    Links,
    Outline,
    Reference,
    References,
    Signature,
    SignatureHelp,
    Symbol,
    Token,
    TokenKind,
    Tokens,
)

FILE = "/q/list.c"
TEXT = """#include "stdlib.h"
//@ #include "listex.gh"

struct node { struct node *next; int value; };

/*@
predicate nodes(struct node *n; list<int> vs) =
    n == 0 ? vs == nil : n->next |-> ?next &*& n->value |-> ?v &*& malloc_block_node(n) &*& nodes(next, ?rest)
    &*& vs == cons(v, rest);
@*/

int head(struct node *list)
//@ requires nodes(list, ?vs) &*& list != 0;
//@ ensures nodes(list, vs) &*& vs == cons(result, _);
{
    //@ open nodes(list, vs);
    int v = list->value;
    //@ close nodes(list, vs);
    return v;
}
"""


def analysed(text: str = TEXT) -> CAnalysis:
    return CLanguage().analyse(FILE, text, Options(), lambda _file: None)


ANALYSIS = analysed()
PLACES = Places(ANALYSIS.summary.texts, {FILE: LineIndex(TEXT)})


def at(text: str, after: str = "") -> int:
    return TEXT.index(text, TEXT.index(after))


def words(spans: list[Span]) -> list[tuple[int, str]]:
    """The lines and the texts of spans of the file."""
    found = []
    for span in spans:
        stretch = PLACES.stretch(span)
        assert stretch is not None
        file, start, end = stretch
        index = PLACES.index(file)
        assert index is not None
        found.append((index.position(start).line + 1, index.text[start:end]))
    return found


def test_outline() -> None:
    found = ANALYSIS.ask(Outline())
    assert isinstance(found, tuple)
    names = [(symbol.name, symbol.kind.value) for symbol in found if isinstance(symbol, Symbol)]
    assert names == [("node", "struct"), ("nodes", "predicate"), ("head", "function")]
    assert [child.name for child in found[0].children] == ["next", "value"]


def test_definitions() -> None:
    def definition(offset: int) -> list[tuple[int, str]]:
        found = ANALYSIS.ask(Definition(offset))
        assert isinstance(found, tuple)
        return words(list(found))

    assert definition(at("nodes(list, vs);")) == [(7, "nodes")]
    assert definition(at("value;", "int v =")) == [(4, "value")]
    assert definition(at("vs);", "open")) == [(13, "vs")]
    assert definition(at("node *list")) == [(4, "node")]
    assert definition(at("v;", "return")) == [(17, "v")]
    assert definition(at("cons(v")) and definition(at("cons(v"))[0][1] == "cons"
    assert definition(at("requires")) == []


def test_references() -> None:
    def references(offset: int) -> list[tuple[int, str, bool]]:
        found = ANALYSIS.ask(References(offset))
        assert isinstance(found, tuple)
        mentions = [mention for mention in found if isinstance(mention, Reference)]
        return [(*place, m.declares) for place, m in zip(words([m.span for m in mentions]), mentions, strict=True)]

    assert [line for line, _, _ in references(at("nodes(n"))] == [7, 8, 13, 14, 16, 18] or references(
        at("nodes(struct")
    )
    assert [(line, declares) for line, _, declares in references(at("nodes(struct"))] == [
        (7, True),
        (8, False),
        (13, False),
        (14, False),
        (16, False),
        (18, False),
    ]
    assert [(line, declares) for line, _, declares in references(at("value;"))] == [(4, True), (8, False), (17, False)]
    assert [line for line, _, _ in references(at("list)", "int head"))] == [12, 13, 13, 14, 16, 17, 18]


def test_descriptions() -> None:
    found = ANALYSIS.ask(Describe(at("nodes(list, vs);")))
    assert isinstance(found, Description) and found.code.startswith("predicate nodes(struct node *n;")
    found = ANALYSIS.ask(Describe(at("head(struct")))
    assert isinstance(found, Description)
    assert found.code.splitlines()[-1].startswith("//@ ensures") and "{" not in found.code
    assert ANALYSIS.ask(Describe(at("v;", "return"))) is None


def test_colours_and_folds_and_links() -> None:
    found = ANALYSIS.ask(Tokens())
    assert isinstance(found, tuple)
    tokens = [token for token in found if isinstance(token, Token)]
    shown = {text: token.kind for token, (_, text) in zip(tokens, words([t.span for t in tokens]), strict=True)}
    assert shown["predicate"] is TokenKind.KEYWORD and shown["nodes"] is TokenKind.PREDICATE
    assert shown["rest"] is TokenKind.VARIABLE and shown["cons"] is TokenKind.CONSTRUCTOR
    assert "return" not in shown
    folds = ANALYSIS.ask(Folds())
    assert isinstance(folds, tuple) and [line for line, _ in words([fold.span for fold in folds])] == [6, 13]
    links = ANALYSIS.ask(Links())
    assert isinstance(links, tuple) and [link.file.rsplit("/", 1)[-1] for link in links] == ["stdlib.h", "listex.gh"]


def completion(text: str) -> list[str]:
    """The labels offered at the mark `^`."""
    offset = text.index("^")
    found = analysed(text.replace("^", "")).ask(Complete(offset))
    return [] if found is None else [c.label for c in found.candidates] if isinstance(found, Completion) else []


def test_completion() -> None:
    assert "nodes" in completion(TEXT.replace("//@ open nodes", "//@ open no^"))
    assert "vs" in completion(TEXT.replace("//@ close nodes(list, vs);", "//@ close nodes(list, ^"))
    assert completion(TEXT.replace("//@ close nodes(list, vs);", "//@ assert list->^")) == ["next", "value"]
    assert {"requires", "ensures"} <= set(completion(TEXT.replace("//@ requires nodes", "//@ ^")))
    assert completion(TEXT.replace("return v;", "return ^")) == []


def test_signatures() -> None:
    found = ANALYSIS.ask(Signature(at("vs);", "close nodes")))
    assert isinstance(found, SignatureHelp)
    assert found.label == "nodes(struct node *n, list<int> vs)" and found.active == 1
    assert ANALYSIS.ask(Signature(0)) is None
