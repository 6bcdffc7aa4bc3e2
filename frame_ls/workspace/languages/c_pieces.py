"""The chunks of a translation unit as pieces that depend on each other, and as parts that can be resolved."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields, is_dataclass, replace

from frame_ls.declarations.resolve import Part
from frame_ls.source import Severity, Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.cache import ParseCache, ParsedChunk, Remembered
from frame_ls.workspace.dependencies import Piece
from frame_ls.workspace.fingerprints import digest
from frame_ls.workspace.languages.c_headers import is_library

_WORD = re.compile(r"[A-Za-z_$\u0080-\uffff][\w$]*")
# C has arrays without naming the predicates that say so; this word stands for their brackets.
_ARRAY_WORD = "[]"
# `requires module(m, true)` speaks of the memory of every global variable.
_MODULE_WORD = "module"


@dataclass(frozen=True, slots=True)
class CPiece:
    """One chunk. `functions` are the definitions in it that may be units; `is_broken`: others cannot rest on it."""

    parsed: ParsedChunk
    piece: Piece
    functions: tuple[tree.Function, ...]
    library: bool
    is_broken: bool
    parts: tuple[Part, ...]  # what the resolver takes
    face: tuple[Part, ...]  # the same as callers see it: functions without their bodies, but known to be defined

    @property
    def has_syntax_errors(self) -> bool:
        """Whether something in it could not be read; nothing that could is then verified either."""
        return not self.library and any(finding.severity is Severity.ERROR for finding in self.parsed.findings)


def piece_of(parsed: ParsedChunk, cache: ParseCache) -> CPiece:
    """The piece of a chunk that the cache has just handed out."""
    known = _remembered(parsed, cache)
    macros = sorted((macro.name, macro.text) for macro in known.macros)
    from_macros = frozenset(word for _, text in macros for word in _WORD.findall(text))
    words = _with_arrays(known.words | from_macros, parsed.text)
    context = repr((macros, sorted(known.types), [name for name, _ in parsed.macros]))
    library = is_library(parsed.path)
    functions = tuple(d for d in parsed.declarations if isinstance(d, tree.Function) and d.body is not None)
    whole = digest(parsed.text, context)
    end = _head_end(parsed, functions)
    head, head_words = whole, words
    if end is not None:
        head = digest(parsed.text[:end], context, "{}")
        head_words = frozenset(_WORD.findall(parsed.text, 0, end)) | from_macros
        head_words = _with_arrays(head_words, parsed.text[:end])
    errors = [f for f in parsed.findings if f.severity is Severity.ERROR]
    broken = any(end is None or f.span.start < end for f in errors)
    piece = Piece(
        parsed.key,
        tuple(dict.fromkeys(name for d in parsed.declarations for name in declared_names(d))),
        words,
        head_words,
        whole,
        digest(head, str(broken)),
        everywhere=any(_holds_everywhere(d, library) for d in parsed.declarations),
        library=library,
        about=frozenset(_subjects(parsed.declarations, library)),
    )
    parts = tuple(Part(declaration, library) for declaration in parsed.declarations)
    face = tuple(Part(_without_body(part.declaration), library) for part in parts) if functions else parts
    return CPiece(parsed, piece, () if library else functions, library, broken, parts, face)


def _without_body(declaration: tree.Declaration) -> tree.Declaration:
    if isinstance(declaration, tree.Function) and declaration.body is not None:
        return replace(declaration, body=replace(declaration.body, statements=()))
    return declaration


def _with_arrays(words: frozenset[str], text: str) -> frozenset[str]:
    return words | {_ARRAY_WORD} if "[" in text else words


def _subjects(declarations: Iterable[tree.Declaration], library: bool) -> Iterable[str]:
    """The predicates in the contract of a lemma that the prover may use without being told to.

    Those of the library are about arrays of cells: they concern whoever has arrays, by whatever name.
    """
    for declaration in declarations:
        if isinstance(declaration, tree.Function) and declaration.kind is tree.FunctionKind.LEMMA:
            contract = declaration.contract
            names = set() if contract is None else {*_called(contract.requires), *_called(contract.ensures)}
            yield from ([_ARRAY_WORD] if library and names else names)


def _called(node: object) -> Iterable[str]:
    """The names of all predicates in an assertion."""
    match node:
        case tree.PredicateAssertion(callee=tree.Name(name=name)):
            yield name
        case tuple():
            for item in node:
                yield from _called(item)
        case _ if is_dataclass(node) and not isinstance(node, Span | type):
            for part in fields(node):
                yield from _called(getattr(node, part.name))
        case _:
            return


def _remembered(parsed: ParsedChunk, cache: ParseCache) -> Remembered:
    return next(one for one in cache.chunks[(parsed.key, parsed.text, parsed.ghost)] if one.parsed is parsed)


def _head_end(parsed: ParsedChunk, functions: tuple[tree.Function, ...]) -> int | None:
    """Where the body of the chunk's only declaration begins, if that is a function; None: others see all of it."""
    if len(functions) != 1 or len(parsed.declarations) != 1:
        return None
    (function,) = functions
    assert function.body is not None
    start = function.body.span.start
    contract_end = function.contract.span.end if function.contract is not None else function.name_span.end
    # A body that comes out of a macro stands where the macro does; then nothing can be said of where the head ends.
    return start if start >= contract_end and parsed.text[start : start + 1] == "{" else None


def _holds_everywhere(declaration: tree.Declaration, library: bool) -> bool:
    """Whether the declaration may matter to those who do not name it.

    Access to memory speaks of the library's predicates without naming them. Lemmas matter only where they are named,
    unless they are automatic.
    """
    if isinstance(declaration, tree.Function):
        is_lemma = declaration.kind is tree.FunctionKind.LEMMA
        return declaration.kind is tree.FunctionKind.LEMMA_AUTO or (library and not is_lemma)
    return library or isinstance(declaration, tree.ModuleClause)


def declared_names(declaration: tree.Declaration) -> Iterable[str]:
    """Every name by which others may speak of the declaration or of a part of it."""
    name = getattr(declaration, "name", None)
    if isinstance(name, str):
        yield name
    match declaration:
        case tree.Inductive(constructors=constructors):
            yield from (constructor.name for constructor in constructors)
        case tree.Globals(variables=variables, type=type_):
            yield from (variable.name for variable in variables)
            yield _MODULE_WORD
            yield from _names_in_type(type_)
        case tree.TypeDeclaration(type=type_):
            if isinstance(type_, tree.AggregateType) and type_.name is not None:
                yield type_.name  # also where only the tag is declared
            yield from _names_in_type(type_)
        case tree.Typedef(type=type_):
            yield from _names_in_type(type_)
        case tree.Function(result=type_):
            yield from _names_in_type(type_)
        case _:
            pass


def _names_in_type(type_: object) -> Iterable[str]:
    """The tags and enumeration constants that are declared inside a type."""
    match type_:
        case tree.AggregateType(name=name, fields=fields):
            if name is not None and fields is not None:
                yield name
            for field in fields or ():
                yield from _names_in_type(field.type)
        case tree.EnumType(name=name, members=members):
            if name is not None and members is not None:
                yield name
            yield from (constant.name for constant in members or ())
        case _:
            for attribute in ("target", "element", "result", "inner"):
                inner = getattr(type_, attribute, None)
                if inner is not None:
                    yield from _names_in_type(inner)
