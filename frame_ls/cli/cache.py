"""`frame cache info|clear`: the store of verdicts of earlier runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from frame_ls.workspace.store import VerdictStore


@click.group()
def cache() -> None:
    """Shows or clears the cache of verdicts."""


@cache.command()
def info() -> None:
    """Says where the cache is, and how full."""
    found = _store().info()
    click.echo(f"{found.path}: {found.outcomes} verdicts, {_megabytes(found.size)} of {_megabytes(found.limit)}")


@cache.command()
def clear() -> None:
    """Forgets all verdicts; the next run proves everything anew."""
    store = _store()
    before = store.info()
    store.clear()
    click.echo(f"{before.path}: {before.outcomes} verdicts forgotten")


def _store() -> VerdictStore:
    from frame_ls.workspace.fingerprints import prover_version
    from frame_ls.workspace.store import VerdictStore, default_folder

    return VerdictStore(default_folder(), prover_version())


def _megabytes(size: int) -> str:
    return f"{size / (1 << 20):.1f} MB"
