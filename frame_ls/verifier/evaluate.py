"""Expressions of C, evaluated symbolically: the value, and the state after all effects, on each path.

Trusted: order of evaluation, short circuits, conversions, and what every operator asks of memory and values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from frame_ls.declarations import expressions as c
from frame_ls.declarations.addresses import (
    GLOBAL,
    STRING,
    address_number,
    element_address,
    element_key,
    field_address,
    global_address,
    pointer_at,
)
from frame_ls.declarations.evaluation import rebuilt
from frame_ls.declarations.types import Bool, Float, Integer, Pointer, Type, Void, show_type, sort_of
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.sorts import BOOL, INT, POINTER, REAL, data
from frame_ls.logic.terms import (
    ADD,
    FALSE,
    ITE,
    MULTIPLY,
    ONE,
    TRUE,
    ZERO,
    Apply,
    Number,
    Term,
    Variable,
    less,
    minus,
    negate,
)
from frame_ls.verifier.access import peek, split_element
from frame_ls.verifier.arithmetic import bounded, computed, converted
from frame_ls.verifier.comparison import compared, distance
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import stuck, unsupported
from frame_ls.verifier.memory import DUMMY, add_atom, limits_assumed, list_term
from frame_ls.verifier.ordering import GROUPS, in_any_order, noted
from frame_ls.verifier.produce import branch, value_of
from frame_ls.verifier.provenance import check_within
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.valuation import Env

Values = Iterator[tuple[State, Term]]


def evaluate(session: Session, state: State, expression: c.Expression) -> Values:
    """The value of the expression and the state after it; one for each path."""
    session.budget.spend()
    known = state.early.get(id(expression))
    if known is not None:
        yield state, known
    elif isinstance(expression, GROUPS):
        span = expression.span
        yield from in_any_order(session, state, expression, span, lambda path: _evaluate(session, path, expression))
    else:
        yield from _evaluate(session, state, expression)


def _evaluate(session: Session, state: State, expression: c.Expression) -> Values:
    """The same, from left to right."""
    match expression:
        case c.Constant(value=value):
            yield state, value
        case c.Read(place=place):
            yield from _read(session, state, place, expression)
        case c.GhostValue(value=value):
            yield state, value_of(session, state, Env(state.store), value)
        case c.AddressOfVariable(variable=variable):
            if not variable.name.startswith(GLOBAL) and variable not in state.store:
                raise unsupported("the address of a variable in its own initial value", expression.span)
            yield state, variable_address(state, variable)
        case c.AddressOf(place=place):
            yield from _address_taken(session, state, place)
        case c.Convert(operand=operand):
            for path, value in evaluate(session, state, operand):
                yield path, convert(session, path, value, expression)
        case c.Compare() | c.Arithmetic() | c.Offset() | c.Distance():
            for path, (left, right) in pair(session, state, expression):
                yield binary(session, path, expression, left, right)
        case c.ShortCircuit() | c.Conditional() | c.Comma() | c.Not() | c.Negate() | c.Complement():
            yield from _composed(session, state, expression)
        case c.Assign() | c.Update():
            from frame_ls.verifier.changing import changing

            yield from changing(session, state, expression)
        case c.StringConstant():
            yield string_literal(session, state, expression)
        case _:
            yield from _calling(session, state, expression)


def _calling(session: Session, state: State, expression: c.Expression) -> Values:
    from frame_ls.verifier.allocation import allocate, free
    from frame_ls.verifier.calls import call, call_pointer

    match expression:
        case c.Call():
            yield from call(session, state, expression)
        case c.CallPointer():
            yield from call_pointer(session, state, expression)
        case c.Allocate():
            yield from allocate(session, state, expression)
        case c.Free():
            yield from free(session, state, expression)
        case c.StructValue():
            from frame_ls.verifier.initial import initial_value

            yield from initial_value(session, state, expression.type, expression.initializer, expression.span)
        case c.Unsupported(construct=construct, span=span):
            raise unsupported(construct, span)


def everything(
    session: Session, state: State, expressions: Sequence[c.Expression]
) -> Iterator[tuple[State, tuple[Term, ...]]]:
    """The values of several expressions, evaluated from left to right."""
    if not expressions:
        yield state, ()
        return
    for path, first in evaluate(session, state, expressions[0]):
        for end, rest in everything(session, path, expressions[1:]):
            yield end, (first, *rest)


def pair(
    session: Session, state: State, expression: c.Compare | c.Arithmetic | c.Offset | c.Distance
) -> Iterator[tuple[State, tuple[Term, Term]]]:
    """The two operands."""
    if isinstance(expression, c.Offset):
        left, right = expression.pointer, expression.count
    else:
        left, right = expression.left, expression.right
    for path, first in evaluate(session, state, left):
        for end, second in evaluate(session, path, right):
            yield end, (first, second)


def string_literal(session: Session, state: State, expression: c.StringConstant) -> tuple[State, Term]:
    """The address of a string literal; a part of its characters may be read by everyone."""
    where = Apply(STRING + expression.text, (), POINTER)
    if "string" not in session.program.predicates:
        return state, where
    if any(isinstance(a, PredicateCall) and a.name == "string" and a.args[0] is where for a in state.heap):
        return state, where
    codes = [ord(ch) - 256 if ord(ch) > 127 else ord(ch) for ch in expression.text]
    ends = codes.index(0) if 0 in codes else len(codes)
    mark = Mark(Origin("the string literal", expression.span))
    content = list_term([Number(code) for code in codes[:ends]], INT)
    part = session.fresh(DUMMY, REAL)
    state = state.assuming(less(Number(0, REAL), part), mark.origin)
    return add_atom(session, state, PredicateCall("string", (where, content), part, mark)), where


# Places.


def variable_address(state: State, variable: Variable) -> Term:
    """The address of a variable that lies in memory."""
    if variable.name.startswith(GLOBAL):
        return global_address(variable.name[len(GLOBAL) :])
    return state.store[variable]


def address(session: Session, state: State, place: c.Place) -> Values:
    """The address of a place in memory."""
    match place:
        case c.MemoryPlace(address=inner):
            yield from evaluate(session, state, inner)
        case c.FieldPlace(base=base, struct=struct, field=field):
            for path, value in evaluate(session, state, base):
                yield path, field_address(value, struct, field)
        case c.ElementPlace(base=base, index=index, type=written):
            key, each = element_key(written, session.program.target)
            for path, (start, position) in _both(session, state, base, index):
                yield path, element_address(start, rebuilt(MULTIPLY, (each, position), INT), key)
        case c.LocalPlace(span=span):
            raise unsupported("the address of this variable", span)


def _address_taken(session: Session, state: State, place: c.Place) -> Values:
    """`&place`: an element's address is computed, whether it is used or not."""
    for path, where in address(session, state, place):
        if isinstance(place, c.ElementPlace) and where is not _array(where):
            check_within(session, path, _array(where), where, place.type, place.span)
        yield path, where


