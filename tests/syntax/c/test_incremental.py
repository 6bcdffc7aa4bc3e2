"""Reading again with the cache of an earlier reading gives what reading from scratch gives, and reads only changes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from frame_ls.syntax.c.cache import ParseCache
from frame_ls.syntax.c.unit import HeaderText, TranslationUnit, parse_translation_unit
from tests.syntax.c.samples import texts

HEADERS = {
    "a.h": "#ifndef A_H\n#define A_H\n#define N 3\ntypedef int t;\nint a(void);\n#endif\n",
    "g.gh": "predicate p();",
}
PIECES = """{ } ( ) ; " ' /* */ //@ /*@ @*/ #if·0 #endif #define·N·{ N t < > requires
    &*& ? \\ |-> [ ] = , predicate lemma int * #include·"a.h" #include·"g.gh" switch(x){case·y:
    @ é 0x 1.5e _ else ... do # typedef·int·x; #else #undef·N""".split()
FILE = "\n".join(
    f"int f{i}(int x)\n//@ requires x > {i};\n//@ ensures true;\n{{ return x + {i}; }}\n" for i in range(40)
)


def resolve(name: str, quoted: bool, path: str) -> HeaderText | None:
    return HeaderText(name, HEADERS[name]) if name in HEADERS else None


def read(text: str, cache: ParseCache | None = None) -> TranslationUnit:
    return parse_translation_unit("a.c", text, resolve, cache=cache)


def edited(text: str, choice: random.Random) -> str:
    start = choice.randrange(len(text) + 1)
    end = min(len(text), start + choice.choice([0, 1, 2, 5, 20, 200]))
    piece = choice.choice(PIECES).replace("·", " ")
    match choice.randrange(4):
        case 0:
            return text[:start] + piece + text[start:]
        case 1:
            return text[:start] + "\n" + piece + "\n" + text[start:]
        case 2:
            return text[:start] + text[end:]
        case _:
            other = choice.randrange(len(text) + 1)
            return text[:start] + text[other : other + 60] + text[end:]


@pytest.mark.parametrize("seed", range(60))
def test_as_from_scratch(seed: int) -> None:
    choice = random.Random(seed)
    samples = sorted(texts().values())
    text = '#include "a.h"\n' + "\n".join(choice.choice(samples) for _ in range(4))
    cache = ParseCache()
    for _ in range(6):
        text = edited(text, choice)
        again, scratch = read(text, cache), read(text)
        assert again.chunks == scratch.chunks
        assert again.findings == scratch.findings
        assert again.includes == scratch.includes
        for finding in again.findings:
            path, start, end = again.place(finding.span)
            assert 0 <= start <= end <= len(again.files[path].text)


def test_only_the_edited_chunk_is_read_again() -> None:
    cache = ParseCache()
    before = read(FILE, cache)
    after = read(FILE.replace("return x + 7", "return x - 7"), cache)
    changed = [new.key for old, new in zip(before.chunks, after.chunks, strict=True) if old is not new]
    assert changed == ["a.c#f7{}"]


@pytest.mark.parametrize(
    ("inserted", "changed"),
    [
        ("// a comment\n\n", set()),
        ("int other;\n", set()),
        ("//@ predicate q();\n", set()),
        ("#define UNUSED 1\n", set()),
        ("#define f3 g\n", {"a.c#f3{}"}),
        ("typedef int f5;\n", {"a.c#f5{}"}),
        ('#include "a.h"\n', set()),
    ],
)
def test_what_stands_above(inserted: str, changed: set[str]) -> None:
    cache = ParseCache()
    before = {parsed.key: parsed for parsed in read(FILE, cache).chunks}
    after = {parsed.key: parsed for parsed in read(inserted + FILE, cache).chunks}
    assert {key for key in before if after[key] is not before[key]} == changed


def test_a_changed_header_is_read_again() -> None:
    cache = ParseCache()
    text = '#include "b.h"\nint x = M;\n'
    headers = {"b.h": '#include "c.h"\n', "c.h": "#define M 1\n"}

    def from_headers(name: str, quoted: bool, path: str) -> HeaderText | None:
        return HeaderText(name, headers[name]) if name in headers else None

    first = parse_translation_unit("a.c", text, from_headers, cache=cache)
    headers["c.h"] = "#define M 2\n"
    second = parse_translation_unit("a.c", text, from_headers, cache=cache)
    del headers["c.h"]
    third = parse_translation_unit("a.c", text, from_headers, cache=cache)
    assert [str(unit.chunks[-1].declarations).count("value=2") for unit in (first, second, third)] == [0, 1, 0]
    assert [finding.code for finding in third.findings] == ["missing-header"]


def test_tables_are_computed_where_the_cache_is_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from frame_ls.syntax.c import tables

    monkeypatch.setattr(tables, "_cache_path", lambda grammar: tmp_path / "tables.json")
    monkeypatch.setattr(tables, "_loaded", [])
    computed = tables.load_tables()
    for damage in ('{"starts": 1}', (tmp_path / "tables.json").read_text()[:-20]):
        (tmp_path / "tables.json").write_text(damage)
        tables._loaded.clear()
        assert len(tables.load_tables().rows) == len(computed.rows)
