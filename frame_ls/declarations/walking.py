"""Walks over trees and resolved values of any kind: what is inside, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from functools import cache

from frame_ls.declarations.expressions import Assign, LocalPlace, Update
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Span
from frame_ls.syntax.c import tree


@cache
def inside(kind: type) -> tuple[str, ...] | None:
    """The fields of a node of this type; None for what is no node: terms, spans, plain values."""
    if not is_dataclass(kind) or issubclass(kind, Span | Term):
        return None
    return tuple(part.name for part in fields(kind))


def parts(value: object) -> Iterator[object]:
    """The value and every node inside it; terms and spans are not looked into."""
    pending = [value]
    while pending:
        node = pending.pop()
        if isinstance(node, tuple):
            pending.extend(reversed(node))
        elif (names := inside(type(node))) is not None:  # type: ignore[arg-type]
            yield node
            pending.extend([getattr(node, name) for name in reversed(names)])


def addressed_names(body: object) -> frozenset[str]:
    """The names of variables whose address is taken somewhere in the body: those lie in memory."""
    found: set[str] = set()
    for node in parts(body):
        if isinstance(node, tree.AddressOf):
            operand = node.operand
            while isinstance(operand, tree.Member):
                operand = operand.object
            if isinstance(operand, tree.Name):
                found.add(operand.name)
    return frozenset(found)


def assigned_locals(statement: object) -> tuple[Variable, ...]:
    """The variables outside memory that the resolved statements assign."""
    found: dict[Variable, None] = {}
    for node in parts(statement):
        if isinstance(node, Assign | Update) and isinstance(node.place, LocalPlace):
            found[node.place.variable] = None
    return tuple(found)
