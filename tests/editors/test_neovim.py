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
from tests.editors.terminal import picture_of, run_in_terminal

# One worker runs them all: they share one session.
pytestmark = [pytest.mark.editor, pytest.mark.xdist_group("neovim")]

VERSIONS = {"nvim-old": "0.7", "nvim-0.10": "0.10", "nvim-new": "0.1"}
LINES = (FILES / "push.c").read_text(encoding="utf-8").splitlines()
WITH_WINDOW = ["nvim-0.10", "nvim-new"]
PLUGIN = REPOSITORY / "editors" / "nvim"

SCRIPTS = Path(__file__).parent / "neovim"

Observed = dict[str, Any]


@pytest.fixture(scope="module")
def observations(
    tools: Path, plain_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Observed]:
    """What one session in each Neovim saw, by version. All run at once."""
    running = {
        version: start(tools, version, "session.lua", "push.c", plain_environment, tmp_path_factory)
        for version in VERSIONS
    }
    return {version: observe(process, folder) for version, (process, folder) in running.items()}


def start(
    tools: Path, version: str, script: str, file: str, environment: dict[str, str], folders: pytest.TempPathFactory
) -> tuple[subprocess.Popen[bytes], Path]:
    """Starts a headless session with a copy of one of our files."""
    folder = folders.mktemp(version)
    shutil.copy(FILES / file, folder)
    process = subprocess.Popen(
        [*neovim(tools, version), "--headless", "-S", SCRIPTS / script],
        cwd=folder,
        env={**environment, "FILE": str(folder / file), "OBSERVED": str(folder / "observed.json")},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return process, folder


def neovim(tools: Path, version: str) -> list[str | Path]:
    """The command for a Neovim with nothing but the plugin."""
    paths = f"set runtimepath^={PLUGIN} runtimepath+={PLUGIN / 'after'}"
    return [tools / version / "bin" / "nvim", "--clean", "--cmd", paths]


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
    assert seen["error"]["code"] == "null-access"
    assert "null" in seen["error"]["message"]


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


def test_the_commands_verify_explain_and_list(seen: Observed) -> None:
    assert "null-access" in seen["explained"]
    assert seen["quickfix"] == 1


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


@pytest.mark.parametrize("background", ["dark", "light"])
def test_it_can_be_read_in_a_small_terminal(
    tools: Path, plain_environment: dict[str, str], pictures: Path, tmp_path: Path, background: str
) -> None:
    shutil.copy(FILES / "push.c", tmp_path)
    environment = {
        **plain_environment,
        "FILE": "push.c",
        "SCREENS": str(tmp_path),
        "BACKGROUND": background,
        "TERM": "xterm-256color",
        "COLORTERM": "truecolor",
    }
    command = [*neovim(tools, "nvim-new"), "--cmd", "set termguicolors", "-S", SCRIPTS / "screens.lua"]
    run_in_terminal(command, tmp_path, environment, (80, 24), timeout=90)
    failure = tmp_path / "failure.txt"
    assert not failure.exists(), failure.read_text(encoding="utf-8")
    texts = {
        name: picture_of(tmp_path / f"{name}.json", pictures / f"neovim-{name}-{background}.png")
        for name in ("error", "hover", "state")
    }
    assert "not proved" in texts["error"]
    assert "nodes(b, ys)" in texts["hover"]
    assert "Proof state" in texts["state"]


@pytest.mark.parametrize("version", ["nvim-old", "nvim-new"])
def test_scripts_are_verified_too(
    tools: Path, plain_environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory, version: str
) -> None:
    seen = observe(*start(tools, version, "queries.lua", "queries.frame", plain_environment, tmp_path_factory))
    assert not seen.get("failure"), seen["failure"]
    assert seen["filetype"] == "frame"
    assert seen["statusline"] == "frame ✓2 ✗1"
    assert seen["lines"] == [3]
    assert "y |-> 3" in seen["hover"]
