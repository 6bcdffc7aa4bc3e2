"""What scripts and SMT-LIB files have in common: units are queries, and an answer may be as expected or not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from frame_ls.declarations.queries import LoadedScript, Query
from frame_ls.source import Edit, Finding, Fix, Severity, Span
from frame_ls.workspace.contents import contents
from frame_ls.workspace.fingerprints import digest
from frame_ls.workspace.language import Limits, ReadFile, Summary, Unit, UnitOutcome
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import TextPlace
from frame_ls.workspace.questions import Outline, Proposal, Question, Symbol, SymbolKind
from frame_ls.workspace.report import Answer, Evidence, Kind, Status

if TYPE_CHECKING:
    from frame_ls.verifier.answers import Answered

_STEPS = 20_000_000  # beside the clock, so that a run without one ends too
_SOLVER_EFFORT = 20_000_000


class QueryAnalysis:
    """One script or SMT-LIB file, read."""

    def __init__(self, file: str, text: str, loaded: LoadedScript) -> None:
        self.file = file
        self.text = text
        self.loaded = loaded

    @cached_property
    def summary(self) -> Summary:
        queries = self.loaded.queries
        units = tuple(_unit(q, self.loaded.lemma_names) for q in queries)
        texts = [TextPlace(unit.span.text, self.file, q.span.start) for unit, q in zip(units, queries, strict=True)]
        return Summary(units, self.loaded.findings, (TextPlace(self.file, self.file, 0), *texts))

    def run(self, unit: Unit, limits: Limits) -> UnitOutcome:
        index = next(i for i, u in enumerate(self.summary.units) if u.key == unit.key)
        return outcome_of(self.loaded.queries[index], limits)

    def ask(self, question: Question) -> object:
        match question:
            case Outline():
                return tuple(self._symbol(q) for q in self.loaded.queries)
            case _:
                return None

    def attempt(self, proposals: tuple[Proposal, ...], seconds: float) -> tuple[Proposal, ...]:
        """Nothing is proposed in files of queries."""
        return ()

    def _symbol(self, query: Query) -> Symbol:
        kind = SymbolKind.LEMMA if query.kind == "lemma" else SymbolKind.QUERY
        return Symbol(query.name, kind, own_span(query), own_span(query), detail=query.expected or "")


@dataclass(frozen=True, slots=True)
class QueryLanguage:
    """A reader of files of queries."""

    load: Callable[[str, str], LoadedScript]

    def warm(self) -> Iterator[None]:
        """Loads the prover."""
        import frame_ls.verifier.answers  # noqa: F401

        yield

    def analyse(self, file: str, text: str, options: Options, read: ReadFile) -> QueryAnalysis:
        return QueryAnalysis(file, text, self.load(text, file))

    def forget(self, file: str) -> None:
        """Nothing is kept."""


def own_span(query: Query) -> Span:
    """The query as a text of its own, so that its verdict does not depend on what stands above it."""
    return Span(f"{query.span.text}#{query.name}", 0, len(query.span))


def _unit(query: Query, lemmas: frozenset[str]) -> Unit:
    asked = (query.kind, query.expected, query.is_broken, query.outside, query.formula, query.goals, query.definitions)
    fingerprint = digest(str(own_span(query)), contents(*asked))
    kind = Kind.LEMMA if query.name in lemmas else Kind.QUERY
    return Unit(query.name, query.name, kind, own_span(query), fingerprint)


def outcome_of(query: Query, limits: Limits) -> UnitOutcome:
    """Answers the query and compares with what is expected."""
    from frame_ls.prover.budget import Budget
    from frame_ls.verifier.answers import answer, frame_text

    start = time.perf_counter()
    budget = Budget(
        _STEPS,
        clock=time.monotonic,
        deadline=time.monotonic() + limits.seconds * 0.95,
        solver_effort=_SOLVER_EFFORT,
    )
    found = answer(query, budget)
    got = Answer(found.answer)
    expected = Answer(query.expected) if query.expected else None
    evidence = None
    if found.answer != "unknown":
        evidence = Evidence.MODEL if found.model else Evidence.SOLVER if found.leans_on_solver else Evidence.PROOF
    status, findings = _judged(query, found, got, expected)
    return UnitOutcome(
        status,
        findings,
        time.perf_counter() - start,
        max(1, len(query.goals)),
        evidence,
        got,
        expected,
        frame_text(found.frame),
        frame_text(found.missing),
        proofs=_proofs(query, found) if limits.proofs else (),
    )


def _proofs(query: Query, found: Answered) -> tuple[tuple[str, str], ...]:
    from frame_ls.kernel.evidence import evidence_text

    return tuple(
        (f"{query.name} {number}", evidence_text(c.goal, query.definitions, c.evidence))
        for number, c in enumerate(found.certified, 1)
    )


def _judged(query: Query, found: Answered, got: Answer, expected: Answer | None) -> tuple[Status, tuple[Finding, ...]]:
    if got is expected or (expected is None and got is not Answer.UNKNOWN and _is_found(query, got)):
        return Status.VERIFIED, ()
    if got is Answer.UNKNOWN:
        if query.outside is not None:
            message = f"this is not decided: {found.reason or query.outside}"
            return Status.UNKNOWN, (_finding("unsupported", own_span(query), message),)
        status = Status.TIMEOUT if found.reason == "out of time" else Status.UNKNOWN
        message = f"could not decide this (not refuted either): {found.reason}"
        return status, (_finding("timeout" if status is Status.TIMEOUT else "unknown", own_span(query), message),)
    message = f"this is {got.value}" + (f", {expected.value} was expected" if expected else "")
    told = _model(query, found)
    fixes = (_expect(query, got),) if query.kind != "check-sat" else ()
    return Status.FAILED, (_finding("not-as-expected", own_span(query), message + told, fixes),)


def _is_found(query: Query, got: Answer) -> bool:
    return query.kind not in ("frame", "abduce") or got is Answer.VALID


def _model(query: Query, found: Answered) -> str:
    from frame_ls.logic.substitution import heap_variables
    from frame_ls.verifier.model_text import model_text

    if found.model is None:
        return ""
    variables = tuple(v for goal in query.goals for h in (goal.left, *goal.right) for v in heap_variables(h))
    return f"\nfor example: {model_text(found.model, variables)}"


def _finding(code: str, span: Span, message: str, fixes: tuple[Fix, ...] = ()) -> Finding:
    severity = Severity.WARNING if code in ("timeout", "unknown") else Severity.ERROR
    return Finding(code, severity, span, message, (), fixes)


def _expect(query: Query, got: Answer) -> Fix:
    """Writes down the answer that was found."""
    span = own_span(query)
    end = Span(span.text, span.end, span.end)
    return Fix(f"write `expect {got.value}`", (Edit(end, f" expect {got.value}"),), verified=True)
