"""Names in annotations: what each may mean, in the order in which it is tried."""

from __future__ import annotations

from frame_ls.declarations import addresses
from frame_ls.declarations.evaluation import PARTIAL
from frame_ls.declarations.ghost_base import Typed, nothing
from frame_ls.declarations.ghost_operators import Operators
from frame_ls.declarations.names import PredicateHead, PureHead, mentions
from frame_ls.declarations.types import (
    INT_TYPE,
    Fixpoint,
    Pointer,
    PredicateType,
    Type,
    sort_of,
)
from frame_ls.declarations.unification import replaced
from frame_ls.declarations.written_types import function_type_of
from frame_ls.logic.sorts import INT, function_sort
from frame_ls.logic.terms import Apply, Number
from frame_ls.source import Span
from frame_ls.syntax.c import tree


class GhostNames(Operators):
    """The part of `GhostTerms` that looks up names."""

    __slots__ = ()

    def name(self, written: tree.Name, expected: Type | None) -> Typed:
        """What a name alone stands for."""
        name, desk, names = written.name, self.desk, self.desk.names
        local = self.scope.find(name)
        if local is not None:
            return self.read(written) if local.in_memory else (local.variable, local.type)
        wanted = self.unifier.resolved(expected) if expected is not None else None
        if isinstance(wanted, PredicateType) and name in names.predicates:
            return self.predicate_value(names.predicates[name], (), written.span)
        if name in names.constants:
            return names.constants[name]
        if name in names.enumerators:
            return Number(names.enumerators[name]), INT_TYPE
        if name in names.pure:
            return self.applied(names.pure[name], (), (), written.span, expected)
        if name in names.functions:
            desk.use("function", name)
            return addresses.function_address(name), Pointer(function_type_of(names.functions[name]))
        if name in names.globals:
            return self.read(written)
        if name in names.predicates:
            return self.predicate_value(names.predicates[name], (), written.span)
        if name in names.modules:
            return Apply(f"#module:{name}", (), INT), INT_TYPE
        desk.unknown_name(written.span, name, "variable, constant or function", self._all_names)
        return nothing()

    def _all_names(self) -> list[str]:
        names = self.desk.names
        return [
            *self.scope.names(),
            *names.pure,
            *names.enumerators,
            *names.functions,
            *names.globals,
            *names.predicates,
        ]

    def type_application(self, written: tree.TypeApplication, expected: Type | None) -> Typed:
        """`name<types>` without arguments."""
        types = tuple(map(self.types.parameter_type, written.arguments))
        names = self.desk.names
        if written.name in names.pure:
            return self.applied(names.pure[written.name], types, (), written.span, expected)
        if written.name in names.predicates:
            return self.predicate_value(names.predicates[written.name], types, written.span)
        self.desk.unknown_name(written.span, written.name, "generic constant", lambda: names.pure)
        return nothing()

    def applied(
        self,
        head: PureHead,
        type_arguments: tuple[Type, ...],
        arguments: tuple[tree.Expression, ...],
        span: Span,
        expected: Type | None,
    ) -> Typed:
        """A fixpoint or constructor applied to some or all of its arguments."""
        self.desk.use("inductive" if head.constructor_of else "fixpoint", head.constructor_of or head.name)
        if type_arguments and len(type_arguments) != len(head.type_parameters):
            self.desk.report("type", span, f"`{head.name}` takes {len(head.type_parameters)} type arguments")
        values = self.unifier.instance(head.type_parameters, type_arguments)
        parameters = tuple(replaced(p, values) for p in head.parameters)
        result = replaced(head.result, values)
        if len(arguments) > len(parameters):
            self.desk.report(
                "type", span, f"`{head.name}` takes {len(parameters)} arguments, {len(arguments)} are given"
            )
            return nothing()
        if any(not mentions((*head.parameters, head.result), t) for t in head.type_parameters):
            return self.unsupported(span, f"`{head.name}`, whose type parameter no value determines,")
        if expected is not None and len(arguments) == len(parameters):
            self.unifier.unify(result, expected)
        terms = tuple(self.term(a, p) for a, p in zip(arguments, parameters, strict=False))
        if len(terms) < len(parameters):
            rest = parameters[len(terms) :]
            self.desk.names.partial.add((head.name, len(terms)))
            sort = function_sort(tuple(map(sort_of, rest)), sort_of(result))
            closure = Apply(f"{head.name}{PARTIAL}{len(terms)}", terms, sort)
            self.spans.setdefault(closure, span)
            return closure, Fixpoint(rest, result)
        made = Apply(head.name, terms, sort_of(result))
        self.spans.setdefault(made, span)
        return made, result

    def predicate_value(self, head: PredicateHead, type_arguments: tuple[Type, ...], span: Span) -> Typed:
        """A predicate as a value."""
        self.desk.use("predicate", head.name)
        if head.indices or head.phantoms:
            return self.unsupported(span, f"`{head.name}` as a value without its first arguments")
        values = self.unifier.instance(head.type_parameters, type_arguments)
        types = tuple(replaced(t, values) for t in head.types)
        value = addresses.predicate_value(head.name, tuple(map(sort_of, types)))
        self.spans.setdefault(value, span)
        return value, PredicateType(types, head.inputs)

    def constructed_predicate(
        self,
        head: PredicateHead,
        type_arguments: tuple[Type, ...],
        arguments: tuple[tree.Expression, ...],
        span: Span,
    ) -> Typed:
        """A predicate constructor or family applied to its first arguments, as a value."""
        self.desk.use("predicate", head.name)
        if len(arguments) != head.indices or head.phantoms:
            self.desk.report("type", span, f"`{head.name}` takes {head.indices} arguments here")
            return nothing()
        values = self.unifier.instance(head.type_parameters, type_arguments)
        types = tuple(replaced(t, values) for t in head.types)
        terms = tuple(self.term(a, t) for a, t in zip(arguments, types, strict=False))
        rest = types[head.indices :]
        value = addresses.constructed_predicate(head.name, terms, tuple(map(sort_of, rest)))
        inputs = None if head.inputs is None else max(0, head.inputs - head.indices)
        return value, PredicateType(rest, inputs)
