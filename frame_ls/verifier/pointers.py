"""Function pointers: calls through them, and proofs that a function has a function type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from frame_ls.declarations import expressions as c
from frame_ls.declarations import statements as s
from frame_ls.declarations.addresses import function_address, type_term
from frame_ls.declarations.names import mentions
from frame_ls.declarations.program import Function, FunctionKind, FunctionTypeInfo
from frame_ls.declarations.statements import Local
from frame_ls.declarations.types import Type, Void, sort_of
from frame_ls.kernel.pure_definitions import match_sort
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.sorts import BOOL, POINTER, REAL, Sort, parameter_sort
from frame_ls.logic.terms import WHOLE, ZERO, Apply, Term
from frame_ls.source import Span
from frame_ls.verifier.calls import by_contract, parameter_values
from frame_ls.verifier.consume import Purpose, consume
from frame_ls.verifier.evaluate import Values, evaluate, everything
from frame_ls.verifier.execute import execute
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import stuck, unsupported
from frame_ls.verifier.leaks import check_leaks
from frame_ls.verifier.memory import DUMMY, limits_assumed
from frame_ls.verifier.outcomes import Normal, Outcome
from frame_ls.verifier.produce import Why, produce, value_of
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Implementation, Mark, State
from frame_ls.verifier.valuation import Env


def call_through(session: Session, state: State, expression: c.CallPointer) -> Values:
    """A call by the contract of the pointer's function type."""
    info = session.program.function_types.get(expression.function_type or "")
    if info is None or info.contract is None:
        raise stuck("no-contract", expression.span, "nothing is known of the function that this pointer points to")
    own = session.function
    ends = own.kind is FunctionKind.LEMMA or (own.contract is not None and own.contract.terminates)
    if ends and not info.lemma and not info.contract.terminates:
        raise stuck("termination", expression.span, f"`{own.name}` has to terminate, but `{info.name}` may not")
    purpose = Purpose("precondition", expression.span, f"the precondition of `{info.name}`")
    for path, callee in evaluate(session, state, expression.callee):
        for end, values in everything(session, path, expression.arguments):
            env = _known_implementation(session, end, info, callee, expression.span)
            env = replace(env, values={**env.values, **parameter_values(info.parameters, values)})
            result = expression.type
            yield from by_contract(session, end, info.contract, env, purpose, f"`{info.name}`", result)


def _known_implementation(session: Session, state: State, info: FunctionTypeInfo, callee: Term, span: Span) -> Env:
    """Evidence that the pointer is of the function type, and what the type's own parameters are."""
    if not info.is_predicate:
        fact = Apply(f"is_{info.name}", (callee,), BOOL)
        if session.prove(state, fact, f"the pointer is a `{info.name}`", span) is not None:
            raise stuck("precondition", span, f"nothing says that this pointer is a `{info.name}`")
        return Env({info.this.variable: callee})
    for atom in state.heap:
        if isinstance(atom, PredicateCall) and atom.name == f"is_{info.name}":
            phantoms = len(atom.args) - 1 - len(info.ghost_parameters)
            if session.same(state, atom.args[phantoms], callee, span):
                if info.lemma and atom.fraction is not WHOLE:
                    message = "only the fraction of this lemma pointer is owned; a lemma may be called if all of it is"
                    raise stuck("partial-permission", span, message)
                return _instance(info, atom, phantoms).binding(info.this.variable, callee)
    raise stuck("missing-predicate", span, f"`is_{info.name}` of this pointer is missing, so it cannot be called")


def _instance(info: FunctionTypeInfo, atom: PredicateCall, phantoms: int) -> Env:
    sorts: dict[Sort, Sort] = {}
    given = atom.args[phantoms + 1 :]
    for parameter, value in zip(info.ghost_parameters, given, strict=True):
        match_sort(sort_of(parameter.type), value.sort, sorts)
    unknown = [t for t in info.type_parameters if parameter_sort(t) not in sorts]
    for name, value in zip(unknown, atom.args, strict=False):
        assert isinstance(value, Apply)
        sorts[parameter_sort(name)] = value.args[0].sort
    return Env.of({p.variable: v for p, v in zip(info.ghost_parameters, given, strict=True)}, sorts)


