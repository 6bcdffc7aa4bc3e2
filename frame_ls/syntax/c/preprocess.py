"""From the text of a chunk to its trees: scanned, its directives followed, its macros expanded, and read.

A chunk without directives whose words are no macros is read as it is, which is what nearly all are.
"""

from __future__ import annotations

import re

from frame_ls.source import Finding, Severity, Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.cache import ParseCache, ParsedChunk, Remembered
from frame_ls.syntax.c.chunks import Chunk
from frame_ls.syntax.c.directives import CONDITIONALS, Conditions, changed, parse_directive
from frame_ls.syntax.c.environment import Environment, Macro
from frame_ls.syntax.c.expansion import Expander
from frame_ls.syntax.c.reader import read
from frame_ls.syntax.c.scanner import DIRECTIVE, Mishap, Scan, Tokens, scan

_WORD = re.compile(r"[A-Za-z_$\u0080-\uffff][\w$]*")


def parsed_chunk(cache: ParseCache, chunk: Chunk, path: str, environment: Environment) -> ParsedChunk:
    """The trees of a chunk in an environment, read or remembered."""
    known = cache.chunks.setdefault((chunk.key, chunk.text, chunk.ghost), [])
    for one in known:
        if one.environment is environment:
            one.used = cache.generation
            return one.parsed
    scanned: Scan | None = None
    words = known[0].words if known else None
    if words is None:
        scanned = scan(chunk.text, chunk.ghost)
        words = _words(scanned)
    macros, types = environment.touched(words)
    for one in known:
        if one.macros == macros and one.types == types:
            one.environment, one.used = environment, cache.generation
            return one.parsed
    parsed = _parse(cache.expander, chunk, path, scanned or scan(chunk.text, chunk.ghost), environment, bool(macros))
    known.append(Remembered(parsed, words, macros, types, environment, cache.generation))
    del known[:-4]
    return parsed


def _words(scanned: Scan) -> frozenset[str]:
    """All words of a chunk, those of its directives included."""
    if not scanned.directives:
        return scanned.words
    tokens = scanned.tokens
    lines = (text for kind, text in zip(tokens.kinds, tokens.texts, strict=True) if kind == DIRECTIVE)
    return scanned.words.union(*(_WORD.findall(line) for line in lines))


def _parse(
    expander: Expander, chunk: Chunk, path: str, scanned: Scan, environment: Environment, macros: bool
) -> ParsedChunk:
    tokens, words = scanned.tokens, scanned.words
    findings: list[Finding] = []
    changes: list[tuple[str, Macro | None]] = []
    if scanned.directives:
        tokens, environment = _follow(expander, chunk.key, tokens, environment, findings, changes)
    elif macros:
        tokens, mishaps = expander.expand(tokens, environment)
        findings += [_problem(chunk.key, mishap) for mishap in mishaps]
    if tokens is not scanned.tokens:
        words = frozenset(tokens.texts)
    reading = read(
        chunk.key,
        chunk.text,
        tokens,
        words,
        ghost=chunk.ghost,
        types=environment.types,
        ghost_types=environment.ghost_types,
        mishaps=scanned.mishaps,
    )
    types, ghost_types = _declared_types(reading.declarations, chunk.ghost)
    return ParsedChunk(
        chunk.key,
        path,
        chunk.text,
        chunk.ghost,
        reading.declarations,
        (*findings, *reading.findings),
        types,
        ghost_types,
        tuple(changes),
    )


def _follow(
    expander: Expander,
    key: str,
    tokens: Tokens,
    environment: Environment,
    findings: list[Finding],
    changes: list[tuple[str, Macro | None]],
) -> tuple[Tokens, Environment]:
    """The tokens that directives inside a chunk leave in, expanded, and the environment behind them."""
    out, part = Tokens(), Tokens()
    conditions = Conditions(expander)

    def flush() -> None:
        nonlocal part
        expanded, mishaps = expander.expand(part, environment)
        findings.extend(_problem(key, mishap) for mishap in mishaps)
        for index in range(len(expanded)):
            out.append_from(expanded, index)
        part = Tokens()

    for index, kind in enumerate(tokens.kinds):
        if kind != DIRECTIVE:
            # The marks of annotations stay: an `#if` may stand inside one without holding its end.
            if conditions.active or kind in ("BEGIN", "END"):
                part.append_from(tokens, index)
            continue
        flush()
        directive = parse_directive(tokens.texts[index])
        place = Span(key, tokens.starts[index], tokens.ends[index])
        message = ""
        if directive.word in CONDITIONALS:
            message = conditions.follow(directive, environment, place)
        elif conditions.active and directive.word in ("define", "undef"):
            environment, message = changed(directive, environment)
            name = _WORD.match(directive.rest)
            if name and not message:
                changes.append((name.group(), environment.macros.get(name.group())))
        elif conditions.active and directive.word == "include":
            text = "an `#include` inside a declaration is not covered"
            findings.append(Finding("unsupported", Severity.ERROR, place, text))
        elif conditions.active and directive.word == "error":
            message = f"the preprocessor stops here: {directive.rest}"
        if message:
            findings.append(Finding("preprocessor", Severity.ERROR, place, message))
    flush()
    for branch in conditions.branches:
        if isinstance(branch.place, Span):
            text = "this conditional is never closed: `#endif` is missing"
            findings.append(Finding("preprocessor", Severity.ERROR, branch.place, text))
    return out, environment


def _problem(key: str, mishap: Mishap) -> Finding:
    return Finding("preprocessor", Severity.ERROR, Span(key, mishap.start, mishap.end), mishap.message)


def _declared_types(declarations: tuple[tree.Declaration, ...], ghost: bool) -> tuple[frozenset[str], frozenset[str]]:
    """The names of types that a chunk declares, for C and for annotations."""
    types: set[str] = set()
    ghost_types: set[str] = set()
    for declaration in declarations:
        match declaration:
            case tree.Typedef(name=name) | tree.FunctionTypeDeclaration(name=name, lemma=False):
                (ghost_types if ghost else types).add(name)
            case tree.FunctionTypeDeclaration(name=name) | tree.Inductive(name=name) | tree.AbstractType(name=name):
                ghost_types.add(name)
            case _:
                pass
    return frozenset(types), frozenset(ghost_types)
