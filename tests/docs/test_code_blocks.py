"""Every code block of the documentation is true: programs verify or fail as marked, consoles show what is printed."""

from __future__ import annotations

import json
import re
import shlex
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

from tests.conftest import REPOSITORY, RunFrame

sys.path.insert(0, str(REPOSITORY / "docs" / "site"))

import blocks  # the site's own modules are no package
import reference

DOCS = REPOSITORY / "docs"
WRITTEN = {str(path.relative_to(DOCS)): path.read_text(encoding="utf-8") for path in sorted(DOCS.rglob("*.md"))}
PAGES = {**WRITTEN, **reference.pages(REPOSITORY), "README.md": (REPOSITORY / "README.md").read_text(encoding="utf-8")}
CHECKED = {".c": "c", ".h": "c", ".gh": "c", ".frame": "frame", ".smt2": "smt2"}
# What is only read: settings of editors, drafts of files, shapes of messages.
SHOWN = {"text", "picture", "elisp", "vim", "lua"}
# The examples of findings are run by tests/source/test_catalogue.py.
RUN_ELSEWHERE = {"reference/findings.md"}


def with_blocks(*languages: str) -> list[str]:
    pages = [name for name, text in PAGES.items() if any(b.language in languages for b in blocks.blocks(text))]
    return [name for name in pages if name not in RUN_ELSEWHERE]


@pytest.mark.parametrize("name", with_blocks("c", "frame", "smt2"))
def test_programs_do_what_their_marks_say(name: str, tmp_path: Path, run_frame: RunFrame) -> None:
    """All programs of a page in one run, each in a folder of its own."""
    found = [block for block in blocks.blocks(PAGES[name]) if block.language in CHECKED.values()]
    for block in found:
        suffix = next(suffix for suffix, language in CHECKED.items() if language == block.language)
        folder = tmp_path / f"line-{block.line}"
        folder.mkdir()
        (folder / (block.title or f"block{suffix}")).write_text(block.body, encoding="utf-8")
    run = run_frame("check", "--expect", "--no-cache", tmp_path)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("name", with_blocks("console"))
def test_consoles_show_what_is_printed(name: str, tmp_path: Path, run_frame: RunFrame) -> None:
    """`$ frame ...` is run where the files of the page stand, as they are at that point; `...` is any lines."""
    for block in blocks.blocks(PAGES[name]):
        if block.title is not None:
            (tmp_path / block.title).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / block.title).write_text(block.body, encoding="utf-8")
        if block.language != "console":
            continue
        command, _, shown = block.body.partition("\n")
        assert command.startswith("$ frame "), f"{name}:{block.line}"
        run = run_frame(*shlex.split(command)[2:], cwd=tmp_path)
        printed = timeless(run.stdout + run.stderr)
        pattern = r".*".join(
            re.escape(timeless(part)) for part in re.split(r"^[ ]*\.\.\.\n", shown, flags=re.MULTILINE)
        )
        assert re.fullmatch(pattern, printed, re.DOTALL), f"{name}:{block.line}\n{run.stdout}{run.stderr}"


def timeless(text: str) -> str:
    """The text with every time blanked, and how much was tried."""
    return re.sub(r"\d+(\.\d+)? m?s\b", "TIME", text)


@pytest.mark.parametrize("name", with_blocks("sh"))
def test_commands_exist_with_their_options(name: str) -> None:
    import click

    from frame_ls.cli.commands import frame

    for block in blocks.blocks(PAGES[name]):
        for line in block.body.splitlines() if block.language == "sh" else ():
            words = shlex.split(line, comments=True)
            if words[:1] != ["frame"]:
                continue
            command: click.Command | None = frame.get_command(click.Context(frame), words[1])
            assert command is not None, f"{name}:{block.line} {line}"
            command.make_context("frame", words[2:])


@pytest.mark.parametrize("name", with_blocks("json", "toml", "yaml"))
def test_data_can_be_read(name: str) -> None:
    for block in blocks.blocks(PAGES[name]):
        match block.language:
            case "json":
                json.loads(block.body)
            case "toml":
                tomllib.loads(block.body)
            case "yaml":
                yaml.safe_load(block.body)


def test_no_block_escapes_the_tests() -> None:
    known = {*CHECKED.values(), *SHOWN, "console", "sh", "json", "toml", "yaml"}
    assert not {
        f"{name}:{block.line} {block.language}"
        for name, text in WRITTEN.items()
        for block in blocks.blocks(text)
        if block.language not in known
    }
