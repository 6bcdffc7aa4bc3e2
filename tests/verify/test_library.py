"""The library's lemmas hold: Frame proves those with a body, and what has none is an axiom and counted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import frame_ls

LIBRARY = Path(frame_ls.__file__).parent / "library" / "c"
HEADERS = sorted(LIBRARY.glob("*.gh"))
AXIOMS = {
    "axioms.gh": 21,
    "nat.gh": 4,
    "quantifiers.gh": 3,
}  # by file: lemmas that rest on an argument in a comment, and on no proof


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header.stem)
def test_every_lemma_with_a_body_is_proved(header: Path, tmp_path: Path) -> None:
    # A copy is a user's file, so that its lemmas are units; what it includes is the library's still.
    copy = tmp_path / header.name
    copy.write_text(re.sub(r'#include "(.*)"', r"#include <\1>", header.read_text()))
    command = [sys.executable, "-m", "frame_ls", "check", "--no-cache", "--timeout", "60", str(copy)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("header", HEADERS, ids=lambda header: header.stem)
def test_lemmas_without_a_body_are_axioms(header: Path) -> None:
    without_body = re.findall(r"^lemma.*\);$", header.read_text(), re.MULTILINE)
    assert len(without_body) == AXIOMS.get(header.name, 0)
