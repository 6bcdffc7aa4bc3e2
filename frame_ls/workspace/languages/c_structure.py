"""What is around a place of annotated C, and which places belong together: selections, linked names, types."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frame_ls.declarations.walking import parts
from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.workspace.languages.c_names import Declared, Names, chunk_at, mention_at, tokens_of
from frame_ls.workspace.languages.c_reading import Read
from frame_ls.workspace.questions import Sense, SymbolKind

_ANNOTATION = re.compile(r"/\*@(?P<block>.*?)@?\*/|//@(?P<line>[^\n]*)", re.DOTALL)
_FUNCTIONS = (SymbolKind.FUNCTION, SymbolKind.LEMMA)


def enclosing(read: Read, names: Names, file: str, offset: int) -> tuple[Span, ...]:
    """The pieces of text around `offset`, each around the one before; the last is the whole file."""
    view = read.translation.files.get(file)
    if view is None:
        return ()
    found = {(0, len(view.text)), *_annotation_around(view.text, offset)}
    chunk = chunk_at(read, file, offset)
    if chunk is not None:
        place = offset - chunk.offset
        tokens = tokens_of(chunk.text, chunk.ghost)
        stretches = [(0, len(chunk.text)), *zip(tokens.starts, tokens.ends, strict=True)]
        for declaration in names.declarations(chunk.key):
            stretches += [(s.start, s.end) for s in spans_in(declaration) if s.text == chunk.key]
        found.update(
            (chunk.offset + start, chunk.offset + end)
            for start, end in stretches
            if start <= place <= end and start < end
        )
    return tuple(Span(file, start, end) for start, end in _nested(found))


def _nested(found: set[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The smallest stretch, then each next one that is around what came before."""
    last: tuple[int, int] | None = None
    for start, end in sorted(found, key=lambda one: (one[1] - one[0], one)):
        if last is None or (start <= last[0] and last[1] <= end):
            last = start, end
            yield last


def _annotation_around(text: str, offset: int) -> Iterator[tuple[int, int]]:
    """The annotation around the offset, with and without its marks."""
    for found in _ANNOTATION.finditer(text):
        if found.start() > offset:
            return
        if offset <= found.end():
            yield found.span()
            start, end = found.span("block" if found["line"] is None else "line")
            inner = text[start:end]
            yield start + len(inner) - len(inner.lstrip()), end - len(inner) + len(inner.rstrip())


def spans_in(node: object) -> Iterator[Span]:
    """The span of every node of a tree."""
    for one in parts(node):
        span = getattr(one, "span", None)
        if isinstance(span, Span):
            yield span


def linked(read: Read, names: Names, file: str, offset: int) -> tuple[Span, ...]:
    """All mentions of the pattern at `offset`: they can be renamed as they are typed, for nobody else sees them."""
    mention = mention_at(read, file, offset)
    if mention is None or mention.is_member:
        return ()
    declared = names.locals_of(mention.chunk.key).get(mention.name, [])
    # One declaration only: two patterns of a name in two contracts of a chunk are two things.
    if len(declared) != 1 or declared[0].kind is not SymbolKind.PATTERN:
        return ()
    return tuple(dict.fromkeys(one.span for one in names.mentions_of(mention)))


def places_of(read: Read, names: Names, file: str, offset: int, sense: Sense) -> tuple[Span, ...]:
    """The places that declare what is named at `offset`, in the sense that is asked for."""
    mention = mention_at(read, file, offset)
    found = [] if mention is None else names.declared(mention)
    if not found:
        return ()
    match sense:
        case Sense.DEFINITION:
            chosen = found[:1]
        case Sense.DECLARATION:
            chosen = [one for one in found if _is_prototype(one)] or found[:1]
        case Sense.IMPLEMENTATION:
            chosen = list(_implementations(names, found))
        case Sense.TYPE:
            chosen = list(_type_of(names, found[0]))
    return tuple(dict.fromkeys(declared.span for declared in chosen))


def _is_prototype(declared: Declared) -> bool:
    return isinstance(declared.whole, tree.Function) and declared.whole.body is None


def _implementations(names: Names, found: list[Declared]) -> Iterator[Declared]:
    first = found[0]
    match first.whole:
        case tree.PredicateFamily() | tree.PredicateFamilyInstance():
            yield from (one for one in found if isinstance(one.whole, tree.PredicateFamilyInstance))
        case tree.FunctionTypeDeclaration(name=name):
            for others in names.globals.values():
                yield from (one for one in others if _implements(one, name))
        case _:
            yield from (one for one in found if one.kind not in _FUNCTIONS or not _is_prototype(one))


def _implements(declared: Declared, function_type: str) -> bool:
    whole = declared.whole
    if not isinstance(whole, tree.Function) or whole.contract is None:
        return False
    clause = whole.contract.function_type
    return clause is not None and clause.name == function_type


def _type_of(names: Names, declared: Declared) -> Iterator[Declared]:
    """What declares the type of a variable, parameter or field; of a type, itself."""
    if declared.kind in (SymbolKind.STRUCT, SymbolKind.INDUCTIVE, SymbolKind.TYPE, SymbolKind.ENUM):
        yield declared
    for node in parts(declared.whole):
        if isinstance(node, tree.Parameter | tree.Variable | tree.Field) and node.name_span == declared.span:
            yield from names.globals.get(named_type(node.type) or "", [])[:1]


def named_type(written: object) -> str | None:
    """The name of the type behind stars, brackets and qualifiers."""
    match written:
        case tree.PointerType(target=inner) | tree.ArrayType(element=inner) | tree.QualifiedType(inner=inner):
            return named_type(inner)
        case tree.AggregateType(name=name) | tree.EnumType(name=name) | tree.NamedType(name=name):
            return name
        case _:
            return None
