"""What library declarations were resolved to is remembered, and that makes no difference."""

from __future__ import annotations

import pytest

from frame_ls.declarations.resolve import Memory, Part, resolve
from frame_ls.declarations.sizes import Target
from frame_ls.workspace.languages.annotated_c import CLanguage
from frame_ls.workspace.options import Options

HEAD = '#include "stdlib.h"\n#include "string.h"\n//@ #include "listex.gh"\n'
TEXTS = {
    "nothing of its own": HEAD,
    "a function": HEAD + "void f(int *p)\n//@ requires integer(p, _);\n//@ ensures integer(p, 1);\n{ *p = 1; }\n",
    "a name of the library": HEAD + "/*@ fixpoint int length(int x) { return x; } @*/\n",
}


def parts_of(text: str) -> list[Part]:
    read = CLanguage().analyse("/m/a.c", text, Options(), lambda _file: None).read
    return [part for piece in read.pieces for part in piece.face]


@pytest.mark.parametrize("name", TEXTS)
def test_memory_makes_no_difference(name: str) -> None:
    memory = Memory()
    for text in (TEXTS["a function"], TEXTS[name], TEXTS["a function"]):
        parts = parts_of(text)
        fresh = resolve(parts, Target())
        for _ in range(2):
            remembered = resolve(parts, Target(), memory)
            assert remembered == fresh
            assert list(remembered.functions) == list(fresh.functions)
            assert list(remembered.definitions.functions) == list(fresh.definitions.functions)
