"""Reference pages that are made from the code: commands, settings, findings, and the map of the packages."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click


def pages(repository: Path) -> dict[str, str]:
    """The text of each page by its name in the site."""
    from frame_ls.source.catalogue import CATALOGUE

    return {
        "reference/commands.md": commands(),
        "reference/settings.md": settings(repository),
        "reference/findings.md": findings(CATALOGUE.values()),
        "architecture.md": (repository / "frame_ls" / "README.md").read_text(encoding="utf-8"),
    }


def commands() -> str:
    """Every command with its options, as `--help` tells them."""
    from frame_ls.cli.commands import COMMANDS, frame

    parts = ["# Commands", "`frame COMMAND --help` says the same. `frame-ls` is `frame lsp`."]
    context = click.Context(frame, info_name="frame")
    for name in COMMANDS:
        command = frame.get_command(context, name)
        assert command is not None
        parts += _command(command, click.Context(command, info_name=name, parent=context))
    return "\n\n".join(parts) + "\n"


def _command(command: click.Command, context: click.Context, depth: int = 2) -> Iterator[str]:
    path = context.command_path
    yield f"{'#' * depth} {path}"
    yield f"```text\n{' '.join([path, *command.collect_usage_pieces(context)])}\n```"
    yield (command.help or "").replace("\b", "")
    options = [o for p in command.get_params(context) if "--help" not in p.opts and (o := p.get_help_record(context))]
    if options:
        yield _table(("option", ""), ((f"`{name}`", text) for name, text in options))
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _command(below, click.Context(below, info_name=name, parent=context), depth + 1)


def settings(repository: Path) -> str:
    """What may stand in a settings file, and what VS Code's settings are called."""
    from frame_ls.cli.run_options import LIMITS, MEANING
    from frame_ls.workspace.options import Options
    from frame_ls.workspace.settings import ENTRIES

    help_of = {"evidence_dir": "Store each proof or model in this folder."}
    for decorate in (*MEANING, *LIMITS):
        option = decorate(lambda: None).__click_params__[0]  # type: ignore[attr-defined]
        help_of[option.name] = option.help
    defaults = Options()
    rows = []
    for name, (field, _) in ENTRIES.items():
        default = getattr(defaults, field)
        shown = "" if default in (None, ()) else f"`{json.dumps(default)}`"
        rows.append((f"`{name}`", shown, help_of[field]))
    package = json.loads((repository / "editors" / "vscode" / "package.json").read_text(encoding="utf-8"))
    own = package["contributes"]["configuration"]["properties"]
    return _SETTINGS.format(
        project=_table(("setting", "default", ""), rows),
        code=_table(
            ("setting", "default", ""),
            (
                (
                    f"`{name}`",
                    f"`{json.dumps(entry.get('default'))}`",
                    entry.get("markdownDescription") or entry["description"],
                )
                for name, entry in own.items()
            ),
        ),
    )


_SETTINGS = """\
# Settings

## In a project

`frame.toml`, or the table `[tool.frame]` of a `pyproject.toml`: the one that is nearest upwards from a file counts.
From weak to strong: this file, `// verifast_options{{...}}` on a file's first line, the command line. Folders are
relative to the settings file, and those of the command line are searched first. An entry that cannot be read is an
error: to check under other rules than the project's would mislead.

{project}

```toml title="frame.toml"
target = "lp64"
overflow-check = true
include = ["include"]
define = ["NDEBUG", "LIMIT=10"]
timeout = 5
```

`target` names a data model: `lp64` (Linux and macOS), `llp64` (64-bit Windows), `ilp64`, `ilp32`, `lp32`, `ip16`.
Without one, sizes of `int`, `long` and pointers are unknown within the bounds of the standard, and what verifies,
verifies for all.

## In VS Code

{code}

## In Neovim

`require('frame').setup {{ ... }}`, all of it described in `:help frame`.
"""


_FINDINGS = """\
# Findings

Each finding has a code. `frame explain CODE` shows its page in the terminal, and editors open it from the code of a
diagnostic. The examples are the smallest programs that show the finding, at the marked line."""


def findings(catalogue: object) -> str:
    """Every code with its page, in the order of the catalogue."""
    parts = [
        _FINDINGS,
    ]
    for page in catalogue:  # type: ignore[attr-defined]
        parts += [f"## {page.code}", f"*{page.title}*", page.explanation]
        if page.example:
            language = {".c": "c", ".frame": "frame"}.get(page.suffix, "text")
            parts.append(f"```{language}\n{page.example.rstrip()}\n```")
        parts.append(f"**To mend it:** {page.fix}")
    return "\n\n".join(parts) + "\n"


def _table(head: tuple[str, ...], rows: object) -> str:
    lines = [" | ".join(head), " | ".join("---" for _ in head)]
    lines += [" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]  # type: ignore[attr-defined]
    return "\n".join(f"| {line} |" for line in lines)
