"""Names in C and its annotations: which one stands at an offset, what declares it, and where else it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.cache import ParsedChunk
from frame_ls.syntax.c.chunks import Chunk
from frame_ls.syntax.c.scanner import Tokens, scan
from frame_ls.workspace.languages.c_headers import is_library
from frame_ls.workspace.languages.c_reading import Read
from frame_ls.workspace.questions import SymbolKind

_MEMBER_MARKS = ("ARROW", "DOT")


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration of a name; `whole` is the declaration that it is, or that it is a part of."""

    name: str
    kind: SymbolKind
    span: Span  # of the name
    whole: tree.Declaration
    parsed: ParsedChunk


@dataclass(frozen=True, slots=True)
class Mention:
    """One identifier of the text; `is_member`: it stands behind `->` or `.`."""

    name: str
    span: Span
    chunk: Chunk
    number: int  # of the token in its chunk
    is_member: bool
    ghost: bool


@lru_cache(maxsize=2_000)
def tokens_of(text: str, ghost: bool) -> Tokens:
    """The tokens of a chunk, before preprocessing: what stands in the file."""
    return scan(text, ghost).tokens


def chunk_at(read: Read, file: str, offset: int) -> Chunk | None:
    """The chunk of the file that `offset` lies in or directly behind."""
    view = read.translation.files.get(file)
    if view is None:
        return None
    chunks = view.chunking.chunks
    number = bisect_right([chunk.offset for chunk in chunks], offset) - 1
    if number < 0 or offset > chunks[number].offset + len(chunks[number].text):
        return None
    return chunks[number]


def mention_at(read: Read, file: str, offset: int) -> Mention | None:
    """The identifier that `offset` touches."""
    chunk = chunk_at(read, file, offset)
    if chunk is None:
        return None
    place = offset - chunk.offset
    return next((m for m in mentions_in(chunk) if m.span.start <= place <= m.span.end), None)


def mentions_in(chunk: Chunk) -> Iterator[Mention]:
    """All identifiers of a chunk."""
    tokens = tokens_of(chunk.text, chunk.ghost)
    for number, kind in enumerate(tokens.kinds):
        if kind == "IDENT":
            is_member = number > 0 and tokens.kinds[number - 1] in _MEMBER_MARKS
            span = Span(chunk.key, tokens.starts[number], tokens.ends[number])
            yield Mention(tokens.texts[number], span, chunk, number, is_member, tokens.ghost[number])


class Names:
    """The global names of one reading, and the local ones of each chunk when they are asked for."""

    def __init__(self, read: Read) -> None:
        self._read = read
        self.globals: dict[str, list[Declared]] = {}
        self.members: dict[str, list[Declared]] = {}
        self._parsed = {piece.parsed.key: piece.parsed for piece in read.pieces}
        for piece in read.pieces:
            for declaration in piece.parsed.declarations:
                for declared in _declared(declaration, piece.parsed):
                    table = self.members if declared.kind is SymbolKind.FIELD else self.globals
                    table.setdefault(declared.name, []).append(declared)

    def declarations(self, key: str) -> tuple[tree.Declaration, ...]:
        """What the chunk of this key declares."""
        parsed = self._parsed.get(key)
        return () if parsed is None else parsed.declarations

    def locals_of(self, key: str) -> dict[str, list[Declared]]:
        """The variables, parameters and patterns of a chunk, in the order of the text."""
        found: dict[str, list[Declared]] = {}
        parsed = self._parsed.get(key)
        for declaration in parsed.declarations if parsed is not None else ():
            assert parsed is not None
            for name, kind, span in _local_names(declaration):
                found.setdefault(name, []).append(Declared(name, kind, span, declaration, parsed))
        return found

    def declared(self, mention: Mention) -> list[Declared]:
        """What the mention may mean: members by their name alone, else the nearest local before it, else globals."""
        if mention.is_member:
            return self.members.get(mention.name, [])
        local = self.locals_of(mention.chunk.key).get(mention.name)
        if local:
            before = [one for one in local if one.span.start <= mention.span.start]
            return [before[-1] if before else local[0]]
        everywhere = [*self.globals.get(mention.name, ()), *self.members.get(mention.name, ())]
        here = [one for one in everywhere if one.span == mention.span]
        return here or sorted(self.globals.get(mention.name, ()), key=lambda one: _distance(one, mention))

    def mentions_of(self, mention: Mention) -> Iterator[Mention]:
        """Every place of the user's files at which the same thing is spoken of."""
        key = mention.chunk.key
        is_local = not mention.is_member and mention.name in self.locals_of(key)
        is_member = mention.is_member or any(d.span == mention.span for d in self.members.get(mention.name, ()))
        for view in self._read.translation.files.values():
            if is_library(view.path):
                continue
            for chunk in view.chunking.chunks:
                if mention.name not in chunk.text or (is_local and chunk.key != key):
                    continue
                hidden = not is_local and not is_member and mention.name in self.locals_of(chunk.key)
                for other in () if hidden else mentions_in(chunk):
                    declares_member = any(d.span == other.span for d in self.members.get(other.name, ()))
                    if other.name == mention.name and (other.is_member or declares_member) == is_member:
                        yield other


