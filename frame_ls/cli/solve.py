"""`frame solve 'P |- Q'`: one judgement decided, and told on a few lines."""

from __future__ import annotations

import click

from frame_ls.cli.run_options import LIMITS, options_from, with_options
from frame_ls.workspace.judgements import Judged, Misread, judged
from frame_ls.workspace.report import Answer


@click.command()
@click.argument("judgement", metavar="'P |- Q'")
@click.option("--abduce", is_flag=True, help="Also print what is missing on the left.")
@with_options(LIMITS)
@click.pass_context
def solve(context: click.Context, /, judgement: str, abduce: bool, **given: object) -> None:
    """Decides one judgement: VALID, VALID with frame F, INVALID with a countermodel, or UNKNOWN.

    Exit status: 0 VALID, 1 INVALID or UNKNOWN, 2 the judgement cannot be read.
    """
    found = judged(judgement, options_from(given), abduce=abduce)
    if isinstance(found, Misread):
        click.echo(misread_text(judgement, found), err=True, nl=False)
        context.exit(2)
    click.echo(answer_text(found, abduce=abduce), nl=False)
    context.exit(0 if found.answer is Answer.VALID else 1)


def answer_text(found: Judged, *, abduce: bool = False) -> str:
    """The answer in its first word, then what there is to tell about it."""
    head = found.answer.value.upper()
    if found.frame is not None:
        head += f" with frame {found.frame}"
    lines = [head, *found.account.splitlines()]
    if found.missing is not None:
        lines.append(f"missing: {found.missing}")
        if found.left_over not in (None, "emp"):
            lines.append(f"with what is missing there, {found.left_over} is left over")
    elif abduce and found.answer is not Answer.VALID:
        lines.append("missing: nothing was found that would make it valid")
    return "\n".join(lines) + "\n"


def misread_text(text: str, problem: Misread) -> str:
    """What is wrong with the text, with a caret under the place."""
    first = text.splitlines()[0] if text.splitlines() else ""
    return f"frame: {problem.message}\n  {first}\n  {' ' * (problem.column - 1)}^\n"
