"""Lemmas applied unasked: one whose conclusion has what is wanted, and whose premises are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from frame_ls.declarations.assertions import CallAssertion, Exactly, Fraction, conjoined
from frame_ls.declarations.program import Function, FunctionKind
from frame_ls.declarations.types import sort_of
from frame_ls.kernel.pure_definitions import match_sort
from frame_ls.logic.sorts import INT, Sort
from frame_ls.logic.terms import ADD, Apply, Term, Variable, subtract
from frame_ls.verifier.consume import Purpose, consume, show_later
from frame_ls.verifier.explanation import ExchangeKind, Origin
from frame_ls.verifier.failure import unsupported
from frame_ls.verifier.outcome import AutomaticStep
from frame_ls.verifier.produce import Why, produce
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.trace import Transfer, with_transfer
from frame_ls.verifier.valuation import Env
from frame_ls.verifier.wording import Words

if TYPE_CHECKING:
    from frame_ls.verifier.matching import Wanted

Bindings = dict[Variable, Term]


def lemma_ways(
    session: Session, state: State, wanted: Wanted, purpose: Purpose
) -> Iterator[Callable[[], Iterator[State]]]:
    """Each lemma that may give what is wanted, applied."""
    for function in usable(session):
        contract = function.promise
        assert contract is not None
        for conjunct in conjoined(contract.ensures):
            part = conjunct.body if isinstance(conjunct, Fraction) else conjunct
            if isinstance(part, CallAssertion) and part.predicate == wanted.name:
                bindings = _bindings(session, state, function, part, wanted)
                if bindings is not None:
                    yield lambda f=function, b=bindings: applied(session, state, f, b, purpose)  # type: ignore[misc]


def usable(session: Session) -> Iterator[Function]:
    """The lemmas that this unit may rest on, in the order of their declarations."""
    own = session.function
    for function in session.spatial_lemmas:
        if own.kind is FunctionKind.LEMMA and function.order >= own.order:
            continue
        yield function


def _bindings(
    session: Session, state: State, function: Function, part: CallAssertion, wanted: Wanted
) -> Bindings | None:
    """What the lemma's parameters are if the conjunct is what is wanted; None where it is not."""
    found: Bindings = {}
    sorts: dict[Sort, Sort] = {}
    parameters = frozenset(p.variable for p in function.parameters)
    decisive = len(part.arguments) if part.inputs is None else part.inputs
    for position, (pattern, value) in enumerate(zip(part.arguments, wanted.values, strict=True)):
        if value is None or not isinstance(pattern, Exactly):
            continue
        if not unified(pattern.value.term, value, parameters, found, sorts) and position < decisive:
            known = isinstance(pattern.value.term, Apply) and not pattern.value.term.args
            if not (known and session.are_equal(state, pattern.value.term, value)):
                return None
    return found


def unified(
    pattern: Term, value: Term, variables: frozenset[Variable], found: Bindings, sorts: dict[Sort, Sort]
) -> bool:
    """Makes the pattern the value by what its variables stand for, where that is seen; other variables match all."""
    if isinstance(pattern, Variable):
        if pattern in variables:
            if found.setdefault(pattern, value) is not value:
                return False
            return match_sort(pattern.sort, value.sort, sorts)
        return True
    if isinstance(pattern, Apply) and pattern.sort is INT and pattern.operator == ADD:
        return _solved(pattern, value, variables, found)
    if isinstance(pattern, Apply) and isinstance(value, Apply) and pattern.operator == value.operator:
        return len(pattern.args) == len(value.args) and all(
            unified(p, v, variables, found, sorts) for p, v in zip(pattern.args, value.args, strict=True)
        )
    return pattern is value


def _solved(pattern: Apply, value: Term, variables: frozenset[Variable], found: Bindings) -> bool:
    """`x + rest` is the value: x is the value less the rest, once the rest is known."""
    opens = [a for a in pattern.args if isinstance(a, Variable) and a in variables and a not in found]
    rest = [found.get(a, a) if isinstance(a, Variable) else a for a in pattern.args if a not in opens]
    if len(opens) == 1 and not any(isinstance(r, Variable) for r in rest):
        total = value
        for part in rest:
            total = subtract(total, part)
        found[opens[0]] = total
    return True


def applied(session: Session, state: State, function: Function, given: Bindings, purpose: Purpose) -> Iterator[State]:
    """The states after a call of the lemma; arguments that are not given are found by its premises."""
    contract = function.promise
    assert contract is not None
    place = purpose.end or purpose.place or session.nowhere
    sorts: dict[Sort, Sort] = {}
    for variable, value in given.items():
        match_sort(variable.sort, value.sort, sorts)
    if function.type_parameters and len(sorts) < len(function.type_parameters):
        raise unsupported("a lemma whose type arguments are not known", place)
    values: Bindings = {}
    unbound: list[Variable] = []
    base = Env.of({}, sorts)
    for parameter in function.parameters:
        if parameter.variable in given:
            values[parameter.variable] = given[parameter.variable]
            continue
        unbound.append(session.fresh(parameter.written, base.sort(sort_of(parameter.type))))
        values[parameter.variable] = unbound[-1]
    env = replace(Env.of(values, sorts), unbound=frozenset(unbound))
    if function.library:
        # The library has many lemmas: what one of them asks for has to be there.
        purpose = replace(purpose, fuel=0)
    for path, bound in consume(session, state, contract.requires, env, purpose):
        show_later(session, path, bound, purpose)
        if bound.unbound:
            raise unsupported("a lemma whose arguments are not determined", place)
        session.steps.append(AutomaticStep(_shown(path, function, bound), place))
        session.trust(path, function)
        why = Why(Origin(f"`{function.name}`, applied unasked", place))
        for end, _ in produce(session, path, contract.ensures, bound, why):
            if session.is_feasible(end):
                shown = _shown(path, function, bound)[:-1]
                made = Transfer(
                    ExchangeKind.LEMMA, shown, None, bound.taken, path.heap, end.heap, bound.values, automatic=True
                )
                yield with_transfer(end, made)


def _shown(state: State, function: Function, env: Env) -> str:
    words = Words(state)
    variables = [env.at.variable(p.variable) if env.at.sorts else p.variable for p in function.parameters]
    return f"{function.name}({', '.join(words.term(env.values[v]) for v in variables)});"
