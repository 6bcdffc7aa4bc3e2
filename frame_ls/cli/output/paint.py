"""Colours, or none: what a word means decides how it looks."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

import click

from frame_ls.source import Severity
from frame_ls.workspace.report import Status

_SEVERITY = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFORMATION: "cyan",
    Severity.HINT: "cyan",
}
STATUS_COLOUR = {
    Status.VERIFIED: "green",
    Status.FAILED: "red",
    Status.REFUTED: "red",
    Status.UNKNOWN: "yellow",
    Status.TIMEOUT: "yellow",
    Status.UNSUPPORTED: "yellow",
    Status.ERROR: "red",
}


@dataclass(frozen=True, slots=True)
class Paint:
    """Styles text for a terminal, or leaves it as it is."""

    colour: bool

    def severity(self, severity: Severity, text: str) -> str:
        return self._styled(text, _SEVERITY[severity], bold=True)

    def status(self, status: Status, text: str) -> str:
        return self._styled(text, STATUS_COLOUR[status], bold=True)

    def strong(self, text: str) -> str:
        return self._styled(text, None, bold=True)

    def quiet(self, text: str) -> str:
        return click.style(text, dim=True) if self.colour else text

    def added(self, text: str) -> str:
        return self._styled(text, "green")

    def _styled(self, text: str, colour: str | None, *, bold: bool = False) -> str:
        return click.style(text, fg=colour, bold=bold) if self.colour else text


def wants_colour(stream: TextIO, no_color: bool) -> bool:
    """Whether to colour: not where the user or NO_COLOR forbids it, and else where a terminal reads."""
    if no_color or os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"
