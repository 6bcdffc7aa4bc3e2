"""Frame in a real VS Code: error, hover, proof-state panel, fix, test explorer, and a workspace that is not trusted."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.editors.code_server import extension_log, serving
from tests.editors.conftest import FILES

# One worker runs them all: they share one session.
pytestmark = [pytest.mark.editor, pytest.mark.xdist_group("vscode")]

EXTENSION = REPOSITORY / "editors" / "vscode"
Observed = dict[str, Any]


@pytest.fixture(scope="module")
def vsix(tools: Path) -> Path:
    run = subprocess.run(
        ["npm", "run", "--silent", "package"], cwd=EXTENSION, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stdout[-2000:] + run.stderr[-2000:]
    return EXTENSION / "dist" / "frame.vsix"


@pytest.mark.parametrize("script", ["types", "lint"])
def test_the_sources_are_clean(tools: Path, script: str) -> None:
    run = subprocess.run(
        ["npm", "run", "--silent", script], cwd=EXTENSION, capture_output=True, text=True, timeout=120, check=False
    )
    assert run.returncode == 0, run.stdout[-4000:]


def test_the_package_is_small(vsix: Path) -> None:
    assert vsix.stat().st_size < 1_000_000


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory, frame_program: Path) -> dict[str, Path]:
    """Two workspaces whose settings name a server. The one that is not trusted would run a program of its own."""
    made = {name: tmp_path_factory.mktemp(name) for name in ("trusted", "untrusted")}
    trap = made["untrusted"] / "trap"
    trap.write_text(f"#!/bin/sh\ntouch {made['untrusted']}/sprung\n", encoding="utf-8")
    trap.chmod(0o755)
    for name, program in (("trusted", frame_program), ("untrusted", trap)):
        for file in ("push.c", "queries.frame"):
            shutil.copy(FILES / file, made[name])
        settings = made[name] / ".vscode" / "settings.json"
        settings.parent.mkdir()
        settings.write_text(json.dumps({"frame.serverPath": str(program)}), encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def seen(
    tools: Path,
    vsix: Path,
    folders: dict[str, Path],
    pictures: Path,
    plain_environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Observed:
    """What one session saw, in both workspaces."""
    profile = tmp_path_factory.mktemp("vscode")
    # No `frame` on PATH: only the settings of a trusted workspace lead to it.
    environment = {**plain_environment, "PATH": os.environ["PATH"]}
    with serving(tools, vsix, profile, environment) as url:
        report = profile / "observed.json"
        settings = {
            "playwright": str(tools / "playwright" / "node_modules" / "playwright-core"),
            "chromium": shutil.which("chromium"),
            "url": url,
            "trusted": str(folders["trusted"]),
            "untrusted": str(folders["untrusted"]),
            "pictures": str(pictures),
            "observed": str(report),
            "axe": str(tools / "playwright" / "node_modules" / "axe-core" / "axe.min.js"),
        }
        (profile / "session.json").write_text(json.dumps(settings), encoding="utf-8")
        script = Path(__file__).parent / "vscode" / "session.js"
        run = subprocess.run(
            ["node", script, profile / "session.json"], capture_output=True, text=True, timeout=240, check=False
        )
        observed: Observed = json.loads(report.read_text(encoding="utf-8")) if report.exists() else {}
        (pictures / "vscode-observed.json").write_text(json.dumps(observed, indent=1), encoding="utf-8")
        (pictures / "vscode-log.txt").write_text(extension_log(profile), encoding="utf-8")
        if not observed or observed.get("failure"):
            steps = "\n".join(f"{step['at']:6} ms {step['what']}" for step in observed.get("steps", []))
            where = f"there are a picture and the log in {pictures}"
            pytest.fail(f"{observed.get('failure', run.stderr)}\n{steps}\n{where}", pytrace=False)
        return observed


def test_verdicts_are_in_the_status_bar_and_above_the_functions(seen: Observed) -> None:
    assert seen["statusBar"] == "Frame: 2 verified, 1 failed"
    words = " ".join(seen["lenses"])  # of the functions on the screen
    assert "verified in" in words
    assert "not proved" in words


def test_hovering_a_call_shows_the_frame(seen: Observed) -> None:
    assert "nodes(b, ys)" in seen["hover"]


def test_annotations_do_not_look_like_comments(seen: Observed) -> None:
    assert seen["colours"]["requires"]
    assert seen["colours"]["requires"] != seen["colours"]["comment"]


def test_the_panel_shows_the_state_and_follows_the_cursor(seen: Observed) -> None:
    assert "nodes(b, ys)" in seen["panel"]
    assert "push_unchecked" in seen["panelMoved"]


def test_a_hover_has_a_picture_of_the_heap(seen: Observed) -> None:
    assert seen["hoverPicture"] > 50


def test_an_arrow_lights_up_with_its_atom_its_boxes_and_its_place(seen: Observed) -> None:
    assert seen["linked"]["rows"] == ["n->next |-> list"]
    assert seen["linked"]["boxes"] == 2
    assert seen["linked"]["zoomed"]


def test_a_state_can_be_pinned_for_comparison(seen: Observed) -> None:
    assert "Pinned: push_unchecked" in seen["panelPinned"]
    assert "push_left" in seen["panelPinned"]


def test_the_panel_can_be_used_by_everybody(seen: Observed) -> None:
    assert seen["axe"] == {"light": [], "dark": []}


def test_the_code_of_an_error_leads_to_its_page(seen: Observed) -> None:
    assert "null-access" in seen["page"]


def test_the_fix_is_applied_and_the_error_gone(seen: Observed) -> None:
    assert seen["fixes"]
    assert seen["statusBarFixed"] == "Frame: 3 verified"


def test_the_test_explorer_has_an_entry_per_function(seen: Observed) -> None:
    for name in ("push", "push_left", "push_unchecked"):
        assert any(label and label.startswith(f"{name} ") for label in seen["tests"]), seen["tests"]


def test_scripts_are_verified_too(seen: Observed) -> None:
    assert seen["scriptStatusBar"] == "Frame: 2 verified, 1 failed"
    assert "y |-> 3" in seen["scriptHover"]


def test_nothing_of_an_untrusted_workspace_is_executed(seen: Observed, folders: dict[str, Path]) -> None:
    assert not (folders["untrusted"] / "sprung").exists()


def test_without_a_server_there_is_a_message_with_a_way_out(seen: Observed) -> None:
    assert "Install It for Me" in seen["offer"]


def test_no_script_of_the_page_failed(seen: Observed) -> None:
    assert not seen["pageErrors"]
