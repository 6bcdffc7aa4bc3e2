"""Parses scripts and single judgements, statement by statement: one broken statement costs only itself."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from lark import Lark, Token, Transformer, UnexpectedInput, v_args
from lark.exceptions import VisitError
from lark.tree import Meta

from frame_ls.source import Finding, Severity, Span
from frame_ls.syntax import script_tree as tree
from frame_ls.syntax.grammar_files import grammar_text

_PIECE = re.compile(r"//[^\n\r]*|/\*.*?\*/|\{[^{}]*\}|;|[^;{}/]+|.", re.DOTALL)
_EXPECT = re.compile(r"\bexpect\s+(\w+)\s*\Z")
_EXPECTED = ("valid", "invalid", "unknown", "sat", "unsat")
_UNICODE = {"≠": "!=", "≤": "<=", "≥": ">=", "=": "==", "−": "-", "∃": "exists", "∀": "forall"}


def parse_script(text: str, key: str) -> tuple[tuple[tree.Statement, ...], tuple[Finding, ...]]:
    """The statements of a script that can be read, in order, and what is wrong with the others."""
    statements: list[tree.Statement] = []
    findings: list[Finding] = []
    for start, piece, ended in _statements(text):
        statement = _parse_statement(piece, start, key, findings)
        if statement is None:
            continue
        if not ended:
            findings.append(_syntax(Span(key, start + len(piece), start + len(piece)), "a `;` is missing here"))
        statements.append(statement)
    return tuple(statements), tuple(findings)


def parse_judgement(text: str, key: str) -> tuple[tuple[tree.Expression, tree.Expression] | None, tuple[Finding, ...]]:
    """`P |- Q` as its two sides. Text after a complete judgement is an error."""
    parsed, findings = _parse(text, "judgement", 0, key)
    return parsed, findings


def parse_formula(text: str, key: str) -> tuple[tree.Expression | None, tuple[Finding, ...]]:
    """One formula and nothing after it."""
    return _parse(text, "formula_alone", 0, key)


def _statements(text: str) -> list[tuple[int, str, bool]]:
    """(offset, text, whether `;` follows) of each statement; comments around it are left out."""
    found: list[tuple[int, str, bool]] = []
    start = end = None
    for match in _PIECE.finditer(text):
        piece = match[0]
        if piece == ";":
            if start is not None and end is not None:
                found.append((start, text[start:end], True))
            start = end = None
        elif not piece.isspace() and not piece.startswith(("//", "/*")):
            lead = len(piece) - len(piece.lstrip())
            start = match.start() + lead if start is None else start
            end = match.start() + len(piece.rstrip())
            if piece.startswith("{") and text[start:].startswith("struct"):
                found.append((start, text[start:end], True))  # a `;` after a struct is optional
                start = end = None
    if start is not None and end is not None:
        found.append((start, text[start:end], False))
    return found


def _parse_statement(piece: str, start: int, key: str, findings: list[Finding]) -> tree.Statement | None:
    expected = None
    suffix = _EXPECT.search(piece)
    if suffix:
        expected = suffix[1]
        if expected not in _EXPECTED:
            place = Span(key, start + suffix.start(1), start + suffix.end(1))
            findings.append(_syntax(place, f"`{expected}` is no answer; one of {', '.join(_EXPECTED)} is"))
            expected = None
        piece = piece[: suffix.start()]
    parsed, problems = _parse(piece, "statement", start, key)
    findings += problems
    if isinstance(parsed, tree.Question) and expected:
        return tree.Question(parsed.kind, parsed.left, parsed.right, expected, parsed.span)
    return parsed  # type: ignore[no-any-return]


@cache
def _parser(start: str) -> Lark:
    return Lark(grammar_text("script"), parser="lalr", start=start, propagate_positions=True, maybe_placeholders=False)


def _parse(text: str, start: str, offset: int, key: str) -> tuple[Any, tuple[Finding, ...]]:
    try:
        return _Builder(key, offset).transform(_parser(start).parse(text)), ()
    except UnexpectedInput as problem:
        return None, (_syntax(*_describe(problem, text, offset, key)),)
    except (VisitError, RecursionError):
        return None, (_syntax(Span(key, offset, offset + len(text)), "this is nested too deeply to be read"),)


def _describe(problem: UnexpectedInput, text: str, offset: int, key: str) -> tuple[Span, str]:
    at: int | None = problem.pos_in_stream
    token = getattr(problem, "token", None)
    if at is None or at < 0 or (isinstance(token, Token) and token.type == "$END"):
        at = len(text)
        return Span(key, offset + max(0, at - 1), offset + at), "something is missing after this"
    width = len(token) if isinstance(token, Token) else 1
    return Span(key, offset + at, offset + at + width), f"`{text[at : at + width]}` cannot stand here"


def _syntax(span: Span, message: str) -> Finding:
    return Finding("syntax", Severity.ERROR, span, message)


@v_args(meta=True)
class _Builder(Transformer[Token, Any]):
    """Turns lark's tree into ours, bottom up."""

    def __init__(self, key: str, offset: int) -> None:
        super().__init__()
        self.key, self.offset = key, offset

    def _span(self, meta: Meta) -> Span:
        if meta.empty:
            return Span(self.key, self.offset, self.offset)
        return Span(self.key, self.offset + meta.start_pos, self.offset + meta.end_pos)

    def _operation(self, operator: str, meta: Meta, items: list[Any]) -> tree.Operation:
        return tree.Operation(operator, tuple(items), self._span(meta))

    def statement(self, meta: Meta, items: list[Any]) -> Any:
        return items[0]

    def judgement(self, meta: Meta, items: list[Any]) -> Any:
        return items[0], items[1]

    def formula_alone(self, meta: Meta, items: list[Any]) -> Any:
        return items[0]

    def struct(self, meta: Meta, items: list[Any]) -> tree.Struct:
        return tree.Struct(str(items[0]), tuple(items[1:]), self._span(meta))

    def field(self, meta: Meta, items: list[Any]) -> tree.Parameter:
        return tree.Parameter(str(items[0]), items[1], self._span(meta))

    def sort(self, meta: Meta, items: list[Any]) -> tree.SortName:
        return tree.SortName(str(items[0]), tuple(items[1:]), self._span(meta))

    def parameter(self, meta: Meta, items: list[Any]) -> tree.Parameter:
        return tree.Parameter(str(items[0]), items[1] if len(items) > 1 else None, self._span(meta))

    def parameters(self, meta: Meta, items: list[Any]) -> tuple[tree.Parameter, ...]:
        return tuple(items)

    def predicate(self, meta: Meta, items: list[Any]) -> tree.PredicateDefinition:
        return tree.PredicateDefinition(str(items[0]), items[1], items[2], self._span(meta))

    def lemma(self, meta: Meta, items: list[Any]) -> tree.LemmaDefinition:
        name, *middle, left, right = items
        return tree.LemmaDefinition(str(name), middle[0] if middle else (), left, right, self._span(meta))

    def query(self, meta: Meta, items: list[Any]) -> tree.Question:
        kind: Any = str(items[0])
        return tree.Question(kind, items[1], items[2] if len(items) > 2 else None, None, self._span(meta))

    def implies(self, meta: Meta, items: list[Any]) -> tree.Operation:
        return self._operation("=>", meta, items)

    def disjunction(self, meta: Meta, items: list[Any]) -> tree.Operation:
        return self._operation("|", meta, items)

    def conjunction(self, meta: Meta, items: list[Any]) -> tree.Operation:
        return self._operation("&", meta, items)

    def wand(self, meta: Meta, items: list[Any]) -> tree.Operation:
        return self._operation("-*", meta, items)

    def star(self, meta: Meta, items: list[Any]) -> tree.Operation:
        return self._operation("*", meta, items)

    def comparison(self, meta: Meta, items: list[Any]) -> tree.Operation:
        sign = _UNICODE.get(str(items[1]), str(items[1]))
        return self._operation(sign, meta, [items[0], items[2]])

    def arithmetic(self, meta: Meta, items: list[Any]) -> tree.Operation:
        return self._operation(_UNICODE.get(str(items[1]), str(items[1])), meta, [items[0], items[2]])

    def points_to(self, meta: Meta, items: list[Any]) -> tree.Operation:
        return self._operation("|->", meta, items)

    def fraction(self, meta: Meta, items: list[Any]) -> tree.Fraction:
        return tree.Fraction(items[0], items[1], self._span(meta))

    def record(self, meta: Meta, items: list[Any]) -> tree.Record:
        return tree.Record(str(items[0]), tuple(items[1:]), self._span(meta))

    def binding(self, meta: Meta, items: list[Any]) -> tuple[str, tree.Expression]:
        return str(items[0]), items[1]

    def negation(self, meta: Meta, items: list[Any]) -> tree.Operation:
        return self._operation("!", meta, items)

    def minus(self, meta: Meta, items: list[Any]) -> tree.Operation:
        return self._operation("-", meta, items[1:])

    def name(self, meta: Meta, items: list[Any]) -> tree.Name:
        return tree.Name(str(items[0]), self._span(meta))

    def number(self, meta: Meta, items: list[Any]) -> tree.Numeral:
        return tree.Numeral(int(items[0]), self._span(meta))

    def call(self, meta: Meta, items: list[Any]) -> tree.Call:
        return tree.Call(str(items[0]), tuple(items[1:]), self._span(meta))

    def bracketed(self, meta: Meta, items: list[Any]) -> tree.Bracketed:
        return tree.Bracketed(items[0], self._span(meta))

    def conditional(self, meta: Meta, items: list[Any]) -> tree.Operation:
        return self._operation("?:", meta, items)

    def quantified(self, meta: Meta, items: list[Any]) -> tree.Quantified:
        word: Any = _UNICODE.get(str(items[0]), str(items[0]))
        return tree.Quantified(word, tuple(items[1:-1]), items[-1], self._span(meta))
