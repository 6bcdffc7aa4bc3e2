"""`frame explain FILE:LINE[:COL]` and `frame explain CODE`: the state at a place, or what a code means."""

from __future__ import annotations

import os
import re
import shutil

import click

from frame_ls.cli.run_options import LIMITS, MEANING, options_from, with_options

_PLACE = re.compile(r"(?P<file>.+?):(?P<line>[0-9]+)(?::(?P<column>[0-9]+))?")


@click.command()
@click.argument("what", required=False, metavar="[FILE:LINE[:COL] | CODE]")
@click.option("--format", "format_name", type=click.Choice(["text", "svg", "json", "md"]), default="text")
@with_options(LIMITS, MEANING)
def explain(what: str | None, format_name: str, **given: object) -> None:
    """Tells the symbolic state at a place, or what the code of a finding means. Alone it lists the codes."""
    from frame_ls.cli.code_page import list_of_codes, nearest_code, page_text
    from frame_ls.source.catalogue import CATALOGUE

    if what is None:
        click.echo(list_of_codes(), nl=False)
    elif what in CATALOGUE:
        click.echo(page_text(CATALOGUE[what], min(100, shutil.get_terminal_size().columns)), nl=False)
    elif (place := _PLACE.fullmatch(what)) is not None:
        from frame_ls.cli.explained_place import explained_place

        line, column = int(place["line"]), int(place["column"] or 0)
        text = explained_place(place["file"], line, column, format_name, options_from(given))
        click.echo(text, nl=False)
    else:
        hint = f"; did you mean `{near}`?" if (near := nearest_code(what)) else ""
        kind = "FILE:LINE is missing its line" if os.path.exists(what) else f"`{what}` is no finding code"
        raise click.UsageError(kind + hint)
