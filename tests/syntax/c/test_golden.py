"""Every construct of the language against its tree. A golden file has cases `== name`, the text, `--`, the trees.

`FRAME_UPDATE=1 pytest tests/syntax/c/test_golden.py` writes the trees anew: read the difference before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from frame_ls.syntax.c.unit import HeaderText, TranslationUnit, parse_translation_unit
from tests.syntax.c.printing import printed
from tests.syntax.c.samples import GOLDEN, cases


def no_headers(name: str, quoted: bool, path: str) -> HeaderText | None:
    return None


def shown(unit: TranslationUnit) -> str:
    lines = [printed(declaration) for parsed in unit.chunks for declaration in parsed.declarations]
    for finding in unit.findings:
        _, start, end = unit.place(finding.span)
        lines.append(f"! {finding.code} `{unit.files[unit.path].text[start:end]}`: {finding.message}")
    return "\n".join(lines)


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
def test_trees(path: Path) -> None:
    results = [
        (name, text, expected, shown(parse_translation_unit("a.c", text, no_headers)))
        for name, text, expected in cases(path)
    ]
    if os.environ.get("FRAME_UPDATE"):
        heading = path.read_text(encoding="utf-8").split("\n== ")[0]
        body = "".join(f"\n== {name}\n{text}\n--\n{actual}\n" for name, text, _, actual in results)
        path.write_text(heading + body, encoding="utf-8")
        return
    for name, _, expected, actual in results:
        assert actual == expected, name
