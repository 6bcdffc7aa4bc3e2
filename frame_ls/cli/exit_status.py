"""What the command returns: the largest of the reasons that apply."""

from __future__ import annotations

from frame_ls.source import Severity
from frame_ls.workspace.expectations import EXPECTATIONS
from frame_ls.workspace.report import Status
from frame_ls.workspace.shown import ShownReport, ShownResult

VERIFIED = 0
NOT_VERIFIED = 1
UNREADABLE = 2
INTERNAL_ERROR = 3


def exit_status(report: ShownReport, *, unreadable: bool, expecting: bool = False) -> int:
    """The exit status of `check`. With expectations only their own results count, and internal errors always do."""
    status = VERIFIED
    for shown in report.results:
        if any(finding.code == "internal-error" for finding in shown.findings):
            return INTERNAL_ERROR
        if not _is_fine(shown) and (not expecting or shown.result.unit == EXPECTATIONS):
            status = NOT_VERIFIED
    return UNREADABLE if unreadable else status


def _is_fine(shown: ShownResult) -> bool:
    return shown.result.status is Status.VERIFIED and not any(
        finding.severity is Severity.ERROR for finding in shown.findings
    )
