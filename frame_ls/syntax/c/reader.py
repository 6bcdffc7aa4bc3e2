"""Reads the tokens of one chunk into trees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from typing import Any

from frame_ls.source import Finding, Severity, Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.automaton import Automaton
from frame_ls.syntax.c.build import Builder
from frame_ls.syntax.c.chunks import declared_name
from frame_ls.syntax.c.readings import settle
from frame_ls.syntax.c.recovery import GaveUp, TooDeep
from frame_ls.syntax.c.scanner import Mishap, Tokens
from frame_ls.syntax.c.tables import load_tables

_MOST_FINDINGS = 20
_DEEPEST = 1000  # later stages walk trees recursively, so text that is nested more deeply is refused
_TOO_DEEP = f"this is nested more than {_DEEPEST} levels deep"
_LONGEST_SHALLOW = 900  # a statement with fewer tokens cannot be nested more deeply than that


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
        if any(mishap.start <= start and end <= mishap.end and mishap.message != message for mishap in mishaps):
            return  # what follows from a string that is never closed, and such, says nothing new
        start, end = min(start, len(text)), min(end, len(text))
        findings.setdefault((start, end, message), syntax_error(Span(key, start, end), message))

    for mishap in mishaps:
        place = Span(key, mishap.start, mishap.end)
        found = Finding(mishap.code, Severity.ERROR, place, mishap.message)
        findings.setdefault((mishap.start, mishap.end, mishap.message), found)
    start = "ghost_unit" if ghost else "real_unit"
    declarations = _run(key, text, settle(tokens, words, types), start, (types, ghost_types), report)
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
        return _refused(key, text, "this is not C: most of it could not be read", report)
    except TooDeep:
        return _refused(key, text, _TOO_DEEP, report)
    if _longest_statement(tokens) > _LONGEST_SHALLOW and _too_deep(found):
        return _refused(key, text, _TOO_DEEP, report)
    return found


def _refused(
    key: str, text: str, message: str, report: Callable[[int, int, str], None]
) -> tuple[tree.Declaration, ...]:
    """What is left of a chunk that cannot be read at all; the finding stands on its first line."""
    report(0, len(text.partition("\n")[0]), message)
    return (tree.BrokenDeclaration(Span(key, 0, len(text)), declared_name(text).rstrip("{};") or None),)


def _longest_statement(tokens: Tokens) -> int:
    """The number of tokens between two semicolons, or of braces open at once, or of `else`, if that is more."""
    longest, since, depth, deepest = 0, 0, 0, 0
    for index, kind in enumerate(tokens.kinds):
        if kind == "LBRACE":
            depth += 1
            deepest = max(deepest, depth)
        elif kind in ("SEMI", "RBRACE"):
            depth -= kind == "RBRACE"
            longest, since = max(longest, index - since), index
    return max(longest, len(tokens) - since, deepest, tokens.kinds.count("ELSE"))


def _too_deep(declarations: tuple[tree.Declaration, ...]) -> bool:
    """Whether nodes lie too deep inside each other."""
    for declaration in declarations:
        level: list[Any] = [declaration]
        for _ in range(_DEEPEST):
            level = [part for node in level for part in _parts(node)]
            if not level:
                break
        else:
            return True
    return False


def _parts(node: Any) -> Iterator[Any]:
    """The nodes directly inside a node."""
    for name in node.__slots__:
        value = getattr(node, name)
        for part in value if isinstance(value, tuple) else (value,):
            if is_dataclass(part) and not isinstance(part, Span):
                yield part


def syntax_error(span: Span, message: str) -> Finding:
    """The finding for text that is not as the grammar wants it."""
    return Finding("syntax", Severity.ERROR, span, message)
