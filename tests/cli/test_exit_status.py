"""The exit status is the largest reason that applies."""

from __future__ import annotations

import pytest

from frame_ls.cli.exit_status import exit_status
from frame_ls.cli.expecting import expectation_report
from frame_ls.source import Severity
from frame_ls.workspace.places import Place
from frame_ls.workspace.report import Kind, Status
from frame_ls.workspace.shown import ShownFinding, ShownReport, ShownResult
from tests.cli.sample import result


def report(*results: ShownResult) -> ShownReport:
    return ShownReport(results, 0.0)


def finding(code: str, severity: Severity = Severity.ERROR, line: int = 1) -> ShownFinding:
    return ShownFinding(code, severity, Place("list.c", line, 1, line, 2), "text")


FINE = result("f", Kind.FUNCTION, Status.VERIFIED, 1)
WARNED = result("f", Kind.FUNCTION, Status.VERIFIED, 1, findings=(finding("leak", Severity.WARNING),))
BROKEN = result("f", Kind.FUNCTION, Status.ERROR, 1, findings=(finding("internal-error"),))


@pytest.mark.parametrize("status", Status)
def test_each_status(status: Status) -> None:
    assert exit_status(report(FINE, result("g", Kind.LEMMA, status, 1)), unreadable=False) == (
        0 if status is Status.VERIFIED else 1
    )


def test_the_largest_counts() -> None:
    failed = result("g", Kind.FUNCTION, Status.FAILED, 1)
    assert exit_status(report(WARNED), unreadable=False) == 0
    assert exit_status(report(), unreadable=False) == 0
    assert exit_status(report(FINE), unreadable=True) == 2
    assert exit_status(report(failed), unreadable=True) == 2
    assert exit_status(report(FINE, BROKEN, failed), unreadable=True) == 3


def test_a_verified_unit_with_an_error_is_not_fine() -> None:
    odd = result("f", Kind.FUNCTION, Status.VERIFIED, 1, findings=(finding("leak"),))
    assert exit_status(report(odd), unreadable=False) == 1


def expecting(text: str, *results: ShownResult) -> int:
    compared = expectation_report(report(*results), {"list.c": text}, everything=True)
    return exit_status(compared, unreadable=False, expecting=True)


def test_with_expectations_only_differences_count() -> None:
    leaking = result("f", Kind.FUNCTION, Status.FAILED, 1, findings=(finding("leak"),))
    silent = result("f", Kind.FUNCTION, Status.UNKNOWN, 1)
    assert expecting("x; //~ leak", leaking) == 0
    assert expecting("x;", leaking) == 1
    assert expecting("x; //~ leak", FINE) == 1
    assert expecting("x;", FINE) == 0
    assert expecting("x;", silent) == 1
    assert expecting("x; //~", BROKEN) == 3
