"""Predicates for a struct that points to its like: lists, doubly linked lists, trees, with their usual lemmas."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from frame_ls.source import Edit, Span
from frame_ls.syntax.c import tree
from frame_ls.workspace.languages.c_changes.spot import Spot, pointee
from frame_ls.workspace.questions import Proposal

_BACKWARDS = re.compile(r"prev|previous|back|before|pred|last|parent|up|owner", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shape:
    """The members of a struct, by what a predicate says of them."""

    struct: str
    forward: tuple[str, ...]  # lead to more of the same
    backward: tuple[str, ...]
    value: str | None  # the number that a list's elements are made of
    rest: tuple[str, ...]

    def cells(self, forward: list[str], back: str = "") -> str:
        """The cells of one node `n`."""
        cells = [f"n->{field} |-> {value}" for field, value in zip(self.forward, forward, strict=True)]
        cells += [f"n->{field} |-> {back}" for field in self.backward]
        cells += [f"n->{self.value} |-> ?v"] if self.value is not None else []
        cells += [f"n->{field} |-> _" for field in self.rest]
        return " &*& ".join([*cells, f"malloc_block_{self.struct}(n)"])


def generated(spot: Spot) -> Iterator[Proposal]:
    """What the struct at the place looks like."""
    for declaration in spot.declarations:
        written = declaration.type if isinstance(declaration, tree.TypeDeclaration) else None
        if not isinstance(written, tree.AggregateType) or not spot.touches(declaration.span) or spot.chunk.ghost:
            continue
        shape = shape_of(written)
        if shape is None:
            continue
        for what, text in _texts(spot, shape):
            after = spot.chunk.offset + len(spot.chunk.text)
            edit = Edit(Span(spot.file, after, after), f"\n\n/*@\n{text}@*/")
            yield Proposal(
                f"generate {what} for `struct {shape.struct}`", "refactor.rewrite", (edit,), group="generate"
            )


def shape_of(written: tree.AggregateType) -> Shape | None:
    """The shape of a struct; None where it does not point to its like, or has members that predicates cannot name."""
    name, fields = written.name, written.fields
    if name is None or not fields or written.kind is not tree.Aggregate.STRUCT:
        return None
    plain = (tree.IntegerType, tree.PointerType, tree.BoolType, tree.NamedType, tree.EnumType)
    for field in fields:
        if field.name is None or field.width is not None or not isinstance(tree.unqualified(field.type), plain):
            return None
    own = [f.name for f in fields if f.name is not None and pointee(f.type) == name]
    backward = tuple(field for field in own if _BACKWARDS.match(field))
    forward = tuple(field for field in own if field not in backward)
    numbers = [f.name for f in fields if isinstance(tree.unqualified(f.type), tree.IntegerType)]
    value = next((n for n, f in zip(numbers, _integers(fields), strict=True) if n is not None and _is_int(f)), None)
    rest = tuple(f.name for f in fields if f.name is not None and f.name not in (*own, value))
    if not forward or len(forward) > 2 or len(backward) > 1:
        return None
    return Shape(name, forward, backward, value, rest)


def _integers(fields: tuple[tree.Field, ...]) -> list[tree.Type]:
    return [tree.unqualified(f.type) for f in fields if isinstance(tree.unqualified(f.type), tree.IntegerType)]


def _is_int(written: tree.Type) -> bool:
    return (
        isinstance(written, tree.IntegerType) and written.kind is tree.IntegerKind.INT and written.signed is not False
    )


def _texts(spot: Spot, shape: Shape) -> Iterator[tuple[str, str]]:
    """What is generated and its name for a menu, the richest first."""
    if len(shape.forward) == 2:
        yield "a tree predicate", _tree(spot, shape)
    elif shape.backward:
        yield "a predicate of doubly linked lists", _doubly(spot, shape)
    elif shape.value is None:
        yield "a list predicate", _plain_list(spot, shape)
    else:
        name, segment = spot.fresh(f"{shape.struct}_list"), spot.fresh(f"{shape.struct}_segment")
        whole = _list(shape, name)
        yield (
            "list and segment predicates and their lemma",
            whole + _segment(shape, segment) + _join(spot, shape, name, segment),
        )
        yield "list and segment predicates", whole + _segment(shape, segment)
        yield "a list predicate", whole


def _list(shape: Shape, name: str) -> str:
    return (
        f"predicate {name}(struct {shape.struct} *n; list<int> vs) =\n    n == 0 ? vs == nil\n"
        f"    : {shape.cells(['?next'])}\n      &*& {name}(next, ?rest) &*& vs == cons(v, rest);\n"
    )


def _segment(shape: Shape, name: str) -> str:
    return (
        f"\npredicate {name}(struct {shape.struct} *n, struct {shape.struct} *end; list<int> vs) =\n"
        f"    n == end ? vs == nil\n    : n != 0 &*& {shape.cells(['?next'])}\n"
        f"      &*& {name}(next, end, ?rest) &*& vs == cons(v, rest);\n"
    )


def _join(spot: Spot, shape: Shape, name: str, segment: str) -> str:
    lemma = spot.fresh(f"{segment}_join")
    return (
        f"\nlemma void {lemma}(struct {shape.struct} *n)\n"
        f"    requires {segment}(n, ?m, ?us) &*& {name}(m, ?ws);\n    ensures {name}(n, append(us, ws));\n{{\n"
        f"    open {segment}(n, m, us);\n    if (n != m) {{\n        {lemma}(n->{shape.forward[0]});\n"
        f"        close {name}(n, append(us, ws));\n    }}\n}}\n"
    )


def _plain_list(spot: Spot, shape: Shape) -> str:
    name = spot.fresh(f"{shape.struct}_list")
    return (
        f"predicate {name}(struct {shape.struct} *n;) =\n"
        f"    n == 0 ? emp : {shape.cells(['?next'])} &*& {name}(next);\n"
    )


def _doubly(spot: Spot, shape: Shape) -> str:
    name = spot.fresh(f"{shape.struct}_list")
    head = f"predicate {name}(struct {shape.struct} *n, struct {shape.struct} *before"
    if shape.value is None:
        return f"{head};) =\n    n == 0 ? emp : {shape.cells(['?next'], 'before')} &*& {name}(next, n);\n"
    return (
        f"{head}; list<int> vs) =\n    n == 0 ? vs == nil\n    : {shape.cells(['?next'], 'before')}\n"
        f"      &*& {name}(next, n, ?rest) &*& vs == cons(v, rest);\n"
    )


def _tree(spot: Spot, shape: Shape) -> str:
    name = spot.fresh(f"{shape.struct}_tree")
    parameters, more = f"struct {shape.struct} *n", ""
    if shape.backward:
        parameters, more = f"{parameters}, struct {shape.struct} *above", ", n"
    cells = Shape(shape.struct, shape.forward, shape.backward, None, shape.rest).cells(["?first", "?second"], "above")
    if shape.value is not None:
        cells = f"n->{shape.value} |-> _ &*& {cells}"
    return (
        f"predicate {name}({parameters};) =\n    n == 0 ? emp\n    : {cells}\n"
        f"      &*& {name}(first{more}) &*& {name}(second{more});\n"
    )
