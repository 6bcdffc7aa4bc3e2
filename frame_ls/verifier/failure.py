"""What stops a path: something that had to hold and was not proved, or something that is not covered."""

from __future__ import annotations

from frame_ls.logic.terms import Term
from frame_ls.source import Finding, Severity, Span
from frame_ls.source.findings import Fix, Note


class Stuck(Exception):
    """The path ends here. `finding` says why; the unit is failed, unsupported or unknown by its code."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.message)
        self.finding = finding


class Unknown(Stuck):
    """The end of a path where `formula`, which had to hold, was not proved."""

    def __init__(self, finding: Finding, formula: Term) -> None:
        super().__init__(finding)
        self.formula = formula


def stuck(code: str, span: Span, message: str, notes: tuple[Note, ...] = (), fixes: tuple[Fix, ...] = ()) -> Stuck:
    """A path's end by an error."""
    return Stuck(Finding(code, Severity.ERROR, span, message, notes, fixes))


def unsupported(construct: str, span: Span) -> Stuck:
    """A path's end at what is not covered."""
    return stuck("unsupported", span, f"{construct} is not supported")
