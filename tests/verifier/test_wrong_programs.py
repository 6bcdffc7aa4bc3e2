"""Small programs that are wrong, of every construct of C: none of their units may be verified."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.conftest import RunFrame

FILES = sorted((Path(__file__).parent / "wrong").glob("*.c"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_nothing_wrong_is_verified(file: Path, run_frame: RunFrame) -> None:
    run = run_frame("check", "--no-cache", "--timeout", "60", "--format", "json", file)
    results = [r for r in json.loads(run.stdout)["results"] if r["kind"] in ("function", "lemma")]
    assert len(results) > 30
    assert not [r["unit"] for r in results if r["status"] == "verified"]
    assert not [r["unit"] for r in results if r["status"] not in ("failed", "refuted", "unsupported", "error")]
