"""One cell or predicate taken out of the heap: which atom it is, what part of it, and what is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from frame_ls.declarations.array_predicates import UNSET_ARRAYS
from frame_ls.declarations.assertions import (
    APPLY_PREDICATE,
    Anything,
    Assertion,
    Bind,
    CallAssertion,
    CellAssertion,
    Exactly,
    Pattern,
    Star,
    conjoined,
)
from frame_ls.declarations.cells import MAYBE, cell_name, filled, some
from frame_ls.declarations.evaluation import rebuilt
from frame_ls.declarations.logic_predicates import predicate_call
from frame_ls.declarations.sort_substitution import sort_at
from frame_ls.declarations.types import is_scalar
from frame_ls.kernel.pure_definitions import match_sort
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall
from frame_ls.logic.sorts import REAL, Sort
from frame_ls.logic.terms import ADD, MULTIPLY, WHOLE, Number, Term, Variable, conjunction, equal, less, minus
from frame_ls.source import Span
from frame_ls.verifier.consume import Consumption, Purpose, consume, fitted, matched
from frame_ls.verifier.failure import unsupported
from frame_ls.verifier.memory import is_dummy
from frame_ls.verifier.produce import value_of
from frame_ls.verifier.session import Session
from frame_ls.verifier.spelling import respelled
from frame_ls.verifier.state import State
from frame_ls.verifier.valuation import Env
from frame_ls.verifier.wording import Words

HALF = Number(Fraction(1, 2), REAL)


def consume_atom(
    session: Session,
    state: State,
    assertion: CellAssertion | CallAssertion,
    env: Env,
    purpose: Purpose,
    coefficient: Pattern | None = None,
) -> Consumption:
    """Takes the atom; `coefficient` is a pattern for the fraction that is asked for."""
    if isinstance(assertion, CellAssertion) and not is_scalar(env.type(assertion.type)):
        yield from _composite(session, state, assertion, env, purpose)
        return
    wanted = _wanted(session, state, assertion, env)
    found = _found(session, state, wanted, env, purpose, coefficient)
    if found is not None:
        yield found
        return
    from frame_ls.verifier.automation import find_atom

    yield from find_atom(session, state, wanted, env, purpose, coefficient)


def _found(
    session: Session, state: State, wanted: Wanted, env: Env, purpose: Purpose, coefficient: Pattern | None
) -> tuple[State, Env] | None:
    """The heap without the wanted atom, where it is there as it stands, or under its other name."""
    for index in wanted.candidates(session, state):
        found = _taken(session, state, index, wanted, env, purpose, coefficient)
        if found is not None:
            path, bound = found
            return path, bound.took(wanted.assertion, state.heap[index])
    root = wanted.values[0] if wanted.is_cell else None
    if root is None:
        return None
    other = _set(session, state, wanted, root) or respelled(session, state, wanted.name, root, wanted.span)
    return None if other is None else _found(session, other, wanted, env, purpose, coefficient)


def _set(session: Session, state: State, wanted: Wanted, root: Term) -> State | None:
    """The state in which the wanted cell is one with a value, where it might be unset but is shown not to be."""
    assertion = wanted.assertion
    if wanted.maybe or not isinstance(assertion, CellAssertion):
        return None
    for index, atom in enumerate(state.heap):
        if not isinstance(atom, PredicateCall) or atom.name != MAYBE + wanted.name:
            continue
        if not session.same(state, atom.args[0], root, wanted.span):
            continue
        content = session.form(state, atom.args[1], wanted.span)
        if content is not None and content.operator == "some":
            cell = filled(atom, content.args[0])
            return replace(state, heap=(*state.heap[:index], cell, *state.heap[index + 1 :]))
    return None


class Wanted:
    """What is asked for: a kind of atom, and patterns for its terms. The first `inputs` find it."""

    __slots__ = ("assertion", "inputs", "maybe", "name", "patterns", "span", "values")

    def __init__(
        self,
        assertion: CellAssertion | CallAssertion,
        name: str,
        patterns: tuple[Pattern | Term, ...],
        values: tuple[Term | None, ...],
        inputs: int | None,
        *,
        maybe: bool,
    ) -> None:
        self.assertion = assertion
        self.name = name
        self.patterns = patterns
        self.values = values  # of the patterns that have one already
        self.inputs = inputs
        self.maybe = maybe  # a cell that need not be set
        self.span: Span = assertion.span

    def candidates(self, session: Session, state: State) -> Iterator[int]:
        """The atoms of the kind, those whose terms are the very ones first; a differing input rules one out."""
        found: list[tuple[int, int]] = []
        for index, atom in enumerate(state.heap):
            terms = self.terms(atom)
            if terms is None:
                continue
            distance = self._distance(session, state, terms)
            if distance is not None:
                found.append((distance, index))
        found.sort()
        for _, index in found:
            yield index

    def terms(self, atom: Atom) -> tuple[Term, ...] | None:
        """The atom's terms, in step with the patterns; None where it is of another kind."""
        match atom:
            case PointsTo(cell=cell, root=root, values=values):
                if cell.name == self.name and isinstance(self.assertion, CellAssertion):
                    return (root, some(values[0]) if self.maybe else values[0])
                return None
            case PredicateCall(name=name, args=args):
                if isinstance(self.assertion, CellAssertion):
                    return args if self.maybe and name == MAYBE + self.name else None
                if self._is_any_contents and name == self.name[:-1]:
                    # An array that is set is one that may be unset; what it holds is not asked for.
                    return args
                return args if name == self.name and len(args) == len(self.patterns) else None

    def sorts(self, session: Session, env: Env) -> tuple[Sort, ...]:
        """The sorts of a predicate's arguments."""
        predicate = session.definitions.predicates[self.name]
        found: dict[Sort, Sort] = {}
        for parameter, value in zip(predicate.parameters, self.values, strict=True):
            if value is not None:
                match_sort(parameter.sort, value.sort, found)
        for parameter, pattern in zip(predicate.parameters, self.patterns, strict=True):
            if isinstance(pattern, Anything):
                match_sort(parameter.sort, env.sort(pattern.sort), found)
            elif isinstance(pattern, Bind):
                match_sort(parameter.sort, env.sort(pattern.variable.sort), found)
        return tuple(sort_at(p.sort, found) for p in predicate.parameters)

    @property
    def _is_any_contents(self) -> bool:
        """Whether an array that may be unset is asked for, whatever it holds."""
        return self.name in UNSET_ARRAYS and isinstance(self.patterns[-1], Anything)

    def _distance(self, session: Session, state: State, terms: tuple[Term, ...]) -> int | None:
        """How many terms are not the very ones; None where a term that finds the atom surely differs."""
        distance = 0
        decisive = len(terms) if self.inputs is None else self.inputs
        for position, (wanted, term) in enumerate(zip(self.values, terms, strict=True)):
            if wanted is None or wanted is term:
                continue
            known = session.are_equal(state, wanted, term)
            if not known and position < decisive and self._rules_out(session, state, wanted, term):
                return None
            distance += 1 if known else 100
        return distance

    def nearly(self, session: Session, state: State) -> Iterator[Term]:
        """What would make an atom that has the wanted root the wanted atom."""
        if not self.values or self.values[0] is None:
            return
        for atom in state.heap:
            terms = self.terms(atom)
            if terms is None or not session.are_equal(state, terms[0], self.values[0]):
                continue
            pairs = [(v, t) for v, t in zip(self.values, terms, strict=True) if v is not None]
            lacking = [equal(v, t) for v, t in pairs if not session.are_equal(state, v, t)]
            if lacking:
                yield conjunction(lacking)

    def _rules_out(self, session: Session, state: State, wanted: Term, term: Term) -> bool:
        session.follow(state)
        return session.context.disequal(wanted, term)

    @property
    def is_cell(self) -> bool:
        """Whether a cell is asked for, and no predicate."""
        return isinstance(self.assertion, CellAssertion)

    def shown(self, state: State) -> str:
        """The atom as the user would write it."""
        words = Words(state)
        arguments = [words.term(v) if v is not None else "_" for v in self.values]
        if isinstance(self.assertion, CellAssertion):
            root = self.values[0]
            place = words.cell(self.name, root) if root is not None else self.name
            return f"{place} |-> {'_' if self.maybe else arguments[1]}"
        if self.name == APPLY_PREDICATE:
            return f"{arguments[0]}({', '.join(arguments[1:])})"
        return f"{self.name}({', '.join(arguments)})"