def _array(where: Term) -> Term:
    """What an element's address is counted from."""
    return split_element(where)[0]


def _both(
    session: Session, state: State, left: c.Expression, right: c.Expression
) -> Iterator[tuple[State, tuple[Term, Term]]]:
    for path, first in evaluate(session, state, left):
        for end, second in evaluate(session, path, right):
            yield end, (first, second)


def _read(session: Session, state: State, place: c.Place, access: c.Read) -> Values:
    if isinstance(place, c.LocalPlace):
        yield state, value_of_local(state, place)
        return
    for path, where in address(session, state, place):
        yield from read_at(session, noted(session, path, access, where), place, where)


def value_of_local(state: State, place: c.LocalPlace) -> Term:
    """The value of a variable outside memory; raises `Stuck` where it may be unset."""
    value = state.store.get(place.variable)
    if value is None:
        from frame_ls.verifier.wording import written_name

        raise stuck("uninitialised", place.span, f"`{written_name(place.variable)}` may be unset when it is read here")
    return value


def read_at(session: Session, state: State, place: c.Place, where: Term) -> Values:
    """The value at the address."""
    from frame_ls.verifier.automation import with_cell

    for owned in with_cell(session, state, where, place.type, place.span):
        value = peek(session, owned, where, place.type, place.span)
        yield limits_assumed(session, owned, value, place.type, Origin("its type", place.span)), value


# Operators.


def as_number(truth: Term) -> Term:
    """A truth value as C counts with it."""
    return rebuilt(ITE, (truth, ONE, ZERO), INT) if truth.sort is BOOL else truth


