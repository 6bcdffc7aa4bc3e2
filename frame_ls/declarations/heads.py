"""The first passes over a translation unit: every name gets its type, before anything that uses names is read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from frame_ls.declarations.expressions import AggregateInitializer, Initializer, StringInitializer
from frame_ls.declarations.initializers import completed
from frame_ls.declarations.names import (
    Desk,
    FunctionHead,
    FunctionTypeHead,
    InductiveHead,
    Names,
    PredicateHead,
    PureHead,
)
from frame_ls.declarations.program import FunctionKind, PredicateKind, Struct
from frame_ls.declarations.types import (
    FunctionType,
    Inductive,
    Parameter,
    Pointer,
    Type,
    is_scalar,
)
from frame_ls.declarations.types import Struct as StructType
from frame_ls.declarations.written_types import WrittenTypes
from frame_ls.source import Note, Span
from frame_ls.syntax.c import tree

PREDICATES = tree.Predicate | tree.PredicateFamily | tree.PredicateConstructor


@dataclass(frozen=True, slots=True)
class Part:
    """A declaration as the resolver takes it. `library` where it comes from Frame's own headers."""

    declaration: tree.Declaration
    library: bool = False


class Heads:
    """Fills the tables of `names`; `desk` gives the desk of each declaration."""

    def __init__(self, names: Names, desks: dict[int, Desk]) -> None:
        self.names = names
        self.desks = desks
        self.bodies: set[str] = set()  # keys of what was defined already

    def enter(self, parts: Iterable[Part]) -> None:
        """Both passes: first the names of inductive types, then everything in the order of the text."""
        parts = tuple(parts)
        for part in parts:
            self._name_types(part.declaration)
        for part in parts:
            self._enter(part)
        for struct in tuple(self.names.structs.values()):
            self._struct_predicates(struct)

    def _name_types(self, written: tree.Declaration) -> None:
        match written:
            case tree.Inductive(name=name, type_parameters=parameters, constructors=constructors, name_span=span):
                if self._is_first(written, "inductive", name, span):
                    head = InductiveHead(name, parameters, tuple(c.name for c in constructors), span)
                    self.names.inductives[name] = head
            case tree.AbstractType(name=name, name_span=span):
                self.names.inductives[name] = InductiveHead(name, (), None, span)

    def _is_first(self, written: tree.Declaration, kind: str, name: str, span: Span) -> bool:
        key = f"{kind}:{name}"
        if key in self.bodies:
            self.desks[id(written)].report("duplicate-name", span, f"`{name}` is defined already")
            return False
        self.bodies.add(key)
        return True

    def _enter(self, part: Part) -> None:
        written = part.declaration
        desk = self.desks[id(written)]
        types = WrittenTypes(desk)
        match written:
            case tree.TypeDeclaration(type=found):
                types(found)
            case tree.Typedef(name=name, type=found):
                self.names.typedefs[name] = types(found)
            case tree.Globals():
                self._globals(written, types)
            case tree.Inductive():
                self._constructors(written, desk, types)
            case tree.Fixpoint():
                self._fixpoint(written, desk, types)
            case tree.Function():
                self._function(written, part, desk, types)
            case tree.FunctionTypeDeclaration():
                self._function_type(written, desk, types)
            case tree.Predicate() | tree.PredicateFamily() | tree.PredicateConstructor():
                self._predicate(written, desk, types, library=part.library)
            case tree.ModuleClause(name=name):
                self.names.modules.add(name)

    def _globals(self, written: tree.Globals, types: WrittenTypes) -> None:
        types(written.type)
        for variable in written.variables:
            found = types(variable.type)
            if isinstance(variable.initializer, tree.InitializerList | tree.StringLiteral):
                found = completed(found, _shape(variable.initializer))
            self.names.globals[variable.name] = found
            if written.ghost:
                self.names.ghost_globals.add(variable.name)

    def _constructors(self, written: tree.Inductive, desk: Desk, types: WrittenTypes) -> None:
        if self.names.inductives[written.name].span != written.name_span:
            return
        desk.type_parameters = written.type_parameters
        result = Inductive(written.name, tuple(map(Parameter, written.type_parameters)))
        for constructor in written.constructors:
            if constructor.name in self.names.pure:
                desk.report("duplicate-name", constructor.span, f"`{constructor.name}` is defined already")
            parameters = tuple(types.parameter(p) for p in constructor.parameters)
            self.names.pure[constructor.name] = PureHead(
                constructor.name, written.type_parameters, parameters, result, constructor.span, written.name
            )

    def _fixpoint(self, written: tree.Fixpoint, desk: Desk, types: WrittenTypes) -> None:
        desk.type_parameters = written.type_parameters
        known = self.names.pure.get(written.name)
        if known is not None and (written.body is None or known.constructor_of is not None):
            desk.report("duplicate-name", written.name_span, f"`{written.name}` is defined already")
            return
        if written.body is not None and not self._is_first(written, "fixpoint", written.name, written.name_span):
            return
        if written.body is not None:
            self.names.defined.add(written.name)
        parameters = tuple(types.parameter(p) for p in written.parameters)
        result = types.parameter_type(written.result)
        self.names.pure[written.name] = PureHead(
            written.name, written.type_parameters, parameters, result, written.name_span
        )

    def _function(self, written: tree.Function, part: Part, desk: Desk, types: WrittenTypes) -> None:
        desk.type_parameters = written.type_parameters
        kind = FunctionKind.REGULAR if written.kind is tree.FunctionKind.REGULAR else FunctionKind.LEMMA
        if written.body is not None and not self._is_first(written, "function", written.name, written.name_span):
            return
        parameters = tuple(types.parameter(p) for p in written.parameters)
        head = FunctionHead(
            written.name,
            kind,
            written.type_parameters,
            parameters,
            tuple(p.ghost for p in written.parameters),
            types.parameter_type(written.result),
            written.variadic,
            written.name_span,
            written.contract is not None,
            part.library,
        )
        known = self.names.functions.get(written.name)
        if known is not None and len(known.parameters) != len(parameters):
            note = Note(known.span, "declared here")
            desk.report(
                "contract-mismatch",
                written.name_span,
                f"`{written.name}` was declared with {len(known.parameters)} parameters",
                (note,),
            )
        if known is None or written.body is not None:
            self.names.functions[written.name] = head

    def _function_type(self, written: tree.FunctionTypeDeclaration, desk: Desk, types: WrittenTypes) -> None:
        desk.type_parameters = written.type_parameters
        name = written.name
        ghost = tuple(types.parameter(p) for p in written.ghost_parameters)
        parameters = tuple(types.parameter(p) for p in written.parameters)
        result = types.parameter_type(written.result)
        self.names.function_types[name] = FunctionTypeHead(
            name, written.lemma, written.type_parameters, ghost, parameters, result, written.name_span
        )
        shape = FunctionType(name, result, parameters, written.variadic)
        self.names.typedefs[name] = shape
        if written.lemma or written.type_parameters or written.ghost_parameters:
            self.names.predicates[f"is_{name}"] = PredicateHead(
                f"is_{name}",
                PredicateKind.BUILT_IN,
                written.type_parameters,
                (Pointer(shape), *ghost),
                1,
                written.name_span,
            )

    def _predicate(self, written: PREDICATES, desk: Desk, types: WrittenTypes, *, library: bool) -> None:
        desk.type_parameters = written.type_parameters
        name, indices = written.name, 0
        parameters = written.parameters
        kind = PredicateKind.ABSTRACT
        match written:
            case tree.Predicate(body=body):
                coinductive = written.kind is tree.PredicateKind.COPREDICATE
                if body is not None:
                    kind = PredicateKind.COINDUCTIVE if coinductive else PredicateKind.DEFINED
            case tree.PredicateFamily(indices=own):
                kind, indices, parameters = PredicateKind.FAMILY, len(own), (*own, *parameters)
            case tree.PredicateConstructor(constructor_parameters=own):
                kind, indices, parameters = PredicateKind.CONSTRUCTOR, len(own), (*own, *parameters)
        if kind is not PredicateKind.ABSTRACT:
            if not self._is_first(written, "predicate", name, written.name_span):
                return
        elif name in self.names.predicates:
            return
        found = tuple(types.parameter(p) for p in parameters)
        inputs = None if written.inputs is None else written.inputs + indices
        head = PredicateHead(name, kind, written.type_parameters, found, inputs, written.name_span, indices)
        if library and kind is PredicateKind.ABSTRACT:
            head = _as_cell(head)
        self.names.predicates[name] = head

    def _struct_predicates(self, struct: Struct) -> None:
        """`S_f(p, v)`, `S_f_(p, v)` and `malloc_block_S(p)` for each struct."""
        pointer = Pointer(StructType(struct.name, struct.union))
        for name in (f"malloc_block_{struct.name}", f"struct_{struct.name}_padding"):
            self._built_in(name, (pointer,), struct)
        for member in struct.fields or ():
            if not is_scalar(member.type):
                continue
            for suffix, initialised in (("", True), ("_", False)):
                name = f"{struct.name}_{member.name}{suffix}"
                content = member.type if initialised else Inductive("option", (member.type,))
                self.names.predicates.setdefault(
                    name,
                    PredicateHead(
                        name,
                        PredicateKind.CELL,
                        (),
                        (pointer, content),
                        1,
                        member.span,
                        cell=member.type,
                        initialised=initialised,
                        struct=struct.name,
                        field=member.name,
                    ),
                )

    def _built_in(self, name: str, types: tuple[Type, ...], struct: Struct) -> None:
        head = PredicateHead(name, PredicateKind.BUILT_IN, (), types, 1, struct.span, struct=struct.name)
        self.names.predicates.setdefault(name, head)


def _as_cell(head: PredicateHead) -> PredicateHead:
    """An abstract predicate `p(T *p; T v)` or `p_(T *p; option<T> v)` of the library is the cell of that type."""
    if len(head.types) != 2 or head.inputs != 1 or head.type_parameters:
        return head
    match head.types:
        case (Pointer(target=target), content) if is_scalar(target):
            if content == target:
                initialised = True
            elif content == Inductive("option", (target,)):
                initialised = False
            else:
                return head
            return PredicateHead(
                head.name,
                PredicateKind.CELL,
                (),
                head.types,
                1,
                head.span,
                cell=target,
                initialised=initialised,
            )
    return head


def _shape(written: tree.Expression) -> Initializer | None:
    match written:
        case tree.StringLiteral(value=text):
            return StringInitializer(text)
        case tree.InitializerList(items=items):
            return AggregateInitializer((None,) * len(items))
    return None
