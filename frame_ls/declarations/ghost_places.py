"""Lvalues in annotations: the address they denote, and the value read there."""

from __future__ import annotations

from frame_ls.declarations import addresses
from frame_ls.declarations.assertions import MemoryRead
from frame_ls.declarations.ghost_base import GhostBase, Typed, nothing
from frame_ls.declarations.types import (
    UNKNOWN,
    Array,
    FunctionType,
    Pointer,
    Struct,
    Type,
    Unknown,
    decayed,
    show_type,
    sort_of,
)
from frame_ls.declarations.written_types import function_type_of
from frame_ls.logic.sorts import POINTER
from frame_ls.logic.terms import Apply, Term, multiply
from frame_ls.source import Span
from frame_ls.syntax.c import tree

GET = "#get:"


class Places(GhostBase):
    """The part of `GhostTerms` that resolves lvalues."""

    __slots__ = ()

    def read(self, written: tree.Expression) -> Typed:
        """The value of an lvalue: read from memory, or a field taken out of a struct's value."""
        if isinstance(written, tree.Member) and not self.in_memory(written.object):
            return self._member_of_value(written)
        address, found = self.place(written)
        if isinstance(found, Array | FunctionType):
            return address, decayed(found)
        if isinstance(found, Unknown):
            return nothing()
        result = self.fresh_variable("read", found)
        self.reads.append(MemoryRead(result, address, found, written.span))
        return result, found

    def in_memory(self, written: tree.Expression) -> bool:
        """Whether an expression that `.` is applied to denotes memory, and no struct's value."""
        match written:
            case tree.Name(name=name):
                local = self.scope.find(name)
                return local.in_memory if local is not None else name in self.desk.names.globals
            case tree.Member(object=inner):
                return self.in_memory(inner)
            case tree.Arrow() | tree.Dereference() | tree.Index():
                return True
            case _:
                return False

    def _member_of_value(self, written: tree.Member) -> Typed:
        value, found = self.typed(written.object)
        member = self._field(found, written.field, written.field_span)
        if member is None:
            return nothing()
        struct, field_type = member
        return Apply(f"{GET}{struct}.{written.field}", (value,), sort_of(field_type)), field_type

    def address_of(self, written: tree.Expression) -> Typed:
        """`&written`."""
        address, found = self.place(written)
        return address, Pointer(found)

    def place_type(self, written: tree.Expression) -> Type:
        """The type of an expression, arrays not turned into pointers."""
        match written:
            case tree.Name() | tree.Arrow() | tree.Member() | tree.Dereference() | tree.Index():
                if self.in_memory(written):
                    return self.place(written)[1]
        return self.typed(written)[1]

    def place(self, written: tree.Expression) -> Typed:
        """The address that an lvalue denotes, and the type of what lies there."""
        match written:
            case tree.Name(name=name):
                return self._variable(written, name)
            case tree.Arrow(pointer=pointer, field=field, field_span=span):
                base, found = self.typed(pointer)
                found = self.unifier.resolved(found)
                target = found.target if isinstance(found, Pointer) else found
                return self._field_place(base, target, field, span)
            case tree.Member(object=inner, field=field, field_span=span):
                base, found = self.place(inner)
                return self._field_place(base, found, field, span)
            case tree.Dereference(operand=operand):
                base, found = self.typed(operand)
                return base, self._target(found, operand.span)
            case tree.Index(array=array, index=index):
                base, found = self.typed(array)
                target = self._target(found, array.span)
                position, kind = self.typed(index)
                key, each = addresses.element_key(target, self.desk.names.target)
                count = multiply(each, self.number(position, kind, index.span))
                return addresses.element_address(base, count, key), target
        self.desk.report("type", written.span, "this denotes no place in memory")
        return nothing(POINTER)

    def _variable(self, written: tree.Name, name: str) -> Typed:
        local, names = self.scope.find(name), self.desk.names
        if local is not None and local.in_memory:
            return local.variable, local.type
        if local is None and name in names.globals:
            self.desk.use("global", name)
            return addresses.global_address(name), names.globals[name]
        if local is None and name in names.functions:
            self.desk.use("function", name)
            return addresses.function_address(name), function_type_of(names.functions[name])
        if local is None:
            self.desk.unknown_name(written.span, name, "variable", lambda: (*self.scope.names(), *names.globals))
        else:
            self.desk.report("type", written.span, f"`{name}` does not lie in memory")
        return nothing(POINTER)

    def _target(self, found: Type, span: Span) -> Type:
        found = self.unifier.resolved(found)
        if isinstance(found, Pointer):
            return found.target
        if not isinstance(found, Unknown):
            self.desk.report("type", span, f"a pointer is needed here, this is `{show_type(found)}`")
        return UNKNOWN

    def _field_place(self, base: Term, found: Type, field: str, span: Span) -> Typed:
        member = self._field(found, field, span)
        if member is None:
            return nothing(POINTER)
        struct, field_type = member
        return addresses.field_address(base, struct, field), field_type

    def _field(self, found: Type, field: str, span: Span) -> tuple[str, Type] | None:
        found = self.unifier.resolved(found)
        if not isinstance(found, Struct):
            if not isinstance(found, Unknown):
                self.desk.report("type", span, f"`{show_type(found)}` has no members")
            return None
        self.desk.use("struct", found.name)
        member = self.desk.names.field_of(found.name, field)
        if member is None:
            known = self.desk.names.structs.get(found.name)
            fields = [f.name for f in known.fields or ()] if known is not None else []
            self.desk.unknown_name(span, field, f"member of `{show_type(found)}`", lambda: fields)
            return None
        return found.name, member.type
