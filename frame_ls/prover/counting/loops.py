"""Rules that lead back to their own shape, with how the numbers may change each time: what can be repeated."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import product

from frame_ls.logic.definitions import Definitions
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import Term, Variable
from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.linear import Constraint
from frame_ls.prover.counting.conditions import linear_form
from frame_ls.prover.counting.integers import GaveUp, solve
from frame_ls.prover.counting.shapes import Rule

_WAYS = 8  # to change the numbers, for one rule
_CHANGES = (0, -1, 1, -2, 2)
_ORDERS = 3  # disequations for which both orders are tried


@dataclass(frozen=True, slots=True)
class Loop:
    """A rule whose call number `again` has the rule's own shape, and by how much each integer changes each time.

    `numbers` is what must hold the first and the last time; disequations have become comparisons.
    """

    rule: Rule
    again: int
    steps: dict[Variable, int]
    numbers: tuple[Constraint, ...]


def loops_of(rule: Rule, definitions: Definitions, budget: Budget) -> list[Loop]:
    """Ways to repeat the rule, a few for each of its calls that has the rule's own shape."""
    found = []
    parameters = definitions.predicates[rule.shape.name].parameters
    for again, part in enumerate(rule.parts):
        if part == rule.shape:
            for numbers in _orders(rule.way.numbers):
                found += _ways(rule, again, parameters, numbers, budget)
    return found


def _orders(numbers: tuple[Constraint, ...]) -> list[tuple[Constraint, ...]]:
    """Each disequation as one of the two comparisons."""
    open_ = [i for i, c in enumerate(numbers) if c.kind == "!"]
    if len(open_) > _ORDERS:
        return []
    found = []
    for signs in product((1, -1), repeat=len(open_)):
        new = list(numbers)
        for index, sign in zip(open_, signs, strict=True):
            c = numbers[index]
            new[index] = Constraint("<", tuple((k, f * sign) for k, f in c.items), c.constant * sign + 1)
        found.append(tuple(new))
    return found


def _ways(
    rule: Rule, again: int, parameters: tuple[Variable, ...], numbers: tuple[Constraint, ...], budget: Budget
) -> list[Loop]:
    system = _system(rule, again, parameters, numbers)
    if system is None:
        return []
    changing = [v for v in (*parameters, *rule.body.exists) if v.sort is INT]
    found: dict[tuple[int, ...], Loop] = {}
    wishes: list[list[Constraint]] = [[]]
    wishes += [[Constraint("=", ((("step", p), 1),), -v)] for p in parameters if p.sort is INT for v in _CHANGES]
    for wish in wishes:
        try:
            values = solve([*system, *wish], budget, 20)
        except GaveUp:
            continue
        if values is None:
            continue
        steps = {v: values.get(("step", v), 0) for v in changing}
        if any(steps.values()) and len(found) < _WAYS:
            found.setdefault(tuple(steps.values()), Loop(rule, again, steps, numbers))
    return list(found.values())


def _system(
    rule: Rule, again: int, parameters: tuple[Variable, ...], numbers: tuple[Constraint, ...]
) -> list[Constraint] | None:
    """What the values of the first time and the steps must satisfy; None when the rule cannot be repeated so."""
    system = list(numbers)
    system += (Constraint("=", _of_steps(c.items), 0) for c in numbers if c.kind == "=")
    for index, call in enumerate(rule.calls):
        for parameter, argument in zip(parameters if index == again else call.args, call.args, strict=True):
            if argument.sort.kind == "location":
                continue
            form = linear_form(argument)
            if index == again:
                if form is None:
                    return None if argument is not parameter else system
                system += _moves_on(parameter, form)
            elif form is not None:
                system.append(Constraint("=", _of_steps(tuple(form[0].items())), 0))
    return system


def _moves_on(parameter: Term, form: tuple[dict[Hashable, int], int]) -> list[Constraint]:
    """The argument is the parameter after one step, now and the next time."""
    items = tuple(form[0].items())
    step = ("step", parameter)
    return [
        Constraint("=", (*items, (parameter, -1), (step, -1)), form[1]),
        Constraint("=", (*_of_steps(items), (step, -1)), 0),
    ]


def _of_steps(items: tuple[tuple[Hashable, int], ...]) -> tuple[tuple[Hashable, int], ...]:
    return tuple((("step", key), factor) for key, factor in items)
