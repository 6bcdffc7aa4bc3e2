"""Statements of annotations: open, close, lemma calls, ghost assignments, proofs that a function has a type."""

from __future__ import annotations

from frame_ls.declarations.assertions import Assertion, CallAssertion, Emp, Pure, Value
from frame_ls.declarations.expressions import (
    Assign,
    Call,
    CallPointer,
    Constant,
    Expression,
    FieldPlace,
    GhostValue,
    LocalPlace,
    ScalarInitializer,
)
from frame_ls.declarations.names import FunctionHead, Scope, make_local
from frame_ls.declarations.program import FunctionKind
from frame_ls.declarations.statement_base import StatementBase
from frame_ls.declarations.statements import (
    Assert,
    BuiltIn,
    Close,
    Declare,
    GhostCase,
    GhostSwitch,
    Leak,
    Open,
    ProduceFunctionPointer,
    Statement,
    Unsupported,
)
from frame_ls.declarations.types import (
    BOOLEAN,
    UNKNOWN,
    VOID,
    FunctionType,
    Inductive,
    Pointer,
    Type,
    Unknown,
)
from frame_ls.declarations.unification import replaced
from frame_ls.logic.terms import Number
from frame_ls.source import Span
from frame_ls.syntax.c import tree

BUILT_IN = (
    "recursive_call",
    "open_module",
    "close_module",
    "open_struct",
    "close_struct",
    "close_struct_zero",
    "deactivate_union_member",
    "produce_limits",
)


