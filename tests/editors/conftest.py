"""The real editors: installed once by `editors/setup.sh`, started with nothing of the user's own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import REPOSITORY

FILES = Path(__file__).parent / "files"


@pytest.fixture(scope="session")
def tools() -> Path:
    """The folder of installed editors; whatever cannot be installed fails the test in one line."""
    run = subprocess.run(
        [REPOSITORY / "editors" / "setup.sh"], capture_output=True, text=True, timeout=600, check=False
    )
    if run.returncode != 0:
        lines = run.stderr.strip().splitlines() or ["editors/setup.sh failed without a word"]
        pytest.fail(lines[-1], pytrace=False)
    folder = REPOSITORY / ".tools"
    os.environ["PATH"] = f"{folder / 'node' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    return folder


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where screenshots are kept, for a person to look at."""
    folder = REPOSITORY / ".artifacts" / "editors"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def frame_program() -> Path:
    """The command `frame` of the environment that runs the tests, or the one that FRAME_PROGRAM names."""
    program = Path(os.environ.get("FRAME_PROGRAM") or Path(sys.executable).parent / "frame")
    if not program.exists():
        pytest.fail(f"missing: {program} (pip install -e . in that environment)", pytrace=False)
    return program


@pytest.fixture(scope="session")
def plain_environment(tools: Path, frame_program: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a user who has no settings, and whose PATH finds this `frame`."""
    home = tmp_path_factory.mktemp("home")
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("XDG_", "VSCODE_", "NVIM", "VIM"))
    }
    return {
        **kept,
        "HOME": str(home),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_STATE_HOME": str(home / "state"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "PATH": f"{frame_program.parent}{os.pathsep}{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    }
