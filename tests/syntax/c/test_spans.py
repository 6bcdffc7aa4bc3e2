"""A span says where its node was written: names are there, and parts lie inside their whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any

import pytest

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.unit import TranslationUnit, parse_translation_unit
from tests.syntax.c.samples import texts

# Macros put a node where they are used; and a type that several declarators share lies before the second one.
SAMPLES = {name: text for name, text in texts().items() if "#define" not in text}
SHARED = (tree.Variable, tree.Field, tree.Function, tree.Typedef)
MARKED = [
    ("int x = «a * b» + c;", tree.Binary),
    ("int x = f(1, «g(2)»);", tree.Call),
    ("void f() { if (a) «{ b(); }» }", tree.Block),
    ("void f() { //@ «open p(x, _);»\n }", tree.Ghost),
    ("//@ predicate p(int *x) = «[1/2]*x |-> ?v» &*& v > 0;", tree.Fraction),
    ("int f(int x)\n//@ «requires x > 0;»\n//@ «ensures true;»\n{ }", None),
    ("void f() { «while (a) //@ invariant p();\n b();» }", tree.While),
    ("struct s { int a, «*b»; };", tree.Field),
]


def read(text: str) -> TranslationUnit:
    return parse_translation_unit("a.c", text, lambda name, quoted, path: None)


def inside(node: Any) -> Iterator[Any]:
    for field in fields(node):
        value = getattr(node, field.name)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part) and not isinstance(part, Span):
                yield part


def nodes(node: Any) -> Iterator[Any]:
    yield node
    for part in inside(node):
        yield from nodes(part)


@pytest.mark.parametrize("name", SAMPLES)
def test_parts_lie_inside(name: str) -> None:
    unit = read(SAMPLES[name])
    for parsed in unit.chunks:
        for declaration in parsed.declarations:
            for node in nodes(declaration):
                span = node.span
                assert 0 <= span.start <= span.end <= len(parsed.text)
                assert span.text == parsed.key
                if isinstance(node, SHARED) or "Type" in type(node).__name__:
                    continue
                for part in inside(node):
                    assert span.start <= part.span.start, (node, part)
                    assert part.span.end <= span.end, (node, part)


@pytest.mark.parametrize("name", SAMPLES)
def test_names_stand_where_they_say(name: str) -> None:
    for parsed in read(SAMPLES[name]).chunks:
        for declaration in parsed.declarations:
            for node in nodes(declaration):
                for attribute in ("name_span", "field_span", "operator_span"):
                    span = getattr(node, attribute, None)
                    what = getattr(node, attribute.removesuffix("_span"), None)
                    if span is not None and what:
                        assert parsed.text[span.start : span.end].replace("\\\n", "") == what
                if isinstance(node, tree.Name) and node.name:
                    assert parsed.text[node.span.start : node.span.end].replace("\\\n", "") == node.name


@pytest.mark.parametrize(("marked", "kind"), MARKED, ids=[text for text, _ in MARKED])
def test_marked(marked: str, kind: type | None) -> None:
    text = marked.replace("«", "").replace("»", "")
    start = marked.index("«")
    end = marked.rindex("»") - marked.count("«") - marked.count("»") + 1
    unit = read(text)
    found = {
        (unit.place(node.span)[1:], type(node))
        for parsed in unit.chunks
        for declaration in parsed.declarations
        for node in nodes(declaration)
    }
    assert ((start, end), kind or tree.Contract) in found


def test_an_expansion_lies_where_its_macro_is_used() -> None:
    text = "#define SUM(a) a + 1\nint x = 2 * SUM(y);\n"
    [parsed] = read(text).chunks
    [declaration] = parsed.declarations
    uses = [node for node in nodes(declaration) if isinstance(node, tree.IntegerLiteral) and node.value == 1]
    assert [parsed.text[node.span.start : node.span.end] for node in uses] == ["SUM(y)"]
