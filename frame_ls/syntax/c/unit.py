"""A translation unit: a C file with everything it includes, as parsed chunks in the order a compiler meets them.

`parse_translation_unit` is the entry of the C front end. It never raises on what a user wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from frame_ls.source import Finding, Severity, Span
from frame_ls.syntax.c.cache import ParseCache, ParsedChunk
from frame_ls.syntax.c.chunks import Chunk, Chunking, ChunkKind
from frame_ls.syntax.c.directives import CONDITIONALS, Conditions, Directive, changed, included, parse_directive
from frame_ls.syntax.c.environment import Environment
from frame_ls.syntax.c.preprocess import parsed_chunk

_OPTIONS = re.compile(r"\s*//\s*verifast_options\s*\{([^}\n]*)\}")
_DEEPEST_INCLUDE = 60
_OFTEN = 8  # times that a file may stand in its own chain of includes


@dataclass(frozen=True, slots=True)
class HeaderText:
    """What an include directive resolves to: the path that names it everywhere, and its present text."""

    path: str
    text: str


ResolveInclude = Callable[[str, bool, str], HeaderText | None]
"""`(name, quoted, path of the including file)` to the header, or None where there is none."""


@dataclass(frozen=True, slots=True)
class Include:
    """One `#include` that was followed; `path` is None where no header was found."""

    span: Span
    name: str
    quoted: bool
    path: str | None


@dataclass(frozen=True, slots=True)
class FileView:
    """One file of a unit: its text and where its chunks lie in it."""

    path: str
    text: str
    chunking: Chunking


@dataclass(slots=True)
class TranslationUnit:
    """What was read for one C file. `chunks` are in the order of a compiler, those of headers included."""

    path: str
    options: tuple[str, ...]
    files: dict[str, FileView]
    chunks: tuple[ParsedChunk, ...]
    findings: tuple[Finding, ...]
    includes: tuple[Include, ...]
    inactive: tuple[Span, ...]  # of the file itself: what conditionals leave out
    environment: Environment
    _places: dict[str, tuple[str, int]] | None = None

    def place(self, span: Span) -> tuple[str, int, int]:
        """The file a span lies in, and its offsets there."""
        if self._places is None:
            self._places = {path: (path, 0) for path in self.files}
            for view in self.files.values():
                for chunk in view.chunking.chunks:
                    self._places[chunk.key] = (view.path, chunk.offset)
        path, offset = self._places[span.text]
        return path, offset + span.start, offset + span.end


def parse_translation_unit(
    path: str,
    text: str,
    resolve_include: ResolveInclude,
    defines: Iterable[str] = (),
    cache: ParseCache | None = None,
    prelude: Iterable[str] = ("prelude.h",),
) -> TranslationUnit:
    """Reads a file and its headers; with the cache of an earlier call only what changed since then is read.

    `prelude` are the headers that every file has without asking, where the resolver knows them. A path that ends in
    `.gh` is read as one annotation.
    """
    cache = ParseCache() if cache is None else cache
    cache.begin()
    environment = cache.root(tuple(defines))
    everything = _Reading(environment)
    reader = _UnitReader(cache, resolve_include)
    if not path.endswith(".gh"):
        for name in prelude:
            header = resolve_include(name, False, path)
            if header is not None and header.path != path:
                everything.add(reader.header(header, everything.environment, (path,)))
    own = reader.file(path, text, everything.environment, (path,))
    everything.add(own)
    return TranslationUnit(
        path,
        file_options(text),
        everything.files,
        tuple(everything.chunks),
        tuple(everything.all_findings()),
        tuple(everything.includes),
        tuple(own.inactive),
        everything.environment,
    )


def file_options(text: str) -> tuple[str, ...]:
    """The words of `// verifast_options{...}` on the first line."""
    found = _OPTIONS.match(text)
    return tuple(re.split(r"[\s,]+", found.group(1).strip())) if found and found.group(1).strip() else ()


@dataclass(slots=True)
class _Reading:
    """What reading a file gave: the environment behind it, and all that was met on the way."""

    environment: Environment
    files: dict[str, FileView] = field(default_factory=dict)
    chunks: list[ParsedChunk] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    includes: list[Include] = field(default_factory=list)
    inactive: list[Span] = field(default_factory=list)
    resolved: list[tuple[str, bool, str, HeaderText | None]] = field(default_factory=list)
    repeatable: bool = True  # False where the chain of includes mattered
    _met: set[int] = field(default_factory=set)

    def take(self, parsed: ParsedChunk) -> None:
        """Adds a chunk; one that is there already, as a file was included twice, says nothing new."""
        if id(parsed) not in self._met:
            self._met.add(id(parsed))
            self.chunks.append(parsed)

    def add(self, other: _Reading) -> None:
        """Adds what an included file gave."""
        self.environment = other.environment
        self.files.update(other.files)
        for parsed in other.chunks:
            self.take(parsed)
        self.findings += [finding for finding in other.findings if finding not in self.findings]
        self.includes += other.includes
        self.resolved += other.resolved
        self.repeatable = self.repeatable and other.repeatable

    def all_findings(self) -> list[Finding]:
        """Those of files, then those of chunks."""
        return [*self.findings, *(finding for parsed in self.chunks for finding in parsed.findings)]


class _UnitReader:
    """Reads files for one unit."""

    def __init__(self, cache: ParseCache, resolve: ResolveInclude) -> None:
        self.cache = cache
        self.resolve = resolve

    def header(self, header: HeaderText, environment: Environment, chain: tuple[str, ...]) -> _Reading:
        """Reads an included file, or remembers what it gave in the same environment."""
        key = (header.path, header.text, environment)
        known = self.cache.included.get(key)
        if isinstance(known, _Reading) and all(
            self.resolve(name, quoted, path) == found for name, quoted, path, found in known.resolved
        ):
            return known
        reading = self.file(header.path, header.text, environment, (*chain, header.path))
        if reading.repeatable:
            self.cache.included[key] = reading
        return reading

    def file(self, path: str, text: str, environment: Environment, chain: tuple[str, ...]) -> _Reading:
        """Reads the chunks of a file in order."""
        chunking = self.cache.chunking(path, text, path.endswith(".gh"))
        reading = _Reading(environment)
        reading.files[path] = FileView(path, text, chunking)
        for mishap in chunking.mishaps:
            place = Span(path, mishap.start, mishap.end)
            reading.findings.append(Finding(mishap.code, Severity.ERROR, place, mishap.message))
        conditions = Conditions(self.cache.expander)
        if path in environment.once:
            return reading
        for chunk in chunking.chunks:
            if chunk.kind is ChunkKind.DIRECTIVE:
                self._directive(chunk, path, reading, conditions, chain)
            elif conditions.active:
                parsed = parsed_chunk(self.cache, chunk, path, reading.environment)
                reading.take(parsed)
                reading.environment = _behind(reading.environment, parsed)
            else:
                reading.inactive.append(Span(chunk.key, 0, len(chunk.text)))
        for branch in conditions.branches[-1:]:  # its `#endif` may close the others too
            if isinstance(branch.place, Span):
                reading.findings.append(problem(branch.place, "this conditional is never closed: `#endif` is missing"))
        return reading

    def _directive(
        self, chunk: Chunk, path: str, reading: _Reading, conditions: Conditions, chain: tuple[str, ...]
    ) -> None:
        """Goes over one directive between declarations."""
        directive = parse_directive(chunk.text)
        span = Span(chunk.key, 0, len(chunk.text))
        message = ""
        if directive.word in CONDITIONALS:
            message = conditions.follow(directive, reading.environment, span)
        elif not conditions.active:
            return
        elif directive.word in ("define", "undef"):
            reading.environment, message = changed(directive, reading.environment)
        elif directive.word == "include":
            self._include(directive, span, path, reading, chain)
        elif directive.word == "error":
            message = f"the preprocessor stops here: {directive.rest}".rstrip(": ")
        elif directive.word == "pragma" and directive.rest == "once":
            reading.environment = reading.environment.with_once(path)
        elif directive.word not in ("pragma", "line", "warning", "ident", ""):
            message = f"`#{directive.word}` is no directive"
        if message:
            reading.findings.append(problem(span, message))

    def _include(self, directive: Directive, span: Span, path: str, reading: _Reading, chain: tuple[str, ...]) -> None:
        """Reads the header that an include names, at this point."""
        named = included(directive, reading.environment, self.cache.expander)
        if named is None:
            reading.findings.append(problem(span, "`#include` needs the name of a header, in quotes or in `<>`"))
            return
        name, quoted = named
        header = self.resolve(name, quoted, path)
        reading.resolved.append((name, quoted, path, header))
        reading.includes.append(Include(span, name, quoted, None if header is None else header.path))
        if header is None:
            message = f"the header `{name}` is nowhere to be found"
            reading.findings.append(Finding("missing-header", Severity.ERROR, span, message))
        elif len(chain) > _DEEPEST_INCLUDE or chain.count(header.path) > _OFTEN:
            reading.repeatable = False
            reading.findings.append(problem(span, f"`{name}` includes itself without end"))
        else:
            if header.path in chain:
                reading.repeatable = False
            reading.add(self.header(header, reading.environment, chain))


def _behind(environment: Environment, parsed: ParsedChunk) -> Environment:
    """The environment behind a chunk: with the types it declares and the macros that it changes."""
    for name, macro in parsed.macros:
        environment = environment.undefine(name) if macro is None else environment.define(macro)
    if parsed.types or parsed.ghost_types:
        return environment.with_types(parsed.types, parsed.ghost_types)
    return environment


def problem(span: Span, message: str) -> Finding:
    """The finding for a directive that cannot be followed."""
    return Finding("preprocessor", Severity.ERROR, span, message)
