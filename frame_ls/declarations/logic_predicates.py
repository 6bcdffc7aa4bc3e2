"""Predicate bodies as the prover and the kernel want them: a list of cases, each a symbolic heap."""

from __future__ import annotations

from dataclasses import dataclass, replace

from frame_ls.declarations.addresses import CONSTRUCTED_PREDICATE, PREDICATE
from frame_ls.declarations.assertions import (
    APPLY_PREDICATE,
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
from frame_ls.declarations.cells import initialised, maybe_unset
from frame_ls.declarations.evaluation import rebuilt
from frame_ls.declarations.types import is_scalar
from frame_ls.logic.heaps import Atom, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import REAL
from frame_ls.logic.terms import MULTIPLY, WHOLE, Apply, Term, Variable, conjuncts, equal, negate

_MOST_CASES = 64


class NotSymbolic(Exception):
    """The assertion is no disjunction of symbolic heaps, or too large a one."""


@dataclass(frozen=True, slots=True)
class _Case:
    """A case under construction; `fraction` scales the atoms that come."""

    pure: tuple[Term, ...] = ()
    spatial: tuple[Atom, ...] = ()
    exists: tuple[Variable, ...] = ()
    fraction: Term = WHOLE


def cases_of(body: Assertion) -> tuple[SymbolicHeap, ...] | None:
    """The cases, in the order of the text; None where the body cannot be written like that."""
    try:
        found = _Builder().add(body, [_Case()])
    except NotSymbolic:
        return None
    return tuple(SymbolicHeap(c.pure, c.spatial, c.exists) for c in found)


class _Builder:
    """Counts the variables that wildcards stand for."""

    def __init__(self) -> None:
        self._count = 0

    def add(self, assertion: Assertion, cases: list[_Case]) -> list[_Case]:
        """Each case with the assertion joined."""
        if len(cases) > _MOST_CASES:
            raise NotSymbolic
        match assertion:
            case Emp():
                return cases
            case Pure(condition=condition):
                return [_assuming(c, _term(condition)) for c in cases]
            case Unify(value=value, pattern=pattern):
                return [self._unified(c, _term(value), pattern) for c in cases]
            case CellAssertion():
                return [self._cell(c, assertion) for c in cases]
            case CallAssertion():
                return [self._call(c, assertion) for c in cases]
            case Star(parts=parts):
                for part in parts:
                    cases = self.add(part, cases)
                return cases
            case Fraction(coefficient=Exactly(value=value), body=body):
                inner = [replace(c, fraction=_scaled(c.fraction, _term(value))) for c in cases]
                return [
                    replace(done, fraction=before.fraction)
                    for before, start in zip(cases, inner, strict=True)
                    for done in self.add(body, [start])
                ]
            case Conditional(condition=condition, then=then, otherwise=otherwise):
                truth = _term(condition)
                yes = self.add(then, [_assuming(c, truth) for c in cases])
                return yes + self.add(otherwise, [_assuming(c, negate(truth)) for c in cases])
            case Switch():
                return self._switch(assertion, cases)
            case _:
                raise NotSymbolic

    def _switch(self, assertion: Switch, cases: list[_Case]) -> list[_Case]:
        subject = _term(assertion.subject)
        found: list[_Case] = []
        for case in assertion.cases:
            shape = Apply(case.constructor, case.bound, subject.sort)
            starts = [_assuming(replace(c, exists=(*c.exists, *case.bound)), equal(subject, shape)) for c in cases]
            found += self.add(case.body, starts)
        return found

    def _cell(self, case: _Case, assertion: CellAssertion) -> _Case:
        if not is_scalar(assertion.type):
            raise NotSymbolic
        case, content = self._pattern(case, assertion.pattern)
        make = initialised if assertion.initialised else maybe_unset
        atom = make(_term(assertion.address), assertion.type, content, case.fraction)
        return replace(case, spatial=(*case.spatial, atom))

    def _call(self, case: _Case, assertion: CallAssertion) -> _Case:
        arguments = []
        for pattern in assertion.arguments:
            case, argument = self._pattern(case, pattern)
            arguments.append(argument)
        atom = predicate_call(assertion.predicate, tuple(arguments), case.fraction)
        return replace(case, spatial=(*case.spatial, atom))

    def _unified(self, case: _Case, value: Term, pattern: Pattern) -> _Case:
        case, shape = self._pattern(case, pattern)
        return _assuming(case, equal(value, shape))

    def _pattern(self, case: _Case, pattern: Pattern) -> tuple[_Case, Term]:
        match pattern:
            case Exactly(value=value):
                return case, _term(value)
            case Bind(variable=variable):
                return replace(case, exists=(*case.exists, variable)), variable
            case Anything(sort=sort):
                self._count += 1
                variable = Variable(f"any!{self._count}", sort)
                return replace(case, exists=(*case.exists, variable)), variable
            case Constructed(constructor=constructor, arguments=arguments, sort=sort):
                parts = []
                for argument in arguments:
                    case, part = self._pattern(case, argument)
                    parts.append(part)
                return case, Apply(constructor, tuple(parts), sort)


def predicate_call(
    name: str, arguments: tuple[Term, ...], fraction: Term = WHOLE, label: object = None
) -> PredicateCall:
    """The call; one of a predicate value that is known is a call of that predicate."""
    while name == APPLY_PREDICATE and isinstance(arguments[0], Apply):
        value = arguments[0]
        if value.operator.startswith(PREDICATE):
            name, arguments = value.operator[len(PREDICATE) :], arguments[1:]
        elif value.operator.startswith(CONSTRUCTED_PREDICATE):
            name, arguments = value.operator[len(CONSTRUCTED_PREDICATE) :], (*value.args, *arguments[1:])
        else:
            break
    return PredicateCall(name, arguments, fraction, label)


def _assuming(case: _Case, formula: Term) -> _Case:
    return replace(case, pure=(*case.pure, *conjuncts(formula)))


def _term(value: Value) -> Term:
    if value.reads:
        raise NotSymbolic
    return value.term


def _scaled(fraction: Term, by: Term) -> Term:
    return by if fraction is WHOLE else rebuilt(MULTIPLY, (fraction, by), REAL)
