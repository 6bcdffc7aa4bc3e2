"""Numbers that derivations of each shape really have: what invariants are guessed from."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import Variable
from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.linear import Constraint
from frame_ls.prover.counting.conditions import linear_form
from frame_ls.prover.counting.integers import GaveUp, solve
from frame_ls.prover.counting.shapes import Grammar, Rule, Shape

Numbers = tuple[int, ...]
_ROUNDS, _MOST = 5, 24  # of derivation depth; samples of one shape
_TRIES = 5  # for one rule, in one round


def integers_of(grammar: Grammar, name: str) -> tuple[Variable, ...]:
    """The integers among a predicate's parameters."""
    return tuple(p for p in grammar.definitions.predicates[name].parameters if p.sort is INT)


def samples_of(grammar: Grammar, budget: Budget) -> dict[Shape, list[Numbers]]:
    """Some values of the integer parameters for each shape, the shallow derivations first."""
    random = Random(7)
    found: dict[Shape, dict[Numbers, None]] = {shape: {} for shape in grammar.rules}
    for _ in range(_ROUNDS):
        known = {shape: list(values) for shape, values in found.items()}
        for shape, rules in grammar.rules.items():
            for rule in rules:
                for values in _samples(rule, known, grammar, random, budget):
                    if len(found[shape]) < _MOST:
                        found[shape][values] = None
    return {shape: list(values) for shape, values in found.items()}


def _samples(
    rule: Rule, known: dict[Shape, list[Numbers]], grammar: Grammar, random: Random, budget: Budget
) -> Iterator[Numbers]:
    if not all(known[part] for part in rule.parts):
        return
    names = integers_of(grammar, rule.shape.name)
    for attempt in range(_TRIES):
        system = list(rule.way.numbers)
        for call, part in zip(rule.calls, rule.parts, strict=True):
            system += _fixed(call.args, random.choice(known[part]))
        wish = [Constraint("=", ((n, 1),), -random.randint(-4, 9)) for n in names if random.random() < 0.5]
        wish += [Constraint("=", c.items, c.constant) for c in system if c.kind == "<" and random.random() < 0.5]
        values = _solved([*system, *wish], budget) if attempt else None
        if values is None:
            values = _solved(system, budget)
        if values is not None:
            yield tuple(values.get(n, 0) for n in names)


def _fixed(args: tuple[object, ...], numbers: Numbers) -> list[Constraint]:
    """The integer arguments have these values."""
    forms = [linear_form(a) for a in args if getattr(a, "sort", None) is INT]  # type: ignore[arg-type]
    pairs = zip(forms, numbers, strict=True)
    return [Constraint("=", tuple(form[0].items()), form[1] - n) for form, n in pairs if form is not None]


def _solved(system: list[Constraint], budget: Budget) -> dict[object, int] | None:
    try:
        return solve(system, budget, 10)
    except GaveUp:
        return None
