"""Fixes of a failed function, each tried: the text is read again with it, and the function is verified again.

This runs beside the verdict, never before it, and ends when its own time is used up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from frame_ls.prover.budget import Budget
from frame_ls.source import Finding, Severity
from frame_ls.source.findings import Fix
from frame_ls.verifier.explanation import Explanation
from frame_ls.verifier.fix_places import Site, edited
from frame_ls.verifier.fixes import candidates
from frame_ls.verifier.outcome import Status, UnitOutcome, VerifierOptions
from frame_ls.verifier.verify import verify_function
from frame_ls.workspace.languages.c_reading import Read, ReadUnit

Reread = Callable[[str], Read]
"""Reads another text in the place of the file's own, with the same options and headers."""

TRIAL_SECONDS = 1.0  # for one candidate
_STEPS = 5_000_000
_SOLVER_EFFORT = 5_000_000
_OFFERED = 3  # for one finding: more than a person wants to choose from
_TRIED = 16


@dataclass(frozen=True, slots=True)
class Workbench:
    """What the trials of one unit share. `deadline` is a reading of the monotonic clock."""

    file: str
    text: str
    chunk_start: int
    chunk_text: str
    unit: ReadUnit
    reread: Reread
    options: VerifierOptions
    deadline: float


def with_fixes(findings: tuple[Finding, ...], explanation: Explanation | None, bench: Workbench) -> tuple[Finding, ...]:
    """The findings, errors with the fixes that were tried and found good."""
    site = Site(bench.unit.program.functions[bench.unit.unit.name], bench.chunk_text)
    return tuple(
        replace(finding, fixes=(*finding.fixes, *_tried(site, finding, findings, explanation, bench)))
        if finding.severity is Severity.ERROR
        else finding
        for finding in findings
    )


def _tried(
    site: Site,
    finding: Finding,
    findings: tuple[Finding, ...],
    explanation: Explanation | None,
    bench: Workbench,
) -> tuple[Fix, ...]:
    """The candidates that make the finding go and bring no other; those that verify the unit first."""
    allowed = {_sign(other) for other in findings} - {_sign(finding)}
    good: list[Fix] = []
    seen: set[str] = set()
    for candidate in candidates(site, finding, explanation):
        text = edited(bench.chunk_text, candidate.edits)
        if text in seen:
            continue
        seen.add(text)
        if len(seen) > _TRIED or len(good) >= _OFFERED or time.monotonic() >= bench.deadline:
            break
        outcome = _outcome_with(text, bench)
        if outcome is None:
            continue
        if outcome.status is Status.VERIFIED:
            good.append(replace(candidate, title=f"{candidate.title}, verifies the function", verified=True))
        elif outcome.status is Status.FAILED and {_sign(other) for other in outcome.findings} <= allowed:
            good.append(candidate)
    return tuple(sorted(good, key=lambda fix: not fix.verified))


def _sign(finding: Finding) -> tuple[str, str]:
    """What tells findings apart on two versions of a text."""
    return finding.code, finding.message.partition("\n")[0]


def _outcome_with(chunk_text: str, bench: Workbench) -> UnitOutcome | None:
    """The verdict on the unit as it would be; None where it could not be read or is not there any more."""
    start, end = bench.chunk_start, bench.chunk_start + len(bench.chunk_text)
    read = bench.reread(bench.text[:start] + chunk_text + bench.text[end:])
    named = [u for u in read.units if u.unit.name == bench.unit.unit.name and u.unit.kind is bench.unit.unit.kind]
    if len(named) != 1 or named[0].broken or _adds_findings(read, bench):
        return None
    until = min(bench.deadline, time.monotonic() + TRIAL_SECONDS)
    budget = Budget(_STEPS, clock=time.monotonic, deadline=until, solver_effort=_SOLVER_EFFORT)
    return verify_function(named[0].program, named[0].unit, bench.options, budget)


def _adds_findings(read: Read, bench: Workbench) -> bool:
    """Whether the text itself, or the contracts of other declarations, have become wrong."""
    return any(finding.span.text == bench.unit.unit.span.text for finding in read.findings)
