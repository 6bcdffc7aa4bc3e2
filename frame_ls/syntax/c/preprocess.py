"""From the text of a chunk to its trees: scanned, its directives followed, its macros expanded, and read.

A chunk without directives whose words are no macros is read as it is, which is what nearly all are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from frame_ls.source import Finding, Severity, Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.cache import ParseCache, ParsedChunk, Remembered
from frame_ls.syntax.c.chunks import Chunk
from frame_ls.syntax.c.directives import CONDITIONALS, Conditions, Directive, changed, parse_directive
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
    tokens, words, mishaps = scanned.tokens, scanned.words, scanned.mishaps
    findings: list[Finding] = []
    changes: list[tuple[str, Macro | None]] = []
    if scanned.directives:
        follower = _Follower(expander, chunk.key, environment)
        follower.follow(tokens)
        tokens, environment, findings, changes = (
            follower.out,
            follower.environment,
            follower.findings,
            follower.changes,
        )
        left_out = follower.left_out
        mishaps = tuple(one for one in mishaps if not any(start <= one.start < end for start, end in left_out))
    elif macros:
        tokens, stopped = expander.expand(tokens, environment)
        findings += [_problem(chunk.key, mishap) for mishap in stopped]
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
        mishaps=mishaps,
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


@dataclass(slots=True)
class _Follower:
    """Goes through the tokens of a chunk that has directives inside."""

    expander: Expander
    key: str
    environment: Environment
    out: Tokens = field(default_factory=Tokens)
    findings: list[Finding] = field(default_factory=list)
    changes: list[tuple[str, Macro | None]] = field(default_factory=list)
    left_out: list[tuple[int, int]] = field(default_factory=list)  # offsets of what conditionals leave out

    def follow(self, tokens: Tokens) -> None:
        """Puts what the directives leave in, expanded, into `out`."""
        conditions = Conditions(self.expander)
        part = Tokens()
        off_since: int | None = None
        for index, kind in enumerate(tokens.kinds):
            if kind != DIRECTIVE:
                # The marks of annotations stay: an `#if` may stand inside one without holding its end.
                if conditions.active or kind in ("BEGIN", "END"):
                    part.append_from(tokens, index)
                continue
            self._expand(part)
            part = Tokens()
            place = Span(self.key, tokens.starts[index], tokens.ends[index])
            self._directive(parse_directive(tokens.texts[index]), conditions, place)
            if off_since is not None:
                self.left_out.append((off_since, place.start))
            off_since = None if conditions.active else place.end
        self._expand(part)
        for branch in conditions.branches:
            if isinstance(branch.place, Span):
                self._trouble(branch.place, "this conditional is never closed: `#endif` is missing")

    def _expand(self, part: Tokens) -> None:
        expanded, mishaps = self.expander.expand(part, self.environment)
        self.findings.extend(_problem(self.key, mishap) for mishap in mishaps)
        for index in range(len(expanded)):
            self.out.append_from(expanded, index)

    def _directive(self, directive: Directive, conditions: Conditions, place: Span) -> None:
        message = ""
        if directive.word in CONDITIONALS:
            message = conditions.follow(directive, self.environment, place)
        elif not conditions.active:
            return
        elif directive.word in ("define", "undef"):
            self.environment, message = changed(directive, self.environment)
            name = _WORD.match(directive.rest)
            if name and not message:
                self.changes.append((name.group(), self.environment.macros.get(name.group())))
        elif directive.word == "include":
            text = "an `#include` inside a declaration is not covered"
            self.findings.append(Finding("unsupported", Severity.ERROR, place, text))
        elif directive.word == "error":
            message = f"the preprocessor stops here: {directive.rest}"
        if message:
            self._trouble(place, message)

    def _trouble(self, place: Span, message: str) -> None:
        self.findings.append(Finding("preprocessor", Severity.ERROR, place, message))


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
