"""Models too large to write down: a derivation of the left side in which what repeats is told once.

A derivation's cells, equations and disequations between locations form one large symbolic heap. It has a model just
when nothing in it clashes, and for that it is enough to know of each part how it ties the arguments of its call: which
of them it makes equal or different, and at which it has cells (a base pair, as in `kernel.base_pairs`, but exact).
What else a part holds can be put at new locations. Numbers are given: each part names the values of its existentials.

A part may say that a case is used again and again, each time on the call that the time before left over. The numbers
then change by the same amount each time, so a linear condition holds all the way when it holds the first and the last
time.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from frame_ls.kernel.base_pairs import Entry
from frame_ls.kernel.evaluation import Evaluator
from frame_ls.kernel.models import ValueSorts
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.repetition import check_linear, is_constant, is_linear, moved, open_disequations
from frame_ls.kernel.ties import is_satisfiable, number_conditions, tied, tied_again
from frame_ls.kernel.values import Address, DataValue, Opaque, Value
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Entailment, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import WHOLE, Term, Variable

DEMAND_LIMIT = 100_000  # parts with numbers put in; more are refused
Values = tuple[Value, ...]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Unfolded:
    """A call that satisfies `case`. `values` are those of its existentials that are no locations, `calls` its parts."""

    case: int
    values: Values
    calls: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Repeated:
    """A call that satisfies `case`, whose call number `again` does so too, and so on, `count` times; then `end`.

    The arguments and the existentials that are no locations change each time by what `argument_steps` and `value_steps`
    say (0 for what is no integer). `calls` are the parts of the other calls, the same each time.
    """

    case: int
    again: int
    count: int
    argument_steps: tuple[int, ...]
    values: Values
    value_steps: tuple[int, ...]
    calls: tuple[int, ...]
    end: int


Part = Unfolded | Repeated


@dataclass(frozen=True, slots=True)
class DerivedModel:
    """Shows that the left side of a goal without right side is satisfiable.

    `numbers` are the values of its variables that are no locations; `calls` name a part for each of its calls, and
    parts name earlier parts only.
    """

    numbers: tuple[tuple[Variable, Value], ...]
    parts: tuple[Part, ...]
    calls: tuple[int, ...]


def check_derived_model(goal: Entailment, model: DerivedModel, definitions: Definitions) -> None:
    """Raises `Refused` unless the derivation has a model in which the places of `outside` are absent."""
    if goal.right or goal.left.exists:
        raise Refused("a derived model shows no more than that a left side is satisfiable")
    _Derivation(model, definitions).check(goal)


class _Derivation:
    def __init__(self, model: DerivedModel, definitions: Definitions) -> None:
        self.model = model
        self.definitions = definitions
        self.evaluator = Evaluator(definitions)
        self.sorts = ValueSorts(definitions)
        self.wanted: list[dict[tuple[str, Values], None]] = [{} for _ in model.parts]
        self.count = 0
        self.entries: dict[tuple[int, str, Values], Entry] = {}

    def check(self, goal: Entailment) -> None:
        """Numbers are followed from the top down, then base pairs are computed from the bottom up."""
        numbers = dict(self.model.numbers)
        for variable, value in numbers.items():
            self.sorts.check(value, variable.sort)
        self.look_at(goal.left, numbers)
        for call, part in self.with_parts(calls_of(goal.left), self.model.calls):
            self.demand(call, part, numbers, len(self.model.parts))
        for index in reversed(range(len(self.model.parts))):
            for name, args in self.wanted[index]:
                self.follow(index, self.predicate(name), args)
        for index in range(len(self.model.parts)):
            for name, args in self.wanted[index]:
                self.entries[index, name, args] = self.entry(index, self.predicate(name), args)
        ties = self.ties(calls_of(goal.left), self.model.calls, numbers)
        if not is_satisfiable(goal, ties, self.definitions):
            raise Refused("the derivation contradicts itself")

    def predicate(self, name: str) -> Predicate:
        predicate = self.definitions.predicates.get(name)
        if predicate is None or predicate.cases is None:
            raise Refused(f"{name} has no definition to follow")
        return predicate

    def case(self, predicate: Predicate, number: int) -> SymbolicHeap:
        cases = predicate.cases or ()
        if not 0 <= number < len(cases):
            raise Refused(f"{predicate.name} has no case {number}")
        return cases[number]

    def with_parts(self, calls: list[PredicateCall], parts: tuple[int, ...]) -> list[tuple[PredicateCall, int]]:
        if len(calls) != len(parts):
            raise Refused("a derivation has another number of parts than there are calls")
        return list(zip(calls, parts, strict=True))

    # From the top down: numbers.

    def look_at(self, heap: SymbolicHeap, numbers: Mapping[Variable, Value]) -> None:
        for formula in number_conditions(heap):
            if self.evaluator.value(formula, numbers) is not True:
                raise Refused(f"{formula} is not true in the derivation")

    def numbers_of(self, call: PredicateCall, numbers: Mapping[Variable, Value]) -> Values:
        """The values of the call's arguments that are no locations."""
        return tuple([self.value(a, numbers) for a in call.args if a.sort.kind != "location"])

    def value(self, term: Term, numbers: Mapping[Variable, Value]) -> Value:
        value = self.evaluator.value(term, numbers)
        if isinstance(value, bool | int | Fraction | Address | DataValue | Opaque):
            return value
        raise Refused(f"{term} has no value in the derivation")

    def demand(self, call: PredicateCall, part: int, numbers: Mapping[Variable, Value], below: int) -> None:
        """Asks for a part, one before `below`, for the call at its numbers."""
        self.demand_at(call, part, self.numbers_of(call, numbers), below)

    def demand_at(self, call: PredicateCall, part: int, args: Values, below: int) -> None:
        if not 0 <= part < below or call.fraction is not WHOLE:
            raise Refused("a part of the derivation is not before its owner, or is no whole one")
        if (call.name, args) not in self.wanted[part]:
            self.count += 1
            if self.count > DEMAND_LIMIT:
                raise Refused("the derivation uses too many parts with different numbers")
            self.wanted[part][call.name, args] = None

    def follow(self, index: int, predicate: Predicate, args: Values) -> None:
        """Looks at the numbers of one part, and asks for the parts below it."""
        part = self.model.parts[index]
        case = self.case(predicate, part.case)
        numbers = self.numbers(predicate, case, args, part.values)
        if isinstance(part, Repeated):
            self.follow_repeated(index, part, predicate, case, args)
            return
        self.look_at(case, numbers)
        for call, below in self.with_parts(calls_of(case), part.calls):
            self.demand(call, below, numbers, index)

    def numbers(self, predicate: Predicate, case: SymbolicHeap, args: Values, values: Values) -> dict[Variable, Value]:
        """The case's variables that are no locations, with their values."""
        found = dict(_paired(_plain(predicate.parameters), args))
        for variable, value in _paired(_plain(case.exists), values):
            self.sorts.check(value, variable.sort)
            found[variable] = value
        return found

    def follow_repeated(
        self, index: int, part: Repeated, predicate: Predicate, case: SymbolicHeap, args: Values
    ) -> None:
        again, others = self.split(part, predicate, case)
        changing = self.changing(part, predicate, case)
        for formula in number_conditions(case):
            check_linear(formula, changing)
        if not all(a.sort.kind == "location" or is_linear(a, changing) for a in again.args):
            raise Refused("a repeated call does not change by the same amount each time")
        orders: set[tuple[bool, ...]] = set()
        for turn in (0, part.count - 1):
            now = moved(args, part.argument_steps, turn)
            numbers = self.numbers(predicate, case, now, moved(part.values, part.value_steps, turn))
            self.look_at(case, numbers)
            if self.numbers_of(again, numbers) != moved(args, part.argument_steps, turn + 1):
                raise Refused("the arguments of a repeated call do not go on as they are said to")
            sides = [s for f in number_conditions(case) for s in open_disequations(f, changing)]
            orders.add(tuple([self.evaluator.value(s, numbers) is True for s in sides]))
        if len(orders) > 1:
            raise Refused("the sides of a disequation cross in a repetition")
        first = self.numbers(predicate, case, args, part.values)
        for call, below in self.with_parts(others, part.calls):
            if not all(a.sort.kind == "location" or is_constant(a, changing) for a in call.args):
                raise Refused("another call of a repeated case changes its numbers")
            self.demand(call, below, first, index)
        self.demand_at(again, part.end, moved(args, part.argument_steps, part.count), index)

    def split(
        self, part: Repeated, predicate: Predicate, case: SymbolicHeap
    ) -> tuple[PredicateCall, list[PredicateCall]]:
        """The call that is repeated, and the others."""
        calls = calls_of(case)
        if part.count < 1 or not 0 <= part.again < len(calls) or calls[part.again].name != predicate.name:
            raise Refused("what is repeated is no call of the same predicate")
        return calls[part.again], calls[: part.again] + calls[part.again + 1 :]

    def changing(self, part: Repeated, predicate: Predicate, case: SymbolicHeap) -> set[Variable]:
        steps = [*_paired(_plain(predicate.parameters), part.argument_steps)]
        steps += _paired(_plain(case.exists), part.value_steps)
        if any(step and variable.sort is not INT for variable, step in steps):
            raise Refused("only integers change in a repetition")
        return {variable for variable, step in steps if step}

    # From the bottom up: base pairs.

    def ties(
        self, calls: list[PredicateCall], parts: tuple[int, ...], numbers: Mapping[Variable, Value]
    ) -> list[tuple[PredicateCall, Entry]]:
        pairs = zip(calls, parts, strict=True)
        return [(call, self.entries[part, call.name, self.numbers_of(call, numbers)]) for call, part in pairs]

    def entry(self, index: int, predicate: Predicate, args: Values) -> Entry:
        """How the part ties the locations among the call's arguments, exactly."""
        part = self.model.parts[index]
        case = self.case(predicate, part.case)
        numbers = self.numbers(predicate, case, args, part.values)
        if isinstance(part, Unfolded):
            return tied(predicate, case, self.ties(calls_of(case), part.calls, numbers), self.definitions)
        again, others = self.split(part, predicate, case)
        end = self.entries[part.end, predicate.name, moved(args, part.argument_steps, part.count)]
        fixed = self.ties(others, part.calls, numbers)
        return tied_again(predicate, case, (again, end), fixed, part.count, self.definitions)


def calls_of(heap: SymbolicHeap) -> list[PredicateCall]:
    """The predicate calls, in order."""
    return [a for a in heap.spatial if isinstance(a, PredicateCall)]


def _plain(variables: tuple[Variable, ...]) -> list[Variable]:
    return [v for v in variables if v.sort.kind != "location"]


def _paired(variables: list[Variable], values: tuple[Item, ...]) -> list[tuple[Variable, Item]]:
    if len(variables) != len(values):
        raise Refused("a part names another number of values than there are variables that are no locations")
    return list(zip(variables, values, strict=True))
