"""Numbers as C computes them: which results fit their type, and what else an operation asks of its operands.

Trusted: that an operation whose obligations hold gives the term that it is said to give.
"""

from __future__ import annotations

from frame_ls.declarations.evaluation import rebuilt
from frame_ls.declarations.expressions import Arithmetic, ArithmeticOperator
from frame_ls.declarations.ghost_operators import truncated
from frame_ls.declarations.sizes import is_literal_within, within
from frame_ls.declarations.types import Float, Integer, Rank, Type, show_type
from frame_ls.logic.sorts import INT, data
from frame_ls.logic.terms import (
    ADD,
    MULTIPLY,
    ZERO,
    Apply,
    Number,
    Term,
    conjunction,
    different,
    disjunction,
    less,
    less_equal,
    minus,
)
from frame_ls.source import Span
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import stuck
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.wording import Words

_INTERPRETED = {"+": ADD, "*": MULTIPLY, "/": "/", "%": "%"}


def require(session: Session, state: State, formula: Term, code: str, span: Span, message: str) -> None:
    """An obligation of an operation; raises `Stuck` where it is not proved."""
    failed = session.prove(state, formula, message, span)
    if failed is not None and not _told(session, state, formula, message, span):
        from frame_ls.verifier.reasons import counterexample, path_notes

        words = Words(state)
        refuted = " (it is false here)" if session.is_refuted(state, formula) else ""
        text = f"{message}: could not prove `{words.term(formula)}`{refuted}"
        example = counterexample(words, failed)
        raise stuck(code, span, text + (f"\nfor example {example}" if example else ""), path_notes(state))


def _told(session: Session, state: State, formula: Term, message: str, span: Span) -> bool:
    """Whether what the predicates say shows it, in each of their cases."""
    from frame_ls.verifier.automation import told

    moment = session.moment()
    for cases in told(session, state, formula):
        if all(session.prove(case, formula, message, span) is None for case in cases):
            return True
        session.undo_to(moment)
    return False


def fits(session: Session, state: State, value: Term, kind: Integer, span: Span, code: str, what: str) -> None:
    """The obligation that the value lies within the limits of its type."""
    limits = session.program.target.limits(kind)
    if is_literal_within(value, limits):
        return
    message = f"{what} may not fit into `{show_type(kind)}`"
    require(session, state, conjunction(within(value, limits)), code, span, message)


def computed(session: Session, state: State, operation: Arithmetic, left: Term, right: Term) -> tuple[State, Term]:
    """The value of an arithmetic operation, and the state with what is known of it."""
    return operate(
        session, state, operation.operator, operation.type, left, right, operation.span, wraps=operation.wraps
    )


def operate(
    session: Session,
    state: State,
    operator: ArithmeticOperator,
    kind: Type,
    left: Term,
    right: Term,
    span: Span,
    *,
    wraps: bool,
) -> tuple[State, Term]:
    """`left operator right`, computed in the type `kind`."""
    if isinstance(kind, Float):
        return state, Apply(f"#{kind.name}{operator}", (left, right), data(f"#{kind.name}"))
    assert isinstance(kind, Integer)
    match operator:
        case "+" | "-" | "*":
            term = rebuilt(MULTIPLY, (left, right), INT) if operator == "*" else _sum(operator, left, right)
            return state, bounded(session, state, term, kind, span, operator, wraps=wraps)
        case "/" | "%":
            _divisor(session, state, kind, left, right, span)
            return state, rebuilt(operator, (left, right), INT)
        case "<<" | ">>":
            return _shifted(session, state, operator, kind, left, right, span, wraps=wraps)
        case _:
            term = rebuilt(f"#{operator}", (left, right), INT)
            return _bits_known(session, state, operator, kind, left, right, term), term


def _sum(operator: str, left: Term, right: Term) -> Term:
    return rebuilt(ADD, (left, right if operator == "+" else minus(right)), INT)


