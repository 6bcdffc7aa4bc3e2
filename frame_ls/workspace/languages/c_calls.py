"""Who calls whom in annotated C; lemmas count like functions."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.workspace.languages.c_names import Declared, Mention, Names, mention_at, mentions_in, tokens_of
from frame_ls.workspace.languages.c_reading import Read
from frame_ls.workspace.questions import Calls, Symbol, SymbolKind

_CALLABLE = (SymbolKind.FUNCTION, SymbolKind.LEMMA)


def callable_at(read: Read, names: Names, file: str, offset: int) -> Symbol | None:
    """The function or lemma that is named at `offset`."""
    mention = mention_at(read, file, offset)
    return None if mention is None else _symbol(_callee(names, mention))


def callers(read: Read, names: Names, name: str) -> Iterator[Calls]:
    """The functions and lemmas with a body in which `name` is called."""
    for function, calls in _calls(read, names):
        places = tuple(call.span for call in calls if call.name == name)
        if places:
            yield Calls(_symbol_of(function), places)


def callees(read: Read, names: Names, name: str) -> Iterator[Calls]:
    """What the functions of this name call, in the order of the first calls."""
    found: dict[str, list[Mention]] = {}
    for function, calls in _calls(read, names):
        for call in calls if function.name == name else ():
            found.setdefault(call.name, []).append(call)
    for mentions in found.values():
        symbol = _symbol(_callee(names, mentions[0]))
        if symbol is not None:
            yield Calls(symbol, tuple(mention.span for mention in mentions))


def _calls(read: Read, names: Names) -> Iterator[tuple[tree.Function, list[Mention]]]:
    """Every definition of the user's files with the calls in its body."""
    chunks = {chunk.key: chunk for view in read.translation.files.values() for chunk in view.chunking.chunks}
    for piece in read.pieces:
        chunk = chunks.get(piece.parsed.key)
        for function in piece.functions if chunk is not None else ():
            assert chunk is not None
            calls = [m for m in mentions_in(chunk) if _is_in_body(m, function) and _callee(names, m, must_call=True)]
            yield function, calls


def _is_in_body(mention: Mention, function: tree.Function) -> bool:
    body: Span | None = None if function.body is None else function.body.span
    return body is not None and body.start <= mention.span.start and mention.span.end <= body.end


def _callee(names: Names, mention: Mention, must_call: bool = False) -> Declared | None:
    """What is named, if it can be called; with `must_call` only where it is."""
    if mention.is_member:
        return None
    if must_call:
        kinds = tokens_of(mention.chunk.text, mention.chunk.ghost).kinds
        if kinds[mention.number + 1 : mention.number + 2] != ["LPAR"]:
            return None
    return next((one for one in names.declared(mention)[:1] if one.kind in _CALLABLE), None)


def _symbol(declared: Declared | None) -> Symbol | None:
    return None if declared is None or not isinstance(declared.whole, tree.Function) else _symbol_of(declared.whole)


def _symbol_of(function: tree.Function) -> Symbol:
    kind = SymbolKind.FUNCTION if function.kind is tree.FunctionKind.REGULAR else SymbolKind.LEMMA
    return Symbol(function.name, kind, function.span, function.name_span)