def _wanted(session: Session, state: State, assertion: CellAssertion | CallAssertion, env: Env) -> Wanted:
    if isinstance(assertion, CellAssertion):
        address = value_of(session, state, env, assertion.address)
        name, root = cell_name(address, env.type(assertion.type))
        content = _known(session, state, env, assertion.pattern)
        return Wanted(assertion, name, (root, assertion.pattern), (root, content), 1, maybe=not assertion.initialised)
    values = tuple(_known(session, state, env, p) for p in assertion.arguments)
    name, patterns = assertion.predicate, assertion.arguments
    inputs = assertion.inputs
    if name == APPLY_PREDICATE and values[0] is not None:
        # A known predicate value is that predicate itself.
        call = predicate_call(name, tuple(v if v is not None else Variable("_", WHOLE.sort) for v in values))
        if call.name != name:
            given = len(call.args) - (len(values) - 1)
            head = call.args[:given]
            inputs = None if inputs is None else inputs - 1 + given
            return Wanted(assertion, call.name, (*head, *patterns[1:]), (*head, *values[1:]), inputs, maybe=False)
    return Wanted(assertion, name, patterns, values, inputs, maybe=False)


def _known(session: Session, state: State, env: Env, pattern: Pattern) -> Term | None:
    if isinstance(pattern, Exactly):
        value = value_of(session, state, env, pattern.value)
        return None if env.is_open(value) else value
    return None


