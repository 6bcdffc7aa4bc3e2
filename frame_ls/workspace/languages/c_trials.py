"""Changes that are tried before they are offered: the text is read with them, and what they touch is verified again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from frame_ls.prover.budget import Budget
from frame_ls.source import Edit, Severity
from frame_ls.verifier.outcome import Status, VerifierOptions
from frame_ls.verifier.verify import verify_function
from frame_ls.workspace.languages.c_reading import Read, ReadUnit
from frame_ls.workspace.questions import Promise, Proposal

TRIAL_SECONDS = 1.0  # for one unit
_STEPS = 5_000_000
_SOLVER_EFFORT = 5_000_000


@dataclass(frozen=True, slots=True)
class Trials:
    """What the trials of one text share. `deadline` is a reading of the monotonic clock."""

    file: str
    text: str
    read: Read
    reread: Callable[[str], Read]
    options: VerifierOptions
    deadline: float

    def sifted(self, proposals: tuple[Proposal, ...]) -> tuple[Proposal, ...]:
        """Those that may be offered, with titles that say what they come to."""
        good: list[Proposal] = []
        first: dict[str, Proposal] = {}  # of a group that has nothing better yet
        done: set[str] = set()
        for proposal in proposals:
            if proposal.group in done:
                continue
            if time.monotonic() >= self.deadline:
                break
            touched = self.touched(proposal.edits)
            if touched is None:
                continue
            if all(self._status(unit) is Status.VERIFIED for unit in touched):
                good.append(replace(proposal, title=f"{proposal.title}{_praise(touched)}"))
                done.update({proposal.group} - {""})
            elif proposal.promise is Promise.STATES:
                told = replace(proposal, title=f"{proposal.title} (not verified yet)")
                first.setdefault(proposal.group or proposal.title, told)
        return (*good, *(proposal for group, proposal in first.items() if group not in done))

    def touched(self, edits: tuple[Edit, ...]) -> list[ReadUnit] | None:
        """The units whose verdict may be another with the edits; None where the text would have new errors."""
        text = self.edited(edits)
        read = None if text is None else self.reread(text)
        if read is None or _errors(read) > _errors(self.read):
            return None
        known = {unit.fingerprint for unit in self.read.units}
        touched = [unit for unit in read.units if unit.fingerprint not in known]
        if any(unit.broken for unit in touched) or len(read.units) < len(self.read.units):
            return None
        return touched

    def edited(self, edits: tuple[Edit, ...]) -> str | None:
        """The file with the edits; None where one of them is about another file."""
        text = self.text
        placed = [(self._offset(edit.span.text), edit) for edit in edits]
        if any(offset is None for offset, _ in placed):
            return None
        for offset, edit in sorted(placed, key=lambda one: (one[0] or 0) + one[1].span.start, reverse=True):
            start = (offset or 0) + edit.span.start
            text = text[:start] + edit.text + text[start + len(edit.span) :]
        return text

    def _offset(self, key: str) -> int | None:
        if key == self.file:
            return 0
        chunk = self.read.chunk(self.file, key)
        return None if chunk is None else chunk.offset

    def _status(self, unit: ReadUnit) -> Status:
        until = min(self.deadline, time.monotonic() + TRIAL_SECONDS)
        budget = Budget(_STEPS, clock=time.monotonic, deadline=until, solver_effort=_SOLVER_EFFORT)
        return verify_function(unit.program, unit.unit, self.options, budget).status


def _praise(touched: list[ReadUnit]) -> str:
    match touched:
        case []:
            return ""
        case [one]:
            return f", verifies the {one.unit.kind.value}"
        case _:
            return f", verifies all {len(touched)} that it touches"


def _errors(read: Read) -> int:
    """How much is wrong with a text before anything is verified."""
    units = sum(len(unit.broken) for unit in read.units)
    return units + sum(finding.severity is Severity.ERROR for finding in read.findings)
