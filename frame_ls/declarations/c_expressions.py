"""Expressions of C with names looked up, types computed and conversions made explicit."""

from __future__ import annotations

from frame_ls.declarations import addresses
from frame_ls.declarations.c_operators import COperators
from frame_ls.declarations.conversions import literal_type, promoted
from frame_ls.declarations.expressions import (
    Allocate,
    Call,
    CallPointer,
    Comma,
    Constant,
    Expression,
    Free,
    GhostValue,
    StringConstant,
    StructValue,
)
from frame_ls.declarations.names import FunctionHead
from frame_ls.declarations.program import FunctionKind
from frame_ls.declarations.types import (
    BOOLEAN,
    CHAR_TYPE,
    INT_TYPE,
    SIZE_TYPE,
    UNKNOWN,
    VOID,
    Bool,
    Float,
    FunctionType,
    Integer,
    Pointer,
    Type,
    Unknown,
)
from frame_ls.declarations.unification import Unifier, is_type_variable, replaced
from frame_ls.logic.sorts import data
from frame_ls.logic.terms import FALSE, TRUE, Apply, Number
from frame_ls.source import Span
from frame_ls.syntax.c import tree


class CExpressions(COperators):
    """Resolves the expressions of one function."""

    __slots__ = ()

    def value(self, written: tree.Expression) -> Expression:
        """The expression as a value; arrays and functions are pointers."""
        match written:
            case tree.Name():
                return self._name(written)
            case tree.Dereference(operand=operand):
                return self._dereference(written, operand)
            case tree.Arrow() | tree.Member() | tree.Index():
                return self.read(written)
            case tree.Call():
                return self.call(written)
            case tree.Binary():
                return self.binary(written)
            case tree.Unary():
                return self.unary(written)
            case tree.Assign():
                return self.assign(written)
            case tree.Increment():
                return self.increment(written)
            case tree.Conditional():
                return self.conditional(written)
            case tree.Cast(type=target, operand=operand, truncating=truncating):
                found = self.types.parameter_type(target)
                return self.to(self.value(operand), found, explicit=True, truncating=truncating)
            case tree.Truncating():
                return self.truncating(written)
            case tree.Comma(left=left, right=right):
                first, second = self.value(left), self.value(right)
                return Comma(written.span, second.type, first, second)
            case _:
                return self._literal(written)

    def _literal(self, written: tree.Expression) -> Expression:
        span = written.span
        match written:
            case tree.IntegerLiteral(value=value, unsigned=unsigned, longs=longs, decimal=decimal):
                found = literal_type(
                    value, unsigned=unsigned, longs=longs, decimal=decimal, target=self.desk.names.target
                )
                return Constant(span, found, Number(value))
            case tree.CharacterLiteral(value=value):
                return Constant(span, CHAR_TYPE, Number(value - 256 if value > 127 else value))
            case tree.BooleanLiteral(value=truth):
                return Constant(span, BOOLEAN, TRUE if truth else FALSE)
            case tree.StringLiteral(value=text):
                return StringConstant(span, Pointer(CHAR_TYPE), text)
            case tree.FloatLiteral(text=text):
                name = "float" if text[-1:] in "fF" else "long double" if text[-1:] in "lL" else "double"
                return Constant(span, Float(name), Apply(f"#float:{text}", (), data(f"#{name}")))
            case tree.AddressOf(operand=operand):
                return self.address_of(operand, span)
            case tree.SizeofType(type=sized):
                return self.size(self.types(sized), span)
            case tree.SizeofExpression(operand=operand):
                return self.size(self.static_type(operand), span)
            case tree.CompoundLiteral(type=kind, initializer=initializer):
                from frame_ls.declarations.initializers import initializer_for

                found_type = self.types(kind)
                return StructValue(span, found_type, initializer_for(self, found_type, initializer))
            case tree.MissingExpression():
                return Constant(span, UNKNOWN, Number(0))
            case tree.UnsupportedExpression(text=text):
                return self.unsupported(span, f"`{text}`")
        return self.error("type", span, "this stands in annotations only")

    def _name(self, written: tree.Name) -> Expression:
        names = self.desk.names
        if self.scope.find(written.name) is None:
            if written.name in names.constants:
                term, found = names.constants[written.name]
                return Constant(written.span, found, term)
            if written.name in names.enumerators:
                return Constant(written.span, INT_TYPE, Number(names.enumerators[written.name]))
            function = self.function_value(written)
            if function is not None:
                return function
        return self.read(written)

    def _dereference(self, written: tree.Dereference, operand: tree.Expression) -> Expression:
        pointer = self.value(operand)
        if isinstance(pointer.type, Pointer) and isinstance(pointer.type.target, FunctionType):
            return pointer
        return self.read(written)

    # Calls.

    def call(self, written: tree.Call) -> Expression:
        """A call of a function, by name or through a pointer."""
        callee = written.callee
        types: tuple[Type, ...] = ()
        if isinstance(callee, tree.TypeApplication):
            types = tuple(map(self.types.parameter_type, callee.arguments))
            callee = tree.Name(callee.span, callee.name)
        if isinstance(callee, tree.Name) and self.scope.find(callee.name) is None:
            head = self.desk.names.functions.get(callee.name)
            if head is not None:
                return self.named_call(written, head, callee.span, types)
            special = self._memory_call(written, callee.name)
            if special is not None:
                return special
            if callee.name not in self.desk.names.globals:
                self.desk.unknown_name(callee.span, callee.name, "function", lambda: self.desk.names.functions)
                for argument in written.arguments:
                    self.value(argument)
                return Constant(written.span, UNKNOWN, Number(0))
        return self._pointer_call(written, self.value(callee))

    def named_call(
        self, written: tree.Call, head: FunctionHead, name_span: Span, types: tuple[Type, ...] = ()
    ) -> Expression:
        """A call of a declared function from real code."""
        if head.kind is FunctionKind.LEMMA:
            return self.error("ghost-effect", written.span, f"`{head.name}` is a lemma: real code cannot call it")
        self.desk.use("function", head.name)
        if head.library and head.name in ("malloc", "calloc", "free"):
            special = self._memory_call(written, head.name)
            if special is not None:
                return special
        real = [p for p, ghost in zip(head.parameters, head.ghost, strict=True) if not ghost]
        arguments = self._arguments(written, head.name, tuple(real), head.variadic)
        ghost_types = [p for p, ghost in zip(head.parameters, head.ghost, strict=True) if ghost]
        extra = self._ghost_arguments(written, tuple(ghost_types))
        ordered = _in_order(arguments, extra, head.ghost)
        if head.type_parameters and not types:
            types = self._inferred(head, ordered)
        result = replaced(head.result, dict(zip(head.type_parameters, types, strict=False)))
        return Call(written.span, result, head.name, ordered, types, name_span)

    def _inferred(self, head: FunctionHead, arguments: tuple[Expression, ...]) -> tuple[Type, ...]:
        unifier = Unifier()
        values = unifier.instance(head.type_parameters)
        for parameter, argument in zip(head.parameters, arguments, strict=False):
            unifier.unify(replaced(parameter, values), argument.type)
        found = tuple(unifier.resolved(values[t]) for t in head.type_parameters)
        # What the arguments do not determine, the heap will when the call is verified.
        return () if any(map(is_type_variable, found)) else found

    def _arguments(
        self, written: tree.Call, name: str, parameters: tuple[Type, ...], variadic: bool
    ) -> tuple[Expression, ...]:
        given = written.arguments
        if len(given) < len(parameters) or (len(given) > len(parameters) and not variadic):
            self.error("type", written.span, f"`{name}` takes {len(parameters)} arguments, {len(given)} are given")
        values = []
        for position, argument in enumerate(given):
            value = self.value(argument)
            if position < len(parameters):
                wanted = parameters[position]
                value = value if _is_generic(wanted) else self.to(value, wanted)
            elif isinstance(value.type, Integer | Bool):
                value = self.to(value, promoted(value.type))
            values.append(value)
        return tuple(values)

    def _ghost_arguments(self, written: tree.Call, types: tuple[Type, ...]) -> tuple[Expression, ...]:
        if len(types) != len(written.ghost_arguments):
            self.error("type", written.span, f"this call needs {len(types)} ghost arguments")
            return ()
        values: list[Expression] = []
        for argument, wanted in zip(written.ghost_arguments, types, strict=True):
            ghost = self.ghost
            value = ghost.value(argument, wanted)
            values.append(GhostValue(argument.span, wanted, ghost.complete()(value)))
        return tuple(values)

    def _pointer_call(self, written: tree.Call, callee: Expression) -> Expression:
        found = callee.type.target if isinstance(callee.type, Pointer) else callee.type
        if isinstance(found, Unknown):
            return callee
        if not isinstance(found, FunctionType):
            return self.error("type", written.callee.span, "this is no function")
        arguments = self._arguments(written, found.name or "this function", found.parameters, found.variadic)
        if isinstance(callee, Constant) and isinstance(callee.value, Apply):
            name = callee.value.operator.removeprefix(addresses.FUNCTION)
            if name in self.desk.names.functions:
                return Call(written.span, found.result, name, arguments, (), written.callee.span)
        if found.name is not None:
            self.desk.use("function type", found.name)
        return CallPointer(written.span, found.result, callee, found.name, arguments)

    # Memory.

    def _memory_call(self, written: tree.Call, name: str) -> Expression | None:
        """`malloc`, `calloc` and `free` of memory whose type the call tells; None where it tells none."""
        match name, written.arguments:
            case "free", (argument,):
                pointer = self.value(argument)
                if isinstance(pointer.type, Pointer):
                    return Free(written.span, VOID, pointer, pointer.type.target)
            case "malloc", (argument,):
                sized, count = self._sized(argument)
                if sized is not None:
                    return Allocate(written.span, Pointer(sized), sized, count)
                # So many bytes, and nothing says of what: characters until they are made something else.
                return Allocate(written.span, Pointer(VOID), CHAR_TYPE, self.to(self.value(argument), SIZE_TYPE))
            case "calloc", (number, size):
                sized, count = self._sized(size)
                if sized is not None:
                    return Allocate(written.span, Pointer(sized), sized, self.to(self.value(number), SIZE_TYPE), True)
        return None

    def _sized(self, written: tree.Expression) -> tuple[Type | None, Expression]:
        """The `T` and the `n` of `n * sizeof(T)`, with nothing lost on the way; else no type."""
        one: Expression = Constant(written.span, SIZE_TYPE, Number(1))
        match written:
            case tree.SizeofType(type=sized):
                return self.types(sized), one
            case tree.SizeofExpression(operand=operand):
                return self.static_type(operand), one
            case tree.Binary(operator="*", left=left, right=tree.SizeofType() | tree.SizeofExpression() as right):
                sized_type = self._sized(right)[0]
                return sized_type, self.value(left)
            case tree.Binary(operator="*", left=tree.SizeofType() | tree.SizeofExpression() as left, right=right):
                sized_type = self._sized(left)[0]
                return sized_type, self.value(right)
        return None, one


def _in_order(
    real: tuple[Expression, ...], ghost: tuple[Expression, ...], flags: tuple[bool, ...]
) -> tuple[Expression, ...]:
    """Arguments in the order of the parameters; variadic ones last."""
    left, extra = list(real), list(ghost)
    ordered = [(extra.pop(0) if extra else None) if flag else (left.pop(0) if left else None) for flag in flags]
    return (*(o for o in ordered if o is not None), *left)


def _is_generic(written: Type) -> bool:
    from frame_ls.declarations.types import Parameter

    match written:
        case Parameter():
            return True
        case Pointer(target=target):
            return _is_generic(target)
    return False
