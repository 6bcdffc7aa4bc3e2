"""`frame explain FILE:LINE[:COL]` and `frame explain CODE`: the state at a place, or what a code means."""

from __future__ import annotations

import os
import re
import shutil

import click

from frame_ls.cli.run_options import LIMITS, MEANING, options_from, with_options
from frame_ls.workspace.options import Options

_PLACE = re.compile(r"(?P<file>.+?):(?P<line>[0-9]+)(?::(?P<column>[0-9]+))?")


@click.command()
@click.argument("what", required=False, metavar="[FILE:LINE[:COL] | CODE]")
@click.option("--format", "format_name", type=click.Choice(["text", "svg", "json", "md"]), default="text")
@with_options(LIMITS, MEANING)
@click.pass_context
def explain(context: click.Context, /, what: str | None, format_name: str, **given: object) -> None:
    """Tells the symbolic state at a place, or what the code of a finding means. Alone it lists the codes."""
    from frame_ls.cli.code_page import list_of_codes, nearest_code, page_text
    from frame_ls.source.catalogue import CATALOGUE

    if what is None:
        click.echo(list_of_codes(), nl=False)
    elif what in CATALOGUE:
        click.echo(page_text(CATALOGUE[what], min(100, shutil.get_terminal_size().columns)), nl=False)
    elif (place := _PLACE.fullmatch(what)) is not None:
        context.exit(_explain_place(place, format_name, options_from(given)))
    else:
        hint = f"; did you mean `{near}`?" if (near := nearest_code(what)) else ""
        kind = "FILE:LINE is missing its line" if os.path.exists(what) else f"`{what}` is no finding code"
        raise click.UsageError(kind + hint)


def _explain_place(place: re.Match[str], format_name: str, options: Options) -> int:
    """Prints the state; the exit status: 1 where there is nothing to tell, 2 where the file cannot be read."""
    from frame_ls.cli.explained_place import explained_place
    from frame_ls.workspace.explain_place import Nothing

    column = int(place["column"]) if place["column"] else None
    found = explained_place(place["file"], int(place["line"]), column, format_name, options)
    if isinstance(found, Nothing):
        click.echo(f"frame: {found.reason}", err=True)
        return 2 if found.is_unreadable else 1
    click.echo(found, nl=False)
    return 0
