"""Formatting: what it does, that it does it once, and that it never changes a token or a character of C."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from frame_ls.source import Edit
from frame_ls.syntax.c.scanner import scan
from frame_ls.workspace.languages.annotated_c import CLanguage
from frame_ls.workspace.options import Options
from frame_ls.workspace.questions import Format

ROOT = Path(__file__).resolve().parents[2]
FILES = [*sorted((ROOT / "examples").glob("*.c")), *sorted((ROOT / "tests" / "verify").glob("*.c"))]
LANGUAGE = CLanguage()


def formatted(text: str, file: str = "/f/format.c") -> str:
    analysis = LANGUAGE.analyse(file, text, Options(), lambda _file: None)
    starts = {place.key: place.start for place in analysis.summary.texts}
    edits = analysis.ask(Format())
    assert isinstance(edits, tuple)
    last = len(text) + 1
    placed = [(starts[e.span.text] + e.span.start, e) for e in edits if isinstance(e, Edit)]
    for start, edit in sorted(placed, key=lambda one: one[0], reverse=True):
        assert start + len(edit.span) <= last, "edits overlap"
        assert not text[start : start + len(edit.span)].strip(" \t"), "only blanks are taken away"
        text, last = text[:start] + edit.text + text[start + len(edit.span) :], start
    return text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("int f(int x)\n//@requires 0<=x&*&x==  1 ;\n  //@ ensures true;\n{ return 1; }\n",
         "int f(int x)\n//@ requires 0<=x &*& x == 1;\n//@ ensures true;\n{ return 1; }\n"),
        ("/*@predicate p(int *a,int *b ; int v)=*a|->v&*&*b|->_ ;@*/\n",
         "/*@ predicate p(int *a, int *b; int v) = *a |-> v &*& *b |-> _;@*/\n"),
        ("void f( int  a )\n//@ requires true;\n//@ ensures true;\n{ /*@assert( true );@*/   g( a,a ); }\n",
         "void f( int  a )\n//@ requires true;\n//@ ensures true;\n{ /*@ assert(true); @*/   g( a,a ); }\n"),
        ("int a  =  1; // see //@requires x\n", "int a  =  1; // see //@requires x\n"),
        ('char *s = "//@requires  x&*&y";\n', 'char *s = "//@requires  x&*&y";\n'),
        ("//@ predicate p() = true &*&   // why\n", "//@ predicate p() = true &*&   // why\n"),
    ],
)  # fmt: skip
def test_layout(before: str, after: str) -> None:
    assert formatted(before) == after
    assert formatted(after) == after


def tokens(text: str) -> list[tuple[str, str, bool]]:
    found = scan(text).tokens
    return list(zip(found.kinds, found.texts, found.ghost, strict=True))


def scrambled(text: str, choice: random.Random) -> str:
    """The text with blanks put in and taken away between tokens of annotations."""
    found = scan(text).tokens
    for number in range(len(found) - 2, -1, -1):
        end, start = found.ends[number], found.starts[number + 1]
        gap, is_ghost = text[end:start], found.ghost[number] and found.ghost[number + 1]
        if is_ghost and gap and not gap.strip(" ") and "DIRECTIVE" not in found.kinds[number : number + 2]:
            text = text[:end] + " " * choice.randint(1, 4) + text[start:]
    return text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_it_means_the_same_and_is_done_once(path: Path) -> None:
    original = path.read_text(encoding="utf-8")
    for seed in range(6):
        text = scrambled(original, random.Random(seed)) if seed else original
        assert tokens(text) == tokens(original)
        result = formatted(text, str(path))
        assert tokens(result) == tokens(text)
        assert formatted(result, str(path)) == result
        assert "".join(without_annotations(result).split(" ")) == "".join(without_annotations(text).split(" "))


def without_annotations(text: str) -> str:
    """What a C compiler sees, but for blanks at places of annotations."""
    found = scan(text).tokens
    return " ".join(t for t, ghost in zip(found.texts, found.ghost, strict=True) if not ghost)


def test_broken_text_is_left_as_it_is_or_made_no_worse() -> None:
    text = FILES[0].read_text(encoding="utf-8")
    choice = random.Random(3)
    for _ in range(40):
        start = choice.randrange(len(text))
        broken = (
            text[:start] + choice.choice(["", "/*@", "@*/", "}", "//@", '"', "#if 1\n", "\\\n"]) + text[start + 3 :]
        )
        assert tokens(formatted(broken)) == tokens(broken)
