"""`frame smt FILE...`: one line a file, the answer to its last `check-sat`.

Also called without click, so nothing that costs time to import stands at the top.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import click

    from frame_ls.workspace.options import Options


def answer_files(files: Sequence[str], options: Options | None = None) -> int:
    """Prints `sat`, `unsat` or `unknown` for each file as it is known; the exit status.

    The status is 2 when a file could not be read, whose line then stands on standard error.
    """
    from frame_ls.workspace.inputs import Unreadable, read_text
    from frame_ls.workspace.options import Options

    chosen = options or Options()
    status = 0
    for file in files:
        text = read_text(file)
        if isinstance(text, Unreadable):
            sys.stderr.write(f"frame: {file} {text.reason}\n")
            status = 2
            continue
        answer = _answer(file, text, chosen)
        sys.stdout.write(f"{answer}\n" if len(files) == 1 else f"{file}: {answer}\n")
        sys.stdout.flush()
    return status


def _answer(file: str, text: str, options: Options) -> str:
    """The answer to the last `check-sat`; whatever breaks is `unknown`, and said on standard error."""
    from frame_ls.workspace import languages
    from frame_ls.workspace.alone import run_alone
    from frame_ls.workspace.language import Limits
    from frame_ls.workspace.report import Kind

    try:
        language = languages.find("problem.smt2")
        assert language is not None
        analysis = language.analyse(file, text, options, lambda _: None)
        summary = analysis.summary
        queries = [unit for unit in summary.units if unit.kind is Kind.QUERY]
        if not queries:
            reason = summary.findings[0].message if summary.findings else "there is no check-sat"
            sys.stderr.write(f"frame: {file}: {reason}\n")
            return "unknown"
        outcome = run_alone(analysis, queries[-1], Limits(options.timeout), options.memory)
    except Exception as error:
        sys.stderr.write(f"frame: internal error with {file}: {error!r}\n")
        return "unknown"
    return outcome.answer.value if outcome.answer is not None else "unknown"


def _command() -> click.Command:
    import click

    from frame_ls.cli.run_options import LIMITS, options_from, with_options

    @click.command("smt")
    @click.argument("files", nargs=-1, required=True, metavar="FILE...")
    @with_options(LIMITS)
    @click.pass_context
    def smt(context: click.Context, /, files: tuple[str, ...], **given: object) -> None:
        """Answers SL-COMP problems: prints sat, unsat or unknown for the last check-sat of each file."""
        context.exit(answer_files(files, options_from(given)))

    return smt


def __getattr__(name: str) -> object:
    # The click command is made only where it is asked for: importing click would double the time of a small problem.
    if name == "smt":
        return _command()
    raise AttributeError(name)