def bounded(
    session: Session, state: State, term: Term, kind: Integer, span: Span, operator: str, *, wraps: bool
) -> Term:
    """The result of an operation that must not leave its type, or that wraps around where that is asked for."""
    options = session.options
    if wraps:
        if kind.signed and not options.wrap_signed:
            message = "signed arithmetic wraps around only where `--wrap-signed` says that the compiler makes it"
            fits(session, state, term, kind, span, "overflow", message + f"; the result of `{operator}`")
            return term
        return truncated(term, kind)
    if options.overflow_check:
        fits(session, state, term, kind, span, "overflow", f"the result of `{operator}`")
    return term


def _divisor(session: Session, state: State, kind: Integer, left: Term, right: Term, span: Span) -> None:
    if not (isinstance(right, Number) and right.value):
        require(session, state, different(right, ZERO), "division-by-zero", span, "the divisor may be zero")
    if kind.signed and session.options.overflow_check and not (isinstance(right, Number) and right.value != -1):
        low = session.program.target.limits(kind)[0]
        safe = disjunction((different(left, low), different(right, Number(-1))))
        require(session, state, safe, "overflow", span, "the least number divided by -1 does not fit")


def _shifted(
    session: Session,
    state: State,
    operator: str,
    kind: Integer,
    left: Term,
    right: Term,
    span: Span,
    *,
    wraps: bool,
) -> tuple[State, Term]:
    width = session.program.target.width(kind.rank) or {Rank.INT: 2, Rank.LONG: 4}.get(kind.rank, 2)
    bits = 8 * width - (1 if kind.signed else 0)
    amount = conjunction((less_equal(ZERO, right), less(right, Number(bits))))
    message = f"a `{show_type(kind)}` may be shifted by less than {bits} only"
    require(session, state, amount, "shift", span, message)
    if kind.signed:
        require(session, state, less_equal(ZERO, left), "shift", span, "a negative number may be shifted")
    term = rebuilt(f"#{operator}", (left, right), INT)
    if operator == "<<":
        return state, bounded(session, state, term, kind, span, operator, wraps=wraps)
    origin = Origin("the shift", span)
    if not isinstance(term, Number):
        state = state.assuming(less_equal(ZERO, term), origin).assuming(less_equal(term, left), origin)
    return state, term


def _bits_known(
    session: Session, state: State, operator: str, kind: Integer, left: Term, right: Term, term: Term
) -> State:
    """What is known of a bitwise operation: its result fits the type; of two non-negative operands, more."""
    if isinstance(term, Number):
        return state
    origin = Origin(f"the operation `{operator}`")
    for fact in within(term, session.program.target.limits(kind)):
        state = state.assuming(fact, origin)
    if all(session.holds(state, less_equal(ZERO, side)) for side in (left, right)):
        state = state.assuming(less_equal(ZERO, term), origin)
        bounds = (left, right) if operator == "&" else (rebuilt(ADD, (left, right), INT),)
        for bound in bounds:
            state = state.assuming(less_equal(term, bound), origin)
    return state


def converted(
    session: Session, state: State, term: Term, kind: Integer, span: Span, *, explicit: bool, truncating: bool
) -> Term:
    """A number as a value of another integer type, which must be able to hold it unless bits may be dropped."""
    limits = session.program.target.limits(kind)
    if is_literal_within(term, limits):
        return term
    if truncating or (explicit and not session.options.overflow_check):
        return rebuilt_truncation(session, state, term, kind)
    if session.options.overflow_check:
        fits(session, state, term, kind, span, "narrowing", "the value")
    return term


def rebuilt_truncation(session: Session, state: State, term: Term, kind: Integer) -> Term:
    """What is left of the bits; the value itself where it is seen to fit."""
    limits = session.program.target.limits(kind)
    if all(session.truth(state, fact) is True for fact in within(term, limits)):
        return term
    return truncated(term, kind)
