"""Reads the tokens of one chunk into trees."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from frame_ls.source import Finding, Severity, Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.automaton import Automaton
from frame_ls.syntax.c.build import Builder
from frame_ls.syntax.c.readings import settle
from frame_ls.syntax.c.recovery import GaveUp
from frame_ls.syntax.c.scanner import Mishap, Tokens
from frame_ls.syntax.c.tables import load_tables

_MOST_FINDINGS = 20


@dataclass(frozen=True, slots=True)
class Reading:
    """The declarations of a chunk, in order, and its syntax errors; `key` is the text of all spans."""

    declarations: tuple[tree.Declaration, ...]
    findings: tuple[Finding, ...]


def read(
    key: str,
    text: str,
    tokens: Tokens,
    words: frozenset[str],
    *,
    ghost: bool = False,
    types: frozenset[str] = frozenset(),
    ghost_types: frozenset[str] = frozenset(),
    mishaps: tuple[Mishap, ...] = (),
) -> Reading:
    """The trees of a chunk that was scanned and preprocessed; `types` are the names known to be types,
    in annotations also `ghost_types`.
    """
    findings: dict[tuple[int, int, str], Finding] = {}

    def report(start: int, end: int, message: str) -> None:
        findings.setdefault((start, end, message), syntax_error(Span(key, start, end), message))

    for mishap in mishaps:
        report(mishap.start, mishap.end, mishap.message)
    start = "ghost_unit" if ghost else "real_unit"
    declarations = _run(key, text, settle(tokens, words), start, (types, ghost_types), report)
    ordered = sorted(findings.values(), key=lambda finding: finding.span)
    return Reading(declarations, tuple(ordered[:_MOST_FINDINGS]))


def _run(
    key: str,
    text: str,
    tokens: Tokens,
    start: str,
    types: tuple[frozenset[str], frozenset[str]],
    report: Callable[[int, int, str], None],
) -> tuple[tree.Declaration, ...]:
    automaton = Automaton(load_tables(), text, tokens, *types, report)
    try:
        found: tuple[tree.Declaration, ...] = automaton.run(start, Builder(key, text, report), key)
    except GaveUp:
        report(0, len(text), "this is not C: most of it could not be read")
        return (tree.BrokenDeclaration(Span(key, 0, len(text)), None),)
    return found


def syntax_error(span: Span, message: str) -> Finding:
    """The finding for text that is not as the grammar wants it."""
    return Finding("syntax", Severity.ERROR, span, message)
