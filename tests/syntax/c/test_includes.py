"""Headers: where they are found, how often they are read, what comes out of them."""

from __future__ import annotations

import pytest

from frame_ls.syntax.c import tree
from frame_ls.syntax.c.unit import HeaderText, TranslationUnit, parse_translation_unit


def read(text: str, path: str = "dir/a.c", defines: tuple[str, ...] = (), **headers: str) -> TranslationUnit:
    files = {name.replace("_", "."): content for name, content in headers.items()}

    def resolve(name: str, quoted: bool, including: str) -> HeaderText | None:
        return HeaderText(f"{'q' if quoted else 's'}/{name}", files[name]) if name in files else None

    return parse_translation_unit(path, text, resolve, defines)


def names(unit: TranslationUnit) -> list[str]:
    found = []
    for parsed in unit.chunks:
        for declaration in parsed.declarations:
            if isinstance(declaration, tree.Globals):
                found += [variable.name for variable in declaration.variables]
            else:
                found.append(getattr(declaration, "name", "?"))
    return found


def codes(unit: TranslationUnit) -> list[str]:
    return [finding.code for finding in unit.findings]


def test_order_and_places() -> None:
    unit = read('int a;\n#include "b.h"\nint d;\n', b_h="int b;\n#include <c.h>\n", c_h="int c;\n")
    assert names(unit) == ["a", "b", "c", "d"]
    assert [parsed.path for parsed in unit.chunks] == ["dir/a.c", "q/b.h", "s/c.h", "dir/a.c"]
    assert [(include.name, include.quoted, include.path) for include in unit.includes] == [
        ("c.h", False, "s/c.h"),
        ("b.h", True, "q/b.h"),
    ] or [include.name for include in unit.includes] == ["b.h", "c.h"]
    assert unit.place(unit.chunks[2].declarations[0].span) == ("s/c.h", 0, 6)


def test_ghost_headers() -> None:
    unit = read(
        '//@ #include "g.gh"\n/*@\n#include <h.gh>\n@*/\nint a;\n', g_gh="predicate p();", h_gh="predicate q();"
    )
    assert names(unit) == ["p", "q", "a"]
    assert not unit.findings


def test_prelude() -> None:
    unit = read("int a;", prelude_h="int early;")
    assert names(unit) == ["early", "a"]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("#ifndef H\n#define H\nint h;\n#endif\n", ["h", "a"]),
        ("#pragma once\nint h;\n", ["h", "a"]),
        ("int h;\n", ["h", "a"]),
        ("int N;\n#undef N\n", ["one", "N", "a"]),
    ],
)
def test_twice(header: str, expected: list[str]) -> None:
    unit = read('#define N one\n#include "h.h"\n#include "h.h"\nint a;\n', h_h=header)
    assert names(unit) == expected
    assert not unit.findings


def test_a_header_includes_itself() -> None:
    guarded = read('#include "h.h"\nint a;', h_h='#ifndef H\n#define H\n#include "h.h"\nint h;\n#endif\n')
    assert names(guarded) == ["h", "a"]
    assert not guarded.findings
    endless = read('#include "h.h"\nint a;', h_h='#include "h.h"\nint h;\n')
    assert names(endless) == ["h", "a"]
    assert codes(endless) == ["preprocessor"]


def test_two_headers_include_each_other() -> None:
    unit = read('#include "b.h"\nint a;', b_h='#include "c.h"\nint b;', c_h='#include "b.h"\nint c;')
    assert set(names(unit)) == {"a", "b", "c"}
    assert codes(unit) == ["preprocessor"]


def test_missing() -> None:
    unit = read('#include "b.h"\n#include <c.h>\n#include\nint a;')
    assert names(unit) == ["a"]
    assert codes(unit) == ["missing-header", "missing-header", "preprocessor"]


def test_findings_of_headers_come_once() -> None:
    unit = read('#include "b.h"\n#include "b.h"\nint a;', b_h="int = 3;")
    assert codes(unit) == ["syntax"]


def test_defines() -> None:
    unit = read("#if A == 1 && B == 2\nint A;\nint B;\n#endif\n", defines=("A", "B=2"))
    assert codes(unit) == ["syntax", "syntax"]


def test_include_by_macro() -> None:
    unit = read('#define HEADER "b.h"\n#include HEADER\n', b_h="int b;")
    assert names(unit) == ["b"]


def test_options_on_the_first_line() -> None:
    assert read("// verifast_options{disable_overflow_check target:32bit}\nint a;").options == (
        "disable_overflow_check",
        "target:32bit",
    )
    assert read("int a; // verifast_options{x}").options == ()


def test_inactive_text() -> None:
    unit = read("int a;\n#if 0\nint b;\n#endif\n")
    assert [unit.place(span) for span in unit.inactive] == [("dir/a.c", 13, 19)]
