"""Operators in annotations, where integers are mathematical and truth values are no integers."""

from __future__ import annotations

from frame_ls.declarations import addresses
from frame_ls.declarations.ghost_base import Typed, nothing
from frame_ls.declarations.ghost_switch import Switches
from frame_ls.declarations.sizes import Target
from frame_ls.declarations.types import (
    BOOLEAN,
    INT_TYPE,
    PTRDIFF_TYPE,
    REAL_TYPE,
    Bool,
    Integer,
    Pointer,
    Real,
    Type,
)
from frame_ls.logic.sorts import BOOL, INT
from frame_ls.logic.terms import (
    ITE,
    ONE,
    ZERO,
    Apply,
    Number,
    Term,
    add,
    conjunction,
    disjunction,
    equal,
    implies,
    less,
    less_equal,
    minus,
    multiply,
    negate,
    subtract,
)
from frame_ls.syntax.c import tree

TRUNCATE = "#truncate:"
_LOGICAL = ("&&", "||", "==>")
_ARITHMETIC = ("+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^")
_RELATIONS = ("<", "<=", ">", ">=")


class Operators(Switches):
    """The part of `GhostTerms` that resolves operators and casts."""

    __slots__ = ()

    def operation(
        self, written: tree.Unary | tree.Binary | tree.Cast | tree.Truncating, expected: Type | None
    ) -> Typed:
        """An operator applied."""
        match written:
            case tree.Unary(operator=operator, operand=operand):
                return self._unary(operator, operand, expected)
            case tree.Cast(type=target, operand=operand):
                return self._cast(self.types(target), operand)
            case tree.Truncating(operand=operand):
                return self._truncated(operand, expected)
            case tree.Binary(operator=operator, left=left, right=right) if operator in _LOGICAL:
                return self._logical(operator, self.term(left, BOOLEAN), self.term(right, BOOLEAN))
            case tree.Binary(operator="==" | "!="):
                return self._equality(written)
            case tree.Binary(operator=operator) if operator in _RELATIONS:
                return self._relation(written)
            case tree.Binary():
                return self._arithmetic(written, expected)

    def _unary(self, operator: str, operand: tree.Expression, expected: Type | None) -> Typed:
        if operator == "!":
            return negate(self.term(operand, BOOLEAN)), BOOLEAN
        term, found = self.typed(operand, expected)
        term = self.number(term, found, operand.span)
        if operator == "-":
            return minus(term), found
        if operator == "~":
            return add(minus(term), minus(ONE)), INT_TYPE
        return term, found

    def _logical(self, operator: str, left: Term, right: Term) -> Typed:
        if operator == "&&":
            return conjunction((left, right)), BOOLEAN
        if operator == "||":
            return disjunction((left, right)), BOOLEAN
        return implies(left, right), BOOLEAN

    def _sides(self, written: tree.Binary) -> tuple[Term, Term, Type]:
        """Both sides, brought to one type."""
        left, one = self.typed(written.left)
        right, other = self.typed(written.right, one)
        one, other = self.unifier.resolved(one), self.unifier.resolved(other)
        if isinstance(one, Integer) and isinstance(other, Real | Pointer):
            left, one = self.typed(written.left, other)
        elif isinstance(other, Integer) and isinstance(one, Real):
            right, other = self.typed(written.right, one)
        if isinstance(one, Bool) and isinstance(other, Integer):
            left, one = Apply(ITE, (left, ONE, ZERO), INT), INT_TYPE
        elif isinstance(one, Integer) and isinstance(other, Bool):
            right, other = Apply(ITE, (right, ONE, ZERO), INT), INT_TYPE
        right = self.converted(right, other, one, written.right.span)
        return left, right, one

    def _equality(self, written: tree.Binary) -> Typed:
        left, right, _ = self._sides(written)
        equation = equal(left, right)
        return (equation if written.operator == "==" else negate(equation)), BOOLEAN

    def _relation(self, written: tree.Binary) -> Typed:
        left, right, found = self._sides(written)
        if isinstance(found, Pointer):
            left, right = addresses.address_number(left), addresses.address_number(right)
        else:
            left = self.number(left, found, written.left.span)
        if written.operator in (">", ">="):
            left, right = right, left
        return (less(left, right) if written.operator in ("<", ">") else less_equal(left, right)), BOOLEAN

    def _arithmetic(self, written: tree.Binary, expected: Type | None) -> Typed:
        """The operations along the left edge, innermost first: long sums are not deep."""
        wanted = self.unifier.resolved(expected) if expected is not None else None
        hint = wanted if isinstance(wanted, Real) else None
        spine = [written]
        while isinstance(spine[-1].left, tree.Binary) and spine[-1].left.operator in _ARITHMETIC:
            spine.append(spine[-1].left)
        made = self.typed(spine[-1].left, hint)
        for operation in reversed(spine):
            made = self._applied_arithmetic(operation, made, hint)
        return made

    def _applied_arithmetic(self, written: tree.Binary, made: Typed, hint: Type | None) -> Typed:
        left, one = made[0], self.unifier.resolved(made[1])
        if isinstance(one, Pointer):
            return self._pointer_arithmetic(written, left, one)
        right, other = self.typed(written.right, one if isinstance(one, Real) else hint)
        other = self.unifier.resolved(other)
        if isinstance(other, Pointer) and written.operator == "+":
            return self._offset(right, other, self.number(left, one, written.left.span))
        if isinstance(other, Real) and isinstance(one, Integer):
            left, one = self.typed(written.left, REAL_TYPE)
        if isinstance(one, Real) and isinstance(other, Integer):
            right = self.converted(right, other, one, written.right.span)
        left, right = self.number(left, one, written.left.span), self.number(right, other, written.right.span)
        result = REAL_TYPE if isinstance(one, Real) else one if isinstance(one, Integer) else INT_TYPE
        if left.sort is not right.sort:
            self.desk.report("type", written.span, "a real and an integer do not go together here")
            return nothing()
        return _computed(written.operator, left, right), result

    def _pointer_arithmetic(self, written: tree.Binary, left: Term, one: Pointer) -> Typed:
        right, other = self.typed(written.right)
        other = self.unifier.resolved(other)
        if isinstance(other, Pointer) and written.operator == "-":
            return Apply("#distance", (left, right), INT), PTRDIFF_TYPE
        count = self.number(right, other, written.right.span)
        return self._offset(left, one, count if written.operator == "+" else minus(count))

    def _offset(self, base: Term, pointer: Pointer, count: Term) -> Typed:
        key, each = addresses.element_key(pointer.target, self.desk.names.target)
        return addresses.element_address(base, multiply(each, count), key), pointer

    def _cast(self, target: Type, operand: tree.Expression) -> Typed:
        term, found = self.typed(operand, target if isinstance(target, Pointer) else None)
        found = self.unifier.resolved(found)
        match target, found:
            case (Pointer(), Integer()):
                return addresses.pointer_at(term), target
            case (Integer(), Pointer()):
                return addresses.address_number(term), target
            case (Integer(), Integer()):
                return self.truncation(term, target), target
            case (Integer(), Bool()):
                return Apply(ITE, (term, ONE, ZERO), INT), target
            case (Bool(), Integer()):
                return negate(equal(term, ZERO)), target
        return self.converted(term, found, target, operand.span), target

    def truncation(self, term: Term, target: Integer) -> Term:
        """The value that a conversion which drops bits gives."""
        return truncated(term, target)

    def _truncated(self, operand: tree.Expression, expected: Type | None) -> Typed:
        term, found = self.typed(operand, expected)
        found = self.unifier.resolved(found)
        return self.truncation(term, found if isinstance(found, Integer) else INT_TYPE), found


def truncated(term: Term, target: Integer) -> Term:
    """What is left of a number when only the bits of `target` are kept."""
    width = Target().width(target.rank)
    if isinstance(term, Number) and width is not None and not target.signed:
        return Number(int(term.value) % 2 ** (8 * width))
    name = f"{TRUNCATE}{'' if target.signed else 'u'}{target.rank.value}"
    return Apply(name, (term,), INT)


def _computed(operator: str, left: Term, right: Term) -> Term:
    match operator:
        case "+":
            return add(left, right)
        case "-":
            return subtract(left, right)
        case "*":
            return multiply(left, right)
        case "/" | "%":
            return Apply(operator, (left, right), left.sort)
        case _:
            return Apply(f"#{operator}", (left, right), BOOL if operator == "==" else INT)
