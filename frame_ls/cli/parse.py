"""`frame parse 'P'`: a formula or a judgement as Frame reads it."""

from __future__ import annotations

import click

from frame_ls.cli.solve import misread_text
from frame_ls.workspace.judgements import Misread, formula_as_read


@click.command()
@click.argument("formula", metavar="'P'")
@click.pass_context
def parse(context: click.Context, /, formula: str) -> None:
    """Prints a formula (or P |- Q) as Frame reads it, with the brackets it means. Exit status 2: it is none."""
    found = formula_as_read(formula)
    if isinstance(found, Misread):
        click.echo(misread_text(formula, found), err=True, nl=False)
        context.exit(2)
    click.echo(found)
