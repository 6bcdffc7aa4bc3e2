"""Pieces of resolution that look at one declaration at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from frame_ls.declarations.addresses import function_address, size_of
from frame_ls.declarations.assertions import Assertion
from frame_ls.declarations.functions import Functions
from frame_ls.declarations.heads import Part
from frame_ls.declarations.names import Names, PredicateHead
from frame_ls.declarations.program import (
    Function,
    FunctionTypeInfo,
    Predicate,
)
from frame_ls.declarations.sizes import within
from frame_ls.declarations.types import SIZE_TYPE, Struct
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.terms import Apply, Term, Variable
from frame_ls.source import Finding, Severity, Span
from frame_ls.syntax.c import tree


def function_read(reader: Functions, *, library: bool) -> tuple[Function, tuple[str, ...], int]:
    """The function, what its head rests on, and how many findings concern its head."""
    function, uses = reader(library=library, order=0)
    return function, uses, reader.wrong_before_body


def rests(function: Function, key: str, cause: Finding) -> Finding:
    """What is said of a function that rests on something broken."""
    kind, _, name = key.partition(":")
    message = f"`{function.name}` rests on the {kind} `{name}`, which has an error: {cause.message}"
    code = "unsupported" if cause.code == "unsupported" else "unknown-name"
    return Finding(code, Severity.INFORMATION, function.name_span, message)


def struct_sizes(names: Names) -> Iterable[Term]:
    """The size of a struct is not negative and fits into `size_t`."""
    limits = names.target.limits(SIZE_TYPE)
    for name in names.structs:
        yield from within(size_of(Struct(name), names.target), limits)


def modules(parts: tuple[Part, ...]) -> Iterator[str]:
    """The name of the module that the text is: that of its file."""
    for part in reversed(parts):
        if not part.library:
            path = part.declaration.span.text.partition("#")[0]
            yield path.replace("\\", "/").rpartition("/")[2].partition(".")[0]
            return


def implemented(functions: dict[str, Function], types: dict[str, FunctionTypeInfo]) -> Iterable[Term]:
    """`is_T(f)` for each function that states that it is a T; that it is one is shown where it is verified."""
    for function in functions.values():
        implements = function.implements
        info = types.get(implements.function_type) if implements is not None else None
        if info is not None and not info.is_predicate:
            yield Apply(f"is_{info.name}", (function_address(function.name),), BOOL)


def headed(head: PredicateHead, variables: tuple[Variable, ...], body: Assertion | None) -> Predicate:
    """The predicate that the head announces, with this body."""
    from frame_ls.declarations.addresses import TYPE_SORT

    phantoms = tuple(Variable(f"type {t}", TYPE_SORT) for t in head.phantoms)
    inputs = head.inputs if head.inputs is None else head.inputs + len(phantoms)
    return Predicate(
        head.name,
        head.kind,
        head.type_parameters,
        (*phantoms, *variables),
        head.types,
        inputs,
        body,
        head.span,
        head.indices,
        head.phantoms,
        head.cell,
        head.initialised,
    )


def head_span(written: tree.Function) -> Span:
    """The function without its body."""
    end = written.contract.span.end if written.contract is not None else written.name_span.end
    return Span(written.span.text, written.span.start, max(end, written.name_span.end))


def name_of(written: tree.Declaration) -> str:
    """The name that the declaration is spoken of by."""
    name = getattr(written, "name", None)
    return name if isinstance(name, str) else "here"


NOWHERE = Span("", 0, 0)
