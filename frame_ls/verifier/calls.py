"""Calls by contract: what the precondition asks for is taken, what the postcondition promises is given.

Trusted: that a call does what its contract says.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from frame_ls.declarations import expressions as c
from frame_ls.declarations.addresses import size_of
from frame_ls.declarations.assertions import (
    Anything,
    Bind,
    CallAssertion,
    Constructed,
    Contract,
    Exactly,
    Fraction,
    Pattern,
    Star,
    conjoined,
)
from frame_ls.declarations.program import Function, FunctionKind
from frame_ls.declarations.statements import Local
from frame_ls.declarations.types import Array, Integer, Pointer, Type, Void, sort_of
from frame_ls.declarations.unification import replaced
from frame_ls.kernel.pure_definitions import match_sort
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.sorts import Sort, data, parameter_sort
from frame_ls.logic.terms import ZERO, Apply, Term, Variable
from frame_ls.source import Span
from frame_ls.verifier.consume import Purpose, demand
from frame_ls.verifier.evaluate import Values, everything
from frame_ls.verifier.explanation import ExchangeKind, Origin
from frame_ls.verifier.failure import stuck, unsupported
from frame_ls.verifier.memory import limits_assumed, list_term
from frame_ls.verifier.produce import Why, produce
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.trace import Transfer, with_transfer
from frame_ls.verifier.valuation import Env

VARARG = data("vararg")


def call(session: Session, state: State, expression: c.Call) -> Values:
    """A call of a function or lemma by name."""
    if expression.function == "#call":
        from frame_ls.verifier.pointers import call_implemented

        yield from call_implemented(session, state, expression)
        return
    function = session.program.functions[expression.function]
    contract = function.promise
    if contract is None:
        message = f"`{function.name}` has no contract, so nothing is known of this call"
        raise stuck("no-contract", expression.span, message)
    check_order(session, function, expression.span)
    for path, values in everything(session, state, expression.arguments):
        sorts = type_arguments(path, function, expression, values)
        env = Env.of(_passed(session, function, expression, values), sorts)
        env = replace(env, types=dict(zip(function.type_parameters, expression.type_arguments, strict=False)))
        result = replaced(expression.type, {})
        session.trust(path, function, values)
        text = f"the precondition of `{function.name}`"
        purpose = Purpose("precondition", expression.span, text)
        yield from by_contract(session, path, contract, env, purpose, f"`{function.name}`", result, function)


def parameter_values(
    parameters: tuple[Local, ...], values: tuple[Term, ...], variadic: bool = False
) -> Mapping[Variable, Term]:
    """The values of the variables that a contract calls the parameters by."""
    given = values[: len(parameters)] if variadic else values
    return {p.variable: v for p, v in zip(parameters, given, strict=True)}


def _passed(
    session: Session, function: Function, expression: c.Call, values: tuple[Term, ...]
) -> Mapping[Variable, Term]:
    """The values of the parameters, and of the list of all other arguments where there may be any."""
    found = parameter_values(function.parameters, values, function.variadic)
    if function.varargs is None:
        return found
    count = len(function.parameters)
    others = zip(expression.arguments[count:], values[count:], strict=True)
    listed = list_term([_vararg(session, argument.type, value) for argument, value in others], VARARG)
    return {**found, function.varargs.variable: listed}


def _vararg(session: Session, written: Type, value: Term) -> Term:
    """An argument as the contract of a variadic function sees it."""
    match written:
        case Integer(signed=signed):
            size = size_of(written, session.program.target)
            return Apply("vararg_int" if signed else "vararg_uint", (size, value), VARARG)
        case Pointer() | Array():
            return Apply("vararg_pointer", (value,), VARARG)
    return Apply("vararg_other", (), VARARG)


def type_arguments(state: State, function: Function, expression: c.Call, values: tuple[Term, ...]) -> dict[Sort, Sort]:
    """The sort of each type parameter: as given, by the arguments, or by the predicates that the call asks for."""
    if len(expression.type_arguments) == len(function.type_parameters):
        return {
            parameter_sort(name): sort_of(given)
            for name, given in zip(function.type_parameters, expression.type_arguments, strict=True)
        }
    found: dict[Sort, Sort] = {}
    for parameter, value in zip(function.parameters, values, strict=False):
        match_sort(sort_of(parameter.type), value.sort, found)
    if function.promise is not None and len(found) < len(function.type_parameters):
        _match_predicates(state, function.promise, found)
    missing = [t for t in function.type_parameters if parameter_sort(t) not in found]
    if missing:
        raise unsupported(f"a call whose type argument `{missing[0]}` its arguments do not determine", expression.span)
    return found


def _match_predicates(state: State, contract: Contract, found: dict[Sort, Sort]) -> None:
    """Lets the predicates of the heap say what the type parameters in the precondition are."""
    for part in conjoined(contract.requires):
        inner = part.body if isinstance(part, Fraction) else part
        if not isinstance(inner, CallAssertion):
            continue
        for atom in state.heap:
            if isinstance(atom, PredicateCall) and atom.name == inner.predicate:
                for pattern, argument in zip(inner.arguments, atom.args, strict=True):
                    match_sort(pattern_sort(pattern), argument.sort, found)
                break


def pattern_sort(pattern: Pattern) -> Sort:
    """The sort of the values that the pattern is about."""
    match pattern:
        case Exactly(value=value):
            return value.term.sort
        case Bind(variable=variable):
            return variable.sort
        case Anything(sort=sort) | Constructed(sort=sort):
            return sort


def by_contract(
    session: Session,
    state: State,
    contract: Contract,
    env: Env,
    purpose: Purpose,
    what: str,
    result: Type,
    function: Function | None = None,
) -> Values:
    """The value and the state after a call by this contract, on each path."""
    for path, bound in demand(session, state, contract.requires, env, purpose):
        if function is not None:
            check_recursion(session, path, function, contract, bound, purpose.place or session.nowhere)
        for end, value in promised(session, path, contract, bound, what, result, purpose.place or session.nowhere):
            kind = (
                ExchangeKind.LEMMA
                if function is not None and function.kind is FunctionKind.LEMMA
                else ExchangeKind.CALL
            )
            given = tuple(env.values.values())
            made = Transfer(kind, what, given, bound.taken, path.heap, end.heap, bound.values, span=purpose.place)
            yield with_transfer(end, made), value


def promised(
    session: Session, state: State, contract: Contract, env: Env, what: str, result: Type, span: Span
) -> Values:
    """What the postcondition gives, with a new symbol for the result."""
    origin = Origin(f"result of {what}", span)
    value: Term = ZERO
    if contract.result is not None and not isinstance(result, Void):
        variable = contract.result
        symbol = session.fresh("result", env.sort(variable.sort))
        env = env.binding(variable, symbol)
        value = symbol
        if isinstance(result, Integer) and (session.function.kind is FunctionKind.REGULAR):
            state = limits_assumed(session, state, symbol, result, origin)
    # What `ensures` inside the precondition says is promised for the case that was met.
    ensures = Star((contract.ensures, *env.promised), contract.span) if env.promised else contract.ensures
    for path, _ in produce(session, state, ensures, env, Why(origin)):
        if session.is_feasible(path):
            yield path, value


def check_order(session: Session, function: Function, span: Span) -> None:
    """A lemma may rest on earlier lemmas and on itself; a function that terminates, on earlier ones that do."""
    own = session.function
    if function.name == own.name:
        if own.kind is FunctionKind.REGULAR and own.contract is not None and own.contract.terminates:
            raise stuck("termination", span, f"`{own.name}` has to terminate, and may not call itself")
        return
    if own.kind is FunctionKind.LEMMA and function.body is not None and function.order > own.order:
        message = (
            f"`{function.name}` is declared after `{own.name}`: lemmas may call earlier ones only, so that they end"
        )
        raise stuck("termination", span, message)
    if own.contract is not None and own.contract.terminates and function.kind is FunctionKind.REGULAR:
        promise = function.promise
        if promise is None or not promise.terminates or function.order > own.order:
            why = "is declared later" if function.order > own.order else "is not known to terminate"
            raise stuck("termination", span, f"`{own.name}` has to terminate, but `{function.name}` {why}")


def check_recursion(
    session: Session,
    after: State,
    function: Function,
    contract: Contract,
    env: Env,
    span: Span,
) -> None:
    """A lemma that calls itself: notes why the call is smaller."""
    if function.name != session.function.name or function.kind is not FunctionKind.LEMMA:
        return
    from frame_ls.verifier.termination import reasons_to_end

    reasons = reasons_to_end(session, after, function, contract, env)
    session.recursions.append((span, reasons))
    if not reasons:
        message = f"`{function.name}` calls itself, and nothing in this call is seen to be smaller"
        raise stuck("termination", span, message)


def call_pointer(session: Session, state: State, expression: c.CallPointer) -> Values:
    """A call through a pointer, by the contract of its function type."""
    from frame_ls.verifier.pointers import call_through

    yield from call_through(session, state, expression)
