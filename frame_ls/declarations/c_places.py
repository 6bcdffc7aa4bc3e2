"""Lvalues of C: which variable, field or element an expression denotes."""

from __future__ import annotations

from frame_ls.declarations import addresses
from frame_ls.declarations.c_base import CBase
from frame_ls.declarations.expressions import (
    AddressOf,
    AddressOfVariable,
    Constant,
    ElementPlace,
    Expression,
    FieldPlace,
    LocalPlace,
    MemoryPlace,
    Place,
    Read,
    StructValue,
)
from frame_ls.declarations.statements import Local
from frame_ls.declarations.types import (
    SIZE_TYPE,
    UNKNOWN,
    Array,
    FunctionType,
    Pointer,
    Struct,
    Type,
    Unknown,
    Void,
    decayed,
    show_type,
)
from frame_ls.declarations.written_types import function_type_of
from frame_ls.logic.sorts import POINTER
from frame_ls.logic.terms import Number, Variable
from frame_ls.source import Span
from frame_ls.syntax.c import tree


class CPlaces(CBase):
    """The part of `CExpressions` that resolves lvalues."""

    __slots__ = ()

    def place(self, written: tree.Expression) -> Place | None:
        """What an lvalue denotes; None after a finding."""
        match written:
            case tree.Name(name=name):
                return self._variable(written, name)
            case tree.Dereference(operand=operand):
                pointer = self.value(operand)
                target = self._target(pointer)
                return None if target is None else MemoryPlace(written.span, target, pointer)
            case tree.Arrow(pointer=operand, field=field, field_span=span):
                pointer = self.value(operand)
                target = self._target(pointer)
                return None if target is None else self._field(written.span, pointer, target, field, span)
            case tree.Member(object=inner, field=field, field_span=span):
                return self._member(written, inner, field, span)
            case tree.Index(array=array, index=index):
                return self._element(written, array, index)
            case tree.CompoundLiteral():
                return None
        self.error("type", written.span, "this denotes no place that could be assigned or whose address could be taken")
        return None

    def _variable(self, written: tree.Name, name: str) -> Place | None:
        local = self.scope.find(name)
        if local is not None:
            if local.ghost:
                self.error("ghost-effect", written.span, f"`{name}` is a ghost variable: real code may not use it")
                return None
            return self.local_place(local, written.span)
        names = self.desk.names
        if name in names.globals and name not in names.ghost_globals:
            self.desk.use("global", name)
            found = names.globals[name]
            variable = Variable(addresses.GLOBAL + name, POINTER)
            return MemoryPlace(
                written.span, found, AddressOfVariable(written.span, Pointer(found), variable, is_global=True)
            )
        self.desk.unknown_name(
            written.span, name, "variable", lambda: (*self.scope.names(), *names.globals, *names.functions)
        )
        return None

    def local_place(self, local: Local, span: Span) -> Place:
        """The place of a local variable."""
        if local.in_memory:
            return MemoryPlace(span, local.type, AddressOfVariable(span, Pointer(local.type), local.variable))
        return LocalPlace(span, local.type, local.variable)

    def _target(self, pointer: Expression) -> Type | None:
        if isinstance(pointer.type, Pointer):
            if isinstance(pointer.type.target, Void):
                self.error("type", pointer.span, "a `void *` points to nothing that could be read or written")
                return None
            return pointer.type.target
        if not isinstance(pointer.type, Unknown):
            self.error("type", pointer.span, f"a pointer is needed here, this is `{show_type(pointer.type)}`")
        return None

    def _field(self, span: Span, base: Expression, found: Type, field: str, field_span: Span) -> Place | None:
        if not isinstance(found, Struct):
            if not isinstance(found, Unknown):
                self.error("type", field_span, f"`{show_type(found)}` has no members")
            return None
        self.desk.use("struct", found.name)
        member = self.desk.names.field_of(found.name, field)
        if member is None:
            struct = self.desk.names.structs.get(found.name)
            fields = [f.name for f in struct.fields or ()] if struct is not None else []
            self.desk.unknown_name(field_span, field, f"member of `{show_type(found)}`", lambda: fields)
            return None
        if member.ghost:
            self.error("ghost-effect", field_span, f"`{field}` is a ghost member: real code may not use it")
            return None
        return FieldPlace(span, member.type, base, found.name, field)

    def _member(self, written: tree.Member, inner: tree.Expression, field: str, span: Span) -> Place | None:
        outer = self.place(inner) if not isinstance(inner, tree.Call) else None
        if outer is None:
            if isinstance(inner, tree.Call):
                self.unsupported(written.span, "a member of a struct that a call gives")
            return None
        return self._field(written.span, self.address(outer), outer.type, field, span)

    def _element(self, written: tree.Index, array: tree.Expression, index: tree.Expression) -> Place | None:
        base, position = self.value(array), self.number(self.value(index))
        if isinstance(position.type, Pointer):
            base, position = position, base
        target = self._target(base)
        return None if target is None else ElementPlace(written.span, target, base, position)

    def address(self, place: Place) -> Expression:
        """The address of a place."""
        match place:
            case MemoryPlace(address=address):
                return address
            case LocalPlace(span=span, type=found):
                # The scan for variables whose address is taken has put all of these into memory.
                return self.error("type", span, f"the address of this `{show_type(found)}` cannot be taken")
            case _:
                return AddressOf(place.span, Pointer(place.type), place)

    def read(self, written: tree.Expression) -> Expression:
        """The value of an lvalue; the address of an array's first element."""
        if isinstance(written, tree.Member) and isinstance(written.object, tree.Call | tree.CompoundLiteral):
            return self.unsupported(written.span, "a member of a struct's value")
        place = self.place(written)
        if place is None:
            return Constant(written.span, UNKNOWN, Number(0))
        if isinstance(place.type, Array):
            base = self.address(place)
            return _retyped(base, decayed(place.type))
        if isinstance(place.type, FunctionType):
            return _retyped(self.address(place), Pointer(place.type))
        return Read(written.span, place.type, place)

    def address_of(self, written: tree.Expression, span: Span) -> Expression:
        """`&written`."""
        if isinstance(written, tree.Name):
            function = self.function_value(written)
            if function is not None:
                return function
        place = self.place(written)
        return Constant(span, UNKNOWN, Number(0)) if place is None else self.address(place)

    def function_value(self, written: tree.Name) -> Expression | None:
        """A function's name as a pointer, unless a variable hides it."""
        head = self.desk.names.functions.get(written.name)
        if head is None or self.scope.find(written.name) is not None:
            return None
        self.desk.use("function", written.name)
        return Constant(written.span, Pointer(function_type_of(head)), addresses.function_address(written.name))

    def static_type(self, written: tree.Expression) -> Type:
        """The type of an expression that is not evaluated; arrays stay arrays."""
        match written:
            case tree.Name() | tree.Arrow() | tree.Member() | tree.Dereference() | tree.Index():
                if not (isinstance(written, tree.Name) and self.function_value(written) is not None):
                    place = self.place(written)
                    return UNKNOWN if place is None else place.type
            case tree.StringLiteral(value=text):
                from frame_ls.declarations.types import CHAR_TYPE

                return Array(CHAR_TYPE, len(text) + 1)
        return self.value(written).type

    def size(self, sized: Type, span: Span) -> Expression:
        """`sizeof`."""
        return Constant(span, SIZE_TYPE, addresses.size_of(sized, self.desk.names.target))


def _retyped(address: Expression, found: Type) -> Expression:
    from dataclasses import replace

    return address if isinstance(address, StructValue) else replace(address, type=found)
