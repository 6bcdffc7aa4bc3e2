"""Expected findings, written in the text as `//~ code part-of-message`, compared with those that a run reports.

A mark stands on the line of its finding; each `^` after `//~` means one line further up. A bare `//~`, and VeriFast's
`//~ should_fail` and `/*~*/`, expect some error. `//~FIXME code` names a finding that is owed: it is not expected yet,
and reported once it appears. `//~allow_dead_code` expects nothing; the verifier reads it.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from frame_ls.source import LineIndex, Severity
from frame_ls.workspace.places import Place
from frame_ls.workspace.shown import ShownFinding

EXPECTATIONS = "expectations"  # the unit of the results that `--expect` adds, one a file

# A string literal is stepped over, so that a mark inside one is none.
_MARK = re.compile(r'"(?:\\.|[^"\\\r\n])*"|//~(?P<line>[^\r\n]*)|/\*~(?P<block>[^\r\n]*?)\*/')
_SHOULD_FAIL = re.compile(r"should[ _-]?fail\b")


class Want(Enum):
    """What a mark says of the findings on its line."""

    CODE = "code"  # one of this code, with this part in its message
    ERROR = "error"  # some error
    OWED = "owed"  # one of this code is missing today


@dataclass(frozen=True, slots=True)
class Mark:
    """One expectation. `line` (from 1) is where the finding should stand, `place` where the mark does."""

    want: Want
    line: int
    place: Place
    code: str = ""
    part: str = ""

    def covers(self, finding: ShownFinding) -> bool:
        """Whether the finding is what the mark speaks of."""
        if (finding.place.file, finding.place.line) != (self.place.file, self.line):
            return False
        if self.want is Want.ERROR:
            return finding.severity is Severity.ERROR
        return finding.code == self.code and self.part in finding.message


def marks_of(text: str, file: str) -> tuple[Mark, ...]:
    """All expectations of a text, in its order."""
    lines = LineIndex(text)
    return tuple(
        mark for found in _MARK.finditer(text) if (mark := _mark(found, _place(lines, found.span(), file))) is not None
    )


def _mark(found: re.Match[str], place: Place) -> Mark | None:
    body = found["line"] if found["line"] is not None else found["block"]
    if body is None or body.strip().startswith("allow_dead_code"):
        return None
    carets = len(body) - len(body.lstrip("^"))
    words = body[carets:].strip()
    line = place.line - carets
    want = Want.CODE
    if words.startswith("FIXME"):
        want, words = Want.OWED, words.removeprefix("FIXME").strip()
    if not words or (want is Want.CODE and _SHOULD_FAIL.match(words)):
        return Mark(Want.ERROR, line, place)
    code, _, part = words.partition(" ")
    return Mark(want, line, place, code, part.strip())


def _place(lines: LineIndex, span: tuple[int, int], file: str) -> Place:
    start, end = (lines.position(offset) for offset in span)
    return Place(file, start.line + 1, start.column + 1, end.line + 1, end.column + 1)


def mismatches(
    texts: Mapping[str, str], findings: tuple[ShownFinding, ...], known_codes: Container[str]
) -> tuple[ShownFinding, ...]:
    """What differs between the marks of `texts` (by file) and `findings`, in the order of files and lines."""
    marks = tuple(mark for file, text in texts.items() for mark in marks_of(text, file))
    wrong = [*_wrong_marks(marks, findings, known_codes), *_unexpected(marks, findings)]
    order = {file: number for number, file in enumerate(texts)}
    return tuple(
        sorted(dict.fromkeys(wrong), key=lambda item: (order.get(item.place.file, len(order)), item.place, item.code))
    )


def _wrong_marks(
    marks: tuple[Mark, ...], findings: tuple[ShownFinding, ...], known_codes: Container[str]
) -> Iterator[ShownFinding]:
    for mark in marks:
        if mark.code and mark.code not in known_codes:
            yield _finding("unknown-code", mark.place, f"`{mark.code}` is not the code of any finding")
            continue
        covered = any(mark.covers(finding) for finding in findings)
        if mark.want is Want.OWED and covered:
            yield _finding(
                "owed-finding", mark.place, f"the owed finding `{mark.code}` appears now: the mark can lose its FIXME"
            )
        elif mark.want is not Want.OWED and not covered:
            yield _finding("absent-finding", mark.place, f"{_described(mark)} is expected and was not found")


def _unexpected(marks: tuple[Mark, ...], findings: tuple[ShownFinding, ...]) -> Iterator[ShownFinding]:
    for finding in findings:
        if not any(mark.covers(finding) for mark in marks):
            yield ShownFinding(
                "unexpected-finding",
                Severity.ERROR,
                finding.place,
                f"unexpected `{finding.code}`: {finding.message}",
                finding.notes,
            )


def _described(mark: Mark) -> str:
    if mark.want is Want.ERROR:
        return f"an error on line {mark.line}"
    about = f" that says `{mark.part}`" if mark.part else ""
    return f"`{mark.code}` on line {mark.line}{about}"


def _finding(code: str, place: Place, message: str) -> ShownFinding:
    return ShownFinding(code, Severity.ERROR, place, message)
