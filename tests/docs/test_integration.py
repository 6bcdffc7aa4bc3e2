"""The action and the pre-commit hooks do what they say, run as their runners would run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import REPOSITORY

WRONG = "int twice(int x)\n//@ requires true;\n//@ ensures true;\n{\n  return x + x;\n}\n"
RIGHT = "check emp |- emp;\n"


@pytest.fixture
def runner(tmp_path: Path) -> dict[str, str]:
    """The environment of a step: this Frame on the path, and a place for outputs."""
    program = tmp_path / "bin" / "frame"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m frame_ls "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    return {
        **os.environ,
        "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(REPOSITORY), os.environ.get("PYTHONPATH", "")]),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "GITHUB_ACTION_PATH": str(REPOSITORY),
        "GITHUB_OUTPUT": str(tmp_path / "outputs"),
    }


def run_action(environment: dict[str, str], folder: Path, **inputs: str) -> tuple[int, str, dict[str, str]]:
    """Runs the steps of the action with these inputs: the status, what was printed, and the outputs."""
    action: dict[str, Any] = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
    given = {name: str(entry["default"]) for name, entry in action["inputs"].items()} | inputs
    Path(environment["GITHUB_OUTPUT"]).write_text("", encoding="utf-8")
    printed = ""
    for step in action["runs"]["steps"]:
        env = {name: re.sub(r"\$\{\{ inputs\.(\w+) \}\}", lambda m: given[m[1]], v) for name, v in step["env"].items()}
        run = subprocess.run(
            ["bash", "-e", "-c", step["run"]],
            cwd=folder,
            env={**environment, **env},
            capture_output=True,
            text=True,
            check=False,
        )
        printed += run.stdout + run.stderr
        if run.returncode != 0:
            break
    lines = Path(environment["GITHUB_OUTPUT"]).read_text(encoding="utf-8").splitlines()
    return run.returncode, printed, dict(line.split("=", 1) for line in lines)


def project(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return folder


def test_the_action_fails_where_something_is_wrong(runner: dict[str, str], tmp_path: Path) -> None:
    folder = project(tmp_path, wrong__c=WRONG)
    status, printed, outputs = run_action(runner, folder, version="none", arguments="--target lp64 --timeout 20")
    assert (status, outputs) == (1, {"status": "1", "sarif": "frame.sarif"})
    assert "::error file=wrong.c,line=5" in printed
    results = json.loads((folder / "frame.sarif").read_text(encoding="utf-8"))["runs"][0]["results"]
    assert [result["ruleId"] for result in results] == ["overflow"]


def test_the_action_may_only_tell(runner: dict[str, str], tmp_path: Path) -> None:
    folder = project(tmp_path, wrong__c=WRONG)
    assert run_action(runner, folder, version="none", fail="false")[0] == 0


def test_the_action_passes_where_all_is_verified(runner: dict[str, str], tmp_path: Path) -> None:
    folder = project(tmp_path, right__frame=RIGHT)
    status, _, outputs = run_action(runner, folder, version="none")
    assert (status, outputs["status"]) == (0, "0")


def test_inputs_of_the_action_are_no_commands(runner: dict[str, str], tmp_path: Path) -> None:
    folder = project(tmp_path, right__frame=RIGHT)
    run_action(runner, folder, version="none", paths="right.frame $(touch pwned) ; touch pwned", fail="false")
    assert not (folder / "pwned").exists()


def test_the_action_describes_its_inputs_on_its_page() -> None:
    action = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
    page = (REPOSITORY / "docs" / "how-to" / "ci.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in page for name in action["inputs"])
    assert all(f"`{name}`" in page for name in action["outputs"])


@pytest.mark.parametrize(("text", "status"), [(RIGHT, 0), ("check emp |- list(x);\n", 1)])
def test_the_hooks_check_what_they_are_given(runner: dict[str, str], tmp_path: Path, text: str, status: int) -> None:
    folder = project(tmp_path, a__frame=text, notes__txt="no program")
    hooks = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert [hook["id"] for hook in hooks] == ["frame", "frame-scripts"]
    for hook in hooks:
        files = [path.name for path in folder.iterdir() if re.search(hook["files"], path.name)]
        run = subprocess.run([*hook["entry"].split(), *files], cwd=folder, env=runner, capture_output=True, check=False)
        assert (files, run.returncode) == (["a.frame"], status)
