"""The catalogue: every page is whole, every code that the source reports is on a page, every example shows its code."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from frame_ls.source.catalogue import CATALOGUE, Page
from frame_ls.workspace.expectations import Want, marks_of
from tests.conftest import REPOSITORY, RunFrame

# Examples whose code does not appear yet, or not alone. An entry whose example works must go.
NOT_YET_SHOWN: set[str] = set()

# No text alone brings these about; other tests do.
WITHOUT_EXAMPLE = {
    "absent-finding",
    "internal-error",
    "needless-ghost",
    "not-proved",
    "out-of-memory",
    "owed-finding",
    "timeout",
    "too-deep",
    "unexpected-finding",
    "unknown",
    "unknown-code",
    "unreadable",
}


@pytest.mark.parametrize("page", CATALOGUE.values(), ids=lambda page: page.code)
def test_page_is_whole(page: Page) -> None:
    assert page.title
    assert not page.title.endswith(".")
    assert page.explanation.endswith((".", ")"))
    assert page.fix.endswith(".")
    if page.code in WITHOUT_EXAMPLE:
        assert not page.example
        return
    marks = marks_of(page.example, "example")
    assert [(mark.want, mark.code) for mark in marks] == [(Want.CODE, page.code)]


def reported_codes() -> Iterator[tuple[str, str]]:
    """Codes written out where a finding is made, with their places."""
    for path in sorted((REPOSITORY / "frame_ls").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="Finding" | "ShownFinding"), args=[ast.Constant(value=str(code)), *_]):
                    yield code, f"{path.name}:{node.lineno}"


def test_every_reported_code_has_a_page() -> None:
    unknown = {f"{code} ({place})" for code, place in reported_codes() if code not in CATALOGUE}
    assert not unknown


def test_examples_show_their_codes(tmp_path: Path, run_frame: RunFrame) -> None:
    shown = set()
    pages = [page for page in CATALOGUE.values() if page.example]
    for page in pages:
        folder = tmp_path / page.code
        folder.mkdir()
        (folder / f"example{page.suffix}").write_text(page.example, encoding="utf-8")
    run = run_frame("check", "--expect", "--no-cache", "--format", "json", *(tmp_path / page.code for page in pages))
    for result in json.loads(run.stdout)["results"]:
        if result["unit"] == "expectations" and result["status"] == "verified":
            shown.add(Path(result["file"]).parent.name)
    missing = {page.code for page in pages} - shown
    assert missing <= NOT_YET_SHOWN, f"do not show their code: {sorted(missing - NOT_YET_SHOWN)}"
    assert not NOT_YET_SHOWN & shown, f"work now, take them off the list: {sorted(NOT_YET_SHOWN & shown)}"
