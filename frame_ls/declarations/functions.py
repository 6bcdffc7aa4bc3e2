"""Functions, lemmas and function types with their contracts and bodies resolved."""

from __future__ import annotations

from dataclasses import dataclass, replace

from frame_ls.declarations.assertions import Assertion, Contract, Emp
from frame_ls.declarations.c_statements import Statements
from frame_ls.declarations.ghost_assertions import Assertions
from frame_ls.declarations.ghost_terms import GhostTerms
from frame_ls.declarations.names import Desk, FunctionHead, Scope, make_local
from frame_ls.declarations.program import Function, FunctionKind, FunctionTypeInfo, Implements
from frame_ls.declarations.statements import Block, Local
from frame_ls.declarations.types import INT_TYPE, FunctionType, Inductive, Pointer, Struct, Type, Void
from frame_ls.declarations.unification import replaced
from frame_ls.declarations.walking import addressed_names
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Span
from frame_ls.syntax.c import tree

RESULT = "result"
VARARGS = "varargs"


@dataclass(slots=True)
class Functions:
    """Resolves one function; `prototype` is a declaration of it that has a contract of its own."""

    desk: Desk
    written: tree.Function
    head: FunctionHead
    prototype: tree.Function | None = None
    contracts: dict[str, tree.FunctionTypeDeclaration] | None = None
    wrong_before_body: int = 0  # how many findings concern the head and the contract, which is all that callers see

    def __call__(self, *, library: bool, order: int) -> tuple[Function, tuple[str, ...]]:
        """The function, and the keys that its head and contract rest on."""
        written, desk = self.written, self.desk
        desk.type_parameters = written.type_parameters
        ghost = self.head.kind is FunctionKind.LEMMA
        addressed = addressed_names(written.body) if written.body is not None and not ghost else frozenset()
        values = self._parameters(ghost)
        clause = written.contract.function_type if written.contract is not None else None
        varargs = self._varargs()
        contract, scope = self._contract(written.contract, written.parameters, values, clause, varargs)
        interface = None
        if self.prototype is not None and self.prototype.contract is not None:
            other, other_scope = self._contract(
                self.prototype.contract, self.prototype.parameters, values, None, varargs
            )
            if contract is None:
                contract, scope = other, self._renamed(other_scope, values)
            else:
                interface = other
        implements = self._implements(clause, values)
        trigger = None
        if written.trigger is not None:
            trigger = self._term(written.trigger, scope)
        uses = tuple(desk.uses)
        parameters = tuple(
            replace(v, in_memory=not ghost and (v.written in addressed or isinstance(v.type, Struct))) for v in values
        )
        self.wrong_before_body = len(desk.findings)
        body = None if written.body is None else self._body(written.body, scope, parameters, addressed)
        function = Function(
            written.name,
            self.head.kind,
            written.type_parameters,
            parameters,
            self.head.result,
            contract,
            body,
            written.span,
            written.name_span,
            interface,
            written.variadic,
            implements,
            written.kind is tree.FunctionKind.LEMMA_AUTO,
            trigger,
            library,
            order,
            varargs,
        )
        return function, uses

    def _varargs(self) -> Local | None:
        """What the contract of a variadic function calls the arguments beyond its parameters: a list of them."""
        if not self.written.variadic or "vararg" not in self.desk.names.inductives:
            return None
        self.desk.use("inductive", "vararg")
        kind = Inductive("list", (Inductive("vararg"),))
        found = make_local(self.desk, Scope(), VARARGS, kind, self.written.name_span, ghost=True)
        self.desk.created.clear()
        return found

    def _parameters(self, ghost: bool) -> tuple[Local, ...]:
        scope = Scope()
        found = tuple(
            make_local(
                self.desk,
                scope,
                p.name or f"_{i}",
                kind,
                p.name_span if p.name is not None else p.span,
                ghost=ghost or p.ghost,
            )
            for i, (p, kind) in enumerate(zip(self.written.parameters, self.head.parameters, strict=True))
        )
        self.desk.created.clear()
        return found

    def _contract(
        self,
        written: tree.Contract | None,
        parameters: tuple[tree.Parameter, ...],
        values: tuple[Local, ...],
        clause: tree.FunctionTypeClause | None,
        varargs: Local | None,
    ) -> tuple[Contract | None, Scope]:
        """The contract, and the scope with the parameters and what the precondition binds."""
        scope = Scope()
        if varargs is not None:
            scope.add(VARARGS, varargs)
        for parameter, value in zip(parameters, values, strict=False):
            scope.add(parameter.name or value.written, value)
        if written is None:
            return None, scope
        if written.requires is None and written.ensures is None and clause is not None:
            adopted = self._adopted(clause, values)
            if adopted is not None:
                return adopted, scope
        return contract_of(self.desk, written, scope, self.head.result), scope

    def _adopted(self, clause: tree.FunctionTypeClause, values: tuple[Local, ...]) -> Contract | None:
        """The contract of the function type, for a function that states none of its own."""
        found = (self.contracts or {}).get(clause.name)
        if found is None or found.contract is None or found.ghost_parameters or found.type_parameters:
            return None
        scope = Scope()
        for parameter, value in zip(found.parameters, values, strict=False):
            scope.add(parameter.name or value.written, value)
        return contract_of(self.desk, found.contract, scope, self.head.result)

    def _renamed(self, scope: Scope, values: tuple[Local, ...]) -> Scope:
        """The same scope, with the parameters under the names that the definition gives them."""
        for parameter, value in zip(self.written.parameters, values, strict=False):
            scope.add(parameter.name or value.written, value)
        return scope

    def _implements(self, clause: tree.FunctionTypeClause | None, values: tuple[Local, ...]) -> Implements | None:
        if clause is None:
            return None
        head = self.desk.names.function_types.get(clause.name)
        if head is None:
            names = self.desk.names.function_types
            self.desk.unknown_name(clause.span, clause.name, "function type", lambda: names)
            return None
        self.desk.use("function type", clause.name)
        terms = GhostTerms(self.desk, Scope())
        types = tuple(map(terms.types.parameter_type, clause.type_arguments))
        if len(types) != len(head.type_parameters) or len(clause.arguments) != len(head.ghost_parameters):
            message = (
                f"`{clause.name}` takes {len(head.type_parameters)} type arguments and"
                f" {len(head.ghost_parameters)} arguments"
            )
            self.desk.report("type", clause.span, message)
            return None
        given = dict(zip(head.type_parameters, types, strict=True))
        arguments = tuple(
            terms.term(a, replaced(p, given)) for a, p in zip(clause.arguments, head.ghost_parameters, strict=True)
        )
        settled = terms.complete()
        return Implements(clause.name, types, settled(arguments), clause.span)

    def _term(self, written: tree.Expression, scope: Scope) -> Term:
        terms = GhostTerms(self.desk, scope)
        value = terms.value(written)
        return terms.complete()(value).term

    def _body(
        self, written: tree.Block, scope: Scope, parameters: tuple[Local, ...], addressed: frozenset[str]
    ) -> Block:
        inner = Scope(scope)
        for local in parameters:
            if local.in_memory:
                # Inside the body the name stands for the memory; the contract speaks of the value passed.
                inner.add(local.written, memory_of(local))
        ghost = self.head.kind is FunctionKind.LEMMA
        statements = Statements(self.desk, inner, self.head.result, addressed)
        return statements.complete(statements.block(written, ghost=ghost))