def convert(session: Session, state: State, value: Term, conversion: c.Convert) -> Term:
    """A value of one type as a value of another."""
    found, wanted = conversion.operand.type, conversion.type
    match wanted, found:
        case (Integer(), Bool()):
            return as_number(value)
        case (Integer(), Integer()):
            return converted(
                session,
                state,
                value,
                wanted,
                conversion.span,
                explicit=conversion.explicit,
                truncating=conversion.truncating,
            )
        case (Integer(), Pointer()):
            number = address_number(value)
            return converted(
                session, state, number, wanted, conversion.span, explicit=True, truncating=conversion.truncating
            )
        case (Pointer(), Integer()):
            return pointer_at(value)
        case (Pointer(), Pointer()) | (Void(), _):
            return value
        case (Float(name=name), _) | (_, Float(name=name)):
            operator = f"#convert:{show_type(found)}:{show_type(wanted)}"
            return Apply(operator, (value,), sort_of(wanted) if name else INT)
    return value


def binary(
    session: Session,
    state: State,
    expression: c.Compare | c.Arithmetic | c.Offset | c.Distance,
    left: Term,
    right: Term,
) -> tuple[State, Term]:
    """An operation on two values."""
    match expression:
        case c.Compare():
            return state, compared(expression, left, right)
        case c.Arithmetic():
            return computed(session, state, expression, left, right)
        case c.Offset(pointer=pointer, backwards=backwards):
            assert isinstance(pointer.type, Pointer)
            key, each = element_key(pointer.type.target, session.program.target)
            count = rebuilt(MULTIPLY, (each, minus(right) if backwards else right), INT)
            moved = element_address(left, rebuilt(ADD, (count,), INT), key)
            check_within(session, state, left, moved, pointer.type.target, expression.span)
            return state, moved
        case c.Distance(span=span):
            return state, distance(session, expression, left, right, span)


def _composed(
    session: Session,
    state: State,
    expression: c.ShortCircuit | c.Conditional | c.Comma | c.Not | c.Negate | c.Complement,
) -> Values:
    match expression:
        case c.ShortCircuit(left=left, right=right, operator=operator):
            decisive = operator == "||"
            for path, truth in condition(session, state, left):
                if truth is decisive:
                    yield path, TRUE if truth else FALSE
                else:
                    yield from evaluate(session, path, right)
        case c.Conditional(condition=test, then=then, otherwise=otherwise):
            for path, truth in condition(session, state, test):
                yield from evaluate(session, path, then if truth else otherwise)
        case c.Comma(left=left, right=right):
            for path, _ in evaluate(session, state, left):
                yield from evaluate(session, path, right)
        case c.Not(operand=operand):
            for path, value in evaluate(session, state, operand):
                yield path, negate(value)
        case c.Negate(operand=operand):
            for path, value in evaluate(session, state, operand):
                yield path, _negated(session, path, expression, value)
        case c.Complement(operand=operand, type=kind):
            for path, value in evaluate(session, state, operand):
                yield path, _complement(session, kind, value)


def _negated(session: Session, state: State, expression: c.Negate, value: Term) -> Term:
    kind = expression.type
    if isinstance(kind, Float):
        return Apply(f"#{kind.name}-", (value,), data(f"#{kind.name}"))
    assert isinstance(kind, Integer)
    term = rebuilt(MULTIPLY, (Number(-1), value), INT)
    return bounded(session, state, term, kind, expression.span, "-", wraps=expression.wraps)


def _complement(session: Session, kind: Type, value: Term) -> Term:
    """All bits flipped: in two's complement, -1 - v; of an unsigned number, the greatest less the number."""
    assert isinstance(kind, Integer)
    top = session.program.target.limits(kind)[1]
    return rebuilt(ADD, (Number(-1) if kind.signed else top, minus(value)), INT)


def condition(session: Session, state: State, expression: c.Expression) -> Iterator[tuple[State, bool]]:
    """The paths on which the condition holds, and those on which it does not."""
    match expression:
        case c.Not(operand=operand):
            for path, truth in condition(session, state, operand):
                yield path, not truth
        case c.ShortCircuit(left=left, right=right, operator=operator):
            decisive = operator == "||"
            for path, truth in condition(session, state, left):
                if truth is decisive:
                    yield path, truth
                else:
                    yield from condition(session, path, right)
        case _:
            for path, value in evaluate(session, state, expression):
                from frame_ls.verifier.wording import Words

                shown = Words(path).term(value)
                yield from branch(session, path, value, Origin("the condition", expression.span), shown)
