"""Initial values: braces matched with the members of what they initialise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frame_ls.declarations.expressions import (
    AggregateInitializer,
    Constant,
    Initializer,
    ScalarInitializer,
    StringInitializer,
)
from frame_ls.declarations.types import UNKNOWN, Array, Integer, Rank, Struct, Type, show_type
from frame_ls.logic.terms import Number
from frame_ls.syntax.c import tree

if TYPE_CHECKING:
    from frame_ls.declarations.c_expressions import CExpressions


def initializer_for(expressions: CExpressions, wanted: Type, written: tree.Expression) -> Initializer:
    """The initializer of something of the wanted type."""
    match wanted, written:
        case (Array(element=Integer(rank=Rank.CHAR)), tree.StringLiteral(value=text)):
            return StringInitializer(text)
        case (Array() | Struct(), tree.InitializerList()):
            return _aggregate(expressions, wanted, written)
        case (Array(), _):
            expressions.error("type", written.span, "an array is initialised by `{...}` or a string")
            return AggregateInitializer(())
        case (_, tree.InitializerList(items=(item,))) if not item.designators:
            return initializer_for(expressions, wanted, item.value)
        case (_, tree.InitializerList()):
            expressions.error("type", written.span, f"a `{show_type(wanted)}` has one value")
            return ScalarInitializer(Constant(written.span, UNKNOWN, Number(0)))
    return ScalarInitializer(expressions.to(expressions.value(written), wanted))


def _aggregate(expressions: CExpressions, wanted: Type, written: tree.InitializerList) -> Initializer:
    members = _members(expressions, wanted, written)
    found: list[Initializer | None] = [None] * len(members)
    position = 0
    for item in written.items:
        if item.designators:
            first, *rest = item.designators
            if rest:
                expressions.unsupported(item.span, "a designator of an inner member")
            position = _designated(expressions, wanted, first, position)
        if position >= len(members):
            expressions.error("type", item.span, "there are more initial values than members")
            break
        found[position] = initializer_for(expressions, members[position], item.value)
        position += 1
    return AggregateInitializer(tuple(found))


def _members(expressions: CExpressions, wanted: Type, written: tree.InitializerList) -> list[Type]:
    match wanted:
        case Array(element=element, size=size):
            return [element] * (len(written.items) if size is None else size)
        case Struct(name=name, union=union):
            struct = expressions.desk.names.structs.get(name)
            fields = [f.type for f in (struct.fields or () if struct is not None else ()) if not f.ghost]
            return fields[:1] if union else fields
    return []


def _designated(expressions: CExpressions, wanted: Type, designator: tree.Designator, position: int) -> int:
    match designator, wanted:
        case (tree.FieldDesignator(name=name), Struct(name=tag)):
            struct = expressions.desk.names.structs.get(tag)
            real = [f.name for f in (struct.fields or () if struct is not None else ()) if not f.ghost]
            if name in real:
                return real.index(name)
        case (tree.IndexDesignator(index=index), Array()):
            value = expressions.value(index)
            if isinstance(value, Constant) and isinstance(value.value, Number):
                return int(value.value.value)
    expressions.error("type", designator.span, "this names no member")
    return position


def completed(wanted: Type, initializer: Initializer | None) -> Type:
    """The type with the size that its initializer gives it, where it says none."""
    match wanted, initializer:
        case (Array(element=element, size=None), StringInitializer(text=text)):
            return Array(element, len(text) + 1)
        case (Array(element=element, size=None), AggregateInitializer(members=members)):
            return Array(element, len(members))
    return wanted