# Proofs that a function has a type.


def pointer_atom(
    info: FunctionTypeInfo,
    pointer: Term,
    types: tuple[Type, ...],
    arguments: tuple[Term, ...],
    fraction: Term,
    mark: Mark,
) -> PredicateCall:
    """`is_type<types>(pointer, arguments)`."""
    determining = tuple(p.type for p in info.ghost_parameters)
    phantoms = [
        type_term(t) for name, t in zip(info.type_parameters, types, strict=True) if not mentions(determining, name)
    ]
    return PredicateCall(f"is_{info.name}", (*phantoms, pointer, *arguments), fraction, mark)


@dataclass(frozen=True, slots=True)
class _Claim:
    """What has to be shown: the function type's contract, at these types and arguments."""

    info: FunctionTypeInfo
    types: tuple[Type, ...]
    arguments: tuple[Term, ...]
    span: Span
    pointer: Term

    def env(self, session: Session, names: tuple[Local, ...]) -> tuple[Env, tuple[Term, ...]]:
        """The type's parameters: its own as given, the function's as new symbols (named as the proof names them)."""
        sorts = {
            parameter_sort(name): sort_of(given)
            for name, given in zip(self.info.type_parameters, self.types, strict=True)
        }
        base = Env.of({p.variable: v for p, v in zip(self.info.ghost_parameters, self.arguments, strict=True)}, sorts)
        stems = [n.written for n in names] + [p.written for p in self.info.parameters[len(names) :]]
        symbols = tuple(
            session.fresh(stem, base.sort(p.variable.sort)) for stem, p in zip(stems, self.info.parameters, strict=True)
        )
        for parameter, symbol in zip(self.info.parameters, symbols, strict=True):
            base = base.binding(parameter.variable, symbol)
        return base.binding(self.info.this.variable, self.pointer), symbols


def implements(session: Session, state: State, function: Function) -> None:
    """Shows that the function's contract gives what the type behind its head asks for; raises `Stuck` otherwise."""
    clause = function.implements
    assert clause is not None
    info = session.program.function_types.get(clause.function_type)
    if info is None or info.contract is None or function.contract is None:
        return
    claim = _Claim(info, clause.type_arguments, clause.arguments, clause.span, function_address(function.name))
    env, symbols = claim.env(session, ())
    start = replace(_limited(session, state, info, symbols), heap=())
    purpose = Purpose("contract-mismatch", clause.span, f"`{info.name}`, which `{function.name}` says it is,")
    for path, bound in produce(session, start, info.contract.requires, env, Why(Origin(f"`{info.name}`", clause.span))):
        given = Env.of(parameter_values(function.parameters, symbols[: len(function.parameters)]))
        asked = replace(purpose, text=f"the precondition of `{function.name}`, which has the type `{info.name}`,")
        what = f"`{function.name}`"
        for end, value in by_contract(session, path, function.contract, given, asked, what, function.result):
            _promised(session, end, claim, bound, value, purpose)


def _limited(session: Session, state: State, info: FunctionTypeInfo, symbols: tuple[Term, ...]) -> State:
    if info.lemma:
        return state
    for parameter, symbol in zip(info.parameters, symbols, strict=True):
        state = limits_assumed(session, state, symbol, parameter.type, Origin("its type", info.span))
    return state


def _promised(session: Session, state: State, claim: _Claim, env: Env, value: Term | None, purpose: Purpose) -> None:
    contract = claim.info.contract
    assert contract is not None
    if contract.result is not None:
        if value is None:
            raise stuck("missing-return", claim.span, "the proof has to call the function, whose result is promised")
        env = env.binding(contract.result, value)
    for path, _ in consume(session, state, contract.ensures, env, purpose):
        check_leaks(session, path, claim.span, "when the function that the pointer points to ends")


