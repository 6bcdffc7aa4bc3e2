"""Editors that need a line of configuration only: the very lines of `editors/README.md` are tried."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import REPOSITORY
from tests.editors.conftest import FILES
from tests.editors.terminal import run_in_terminal

pytestmark = [pytest.mark.editor, pytest.mark.xdist_group("others")]

SCRIPTS = Path(__file__).parent / "others"
README = (REPOSITORY / "editors" / "README.md").read_text(encoding="utf-8")


def configuration(editor: str) -> str:
    """The code block after the editor's name in bold."""
    found = re.search(rf"^\*\*{re.escape(editor)}\*\*.*?^```\w+\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert found, f"editors/README.md has no block for {editor}"
    return found[1]


def session(editor: str, command: list[str | Path], environment: dict[str, str], folder: Path) -> dict[str, Any]:
    shutil.copy(FILES / "push.c", folder)
    (folder / "configuration").write_text(configuration(editor), encoding="utf-8")
    paths = {"CONFIGURATION": "configuration", "FILE": "push.c", "OBSERVED": "observed.json"}
    names = {name: str(folder / value) for name, value in paths.items()}
    run_in_terminal(command, folder, {**environment, **names, "TERM": "xterm"}, (100, 40), timeout=90)
    report = folder / "observed.json"
    assert report.exists(), f"{editor} wrote nothing"
    seen: dict[str, Any] = json.loads(report.read_text(encoding="utf-8"))
    assert "failure" not in seen, seen["failure"]
    return seen


def check(seen: dict[str, Any]) -> None:
    [(line, message)] = seen["errors"]
    assert line == 35
    assert "null" in message
    assert "nodes(b, ys)" in seen["hover"]


def test_emacs_with_eglot(tools: Path, plain_environment: dict[str, str], tmp_path: Path) -> None:
    program = tools / "emacs" / "bin" / "emacs-nox"
    command = [program, "-Q", "--batch", "-l", SCRIPTS / "eglot.el"]
    check(session("Emacs, eglot", command, plain_environment, tmp_path))


def test_vim_with_ale(tools: Path, plain_environment: dict[str, str], tmp_path: Path) -> None:
    root = tools / "vim" / "root" / "usr" / "share"
    plugin = root / "vim-ale"
    paths = f"set runtimepath^={plugin} runtimepath+={plugin / 'after'}"
    command = [tools / "vim" / "bin" / "vim.basic", "-u", "NONE", "--cmd", paths, "-S", SCRIPTS / "ale.vim"]
    check(session("Vim with ALE", command, plain_environment, tmp_path))
