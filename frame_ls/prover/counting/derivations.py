"""Finds a derivation whose numbers fit, with what repeats told once.

Derivations are opened from the goal down, the cheapest first: each call by a rule of its shape, or by a loop and then
by something else. Each choice adds linear constraints, on the numbers of each part and on how often loops go round;
when no call is open, integers that satisfy them all make it a derived model.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from frame_ls.kernel.derived_models import DerivedModel, Part, Repeated, Unfolded
from frame_ls.kernel.values import Opaque, Value
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment, PredicateCall
from frame_ls.logic.sorts import BOOL, INT, REAL
from frame_ls.logic.substitution import heap_variables
from frame_ls.logic.terms import Variable
from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.linear import Constraint
from frame_ls.prover.counting.conditions import linear_form, renamed
from frame_ls.prover.counting.integers import GaveUp, Values, solve
from frame_ls.prover.counting.loops import Loop, loops_of
from frame_ls.prover.counting.shapes import Grammar, Rule, Shape, Start

_GOAL = 0  # the number of the goal among the parts
Form = tuple[dict[Hashable, int], int]


@dataclass(frozen=True, slots=True)
class _Call:
    """A call that is still open: its shape, the integers among its arguments, and the place that waits for it."""

    shape: Shape
    args: tuple[Form | None, ...]
    owner: int
    position: int
    last: Loop | None = None


@dataclass(slots=True)
class _Node:
    """A part of the derivation; `parts` are the numbers of the parts of its calls, by position."""

    rule: Rule
    loop: Loop | None
    parts: dict[int, int] = field(default_factory=dict)


class Finder:
    """Looks for derived models of one goal."""

    def __init__(self, goal: Entailment, grammar: Grammar, budget: Budget) -> None:
        self.goal, self.grammar, self.budget = goal, grammar, budget
        self.definitions: Definitions = grammar.definitions
        self.loops: dict[Shape, list[Loop]] = {}
        self.costs = _costs(grammar)
        self.constraints: list[Constraint] = []
        self.nodes: list[_Node | None] = []
        self.top: dict[int, int] = {}

    def find(self, extra: int) -> DerivedModel | None:
        """A model whose derivation uses so many parts more than the smallest one of its shapes. Raises OutOfBudget."""
        for start in self.grammar.starts():
            found = self.from_start(start, extra)
            if found is not None:
                return found
        return None

    def from_start(self, start: Start, extra: int) -> DerivedModel | None:
        """A model of one way for the goal to hold."""
        self.constraints = [renamed(c, lambda k: (_GOAL, k)) for c in start.way.numbers]
        self.nodes, self.top = [None], {}
        open_ = self.opened(start.calls, start.parts, _GOAL)
        values = self.expand(open_, sum(self.costs[p] for p in start.parts) + extra)
        return None if values is None else self.model(start, values)

    def opened(self, calls: Iterable[PredicateCall], parts: Iterable[Shape], owner: int) -> list[_Call]:
        return [
            _Call(part, tuple(_form_at(a, owner) for a in call.args), owner, position)
            for position, (call, part) in enumerate(zip(calls, parts, strict=True))
        ]

    def expand(self, open_: list[_Call], cost: int) -> Values | None:
        """Opens the first call in each way, within the cost."""
        self.budget.spend()
        if sum(self.costs[c.shape] for c in open_) > cost:
            return None
        if not open_:
            return self.solved()
        call, rest = open_[0], open_[1:]
        mark, number = len(self.constraints), len(self.nodes)
        for rule in self.grammar.rules[call.shape]:
            self.enter(call, _Node(rule, None))
            self.constraints += (renamed(c, lambda k: (number, k)) for c in rule.way.numbers)
            found = self.expand(self.opened(rule.calls, rule.parts, number) + rest, cost - 1)
            if found is not None:
                return found
            self.leave(call, mark)
        for loop in self.loops_at(call.shape):
            if loop is not call.last:
                self.enter(call, _Node(loop.rule, loop))
                found = self.expand(self.repeat(loop, number) + rest, cost - 1)
                if found is not None:
                    return found
                self.leave(call, mark)
        return None

    def loops_at(self, shape: Shape) -> list[Loop]:
        if shape not in self.loops:
            rules = self.grammar.rules[shape]
            self.loops[shape] = [loop for r in rules for loop in loops_of(r, self.definitions, self.budget)]
        return self.loops[shape]

    def enter(self, call: _Call, node: _Node) -> None:
        number = len(self.nodes)
        self.nodes.append(node)
        owner = self.nodes[call.owner]
        (self.top if owner is None else owner.parts)[call.position] = number
        parameters = self.definitions.predicates[call.shape.name].parameters
        for parameter, form in zip(parameters, call.args, strict=True):
            if form is not None:
                self.constraints.append(Constraint("=", (*form[0].items(), ((number, parameter), -1)), form[1]))

    def leave(self, call: _Call, mark: int) -> None:
        del self.constraints[mark:]
        number = len(self.nodes) - 1
        while self.nodes[number] is None or self.part_of(call) != number:
            number -= 1
        del self.nodes[number:]

    def part_of(self, call: _Call) -> int:
        owner = self.nodes[call.owner]
        return (self.top if owner is None else owner.parts)[call.position]

    def repeat(self, loop: Loop, number: int) -> list[_Call]:
        """The constraints of a repetition, and its open calls: what is left over comes last."""
        count = (number, "count")
        self.constraints.append(Constraint("<", ((count, -1),), 1))
        for c in loop.numbers:
            now = renamed(c, lambda k: (number, k))
            change = sum(f * loop.steps[k] for k, f in c.items if isinstance(k, Variable))
            self.constraints += (now, Constraint(c.kind, (*now.items, (count, change)), c.constant - change))
        rule = loop.rule
        opened = self.opened(rule.calls, rule.parts, number)
        again = opened[loop.again]
        parameters = self.definitions.predicates[rule.shape.name].parameters
        ends: list[Form | None] = []
        for parameter, form in zip(parameters, again.args, strict=True):
            key = (number, parameter)
            if form is not None:
                self.constraints.append(Constraint("=", (*form[0].items(), (key, -1)), form[1] - loop.steps[parameter]))
            ends.append(None if form is None else ({key: 1, count: loop.steps[parameter]}, 0))
        end = _Call(again.shape, tuple(ends), number, loop.again, loop)
        return [*opened[: loop.again], *opened[loop.again + 1 :], end]

    def solved(self) -> Values | None:
        try:
            return solve(self.constraints, self.budget)
        except GaveUp:
            return None

    # The model.

    def model(self, start: Start, values: Values) -> DerivedModel:
        """Parts are named from the leaves up: a part comes after those of its calls."""
        parts: list[Part] = []
        places: dict[int, int] = {}
        for number in range(len(self.nodes) - 1, 0, -1):
            node = self.nodes[number]
            assert node is not None
            places[number] = len(parts)
            parts.append(self.part(number, node, places, values))
        variables = [v for v in dict.fromkeys(_goal_variables(self.goal)) if v.sort.kind != "location"]
        numbers = tuple((v, _value(v, (_GOAL, v), values)) for v in variables)
        return DerivedModel(numbers, tuple(parts), tuple(places[self.top[i]] for i in range(len(start.calls))))

    def part(self, number: int, node: _Node, places: dict[int, int], values: Values) -> Part:
        rule, loop = node.rule, node.loop
        parts = [places[node.parts[i]] for i in range(len(rule.calls))]
        plain = [v for v in rule.body.exists if v.sort.kind != "location"]
        own = tuple(_value(v, (number, v), values) for v in plain)
        if loop is None:
            return Unfolded(rule.case, own, tuple(parts))
        parameters = self.definitions.predicates[rule.shape.name].parameters
        steps = tuple(loop.steps.get(p, 0) for p in parameters if p.sort.kind != "location")
        value_steps = tuple(loop.steps.get(v, 0) for v in plain)
        end = parts.pop(loop.again)
        count = values[number, "count"]
        return Repeated(rule.case, loop.again, count, steps, own, value_steps, tuple(parts), end)


def _form_at(argument: object, owner: int) -> Form | None:
    if getattr(argument, "sort", None) is not INT:
        return None
    form = linear_form(argument)  # type: ignore[arg-type]
    return None if form is None else ({(owner, k): f for k, f in form[0].items()}, form[1])


def _value(variable: Variable, key: Hashable, values: Values) -> Value:
    sort = variable.sort
    if sort in (INT, REAL):
        return values.get(key, 0)
    return False if sort is BOOL else Opaque(sort, 1)


def _goal_variables(goal: Entailment) -> Iterable[Variable]:
    yield from heap_variables(goal.left)


def _costs(grammar: Grammar) -> dict[Shape, int]:
    """The number of parts of the smallest derivation of each shape."""
    costs: dict[Shape, int] = {}
    is_changed = True
    while is_changed:
        is_changed = False
        for shape, rules in grammar.rules.items():
            for rule in rules:
                if all(p in costs for p in rule.parts):
                    cost = 1 + sum(costs[p] for p in rule.parts)
                    if cost < costs.get(shape, cost + 1):
                        costs[shape] = cost
                        is_changed = True
    return costs
