"""A language for tests of the workspace and the server: one declaration or unit a line, and every way to go wrong.

    let NAME WORD...        a declaration
    include "FILE"          lines of another file count as if they stood here
    unit NAME ACTION...     to verify: ok | fail MESSAGE | use NAME... | sleep SECONDS | crash | raise | hog | deep
    parse ACTION            breaks the analysis itself: crash | raise | sleep SECONDS
    // text                 a comment; anything else is a syntax error

`use` fails when a declaration it names says `bad`. A unit `log FILE` appends a line to FILE for each run.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from frame_ls.source import Edit, Finding, Fix, Note, Severity, Span
from frame_ls.verifier.explanation import (
    AtomView,
    Explanation,
    FieldView,
    HeapView,
    Shape,
    StatementState,
)
from frame_ls.workspace.fingerprints import digest
from frame_ls.workspace.language import Analysis, Language, Limits, Summary, Unit, UnitOutcome
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import TextPlace
from frame_ls.workspace.questions import (
    Candidate,
    Complete,
    Completion,
    Definition,
    Describe,
    Description,
    Fold,
    Folds,
    Outline,
    Proposal,
    Question,
    Reference,
    References,
    Symbol,
    SymbolKind,
    Token,
    TokenKind,
    Tokens,
)
from frame_ls.workspace.report import Evidence, Kind, Status
from frame_ls.workspace.stored_values import packed

ReadFile = Callable[[str], str | None]


@dataclass
class Line:
    key: str
    file: str
    start: int
    words: list[str]
    text: str

    def span(self, start: int = 0, end: int | None = None) -> Span:
        return Span(self.key, start, len(self.text) if end is None else end)

    def word_span(self, number: int) -> Span:
        offset = 0
        for word in self.words[:number]:
            offset = self.text.index(word, offset) + len(word)
        start = self.text.index(self.words[number], offset)
        return Span(self.key, start, start + len(self.words[number]))


def lines_of(file: str, text: str, read: ReadFile, seen: tuple[str, ...] = ()) -> list[Line]:
    result: list[Line] = []
    offset = 0
    counts: dict[str, int] = {}
    for raw in text.split("\n"):
        words = raw.split()
        name = " ".join(words[:2]) or "empty"
        counts[name] = counts.get(name, 0) + 1
        line = Line(f"{file}#{name}#{counts[name]}", file, offset, words, raw)
        result.append(line)
        if words[:1] == ["include"] and len(words) == 2:
            other = os.path.join(os.path.dirname(os.path.abspath(file)), words[1].strip('"'))
            body = read(other)
            if body is not None and other not in seen:
                result += lines_of(other, body, read, (*seen, other))
        offset += len(raw) + 1
    return result


@dataclass
class FakeAnalysis:
    file: str
    lines: list[Line]
    summary: Summary
    text: str = ""

    def attempt(self, proposals: tuple[Proposal, ...], seconds: float) -> tuple[Proposal, ...]:
        return ()

    def run(self, unit: Unit, limits: Limits) -> UnitOutcome:
        line = next(line for line in self.lines if line.key == unit.span.text)
        lets = {line.words[1]: line for line in self.lines if line.words[:1] == ["let"] and len(line.words) > 1}
        status, findings = Status.VERIFIED, ()
        action, *arguments = line.words[2:] or ["ok"]
        match action:
            case "fail":
                fix = Fix("make it right", (Edit(line.word_span(2), "ok"),))
                findings = (Finding("fake", Severity.ERROR, line.word_span(2), " ".join(arguments), fixes=(fix,)),)
            case "use":
                for name in arguments:
                    if name not in lets or "bad" in lets[name].words:
                        notes = (Note(lets[name].span(), "declared here"),) if name in lets else ()
                        finding = Finding("fake", Severity.ERROR, line.word_span(2), f"`{name}` is bad", notes)
                        findings = (*findings, finding)
            case "sleep":
                time.sleep(float(arguments[0]))
            case "crash":
                os.abort()
            case "raise":
                raise ValueError("a bug")
            case "hog":
                held = [bytearray(1 << 24) for _ in range(10_000)]
                del held
            case "deep":
                self._deep(0)
            case "log":
                with Path(arguments[0]).open("a", encoding="utf-8") as log:
                    log.write(f"{unit.name}\n")
        if findings:
            status = Status.FAILED
        return UnitOutcome(
            status,
            findings,
            obligations=1,
            evidence=Evidence.PROOF if status is Status.VERIFIED else None,
            explanation=packed(explanation(unit, line)),
            proofs=(("main", '{"proof": true}'),) if limits.proofs else (),
        )

    def _deep(self, depth: int) -> int:
        return self._deep(depth + 1) + 1

    def ask(self, question: Question) -> object:
        own = [line for line in self.lines if line.file == self.file]
        names = {line.words[1]: line for line in self.lines if line.words[:1] in (["let"], ["unit"]) and line.words[1:]}
        match question:
            case Outline():
                kinds = {"let": SymbolKind.PREDICATE, "unit": SymbolKind.FUNCTION}
                return tuple(
                    Symbol(line.words[1], kinds[line.words[0]], line.span(), line.word_span(1))
                    for line in own
                    if line.words[:1] in (["let"], ["unit"]) and len(line.words) > 1
                )
            case Describe(offset=offset):
                mention = self._mention(own, offset)
                if mention is None or mention[0] not in names:
                    return None
                return Description(mention[1], names[mention[0]].text, f"`{mention[0]}` is declared in the file")
            case Definition(offset=offset):
                mention = self._mention(own, offset)
                return (names[mention[0]].word_span(1),) if mention and mention[0] in names else ()
            case References(offset=offset):
                mention = self._mention(own, offset)
                return tuple(
                    Reference(line.word_span(n), declares=n == 1)
                    for line in own
                    for n, word in enumerate(line.words)
                    if mention and word == mention[0]
                )
            case Complete(offset=offset):
                line = next(line for line in own if line.start <= offset <= line.start + len(line.text))
                at = offset - line.start
                start = at - len(line.text[:at]) + len(line.text[:at].rstrip("abcdefghijklmnopqrstuvwxyz"))
                candidates = tuple(Candidate(name, SymbolKind.PREDICATE) for name in names)
                return Completion(Span(line.key, start, at), candidates)
            case Tokens():
                return tuple(Token(line.word_span(0), TokenKind.KEYWORD) for line in own if line.words)
            case Folds():
                return tuple(Fold(line.span(), "comment") for line in own if line.words[:1] == ["//"])
            case _:
                return None

    def _mention(self, own: list[Line], offset: int) -> tuple[str, Span] | None:
        for line in own:
            for number, word in enumerate(line.words):
                span = line.word_span(number)
                if line.start + span.start <= offset <= line.start + span.end:
                    return word, span
        return None


def explanation(unit: Unit, line: Line) -> Explanation:
    cell = AtomView(f"{unit.name} |-> 1", Shape.CELL, root=unit.name, fields=(FieldView("", "1"),))
    state = StatementState(line.span(), HeapView((cell,)), HeapView((cell,)))
    return Explanation(unit.name, (state,))


@dataclass
class FakeLanguage:
    analysed: list[str] = field(default_factory=list)

    def warm(self) -> Iterator[None]:
        yield

    def forget(self, file: str) -> None:
        pass

    def analyse(self, file: str, text: str, options: Options, read: ReadFile) -> Analysis:
        lines = lines_of(file, text, read)
        units: list[Unit] = []
        findings: list[Finding] = []
        for line in lines:
            match line.words:
                case [] | ["//", *_] | ["let", _, *_] | ["include", _]:
                    pass
                case ["unit", name, *rest]:
                    used = [a.text for a in lines if a.words[:1] == ["let"] and len(a.words) > 1 and a.words[1] in rest]
                    mark = digest(line.key, line.text, *used)
                    units.append(Unit(line.key, name, Kind.FUNCTION, line.span(), mark, line.word_span(1)))
                case ["parse", "crash"]:
                    os.abort()
                case ["parse", "raise"]:
                    raise ValueError("a bug")
                case ["parse", "sleep", seconds]:
                    time.sleep(float(seconds))
                case _:
                    findings.append(Finding("syntax-error", Severity.ERROR, line.span(), f"`{line.text}` is no line"))
        texts = tuple(TextPlace(line.key, line.file, line.start) for line in lines)
        files = tuple(sorted({line.file for line in lines} - {file}))
        return FakeAnalysis(file, lines, Summary(tuple(units), tuple(findings), texts, files), text)


LANGUAGE = FakeLanguage()


def find(file: str) -> Language | None:
    return LANGUAGE if file.endswith((".fake", ".fakeh")) else None
