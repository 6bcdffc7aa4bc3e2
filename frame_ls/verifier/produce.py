"""Assertions added to a state: what a precondition, a postcondition or an opened predicate gives.

Trusted: a state's heap and facts after `produce` describe what the assertion says of the memory that is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from frame_ls.declarations.assertions import (
    Anything,
    Assertion,
    Bind,
    CallAssertion,
    CellAssertion,
    Conditional,
    Constructed,
    Emp,
    Ensures,
    Exactly,
    Fraction,
    MemoryRead,
    Pattern,
    Pure,
    Star,
    Switch,
    Unify,
    Unsupported,
    Value,
)
from frame_ls.declarations.cells import initialised, maybe_unset
from frame_ls.declarations.evaluation import rebuilt
from frame_ls.declarations.logic_predicates import predicate_call
from frame_ls.declarations.sort_substitution import sort_at
from frame_ls.declarations.types import is_scalar
from frame_ls.logic.definitions import Constructor
from frame_ls.logic.heaps import Atom
from frame_ls.logic.sorts import REAL, Sort
from frame_ls.logic.terms import (
    MULTIPLY,
    TRUE,
    WHOLE,
    Apply,
    Number,
    Term,
    Variable,
    conjuncts,
    equal,
    less,
    negate,
)
from frame_ls.verifier.access import peek
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import unsupported
from frame_ls.verifier.memory import DUMMY, add_atom, leaf_atoms, leaves, limits_assumed
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.valuation import Env

Production = Iterator[tuple[State, Env]]


@dataclass(frozen=True, slots=True)
class Why:
    """Where produced things come from: their origin, their lineage, and what fraction of each is given."""

    origin: Origin
    lineage: int | None = None
    fraction: Term = WHOLE

    @property
    def mark(self) -> Mark:
        """The label of what is produced."""
        return Mark(self.origin, self.lineage)


def assume(session: Session, state: State, formula: Term, origin: Origin, condition: str | None = None) -> State | None:
    """The state that knows the formula; None where the path is seen to be impossible."""
    for part in conjuncts(formula):
        if part is TRUE:
            continue
        state = state.assuming(part, origin, condition)
    if formula is not TRUE and not session.is_feasible(state):
        return None
    return state


def branch(
    session: Session, state: State, condition: Term, origin: Origin, shown: str = ""
) -> Iterator[tuple[State, bool]]:
    """The state under the condition and under its negation, as far as each is possible."""
    truth = session.truth(state, condition)
    if truth is not None:
        known = condition if truth else negate(condition)
        if session.prove(state, known, "the other way cannot be taken", origin.span or session.nowhere) is None:
            yield state, truth
            return
    yes = assume(session, state, condition, origin, shown or None)
    if yes is not None:
        yield yes, True
    no = assume(session, state, negate(condition), origin, f"not {shown}" if shown else None)
    if no is not None:
        yield no, False


def value_of(session: Session, state: State, env: Env, value: Value) -> Term:
    """A ghost expression's value; raises `Stuck` where it reads memory that is not there."""
    if value.reads:
        env = replace(env, values={**env.values, **_read_all(session, state, env, value.reads)})
    return env.term(value.term)


def _read_all(session: Session, state: State, env: Env, reads: tuple[MemoryRead, ...]) -> dict[Variable, Term]:
    found: dict[Variable, Term] = {}
    for read in reads:
        inner = replace(env, values={**env.values, **found})
        address = inner.term(read.address)
        found[read.result] = peek(session, state, address, read.type, read.span)
    return found


def produce(session: Session, state: State, assertion: Assertion, env: Env, why: Why) -> Production:
    """All ways in which the assertion may hold of added memory, each with what its binders stand for."""
    session.budget.spend()
    match assertion:
        case Emp():
            yield state, env
        case Pure(condition=condition):
            known = assume(session, state, value_of(session, state, env, condition), why.origin)
            if known is not None:
                yield known, env
        case CellAssertion():
            yield from _cell(session, state, assertion, env, why)
        case CallAssertion():
            yield _call(session, state, assertion, env, why)
        case Star(parts=parts):
            yield from _parts(session, state, parts, env, why)
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            truth = value_of(session, state, env, condition)
            for taken, holds in branch(session, state, truth, why.origin):
                yield from produce(session, taken, then if holds else otherwise, env, why)
        case Switch():
            yield from _switch(session, state, assertion, env, why)
        case Unify(value=value, pattern=pattern):
            subject = value_of(session, state, env, value)
            env, shape = given(session, state, env, pattern)
            known = assume(session, state, equal(subject, shape), why.origin)
            if known is not None:
                yield known, env
        case _:
            yield from _special(session, state, assertion, env, why)


