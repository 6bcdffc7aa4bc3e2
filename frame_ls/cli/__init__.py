"""The command line: `frame`, and `frame-ls` for editors that want a server by its own name.

Nothing heavy is imported before the command is known: `frame smt FILE` costs little more than a bare Python.
"""

from __future__ import annotations

import sys


def main() -> None:
    """Runs `frame` with the arguments of the process and exits with its status."""
    arguments = sys.argv[1:]
    if arguments[:1] == ["smt"] and len(arguments) > 1 and not any(a.startswith("-") for a in arguments[1:]):
        from frame_ls.cli.smt import answer_files

        sys.exit(answer_files(arguments[1:]))
    from frame_ls.cli.commands import frame

    frame.main(args=arguments, prog_name="frame")


def serve() -> None:
    """Runs `frame lsp`: what `frame-ls` does."""
    from frame_ls.cli.commands import frame

    frame.main(args=["lsp", *sys.argv[1:]], prog_name="frame-ls")
