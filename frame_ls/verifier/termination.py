"""Why a lemma that calls itself ends: one measure that shrinks at every call."""

from __future__ import annotations

from frame_ls.declarations.assertions import Contract
from frame_ls.declarations.program import Function, FunctionKind
from frame_ls.declarations.statements import Block, GhostSwitch
from frame_ls.logic.heaps import PointsTo
from frame_ls.logic.terms import WHOLE, ZERO, Term, less, less_equal
from frame_ls.source import Finding, Severity
from frame_ls.verifier.produce import value_of
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.valuation import Env


def reasons_to_end(session: Session, after: State, function: Function, contract: Contract, env: Env) -> frozenset[str]:
    """The measures that are smaller for the call than they were at the lemma's beginning."""
    reasons: set[str] = set()
    if contract.decreases is not None:
        if _measure_decreases(session, after, contract, env):
            reasons.add("the measure")
        return frozenset(reasons)
    if _argument_decreases(session, after, function, env):
        reasons.add("an argument")
    if env.taken:
        label = env.taken[0][1].label
        if isinstance(label, Mark) and label.lineage is not None and label.lineage > 0:
            reasons.add("the first predicate")
    if any(isinstance(a, PointsTo) and a.fraction is WHOLE for a in after.heap):
        reasons.add("the heap")
    return frozenset(reasons)


def _measure_decreases(session: Session, state: State, contract: Contract, env: Env) -> bool:
    assert contract.decreases is not None
    old = value_of(session, state, Env(session.entry), contract.decreases)
    new = value_of(session, state, env, contract.decreases)
    span = contract.decreases.span
    text = "the measure decreases"
    return all(session.prove(state, f, text, span) is None for f in (less_equal(ZERO, old), less(new, old)))


def induction_parameter(session: Session, statement: GhostSwitch, subject: Term) -> int | None:
    """The parameter that a `switch` begins an induction on; None where it is no such switch.

    It is one where the lemma's body is that `switch` alone, or where it is alone in a case of one, and where its
    subject is a parameter as it was given.
    """
    if session.function.kind is not FunctionKind.LEMMA or not _is_alone(session.function.body, statement):
        return None
    for position, local in enumerate(session.function.parameters):
        if session.entry.get(local.variable) is subject:
            return position
    return None


def _is_alone(block: Block | None, statement: GhostSwitch) -> bool:
    if block is None or len(block.statements) != 1:
        return False
    only = block.statements[0]
    if only is statement:
        return True
    return isinstance(only, GhostSwitch) and any(_is_alone(case.body, statement) for case in only.cases)


def _argument_decreases(session: Session, state: State, function: Function, env: Env) -> bool:
    """Whether the arguments are smaller, in the order in which the body switches on the parameters."""
    for parameter, parts in state.inductions:
        local = function.parameters[parameter]
        variable = env.at.variable(local.variable) if env.at.sorts else local.variable
        given: Term = env.values[variable]
        if given in parts:
            return True
        if given is not session.entry[local.variable]:
            return False
    return False


def settle_recursion(session: Session) -> None:
    """One measure has to shrink at every call of the lemma by itself; else a finding at the last one."""
    if not session.recursions:
        return
    common = frozenset.intersection(*(reasons for _, reasons in session.recursions))
    if not common:
        span = session.recursions[-1][0]
        name = session.function.name
        message = f"`{name}` calls itself in ways that each shrink something, but nothing shrinks in all of them"
        session.report(Finding("termination", Severity.ERROR, span, message))
