"""Comparing and subtracting: of numbers as they are, of pointers by their addresses or inside one array."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.declarations import expressions as c
from frame_ls.declarations.addresses import (
    NULL,
    address_number,
    element_key,
)
from frame_ls.declarations.evaluation import rebuilt
from frame_ls.declarations.types import Float, Pointer
from frame_ls.logic.sorts import BOOL, INT
from frame_ls.logic.terms import (
    ADD,
    EQUAL,
    LESS,
    LESS_EQUAL,
    ONE,
    Apply,
    Term,
    minus,
    negate,
)
from frame_ls.source import Span
from frame_ls.verifier.failure import unsupported
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State

Values = Iterator[tuple[State, Term]]


def distance(session: Session, expression: c.Distance, left: Term, right: Term, span: Span) -> Term:
    """How many elements lie between two pointers into one array of elements of one byte."""
    from frame_ls.verifier.access import split_element

    start, first = split_element(left)
    other, second = split_element(right)
    assert isinstance(expression.left.type, Pointer)
    each = element_key(expression.left.type.target, session.program.target)[1]
    if start is not other or each is not ONE:
        raise unsupported("the distance of these two pointers", span)
    return rebuilt(ADD, (first, minus(second)), INT)


def compared(expression: c.Compare, left: Term, right: Term) -> Term:
    """The truth of a comparison. Pointers that are not null are compared by their addresses."""
    if isinstance(expression.left.type, Pointer) and not (
        expression.operator in ("==", "!=") and (left is NULL or right is NULL)
    ):
        left, right = address_number(left), address_number(right)
    elif isinstance(expression.left.type, Float):
        return Apply(f"#{expression.left.type.name}{expression.operator}", (left, right), BOOL)
    match expression.operator:
        case "==":
            return rebuilt(EQUAL, (left, right), BOOL)
        case "!=":
            return negate(rebuilt(EQUAL, (left, right), BOOL))
        case "<":
            return rebuilt(LESS, (left, right), BOOL)
        case "<=":
            return rebuilt(LESS_EQUAL, (left, right), BOOL)
        case ">":
            return rebuilt(LESS, (right, left), BOOL)
        case ">=":
            return rebuilt(LESS_EQUAL, (right, left), BOOL)