def _taken(
    session: Session,
    state: State,
    index: int,
    wanted: Wanted,
    env: Env,
    purpose: Purpose,
    coefficient: Pattern | None,
) -> tuple[State, Env] | None:
    """The state without the part of the atom that is asked for; None where the atom does not fit."""
    atom = state.heap[index]
    terms = wanted.terms(atom)
    assert terms is not None
    before = session.obligations
    inner: Env | None = env
    for pattern, term in zip(wanted.patterns, terms, strict=True):
        assert inner is not None
        if isinstance(pattern, Term):
            inner = fitted(session, state, inner, pattern, term, purpose, wanted.span)
        else:
            found = matched(session, state, inner, pattern, term, purpose, wanted.span)
            state, inner = found if found is not None else (state, None)
        if inner is None:
            session.obligations = before
            return None
    assert inner is not None
    return part_taken(session, state, index, inner, purpose, coefficient, wanted.span)


def part_taken(
    session: Session,
    state: State,
    index: int,
    env: Env,
    purpose: Purpose,
    coefficient: Pattern | None,
    span: Span,
) -> tuple[State, Env] | None:
    """The state without the fraction of the atom that is asked for; None where there is less of it."""
    atom = state.heap[index]
    owned = atom.fraction
    match coefficient:
        case Bind(variable=variable):
            return state.without(index), env.binding(variable, _divided(owned, purpose.fraction))
        case Anything():
            if is_dummy(owned):
                half = rebuilt(MULTIPLY, (HALF, owned), REAL)
                return _with_fraction(state, index, half), env
            return state.without(index), env
    amount = purpose.fraction
    if isinstance(coefficient, Exactly):
        given = value_of(session, state, env, coefficient.value)
        amount = rebuilt(MULTIPLY, (amount, given), REAL)
        if env.is_open(amount):
            raise unsupported("closing with a fraction that its body does not determine", span)
    if amount is owned or session.same(state, amount, owned, span):
        return state.without(index), env
    if session.holds(state, less(amount, owned)):
        failed = session.prove(state, less(amount, owned), purpose.text, span)
        positive = session.prove(state, less(Number(0, REAL), amount), purpose.text, span)
        if failed is None and positive is None:
            return _with_fraction(state, index, rebuilt(ADD, (owned, minus(amount)), REAL)), env
    return None


def _divided(owned: Term, by: Term) -> Term:
    if by is WHOLE:
        return owned
    return rebuilt("/", (owned, by), REAL)


def _with_fraction(state: State, index: int, fraction: Term) -> State:
    atom = replace(state.heap[index], fraction=fraction)
    return replace(state, heap=(*state.heap[:index], atom, *state.heap[index + 1 :]))


def consume_fraction(
    session: Session,
    state: State,
    coefficient: Pattern,
    body: Assertion,
    env: Env,
    purpose: Purpose,
) -> Consumption:
    """`[?f]body` and `[_]body`: of one atom, as much as there is."""
    match body:
        case CellAssertion() | CallAssertion():
            yield from consume_atom(session, state, body, env, purpose, coefficient)
        case _ if isinstance(coefficient, Anything):
            raise unsupported("`[_]` before more than one atom", body.span)
        case _:
            yield from _fraction_of_first(session, state, coefficient, body, env, purpose)


def _fraction_of_first(
    session: Session,
    state: State,
    coefficient: Pattern,
    body: Assertion,
    env: Env,
    purpose: Purpose,
) -> Consumption:
    first, *rest = conjoined(body)
    if not isinstance(first, CellAssertion | CallAssertion) or not isinstance(coefficient, Bind):
        raise unsupported("this fraction of an assertion", body.span)
    for path, found in consume_atom(session, state, first, env, purpose, coefficient):
        amount = found.values[found.at.variable(coefficient.variable) if found.at.sorts else coefficient.variable]
        scaled = replace(purpose, fraction=rebuilt(MULTIPLY, (purpose.fraction, amount), REAL))
        yield from consume(session, path, Star(tuple(rest), body.span), found, scaled)


def _composite(session: Session, state: State, assertion: CellAssertion, env: Env, purpose: Purpose) -> Consumption:
    """A struct's memory: all of its members."""
    from frame_ls.verifier.composites import take_composite

    address = value_of(session, state, env, assertion.address)
    yield from take_composite(session, state, assertion, address, env, purpose)
