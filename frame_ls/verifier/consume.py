"""Assertions taken out of a state: what a call, a loop, the end of a function or `close` asks for.

Everything that is asked for is matched with an atom of the heap; each equation that a match rests on, and each pure
conjunct, is an obligation. Trusted: that what was matched is what was asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

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
    Pattern,
    Pure,
    Star,
    Switch,
    Unify,
    Unsupported,
)
from frame_ls.declarations.evaluation import monomials, rebuilt, summed
from frame_ls.logic.sorts import INT, REAL
from frame_ls.logic.terms import ADD, EQUAL, MULTIPLY, WHOLE, Apply, Number, Term, Variable, conjuncts, equal, minus
from frame_ls.source import Span
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import Stuck, Unknown, unsupported
from frame_ls.verifier.produce import branch, constructed, field_sorts, value_of
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.valuation import Env

Thing = TypeVar("Thing")
Consumption = Iterator[tuple[State, Env]]


@dataclass(frozen=True, slots=True)
class Purpose:
    """What asks: `code` is that of the finding where a pure conjunct fails.

    Findings stand at `place`, or at the very conjunct where it is None; `end` is where the path ended that asks.

    `text` names it for messages ("the precondition of `push`"). `fraction` is what part of everything is asked for:
    None for whatever part is there.
    """

    code: str
    place: Span | None
    text: str
    fraction: Term = WHOLE
    end: Span | None = None
    opened: int = 0  # how many predicates were opened to find one thing
    fuel: int | None = None  # how many automatic steps may follow on each other; None: as many as is usual


def consume(session: Session, state: State, assertion: Assertion, env: Env, purpose: Purpose) -> Consumption:
    """The state without what the assertion describes, and what its binders stand for; one for each case of the path.

    Raises `Stuck` where something is missing or not known to hold.
    """
    session.budget.spend()
    match assertion:
        case Emp():
            yield state, env
        case Pure(condition=condition):
            yield from _pure(session, state, value_of(session, state, env, condition), env, purpose, assertion.span)
        case CellAssertion() | CallAssertion():
            from frame_ls.verifier.matching import consume_atom

            yield from consume_atom(session, state, assertion, env, purpose)
        case Star(parts=parts):
            yield from _parts(session, state, parts, env, purpose)
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            truth = value_of(session, state, env, condition)
            if env.is_open(truth):
                raise unsupported("a condition on a value that closing has to find", assertion.span)
            for path, holds in branch(session, state, truth, Origin(purpose.text, condition.span)):
                yield from consume(session, path, then if holds else otherwise, env, purpose)
        case Switch():
            yield from _switch(session, state, assertion, env, purpose)
        case Unify(value=value, pattern=pattern):
            subject = value_of(session, state, env, value)
            found = matched(session, state, env, pattern, subject, purpose, assertion.span)
            if found is None:
                raise _not_known(session, state, assertion, env, purpose)
            yield found
        case _:
            yield from _special(session, state, assertion, env, purpose)


def demand(session: Session, state: State, assertion: Assertion, env: Env, purpose: Purpose) -> Consumption:
    """As `consume`; where a pure conjunct is not known to hold, what the predicates tell beforehand is learnt first.

    A conjunct may speak of what a predicate says that stands before it, and is gone when its turn comes.
    """
    yield from learning(session, state, lambda path: consume(session, path, assertion, env, purpose))


def learning(session: Session, state: State, make: Callable[[State], Iterable[Thing]]) -> list[Thing]:
    """All that `make` gives; where it fails at a formula, what it gives once predicates were looked into."""
    from frame_ls.verifier.attempts import attempted
    from frame_ls.verifier.automation import told

    moment = session.moment()
    try:
        return list(make(state))
    except Unknown as end:
        session.undo_to(moment)
        for cases in told(session, state, end.formula):
            found = attempted(session, lambda cases=cases: [end for case in cases for end in make(case)])  # type: ignore[misc]
            if found is not None:
                return found
        raise


def _special(session: Session, state: State, assertion: Assertion, env: Env, purpose: Purpose) -> Consumption:
    match assertion:
        case Fraction(coefficient=Exactly(value=value), body=body):
            amount = value_of(session, state, env, value)
            scaled = replace(purpose, fraction=rebuilt(MULTIPLY, (purpose.fraction, amount), REAL))
            yield from consume(session, state, body, env, scaled)
        case Fraction(coefficient=coefficient, body=body):
            from frame_ls.verifier.matching import consume_fraction

            yield from consume_fraction(session, state, coefficient, body, env, purpose)
        case Ensures(body=body, span=span):
            if purpose.fraction is not WHOLE:
                raise unsupported("`ensures` inside a fraction of an assertion", span)
            yield state, env.promising(body)
        case Unsupported(construct=construct, span=span):
            raise unsupported(construct, span)


def _parts(
    session: Session,
    state: State,
    parts: tuple[Assertion, ...],
    env: Env,
    purpose: Purpose,
) -> Consumption:
    """The parts from left to right; every case of the first with every case of the rest."""
    pending: list[Consumption] = [iter([(state, env)])]
    while pending:
        found = next(pending[-1], None)
        if found is None:
            pending.pop()
        elif len(pending) > len(parts):
            yield found
        else:
            pending.append(consume(session, found[0], parts[len(pending) - 1], found[1], purpose))


# Pure conjuncts.


def _pure(session: Session, state: State, formula: Term, env: Env, purpose: Purpose, span: Span) -> Consumption:
    for part in conjuncts(formula):
        if env.is_open(part):
            env = _solved(env, env.term(part), span)
        else:
            require(session, state, part, purpose, span)
    yield state, env


def _solved(env: Env, formula: Term, span: Span) -> Env:
    """An equation may say what an unbound variable is; any other conjunct about one is shown later."""
    if isinstance(formula, Apply) and formula.operator == EQUAL:
        for one, other in (formula.args, formula.args[::-1]):
            if isinstance(one, Variable) and one in env.unbound and not env.is_open(other):
                return env.solving(one, other)
            solution = solved_sum(env, one, other)
            if solution is not None:
                return env.solving(*solution)
    return env.pending(formula, span)


def solved_sum(env: Env, pattern: Term, value: Term) -> tuple[Variable, Term] | None:
    """The one unbound variable of a sum that is the value, and what it then is."""
    if pattern.sort is not INT or env.is_open(value):
        return None
    parts = monomials(pattern)
    opens = [part for part in parts if env.is_open(part)]
    if len(opens) != 1 or not isinstance(opens[0], Variable) or abs(parts[opens[0]]) != 1:
        return None
    variable = opens[0]
    factor = parts.pop(variable)
    rest = summed(parts, INT)
    difference = rebuilt(ADD, (value, minus(rest)), INT)
    return variable, difference if factor == 1 else rebuilt(MULTIPLY, (Number(-1), difference), INT)


def show_later(session: Session, state: State, env: Env, purpose: Purpose) -> None:
    """Shows the conjuncts that had to wait; raises `Stuck` where one is not proved, or is still not determined."""
    for formula, span in env.later:
        if env.is_open(formula):
            raise unsupported("closing with an argument that its body does not determine", span)
        require(session, state, formula, purpose, span)


def require(session: Session, state: State, formula: Term, purpose: Purpose, span: Span) -> None:
    """An obligation: the formula holds; raises `Stuck` where that is not proved."""
    failed = session.prove(state, formula, purpose.text, span)
    if failed is None or _computed(session, state, formula, purpose, span):
        return
    if not _told(session, state, formula, purpose, span):
        from frame_ls.verifier.reasons import not_proved

        raise Unknown(not_proved(session, state, formula, purpose, span, failed).finding, formula)


def _computed(session: Session, state: State, formula: Term, purpose: Purpose, span: Span) -> bool:
    """Whether the formula is shown by computing what is in it by definition."""
    from frame_ls.verifier.computing import computed

    moment = session.moment()
    known, value = computed(session, state, formula, span)
    if value is not formula and session.prove(known, formula, purpose.text, span) is None:
        return True
    session.undo_to(moment)
    return False


def _told(session: Session, state: State, formula: Term, purpose: Purpose, span: Span) -> bool:
    """Whether looking into the predicates that are there shows the formula in each of their cases."""
    if purpose.fuel == 0:
        return False
    from frame_ls.verifier.automation import told

    moment = session.moment()
    for cases in told(session, state, formula):
        if all(session.prove(case, formula, purpose.text, span) is None for case in cases):
            return True
        session.undo_to(moment)
    return False


def _not_known(session: Session, state: State, assertion: Unify, env: Env, purpose: Purpose) -> Stuck:
    from frame_ls.verifier.reasons import no_such_form

    return no_such_form(session, state, value_of(session, state, env, assertion.value), purpose, assertion.span)


def _switch(session: Session, state: State, assertion: Switch, env: Env, purpose: Purpose) -> Consumption:
    subject = value_of(session, state, env, assertion.subject)
    if isinstance(subject, Variable) and subject in env.unbound:
        yield from _chosen(session, state, assertion, subject, env, purpose)
        return
    for case in assertion.cases:
        for path, fields in constructed(
            session, state, subject, case.constructor, Origin(purpose.text, assertion.span)
        ):
            inner = env
            for variable, value in zip(case.bound, fields, strict=True):
                inner = inner.binding(variable, value)
            yield from consume(session, path, case.body, inner, purpose)


def _chosen(
    session: Session, state: State, assertion: Switch, subject: Variable, env: Env, purpose: Purpose
) -> Consumption:
    """A value that closing has to find is whatever one of the cases makes of it, the first that is there."""
    from frame_ls.verifier.attempts import attempted

    for case in assertion.cases:
        fields = tuple(session.fresh(name, sort) for name, sort in field_sorts(session, subject.sort, case.constructor))
        inner = env.solving(subject, Apply(case.constructor, fields, subject.sort))
        inner = replace(inner, unbound=inner.unbound | frozenset(fields))
        for variable, value in zip(case.bound, fields, strict=True):
            inner = inner.binding(variable, value)
        found = attempted(session, lambda c=case, e=inner: consume(session, state, c.body, e, purpose))  # type: ignore[misc]
        if found is not None:
            yield from found
            return
    raise unsupported("closing with a value that no case of its `switch` gives", assertion.span)


# Patterns against values.


def matched(
    session: Session, state: State, env: Env, pattern: Pattern, value: Term, purpose: Purpose, span: Span
) -> tuple[State, Env] | None:
    """The state and the environment in which the pattern matches the value; None where it is not proved to."""
    match pattern:
        case Anything():
            return state, env
        case Bind(variable=variable):
            return state, env.binding(variable, value)
        case Exactly(value=wanted):
            term = value_of(session, state, env, wanted)
            inner = fitted(session, state, env, term, value, purpose, span)
            return None if inner is None else (state, inner)
        case Constructed(constructor=constructor, arguments=arguments):
            parts = _fields(session, state, value, constructor, purpose, span)
            if parts is None:
                return None
            state, values = parts
            for argument, part in zip(arguments, values, strict=True):
                found = matched(session, state, env, argument, part, purpose, span)
                if found is None:
                    return None
                state, env = found
            return state, env


def _fields(
    session: Session, state: State, value: Term, constructor: str, purpose: Purpose, span: Span
) -> tuple[State, tuple[Term, ...]] | None:
    """The fields of a value that is shown to be made by the constructor: that all others are impossible is enough."""
    form = session.form(state, value, span)
    if form is None:
        from frame_ls.verifier.computing import computed

        state, known = computed(session, state, value, span)
        form = session.form(state, known, span)
    if form is not None:
        return (state, form.args) if form.operator == constructor else None
    datatype = session.definitions.datatypes.get(value.sort.name)
    if datatype is None:
        return None
    origin = Origin(purpose.text, span)
    for other in datatype.constructors:
        if other.name != constructor and any(constructed(session, state, value, other.name, origin)):
            return None
    return next(constructed(session, state, value, constructor, origin), None)


def fitted(
    session: Session, state: State, env: Env, wanted: Term, value: Term, purpose: Purpose, span: Span
) -> Env | None:
    """The environment in which the two are equal: unbound variables are found, the rest is proved."""
    if wanted is value:
        return env
    if not env.is_open(wanted):
        return env if session.prove(state, equal(wanted, value), purpose.text, span) is None else None
    if isinstance(wanted, Variable):
        return env.solving(wanted, value)
    solution = solved_sum(env, wanted, value)
    if solution is not None:
        return env.solving(*solution)
    if isinstance(wanted, Apply):
        form = value if isinstance(value, Apply) and value.operator == wanted.operator else None
        form = form or session.form(state, value, span)
        if form is not None and form.operator == wanted.operator and len(form.args) == len(wanted.args):
            for inner, part in zip(wanted.args, form.args, strict=True):
                found = fitted(session, state, env, env.term(inner), part, purpose, span)
                if found is None:
                    return None
                env = found
            return env
    return None
