"""What an editor asks of a C file besides verdicts: its outline, where its includes lead."""

from __future__ import annotations

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.workspace.languages.c_reading import Read
from frame_ls.workspace.questions import (
    Link,
    Links,
    Outline,
    Question,
    Symbol,
    SymbolKind,
)


def answer(read: Read, file: str, question: Question) -> object:
    """The answer, of the type that the question names; None where there is none."""
    match question:
        case Outline():
            return tuple(
                symbol
                for piece in read.pieces
                if piece.parsed.path == file
                for declaration in piece.parsed.declarations
                if (symbol := symbol_of(declaration)) is not None
            )
        case Links():
            return tuple(
                Link(include.span, include.path)
                for include in read.translation.includes
                if include.path is not None and include.span.text.startswith(f"{file}#")
            )
        case _:
            return None


def symbol_of(declaration: tree.Declaration) -> Symbol | None:
    """The declaration as an entry of the outline."""
    match declaration:
        case tree.Function(span=span, kind=kind, name=name, name_span=at):
            is_lemma = kind is not tree.FunctionKind.REGULAR
            return Symbol(name, SymbolKind.LEMMA if is_lemma else SymbolKind.FUNCTION, span, at)
        case tree.Predicate() | tree.PredicateFamily() | tree.PredicateFamilyInstance() | tree.PredicateConstructor():
            return Symbol(declaration.name, SymbolKind.PREDICATE, declaration.span, declaration.name_span)
        case tree.Inductive(span=span, name=name, name_span=at, constructors=constructors):
            children = tuple(
                Symbol(
                    c.name, SymbolKind.CONSTRUCTOR, c.span, Span(c.span.text, c.span.start, c.span.start + len(c.name))
                )
                for c in constructors
            )
            return Symbol(name, SymbolKind.INDUCTIVE, span, at, children=children)
        case tree.Fixpoint(span=span, name=name, name_span=at):
            return Symbol(name, SymbolKind.FIXPOINT, span, at)
        case tree.TypeDeclaration(span=span, type=tree.AggregateType(name=str(name), fields=fields)):
            children = tuple(
                Symbol(field.name, SymbolKind.FIELD, field.span, field.name_span)
                for field in fields or ()
                if field.name is not None
            )
            return Symbol(name, SymbolKind.STRUCT, span, span, children=children)
        case (
            tree.Typedef(span=span, name=name, name_span=at)
            | tree.FunctionTypeDeclaration(span=span, name=name, name_span=at)
        ):
            return Symbol(name, SymbolKind.TYPE, span, at)
        case tree.Globals(span=span, variables=(first, *_)):
            return Symbol(first.name, SymbolKind.VARIABLE, span, first.span)
        case _:
            return None


def _name(constructor: tree.Constructor) -> Span:
    """The name at the beginning of a constructor."""
    start = constructor.span.start
    return Span(constructor.span.text, start, start + len(constructor.name))
