"""What C leaves open inside an expression: side effects without an order, and calls whose order is not fixed.

Trusted: every pair of evaluations that C does not order is looked at. Two that touch one variable or one cell, one of
them writing, are undefined (C11 6.5p2) and refused. Calls that C orders in some way, but does not say in which, are
verified in each of the ways.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from frame_ls.declarations import expressions as c
from frame_ls.declarations.types import Struct
from frame_ls.declarations.walking import parts
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import Variable

_MOST_ORDERS = 24
Access = c.Read | c.Assign | c.Update
Surveyed = c.Expression | c.Initializer


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """An evaluation whose moment matters: a call, or an access to memory. `after` are the steps that come before it."""

    node: c.Expression
    calls: bool
    accesses: tuple[Access, ...]  # those to memory, in a call none
    after: frozenset[int] = frozenset()
    whole: bool = True  # whether nothing can come between what the step consists of

    def commutes(self, other: Step) -> bool:
        """Whether the order of the two can make no difference to memory."""
        return not self.calls and not other.calls


@dataclass(frozen=True, slots=True)
class Survey:
    """What an expression does.

    `late` and `late_writes` are the writes that may still be to come when the expression's value is there: to
    variables outside memory, and to memory. `conflict` is a variable of which two accesses have no order.
    """

    steps: tuple[Step, ...] = ()
    reads: frozenset[Variable] = frozenset()
    writes: frozenset[Variable] = frozenset()
    late: frozenset[Variable] = frozenset()
    late_writes: tuple[Access, ...] = ()
    pairs: tuple[tuple[Access, Access], ...] = ()
    conflict: Variable | None = None


@dataclass(slots=True)
class Surveys:
    """The surveys of a unit's expressions, each made once."""

    # The nodes are kept, so that no other gets their identity.
    found: dict[int, tuple[Surveyed, Survey]] = field(default_factory=dict)
    orders: dict[int, tuple[tuple[Step, ...], ...] | None] = field(default_factory=dict)
    watched: set[int] = field(default_factory=set)  # accesses whose addresses have to be remembered

    def of(self, expression: Surveyed) -> Survey:
        """What the expression does."""
        known = self.found.get(id(expression))
        if known is None:
            known = expression, _survey(self, expression)
            self.found[id(expression)] = known
            self.watched.update(id(access) for pair in known[1].pairs for access in pair)
        return known[1]

    def orders_of(self, expression: Surveyed) -> tuple[tuple[Step, ...], ...] | None:
        """The orders of the expression's steps that may differ in what they do; () for one, None for too many."""
        key = id(expression)
        if key not in self.orders:
            steps = self.of(expression).steps
            many = len(steps) > 1 and any(step.calls for step in steps)
            self.orders[key] = _orders(steps) if many else ()
        return self.orders[key]


# Surveys.


def _survey(surveys: Surveys, expression: Surveyed) -> Survey:
    match expression:
        case c.ScalarInitializer(value=value):
            return surveys.of(value)
        case c.AggregateInitializer() | c.StringInitializer():
            return _unordered(surveys, _scalars(expression))
        case c.GhostValue(value=value):
            return Survey(reads=frozenset(free_variables(value.term)))
        case c.Read(place=place):
            return _read(surveys, expression, place)
        case c.AddressOf(place=place):
            return _unordered(surveys, _parts_of(place))
        case c.Assign() | c.Update():
            return _changing(surveys, expression)
        case c.Call(arguments=arguments):
            return _call(surveys, expression, arguments)
        case c.CallPointer(callee=callee, arguments=arguments):
            return _call(surveys, expression, (callee, *arguments))
        case c.Allocate(count=operand) | c.Free(pointer=operand):
            return _call(surveys, expression, (operand,))
        case c.ShortCircuit(left=left, right=right) | c.Comma(left=left, right=right):
            first, last = surveys.of(left), surveys.of(right)
            return _ordered(expression, (first, last), (last,))
        case c.Conditional(condition=condition, then=then, otherwise=otherwise):
            ends = surveys.of(then), surveys.of(otherwise)
            return _ordered(expression, (surveys.of(condition), *ends), ends)
        case c.StructValue(initializer=initializer):
            return _unordered(surveys, _scalars(initializer))
    return _unordered(surveys, tuple(_operands(expression)))


def _scalars(initializer: c.Initializer) -> tuple[c.Expression, ...]:
    """The expressions in an initializer, which C evaluates in any order."""
    return tuple(part.value for part in parts(initializer) if isinstance(part, c.ScalarInitializer))


def _operands(expression: c.Expression) -> Iterator[c.Expression]:
    match expression:
        case c.Convert(operand=operand) | c.Not(operand=operand) | c.Negate(operand=operand):
            yield operand
        case c.Complement(operand=operand):
            yield operand
        case c.Offset(pointer=left, count=right):
            yield from (left, right)
        case c.Arithmetic(left=left, right=right) | c.Compare(left=left, right=right):
            yield from (left, right)
        case c.Distance(left=left, right=right):
            yield from (left, right)


def _parts_of(place: c.Place) -> tuple[c.Expression, ...]:
    match place:
        case c.MemoryPlace(address=address):
            return (address,)
        case c.FieldPlace(base=base):
            return (base,)
        case c.ElementPlace(base=base, index=index):
            return (base, index)
        case c.LocalPlace():
            return ()


def _unordered(surveys: Surveys, operands: Iterable[c.Expression]) -> Survey:
    """Operands that C evaluates in any order, and even at once."""
    return _beside([surveys.of(operand) for operand in operands])


