"""Applications in annotations: of fixpoints, constructors, function values, predicate constructors."""

from __future__ import annotations

from frame_ls.declarations.ghost_base import Typed, nothing
from frame_ls.declarations.ghost_names import GhostNames
from frame_ls.declarations.types import BOOLEAN, Fixpoint, Type, sort_of
from frame_ls.logic.sorts import BOOL, function_sort
from frame_ls.logic.terms import APPLY, Apply
from frame_ls.syntax.c import tree


class Calls(GhostNames):
    """The part of `GhostTerms` that resolves applications."""

    __slots__ = ()

    def call(self, written: tree.Call, expected: Type | None) -> Typed:
        """`callee(arguments)` as a value."""
        match written.callee:
            case tree.Name(name=name):
                return self._named_call(written, name, (), expected)
            case tree.TypeApplication(name=name, arguments=types):
                return self._named_call(written, name, tuple(map(self.types.parameter_type, types)), expected)
            case _:
                return self._value_call(written)

    def _named_call(self, written: tree.Call, name: str, types: tuple[Type, ...], expected: Type | None) -> Typed:
        names = self.desk.names
        local = self.scope.find(name)
        if local is not None and isinstance(self.unifier.resolved(local.type), Fixpoint):
            return self._value_call(written)
        if name in names.pure:
            return self.applied(names.pure[name], types, written.arguments, written.span, expected)
        if name in names.predicates and names.predicates[name].indices:
            return self.constructed_predicate(names.predicates[name], types, written.arguments, written.span)
        if name.startswith("is_") and name[3:] in names.function_types:
            return self._is_function_type(written, name[3:])
        if local is not None:
            return self._value_call(written)
        if name in names.functions:
            self.desk.report(
                "ghost-effect", written.span, f"`{name}` may be called as a statement only: it is no pure function"
            )
            return nothing()
        self.desk.unknown_name(written.callee.span, name, "pure function", lambda: names.pure)
        return nothing()

    def _is_function_type(self, written: tree.Call, name: str) -> Typed:
        self.desk.use("function type", name)
        if len(written.arguments) != 1:
            self.desk.report("type", written.span, f"`is_{name}` takes one argument here")
            return nothing(BOOL)
        return Apply(f"is_{name}", (self.term(written.arguments[0], None),), BOOL), BOOLEAN

    def _value_call(self, written: tree.Call) -> Typed:
        function, found = self.typed(written.callee)
        found = self.unifier.resolved(found)
        if not isinstance(found, Fixpoint):
            parameters = tuple(self.unifier.variable() for _ in written.arguments)
            shape = Fixpoint(parameters, self.unifier.variable())
            if not self.unifier.unify(found, shape):
                self.desk.report("type", written.callee.span, "this is no pure function")
                return nothing()
            found = shape
        if len(written.arguments) > len(found.parameters):
            self.desk.report("type", written.span, f"this function takes {len(found.parameters)} arguments")
            return nothing()
        terms = tuple(self.term(a, p) for a, p in zip(written.arguments, found.parameters, strict=False))
        rest = found.parameters[len(terms) :]
        result: Type = Fixpoint(rest, found.result) if rest else found.result
        sort = function_sort(tuple(map(sort_of, rest)), sort_of(found.result)) if rest else sort_of(found.result)
        return Apply(APPLY, (function, *terms), sort), result
