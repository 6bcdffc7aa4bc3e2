"""What every test may ask for: the repository, and the command as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parent.parent

RunFrame = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture
def run_frame(tmp_path: Path) -> RunFrame:
    """Runs `frame ARGUMENTS` in an empty folder, without a terminal and without the user's cache."""

    def run(
        *arguments: object, cwd: Path | None = None, timeout: float = 120, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        variables = {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache"), "COLUMNS": "80", **environment}
        variables.pop("FORCE_COLOR", None)
        return subprocess.run(
            [sys.executable, "-m", "frame_ls", *map(str, arguments)],
            cwd=cwd or tmp_path,
            env=variables,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            check=False,
        )

    return run
