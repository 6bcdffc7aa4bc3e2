"""Where a report goes and in which format."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import TextIO

import click

from frame_ls.cli.output.excerpt import SourceOf
from frame_ls.workspace.options import Options
from frame_ls.workspace.shown import ShownReport


class Format(Enum):
    """The formats of a report."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"


@dataclass(frozen=True, slots=True)
class Destination:
    """A stream that is open and can be written, known before the run begins."""

    format: Format
    stream: TextIO
    no_color: bool

    @classmethod
    def opened(cls, format_: Format, output: str | None, *, inputs: Sequence[str], no_color: bool) -> Destination:
        """Standard output, or the file `output`. Raises click.UsageError where that cannot be written."""
        if output is None or output == "-":
            return cls(format_, _standard_output(), no_color)
        if any(os.path.realpath(output) == os.path.realpath(path) for path in inputs):
            raise click.UsageError(f"-o {output} would overwrite an input")
        try:
            stream = open(output, "w", encoding="utf-8")  # noqa: SIM115 - closed by write
        except OSError as error:
            raise click.UsageError(f"-o {output} cannot be written: {error.strerror}") from error
        return cls(format_, stream, no_color)

    def write(self, report: ShownReport, options: Options, source: SourceOf) -> None:
        """Writes the whole report and closes what was opened."""
        try:
            self.stream.write(self._text(report, options, source))
            self.stream.flush()
        except BrokenPipeError:
            # The reader went away (`| head`): nothing is left to say, not even at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        finally:
            if self.stream is not sys.stdout:
                self.stream.close()

    def _text(self, report: ShownReport, options: Options, source: SourceOf) -> str:
        match self.format:
            case Format.JSON:
                from frame_ls.cli.output.as_json import json_text

                return json_text(report)
            case Format.SARIF:
                from frame_ls.cli.output.as_sarif import sarif_text

                return sarif_text(report)
            case Format.GITHUB:
                from frame_ls.cli.output.as_github import github_text

                return github_text(report)
            case Format.TEXT:
                return self._readable(report, options, source)

    def _readable(self, report: ShownReport, options: Options, source: SourceOf) -> str:
        from frame_ls.cli.output.as_text import TextOutput
        from frame_ls.cli.output.paint import Paint, wants_colour

        width = shutil.get_terminal_size().columns if self.stream.isatty() else None
        paint = Paint(wants_colour(self.stream, self.no_color))
        return TextOutput(source, paint, width, verbose=options.verbose).text(report)


def _standard_output() -> TextIO:
    """Standard output, made to write any character: a terminal that cannot show one gets a question mark."""
    stream = sys.stdout
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")
    return stream