def _special(session: Session, state: State, assertion: Assertion, env: Env, why: Why) -> Production:
    match assertion:
        case Fraction(coefficient=coefficient, body=body):
            env, amount = given(session, state, env, coefficient, dummy=isinstance(coefficient, Anything))
            if not isinstance(amount, Number):
                state = state.assuming(less(Number(0, REAL), amount), why.origin)
            scaled = replace(why, fraction=rebuilt(MULTIPLY, (why.fraction, amount), REAL))
            yield from produce(session, state, body, env, scaled)
        case Ensures(span=span):
            raise unsupported("`ensures` inside an assertion", span)
        case Unsupported(construct=construct, span=span):
            raise unsupported(construct, span)


def _parts(session: Session, state: State, parts: tuple[Assertion, ...], env: Env, why: Why) -> Production:
    """The parts from left to right; all ways of the first with all ways of the rest."""
    pending = [iter([(state, env)])]
    while pending:
        found = next(pending[-1], None)
        if found is None:
            pending.pop()
        elif len(pending) > len(parts):
            yield found
        else:
            position = len(pending) - 1
            pending.append(produce(session, found[0], parts[position], found[1], _line(why, parts[:position])))


def _line(why: Why, before: tuple[Assertion, ...]) -> Why:
    """Only the first atom of a precondition begins a lineage."""
    is_first = why.lineage != 0 or all(isinstance(part, Emp | Pure | Unify) for part in before)
    return why if is_first else replace(why, lineage=None)


def _cell(session: Session, state: State, assertion: CellAssertion, env: Env, why: Why) -> Production:
    address = value_of(session, state, env, assertion.address)
    written = env.type(assertion.type)
    if not is_scalar(written):
        env, value = given(session, state, env, assertion.pattern)
        for leaf in leaves(session.program, address, written, value if assertion.initialised else None, assertion.span):
            state = add_atom(session, state, leaf_atoms(session, leaf, why.mark))
        yield state, env
        return
    env, content = given(session, state, env, assertion.pattern)
    if assertion.initialised:
        if not assertion.ghost:
            state = limits_assumed(session, state, content, written, why.origin)
        atom: Atom = initialised(address, written, content, why.fraction, why.mark)
    else:
        atom = maybe_unset(address, written, content, why.fraction, why.mark)
    yield add_atom(session, state, atom), env


def _call(session: Session, state: State, assertion: CallAssertion, env: Env, why: Why) -> tuple[State, Env]:
    arguments = []
    for pattern in assertion.arguments:
        env, argument = given(session, state, env, pattern)
        arguments.append(argument)
    atom = predicate_call(assertion.predicate, tuple(arguments), why.fraction, why.mark)
    return add_atom(session, state, atom), env


def _switch(session: Session, state: State, assertion: Switch, env: Env, why: Why) -> Production:
    subject = value_of(session, state, env, assertion.subject)
    for case in assertion.cases:
        for taken, fields in constructed(session, state, subject, case.constructor, why.origin):
            inner = env
            for variable, value in zip(case.bound, fields, strict=True):
                inner = inner.binding(variable, value)
            yield from produce(session, taken, case.body, inner, why)


def constructed(
    session: Session, state: State, subject: Term, constructor: str, origin: Origin
) -> Iterator[tuple[State, tuple[Term, ...]]]:
    """The state in which the subject was made by the constructor, and its fields; nothing where that is impossible."""
    form = session.form(state, subject, origin.span or session.nowhere)
    if form is not None:
        if form.operator == constructor:
            yield state, form.args
        return
    fields = tuple(session.fresh(name, sort) for name, sort in field_sorts(session, subject.sort, constructor))
    known = assume(session, state, equal(subject, Apply(constructor, fields, subject.sort)), origin)
    if known is not None:
        yield known, fields


def field_sorts(session: Session, sort: Sort, constructor: str) -> list[tuple[str, Sort]]:
    """Names and sorts of a constructor's fields, at the sort of the whole."""
    datatype = session.definitions.datatypes[sort.name]
    found: Constructor = next(c for c in datatype.constructors if c.name == constructor)
    sorts = dict(zip(datatype.parameters, sort.args, strict=True))
    return [(v.name, sort_at(v.sort, sorts)) for v in found.fields]


def given(session: Session, state: State, env: Env, pattern: Pattern, *, dummy: bool = False) -> tuple[Env, Term]:
    """What a pattern stands for where its value is not known yet: new symbols for what it binds."""
    match pattern:
        case Exactly(value=value):
            return env, value_of(session, state, env, value)
        case Bind(variable=variable):
            symbol = session.fresh(variable.name, env.sort(variable.sort))
            return env.binding(variable, symbol), symbol
        case Anything(sort=sort):
            return env, session.fresh(DUMMY if dummy else "some", env.sort(sort))
        case Constructed(constructor=constructor, arguments=arguments, sort=sort):
            parts = []
            for argument in arguments:
                env, part = given(session, state, env, argument)
                parts.append(part)
            return env, Apply(constructor, tuple(parts), env.sort(sort))
