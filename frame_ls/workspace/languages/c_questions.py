"""What an editor asks of a C file besides verdicts. It answers about annotations; C itself a C server knows better."""

from __future__ import annotations

import re
from collections.abc import Iterator

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.workspace.languages.c_calls import callable_at, callees, callers
from frame_ls.workspace.languages.c_changes import proposals
from frame_ls.workspace.languages.c_completion import completed, signature
from frame_ls.workspace.languages.c_format import formatted
from frame_ls.workspace.languages.c_names import Declared, Mention, Names, mention_at, tokens_of
from frame_ls.workspace.languages.c_reading import Read
from frame_ls.workspace.languages.c_structure import enclosing, linked, places_of
from frame_ls.workspace.questions import (
    Callable,
    Callees,
    Callers,
    Complete,
    Definition,
    Describe,
    Description,
    Enclosing,
    Fold,
    Folds,
    Format,
    Link,
    Linked,
    Links,
    Outline,
    Question,
    Refactor,
    Reference,
    References,
    Signature,
    Symbol,
    SymbolKind,
    Token,
    TokenKind,
    Tokens,
)

_BLOCK = re.compile(r"/\*@.*?(?:@\*/|\Z)|(?:^[ \t]*//@[^\n]*\n)(?:[ \t]*//@[^\n]*\n)+", re.DOTALL | re.MULTILINE)
_COLOURS = {
    SymbolKind.PREDICATE: TokenKind.PREDICATE,
    SymbolKind.LEMMA: TokenKind.FUNCTION,
    SymbolKind.FIXPOINT: TokenKind.FUNCTION,
    SymbolKind.FUNCTION: TokenKind.FUNCTION,
    SymbolKind.CONSTRUCTOR: TokenKind.CONSTRUCTOR,
    SymbolKind.ENUMERATOR: TokenKind.CONSTRUCTOR,
    SymbolKind.INDUCTIVE: TokenKind.TYPE,
    SymbolKind.STRUCT: TokenKind.TYPE,
    SymbolKind.TYPE: TokenKind.TYPE,
    SymbolKind.FIELD: TokenKind.FIELD,
}


