"""Function pointers: calls through them, and proofs that a function has a function type."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from frame_ls.declarations import expressions as c
from frame_ls.declarations import statements as s
from frame_ls.declarations.addresses import function_address, sort_term
from frame_ls.declarations.program import FunctionKind, FunctionTypeInfo
from frame_ls.declarations.types import Type, sort_of
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.sorts import BOOL, Sort, parameter_sort
from frame_ls.logic.terms import WHOLE, Apply, Term
from frame_ls.source import Span
from frame_ls.verifier.calls import by_contract, parameter_values
from frame_ls.verifier.consume import Purpose, Taken
from frame_ls.verifier.evaluate import Values, evaluate, everything
from frame_ls.verifier.failure import stuck, unsupported
from frame_ls.verifier.outcomes import Normal, Outcome
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
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
    for path, callee in evaluate(session, state, expression.callee):
        for end, values in everything(session, path, expression.arguments):
            env = _known_implementation(session, end, info, callee, expression.span)
            env = replace(env, values={**env.values, **parameter_values(info.parameters, values)})
            purpose = Purpose("precondition", expression.span, f"the precondition of `{info.name}`")
            assert info.contract is not None
            yield from by_contract(
                session, end, info.contract, env, purpose, f"`{info.name}`", expression.type, Taken()
            )


def _known_implementation(session: Session, state: State, info: FunctionTypeInfo, callee: Term, span: Span) -> Env:
    """Evidence that the pointer is of the function type, and what the type's own parameters are."""
    if not info.is_predicate:
        fact = Apply(f"is_{info.name}", (callee,), BOOL)
        if session.prove(state, fact, f"the pointer is a `{info.name}`", span) is not None:
            raise stuck("precondition", span, f"nothing says that this pointer is a `{info.name}`")
        return Env()
    for atom in state.heap:
        if isinstance(atom, PredicateCall) and atom.name == f"is_{info.name}":
            phantoms = len(atom.args) - 1 - len(info.ghost_parameters)
            if session.same(state, atom.args[phantoms], callee, span):
                return _instance(info, atom, phantoms)
    raise stuck("missing-predicate", span, f"`is_{info.name}` of this pointer is missing, so it cannot be called")


def _instance(info: FunctionTypeInfo, atom: PredicateCall, phantoms: int) -> Env:
    sorts: dict[Sort, Sort] = {}
    from frame_ls.kernel.pure_definitions import match_sort

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
    info: FunctionTypeInfo, pointer: Term, types: tuple[Type, ...], arguments: tuple[Term, ...], mark: Mark
) -> PredicateCall:
    """`is_type<types>(pointer, arguments)`."""
    from frame_ls.declarations.names import mentions

    shown = (*(p.type for p in info.ghost_parameters),)
    phantoms = [
        sort_term(sort_of(t))
        for name, t in zip(info.type_parameters, types, strict=True)
        if not any(mentions(w, name) for w in (*shown, *(p.type for p in info.parameters), info.result))
    ]
    return PredicateCall(f"is_{info.name}", (*phantoms, pointer, *arguments), WHOLE, mark)


def produce_pointer(session: Session, state: State, statement: s.ProduceFunctionPointer) -> Iterator[Outcome]:
    """`produce_function_pointer_chunk`: the proof is checked, then the pointer is of the type."""
    raise unsupported("`produce_function_pointer_chunk`", statement.span)
    yield Normal(state)


def call_implemented(session: Session, state: State, expression: c.Call) -> Values:
    """`call()` in the proof that a function has a type."""
    raise unsupported("`call()`", expression.span)
    yield state, function_address("")
