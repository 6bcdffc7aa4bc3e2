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

from frame_ls.cli.play import examples, page
from tests.conftest import REPOSITORY

PLAYWRIGHT = REPOSITORY / ".tools" / "playwright" / "node_modules" / "playwright-core"


def test_pages() -> None:
    for path in ("/", "/play.css", "/play.js", "/lsp.js", "/editor.js"):
        found = page(path)
        assert found is not None
        assert found.body
    assert page("/../check.py") is None
    assert page("/play.py") is None


def test_the_wrong_example_comes_first() -> None:
    names = [example["name"] for example in examples()]
    assert names[0] == "wrong.c"
    assert "lists.frame" in names


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


@pytest.mark.editor
def test_error_and_fix_in_a_browser(address: str, tmp_path: Path) -> None:
    assert PLAYWRIGHT.is_dir(), "playwright is missing: run editors/setup.sh"
    chromium = shutil.which("chromium")
    assert chromium is not None, "chromium is missing: run editors/setup.sh"
    run = subprocess.run(
        ["node", Path(__file__).with_name("play.js"), PLAYWRIGHT, address, tmp_path / "play.png"],
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
