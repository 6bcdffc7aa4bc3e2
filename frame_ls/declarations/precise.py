"""The check behind a predicate's `;`: that its inputs determine its heap and its outputs.

What is claimed to be precise is merged from fractions, so a wrong claim would be unsound.
"""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.declarations.assertions import (
    Anything,
    Assertion,
    Bind,
    CallAssertion,
    CellAssertion,
    Conditional,
    Constructed,
    Emp,
    Exactly,
    Fraction,
    Pattern,
    Pure,
    Star,
    Switch,
    Unify,
    Value,
)
from frame_ls.declarations.names import Desk
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import EQUAL, Apply, Term, Variable, conjuncts
from frame_ls.source import Span

Fixed = frozenset[Variable]


def check_precise(
    desk: Desk, inputs: tuple[Variable, ...], outputs: tuple[Variable, ...], body: Assertion, span: Span
) -> None:
    """Reports where the body is not determined by the inputs."""
    check = _Check(desk)
    fixed = check.walk(body, frozenset(inputs))
    for output in outputs:
        if output not in fixed and not check.failed:
            name = output.name.partition("~")[0]
            message = f"the inputs do not determine `{name}`, which stands behind the `;`"
            desk.report("not-precise", span, message)
            return


@dataclass(slots=True)
class _Check:
    """Walks from left to right; what is fixed so far determines what comes."""

    desk: Desk
    failed: bool = False

    def walk(self, assertion: Assertion, fixed: Fixed) -> Fixed:
        """The variables that are determined after the assertion."""
        match assertion:
            case Emp():
                return fixed
            case Pure(condition=condition):
                return _equated(condition.term, fixed)
            case Star(parts=parts):
                for part in parts:
                    fixed = self.walk(part, fixed)
                return fixed
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                self._need(condition, fixed, "the condition")
                return self.walk(then, fixed) & self.walk(otherwise, fixed)
            case Switch(subject=subject, cases=cases):
                self._need(subject, fixed, "what is switched on")
                found = [self.walk(case.body, fixed | frozenset(case.bound)) for case in cases]
                return frozenset.intersection(*found) if found else fixed
            case CellAssertion(address=address, pattern=pattern):
                self._need(address, fixed, "the address")
                return self._bound(pattern, fixed)
            case Unify(value=value, pattern=pattern):
                self._need(value, fixed, "the value")
                return self._bound(pattern, fixed)
            case CallAssertion():
                return self._call(assertion, fixed)
            case Fraction(coefficient=coefficient, body=body):
                if isinstance(coefficient, Exactly):
                    self._need(coefficient.value, fixed, "the fraction")
                elif not isinstance(coefficient, Anything):
                    self._fail(assertion.span, "a fraction that is bound here is not determined")
                return self.walk(body, fixed)
            case _:
                return fixed

    def _call(self, call: CallAssertion, fixed: Fixed) -> Fixed:
        if call.inputs is None:
            self._fail(call.span, "a predicate without `;` is not known to be precise")
            return fixed
        for pattern in call.arguments[: call.inputs]:
            if isinstance(pattern, Exactly):
                self._need(pattern.value, fixed, "an argument before the `;`")
            else:
                self._fail(call.span, "an argument before the `;` is not determined")
        for pattern in call.arguments[call.inputs :]:
            fixed = self._bound(pattern, fixed)
        return fixed

    def _bound(self, pattern: Pattern, fixed: Fixed) -> Fixed:
        match pattern:
            case Bind(variable=variable):
                return fixed | {variable}
            case Exactly(value=value):
                return fixed | self._parts(value.term)
            case Constructed(arguments=arguments):
                for argument in arguments:
                    fixed = self._bound(argument, fixed)
                return fixed
        return fixed

    def _parts(self, term: Term) -> Fixed:
        """The variables that a value made by constructors is made of."""
        if isinstance(term, Variable):
            return frozenset((term,))
        if isinstance(term, Apply):
            head = self.desk.names.pure.get(term.operator)
            if head is not None and head.constructor_of is not None:
                return frozenset().union(*(self._parts(a) for a in term.args))
        return frozenset()

    def _need(self, value: Value, fixed: Fixed, what: str) -> None:
        loose = [v for v in free_variables(value.term) if v not in fixed]
        if loose or value.reads:
            name = loose[0].name.partition("~")[0] if loose else "memory"
            self._fail(value.span, f"{what} is not determined by the inputs: it depends on `{name}`")

    def _fail(self, span: Span, message: str) -> None:
        if not self.failed:
            self.desk.report("not-precise", span, f"this predicate is not precise, as its `;` says: {message}")
        self.failed = True


def _equated(formula: Term, fixed: Fixed) -> Fixed:
    """An equation with a variable alone on one side and nothing but determined ones on the other determines it."""
    for part in conjuncts(formula):
        if isinstance(part, Apply) and part.operator == EQUAL:
            for one, other in (part.args, part.args[::-1]):
                if isinstance(one, Variable) and all(v in fixed for v in free_variables(other)):
                    fixed |= {one}
    return fixed
