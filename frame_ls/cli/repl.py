"""`frame repl`: an interactive prompt for judgements and formulas, with a history."""

from __future__ import annotations

import contextlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from frame_ls.cli.run_options import LIMITS, options_from, with_options
from frame_ls.cli.solve import answer_text, misread_text
from frame_ls.workspace.judgements import Misread, formula_as_read, judged
from frame_ls.workspace.options import Options

_PROMPT = "frame> "
_TURNSTILE = re.compile(r"\|-(?!>)|⊢")
_HELP = """\
P |- Q           is it valid, exactly or with a frame?
abduce P |- Q    and what is missing if it is not?
P                the formula as Frame reads it
help, quit
"""


@click.command()
@with_options(LIMITS)
def repl(**given: object) -> None:
    """Asks for judgement after judgement. Reads standard input, so that a file can be piped in, too."""
    options = options_from(given)
    with _history():
        while True:
            try:
                line = input(_PROMPT if sys.stdin.isatty() else "")
            except EOFError:
                break
            except KeyboardInterrupt:
                click.echo()
                continue
            if line.strip() in ("quit", "exit"):
                break
            click.echo(reply(line.strip(), options), nl=False)


def reply(line: str, options: Options) -> str:
    """What is printed for one line; nothing for an empty one or a comment."""
    if not line or line.startswith("//"):
        return ""
    if line == "help":
        return _HELP
    abduce = line.startswith("abduce ")
    text = line.removeprefix("abduce ").removeprefix("check ").rstrip("; ")
    if _TURNSTILE.search(text):
        found = judged(text, options, abduce=abduce)
        return misread_text(text, found) if isinstance(found, Misread) else answer_text(found, abduce=abduce)
    read = formula_as_read(text)
    return misread_text(text, read) if isinstance(read, Misread) else f"{read}\n"


@contextlib.contextmanager
def _history() -> Iterator[None]:
    """Line editing with the lines of earlier sessions, where the terminal has it."""
    try:
        import readline
    except ImportError:
        yield
        return
    import platformdirs

    path = Path(platformdirs.user_state_dir("frame-ls", appauthor=False)) / "history"
    if sys.stdin.isatty():
        with contextlib.suppress(OSError):
            readline.read_history_file(path)
    yield
    if sys.stdin.isatty():
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            readline.set_history_length(1000)
            readline.write_history_file(path)
