"""The place at which changes are looked for, and what stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frame_ls.declarations.walking import parts
from frame_ls.source import Edit, Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.chunks import Chunk
from frame_ls.verifier.fix_places import Site
from frame_ls.workspace.languages.c_headers import is_library
from frame_ls.workspace.languages.c_names import Names, chunk_at
from frame_ls.workspace.languages.c_reading import Read
from frame_ls.workspace.languages.c_structure import named_type
from frame_ls.workspace.questions import Refactor, SymbolKind


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of a chunk. `start` and `end` count from the chunk's beginning, as the spans of its trees do."""

    read: Read
    names: Names
    file: str
    text: str  # of the file
    chunk: Chunk
    start: int
    end: int
    question: Refactor

    @property
    def declarations(self) -> tuple[tree.Declaration, ...]:
        return self.names.declarations(self.chunk.key)

    def touches(self, span: Span) -> bool:
        """Whether the span lies in this chunk and meets the stretch."""
        return span.text == self.chunk.key and span.start <= self.end and self.start <= span.end

    def written(self, span: Span) -> str:
        return self.chunk.text[span.start : span.end]

    def around(self) -> Iterator[object]:
        """The nodes of the chunk that the whole stretch lies in."""
        for declaration in self.declarations:
            for node in parts(declaration):
                span = getattr(node, "span", None)
                if not isinstance(span, Span) or span.text != self.chunk.key:
                    continue
                if span.start <= self.start and self.end <= span.end:
                    yield node

    def site(self) -> Site | None:
        """The function with a contract that the stretch lies in, as the places that a fix can write to."""
        for unit in self.read.units:
            if self.touches(unit.unit.span) and not unit.broken:
                return Site(unit.program.functions[unit.unit.name], self.chunk.text)
        return None

    def fresh(self, stem: str) -> str:
        """A name that the file does not have."""
        return _fresh(stem, self.text, set())

    def fresh_here(self, stem: str, used: set[str]) -> str:
        """A name that this declaration does not have, nor `used`, which it joins."""
        name = _fresh(stem, self.chunk.text, used)
        used.add(name)
        return name

    def inserted(self, offset: int, text: str) -> Edit:
        """Text put into the chunk."""
        return Edit(Span(self.chunk.key, offset, offset), text)

    def before_chunk(self, text: str) -> Edit:
        """Lines put before the declaration, outside of every annotation and above the comment that belongs to it."""
        offset = self.text.rfind("\n", 0, self.chunk.offset) + 1
        return Edit(Span(self.file, offset, offset), text)

    def predicates_of(self, struct: str) -> list[tree.Predicate]:
        """The user's predicates whose first parameter points to the struct, those with fewest parameters first."""
        found = []
        for declared in self.names.globals.values():
            for one in declared:
                whole = one.whole
                if one.kind is SymbolKind.PREDICATE and isinstance(whole, tree.Predicate) and whole.parameters:
                    first = tree.unqualified(whole.parameters[0].type)
                    is_meant = isinstance(first, tree.PointerType) and named_type(first) == struct
                    if is_meant and not is_library(one.parsed.path) and not whole.type_parameters:
                        found.append(whole)
        return sorted(found, key=lambda predicate: len(predicate.parameters))

    def struct(self, name: str) -> tree.AggregateType | None:
        """The struct of this name with its members."""
        for declared in self.names.globals.get(name, ()):
            for node in parts(declared.whole):
                if isinstance(node, tree.AggregateType) and node.name == name and node.fields is not None:
                    return node if node.kind is tree.Aggregate.STRUCT else None
        return None


def _fresh(stem: str, text: str, used: set[str]) -> str:
    name, number = stem, 0
    while name in used or re.search(rf"\b{re.escape(name)}\b", text):
        number += 1
        name = f"{stem}{number}"
    return name


def spot_at(read: Read, names: Names, file: str, question: Refactor) -> Spot | None:
    """The place that a question names; None where no declaration stands."""
    view = read.translation.files.get(file)
    chunk = chunk_at(read, file, question.start)
    if view is None or chunk is None:
        return None
    start = question.start - chunk.offset
    end = min(max(start, question.end - chunk.offset), len(chunk.text))
    return Spot(read, names, file, view.text, chunk, start, end, question)


def pointee(written: tree.Type) -> str | None:
    """The struct or typedef that a pointer type points to."""
    written = tree.unqualified(written)
    if not isinstance(written, tree.PointerType) or isinstance(tree.unqualified(written.target), tree.PointerType):
        return None
    return named_type(written.target)
