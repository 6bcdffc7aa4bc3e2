"""Statements of C with everything in them resolved; annotations between them too."""

from __future__ import annotations

from dataclasses import replace

from frame_ls.declarations.expressions import Constant, Expression
from frame_ls.declarations.ghost_statements import GhostStatements
from frame_ls.declarations.initializers import completed, initializer_for
from frame_ls.declarations.names import Scope, make_local
from frame_ls.declarations.statements import (
    Block,
    Break,
    BuiltIn,
    Continue,
    Declare,
    Evaluate,
    Goto,
    If,
    Invariant,
    Label,
    Local,
    Loop,
    Return,
    Statement,
    Switch,
    SwitchCase,
    Unsupported,
)
from frame_ls.declarations.types import INT_TYPE, UNKNOWN, Array, Integer, Struct, Type, Void
from frame_ls.declarations.walking import assigned_locals
from frame_ls.logic.terms import Number
from frame_ls.source import Span
from frame_ls.syntax.c import tree

_LOOPS = (tree.While, tree.DoWhile, tree.For)


class Statements(GhostStatements):
    """Resolves the body of one function or lemma."""

    __slots__ = ()

    def block(self, written: tree.Block, *, ghost: bool) -> Block:
        """A block with a scope of its own."""
        outer = self.scope
        self.scope = Scope(outer)
        statements = self._sequence(written.statements, ghost=ghost)
        found = tuple(self.scope.own.values())
        self.scope = outer
        return Block(written.span, statements, written.close_span, found)

    def _sequence(self, written: tuple[tree.Statement, ...], *, ghost: bool) -> tuple[Statement, ...]:
        made: list[Statement] = []
        for statement in written:
            for part in self.statement(statement, ghost=ghost):
                # An invariant behind a label belongs to it.
                if isinstance(part, _LooseInvariant) and made and isinstance(made[-1], Label):
                    made[-1] = replace(made[-1], invariant=part.invariant)
                elif isinstance(part, _LooseInvariant):
                    self.desk.report("missing-invariant", part.span, "an invariant stands at a loop or behind a label")
                else:
                    made.append(part)
        return tuple(made)

    def statement(self, written: tree.Statement, *, ghost: bool) -> tuple[Statement, ...]:
        """What one statement becomes."""
        match written:
            case tree.Empty() | tree.BrokenStatement():
                return ()
            case tree.Ghost(body=body):
                return self.statement(body, ghost=True)
            case tree.ExpressionStatement(span=span, expression=expression):
                return self._expression(written, expression, ghost=ghost)
            case tree.DeclarationStatement():
                return self.ghost_declaration(written) if ghost else self._declaration(written)
            case tree.Block():
                return (self.block(written, ghost=ghost),)
            case tree.If():
                return (self._if(written, ghost=ghost),)
            case tree.While() | tree.DoWhile() | tree.For():
                return self._loop(written, ghost=ghost)
            case tree.Switch():
                return (self._switch(written, ghost=ghost),)
            case tree.Invariant(span=span, assertion=assertion):
                return (_LooseInvariant(span, "", Invariant(span, self.assertion(assertion))),)
            case tree.Break() | tree.Continue() | tree.Return() | tree.Goto() | tree.Label():
                return self._jump(written, ghost=ghost)
            case _:
                return self.ghost_statement(written)

    def _jump(
        self, written: tree.Break | tree.Continue | tree.Return | tree.Goto | tree.Label, *, ghost: bool
    ) -> tuple[Statement, ...]:
        match written:
            case tree.Break(span=span):
                return (Break(span),)
            case tree.Continue(span=span):
                return (Continue(span),)
            case tree.Return(span=span, value=value):
                return (Return(span, self._returned(written, value, ghost=ghost)),)
            case tree.Goto(span=span, label=label):
                return (Goto(span, label),)
            case tree.Label(span=span, name=name, body=body):
                rest = () if body is None else self.statement(body, ghost=ghost)
                label_made = Label(span, name)
                if rest and isinstance(rest[0], _LooseInvariant):
                    return (replace(label_made, invariant=rest[0].invariant), *rest[1:])
                return (label_made, *rest)

    def _returned(self, written: tree.Return, value: tree.Expression | None, *, ghost: bool) -> Expression | None:
        if value is None:
            if not isinstance(self.result, Void):
                self.desk.report("missing-return", written.span, "a value has to be returned here")
            return None
        if isinstance(self.result, Void):
            self.desk.report("type", value.span, "this function returns no value")
            return None
        if ghost:
            return self.ghost_initial(value, self.result)
        return self.expressions.to(self.expressions.value(value), self.result)

    def _expression(
        self, written: tree.ExpressionStatement, expression: tree.Expression, *, ghost: bool
    ) -> tuple[Statement, ...]:
        span = written.span
        if isinstance(expression, tree.Call):
            callee = expression.callee
            if isinstance(callee, tree.Name) and callee.name == "assert" and len(expression.arguments) == 1:
                return (self._assert(expression.arguments[0], ghost=ghost),)
            built_in = self.built_in(expression) if ghost else None
            if built_in is not None:
                return (built_in,)
        if ghost:
            return (Evaluate(span, self.ghost_expression(expression), ghost=True),)
        return (Evaluate(span, self.expressions.value(expression)),)

    def _assert(self, condition: tree.Expression, *, ghost: bool) -> Statement:
        value = self.ghost_condition(condition) if ghost else self.expressions.condition(condition)
        return BuiltIn(condition.span, "assert", (value,))

    def _declaration(self, written: tree.DeclarationStatement) -> tuple[Statement, ...]:
        self.expressions.types(written.type)
        if "static" in written.storage or "extern" in written.storage or "typedef" in written.storage:
            construct = f"a local `{written.storage[0]}` declaration"
            self.desk.report("unsupported", written.span, f"{construct} is not supported")
            return (Unsupported(written.span, construct),)
        made: list[Statement] = []
        for variable in written.variables:
            found = self.expressions.types(variable.type)
            if isinstance(found, Void):
                self.desk.report("type", variable.span, f"`{variable.name}` cannot be `void`")
                found = UNKNOWN
            # The name is in scope in its own initial value.
            local = self.local(variable.name, found, variable.name_span)
            local = replace(local, constant=is_constant(variable.type))
            self.scope.add(variable.name, local)
            initial = None
            if variable.initializer is not None:
                initial = initializer_for(self.expressions, found, variable.initializer)
                local = replace(local, type=completed(found, initial))
                self.scope.add(variable.name, local)
            if isinstance(local.type, Array) and local.type.size is None:
                self.desk.report("type", variable.span, f"the size of `{variable.name}` is not known")
            made.append(Declare(variable.span, local, initial))
        return tuple(made)

    def local(self, name: str, found: Type, span: Span) -> Local:
        """A real local variable; in memory if its address is taken or it has parts."""
        in_memory = name in self.addressed or isinstance(found, Array | Struct)
        local = make_local(self.desk, self.scope, name, found, span, in_memory=in_memory)
        self.desk.created.clear()
        return local

    def _component(self, written: tree.Statement, *, ghost: bool, of: str) -> Statement:
        """A statement that belongs to another one; an annotation cannot stand there in real code."""
        if not ghost and isinstance(written, tree.Ghost):
            message = f"the statement that belongs to `{of}` is an annotation; real code would take the next one"
            self.desk.report("ghost-effect", written.span, message)
        outer = self.scope
        self.scope = Scope(outer)
        made = self._sequence((written,), ghost=ghost)
        found = tuple(self.scope.own.values())
        self.scope = outer
        if len(made) == 1 and not found:
            return made[0]
        return Block(written.span, made, written.span, found)

    def _condition(self, written: tree.Expression, *, ghost: bool) -> Expression:
        return self.ghost_condition(written) if ghost else self.expressions.condition(written)

    def _if(self, written: tree.If, *, ghost: bool) -> Statement:
        condition = self._condition(written.condition, ghost=ghost)
        then = self._component(written.then, ghost=ghost, of="if")
        otherwise = None
        if written.otherwise is not None:
            otherwise = self._component(written.otherwise, ghost=ghost, of="else")
        return If(written.span, condition, then, otherwise, ghost)

    def _loop(self, written: tree.While | tree.DoWhile | tree.For, *, ghost: bool) -> tuple[Statement, ...]:
        outer = self.scope
        start: tuple[Statement, ...] = ()
        if isinstance(written, tree.For):
            self.scope = Scope(outer)
            if written.start is not None:
                start = self.statement(written.start, ghost=ghost)
        specification = self.invariant(written.specification)
        condition = None if written.condition is None else self._condition(written.condition, ghost=ghost)
        step = None
        if isinstance(written, tree.For) and written.step is not None:
            step = self.ghost_expression(written.step) if ghost else self.expressions.value(written.step)
        name = "do" if isinstance(written, tree.DoWhile) else "for" if isinstance(written, tree.For) else "while"
        body = self._component(written.body, ghost=ghost, of=name)
        found = tuple(self.scope.own.values()) if isinstance(written, tree.For) else ()
        self.scope = outer
        head = written.condition.span if written.condition is not None else written.span
        loop = Loop(
            written.span,
            head,
            condition,
            step,
            body,
            specification,
            assigned_locals((condition, step, body)),
            isinstance(written, tree.DoWhile),
            ghost,
        )
        if start or found:
            return (Block(written.span, (*start, loop), written.span, found),)
        return (loop,)

    def _switch(self, written: tree.Switch, *, ghost: bool) -> Statement:
        if ghost:
            found = self.ghost_switch(written)
            if found is not None:
                return found
            value = self.ghost_value(written.subject, INT_TYPE)
            from frame_ls.declarations.expressions import GhostValue

            subject: Expression = GhostValue(written.subject.span, INT_TYPE, value)
        else:
            subject = self.expressions.number(self.expressions.value(written.subject))
            if not isinstance(subject.type, Integer) and subject.type != UNKNOWN:
                self.desk.report("type", written.subject.span, "`switch` needs an integer")
        outer = self.scope
        self.scope = Scope(outer)
        cases = tuple(self._case(case, ghost=ghost) for case in written.cases)
        found_locals = tuple(self.scope.own.values())
        self.scope = outer
        switch = Switch(written.span, subject, cases, written.span, ghost)
        return Block(written.span, (switch,), written.span, found_locals) if found_locals else switch

    def _case(self, written: tree.SwitchCase, *, ghost: bool) -> SwitchCase:
        value: Expression | None = None
        if written.value is not None:
            value = self.expressions.value(written.value)
            if not isinstance(value, Constant) and value.type != UNKNOWN:
                from frame_ls.declarations.ghost_terms import constant_value

                term = constant_value(self.desk, written.value)
                value = Constant(written.value.span, INT_TYPE, term)
                if not isinstance(term, Number):
                    self.desk.report("type", written.value.span, "a case needs a constant")
        return SwitchCase(written.span, value, self._sequence(written.statements, ghost=ghost))


def is_constant(written: tree.Type) -> bool:
    """Whether the type says that the variable itself never changes."""
    return isinstance(written, tree.QualifiedType) and ("const" in written.qualifiers or is_constant(written.inner))


class _LooseInvariant(Label):
    """An invariant on its way to the label that it belongs to."""