def _distance(declared: Declared, mention: Mention) -> tuple[bool, bool]:
    """What is meant comes first: C speaks of what runs, and a definition says more than a prototype."""
    is_real = declared.kind in (SymbolKind.FUNCTION, SymbolKind.VARIABLE, SymbolKind.STRUCT, SymbolKind.ENUMERATOR)
    is_prototype = isinstance(declared.whole, tree.Function) and declared.whole.body is None
    return (not mention.ghost and not is_real), is_prototype


def _declared(declaration: tree.Declaration, parsed: ParsedChunk) -> Iterator[Declared]:
    def one(name: str, kind: SymbolKind, span: Span) -> Declared:
        return Declared(name, kind, span, declaration, parsed)

    match declaration:
        case tree.Function(name=name, name_span=span, kind=kind):
            yield one(name, SymbolKind.FUNCTION if kind is tree.FunctionKind.REGULAR else SymbolKind.LEMMA, span)
        case tree.Predicate() | tree.PredicateFamily() | tree.PredicateFamilyInstance() | tree.PredicateConstructor():
            yield one(declaration.name, SymbolKind.PREDICATE, declaration.name_span)
        case tree.Inductive(name=name, name_span=span, constructors=constructors):
            yield one(name, SymbolKind.INDUCTIVE, span)
            for c in constructors:
                yield one(c.name, SymbolKind.CONSTRUCTOR, Span(c.span.text, c.span.start, c.span.start + len(c.name)))
        case tree.Fixpoint(name=name, name_span=span):
            yield one(name, SymbolKind.FIXPOINT, span)
        case tree.Typedef(name=name, name_span=span, type=inner):
            yield one(name, SymbolKind.TYPE, span)
            yield from _members(inner, one)
        case tree.FunctionTypeDeclaration(name=name, name_span=span) | tree.AbstractType(name=name, name_span=span):
            yield one(name, SymbolKind.TYPE, span)
        case tree.TypeDeclaration(type=inner):
            yield from _members(inner, one)
        case tree.Globals(variables=variables):
            for variable in variables:
                yield one(variable.name, SymbolKind.VARIABLE, variable.name_span)
        case _:
            return


def _members(written: object, one: object) -> Iterator[Declared]:
    """The tag, the fields and the constants of a type as it is declared."""
    assert callable(one)
    match written:
        case tree.AggregateType(name=name, fields=members, span=span, kind=kind):
            if name is not None and members is not None:
                yield one(name, SymbolKind.STRUCT, _tag(kind.value, name, span))
            for member in members or ():
                if member.name is not None:
                    yield one(member.name, SymbolKind.FIELD, member.name_span)
                yield from _members(member.type, one)
        case tree.EnumType(name=name, members=constants, span=span):
            if name is not None and constants is not None:
                yield one(name, SymbolKind.ENUM, _tag("enum", name, span))
            for c in constants or ():
                yield one(c.name, SymbolKind.ENUMERATOR, Span(c.span.text, c.span.start, c.span.start + len(c.name)))
        case _:
            return


def _tag(word: str, name: str, span: Span) -> Span:
    """The name behind `struct` and the like; between the two stands one blank, nearly always."""
    start = span.start + len(word) + 1
    return Span(span.text, start, start + len(name))


def _local_names(node: object) -> Iterator[tuple[str, SymbolKind, Span]]:
    """Every variable, parameter and pattern inside a declaration."""
    match node:
        case tree.Parameter(name=str(name), name_span=span):
            yield name, SymbolKind.PARAMETER, span
        case tree.Variable(name=name, name_span=span):
            yield name, SymbolKind.VARIABLE, span
        case tree.Binder(name=name, span=span) if name != "_":
            yield name, SymbolKind.PATTERN, Span(span.text, span.end - len(name), span.end)
        case _:
            pass
    if isinstance(node, tuple):
        for item in node:
            yield from _local_names(item)
    elif is_dataclass(node) and not isinstance(node, Span | type | tree.Globals):
        for part in fields(node):
            value = getattr(node, part.name)
            if isinstance(value, tuple) or is_dataclass(value):
                yield from _local_names(value)
