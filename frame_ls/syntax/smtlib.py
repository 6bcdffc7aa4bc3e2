"""Reads SMT-LIB text into s-expressions with spans. Any text is read; what is unbalanced becomes findings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frame_ls.source import Finding, Severity, Span

_TOKEN = re.compile(
    r"""(?P<skip>\s+|;[^\n\r]*)|(?P<open>\()|(?P<close>\))|\|(?P<quoted>[^|]*)\||"(?P<string>(?:[^"]|"")*)"
    |(?P<atom>[^\s()|";]+)|(?P<bad>.)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Symbol:
    """A symbol, keyword or numeral, as written; a |quoted| one without its bars, a string literal with `string`."""

    text: str
    start: int
    end: int
    string: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A parenthesised list."""

    items: tuple[SExpression, ...]
    start: int
    end: int


SExpression = Symbol | Form


def read_forms(text: str, key: str) -> tuple[tuple[SExpression, ...], tuple[Finding, ...]]:
    """The top-level s-expressions of `text`, whose spans name it `key`; nesting may be any depth.

    A form that is never closed is left out, and what stands inside it with it: half a formula says something else
    than the whole.
    """
    findings: list[Finding] = []
    top: list[SExpression] = []
    items = top
    open_forms: list[tuple[list[SExpression], int]] = []
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup
        if kind == "atom":
            items.append(Symbol(match[0], match.start(), match.end()))
        elif kind == "open":
            open_forms.append((items, match.start()))
            items = []
        elif kind == "close":
            if not open_forms:
                findings.append(_syntax(key, match.start(), match.end(), "this `)` closes nothing"))
                continue
            outer, start = open_forms.pop()
            outer.append(Form(tuple(items), start, match.end()))
            items = outer
        elif kind in ("quoted", "string"):
            items.append(Symbol(match[kind], match.start(), match.end(), kind == "string"))
        elif kind == "bad":
            findings.append(_syntax(key, match.start(), match.end(), f"`{match[0]}` opens a literal that never ends"))
            break
    if open_forms:
        findings.append(_syntax(key, open_forms[0][1], open_forms[0][1] + 1, "this `(` is never closed"))
    return tuple(top), tuple(findings)


def _syntax(key: str, start: int, end: int, message: str) -> Finding:
    return Finding("syntax", Severity.ERROR, Span(key, start, end), message)