class Answers:
    """Answers about one reading. Tables are made when they are first needed."""

    def __init__(self, read: Read, file: str) -> None:
        self._read = read
        self._file = file
        self._names: Names | None = None

    def __call__(self, question: Question) -> object:
        """The answer, of the type that the question names; None where there is none."""
        match question:
            case Outline():
                return tuple(self._outline())
            case Links():
                return tuple(self._links())
            case Describe(offset=offset):
                return self._description(offset)
            case Definition(offset=offset, sense=sense):
                return places_of(self._read, self.names, self._file, offset, sense)
            case References(offset=offset):
                return self._references(offset)
            case Tokens():
                return tuple(self._tokens())
            case Folds():
                return tuple(self._folds())
            case Complete(offset=offset):
                return completed(self._read, self.names, self._file, offset)
            case Signature(offset=offset):
                return signature(self._read, self.names, self._file, offset)
            case Enclosing(offset=offset):
                return enclosing(self._read, self.names, self._file, offset)
            case Linked(offset=offset):
                return linked(self._read, self.names, self._file, offset)
            case Refactor() | Format():
                return self._edits(question)
            case Callable() | Callers() | Callees():
                return self._about_calls(question)

    def _edits(self, question: Refactor | Format) -> object:
        if isinstance(question, Format):
            return tuple(formatted(self._read, self.names, self._file))
        return tuple(proposals(self._read, self.names, self._file, question))

    def _about_calls(self, question: Callable | Callers | Callees) -> object:
        match question:
            case Callable(offset=offset):
                return callable_at(self._read, self.names, self._file, offset)
            case Callers(name=name):
                return tuple(callers(self._read, self.names, name))
            case Callees(name=name):
                return tuple(callees(self._read, self.names, name))

    @property
    def names(self) -> Names:
        if self._names is None:
            self._names = Names(self._read)
        return self._names

    def _outline(self) -> Iterator[Symbol]:
        for piece in self._read.pieces:
            if piece.parsed.path == self._file:
                for declaration in piece.parsed.declarations:
                    symbol = symbol_of(declaration)
                    if symbol is not None:
                        yield symbol

    def _links(self) -> Iterator[Link]:
        for include in self._read.translation.includes:
            if include.path is not None and include.span.text.startswith(f"{self._file}#"):
                yield Link(include.span, include.path)

    def _description(self, offset: int) -> Description | None:
        mention = mention_at(self._read, self._file, offset)
        found = [] if mention is None else self.names.declared(mention)
        if mention is None or not found or found[0].kind in (SymbolKind.VARIABLE, SymbolKind.PARAMETER):
            return None  # a variable's value stands in the state; its type a C server tells
        if found[0].kind is SymbolKind.PATTERN:
            return None
        return Description(mention.span, code_of(found[0]))

    def _references(self, offset: int) -> tuple[Reference, ...]:
        mention = mention_at(self._read, self._file, offset)
        if mention is None or not self.names.declared(mention):
            return ()
        declared = {d.span for d in self._all_declared(mention)}
        return tuple(Reference(m.span, declares=m.span in declared) for m in self.names.mentions_of(mention))

    def _all_declared(self, mention: Mention) -> list[Declared]:
        local = self.names.locals_of(mention.chunk.key).get(mention.name, [])
        return [*self.names.declared(mention), *self.names.globals.get(mention.name, []), *local]

    def _tokens(self) -> Iterator[Token]:
        view = self._read.translation.files[self._file]
        for chunk in view.chunking.chunks:
            tokens = tokens_of(chunk.text, chunk.ghost)
            for number, kind in enumerate(tokens.kinds):
                if tokens.ghost[number] and tokens.texts[number]:
                    colour = self._colour(tokens.kinds, tokens.texts, number, kind)
                    if colour is not None:
                        yield Token(Span(chunk.key, tokens.starts[number], tokens.ends[number]), colour)

    def _colour(self, kinds: list[str], texts: list[str], number: int, kind: str) -> TokenKind | None:
        text = texts[number]
        before = kinds[number - 1] if number else ""
        if kind == "IDENT":
            if before == "QUESTION":
                return TokenKind.PATTERN
            if before in ("ARROW", "DOT"):
                return TokenKind.FIELD
            known = self.names.globals.get(text)
            return _COLOURS.get(known[0].kind, TokenKind.VARIABLE) if known else TokenKind.VARIABLE
        if kind in ("INTEGER", "FLOAT", "REAL", "NUMBER"):
            return TokenKind.NUMBER
        if text[:1].isalpha() or text[:1] == "_":
            return TokenKind.KEYWORD
        return TokenKind.OPERATOR if kind in ("SEP", "POINTS_TO", "IMPLIES") else None

    def _folds(self) -> Iterator[Fold]:
        text = self._read.translation.files[self._file].text
        for found in _BLOCK.finditer(text):
            end = found.end() - (1 if found.group().endswith("\n") else 0)
            if "\n" in found.group()[:-1]:
                yield Fold(Span(self._file, found.start(), end), "comment")


def code_of(declared: Declared) -> str:
    """The declaration as others need to know it: a function's head and contract, all of anything else."""
    whole, text = declared.whole, declared.parsed.text
    if isinstance(whole, tree.Function) and whole.body is not None:
        end = whole.contract.span.end if whole.contract is not None else whole.body.span.start
        return text[whole.span.start : min(end, whole.body.span.start)].strip()
    return text[whole.span.start : whole.span.end].strip()


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
                Symbol(c.name, SymbolKind.CONSTRUCTOR, c.span, _first(c.name, c.span)) for c in constructors
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
        case tree.Typedef() | tree.FunctionTypeDeclaration():
            return Symbol(declaration.name, SymbolKind.TYPE, declaration.span, declaration.name_span)
        case tree.Globals(span=span, variables=(first, *_)):
            return Symbol(first.name, SymbolKind.VARIABLE, span, first.name_span)
        case _:
            return None


def _first(name: str, span: Span) -> Span:
    """The name at the beginning of a span."""
    return Span(span.text, span.start, span.start + len(name))
