"""Annotated C, `.c` `.h` `.gh`: from the text to tasks with fingerprints, and from a task to its outcome."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

from frame_ls.declarations.heads import Part
from frame_ls.declarations.program import Entity, Program, UnitKind, closure
from frame_ls.declarations.program import Unit as ProgramUnit
from frame_ls.declarations.resolve import resolve
from frame_ls.declarations.sizes import Target
from frame_ls.syntax.c.cache import ParseCache
from frame_ls.syntax.c.unit import HeaderText, TranslationUnit, parse_translation_unit
from frame_ls.workspace.fingerprints import digest, prover_version
from frame_ls.workspace.language import Limits, ReadFile, Summary, Unit, UnitOutcome
from frame_ls.workspace.languages.c_questions import answer
from frame_ls.workspace.options import TARGETS, Options, options_of_text
from frame_ls.workspace.places import TextPlace
from frame_ls.workspace.questions import Question
from frame_ls.workspace.report import Evidence, Kind, Status
from frame_ls.workspace.stored_values import packed

_LIBRARY = Path(__file__).resolve().parent.parent.parent / "library" / "c"
_STEPS = 50_000_000  # beside the clock, so that a run without one ends too
_SOLVER_EFFORT = 5_000_000


class CAnalysis:
    """One translation unit, read and resolved."""

    def __init__(self, file: str, unit: TranslationUnit, program: Program, options: Options) -> None:
        self.file = file
        self.unit = unit
        self.program = program
        self.options = options

    @cached_property
    def summary(self) -> Summary:
        units = tuple(self._unit(u) for u in self.program.units)
        findings = (*self.unit.findings, *self.program.findings)
        files = tuple(path for path in self.unit.files if path != self.file)
        return Summary(units, findings, tuple(self._texts()), files, self.program.skipped)

    def _texts(self) -> Iterator[TextPlace]:
        for view in self.unit.files.values():
            yield TextPlace(view.path, view.path, 0)
            for chunk in view.chunking.chunks:
                yield TextPlace(chunk.key, view.path, chunk.offset)

    def _unit(self, unit: ProgramUnit) -> Unit:
        kind = Kind.LEMMA if unit.kind is UnitKind.LEMMA else Kind.FUNCTION
        settled = None
        if unit.errors:
            unsupported = all(f.code == "unsupported" for f in unit.errors)
            settled = UnitOutcome(Status.UNSUPPORTED if unsupported else Status.ERROR, unit.errors)
        key = f"unit:{unit.name}"
        return Unit(key, unit.name, kind, unit.span, self._fingerprint(key), unit.name_span, settled)

    def _fingerprint(self, key: str) -> str:
        parts = [self._common]
        for entity in closure(self.program, (key,)):
            parts += [entity.key, *self._written(entity)]
        return digest(*parts)

    @cached_property
    def _chunk_texts(self) -> dict[str, str]:
        return {chunk.key: chunk.text for chunk in self.unit.chunks}

    def _written(self, entity: Entity) -> tuple[str, str]:
        """Where the declaration begins in its chunk, and its text."""
        span = entity.span
        return str(span.start), self._chunk_texts.get(span.text, "")[span.start : span.end]

    @cached_property
    def _common(self) -> str:
        """What every unit depends on: Frame itself, the options, and all directives, which may change any token."""
        directives = [
            line
            for view in self.unit.files.values()
            if not view.path.startswith(str(_LIBRARY))
            for line in view.text.splitlines()
            if "#" in line and line.lstrip().lstrip("/*@ ").startswith("#")
        ]
        return digest(prover_version(), repr(self.options.meaning()), *directives)

    def run(self, unit: Unit, limits: Limits) -> UnitOutcome:
        from frame_ls.prover.budget import Budget
        from frame_ls.verifier.outcome import VerifierOptions
        from frame_ls.verifier.verify import verify_function

        start = time.perf_counter()
        options = VerifierOptions(
            self.options.overflow_check,
            self.options.wrap_signed,
            self.options.allow_dead_code,
            self.options.leak_check,
            keep_proofs=limits.proofs,
        )
        budget = Budget(
            _STEPS,
            clock=time.monotonic,
            deadline=time.monotonic() + limits.seconds * 0.95,
            solver_effort=_SOLVER_EFFORT,
        )
        found = next(u for u in self.program.units if u.name == unit.name)
        outcome = verify_function(self.program, found, options, budget)
        return UnitOutcome(
            Status(outcome.status.value),
            outcome.findings,
            time.perf_counter() - start,
            outcome.obligations,
            Evidence(outcome.evidence.value) if outcome.evidence is not None else None,
            details=outcome.details,
            explanation=packed(outcome.explanation) if outcome.explanation is not None else b"",
            proofs=tuple(_proofs(unit.name, self.program, outcome)) if limits.proofs else (),
        )

    def ask(self, question: Question) -> object:
        return answer(self.file, self.unit, self.program, question)


def _proofs(name: str, program: Program, outcome: object) -> Iterator[tuple[str, str]]:
    from frame_ls.kernel.evidence import evidence_text
    from frame_ls.verifier.outcome import UnitOutcome as Verified

    assert isinstance(outcome, Verified)
    for number, obligation in enumerate(outcome.proofs, 1):
        yield f"{name} {number}", evidence_text(obligation.proof.goal, program.definitions, obligation.proof)


@dataclass
class CLanguage:
    """The reader of annotated C. What it parsed it keeps, so that the next version of a file costs only its edit."""

    caches: dict[str, ParseCache] = field(default_factory=dict)

    def warm(self) -> None:
        """Loads the grammar and the prover."""
        import frame_ls.verifier.verify  # noqa: F401
        from frame_ls.syntax.c.tables import load_tables

        load_tables()

    def analyse(self, file: str, text: str, options: Options, read: ReadFile) -> CAnalysis:
        options = options_of_text(text, options)
        cache = self.caches.setdefault(file, ParseCache())
        defines = tuple(f"{name}={value}" for name, value in options.defines)
        finder = _Headers(options.include_dirs, read)
        unit = parse_translation_unit(file, text, finder.find, defines, cache)
        parts = tuple(
            Part(declaration, chunk.path.startswith(str(_LIBRARY)))
            for chunk in unit.chunks
            for declaration in chunk.declarations
        )
        sizes = TARGETS[options.target] if options.target else None
        program = resolve(parts, Target(options.target, sizes))
        return CAnalysis(file, unit, program, options)

    def forget(self, file: str) -> None:
        """Drops the parsed chunks of the file."""
        self.caches.pop(file, None)


@dataclass(frozen=True)
class _Headers:
    """Finds what `#include` names: beside the file, in the folders of `-I`, then in Frame's own library."""

    folders: tuple[str, ...]
    read: ReadFile

    def find(self, name: str, quoted: bool, including: str) -> HeaderText | None:
        folders = [os.path.dirname(including)] if quoted else []
        for folder in (*folders, *self.folders):
            path = os.path.normpath(os.path.join(folder, name))
            text = self.read(path)
            if text is not None:
                return HeaderText(path, text)
        return _library_header(os.path.normpath(name))


@lru_cache(maxsize=256)
def _library_header(name: str) -> HeaderText | None:
    path = _LIBRARY / name
    if os.path.isabs(name) or ".." in Path(name).parts or not path.is_file():
        return None
    return HeaderText(str(path), path.read_text(encoding="utf-8"))


LANGUAGE = CLanguage()