def produce_pointer(session: Session, state: State, statement: s.ProduceFunctionPointer) -> Iterator[Outcome]:
    """`produce_function_pointer_chunk` and its like for lemmas: the proof is checked, then the pointer is there."""
    info = session.program.function_types[statement.function_type]
    if info.contract is None:
        raise stuck("no-contract", statement.span, f"`{info.name}` has no contract")
    function = session.program.functions.get(statement.function) if statement.function is not None else None
    env = Env(state.store)
    arguments = tuple(value_of(session, state, env, a) for a in statement.arguments)
    pointer = function_address(function.name) if function is not None else session.fresh("lemma", POINTER)
    claim = _Claim(info, statement.type_arguments, arguments, statement.span, pointer)
    _check_proof(session, state, statement, claim, function)
    mark = Mark(Origin(f"`{info.name}`, shown here", statement.span))
    fraction: Term = WHOLE if statement.lemma else session.fresh(DUMMY, REAL)
    atom = pointer_atom(info, pointer, statement.type_arguments, arguments, fraction, mark)
    start = state.with_atoms(atom)
    if statement.body is None:
        if statement.lemma:
            raise unsupported("a lemma pointer without the statement that it is for", statement.span)
        yield Normal(start)
        return
    for outcome in execute(session, start, statement.body):
        yield replace(outcome, state=_given_up(session, outcome.state, atom, statement.span))


def _given_up(session: Session, state: State, atom: PredicateCall, span: Span) -> State:
    """The pointer exists during the statement only."""
    for index, other in enumerate(state.heap):
        if not isinstance(other, PredicateCall) or other.name != atom.name or other.fraction is not WHOLE:
            continue
        if all(session.same(state, a, b, span) for a, b in zip(other.args, atom.args, strict=True)):
            return state.without(index)
    raise stuck("missing-predicate", span, f"`{atom.name}` has to be here again at the end of this statement")


def _check_proof(
    session: Session, state: State, statement: s.ProduceFunctionPointer, claim: _Claim, function: Function | None
) -> None:
    """The proof gives the type's postcondition from its precondition, calling the function in between."""
    info = claim.info
    assert info.contract is not None
    env, symbols = claim.env(session, statement.parameters)
    named = {local.variable: v for local, v in zip(statement.parameters, symbols, strict=False)}
    call = None if function is None else Implementation(function, symbols[: len(function.parameters)])
    start = replace(_limited(session, state, info, symbols), heap=(), implementing=call, called=None, loop=None)
    purpose = Purpose("contract-mismatch", statement.span, f"`{info.name}`")
    if function is not None and info.lemma and function.name == session.function.name:
        raise stuck("termination", statement.span, f"`{function.name}` may not become a pointer in its own proof")
    why = Why(Origin(f"the precondition of `{info.name}`", statement.span))
    for path, bound in produce(session, start, info.contract.requires, env, why):
        values = {v: t for v, t in bound.values.items() if v not in env.values}
        entered = replace(path, store={**state.store, **values, **named})
        if statement.proof is None:
            ends: Iterator[tuple[State, Term | None]] = iter(called(session, entered, statement.span))
        else:
            ends = (
                (outcome.state, outcome.state.called)
                for outcome in execute(session, entered, statement.proof)
                if isinstance(outcome, Normal)
            )
        for end, value in ends:
            _promised(session, end, claim, bound, value, purpose)


def call_implemented(session: Session, state: State, expression: c.Call) -> Values:
    """`call()` in the proof that a function has a type."""
    yield from called(session, state, expression.span)


def called(session: Session, state: State, span: Span) -> Values:
    """The function that the proof is about, called with the parameters of the type."""
    implementing = state.implementing
    if implementing is None:
        raise stuck("ghost-effect", span, "there is no function here that `call()` could call")
    function = implementing.function
    contract = function.promise
    if contract is None:
        raise stuck("no-contract", span, f"`{function.name}` has no contract, so nothing is known of this call")
    env = Env.of(parameter_values(function.parameters, implementing.arguments))
    purpose = Purpose("precondition", span, f"the precondition of `{function.name}`")
    result = function.result
    for path, value in by_contract(session, state, contract, env, purpose, f"`{function.name}`", result):
        kept = None if isinstance(result, Void) else value
        yield replace(path, called=kept, implementing=None), value if kept is not None else ZERO
