"""What all parts of the reader of C expressions share: state, diagnostics, implicit conversions."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from frame_ls.declarations import addresses
from frame_ls.declarations.expressions import Compare, Constant, Convert, Expression, Unsupported
from frame_ls.declarations.ghost_terms import GhostTerms
from frame_ls.declarations.names import Desk, Scope
from frame_ls.declarations.types import (
    BOOLEAN,
    INT_TYPE,
    UNKNOWN,
    VOID,
    Bool,
    Float,
    Integer,
    Parameter,
    Pointer,
    Struct,
    Type,
    Unknown,
    Void,
    show_type,
)
from frame_ls.declarations.written_types import WrittenTypes
from frame_ls.logic.terms import Number
from frame_ls.source import Span
from frame_ls.syntax.c import tree


@dataclass(slots=True)
class CBase(ABC):
    """The state: the desk and the names in scope."""

    desk: Desk
    scope: Scope

    @property
    def types(self) -> WrittenTypes:
        """The reader of types."""
        return WrittenTypes(self.desk)

    @property
    def ghost(self) -> GhostTerms:
        """A reader of ghost expressions with the same names in scope."""
        return GhostTerms(self.desk, self.scope)

    @abstractmethod
    def value(self, written: tree.Expression) -> Expression:
        """The expression as a value; arrays and functions are pointers."""

    def error(self, code: str, span: Span, message: str) -> Expression:
        """Reports what is wrong; gives what stands for the expression."""
        self.desk.report(code, span, message)
        return Constant(span, UNKNOWN, Number(0))

    def unsupported(self, span: Span, construct: str) -> Expression:
        """Reports what is not covered."""
        self.desk.report("unsupported", span, f"{construct} is not supported")
        return Unsupported(span, UNKNOWN, construct)

    def condition(self, written: tree.Expression) -> Expression:
        """The expression as a truth value."""
        return self.truth(self.value(written))

    def truth(self, value: Expression) -> Expression:
        """The value as a truth value: whether it is not zero."""
        match value.type:
            case Bool() | Unknown():
                return value
            case Integer():
                if isinstance(value, Convert) and isinstance(value.operand.type, Bool) and not value.explicit:
                    return value.operand
                if isinstance(value, Constant) and isinstance(value.value, Number):
                    from frame_ls.logic.terms import FALSE, TRUE

                    return Constant(value.span, BOOLEAN, TRUE if value.value.value else FALSE)
                return Compare(value.span, BOOLEAN, "!=", value, Constant(value.span, value.type, Number(0)))
            case Pointer():
                return Compare(value.span, BOOLEAN, "!=", value, Constant(value.span, value.type, addresses.NULL))
        return self.error("type", value.span, f"a condition cannot be of type `{show_type(value.type)}`")

    def to(self, value: Expression, wanted: Type, *, explicit: bool = False, truncating: bool = False) -> Expression:
        """The value converted to the wanted type; a finding where C does not convert."""
        found = value.type
        if found == wanted or isinstance(found, Unknown) or isinstance(wanted, Unknown):
            return value
        match wanted, found:
            case (Bool(), _):
                return self.truth(value)
            case (Pointer(), Integer()) if is_zero(value):
                return Constant(value.span, wanted, addresses.NULL)
            case (Integer(), Bool() | Integer()) | (Float(), Float() | Integer() | Bool()) | (Integer(), Float()):
                return Convert(value.span, wanted, value, explicit, truncating)
            case (Pointer(), Pointer()):
                return Convert(value.span, wanted, value, explicit)
            case (Pointer(), Integer()) | (Integer(), Pointer()) if explicit:
                return Convert(value.span, wanted, value, explicit, truncating)
            case (Void(), _) if explicit:
                return Convert(value.span, VOID, value, explicit)
            case (Struct(name=one), Struct(name=other)) if one == other:
                return value
            case (Parameter(), _) | (_, Parameter()) if isinstance(found, Parameter) and found == wanted:
                return value
        shown, needed = show_type(found), show_type(wanted)
        return self.error("type", value.span, f"this has type `{shown}`; a value of type `{needed}` is needed")

    def number(self, value: Expression) -> Expression:
        """The value with truth values made `int`."""
        return self.to(value, INT_TYPE) if isinstance(value.type, Bool) else value


def is_zero(value: Expression) -> bool:
    """Whether the value is the literal zero, which is also the null pointer."""
    match value:
        case Constant(type=Integer(), value=term):
            return term is Number(0)
        case Convert(operand=operand, type=Integer()):
            return is_zero(operand)
    return False
