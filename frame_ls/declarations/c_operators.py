"""Operators of C: the type in which each is computed, and what `truncating` makes of them."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from frame_ls.declarations.c_base import is_zero
from frame_ls.declarations.c_places import CPlaces
from frame_ls.declarations.conversions import common_type, depends_on_target, promoted
from frame_ls.declarations.expressions import (
    Arithmetic,
    ArithmeticOperator,
    Assign,
    Compare,
    Complement,
    Conditional,
    Constant,
    Convert,
    Distance,
    Expression,
    Negate,
    Not,
    Offset,
    Place,
    Read,
    ShortCircuit,
    Update,
)
from frame_ls.declarations.types import (
    BOOLEAN,
    INT_TYPE,
    PTRDIFF_TYPE,
    UNKNOWN,
    Bool,
    Float,
    Integer,
    Pointer,
    Type,
    Unknown,
    Void,
    show_type,
)
from frame_ls.logic.terms import Number
from frame_ls.source import Span
from frame_ls.syntax.c import tree

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")


class COperators(CPlaces):
    """The part of `CExpressions` that resolves operators."""

    __slots__ = ()

    def unary(self, written: tree.Unary) -> Expression:
        """`-`, `+`, `!`, `~`."""
        operand = self.value(written.operand)
        if isinstance(operand.type, Unknown):
            return operand
        if written.operator == "!":
            return Not(written.span, BOOLEAN, self.truth(operand))
        wanted = promoted(operand.type)
        if not isinstance(wanted, Integer) and not (isinstance(wanted, Float) and written.operator != "~"):
            return self.error("type", written.span, f"`{written.operator}` needs a number")
        operand = self.to(operand, wanted)
        match written.operator:
            case "-":
                return Negate(written.span, wanted, operand)
            case "~":
                return Complement(written.span, wanted, operand)
        return operand

    def binary(self, written: tree.Binary) -> Expression:
        """A binary operator."""
        operator = written.operator
        if operator == "==>":
            return self.error("type", written.operator_span, "`==>` stands in annotations only")
        if operator in ("&&", "||"):
            left, right = self.condition(written.left), self.condition(written.right)
            return ShortCircuit(written.span, BOOLEAN, "&&" if operator == "&&" else "||", left, right)
        left, right = self.value(written.left), self.value(written.right)
        if isinstance(left.type, Unknown) or isinstance(right.type, Unknown):
            return Constant(written.span, UNKNOWN, Number(0))
        if operator in _RELATIONS:
            return self._relation(written, left, right)
        if isinstance(left.type, Pointer) or isinstance(right.type, Pointer):
            return self._pointer_arithmetic(written, left, right)
        return self._arithmetic(written, cast("ArithmeticOperator", operator), left, right)

    def _relation(self, written: tree.Binary, left: Expression, right: Expression) -> Expression:
        if isinstance(left.type, Pointer) or isinstance(right.type, Pointer):
            if isinstance(left.type, Pointer) and (isinstance(right.type, Pointer) or is_zero(right)):
                right = self.to(right, left.type)
            elif isinstance(right.type, Pointer) and is_zero(left):
                left = self.to(left, right.type)
            else:
                return self.error("type", written.span, "a pointer and a number are compared")
        elif not (isinstance(left.type, Bool) and isinstance(right.type, Bool)):
            wanted = self._common(written.span, left.type, right.type)
            if wanted is None:
                return self.error("type", written.span, f"`{written.operator}` cannot compare these")
            left, right = self.to(left, wanted), self.to(right, wanted)
        return Compare(written.span, BOOLEAN, written.operator, left, right)  # type: ignore[arg-type]

    def _common(self, span: Span, left: Type, right: Type) -> Type | None:
        """The type in which two operands are computed; None where they are not both numbers."""
        if depends_on_target(left, right, self.desk.names.target):
            construct = f"a `{show_type(left)}` computed with a `{show_type(right)}`, which needs `--target`,"
            self.desk.report("unsupported", span, f"{construct} is not supported")
        return common_type(left, right, self.desk.names.target)

    def _pointer_arithmetic(self, written: tree.Binary, left: Expression, right: Expression) -> Expression:
        if isinstance(left.type, Pointer) and isinstance(right.type, Pointer) and written.operator == "-":
            return Distance(written.span, PTRDIFF_TYPE, left, right)
        if written.operator == "+" and isinstance(right.type, Pointer):
            left, right = right, left
        right = self.number(right)
        if written.operator in ("+", "-") and isinstance(left.type, Pointer) and isinstance(right.type, Integer):
            return Offset(written.span, left.type, left, right, written.operator == "-")
        return self.error("type", written.span, f"`{written.operator}` cannot be applied to a pointer like this")

    def _arithmetic(
        self, written: tree.Binary, operator: ArithmeticOperator, left: Expression, right: Expression
    ) -> Expression:
        if operator in ("<<", ">>"):
            wanted: Type | None = promoted(left.type)
            if not isinstance(wanted, Integer) or not isinstance(right.type, Integer | Bool):
                return self.error("type", written.span, f"`{operator}` needs integers")
            return Arithmetic(
                written.span, wanted, operator, self.to(left, wanted), self.to(right, promoted(right.type))
            )
        wanted = self._common(written.span, left.type, right.type)
        if wanted is None or (isinstance(wanted, Float) and operator not in ("+", "-", "*", "/")):
            return self.error("type", written.span, f"`{operator}` cannot be applied to these")
        return Arithmetic(written.span, wanted, operator, self.to(left, wanted), self.to(right, wanted))

    def truncating(self, written: tree.Truncating) -> Expression:
        """The operation behind `truncating`, which may lose bits."""
        value = self.value(written.operand)
        match value:
            case Arithmetic() | Negate() | Update():
                return replace(value, wraps=True)
            case Convert():
                return replace(value, truncating=True)
        return value

    def conditional(self, written: tree.Conditional) -> Expression:
        """`?:`."""
        condition = self.condition(written.condition)
        then, otherwise = self.value(written.then), self.value(written.otherwise)
        wanted = self._alternatives(then, otherwise)
        if wanted is None:
            return self.error("type", written.span, "the two alternatives have types that do not go together")
        return Conditional(written.span, wanted, condition, self.to(then, wanted), self.to(otherwise, wanted))

    def _alternatives(self, then: Expression, otherwise: Expression) -> Type | None:
        if then.type == otherwise.type or isinstance(then.type, Unknown) or isinstance(otherwise.type, Unknown):
            return then.type
        if isinstance(then.type, Pointer):
            if isinstance(otherwise.type, Pointer) and isinstance(then.type.target, Void) and not _is_null(then):
                return then.type
            return otherwise.type if isinstance(otherwise.type, Pointer) and _is_null(then) else then.type
        if isinstance(otherwise.type, Pointer):
            return otherwise.type
        return self._common(then.span, then.type, otherwise.type)

    def assign(self, written: tree.Assign) -> Expression:
        """`=` and `+=` and its like."""
        place = self.place(written.target)
        if place is None:
            self.value(written.value)
            return Constant(written.span, UNKNOWN, Number(0))
        if written.operator is None:
            return Assign(written.span, place.type, place, self.to(self.value(written.value), place.type))
        return self._update(written, place, written.operator.rstrip("="), self.number(self.value(written.value)))

    def increment(self, written: tree.Increment) -> Expression:
        """`++` and `--`, before or behind."""
        place = self.place(written.operand)
        if place is None:
            return Constant(written.span, UNKNOWN, Number(0))
        one = Constant(written.span, INT_TYPE, Number(1))
        return self._update(written, place, written.operator[0], one, postfix=not written.prefix)

    def _update(
        self,
        written: tree.Assign | tree.Increment,
        place: Place,
        operator: str,
        operand: Expression,
        *,
        postfix: bool = False,
    ) -> Expression:
        kind = cast("ArithmeticOperator", operator)
        if isinstance(place.type, Pointer):
            if operator not in ("+", "-") or not isinstance(operand.type, Integer):
                return self.error("type", written.span, "only a number can be added to a pointer")
            return Update(written.span, place.type, place, kind, operand, place.type, postfix)
        if operator in ("<<", ">>"):
            computed: Type | None = promoted(place.type)
        else:
            computed = self._common(written.span, place.type, operand.type)
            operand = operand if computed is None else self.to(operand, computed)
        if computed is None:
            return self.error("type", written.span, f"`{operator}` cannot be applied to a `{show_type(place.type)}`")
        return Update(written.span, place.type, place, kind, operand, computed, postfix)


def _is_null(value: Expression) -> bool:
    from frame_ls.declarations.addresses import NULL

    match value:
        case Constant(value=term):
            return term is NULL
        case Convert(operand=operand):
            return _is_null(operand) or is_zero(operand)
        case Read():
            return False
    return False
