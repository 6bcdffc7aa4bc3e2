"""The commands of `frame` by name; a command's module is imported when it is called or its help is asked for."""

from __future__ import annotations

from importlib import import_module

import click

from frame_ls import __version__

# Name -> where its click command stands, and what `frame --help` says of it.
COMMANDS: dict[str, tuple[str, str]] = {
    "check": ("frame_ls.cli.check:check", "Verify files and folders."),
    "solve": ("frame_ls.cli.solve:solve", "Decide one judgement, `P |- Q`."),
    "smt": ("frame_ls.cli.smt:smt", "Answer SL-COMP problems: sat, unsat or unknown."),
    "parse": ("frame_ls.cli.parse:parse", "Print a formula as Frame reads it."),
    "repl": ("frame_ls.cli.repl:repl", "Ask judgement after judgement."),
    "explain": ("frame_ls.cli.explain:explain", "Tell the symbolic state at a place, or what a finding's code means."),
    "evidence": ("frame_ls.cli.evidence:evidence", "Check stored proofs and models again."),
    "bench": ("frame_ls.cli.bench:bench", "Measure Frame on a folder of problems."),
    "lsp": ("frame_ls.cli.lsp:lsp", "Run the language server."),
    "play": ("frame_ls.cli.play:play", "Open an editor with live checking in a browser."),
    "cache": ("frame_ls.cli.cache:cache", "Show or clear the cache of verdicts."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the help page."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command = getattr(import_module(module), attribute)
        if not isinstance(command, click.Command):
            raise TypeError(f"{COMMANDS[cmd_name][0]} is no command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", prog_name="frame")
def frame() -> None:
    """Checks separation logic: annotated C, scripts and SL-COMP problems.

    Exit status: 0 all verified, 1 something is not, 2 an input or the command line cannot be read, 3 internal error.
    """