def memory_of(parameter: Local) -> Local:
    """The variable that a parameter becomes whose address is taken."""
    from frame_ls.logic.sorts import POINTER

    return replace(parameter, variable=Variable(f"&{parameter.variable.name}", POINTER), in_memory=True)


def contract_of(desk: Desk, written: tree.Contract, scope: Scope, result: Type) -> Contract:
    """A contract whose parameters are in scope; what the precondition binds stays in scope."""
    terms = GhostTerms(desk, scope)
    found = None if isinstance(result, Void) else make_local(desk, Scope(), RESULT, result, written.span, ghost=True)
    reader = Assertions(terms, found)
    requires: Assertion = Emp(written.span) if written.requires is None else reader(written.requires)
    terms.scope = Scope(scope)
    variable = None
    if found is not None:
        terms.scope.add(RESULT, found)
        variable = found.variable
    ensures: Assertion = Emp(written.span) if written.ensures is None else reader(written.ensures)
    terms.scope = scope
    decreases = None if written.decreases is None else terms.value(written.decreases, INT_TYPE)
    settled = terms.complete()
    return Contract(
        settled(requires), settled(ensures), written.span, settled(variable), written.terminates, settled(decreases)
    )


def function_type_info(desk: Desk, written: tree.FunctionTypeDeclaration, names_span: Span) -> FunctionTypeInfo:
    """A function type with its contract."""
    head = desk.names.function_types[written.name]
    desk.type_parameters = written.type_parameters
    scope = Scope()
    ghost = tuple(
        make_local(desk, scope, p.name or f"_g{i}", kind, p.name_span, ghost=True)
        for i, (p, kind) in enumerate(zip(written.ghost_parameters, head.ghost_parameters, strict=True))
    )
    parameters = tuple(
        make_local(desk, scope, p.name or f"_{i}", kind, p.name_span, ghost=True)
        for i, (p, kind) in enumerate(zip(written.parameters, head.parameters, strict=True))
    )
    shape = FunctionType(written.name, head.result, head.parameters, written.variadic)
    this = make_local(desk, scope, "this", Pointer(shape), names_span, ghost=True)
    contract = None if written.contract is None else contract_of(desk, written.contract, scope, head.result)
    return FunctionTypeInfo(
        written.name, written.lemma, written.type_parameters, ghost, parameters, head.result, contract, names_span, this
    )
