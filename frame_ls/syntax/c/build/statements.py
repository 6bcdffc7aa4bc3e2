"""Builds statements from the rules of the grammar.

A rule for statements may yield a list, as one annotation may hold several statements.
"""

from __future__ import annotations

from typing import NamedTuple

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.build.base import Raw, Word
from frame_ls.syntax.c.build.types import Declarator, Specifiers, Types

Some = tree.Statement | list[tree.Statement]


class Clause(NamedTuple):
    """One clause of a contract or loop specification, by its first word; `:` has a function type as value."""

    span: Span
    word: str
    value: object


class Mark(NamedTuple):
    """`case value:`, or `default:` with None."""

    span: Span
    value: tree.Expression | None


class Proof(NamedTuple):
    """The function type, arguments, names and body of `produce_lemma_function_pointer_chunk`."""

    name: str
    types: tuple[tree.Type, ...]
    arguments: tuple[tree.Expression, ...]
    parameters: tuple[tuple[str, Span], ...]
    body: tree.Block


class Statements(Types):
    """The rules from `clause` to `default_mark`."""

    def statement(self, value: Some) -> tree.Statement:
        """What stands where the language has exactly one statement.

        An annotation is none: a compiler does not see it and takes the statement behind it, so it is refused here.
        """
        if not isinstance(value, list):
            return value
        span = value[0].span.to(value[-1].span)
        self.error(span, "an annotation is no statement for a compiler: put it into braces together with what follows")
        return tree.Block(span, tuple(value), Span(self.key, span.end, span.end))

    # clauses

    def one_clause(self, span: Span, clause: Clause) -> list[Clause]:
        return [clause]

    def clauses(self, span: Span, clauses: list[Clause]) -> list[Clause]:
        return clauses

    def requires(self, span: Span, value: tree.Assertion) -> Clause:
        return Clause(span, "requires", value)

    def ensures(self, span: Span, value: tree.Assertion) -> Clause:
        return Clause(span, "ensures", value)

    def loop_invariant(self, span: Span, value: tree.Assertion) -> Clause:
        return Clause(span, "invariant", value)

    def decreases(self, span: Span, value: Raw) -> Clause:
        return Clause(span, "decreases", self.expression(value))

    def terminates(self, span: Span) -> Clause:
        return Clause(span, "terminates", True)

    def nonghost(self, span: Span) -> Clause:
        return Clause(span, "nonghost_callers_only", True)

    def implements(self, span: Span, word: Word, types: tuple[tree.Type, ...] = ()) -> Clause:
        return Clause(span, ":", tree.FunctionTypeClause(span, word[0], types, ()))

    def implements_with(self, span: Span, word: Word, values: list[Raw]) -> Clause:
        return self.implements_with_types(span, word, (), values)

    def implements_with_types(self, span: Span, word: Word, types: tuple[tree.Type, ...], values: list[Raw]) -> Clause:
        arguments = tuple(self.expression(value) for value in values)
        return Clause(span, ":", tree.FunctionTypeClause(span, word[0], types, arguments))

    def gathered(self, parts: list[list[Clause]], allowed: tuple[str, ...], place: str) -> dict[str, Clause]:
        """The clauses by their word; those that may not stand at this place, or stand twice, are reported."""
        found: dict[str, Clause] = {}
        for clause in (clause for part in parts for clause in part):
            if clause.word not in allowed:
                self.error(clause.span, f"`{clause.word}` cannot stand {place}")
            elif clause.word in found:
                self.error(clause.span, f"`{clause.word}` stands here for the second time")
            else:
                found[clause.word] = clause
        return found

    def loop_specification(self, parts: list[list[Clause]]) -> tree.LoopSpecification:
        words = ("invariant", "requires", "ensures", "decreases")
        found = self.gathered(parts, words, "at a loop")
        values = {word: clause.value for word, clause in found.items()}
        spans = [clause.span for part in parts for clause in part]
        if "invariant" in values and ("requires" in values or "ensures" in values):
            self.error(found["invariant"].span, "a loop has either `invariant` or `requires` and `ensures`, not both")
        elif ("requires" in values) != ("ensures" in values):
            self.error(spans[0], "a loop that has one of `requires` and `ensures` has both")
        return tree.LoopSpecification(spans[0].to(spans[-1]), **values)  # type: ignore[arg-type]

    # C's statements

    def block(self, span: Span, statements: list[Some] | None = None) -> tree.Block:
        return tree.Block(span, self.flat(statements or []), Span(self.key, max(span.start, span.end - 1), span.end))

    def flat(self, statements: list[Some]) -> tuple[tree.Statement, ...]:
        """Statements in order, those of one annotation side by side with the others."""
        flat: list[tree.Statement] = []
        for statement in statements:
            if isinstance(statement, list):
                flat.extend(statement)
            else:
                flat.append(statement)
        return tuple(flat)

    def expression_statement(self, span: Span, value: Raw) -> tree.Statement:
        return tree.ExpressionStatement(span, self.expression(value))

    def empty_statement(self, span: Span) -> tree.Statement:
        return tree.Empty(span)

    def type_statement(self, span: Span, specifiers: Specifiers) -> tree.Statement:
        return tree.DeclarationStatement(span, specifiers.type, (), specifiers.storage)

    def declaration_statement(
        self, span: Span, specifiers: Specifiers, declared: list[tuple[Declarator, tree.Expression | None]]
    ) -> tree.Statement:
        variables = tuple(self.variable(specifiers, *one) for one in declared)
        return tree.DeclarationStatement(span, specifiers.type, variables, specifiers.storage)

    def init_declarator(
        self, span: Span, declarator: Declarator, value: tree.Expression | None = None
    ) -> tuple[Declarator, tree.Expression | None]:
        return declarator, value

    def variable(self, specifiers: Specifiers, declarator: Declarator, value: tree.Expression | None) -> tree.Variable:
        name, name_span = self.named(declarator, declarator.span)
        span = declarator.span if value is None else declarator.span.to(value.span)
        return tree.Variable(span, name or "", name_span, self.declared(specifiers, declarator), value)

    def if_statement(self, span: Span, condition: Raw, then: Some, otherwise: Some | None = None) -> tree.Statement:
        last = None if otherwise is None else self.statement(otherwise)
        return tree.If(span, self.expression(condition), self.statement(then), last)

    def while_statement(self, span: Span, condition: Raw, body: Some) -> tree.Statement:
        return tree.While(span, self.expression(condition), None, self.statement(body))

    def while_specified(self, span: Span, condition: Raw, parts: list[list[Clause]], body: Some) -> tree.Statement:
        specification = self.loop_specification(parts)
        return tree.While(span, self.expression(condition), specification, self.statement(body))

    def do_statement(self, span: Span, body: Some, condition: Raw) -> tree.Statement:
        return tree.DoWhile(span, None, self.statement(body), self.expression(condition))

    def do_specified(self, span: Span, parts: list[list[Clause]], body: Some, condition: Raw) -> tree.Statement:
        specification = self.loop_specification(parts)
        return tree.DoWhile(span, specification, self.statement(body), self.expression(condition))

    def for_nothing(self, span: Span) -> None:
        return None

    def value(self, span: Span, value: Raw) -> tree.Expression:
        return self.expression(value)

    def for_statement(
        self,
        span: Span,
        start: tree.DeclarationStatement | tree.ExpressionStatement | None,
        condition: tree.Expression | None,
        step: tree.Expression | None,
        body: Some,
    ) -> tree.Statement:
        return tree.For(span, start, condition, step, None, self.statement(body))

    def for_specified(
        self,
        span: Span,
        start: tree.DeclarationStatement | tree.ExpressionStatement | None,
        condition: tree.Expression | None,
        step: tree.Expression | None,
        parts: list[list[Clause]],
        body: Some,
    ) -> tree.Statement:
        return tree.For(span, start, condition, step, self.loop_specification(parts), self.statement(body))

    def case_mark(self, span: Span, value: Raw) -> Mark:
        return Mark(span, self.expression(value))

    def default_mark(self, span: Span) -> Mark:
        return Mark(span, None)

    def switch_statement(self, span: Span, subject: Raw, items: list[Some | Mark] | None = None) -> tree.Statement:
        cases: list[tree.SwitchCase] = []
        mark: Mark | None = None
        body: list[Some] = []
        for item in items or []:
            if isinstance(item, Mark):
                if mark is not None:
                    cases.append(self._case(mark, body))
                mark, body = item, []
            elif mark is None:
                self.error(self.statement(item).span, "no `case` leads to this statement")
            else:
                body.append(item)
        if mark is not None:
            cases.append(self._case(mark, body))
        return tree.Switch(span, self.expression(subject), tuple(cases))

    def _case(self, mark: Mark, body: list[Some]) -> tree.SwitchCase:
        statements = self.flat(body)
        span = mark.span.to(statements[-1].span) if statements else mark.span
        match mark.value:
            case tree.Call(callee=tree.Name() as constructor, arguments=arguments) if all(
                isinstance(argument, tree.Name) for argument in arguments
            ):
                bound = tuple(argument.name for argument in arguments if isinstance(argument, tree.Name))
                return tree.SwitchCase(span, constructor, bound, statements)
            case value:
                return tree.SwitchCase(span, value, None, statements)

    def break_statement(self, span: Span) -> tree.Statement:
        return tree.Break(span)

    def continue_statement(self, span: Span) -> tree.Statement:
        return tree.Continue(span)

    def return_statement(self, span: Span, value: Raw | None = None) -> tree.Statement:
        return tree.Return(span, None if value is None else self.expression(value))

    def goto_statement(self, span: Span, word: Word) -> tree.Statement:
        return tree.Goto(span, word[0])

    def label_statement(self, span: Span, word: Word, body: Some | None = None) -> Some:
        """The label, with the first statement behind it; an annotation's further statements follow it."""
        if isinstance(body, list):
            return [tree.Label(Span(self.key, span.start, body[0].span.end), word[0], body[0]), *body[1:]]
        return tree.Label(span, word[0], None if body is None else self.statement(body))

    def asm_statement(self, span: Span, word: Word) -> tree.Statement:
        return tree.UnsupportedStatement(span, "inline assembly", self.written(span))

    def broken_statement(self, span: Span, word: Word) -> tree.Statement:
        return tree.BrokenStatement(span)

    # statements of annotations

    def ghost_statements(self, span: Span, statements: list[Some]) -> list[tree.Statement]:
        return [tree.Ghost(statement.span, statement) for statement in self.flat(statements)]

    def open_statement(self, span: Span, value: Raw) -> tree.Statement:
        coefficient, predicate = self._folded(value, "open")
        if predicate is None:
            return tree.BrokenStatement(span)
        return tree.Open(span, coefficient, predicate)

    def close_statement(self, span: Span, value: Raw) -> tree.Statement:
        coefficient, predicate = self._folded(value, "close")
        if predicate is None:
            return tree.BrokenStatement(span)
        return tree.Close(span, coefficient, predicate)

    def _folded(self, value: Raw, word: str) -> tuple[tree.Pattern | None, tree.PredicateAssertion | None]:
        """The coefficient and the predicate of an `open` or `close`."""
        match self.assertion(value):
            case tree.PredicateAssertion() as predicate:
                return None, predicate
            case tree.Fraction(coefficient=coefficient, body=tree.PredicateAssertion() as predicate):
                return coefficient, predicate
            case other:
                self.error(other.span, f"`{word}` is followed by a predicate with its arguments")
                return None, None

    def leak_statement(self, span: Span, value: tree.Assertion) -> tree.Statement:
        return tree.Leak(span, value)

    def assert_statement(self, span: Span, value: tree.Assertion) -> tree.Statement:
        return tree.Assert(span, value)

    def invariant_statement(self, span: Span, value: tree.Assertion) -> tree.Statement:
        return tree.Invariant(span, value)

    def split_fraction(self, span: Span, value: tree.Assertion, amount: Raw | None = None) -> tree.Statement:
        return tree.SplitFraction(span, value, None if amount is None else self.expression(amount))

    def merge_fractions(self, span: Span, value: tree.Assertion) -> tree.Statement:
        return tree.MergeFractions(span, value)

    def no_body(self, span: Span) -> None:
        return None

    def names(self, words: list[Word | None]) -> tuple[tuple[str, Span], ...]:
        """Names between parentheses, with their places."""
        return tuple((word[0], self.at(word)) for word in words if word is not None)

    def produce_pointer(
        self,
        span: Span,
        word: Word,
        types: tuple[tree.Type, ...],
        function: Raw,
        values: list[Raw],
        names: list[Word | None],
        body: tree.Block | None,
    ) -> tree.Statement:
        arguments = tuple(self.expression(value) for value in values)
        target = self.expression(function)
        return tree.ProduceFunctionPointer(span, word[0], types, target, arguments, self.names(names), body)

    def lemma_proof(
        self,
        span: Span,
        word: Word,
        types: tuple[tree.Type, ...],
        values: list[Raw],
        names: list[Word | None],
        body: tree.Block,
    ) -> Proof:
        arguments = tuple(self.expression(value) for value in values)
        return Proof(word[0], types, arguments, self.names(names), body)

    def produce_lemma_short(self, span: Span, lemma: Raw, scope: Some) -> tree.Statement:
        return tree.ProduceLemmaPointer(span, self.expression(lemma), None, (), (), (), None, self._scope(scope))

    def produce_lemma(self, span: Span, lemma: Raw, proof: Proof, scope: Some) -> tree.Statement:
        return tree.ProduceLemmaPointer(span, self.expression(lemma), *proof, self._scope(scope))

    def produce_lemma_anonymous(self, span: Span, proof: Proof, scope: Some) -> tree.Statement:
        return tree.ProduceLemmaPointer(span, None, *proof, self._scope(scope))

    def _scope(self, value: Some) -> tree.Statement | None:
        statement = self.statement(value)
        return None if isinstance(statement, tree.Empty) else statement

    def skipped_statement(self, span: Span, word: Word) -> tree.Statement:
        return tree.UnsupportedStatement(span, f"the statement `{word[0]}`", self.written(span))
