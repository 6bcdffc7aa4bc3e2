"""Text that no person writes is read without an exception and without delay, and something is said about it."""

from __future__ import annotations

import time

import pytest

from frame_ls.syntax.c import tree
from frame_ls.syntax.c.unit import parse_translation_unit

MANY = 4000
ROUGH = {
    "open braces": "{" * MANY,
    "closed braces": "}" * MANY,
    "open parentheses": "int x = " + "(" * MANY,
    "deep parentheses": "int x = " + "(" * MANY + "1" + ")" * MANY + ";",
    "unfinished functions": "int f(){" * MANY,
    "unfinished annotations": "/*@ " * MANY,
    "comparisons": "//@ predicate p() = " + "a<" * MANY + "b;",
    "conditionals": "#if 1\n" * MANY,
    "quotes": '"' * MANY,
    "stars": "int " + "*" * MANY + "x;",
    "a long sum": "int x = " + "1+" * MANY + "1;",
    "a long conjunction": "//@ predicate p() = " + "x |-> 1 &*& " * MANY + "emp;",
    "a long chain of else": "void f(){ if(a){}" + " else if(a){}" * MANY + "}",
    "errors": "void f(){" + "x y z;\n" * MANY + "}",
    "macros that name macros": "".join(f"#define A{i} A{i + 1}\n" for i in range(MANY)) + "int x = A0;",
    "macros in macros": "#define F(x) x x\nint y = " + "F(" * 40 + "1" + ")" * 40 + ";",
    "brackets of types": "//@ predicate p(list<" * MANY,
    "an open function": "void f() {\n" + "  x = 1;\n" * MANY,
    "labels": "void f(){" + "".join(f"l{i}:" for i in range(MANY)) + ";}",
    "a null byte": "int a\0b;",
}


@pytest.mark.parametrize("name", ROUGH)
def test_rough(name: str) -> None:
    begun = time.process_time()
    unit = parse_translation_unit("a.c", ROUGH[name], lambda name, quoted, path: None)
    assert unit.findings
    assert len(unit.findings) < 100
    assert time.process_time() - begun < 5


def test_a_long_sum_is_refused_and_the_rest_is_read() -> None:
    text = "int a = " + "1+" * MANY + "1;\nint f(void) { return 1; }\n"
    unit = parse_translation_unit("a.c", text, lambda name, quoted, path: None)
    assert isinstance(unit.chunks[0].declarations[0], tree.BrokenDeclaration)
    assert isinstance(unit.chunks[1].declarations[0], tree.Function)
