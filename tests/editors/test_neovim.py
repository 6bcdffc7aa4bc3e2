"""Frame in real Neovim: an old one, one in between, and a new one that configures servers by itself."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.editors.conftest import FILES

pytestmark = pytest.mark.editor

VERSIONS = {"nvim-old": "0.7", "nvim-0.10": "0.10", "nvim-new": "0.1"}
LINES = (FILES / "push.c").read_text(encoding="utf-8").splitlines()
WITH_WINDOW = ["nvim-0.10", "nvim-new"]
PLUGIN = REPOSITORY / "editors" / "nvim"

Observed = dict[str, Any]


@pytest.fixture(scope="module")
def observations(
    tools: Path, plain_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Observed]:
    """What one session in each Neovim saw, by version. All run at once."""
    running = {}
    for version in VERSIONS:
        folder = tmp_path_factory.mktemp(version)
        shutil.copy(FILES / "push.c", folder)
        environment = {**plain_environment, "FILE": str(folder / "push.c"), "OBSERVED": str(folder / "observed.json")}
        script = Path(__file__).parent / "neovim" / "session.lua"
        command = [tools / version / "bin" / "nvim", "--clean", "--headless"]
        command += ["--cmd", f"set runtimepath^={PLUGIN} runtimepath+={PLUGIN / 'after'}", "-S", script]
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        running[version] = (process, folder)
    return {version: observe(process, folder) for version, (process, folder) in running.items()}


def observe(process: subprocess.Popen[bytes], folder: Path) -> Observed:
    try:
        output, _ = process.communicate(timeout=120)
    except subprocess.TimeoutExpired:
        process.kill()
        output, _ = process.communicate()
    report = folder / "observed.json"
    if not report.exists():
        return {"failure": output.decode(errors="replace")[-3000:]}
    seen: Observed = json.loads(report.read_text(encoding="utf-8"))
    return seen


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def seen(observations: dict[str, Observed], version: str) -> Observed:
    observed = observations[version]
    if observed.get("failure"):
        pytest.fail(f"{observed['failure']}\n{observed.get('messages')}\n{observed.get('steps')}", pytrace=False)
    return observed


def test_it_is_the_version_that_it_should_be(seen: Observed, version: str) -> None:
    assert seen["version"].startswith(VERSIONS[version])


def test_the_error_stands_at_its_line(seen: Observed) -> None:
    assert seen["error"]["text"].strip() == "n->next = list;"
    assert seen["error"]["code"] == "missing-cell"
    assert "malloc" in seen["error"]["message"]


def test_hovering_a_call_shows_the_frame(seen: Observed) -> None:
    assert "nodes(b, ys)" in seen["hover"]
    assert "nodes(b, ys)" in seen["hover_window"]


def test_every_function_has_its_verdict_beside_it(seen: Observed) -> None:
    texts = {mark["line"]: mark["text"] for mark in seen["signs"] if mark["text"][0] in "✓✗"}
    assert [text.split(" in ")[0] for _, text in sorted(texts.items())] == ["✓ verified", "✗ not proved", "✓ verified"]
    assert all(LINES[line - 1].startswith("struct node *push") for line in texts)
    assert seen["statusline"] == "frame ✓2 ✗1"


def test_the_fix_is_applied_and_the_error_gone(seen: Observed) -> None:
    assert seen["fix"] in seen["fixes"]
    assert seen["statusline_fixed"] == "frame ✓3"


def test_annotations_are_highlighted(seen: Observed) -> None:
    assert seen["syntax"] == "frameGhostContract"


def test_nothing_is_shown_once_the_server_is_gone(seen: Observed) -> None:
    assert seen["statusline_stopped"] == ""


@pytest.mark.parametrize("version", WITH_WINDOW)
def test_the_state_window_follows_the_cursor(seen: Observed, version: str) -> None:
    assert "nodes(b, ys)" in seen["state"]
    assert seen["state_moved"].startswith("push ")
    assert seen["state_closed"]


@pytest.mark.parametrize("version", WITH_WINDOW)
def test_checkhealth_finds_the_server(seen: Observed, version: str) -> None:
    assert "server running" in seen["health"]
    assert "not found" not in seen["health"]
