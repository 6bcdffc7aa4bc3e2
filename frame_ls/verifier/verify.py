"""Verifies one unit of a program: the entry to everything in this package."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from frame_ls.declarations.functions import memory_of
from frame_ls.declarations.program import Function, FunctionKind, Program, Unit
from frame_ls.declarations.statements import Block, Declare, Local
from frame_ls.declarations.types import Type, Void
from frame_ls.declarations.walking import assigned_locals, parts
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.terms import ZERO, Term, Variable
from frame_ls.prover.budget import Budget, OutOfBudget
from frame_ls.source import Finding, Severity
from frame_ls.verifier.consume import Purpose, demand
from frame_ls.verifier.execute import block
from frame_ls.verifier.explanation import ExchangeKind, Origin
from frame_ls.verifier.failure import Stuck, stuck
from frame_ls.verifier.initial import allocated, given_back
from frame_ls.verifier.leaks import check_leaks
from frame_ls.verifier.memory import limits_assumed
from frame_ls.verifier.outcome import Evidence, Status, UnitOutcome, VerifierOptions
from frame_ls.verifier.outcomes import Normal, Outcome, Returned
from frame_ls.verifier.produce import Why, produce
from frame_ls.verifier.session import Session, taken_at_its_word
from frame_ls.verifier.state import State
from frame_ls.verifier.termination import settle_recursion
from frame_ls.verifier.trace import Transfer, with_transfer
from frame_ls.verifier.unreachable import check_reached
from frame_ls.verifier.valuation import Env
from frame_ls.verifier.views import explained


def units_of(program: Program) -> tuple[Unit, ...]:
    """Everything that can be verified by itself, in the order of the text."""
    return program.units


def verify_function(program: Program, unit: Unit, options: VerifierOptions, budget: Budget) -> UnitOutcome:
    """The verdict on one unit. Depends on nothing but its arguments, all of which are values."""
    if unit.errors:
        unsupported = all(f.code == "unsupported" for f in unit.errors)
        return UnitOutcome(Status.UNSUPPORTED if unsupported else Status.ERROR, unit.errors)
    function = program.functions[unit.name]
    session = Session(program, function, definitions_for(program, function), options, budget)
    cut: OutOfBudget | None = None
    try:
        _verify(session)
    except OutOfBudget as end:
        cut = end
    return _outcome(session, cut)


def definitions_for(program: Program, function: Function) -> Definitions:
    """The definitions that a unit may use: a lemma rests on automatic lemmas before it, never on later ones.

    Other lemmas are applied unasked in functions only: whoever writes a lemma says by which others it holds.
    """
    whole = program.definitions
    hidden = frozenset(name for name in whole.lemmas if _is_hidden(program, name, function))
    if not hidden:
        return whole
    for known, without, part in _parts:
        if known is whole and without == hidden:
            return part
    part = replace(whole, lemmas={n: lemma for n, lemma in whole.lemmas.items() if n not in hidden})
    _parts.append((whole, hidden, part))
    del _parts[:-_MOST_PARTS]
    return part


_parts: list[tuple[Definitions, frozenset[str], Definitions]] = []  # units that see the same share what is known
_MOST_PARTS = 8


def _is_hidden(program: Program, name: str, function: Function) -> bool:
    """Whether the lemma is one of the text that the unit does not see, or may not rest on."""
    if name.startswith("#"):
        return False
    lemma = program.functions.get(name)
    if lemma is None:
        return True
    return function.kind is not FunctionKind.REGULAR and not (lemma.automatic and lemma.order < function.order)


def _outcome(session: Session, cut: OutOfBudget | None) -> UnitOutcome:
    findings = tuple(session.findings)
    errors = [f for f in findings if f.severity is Severity.ERROR]
    details = _details(session)
    explanation = explained(session) if session.options.keep_states else None
    if errors and all(f.code == "unsupported" for f in errors):
        return UnitOutcome(Status.UNSUPPORTED, findings, session.obligations, explanation=explanation, details=details)
    if errors:
        return UnitOutcome(Status.FAILED, findings, session.obligations, explanation=explanation, details=details)
    if cut is not None:
        reason = str(cut)
        timed_out = "time" in reason
        status = Status.TIMEOUT if timed_out else Status.UNKNOWN
        code = "timeout" if timed_out else "not-proved"
        finding = Finding(code, Severity.ERROR, session.function.name_span, f"`{session.function.name}`: {reason}")
        found = (*findings, finding)
        return UnitOutcome(status, found, session.obligations, explanation=explanation, details=details)
    evidence = Evidence.SOLVER if session.leans_on_solver else Evidence.PROOF
    return UnitOutcome(
        Status.VERIFIED,
        findings,
        session.obligations,
        evidence,
        tuple(session.proofs),
        explanation,
        steps=tuple(session.steps),
        details=details,
    )


def _details(session: Session) -> tuple[tuple[str, str], ...]:
    """What `-v` prints of the unit."""
    details = (
        ("obligations", str(session.obligations)),
        ("by a solver", str(session.leans_on_solver)),
        ("automatic steps", "; ".join(dict.fromkeys(s.text for s in session.steps)) or "none"),
        ("steps of reasoning", str(session.budget.spent)),
    )
    trusted = "; ".join(dict.fromkeys((*session.trusted, *_automatic_axioms(session))))
    return (*details, ("taken without proof", trusted)) if trusted else details


def _automatic_axioms(session: Session) -> Iterator[str]:
    """Automatic lemmas without a proof: any step may rest on them."""
    for name in session.program.automatic:
        function = session.program.functions[name]
        if function.body is None:
            yield taken_at_its_word(function)


def _verify(session: Session) -> None:
    function = session.function
    contract, body = function.contract, function.body
    assert contract is not None and body is not None
    session.local_types = _local_types(function)
    session.assigned = frozenset(assigned_locals(body))
    state = _parameters(session)
    why = Why(Origin("the precondition", contract.requires.span), 0 if function.kind is FunctionKind.LEMMA else None)
    entered = 0
    try:
        for path, env in produce(session, state, contract.requires, Env(state.store), why):
            if not session.is_feasible(path):
                continue
            entered += 1
            _body(session, replace(path, store=env.values))
    except Stuck as end:
        session.report(end.finding)
    if not entered and not session.findings:
        message = f"the precondition of `{function.name}` can never hold, so nothing was verified"
        session.report(Finding("contradictory-contract", Severity.ERROR, contract.requires.span, message))
    _check_claims(session, state)
    settle_recursion(session)
    if not session.findings:
        check_reached(session)


def _check_claims(session: Session, state: State) -> None:
    """What the function says it is beside its contract: of a function type, or as it was declared before."""
    from frame_ls.verifier.interface import check_interface
    from frame_ls.verifier.pointers import implements

    try:
        if session.function.implements is not None:
            implements(session, state, session.function)
        if session.function.interface is not None:
            check_interface(session, state)
    except Stuck as end:
        session.report(end.finding)


def _local_types(function: Function) -> dict[Variable, Type]:
    """The C types of real locals outside memory: what is known of their values in any iteration of a loop."""
    found: dict[Variable, Type] = {}
    for local in function.parameters:
        if not local.ghost:
            found[local.variable] = local.type
    for node in parts(function.body):
        if isinstance(node, Declare) and not node.local.ghost and not node.local.in_memory:
            found[node.local.variable] = node.local.type
    return found


def _parameters(session: Session) -> State:
    function = session.function
    store: dict[Variable, Term] = {}
    for local in function.parameters:
        store[local.variable] = session.fresh(local.written, local.variable.sort)
    state = State(store)
    if function.kind is FunctionKind.REGULAR:
        for local in function.parameters:
            if not local.ghost:
                origin = Origin(f"the parameter `{local.written}`", local.span)
                state = limits_assumed(session, state, store[local.variable], local.type, origin)
    return state


def _body(session: Session, state: State) -> None:
    function = session.function
    assert function.body is not None
    session.entry = state.store
    in_memory = [p for p in function.parameters if p.in_memory]
    for parameter in in_memory:
        state = allocated(session, state, memory_of(parameter), state.store[parameter.variable])
    for outcome in block(session, state, function.body):
        try:
            _end(session, outcome, in_memory, function.body)
        except Stuck as end:
            session.fail(outcome.state, end)


def _end(session: Session, outcome: Outcome, in_memory: list[Local], body: Block) -> None:
    """The function's end on one path: the postcondition is given and nothing is left."""
    function = session.function
    contract = function.contract
    assert contract is not None
    match outcome:
        case Normal(state=state):
            value: Term | None = None
            span = body.close_span
            if not isinstance(function.result, Void):
                if function.name == "main" and function.kind is FunctionKind.REGULAR:
                    value = ZERO
                else:
                    raise stuck("missing-return", span, f"`{function.name}` ends here without returning a value")
        case Returned(state=state, value=value, span=span):
            pass
        case _:
            raise stuck("syntax", outcome.span, "this leads nowhere inside the function")
    for parameter in in_memory:
        local = memory_of(parameter)
        state = given_back(session, state, local, state.store[local.variable], body.close_span)
    values = dict(session.entry)
    if contract.result is not None and value is not None:
        values[contract.result] = value
    purpose = Purpose("postcondition", None, f"the postcondition of `{function.name}`", end=span)
    moment = session.trace.enter(state, body.close_span if isinstance(outcome, Normal) else span, "end of function")
    if moment is not None:
        moment.failed = True
    for path, bound in demand(session, state, contract.ensures, Env(values), purpose):
        check_leaks(session, path, span, "when the function ends")
        made = Transfer(
            ExchangeKind.POSTCONDITION, "the postcondition", None, bound.taken, path.heap, path.heap, bound.values
        )
        if moment is not None:
            moment.after.append(with_transfer(path, made))
    if moment is not None:
        moment.failed = False