def _beside(found: list[Survey]) -> Survey:
    if not found:
        return Survey()
    if len(found) == 1:
        return replace(found[0], pairs=(), conflict=None)
    conflict: Variable | None = None
    pairs: list[tuple[Access, Access]] = []
    for position, one in enumerate(found):
        for other in found[position + 1 :]:
            both = (one.writes & (other.reads | other.writes)) | (other.writes & one.reads)
            if both and conflict is None:
                conflict = min(both, key=lambda v: v.name)
            pairs += _clashing(one.steps, other.steps)
    return Survey(
        tuple(step for survey in found for step in survey.steps),
        frozenset().union(*(s.reads for s in found)),
        frozenset().union(*(s.writes for s in found)),
        frozenset().union(*(s.late for s in found)),
        tuple(access for s in found for access in s.late_writes),
        tuple(pairs),
        conflict,
    )


def _clashing(one: Iterable[Step], other: Iterable[Step]) -> list[tuple[Access, Access]]:
    right = [access for step in other for access in step.accesses]
    return [
        (a, b)
        for step in one
        for a in step.accesses
        for b in right
        if not (isinstance(a, c.Read) and isinstance(b, c.Read)) and _may_overlap(a.place, b.place)
    ]


def _may_overlap(one: c.Place, other: c.Place) -> bool:
    """False for two members of which one name is enough to see that they lie apart."""
    match one, other:
        case c.FieldPlace(), c.FieldPlace() if not isinstance(one.type, Struct) and not isinstance(other.type, Struct):
            return (one.struct, one.field) == (other.struct, other.field)
    return True


def _after(survey: Survey, step: Step) -> Step:
    return replace(step, after=frozenset(id(s.node) for s in survey.steps).union(*(s.after for s in survey.steps)))


def _read(surveys: Surveys, expression: c.Read, place: c.Place) -> Survey:
    if isinstance(place, c.LocalPlace):
        return Survey(reads=frozenset((place.variable,)))
    inner = _unordered(surveys, _parts_of(place))
    return replace(inner, steps=(*inner.steps, _after(inner, Step(expression, False, (expression,)))))


def _changing(surveys: Surveys, expression: c.Assign | c.Update) -> Survey:
    place = expression.place
    operand = surveys.of(expression.value if isinstance(expression, c.Assign) else expression.operand)
    if isinstance(place, c.LocalPlace):
        own = frozenset((place.variable,))
        old = Survey(reads=own) if isinstance(expression, c.Update) else Survey()
        inner = _beside([old, operand])
        conflict = place.variable if place.variable in inner.late else inner.conflict
        return replace(inner, writes=inner.writes | own, late=inner.late | own, conflict=conflict)
    target = _unordered(surveys, _parts_of(place))
    inner = _beside([target, operand])
    # The new value is written after the operand's, whose side effects may come later still; the old one is read at
    # any time.
    before = inner.late_writes
    if isinstance(expression, c.Update):
        before = tuple(a for step in operand.steps for a in step.accesses if not isinstance(a, c.Read))
    again = tuple((write, expression) for write in before if _may_overlap(write.place, place))
    return replace(
        inner,
        steps=(*inner.steps, _after(inner, Step(expression, False, (expression,)))),
        late_writes=(*inner.late_writes, expression),
        pairs=(*target.pairs, *inner.pairs, *again),
        conflict=target.conflict or inner.conflict,
    )


def _call(surveys: Surveys, expression: c.Expression, operands: tuple[c.Expression, ...]) -> Survey:
    inner = _unordered(surveys, operands)
    step = _after(inner, Step(expression, True, ()))
    return replace(inner, steps=(*inner.steps, step), late=frozenset(), late_writes=())


def _ordered(expression: c.Expression, found: tuple[Survey, ...], ends: tuple[Survey, ...]) -> Survey:
    """Parts that C evaluates one after the other: seen from beside, one step."""
    steps = [step for survey in found for step in survey.steps]
    made: tuple[Step, ...] = ()
    if steps:
        accesses = tuple(access for step in steps for access in step.accesses)
        made = (Step(expression, any(s.calls for s in steps), accesses, whole=len(steps) == 1),)
    return Survey(
        made,
        frozenset().union(*(s.reads for s in found)),
        frozenset().union(*(s.writes for s in found)),
        frozenset().union(*(s.late for s in ends)),
        tuple(access for s in ends for access in s.late_writes),
    )


# Orders.


def _orders(steps: tuple[Step, ...]) -> tuple[tuple[Step, ...], ...] | None:
    """The orders that may differ in what they do; () where there is one only, None where there are too many."""
    if not all(step.whole for step in steps):
        return None
    found: list[tuple[Step, ...]] = []
    for order in _arranged(steps, ()):
        found.append(order)
        if len(found) > _MOST_ORDERS:
            return None
    return tuple(found) if len(found) > 1 else ()


def _arranged(steps: tuple[Step, ...], done: tuple[Step, ...]) -> Iterator[tuple[Step, ...]]:
    """All orders that go on so. Of two that differ by neighbours which commute, the one with the earlier step first."""
    if len(done) == len(steps):
        yield done
        return
    over = {id(step.node) for step in done}
    last = done[-1] if done else None
    for position, step in enumerate(steps):
        if id(step.node) in over or not step.after <= over:
            continue
        free = last is not None and id(last.node) not in step.after and step.commutes(last)
        if last is not None and free and position < steps.index(last):
            continue
        yield from _arranged(steps, (*done, step))
