"""Annotated C: `.c`, `.h` and `.gh`. Units are the functions and lemmas of a file and of the headers it quotes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property

from frame_ls.source import Finding
from frame_ls.syntax.c.cache import ParseCache
from frame_ls.verifier import outcome as verdicts
from frame_ls.workspace.language import Limits, ReadFile, Summary, Unit, UnitOutcome
from frame_ls.workspace.languages.c_headers import Headers
from frame_ls.workspace.languages.c_questions import Answers
from frame_ls.workspace.languages.c_reading import Read, Reader, ReadUnit
from frame_ls.workspace.options import Options, options_of_text
from frame_ls.workspace.places import TextPlace
from frame_ls.workspace.questions import Proposal, Question
from frame_ls.workspace.report import Evidence, Kind, Status
from frame_ls.workspace.stored_values import packed

_STEPS = 20_000_000  # beside the clock, so that a run without one ends too
_SOLVER_EFFORT = 20_000_000


class CAnalysis:
    """One translation unit."""

    def __init__(self, file: str, text: str, options: Options, read: Read, reread: Callable[[str], Read]) -> None:
        self.file = file
        self.text = text
        self.options = options
        self.read = read
        self._reread = reread

    @cached_property
    def summary(self) -> Summary:
        return Summary(
            tuple(_unit(unit) for unit in self.read.units),
            self.read.findings,
            tuple(_texts(self.read)),
            self.read.asked,
            self.read.skipped,
        )

    def run(self, unit: Unit, limits: Limits) -> UnitOutcome:
        from frame_ls.prover.budget import Budget
        from frame_ls.verifier.verify import verify_function

        found = next(one for one in self.read.units if one.fingerprint == unit.fingerprint and one.key == unit.key)
        start = time.perf_counter()
        budget = Budget(
            _STEPS,
            clock=time.monotonic,
            deadline=time.monotonic() + limits.seconds * 0.95,
            solver_effort=_SOLVER_EFFORT,
        )
        options = _verifier_options(self.options, limits)
        outcome = verify_function(found.program, found.unit, options, budget)
        proofs = _proofs(found, outcome) if limits.proofs else ()
        seconds = time.perf_counter() - start
        findings = outcome.findings
        if limits.fix_seconds and outcome.status is verdicts.Status.FAILED:
            findings = self._with_fixes(found, outcome, options, min(limits.fix_seconds, limits.seconds - seconds))
        return UnitOutcome(
            Status(outcome.status.value),
            findings,
            seconds,
            outcome.obligations,
            None if outcome.evidence is None else Evidence(outcome.evidence.value),
            details=outcome.details,
            explanation=b"" if outcome.explanation is None else packed(outcome.explanation),
            proofs=proofs,
        )

    def _with_fixes(
        self, unit: ReadUnit, outcome: verdicts.UnitOutcome, options: verdicts.VerifierOptions, seconds: float
    ) -> tuple[Finding, ...]:
        from frame_ls.workspace.languages.c_fixes import Workbench, with_fixes

        chunk = self.read.chunk(self.file, unit.unit.span.text)
        if chunk is None:
            return outcome.findings
        options = replace(options, keep_states=False, keep_proofs=False)
        deadline = time.monotonic() + seconds
        bench = Workbench(self.file, self.text, chunk.offset, chunk.text, unit, self._reread, options, deadline)
        return with_fixes(outcome.findings, outcome.explanation, bench)

    def ask(self, question: Question) -> object:
        return self._answers(question)

    def attempt(self, proposals: tuple[Proposal, ...], seconds: float) -> tuple[Proposal, ...]:
        from frame_ls.workspace.languages.c_trials import Trials

        options = replace(_verifier_options(self.options, Limits(seconds)), keep_states=False)
        deadline = time.monotonic() + seconds
        return Trials(self.file, self.text, self.read, self._reread, options, deadline).sifted(proposals)

    @cached_property
    def _answers(self) -> Answers:
        return Answers(self.read, self.file)


class CLanguage:
    """Reads C. What was parsed is shared by all files; what was resolved belongs to each."""

    def __init__(self) -> None:
        self._cache = ParseCache()
        self._readers: dict[str, Reader] = {}
        self._is_warm = False

    def warm(self) -> Iterator[None]:
        """Loads grammar tables and prover, and reads the headers that every file has."""
        if self._is_warm:
            return
        for text in ("", '#include "stdlib.h"\n'):
            self.analyse("warm.c", text, Options(), lambda _file: None)
            yield
        self.forget("warm.c")
        self._is_warm = True
        import frame_ls.verifier.verify  # noqa: F401

        yield

    def analyse(self, file: str, text: str, options: Options, read: ReadFile) -> CAnalysis:
        options = options_of_text(text, options)
        reader = self._readers.setdefault(file, Reader(self._cache))

        def reading(version: str) -> Read:
            return reader.read(file, version, options, Headers(read, options.include_dirs))

        return CAnalysis(file, text, options, reading(text), reading)

    def forget(self, file: str) -> None:
        self._readers.pop(file, None)


LANGUAGE = CLanguage()


def _unit(read: ReadUnit) -> Unit:
    settled = None
    if read.broken:
        settled = UnitOutcome(_broken_status(read.broken), read.broken)
    return Unit(
        read.key,
        read.unit.name,
        Kind(read.unit.kind.value),
        read.unit.span,
        read.fingerprint,
        read.unit.name_span,
        settled,
    )


def _broken_status(findings: tuple[Finding, ...]) -> Status:
    return Status.UNSUPPORTED if all(finding.code == "unsupported" for finding in findings) else Status.ERROR


def _texts(read: Read) -> Iterable[TextPlace]:
    for path, view in read.translation.files.items():
        yield TextPlace(path, path, 0)
        for chunk in view.chunking.chunks:
            yield TextPlace(chunk.key, path, chunk.offset)


def _verifier_options(options: Options, limits: Limits) -> verdicts.VerifierOptions:
    return verdicts.VerifierOptions(
        overflow_check=options.overflow_check,
        wrap_signed=options.wrap_signed,
        allow_dead_code=options.allow_dead_code,
        leak_check=options.leak_check,
        keep_proofs=limits.proofs,
    )


def _proofs(read: ReadUnit, outcome: verdicts.UnitOutcome) -> tuple[tuple[str, str], ...]:
    from frame_ls.kernel.evidence import evidence_text
    from frame_ls.verifier.verify import definitions_for

    definitions = definitions_for(read.program, read.program.functions[read.unit.name])
    return tuple(
        (obligation.text, evidence_text(obligation.proof.goal, definitions, obligation.proof))
        for obligation in outcome.proofs
    )