class GhostStatements(StatementBase):
    """The part of `Statements` that resolves what stands in annotations only."""

    __slots__ = ()

    def ghost_statement(self, written: tree.Statement) -> tuple[Statement, ...]:
        """A statement that exists only in annotations."""
        match written:
            case tree.Open(span=span):
                return self._exchange(written)
            case tree.Close(span=span):
                return self._exchange(written)
            case tree.Leak(span=span, assertion=assertion):
                return (Leak(span, self.assertion(assertion)),)
            case tree.Assert(span=span, assertion=assertion):
                return (Assert(span, self.assertion(assertion)),)
            case tree.ProduceFunctionPointer() | tree.ProduceLemmaPointer():
                return self._produce(written)
            case tree.SplitFraction(span=span) | tree.MergeFractions(span=span):
                # Fractions are split and merged where they are needed: nothing to do but to check that it is there.
                return (Assert(span, self.assertion(written.assertion)),)
            case tree.UnsupportedStatement(span=span, construct=construct):
                self.desk.report("unsupported", span, f"{construct} is not supported")
                return (Unsupported(span, construct),)
        return (Unsupported(written.span, "this ghost statement"),)

    def _exchange(self, written: tree.Open | tree.Close) -> tuple[Statement, ...]:
        coefficient = None if written.coefficient is None else self.pattern(written.coefficient)
        found: Assertion = self.assertion(written.predicate)
        if not isinstance(found, CallAssertion):
            if isinstance(found, Emp | Pure):
                if isinstance(found, Pure):
                    self.desk.report("type", written.span, "a predicate is needed here")
                return ()
            # A cell has no other definition than itself: it only has to be there.
            return (Assert(written.span, found),)
        if isinstance(written, tree.Open):
            return (Open(written.span, found, coefficient),)
        return (Close(written.span, found, coefficient),)

    # Ghost expressions as statements.

    def ghost_expression(self, written: tree.Expression) -> Expression:
        """An expression for its effect: a lemma call, a ghost assignment."""
        match written:
            case tree.Call():
                call = self.ghost_call(written, is_statement=True)
                if call is not None:
                    return call
            case tree.Assign():
                return self._ghost_assign(written)
            case tree.Increment(operator=operator, operand=operand):
                one = tree.IntegerLiteral(written.span, 1)
                return self._ghost_assign(tree.Assign(written.span, operator[0], operand, one))
        value = self.ghost_value(written)
        return GhostValue(written.span, value.type, value)

    def ghost_call(self, written: tree.Call, *, is_statement: bool = False) -> Expression | None:
        """The call of a lemma or through a lemma's pointer; None where it is a pure function's application.

        A name that means a lemma and a pure function means the lemma where only that makes sense.
        """
        callee = written.callee
        types: tuple[tree.Type, ...] = ()
        if isinstance(callee, tree.TypeApplication):
            types = callee.arguments
            callee = tree.Name(callee.span, callee.name)
        if not isinstance(callee, tree.Name):
            return None
        local = self.scope.find(callee.name)
        if local is not None and isinstance(local.type, Pointer) and isinstance(local.type.target, FunctionType):
            return self._pointer_call(written, callee, local.type.target)
        if callee.name == "call" and self.calls is not None:
            return Call(written.span, self._called_result(), "#call", ())
        head = self.desk.names.functions.get(callee.name)
        if head is None or (callee.name in self.desk.names.pure and not is_statement):
            return None
        return self._named_call(written, head, callee.span, tuple(map(self.ghost.types.parameter_type, types)))

    def _called_result(self) -> Type:
        head = self.desk.names.functions.get(self.calls or "")
        return VOID if head is None else head.result

    def _named_call(self, written: tree.Call, head: FunctionHead, span: Span, types: tuple[Type, ...]) -> Expression:
        if head.kind is not FunctionKind.LEMMA:
            self.desk.report("ghost-effect", written.span, f"`{head.name}` is no lemma: an annotation cannot call it")
            return Constant(written.span, UNKNOWN, Number(0))
        self.desk.use("function", head.name)
        if len(written.arguments) != len(head.parameters):
            message = f"`{head.name}` takes {len(head.parameters)} arguments, {len(written.arguments)} are given"
            self.desk.report("type", written.span, message)
            return Constant(written.span, UNKNOWN, Number(0))
        terms = self.ghost
        values = terms.unifier.instance(head.type_parameters, types)
        arguments = []
        for argument, parameter in zip(written.arguments, head.parameters, strict=True):
            wanted = replaced(parameter, values)
            arguments.append(GhostValue(argument.span, wanted, terms.value(argument, wanted)))
        type_arguments = tuple(values[t] for t in head.type_parameters)
        settled = terms.complete()
        result = settled(replaced(head.result, values))
        return Call(written.span, result, head.name, settled(tuple(arguments)), settled(type_arguments), span)

    def _pointer_call(self, written: tree.Call, callee: tree.Name, found: FunctionType) -> Expression:
        head = self.desk.names.function_types.get(found.name or "")
        if head is None or not head.lemma:
            self.desk.report("ghost-effect", written.span, f"`{callee.name}` is no lemma")
            return Constant(written.span, UNKNOWN, Number(0))
        self.desk.use("function type", head.name)
        value = GhostValue(callee.span, Pointer(found), self.ghost_value(callee))
        terms = self.ghost
        arguments = tuple(
            GhostValue(a.span, p, terms.value(a, p)) for a, p in zip(written.arguments, head.parameters, strict=False)
        )
        if len(written.arguments) != len(head.parameters):
            self.desk.report("type", written.span, f"`{callee.name}` takes {len(head.parameters)} arguments")
        return CallPointer(written.span, head.result, value, head.name, terms.complete()(arguments), is_lemma=True)

    def _ghost_assign(self, written: tree.Assign) -> Expression:
        target, operator = written.target, written.operator
        value_tree: tree.Expression = written.value
        if operator is not None:
            value_tree = tree.Binary(written.span, operator.rstrip("="), target, written.value, written.span)
        match target:
            case tree.Name(name=name):
                local = self.scope.find(name)
                if local is not None and local.ghost:
                    value = self.ghost_initial(value_tree, local.type)
                    return Assign(written.span, local.type, LocalPlace(target.span, local.type, local.variable), value)
                if local is not None or name in self.desk.names.globals:
                    message = f"`{name}` is a real variable: an annotation may not change it"
                    self.desk.report("ghost-effect", written.span, message)
                else:
                    self.desk.unknown_name(target.span, name, "ghost variable", self.scope.names)
                return Constant(written.span, UNKNOWN, Number(0))
            case tree.Arrow(pointer=pointer, field=field):
                return self._assign_field(written, pointer, field, value_tree)
        self.desk.report(
            "ghost-effect", written.span, "an annotation may change only ghost variables and ghost members"
        )
        return Constant(written.span, UNKNOWN, Number(0))

    def _assign_field(
        self, written: tree.Assign, pointer: tree.Expression, field: str, value: tree.Expression
    ) -> Expression:
        terms = self.ghost
        base = terms.value(pointer)
        base = terms.complete()(base)
        found = base.type
        target = found.target if isinstance(found, Pointer) else UNKNOWN
        name = getattr(target, "name", "")
        member = self.desk.names.field_of(name, field)
        if member is None:
            if not isinstance(found, Unknown):
                self.desk.unknown_name(written.target.span, field, "member", tuple)
            return Constant(written.span, UNKNOWN, Number(0))
        if not member.ghost:
            message = f"`{field}` is a real member: an annotation may not change it"
            self.desk.report("ghost-effect", written.span, message)
        address = GhostValue(pointer.span, found, base)
        place = FieldPlace(written.target.span, member.type, address, name, field, ghost=True)
        return Assign(written.span, member.type, place, self.ghost_initial(value, member.type))

    def ghost_initial(self, written: tree.Expression, wanted: Type) -> Expression:
        """The value of a ghost variable: an expression, or what a lemma gives back."""
        if isinstance(written, tree.Call):
            call = self.ghost_call(written)
            if call is not None:
                return call
        return GhostValue(written.span, wanted, self.ghost_value(written, wanted))

    def ghost_declaration(self, written: tree.DeclarationStatement) -> tuple[Statement, ...]:
        """Ghost variables."""
        made: list[Statement] = []
        for variable in written.variables:
            found = self.ghost.types.parameter_type(variable.type)
            initial = None
            if variable.initializer is not None:
                initial = ScalarInitializer(self.ghost_initial(variable.initializer, found))
            local = make_local(self.desk, self.scope, variable.name, found, variable.name_span, ghost=True)
            self.desk.created.clear()
            made.append(Declare(variable.span, local, initial))
        return tuple(made)

    def ghost_condition(self, written: tree.Expression) -> Expression:
        """A condition in an annotation."""
        return GhostValue(written.span, BOOLEAN, self.ghost_value(written, BOOLEAN))

    def built_in(self, written: tree.Call) -> Statement | None:
        """A ghost command that looks like a call; None where it is none."""
        callee = written.callee
        if not isinstance(callee, tree.Name) or callee.name not in BUILT_IN:
            return None
        if callee.name in self.desk.names.functions:
            return None
        arguments = []
        for argument in written.arguments:
            terms = self.ghost
            if callee.name == "deactivate_union_member":
                address, found = terms.place(argument)
                value = Value(address, argument.span, Pointer(found), tuple(terms.reads))
            else:
                value = terms.value(argument)
            value = terms.complete()(value)
            arguments.append(GhostValue(argument.span, value.type, value))
        return BuiltIn(written.span, callee.name, tuple(arguments))

    # Switch on a datatype.

    def ghost_switch(self, written: tree.Switch) -> Statement | None:
        """`switch` on a value of an inductive type; None where the subject is a number."""
        terms = self.ghost
        subject = terms.value(written.subject)
        settled = terms.complete()
        subject = settled(subject)
        if not isinstance(subject.type, Inductive):
            return None
        typed = self.ghost.subject_type(subject.type, written.subject.span)
        if typed is None:
            return Unsupported(written.span, "this `switch`")
        head, values = typed
        named = [(_constructor_name(c), c.span) for c in written.cases]
        positions = terms.cases_by_constructor(head, named, written.span)
        cases = []
        outer = self.scope
        for constructor, position in positions.items():
            case = written.cases[position]
            self.scope = Scope(outer)
            name, names = _constructor_name(case), _bound_names(case)
            bound = self.ghost.bind_fields(self.scope, constructor, name, names, values, case.span)
            self.desk.created.clear()
            body = self.block(tree.Block(case.span, case.statements, case.span), ghost=True)
            cases.append(GhostCase(case.span, constructor, bound, body))
        self.scope = outer
        return GhostSwitch(written.span, subject, tuple(cases))

    # Function pointers.

    def _produce(self, written: tree.ProduceFunctionPointer | tree.ProduceLemmaPointer) -> tuple[Statement, ...]:
        lemma = isinstance(written, tree.ProduceLemmaPointer)
        function = written.lemma if isinstance(written, tree.ProduceLemmaPointer) else written.function
        name = function.name if isinstance(function, tree.Name) else None
        type_name = written.function_type
        if type_name is None or type_name not in self.desk.names.function_types:
            self.desk.report("unsupported", written.span, "this way to make a function pointer is not supported")
            return (Unsupported(written.span, "this function pointer"),)
        head = self.desk.names.function_types[type_name]
        self.desk.use("function type", type_name)
        if name is not None:
            self.desk.use("function", name)
        types = tuple(map(self.ghost.types.parameter_type, written.type_arguments))
        if len(types) != len(head.type_parameters) or len(written.arguments) != len(head.ghost_parameters):
            message = (
                f"`{type_name}` takes {len(head.type_parameters)} type arguments and"
                f" {len(head.ghost_parameters)} arguments"
            )
            self.desk.report("type", written.span, message)
            return (Unsupported(written.span, "this function pointer"),)
        values = dict(zip(head.type_parameters, types, strict=True))
        arguments = tuple(
            self.ghost_value(a, replaced(p, values))
            for a, p in zip(written.arguments, head.ghost_parameters, strict=True)
        )
        outer, called = self.scope, self.calls
        self.scope, self.calls = Scope(outer), name or ""
        parameters = tuple(
            make_local(self.desk, self.scope, n, replaced(t, values), s, ghost=True)
            for (n, s), t in zip(written.parameters, head.parameters, strict=False)
        )
        self.desk.created.clear()
        proof_tree = written.proof if isinstance(written, tree.ProduceLemmaPointer) else written.body
        proof = None if proof_tree is None else self.block(proof_tree, ghost=True)
        self.scope, self.calls = outer, called
        body: Statement | None = None
        if isinstance(written, tree.ProduceLemmaPointer) and written.body is not None:
            block = written.body if isinstance(written.body, tree.Block) else None
            body = self.block(block, ghost=True) if block is not None else None
        return (
            ProduceFunctionPointer(written.span, type_name, types, name, arguments, parameters, proof, body, lemma),
        )


def _constructor_name(case: tree.SwitchCase) -> str | None:
    match case.value:
        case tree.Name(name=name):
            return name
        case tree.Call(callee=tree.Name(name=name)):
            return name
        case None:
            return None
    return "?"


def _bound_names(case: tree.SwitchCase) -> tuple[str, ...]:
    if case.bound is not None:
        return case.bound
    if isinstance(case.value, tree.Call):
        return tuple(a.name if isinstance(a, tree.Name) else "_" for a in case.value.arguments)
    return ()
