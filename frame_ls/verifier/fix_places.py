"""Where a fix can write: before and after statements, in contracts and in invariants, in the user's own layout."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frame_ls.declarations.assertions import Assertion, Conditional, Emp, Switch
from frame_ls.declarations.program import Function
from frame_ls.declarations.statements import (
    Assert,
    Block,
    BuiltIn,
    Close,
    Declare,
    Evaluate,
    If,
    Invariant,
    Leak,
    Loop,
    Open,
    Statement,
    SwitchCase,
)
from frame_ls.declarations.walking import parts
from frame_ls.source import Span
from frame_ls.source.findings import Edit

_ANNOTATION_LINE = re.compile(r"//@")
_SEMICOLON = re.compile(r"\s*;")
_TYPE = re.compile(r"\s*(?=[\w\s*]*\Z)")


@dataclass(frozen=True, slots=True)
class Site:
    """A function with the text that its spans speak of: the only text that its fixes change."""

    function: Function
    text: str

    def covers(self, span: Span) -> bool:
        """Whether the span lies in the function's text."""
        return span.text == self.function.span.text and span.end <= len(self.text)

    def written(self, span: Span) -> str:
        return self.text[span.start : span.end]

    def fresh_name(self, stem: str) -> str:
        """A name that the text does not have."""
        name, number = stem, 0
        while re.search(rf"\b{name}\b", self.text):
            number += 1
            name = f"{stem}{number}"
        return name

    # --- statements ---

    def lists(self) -> Iterator[tuple[Statement, ...]]:
        """All places where statements stand one after the other: only there can one more be put in."""
        for node in parts(self.function.body):
            if isinstance(node, Block | SwitchCase):
                yield node.statements

    def statement_at(self, span: Span) -> Statement | None:
        """The innermost statement of a list that covers the span."""
        found = [
            statement
            for statements in self.lists()
            for statement in statements
            if self.covers(statement.span) and statement.span.start <= span.start and span.end <= statement.span.end
        ]
        return min(found, key=lambda statement: len(statement.span), default=None)

    def statements_before(self, span: Span) -> list[Statement]:
        """The statements of lists that end before the span begins, the nearest first."""
        found = [
            statement
            for statements in self.lists()
            for statement in statements
            if self.covers(statement.span) and statement.span.end <= span.start
        ]
        return sorted(found, key=lambda statement: statement.span.end, reverse=True)

    def loops_near(self, span: Span) -> list[tuple[Loop, Assertion]]:
        """The loops with an invariant that the span is in or behind, the innermost or nearest first."""
        found = []
        for node in parts(self.function.body):
            if isinstance(node, Loop) and self.covers(node.span) and node.span.start <= span.start:
                specification = node.specification
                if isinstance(specification, Invariant) and specification.invariant is not None:
                    found.append((node, specification.invariant))
        return found[::-1]

    # --- edits ---

    def before(self, statement: Statement, line: str) -> Edit | None:
        """Writes a real statement before a real one."""
        start = self._start(statement)
        if start is None or is_ghost(statement) or self._is_in_annotation(start):
            return None
        return self._insert(start, f"{line}\n{self._indentation(start)}")

    def after(self, statement: Statement, line: str) -> Edit | None:
        """Writes a real statement on the line behind a real one."""
        if not self.covers(statement.span) or self._is_in_annotation(statement.span.start):
            return None
        end = statement.span.end
        if self.text[end - 1 : end] not in (";", "}"):
            semicolon = _SEMICOLON.match(self.text, end)  # a declaration's span ends with its initializer
            if semicolon is None:
                return None
            end = semicolon.end()
        rest = self.text[end : self._line_end(end)].strip()
        if not rest or (rest.startswith("//") and not rest.startswith("//@")):
            end = self._line_end(end)
        return self._insert(end, f"\n{self._indentation(statement.span.start)}{line}")

    def at_end(self, line: str) -> Edit | None:
        """Writes a real statement as the last of the function's body."""
        body = self.function.body
        if body is None or not self.covers(body.close_span):
            return None
        brace = body.close_span.start
        start = self._line_start(brace)
        if self.text[start:brace].strip():
            return self._insert(brace, f"{line} ")
        last = [s for s in body.statements if self.covers(s.span)]
        indentation = self._indentation(last[-1].span.start) if last else self.text[start:brace] + "    "
        return self._insert(start, f"{indentation}{line}\n")

    def ghost_before(self, statement: Statement, line: str) -> Edit | None:
        """Writes a ghost statement before any other one."""
        start = self._start(statement)
        if start is None:
            return None
        if not self._is_in_annotation(start):
            return self._insert(start, f"//@ {line}\n{self._indentation(start)}")
        mark = self.text.rfind("//@", self._line_start(start), start)
        if mark >= 0:
            return self._insert(mark, f"//@ {line}\n{self._indentation(start)}")
        return self._insert(start, f"{line}\n{self._indentation(start)}")

    def conjoined(self, assertion: Assertion, conjunct: str) -> tuple[Edit, ...]:
        """Adds a conjunct to an assertion; `emp` and `true` give way to it."""
        span = assertion.span
        if not self.covers(span):
            return ()
        if isinstance(assertion, Emp) or self.written(span).strip() in ("emp", "true"):
            return (Edit(span, conjunct),)
        if isinstance(assertion, Conditional | Switch):
            opening = Edit(Span(span.text, span.start, span.start), "(")
            return (opening, self._insert(span.end, f") &*& {conjunct}"))
        return (self._insert(span.end, f" &*& {conjunct}"),)

    def _insert(self, offset: int, text: str) -> Edit:
        return Edit(Span(self.function.span.text, offset, offset), text)

    # --- the text ---

    def _start(self, statement: Statement) -> int | None:
        """Where the statement begins; a declaration's span begins only at the name that it declares."""
        if not self.covers(statement.span):
            return None
        start = statement.span.start
        if isinstance(statement, Declare):
            start = self._line_start(start)
            found = _TYPE.match(self.text, start, statement.span.start)
            return None if found is None else found.end()
        return start

    def _line_start(self, offset: int) -> int:
        return self.text.rfind("\n", 0, offset) + 1

    def _line_end(self, offset: int) -> int:
        end = self.text.find("\n", offset)
        return len(self.text) if end < 0 else end

    def _indentation(self, offset: int) -> str:
        line = self.text[self._line_start(offset) : offset]
        return line[: len(line) - len(line.lstrip())]

    def _is_in_annotation(self, offset: int) -> bool:
        opened = self.text.rfind("/*@", 0, offset)
        in_block = opened >= 0 and self.text.rfind("@*/", 0, offset) < opened
        return in_block or bool(_ANNOTATION_LINE.search(self.text, self._line_start(offset), offset))


def is_ghost(statement: Statement) -> bool:
    """Whether the statement stands in an annotation."""
    match statement:
        case Open() | Close() | Leak() | BuiltIn():
            return True
        case Assert(real=real):
            return not real
        case Evaluate(ghost=ghost) | If(ghost=ghost) | Loop(ghost=ghost):
            return ghost
        case _:
            return False


def edited(text: str, edits: tuple[Edit, ...]) -> str:
    """The text with the edits, which do not overlap."""
    for edit in sorted(edits, key=lambda edit: edit.span.start, reverse=True):
        text = text[: edit.span.start] + edit.text + text[edit.span.end :]
    return text
