"""Answers questions about the names of a C file: its outline, and where what is declared."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.declarations.program import FunctionKind, Program
from frame_ls.source import Span
from frame_ls.syntax.c.unit import TranslationUnit
from frame_ls.workspace.questions import Outline, Question, Symbol, SymbolKind


def answer(file: str, unit: TranslationUnit, program: Program, question: Question) -> object:
    """The answer, of the type that the question names; None where there is none."""
    match question:
        case Outline():
            return tuple(_outline(file, unit, program))
        case _:
            return None


def _outline(file: str, unit: TranslationUnit, program: Program) -> Iterator[Symbol]:
    """The file's own declarations, in the order of the text."""
    view = unit.files.get(file)
    own = {chunk.key: chunk.offset for chunk in view.chunking.chunks} if view else {}
    found: list[Symbol] = []
    for struct in program.structs.values():
        if struct.fields is not None and struct.span.text in own:
            members = tuple(Symbol(f.name, SymbolKind.FIELD, f.span, f.span) for f in struct.fields)
            found.append(Symbol(struct.name, SymbolKind.STRUCT, struct.span, struct.span, children=members))
    for predicate in program.predicates.values():
        if predicate.span.text in own:
            found.append(Symbol(predicate.name, SymbolKind.PREDICATE, predicate.span, predicate.span))
    for function in program.functions.values():
        if function.span.text in own:
            kind = SymbolKind.LEMMA if function.kind is FunctionKind.LEMMA else SymbolKind.FUNCTION
            found.append(Symbol(function.name, kind, function.span, function.name_span))
    for variable in program.globals.values():
        if variable.span.text in own:
            found.append(Symbol(variable.name, SymbolKind.VARIABLE, variable.span, variable.span))

    def place(span: Span) -> int:
        return own[span.text] + span.start

    yield from sorted(found, key=lambda symbol: place(symbol.span))
