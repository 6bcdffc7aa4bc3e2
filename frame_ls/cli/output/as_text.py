"""The report for people: findings as compilers print them, then one line that sums up."""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator

from frame_ls.cli.output.excerpt import SourceOf, excerpt, preview
from frame_ls.cli.output.paint import Paint
from frame_ls.source import Severity
from frame_ls.workspace.expectations import EXPECTATIONS
from frame_ls.workspace.places import Place
from frame_ls.workspace.report import Kind, Status
from frame_ls.workspace.shown import ShownFinding, ShownFix, ShownReport, ShownResult

_NO_WIDTH = 160  # columns of source that are shown where no terminal says how many it has
_LONG_WORD = re.compile(r"(\S{100})\S{100,}")  # a name of a megabyte is told by its beginning
_WORD = {Severity.INFORMATION: "note", Severity.HINT: "hint"}
_NOUN = {
    Kind.FUNCTION: "function",
    Kind.LEMMA: "lemma",
    Kind.PREDICATE: "predicate",
    Kind.QUERY: "query",
    Kind.FILE: "file",
}
_PLURAL = {"query": "queries"}


class TextOutput:
    """Writes results one by one, so that a long run can be read while it goes on, and a summary at the end."""

    def __init__(self, source: SourceOf, paint: Paint, width: int | None, *, verbose: bool = False) -> None:
        self._source = source
        self._paint = paint
        self._width = width
        self._verbose = verbose

    def text(self, report: ShownReport) -> str:
        """Findings, what queries found, and the summary."""
        lines = [line for result in report.results for line in self.result(result)]
        lines.append(self.summary(report))
        return "\n".join(lines) + "\n"

    def result(self, shown: ShownResult) -> Iterator[str]:
        """The lines about one unit: none where it is verified and nothing was asked."""
        result, paint = shown.result, self._paint
        for finding in shown.findings:
            if finding.code != "unreadable":  # said on standard error, in one line
                yield from self.finding(finding)
        place = f"{result.file}:{shown.place.line}"
        for label, found in (("frame", result.frame), ("missing", result.missing)):
            if found is not None:
                yield f"{place}: {paint.strong(label)}: {found}"
        silent = result.status is not Status.VERIFIED and not shown.findings
        if self._verbose or silent:
            yield self._unit_line(shown)
        if self._verbose:
            for what, figure in result.details:
                yield paint.quiet(f"        {what}: {figure}")

    def _unit_line(self, shown: ShownResult) -> str:
        result, paint = shown.result, self._paint
        status = paint.status(result.status, f"{result.status.value:<11}")
        facts = [f"{result.seconds * 1000:.0f} ms"]
        if result.answer is not None:
            facts.insert(0, result.answer.value)
        if result.obligations:
            facts.append(f"{result.obligations} step{'' if result.obligations == 1 else 's'}")
        if result.evidence is not None:
            facts.append(result.evidence.value)
        if result.from_cache:
            facts.append("from the cache")
        where = f"{result.file}:{shown.place.line}"
        return f"{status} {paint.strong(result.unit)} {paint.quiet(f'({where})')}  {', '.join(facts)}"

    def finding(self, finding: ShownFinding) -> Iterator[str]:
        """Place, severity, message and code; the source with a caret; notes; fixes."""
        paint = self._paint
        word = _WORD.get(finding.severity, finding.severity.value)
        first, *rest = _LONG_WORD.sub(r"\1...", finding.message).splitlines() or [""]
        head = f"{_where(finding.place)}: "
        yield from self._wrapped(
            head + f"{word}: {first} [{finding.code}]",
            head
            + paint.severity(finding.severity, f"{word}: ")
            + paint.strong(first)
            + paint.quiet(f" [{finding.code}]"),
        )
        yield from self._excerpt(finding.place)
        for line in rest:
            yield from self._wrapped(f"    {line}", f"    {line}")
        for note in finding.notes:
            yield from self._wrapped(
                f"{_where(note.place)}: note: {note.message}",
                f"{_where(note.place)}: {paint.severity(Severity.INFORMATION, 'note:')} {note.message}",
            )
            if note.place.line != finding.place.line or note.place.file != finding.place.file:
                yield from self._excerpt(note.place)
        for fix in finding.fixes:
            yield from self._fix(fix)

    def _fix(self, fix: ShownFix) -> Iterator[str]:
        yield f"    {self._paint.added('fix:')} {fix.title}"
        for file in dict.fromkeys(edit.place.file for edit in fix.edits):
            edits = [edit for edit in fix.edits if edit.place.file == file]
            for line in preview(self._source(file), edits, self._columns):
                yield self._paint.added(line)

    def _excerpt(self, place: Place) -> Iterator[str]:
        lines = excerpt(self._source(place.file), place, self._columns)
        for line in lines[:1]:
            yield line
        for line in lines[1:]:
            yield self._paint.added(line)

    @property
    def _columns(self) -> int:
        return self._width or _NO_WIDTH

    def _wrapped(self, plain: str, painted: str) -> Iterator[str]:
        """On a terminal that is too narrow, the plain text broken at blanks; elsewhere one line, for other programs."""
        if self._width is None or len(plain) <= self._width:
            yield painted
            return
        indent = " " * min(4, len(plain) - len(plain.lstrip()) + 4)
        broken = textwrap.wrap(
            plain, self._width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
        )
        yield self._paint.strong(broken[0]) if painted != plain else broken[0]
        yield from broken[1:]

    def summary(self, report: ShownReport) -> str:
        """ "7 functions and 2 queries verified, 1 failed; 1 function without a contract skipped (0.42 s)"."""
        paint = self._paint
        units = [shown.result for shown in report.results if shown.result.kind is not Kind.FILE]
        files = [shown.result for shown in report.results if shown.result.kind is Kind.FILE]
        verified = Counter(_NOUN[unit.kind] for unit in units if unit.status is Status.VERIFIED)
        parts = []
        if verified:
            kinds = _and([_counted(n, noun) for noun, n in verified.items()])
            parts.append(paint.status(Status.VERIFIED, f"{kinds} verified"))
        others: Counter[Status] = Counter(unit.status for unit in units if unit.status is not Status.VERIFIED)
        parts += [paint.status(status, f"{others[status]} {status.value}") for status in Status if others[status]]
        broken = sum(unit.status is not Status.VERIFIED for unit in files)
        if broken:
            parts.append(paint.status(Status.ERROR, f"{_counted(broken, 'file')} with errors"))
        expecting = [file for file in files if file.unit == EXPECTATIONS and file.status is Status.VERIFIED]
        if expecting:
            parts.insert(0, paint.status(Status.VERIFIED, f"{_counted(len(expecting), 'file')} as expected"))
        text = ", ".join(parts) or "nothing to verify"
        if report.skipped:
            text += f"; {_counted(report.skipped, 'function')} without a contract skipped"
        return f"{text} ({report.seconds:.2f} s)"


def _where(place: Place) -> str:
    return f"{place.file}:{place.line}:{place.column}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun if number == 1 else _PLURAL.get(noun, noun + 's')}"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
