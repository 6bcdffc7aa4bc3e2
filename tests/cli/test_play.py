"""`frame play`: its pages, and the page at work in a real browser."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from frame_ls.cli.play import examples, exercises, page
from tests.conftest import REPOSITORY, RunFrame

PLAYWRIGHT = REPOSITORY / ".tools" / "playwright" / "node_modules" / "playwright-core"


def test_pages() -> None:
    for path in ("/", "/play.css", "/play.js", "/lsp.js", "/editor.js", "/share.js", "/theme.js"):
        found = page(path)
        assert found is not None
        assert found.body
    assert page("/../check.py") is None
    assert page("/play.py") is None


def test_the_wrong_example_comes_first() -> None:
    names = [example["name"] for example in examples()]
    assert names[0] == "wrong.c"
    assert "lists.frame" in names


SOLUTIONS = Path(__file__).with_name("solutions")


def test_exercises_are_to_be_solved_and_can_be(tmp_path: Path, run_frame: RunFrame) -> None:
    assert [exercise["name"] for exercise in exercises()] == sorted(path.name for path in SOLUTIONS.iterdir())
    for exercise in exercises():
        (tmp_path / exercise["name"]).write_text(exercise["text"], encoding="utf-8")
    run = run_frame("check", "--format", "json", tmp_path, timeout=300)
    unsolved = {Path(r["file"]).name for r in json.loads(run.stdout)["results"] if r["status"] != "verified"}
    assert unsolved == {exercise["name"] for exercise in exercises()}
    run = run_frame("check", SOLUTIONS, timeout=300)
    assert run.returncode == 0, run.stdout


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """Where the page is served while the test runs."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    server = subprocess.Popen(
        [sys.executable, "-u", "-m", "frame_ls", "play", "--no-open"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environment,
        start_new_session=True,
    )
    try:
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found is not None
        yield found[0]
    finally:
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()


def pictures() -> Path:
    """Where screenshots are kept, for a person to look at."""
    folder = REPOSITORY / ".artifacts" / "editors"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.editor
def test_error_and_fix_in_a_browser(address: str, tmp_path: Path) -> None:
    assert PLAYWRIGHT.is_dir(), "playwright is missing: run editors/setup.sh"
    chromium = shutil.which("chromium")
    assert chromium is not None, "chromium is missing: run editors/setup.sh"
    run = subprocess.run(
        ["node", Path(__file__).with_name("play.js"), PLAYWRIGHT, address, pictures(), SOLUTIONS / "1-swap.c"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "CHROMIUM": chromium},
    )
    assert run.returncode == 0, run.stderr[-2000:]
    seen = json.loads(run.stdout)
    assert seen["errors"] == []
    assert "line 1" in seen["wrong"]
    assert seen["marks"] == 1
    assert seen["status"] == "1 verified, 1 not"
    assert seen["fixed"].startswith("check ls(x, y) * ls(y, z) |- ls(x, z) expect invalid;")
    assert seen["solved"] == "solved: 1 verified"
    assert seen["mark"] == "1-swap.c ✓"
    assert seen["shared"] == {
        "text": "check emp |- emp; // geteilt: ∗\n",
        "status": "1 verified",
        "choice": "cells.frame",
    }
    assert seen["themes"] == ["light", "dark"]
    assert seen["axe"] == {"light": [], "dark": []}
