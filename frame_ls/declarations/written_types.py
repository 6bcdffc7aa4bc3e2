"""Types as they are written become types as they are meant: typedefs followed, tags and inductive types looked up."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.declarations.names import Desk, FunctionHead, InductiveHead
from frame_ls.declarations.program import Field, Struct
from frame_ls.declarations.types import (
    ANY_TYPE,
    BOOLEAN,
    INT_TYPE,
    REAL_TYPE,
    UNKNOWN,
    VOID,
    Array,
    Fixpoint,
    Float,
    FunctionType,
    Inductive,
    Integer,
    Parameter,
    Pointer,
    PredicateType,
    Rank,
    Type,
)
from frame_ls.declarations.types import Struct as StructType
from frame_ls.logic.terms import Number
from frame_ls.source import Span
from frame_ls.syntax.c import tree

_RANKS = {
    tree.IntegerKind.CHAR: Rank.CHAR,
    tree.IntegerKind.SHORT: Rank.SHORT,
    tree.IntegerKind.INT: Rank.INT,
    tree.IntegerKind.LONG: Rank.LONG,
    tree.IntegerKind.LONG_LONG: Rank.LONG_LONG,
    tree.IntegerKind.INT8: Rank.INT8,
    tree.IntegerKind.INT16: Rank.INT16,
    tree.IntegerKind.INT32: Rank.INT32,
    tree.IntegerKind.INT64: Rank.INT64,
    tree.IntegerKind.INT128: Rank.INT128,
    tree.IntegerKind.INTPTR: Rank.INTPTR,
}


@dataclass(slots=True)
class WrittenTypes:
    """Resolves the types of one declaration."""

    desk: Desk

    def __call__(self, written: tree.Type) -> Type:
        """The type meant. Structs and enums that are defined inside it are entered into the tables."""
        match written:
            case tree.VoidType():
                return VOID
            case tree.BoolType():
                return BOOLEAN
            case tree.IntegerType(kind=kind, signed=signed):
                return Integer(_RANKS[kind], signed is not False)
            case tree.FloatType(kind=float_kind):
                return Float(float_kind.value)
            case tree.QualifiedType(inner=inner):
                return self(inner)
            case tree.PointerType(target=target):
                return Pointer(self(target))
            case tree.ArrayType(element=element, size=size):
                return Array(self(element), self._size(size))
            case tree.AggregateType():
                return self._aggregate(written)
            case tree.EnumType(members=members):
                for member in members or ():
                    self._enumerator(member, members or ())
                return INT_TYPE
            case tree.FunctionType(result=result, parameters=parameters, variadic=variadic):
                return FunctionType(None, self(result), tuple(self.parameter(p) for p in parameters), variadic)
            case _:
                return self._ghost(written)

    def _ghost(self, written: tree.Type) -> Type:
        match written:
            case tree.NamedType(span=span, name=name, arguments=arguments):
                return self._named(span, name, arguments)
            case tree.PredicateType(inputs=inputs, outputs=outputs):
                types = tuple(self.parameter_type(t) for t in (*inputs, *(outputs or ())))
                return PredicateType(types, len(inputs) if outputs is not None else None)
            case tree.FixpointType(parameters=parameters, result=result):
                return Fixpoint(tuple(map(self.parameter_type, parameters)), self.parameter_type(result))
            case tree.GhostType(name="any"):
                return ANY_TYPE
            case tree.GhostType(name="real"):
                return REAL_TYPE
            case _:
                text = (
                    written.text if isinstance(written, tree.UnsupportedType) else getattr(written, "name", "this type")
                )
                self.desk.report("unsupported", written.span, f"the type `{text}` is not supported")
                return UNKNOWN

    def parameter(self, parameter: tree.Parameter) -> Type:
        """The type of a parameter: arrays and functions are pointers there."""
        return self.parameter_type(parameter.type)

    def parameter_type(self, written: tree.Type) -> Type:
        """The type of a value: arrays and functions are pointers."""
        found = self(written)
        match found:
            case Array(element=element):
                return Pointer(element)
            case FunctionType():
                return Pointer(found)
        return found

    def _named(self, span: Span, name: str, arguments: tuple[tree.Type, ...]) -> Type:
        names = self.desk.names
        if name in self.desk.type_parameters and not arguments:
            return Parameter(name)
        if name in names.typedefs:
            self.desk.use("typedef", name)
            return names.typedefs[name]
        if name in names.inductives:
            return self._applied(span, names.inductives[name], arguments)
        if name in names.function_types:
            self.desk.use("function type", name)
            head = names.function_types[name]
            return FunctionType(name, head.result, head.parameters)
        self.desk.unknown_name(span, name, "type", lambda: (*names.typedefs, *names.inductives))
        return UNKNOWN

    def _applied(self, span: Span, head: InductiveHead, arguments: tuple[tree.Type, ...]) -> Type:
        self.desk.use("inductive", head.name)
        if len(arguments) != len(head.type_parameters):
            wanted = len(head.type_parameters)
            self.desk.report("type", span, f"`{head.name}` takes {wanted} type arguments, {len(arguments)} are given")
            return UNKNOWN
        return Inductive(head.name, tuple(map(self.parameter_type, arguments)))

    def _aggregate(self, written: tree.AggregateType) -> Type:
        names = self.desk.names
        union = written.kind is tree.Aggregate.UNION
        tag = written.name
        if tag is None:
            names.anonymous += 1
            tag = f"(unnamed {names.anonymous})"
        else:
            self.desk.use("struct", tag)
        if written.fields is None:
            names.structs.setdefault(tag, Struct(tag, None, written.span, union))
            return StructType(tag, union)
        known = names.structs.get(tag)
        if known is not None and known.fields is not None:
            self.desk.report("duplicate-name", written.span, f"`{tag}` is defined twice")
            return StructType(tag, union)
        # The tag is known inside its own body, where pointers to it may stand.
        names.structs[tag] = Struct(tag, None, written.span, union)
        fields = tuple(f for member in written.fields for f in self._fields(member))
        names.structs[tag] = Struct(tag, fields, written.span, union)
        return StructType(tag, union)

    def _fields(self, member: tree.Field) -> tuple[Field, ...]:
        found = self(member.type)
        if member.width is not None:
            self.desk.report("unsupported", member.span, "bit fields are not supported")
        if member.name is None:
            self.desk.report("unsupported", member.span, "members without a name are not supported")
            return ()
        return (Field(member.name, found, member.name_span, member.ghost),)

    def _enumerator(self, member: tree.Enumerator, members: tuple[tree.Enumerator, ...]) -> None:
        position = members.index(member)
        if member.value is not None:
            value = self._constant(member.value)
        elif position == 0:
            value = 0
        else:
            value = self.desk.names.enumerators.get(members[position - 1].name, 0) + 1
        self.desk.names.enumerators[member.name] = value

    def _size(self, size: tree.Expression | None) -> int | None:
        if size is None:
            return None
        return self._constant(size)

    def _constant(self, written: tree.Expression) -> int:
        from frame_ls.declarations.ghost_terms import constant_value

        value = constant_value(self.desk, written)
        if not isinstance(value, Number):
            self.desk.report("type", written.span, "a constant is needed here")
            return 0
        return int(value.value)


def function_type_of(head: FunctionHead) -> FunctionType:
    """The C type of a declared function."""
    return FunctionType(None, head.result, head.parameters, head.variadic)
