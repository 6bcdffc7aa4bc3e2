"""Assertions with their names resolved: which call is a predicate, which cell is meant, what patterns bind."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.declarations import addresses
from frame_ls.declarations.array_predicates import array_predicate
from frame_ls.declarations.assertions import (
    APPLY_PREDICATE,
    Anything,
    Assertion,
    Bind,
    CallAssertion,
    Case,
    CellAssertion,
    Conditional,
    Constructed,
    Emp,
    Ensures,
    Exactly,
    Fraction,
    Pattern,
    Pure,
    Star,
    Switch,
    Unify,
    Unsupported,
    Value,
)
from frame_ls.declarations.ghost_terms import GhostTerms
from frame_ls.declarations.names import PredicateHead, Scope, make_local
from frame_ls.declarations.program import PredicateKind
from frame_ls.declarations.statements import Local
from frame_ls.declarations.types import (
    INT_TYPE,
    REAL_TYPE,
    UNKNOWN,
    Array,
    Inductive,
    Parameter,
    Pointer,
    PredicateType,
    Type,
    Unknown,
    sort_of,
)
from frame_ls.declarations.unification import replaced
from frame_ls.logic.terms import Apply, Term, multiply, subtract
from frame_ls.source import Span
from frame_ls.syntax.c import tree


def option_of(written: Type) -> Type:
    """The type of what a cell holds that may be unset."""
    return Inductive("option", (written,))


@dataclass(slots=True)
class Assertions:
    """Resolves the assertions of one clause; binders enter the scope of `terms`."""

    terms: GhostTerms
    result: Local | None = None  # of a function, whose precondition may say what it ensures in a case

    def __call__(self, written: tree.Assertion) -> Assertion:
        """The assertion, resolved."""
        match written:
            case tree.Emp(span=span) | tree.Pure(span=span, condition=tree.BooleanLiteral(value=True)):
                return Emp(span)
            case tree.Pure(span=span, condition=condition):
                return Pure(self.terms.condition(condition), span)
            case tree.PointsTo():
                return self._points_to(written)
            case tree.Match(span=span, value=subject, pattern=pattern):
                value = self.terms.value(subject)
                return Unify(value, self.pattern(pattern, value.type), span)
            case tree.PredicateAssertion():
                return self._call(written)
            case tree.Fraction(span=span, coefficient=coefficient, body=body):
                return Fraction(self.pattern(coefficient, REAL_TYPE), self(body), span)
            case tree.Star(span=span):
                return Star(self._parts(written), span)
            case tree.ConditionalAssertion(span=span, condition=condition, then=then, otherwise=otherwise):
                value = self.terms.condition(condition)
                return Conditional(value, self._inside(then), self._inside(otherwise), span)
            case tree.SwitchAssertion():
                return self._switch(written)
            case tree.EnsuresAssertion(span=span, body=body):
                return Ensures(self._after(body), span)
            case tree.MissingAssertion(span=span):
                return Unsupported("an assertion that cannot be read", span)
            case _:
                text = getattr(written, "text", "this assertion")
                self.terms.unsupported(written.span, f"`{text}`")
                return Unsupported(f"`{text}`", written.span)

    def _parts(self, written: tree.Star) -> tuple[Assertion, ...]:
        pending: list[tree.Assertion] = [written]
        parts: list[Assertion] = []
        while pending:
            part = pending.pop()
            if isinstance(part, tree.Star):
                pending += [part.right, part.left]
            else:
                parts.append(self(part))
        return tuple(parts)

    def _inside(self, written: tree.Assertion) -> Assertion:
        outer = self.terms.scope
        self.terms.scope = Scope(outer)
        try:
            return self(written)
        finally:
            self.terms.scope = outer

    def _after(self, written: tree.Assertion) -> Assertion:
        """What is ensured: the result is in scope, and what it binds is not, behind it."""
        outer = self.terms.scope
        self.terms.scope = Scope(outer)
        if self.result is not None:
            self.terms.scope.add(self.result.written, self.result)
        try:
            return self(written)
        finally:
            self.terms.scope = outer

    # Patterns.

    def pattern(self, written: tree.Pattern, wanted: Type) -> Pattern:
        """The pattern for a value of the wanted type."""
        match written:
            case tree.Wildcard(span=span):
                return Anything(sort_of(wanted), span)
            case tree.Binder(span=span, name="_"):
                return Anything(sort_of(wanted), span)
            case tree.Binder(span=span, name=name):
                local = make_local(self.terms.desk, self.terms.scope, name, wanted, span, ghost=True)
                return Bind(local.variable, wanted, span)
            case tree.ValuePattern(value=value) | tree.CaretPattern(value=value):
                return Exactly(self.terms.value(value, wanted))
            case tree.ConstructorPattern(span=span, constructor=name, arguments=arguments):
                return self._constructed(span, name, arguments, wanted)

    def _constructed(self, span: Span, name: str, arguments: tuple[tree.Pattern, ...], wanted: Type) -> Pattern:
        names, unifier = self.terms.desk.names, self.terms.unifier
        head = names.pure.get(name)
        if head is None or head.constructor_of is None:
            self.terms.desk.unknown_name(span, name, "constructor", lambda: names.pure)
            return Anything(sort_of(wanted), span)
        if len(arguments) != len(head.parameters):
            self.terms.desk.report("type", span, f"`{name}` has {len(head.parameters)} fields")
            return Anything(sort_of(wanted), span)
        self.terms.desk.use("inductive", head.constructor_of)
        values = unifier.instance(head.type_parameters)
        self.terms.converted(addresses.NULL, replaced(head.result, values), wanted, span)
        inner = tuple(self.pattern(a, replaced(p, values)) for a, p in zip(arguments, head.parameters, strict=True))
        return Constructed(name, inner, sort_of(replaced(head.result, values)), span)

    # Cells.

    def _points_to(self, written: tree.PointsTo) -> Assertion:
        if isinstance(written.location, tree.Slice):
            return self._slice(written.location, written.value, written.span)
        if isinstance(written.location, tree.Name):
            local = self.terms.scope.find(written.location.name)
            if local is not None and not local.in_memory:
                message = f"`{local.written}` is a value and no place in memory; `*{local.written}` is one"
                self.terms.desk.report("type", written.location.span, message)
                return Emp(written.span)
        address, found = self.terms.place(written.location)
        value = self._value(address, found, written.location.span)
        return self.cell(value, found, written.value, written.span, ghost=self._is_ghost(address))

    def _value(self, address: Term, found: Type, span: Span) -> Value:
        reads = tuple(self.terms.reads)
        self.terms.reads.clear()
        return Value(address, span, Pointer(found), reads)

    def _is_ghost(self, address: Term) -> bool:
        """Whether the address is that of a ghost member."""
        if not isinstance(address, Apply) or not address.operator.startswith(addresses.FIELD):
            return False
        struct, _, field = address.operator[len(addresses.FIELD) :].rpartition(".")
        member = self.terms.desk.names.field_of(struct, field)
        return member is not None and member.ghost

    def cell(self, address: Value, found: Type, pattern: tree.Pattern, span: Span, *, ghost: bool = False) -> Assertion:
        """The cell of the given type at the address."""
        if isinstance(found, Array):
            return self._array(address, found, pattern, span)
        if isinstance(found, Unknown):
            return Emp(span)
        if isinstance(pattern, tree.Wildcard):
            content = self.pattern(pattern, option_of(found))
            return CellAssertion(address, found, content, span, initialised=False, ghost=ghost)
        return CellAssertion(address, found, self.pattern(pattern, found), span, ghost=ghost)

    def _array(self, address: Value, found: Array, pattern: tree.Pattern, span: Span) -> Assertion:
        from frame_ls.logic.terms import Number

        element: Type = found
        count = 1
        while isinstance(element, Array):
            count *= element.size or 0
            element = element.element
        return self._elements(address, element, Value(Number(count), span, INT_TYPE), pattern, span)

    def _slice(self, location: tree.Slice, pattern: tree.Pattern, span: Span) -> Assertion:
        base, found = self.terms.typed(location.array)
        found = self.terms.unifier.resolved(found)
        if not isinstance(found, Pointer):
            self.terms.desk.report("type", location.array.span, "a pointer or an array is needed here")
            return Emp(span)
        if location.last is None:
            return Unsupported("a slice without an end", span)
        last = self.terms.term(location.last, INT_TYPE)
        if location.first is not None:
            first = self.terms.term(location.first, INT_TYPE)
            key, each = addresses.element_key(found.target, self.terms.desk.names.target)
            base, last = addresses.element_address(base, multiply(each, first), key), subtract(last, first)
        address = self._value(base, found.target, location.span)
        return self._elements(address, found.target, Value(last, location.span, INT_TYPE), pattern, span)

    def _elements(self, address: Value, element: Type, count: Value, pattern: tree.Pattern, span: Span) -> Assertion:
        unset = isinstance(pattern, tree.Wildcard)
        name = array_predicate(element, initialised=not unset)
        names = self.terms.desk.names
        if name is None or name not in names.predicates:
            self.terms.unsupported(span, "an array of such elements")
            return Unsupported("an array of such elements", span)
        self.terms.desk.use("predicate", name)
        wanted = names.predicates[name].types[-1]
        return CallAssertion(
            name, (Exactly(address), Exactly(count), self.pattern(pattern, wanted)), span, names.predicates[name].inputs
        )

    # Predicates.

    def _call(self, written: tree.PredicateAssertion) -> Assertion:
        names, scope = self.terms.desk.names, self.terms.scope
        name = written.callee.name if isinstance(written.callee, tree.Name | tree.TypeApplication) else None
        if name is None:
            return self._value_call(written)
        local = scope.find(name)
        if local is not None and isinstance(self.terms.unifier.resolved(local.type), PredicateType):
            return self._value_call(written)
        head = names.predicates.get(name)
        given = len(written.indices) + len(written.arguments)
        if head is not None and (given == len(head.types) or name not in names.pure):
            return self.predicate_call(head, written)
        if name in names.pure or (local is not None and written.arguments) or name.startswith("is_"):
            call = _as_call(written)
            if call is not None:
                return Pure(self.terms.condition(call), written.span)
        self.terms.desk.unknown_name(written.callee.span, name, "predicate", lambda: (*names.predicates, *names.pure))
        for pattern in (*written.indices, *written.arguments):
            self.pattern(pattern, UNKNOWN)
        return Emp(written.span)

    def predicate_call(self, head: PredicateHead, written: tree.PredicateAssertion) -> Assertion:
        """A call of a declared predicate."""
        desk, unifier = self.terms.desk, self.terms.unifier
        desk.use("predicate", head.name)
        given = (*written.indices, *written.arguments)
        if len(given) != len(head.types):
            message = f"`{head.name}` takes {len(head.types)} arguments, {len(given)} are given"
            desk.report("type", written.span, message)
            return Emp(written.span)
        type_arguments = tuple(map(self.terms.types.parameter_type, written.type_arguments))
        if type_arguments and len(type_arguments) != len(head.type_parameters):
            message = f"`{head.name}` takes {len(head.type_parameters)} type arguments, {len(type_arguments)} are given"
            desk.report("type", written.span, message)
        values = unifier.instance(head.type_parameters, type_arguments)
        types = [replaced(t, values) for t in head.types]
        if head.kind is PredicateKind.CELL:
            return self._cell_predicate(head, types, written)
        phantoms = tuple(
            Exactly(Value(addresses.type_term(values[t]), written.span, Parameter(t))) for t in head.phantoms
        )
        arguments = tuple(self.pattern(p, t) for p, t in zip(given, types, strict=True))
        inputs = head.inputs if head.inputs is None else head.inputs + len(phantoms)
        return CallAssertion(head.name, (*phantoms, *arguments), written.span, inputs)

    def _cell_predicate(self, head: PredicateHead, types: list[Type], written: tree.PredicateAssertion) -> Assertion:
        place, pattern = written.arguments
        if not isinstance(place, tree.ValuePattern):
            self.terms.unsupported(place.span, "a pattern for the address of a cell")
            return Unsupported("a pattern for the address of a cell", written.span)
        assert head.cell is not None
        if head.struct is not None and head.field is not None:
            self.terms.desk.use("struct", head.struct)
            base = self.terms.term(place.value, types[0])
            address = self._value(addresses.field_address(base, head.struct, head.field), head.cell, place.span)
        else:
            address = self.terms.value(place.value, types[0])
        wanted = types[1]
        ghost = self._is_ghost(address.term)
        return CellAssertion(address, head.cell, self.pattern(pattern, wanted), written.span, head.initialised, ghost)

    def _value_call(self, written: tree.PredicateAssertion) -> Assertion:
        callee, given = written.callee, written.arguments
        if written.indices:
            callee, given = _applied(callee, written.indices), written.arguments
        value = self.terms.value(callee)
        found = self.terms.unifier.resolved(value.type)
        if not isinstance(found, PredicateType):
            shape = PredicateType(tuple(self.terms.unifier.variable() for _ in given))
            if not self.terms.unifier.unify(found, shape):
                self.terms.desk.report("type", written.callee.span, "this is no predicate")
                return Emp(written.span)
            found = shape
        if len(found.parameters) != len(given):
            self.terms.desk.report("type", written.span, f"this predicate takes {len(found.parameters)} arguments")
            return Emp(written.span)
        arguments = tuple(self.pattern(p, t) for p, t in zip(given, found.parameters, strict=True))
        inputs = None if found.inputs is None else found.inputs + 1
        return CallAssertion(APPLY_PREDICATE, (Exactly(value), *arguments), written.span, inputs)

    # Switch.

    def _switch(self, written: tree.SwitchAssertion) -> Assertion:
        subject = self.terms.value(written.subject)
        found = self.terms.subject_type(subject.type, written.subject.span)
        if found is None:
            return Emp(written.span)
        head, values = found
        positions = self.terms.cases_by_constructor(
            head, [(c.constructor, c.span) for c in written.cases], written.span
        )
        cases = []
        outer = self.terms.scope
        for constructor, position in positions.items():
            case = written.cases[position]
            self.terms.scope = Scope(outer)
            bound = self.terms.bind_fields(
                self.terms.scope, constructor, case.constructor, case.bound, values, case.span
            )
            cases.append(Case(constructor, tuple(b.variable for b in bound), self(case.body)))
        self.terms.scope = outer
        return Switch(subject, tuple(cases), written.span)


def _as_call(written: tree.PredicateAssertion) -> tree.Call | None:
    """The application that a call turns out to be where no predicate has the name."""
    arguments = tuple(p.value for p in written.arguments if isinstance(p, tree.ValuePattern))
    if len(arguments) != len(written.arguments) or written.indices:
        return None
    callee = written.callee
    if written.type_arguments and isinstance(callee, tree.Name):
        callee = tree.TypeApplication(callee.span, callee.name, written.type_arguments)
    return tree.Call(written.span, callee, arguments)


def _applied(callee: tree.Expression, indices: tuple[tree.Pattern, ...]) -> tree.Expression:
    arguments = tuple(p.value for p in indices if isinstance(p, tree.ValuePattern))
    return tree.Call(callee.span, callee, arguments)
