"""Builds expressions and assertions from the rules of the grammar."""

from __future__ import annotations

from dataclasses import replace

from frame_ls.source import Span
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.build.base import NO_EXPRESSION, Base, Raw, Word
from frame_ls.syntax.c.build.literals import integer_value, is_floating, real_value, string_value


class Expressions(Base):
    """The rules from `expression` to `argument_pattern`."""

    def token(self, span: Span, word: Word) -> Word:
        return word

    def name(self, span: Span, word: Word) -> tree.Expression:
        return tree.Name(span, word[0])

    def integer(self, span: Span, word: Word) -> tree.Expression:
        found = integer_value(word[0])
        if found is not None:
            return tree.IntegerLiteral(span, *found)
        return self.float_literal(span, word)

    def float_literal(self, span: Span, word: Word) -> tree.Expression:
        real = real_value(word[0])
        if real is not None:
            return tree.RealLiteral(span, *real)
        if not is_floating(word[0]):
            self.error(span, f"`{word[0]}` is no number that C knows")
        return tree.FloatLiteral(span, word[0])

    def character(self, span: Span, word: Word) -> tree.Expression:
        value = string_value(word[0])
        if len(value) != 1:
            self.error(span, "a character literal holds exactly one byte")
        return tree.CharacterLiteral(span, ord(value[0]) if value else 0)

    def string(self, span: Span, words: list[Word]) -> tree.Expression:
        return tree.StringLiteral(span, "".join(string_value(word[0]) for word in words))

    def true(self, span: Span) -> tree.Expression:
        return tree.BooleanLiteral(span, True)

    def false(self, span: Span) -> tree.Expression:
        return tree.BooleanLiteral(span, False)

    def emp(self, span: Span) -> Raw:
        return tree.Emp(span)

    def parenthesised(self, span: Span, value: Raw) -> Raw:
        return value

    def type_application(self, span: Span, word: Word, types: tuple[tree.Type, ...]) -> tree.Expression:
        return tree.TypeApplication(span, word[0], types)

    def predicate_name(self, span: Span, word: Word) -> tree.Expression:
        return tree.Name(span, word[0])

    def unsupported_expression(self, span: Span, word: Word) -> tree.Expression:
        return tree.UnsupportedExpression(span, self.written(span))

    # operators

    def binary(self, span: Span, left: Raw, word: Word, right: Raw) -> Raw:
        if type(left) in NO_EXPRESSION:
            left = self.expression(left)
        if type(right) in NO_EXPRESSION:
            if word[0] == "==" and isinstance(right, tree.PredicateAssertion):
                return tree.Match(span, self.expression(left), self.pattern(right))
            right = self.expression(right)
        return tree.Binary(span, word[0], left, right, self.at(word))  # type: ignore[arg-type]

    def unary(self, span: Span, word: Word, operand: Raw) -> tree.Expression:
        return tree.Unary(span, word[0], self.expression(operand))

    def address_of(self, span: Span, operand: Raw) -> tree.Expression:
        return tree.AddressOf(span, self.expression(operand))

    def dereference(self, span: Span, operand: Raw) -> tree.Expression:
        return tree.Dereference(span, self.expression(operand))

    def prefix_increment(self, span: Span, word: Word, operand: Raw) -> tree.Expression:
        return tree.Increment(span, word[0], True, self.expression(operand))

    def postfix_increment(self, span: Span, operand: Raw, word: Word) -> tree.Expression:
        return tree.Increment(span, word[0], False, self.expression(operand))

    def comma(self, span: Span, left: Raw, right: Raw) -> tree.Expression:
        return tree.Comma(span, self.expression(left), self.expression(right))

    def assign(self, span: Span, target: Raw, value: Raw) -> tree.Expression:
        return tree.Assign(span, None, self.expression(target), self.expression(value))

    def assign_operator(self, span: Span, target: Raw, word: Word, value: Raw) -> tree.Expression:
        return tree.Assign(span, word[0][:-1], self.expression(target), self.expression(value))

    def cast(self, span: Span, type_: tree.Type, operand: Raw) -> tree.Expression:
        return tree.Cast(span, type_, self.expression(operand))

    def truncating(self, span: Span, operand: Raw) -> tree.Expression:
        value = self.expression(operand)
        if isinstance(value, tree.Cast) and not value.truncating:
            return replace(value, span=span, truncating=True)
        return tree.Truncating(span, value)

    def sizeof_expression(self, span: Span, operand: Raw) -> tree.Expression:
        return tree.SizeofExpression(span, self.expression(operand))

    def sizeof_type(self, span: Span, type_: tree.Type) -> tree.Expression:
        return tree.SizeofType(span, type_)

    def type_id(self, span: Span, type_: tree.Type) -> tree.Expression:
        return tree.TypeId(span, type_)

    def index(self, span: Span, array: Raw, index: Raw) -> tree.Expression:
        return tree.Index(span, self.expression(array), self.expression(index))

    def slice(self, span: Span, array: Raw, first: Raw, last: Raw) -> tree.Expression:
        return tree.Slice(span, self.expression(array), self.expression(first), self.expression(last))

    def slice_from(self, span: Span, array: Raw, first: Raw) -> tree.Expression:
        return tree.Slice(span, self.expression(array), self.expression(first), None)

    def slice_to(self, span: Span, array: Raw, last: Raw) -> tree.Expression:
        return tree.Slice(span, self.expression(array), None, self.expression(last))

    def slice_all(self, span: Span, array: Raw) -> tree.Expression:
        return tree.Slice(span, self.expression(array), None, None)

    def member(self, span: Span, value: Raw, word: Word) -> tree.Expression:
        return tree.Member(span, self.expression(value), word[0], self.at(word))

    def arrow(self, span: Span, value: Raw, word: Word) -> tree.Expression:
        return tree.Arrow(span, self.expression(value), word[0], self.at(word))

    def activating_member(self, span: Span, value: Raw, word: Word) -> tree.Expression:
        return tree.Member(span, self.expression(value), word[0], self.at(word), True)

    def activating_arrow(self, span: Span, value: Raw, word: Word) -> tree.Expression:
        return tree.Arrow(span, self.expression(value), word[0], self.at(word), True)

    def compound_literal(self, span: Span, type_: tree.Type, items: tree.InitializerList) -> tree.Expression:
        return tree.CompoundLiteral(span, type_, items)

    # calls and patterns

    def arguments(self, span: Span, values: list[Raw] | None = None) -> list[Raw]:
        return values or []

    def wildcard(self, span: Span) -> tree.Pattern:
        return tree.Wildcard(span)

    def any_value(self, span: Span) -> tree.Pattern:
        """`?_` is any value, so that there is one; `_` also stands for none."""
        return tree.Binder(span, "_")

    def binder(self, span: Span, word: Word) -> tree.Pattern:
        return tree.Binder(span, word[0])

    def caret(self, span: Span, value: Raw) -> tree.Pattern:
        return tree.CaretPattern(span, self.expression(value))

    def call(self, span: Span, callee: Raw, values: list[Raw]) -> Raw:
        if isinstance(callee, tree.PredicateAssertion) and not callee.indices:
            patterns = tuple(self.pattern(value) for value in values)
            return replace(callee, span=span, indices=callee.arguments, arguments=patterns)
        if not any(type(value) in NO_EXPRESSION for value in values):
            return tree.Call(span, self.expression(callee), tuple(values))  # type: ignore[arg-type]
        patterns = tuple(self.pattern(value) for value in values)
        if isinstance(callee, tree.Call):
            indices = tuple(self.pattern(argument) for argument in callee.arguments)
            return self.predicate(span, callee.callee, indices, patterns)
        return self.predicate(span, callee, (), patterns)

    # assertions

    def formula(self, span: Span, value: Raw) -> tree.Assertion:
        return self.assertion(value)

    def broken_formula(self, span: Span, word: Word) -> tree.Assertion:
        return tree.MissingAssertion(span)

    def star(self, span: Span, left: Raw, right: Raw) -> tree.Assertion:
        return tree.Star(span, self.assertion(left), self.assertion(right))

    def points_to(self, span: Span, location: Raw, value: Raw) -> tree.Assertion:
        return tree.PointsTo(span, self.expression(location), self.pattern(value))

    def fraction(self, span: Span, coefficient: Raw, body: Raw) -> tree.Assertion:
        return tree.Fraction(span, self.pattern(coefficient), self.assertion(body))

    def ensures_assertion(self, span: Span, value: Raw) -> tree.Assertion:
        return tree.EnsuresAssertion(span, self.assertion(value))

    def conditional(self, span: Span, condition: Raw, then: Raw, otherwise: Raw) -> Raw:
        if type(then) in NO_EXPRESSION or type(otherwise) in NO_EXPRESSION:
            chosen = self.assertion(then), self.assertion(otherwise)
            return tree.ConditionalAssertion(span, self.expression(condition), *chosen)
        return tree.Conditional(span, self.expression(condition), then, otherwise)  # type: ignore[arg-type]

    def switch_value(self, span: Span, subject: Raw, cases: list[tree.ExpressionCase] | None = None) -> Raw:
        cases = cases or []
        if not any(type(case.value) in NO_EXPRESSION for case in cases):
            return tree.SwitchExpression(span, self.expression(subject), tuple(cases))
        bodies = tuple(
            tree.AssertionCase(case.span, case.constructor, case.bound, self.assertion(case.value)) for case in cases
        )
        return tree.SwitchAssertion(span, self.expression(subject), bodies)

    def value_case(self, span: Span, word: Word, value: Raw) -> tree.ExpressionCase:
        return tree.ExpressionCase(span, word[0], (), value)  # type: ignore[arg-type]

    def value_case_bound(self, span: Span, word: Word, names: list[Word | None], value: Raw) -> tree.ExpressionCase:
        bound = tuple(name[0] for name in names if name is not None)
        return tree.ExpressionCase(span, word[0], bound, value)  # type: ignore[arg-type]

    def value_default(self, span: Span, value: Raw) -> tree.ExpressionCase:
        return tree.ExpressionCase(span, None, (), value)  # type: ignore[arg-type]

    def forall(self, span: Span, parameters: list[tree.Parameter], body: Raw) -> tree.Expression:
        return tree.Forall(span, tuple(parameters), self.expression(body))

    def name_item(self, span: Span, word: Word) -> Word:
        return word

    def no_name(self, span: Span) -> None:
        return None

    # initializers

    def initializer_value(self, span: Span, value: Raw) -> tree.Expression:
        return self.expression(value)

    def initializer_list(self, span: Span, items: list[tree.InitializerItem] | None = None) -> tree.InitializerList:
        return tree.InitializerList(span, tuple(items or ()))

    def initializer_item(self, span: Span, value: tree.Expression) -> tree.InitializerItem:
        return tree.InitializerItem(span, (), value)

    def designated_item(
        self, span: Span, designators: list[tree.Designator], value: tree.Expression
    ) -> tree.InitializerItem:
        return tree.InitializerItem(span, tuple(designators), value)

    def field_designator(self, span: Span, word: Word) -> tree.Designator:
        return tree.FieldDesignator(span, word[0])

    def index_designator(self, span: Span, index: Raw) -> tree.Designator:
        return tree.IndexDesignator(span, self.expression(index))
