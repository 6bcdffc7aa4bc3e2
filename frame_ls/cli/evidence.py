"""`frame evidence verify FILE...`: stored proofs and models, checked again without search or solver."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from frame_ls.workspace.inputs import Unreadable
from frame_ls.workspace.stored_evidence import Checked, NotAccepted, verify_file

_MOST_TEXT = 100  # characters of a goal on its line


@click.group()
def evidence() -> None:
    """Check stored proofs and models again, with the kernel alone."""


@evidence.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
def verify(files: tuple[str, ...]) -> None:
    """Check each FILE that `--evidence` has written, or all of a folder: one line a file.

    Exit status: 0 all are accepted, 1 one is refused, 2 one cannot be read.
    """
    status = 0
    for file in _with_those_in_folders(files):
        found = verify_file(file)
        match found:
            case Unreadable(reason=reason):
                sys.stderr.write(f"frame: {file} {reason}\n")
                status = 2
            case NotAccepted(reason=reason):
                sys.stdout.write(f"{file}: REFUSED: {reason}\n")
                status = max(status, 1)
            case Checked():
                sys.stdout.write(f"{file}: {_told(found)}\n")
    raise SystemExit(status)


def _with_those_in_folders(files: tuple[str, ...]) -> Iterator[str]:
    for file in files:
        if Path(file).is_dir():
            yield from map(str, sorted(Path(file).rglob("*.json")))
        else:
            yield file


def _told(found: Checked) -> str:
    text = found.text if len(found.text) <= _MOST_TEXT else found.text[: _MOST_TEXT - 3] + "..."
    parts = [f"{found.claim.upper()}  {text}"]
    if found.steps:
        parts.append(f"{found.steps} steps")
    if found.axioms:
        parts.append(f"taking for granted: {', '.join(found.axioms)}")
    if found.solvers:
        parts.append(f"on the word of {', '.join(found.solvers)}")
    return "  ·  ".join(parts)
