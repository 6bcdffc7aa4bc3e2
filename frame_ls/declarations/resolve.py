"""Resolves a translation unit: syntax trees in, a `Program` out, with findings for what makes no sense.

One bad declaration never takes the others: what rests on it says so, everything else is as if it were not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TypeVar

from frame_ls.declarations.addresses import function_address
from frame_ls.declarations.assertions import Assertion
from frame_ls.declarations.c_expressions import CExpressions
from frame_ls.declarations.constants import limit_constants
from frame_ls.declarations.definitions import definitions_of
from frame_ls.declarations.fixpoints import fixpoint_function
from frame_ls.declarations.functions import Functions, function_type_info
from frame_ls.declarations.ghost_assertions import Assertions
from frame_ls.declarations.ghost_terms import GhostTerms
from frame_ls.declarations.heads import Heads, Part
from frame_ls.declarations.inductives import check_inductive
from frame_ls.declarations.initializers import initializer_for
from frame_ls.declarations.names import Desk, Names, PredicateHead, Scope, make_local
from frame_ls.declarations.precise import check_precise
from frame_ls.declarations.program import (
    Entity,
    Function,
    FunctionKind,
    FunctionTypeInfo,
    Global,
    Instance,
    Predicate,
    PredicateKind,
    Program,
    Unit,
    UnitKind,
)
from frame_ls.declarations.remembered import Memory
from frame_ls.declarations.resolved_parts import (
    NOWHERE,
    function_read,
    head_span,
    headed,
    implemented,
    modules,
    name_of,
    rests,
    struct_sizes,
)
from frame_ls.declarations.sizes import Target
from frame_ls.declarations.types import sort_of
from frame_ls.declarations.written_types import WrittenTypes
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Finding, Span
from frame_ls.syntax.c import tree

__all__ = ["Memory", "Part", "resolve"]

T = TypeVar("T")


def resolve(parts: Iterable[Part], target: Target, memory: Memory | None = None) -> Program:
    """The program that the declarations make, library headers first, as the preprocessor saw them.

    `memory` is that of earlier resolutions for the same target; it makes no difference but to the time it takes.
    """
    parts = tuple(parts)
    if memory is not None and not memory.suits(parts):
        memory = None
    return _Resolution(parts, target, memory).program()


@dataclass(slots=True)
class _Resolution:
    parts: tuple[Part, ...]
    target: Target
    memory: Memory | None = None
    names: Names = field(init=False)
    desks: dict[int, Desk] = field(init=False)
    entities: dict[str, Entity] = field(default_factory=dict)
    broken: dict[str, Finding] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.names = Names(self.target, constants=limit_constants(self.target))
        self.desks = {id(p.declaration): Desk(self.names, name_of(p.declaration)) for p in self.parts}

    def program(self) -> Program:
        self.names.modules.update(modules(self.parts))
        Heads(self.names, self.desks).enter(self.parts)
        self._structs()
        for part in self.parts:
            self._pure(part)
        predicates = self._predicates()
        function_types = self._function_types()
        functions, bodies = self._functions(function_types)
        found_globals = self._globals()
        automatic = tuple(
            f.name for f in sorted(functions.values(), key=lambda f: f.order) if f.automatic and f.promise is not None
        )
        self.entities["automatic:"] = Entity("automatic:", NOWHERE, tuple(f"function:{name}" for name in automatic))
        units = tuple(self._unit(functions[name], uses) for name, uses in bodies.items())
        for part in self.parts:
            self._collect(part.declaration)
        return Program(
            self.target,
            definitions_of(self.names, predicates, functions),
            self.names.structs,
            functions,
            {i.name: i for i in function_types.values()},
            predicates,
            found_globals,
            tuple(u for u in units if u is not None),
            tuple(self.findings),
            self.entities,
            (*self.target.facts(), *struct_sizes(self.names), *implemented(functions, function_types)),
            next(modules(self.parts), ""),
            tuple(self._imports()),
            automatic,
            sum(1 for f in functions.values() if f.body is not None and f.contract is None and not f.library),
        )

    def _imports(self) -> Iterator[str]:
        for part in self.parts:
            match part.declaration:
                case tree.ModuleClause(kind="import_module", name=name):
                    yield name

    # What declarations are, in order.

    def _enter(
        self, key: str, desk: Desk, span: Span, uses: Iterable[str] | None = None, wrong: int | None = None
    ) -> None:
        """`wrong` is how many of the desk's findings concern those who rest on the entity; None: all of them."""
        self.entities[key] = Entity(key, span, tuple(desk.uses if uses is None else uses))
        if desk.findings[:wrong]:
            self.broken[key] = desk.findings[0]

    def _structs(self) -> None:
        for part in self.parts:
            written = part.declaration
            if isinstance(written, tree.TypeDeclaration) and isinstance(written.type, tree.AggregateType):
                name = written.type.name
                if name is not None and (written.type.fields is not None or f"struct:{name}" not in self.entities):
                    self._enter(f"struct:{name}", self.desks[id(written)], written.span)
            if isinstance(written, tree.Typedef):
                self._enter(f"typedef:{written.name}", self.desks[id(written)], written.span)

    def _once(self, part: Part, make: Callable[[], T]) -> T:
        """What `make` gives; for a library declaration, what it gave the last time."""
        if self.memory is None or not part.library:
            return make()
        return self.memory.once(part.declaration, self.desks[id(part.declaration)], make)

    def _pure(self, part: Part) -> None:
        written = part.declaration
        desk = self.desks[id(written)]
        match written:
            case tree.Inductive(name=name):
                head = self.names.inductives[name]
                if head.span == written.name_span:
                    check_inductive(desk, head)
                    self._enter(f"inductive:{name}", desk, written.span)
            case tree.Fixpoint(name=name):
                head_pure = self.names.pure.get(name)
                if head_pure is not None and head_pure.span == written.name_span:
                    function = self._once(part, partial(fixpoint_function, desk, written, head_pure))
                    self.names.lifted[name] = function
                    self._enter(f"fixpoint:{name}", desk, written.span)

    # Predicates.

    def _predicates(self) -> dict[str, Predicate]:
        found: dict[str, Predicate] = {}
        for part in self.parts:
            written = part.declaration
            desk = self.desks[id(written)]
            match written:
                case tree.Predicate() | tree.PredicateFamily() | tree.PredicateConstructor():
                    head = self.names.predicates[written.name]
                    if head.span == written.name_span:
                        found[written.name] = self._once(part, partial(self._predicate, written, desk, head))
                        self._enter(f"predicate:{written.name}", desk, written.span)
        for name, head in self.names.predicates.items():
            if name not in found:
                found[name] = headed(head, tuple(Variable(f"x{i}", sort_of(t)) for i, t in enumerate(head.types)), None)
        for part in self.parts:
            if isinstance(part.declaration, tree.PredicateFamilyInstance):
                self._instance(part.declaration, found)
        return found

    def _predicate(
        self,
        written: tree.Predicate | tree.PredicateFamily | tree.PredicateConstructor,
        desk: Desk,
        head: PredicateHead,
    ) -> Predicate:
        desk.type_parameters = written.type_parameters
        indices: tuple[tree.Parameter, ...] = ()
        body: tree.Assertion | None = None
        match written:
            case tree.Predicate(body=own):
                body = own
            case tree.PredicateFamily(indices=indices):
                pass
            case tree.PredicateConstructor(constructor_parameters=indices, body=own):
                body = own
        scope = Scope()
        variables = self._variables(desk, scope, (*indices, *written.parameters), head)
        resolved = None if body is None else self._body(desk, scope, body)
        if resolved is not None and head.inputs is not None:
            check_precise(desk, variables[: head.inputs], variables[head.inputs :], resolved, written.name_span)
        return headed(head, variables, resolved)

    def _variables(
        self, desk: Desk, scope: Scope, parameters: tuple[tree.Parameter, ...], head: PredicateHead
    ) -> tuple[Variable, ...]:
        found = tuple(
            make_local(desk, scope, p.name or f"_{i}", kind, p.name_span, ghost=True).variable
            for i, (p, kind) in enumerate(zip(parameters, head.types, strict=True))
        )
        desk.created.clear()
        return found

    def _body(self, desk: Desk, scope: Scope, body: tree.Assertion) -> Assertion:
        terms = GhostTerms(desk, scope)
        found = Assertions(terms)(body)
        return terms.complete()(found)

    def _instance(self, written: tree.PredicateFamilyInstance, found: dict[str, Predicate]) -> None:
        desk = self.desks[id(written)]
        family = found.get(written.name)
        if family is None or family.kind is not PredicateKind.FAMILY:
            names = self.names.predicates
            desk.unknown_name(written.name_span, written.name, "predicate family", lambda: names)
            return
        desk.type_parameters = written.type_parameters
        head = self.names.predicates[written.name]
        own = head.types[head.indices :]
        if len(own) != len(written.parameters) or len(written.indices) != head.indices:
            desk.report("type", written.name_span, f"`{written.name}` was declared with other parameters")
            return
        indices: list[Term] = []
        for name, span in written.indices:
            if name not in self.names.functions:
                desk.unknown_name(span, name, "function", lambda: self.names.functions)
            desk.use("function", name)
            indices.append(function_address(name))
        scope = Scope()
        types = WrittenTypes(desk)
        parameters = tuple(
            make_local(desk, scope, p.name or f"_{i}", types.parameter(p), p.name_span, ghost=True).variable
            for i, p in enumerate(written.parameters)
        )
        desk.created.clear()
        body = self._body(desk, scope, written.body)
        if head.inputs is not None:
            inputs = head.inputs - head.indices
            check_precise(desk, parameters[:inputs], parameters[inputs:], body, written.name_span)
        instances = {**family.instances, tuple(indices): Instance(parameters, body, written.span)}
        found[written.name] = replace(family, instances=instances)
        key = f"instance:{written.name}:{','.join(n for n, _ in written.indices)}"
        self._enter(key, desk, written.span)
        self.entities[f"predicate:{written.name}"] = replace(
            self.entities[f"predicate:{written.name}"],
            uses=(*self.entities[f"predicate:{written.name}"].uses, key),
        )

    # Functions.

    def _function_types(self) -> dict[str, FunctionTypeInfo]:
        found: dict[str, FunctionTypeInfo] = {}
        for part in self.parts:
            written = part.declaration
            if isinstance(written, tree.FunctionTypeDeclaration):
                desk = self.desks[id(written)]
                found[written.name] = function_type_info(desk, written, written.name_span)
                self._enter(f"function type:{written.name}", desk, written.span)
        return found

    def _functions(
        self, function_types: dict[str, FunctionTypeInfo]
    ) -> tuple[dict[str, Function], dict[str, tuple[str, ...]]]:
        """All functions, and for each that is a unit the keys that its body rests on."""
        declared = {
            p.declaration.name: p.declaration
            for p in self.parts
            if isinstance(p.declaration, tree.FunctionTypeDeclaration)
        }
        chosen: dict[str, tuple[int, Part]] = {}
        prototypes: dict[str, tree.Function] = {}
        for order, part in enumerate(self.parts):
            written = part.declaration
            if not isinstance(written, tree.Function):
                continue
            head = self.names.functions.get(written.name)
            if written.body is None and written.contract is not None:
                prototypes.setdefault(written.name, written)
            if head is not None and head.span == written.name_span:
                chosen[written.name] = order, part
        functions: dict[str, Function] = {}
        bodies: dict[str, tuple[str, ...]] = {}
        for name, (order, part) in chosen.items():
            assert isinstance(part.declaration, tree.Function)
            desk = self.desks[id(part.declaration)]
            prototype = prototypes.get(name)
            other = prototype if prototype is not part.declaration else None
            reader = Functions(desk, part.declaration, self.names.functions[name], other, declared)
            make = partial(function_read, reader, library=part.library)
            function, uses, wrong = make() if other is not None else self._once(part, make)
            functions[name] = replace(function, order=order)
            self._enter(f"function:{name}", desk, head_span(part.declaration), uses, wrong)
            if function.body is not None and not part.library:
                bodies[name] = tuple(desk.uses)
        return functions, bodies

    def _globals(self) -> dict[str, Global]:
        found: dict[str, Global] = {}
        for part in self.parts:
            written = part.declaration
            if not isinstance(written, tree.Globals):
                continue
            desk = self.desks[id(written)]
            for variable in written.variables:
                kind = self.names.globals[variable.name]
                initial = None
                if variable.initializer is not None and not written.ghost:
                    initial = initializer_for(CExpressions(desk, Scope()), kind, variable.initializer)
                known = found.get(variable.name)
                if known is None or known.initializer is None:
                    found[variable.name] = Global(variable.name, kind, initial, variable.span, written.ghost)
                self._enter(f"global:{variable.name}", desk, written.span)
        return found

    # Units and findings.

    def _unit(self, function: Function, uses: tuple[str, ...]) -> Unit | None:
        desk = self.desks[self._declaration(function)]
        kind = UnitKind.LEMMA if function.kind is FunctionKind.LEMMA else UnitKind.FUNCTION
        if function.contract is None and not desk.findings:
            return None
        key = f"unit:{function.name}"
        self.entities[key] = Entity(key, function.span, (f"function:{function.name}", "automatic:", *uses))
        errors = list(desk.findings)
        desk.findings = []
        for rest in self._rests_on(key):
            cause = self.broken.get(rest)
            if cause is not None and rest != f"function:{function.name}":
                errors.append(rests(function, rest, cause))
        return Unit(function.name, kind, function.span, function.name_span, tuple(errors))

    def _declaration(self, function: Function) -> int:
        for part in self.parts:
            if isinstance(part.declaration, tree.Function) and part.declaration.name_span == function.name_span:
                return id(part.declaration)
        raise KeyError(function.name)

    def _rests_on(self, key: str) -> list[str]:
        found: dict[str, None] = {}
        pending = list(self.entities[key].uses)
        while pending:
            current = pending.pop()
            if current in found:
                continue
            found[current] = None
            entity = self.entities.get(current)
            if entity is not None and current != "automatic:":
                pending += entity.uses
        return sorted(found)

    def _collect(self, written: tree.Declaration) -> None:
        desk = self.desks[id(written)]
        match written:
            case tree.UnsupportedDeclaration(span=span, construct=construct):
                desk.report("unsupported", span, f"{construct} is not supported")
        self.findings += desk.findings
