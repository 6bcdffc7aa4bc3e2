"""What all parts of the builder share: taking errors down, and reading a value as expression, pattern or assertion.

A rule cannot know whether `p(x)` or `b ? x : y` is wanted as a value or as a statement about the heap. It makes an
expression while it can; what only an assertion can be (`|->`, `&*&`, a pattern inside) is one at once, and the place
where the value is used turns it into what it needs, or says that it cannot.
"""

from __future__ import annotations

from collections.abc import Callable

from frame_ls.source import Span
from frame_ls.syntax.c import tree

Word = tuple[str, int, int]
Raw = tree.Expression | tree.Assertion | tree.Pattern

_SPATIAL: frozenset[type] = frozenset(
    [
        tree.Emp,
        tree.Pure,
        tree.PointsTo,
        tree.Match,
        tree.PredicateAssertion,
        tree.Fraction,
        tree.Star,
        tree.ConditionalAssertion,
        tree.SwitchAssertion,
        tree.EnsuresAssertion,
        tree.UnsupportedAssertion,
        tree.MissingAssertion,
    ]
)
_PATTERNS: frozenset[type] = frozenset([tree.Wildcard, tree.Binder, tree.CaretPattern, tree.ConstructorPattern])
NO_EXPRESSION = _SPATIAL | _PATTERNS


class Base:
    """The state of one run: the key of the chunk, its text, and where syntax errors go."""

    def __init__(self, key: str, text: str, report: Callable[[int, int, str], None]) -> None:
        self.key = key
        self.text = text
        self._report = report

    def error(self, span: Span, message: str) -> None:
        """Takes a syntax error down."""
        self._report(span.start, span.end, message)

    def at(self, word: Word) -> Span:
        """The span of a token."""
        return Span(self.key, word[1], word[2])

    def written(self, span: Span) -> str:
        """The text of a span, as it stands in the chunk."""
        return self.text[span.start : span.end]

    def expression(self, value: Raw) -> tree.Expression:
        """The value as an expression."""
        if type(value) not in NO_EXPRESSION:
            return value  # type: ignore[return-value]
        if type(value) in _PATTERNS or isinstance(value, tree.PredicateAssertion):
            self.error(value.span, "a pattern can stand only as an argument of a predicate or behind `|->`")
        elif not isinstance(value, tree.MissingAssertion):
            self.error(value.span, "this speaks about the heap: a value is expected here")
        return tree.MissingExpression(value.span)

    def pattern(self, value: Raw) -> tree.Pattern:
        """The value as an argument of a predicate."""
        match value:
            case tree.Wildcard() | tree.Binder() | tree.CaretPattern() | tree.ConstructorPattern():
                return value
            case tree.PredicateAssertion(callee=tree.Name(name=name), indices=(), type_arguments=()):
                return tree.ConstructorPattern(value.span, name, value.arguments)
            case _:
                return tree.ValuePattern(value.span, self.expression(value))

    def assertion(self, value: Raw) -> tree.Assertion:
        """The value as an assertion."""
        match value:
            case tree.Call():
                return self._predicate(value)
            case tree.Conditional(span=span, condition=condition, then=then, otherwise=otherwise):
                return tree.ConditionalAssertion(span, condition, self.assertion(then), self.assertion(otherwise))
            case tree.SwitchExpression(span=span, subject=subject, cases=cases):
                return tree.SwitchAssertion(span, subject, tuple(self._assertion_case(case) for case in cases))
            case tree.MissingExpression(span=span):
                return tree.MissingAssertion(span)
        if type(value) in _SPATIAL:
            return value  # type: ignore[return-value]
        if type(value) in _PATTERNS:
            self.error(value.span, "a pattern can stand only as an argument of a predicate or behind `|->`")
            return tree.MissingAssertion(value.span)
        return tree.Pure(value.span, value)  # type: ignore[arg-type]

    def _assertion_case(self, case: tree.ExpressionCase) -> tree.AssertionCase:
        return tree.AssertionCase(case.span, case.constructor, case.bound, self.assertion(case.value))

    def _predicate(self, call: tree.Call) -> tree.PredicateAssertion:
        """A call as an assertion; the call of a call has its first arguments as indices."""
        callee, indices = call.callee, ()
        arguments = tuple(tree.ValuePattern(argument.span, argument) for argument in call.arguments)
        if isinstance(callee, tree.Call):
            inner = tuple(tree.ValuePattern(argument.span, argument) for argument in callee.arguments)
            return self.predicate(call.span, callee.callee, inner, arguments)
        return self.predicate(call.span, callee, indices, arguments)

    def predicate(
        self, span: Span, callee: Raw, indices: tuple[tree.Pattern, ...], arguments: tuple[tree.Pattern, ...]
    ) -> tree.PredicateAssertion:
        """The call of a predicate; type arguments leave the callee and stand in the call."""
        match callee:
            case tree.TypeApplication(span=whole, name=name, arguments=types):
                place = Span(whole.text, whole.start, min(whole.end, whole.start + len(name)))
                return tree.PredicateAssertion(span, tree.Name(place, name), types, indices, arguments)
            case _:
                return tree.PredicateAssertion(span, self.expression(callee), (), indices, arguments)
