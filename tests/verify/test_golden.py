"""Annotated C that verifies, and next to it what must not: files whose `//~` marks say which findings are expected."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FILES = sorted(Path(__file__).parent.glob("*.c"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_findings_are_those_that_the_marks_expect(file: Path) -> None:
    command = [sys.executable, "-m", "frame_ls", "check", "--expect", "--no-cache", "--timeout", "60", str(file)]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
