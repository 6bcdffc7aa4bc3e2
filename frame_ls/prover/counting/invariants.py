"""What the numbers of each shape always satisfy: guessed on samples, and what is not inductive dropped.

Guesses are equations (the affine hull of the samples), bounds and remainders of sums and differences of parameters and
of what the goal asks about. A guess that does not follow from the others in some rule goes, until all that are left
follow: the greatest part of the guesses that is inductive.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from math import gcd, lcm

from frame_ls.logic.terms import Variable
from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.linear import Constraint
from frame_ls.prover.counting.conditions import linear_form
from frame_ls.prover.counting.integers import is_impossible
from frame_ls.prover.counting.samples import Numbers, integers_of, samples_of
from frame_ls.prover.counting.shapes import Grammar, Rule, Shape, Start

Items = tuple[tuple[Variable, int], ...]
_SLACK = (0, 1, 2, 4)  # by which samples may miss a bound
_LARGEST = 64  # remainders are looked at up to this divisor


@dataclass(frozen=True, slots=True)
class Fact:
    """The sum of `items` is `value` ("="), at least (">"), at most ("<"); or leaves that remainder by `divisor`."""

    kind: str
    items: Items
    value: int
    divisor: int = 0


Facts = dict[Shape, list[Fact]]
Forms = Mapping[Variable, tuple[dict[Hashable, int], int] | None]


def invariants(grammar: Grammar, starts: Sequence[Start], budget: Budget) -> Facts:
    """Facts about each shape that together are inductive, as far as that is seen here. Raises OutOfBudget."""
    samples = samples_of(grammar, budget)
    facts: Facts = {}
    for shape in grammar.rules:
        names = integers_of(grammar, shape.name)
        forms = [*_simple(names), *_asked(grammar, shape, starts)]
        facts[shape] = _guesses(names, dict.fromkeys(forms), samples[shape])
    is_changed = True
    while is_changed:
        is_changed = False
        for shape, rules in grammar.rules.items():
            kept = [f for f in facts[shape] if all(follows(f, rule, facts, grammar, budget) for rule in rules)]
            is_changed = is_changed or len(kept) < len(facts[shape])
            facts[shape] = kept
    return {shape: _without_plain(kept, budget) for shape, kept in facts.items()}


def follows(fact: Fact, rule: Rule, facts: Facts, grammar: Grammar, budget: Budget) -> bool:
    """Whether the rule's case and the facts of its parts imply the fact."""
    system = [*rule.way.numbers, *facts_of_calls(rule, facts, grammar)]
    return all(is_impossible([*system, c], budget) for c in _denials(fact))


def facts_of_calls(rule: Rule | Start, facts: Facts, grammar: Grammar) -> list[Constraint]:
    """What the calls' facts say of their arguments."""
    found = []
    for index, (call, part) in enumerate(zip(rule.calls, rule.parts, strict=True)):
        parameters = grammar.definitions.predicates[call.name].parameters
        forms = {p: linear_form(a) for p, a in zip(parameters, call.args, strict=True)}
        for number, fact in enumerate(facts[part]):
            if all(forms[v] is not None for v, _ in fact.items):
                found.append(_constraint(fact, ("part", index, number), forms))
    return found


def _constraint(fact: Fact, own: Hashable, forms: Forms) -> Constraint:
    items: dict[Hashable, int] = {}
    constant = -fact.value
    for variable, factor in fact.items:
        known = forms[variable]
        assert known is not None
        form, shift = known
        constant += factor * shift
        for key, f in form.items():
            items[key] = items.get(key, 0) + factor * f
    if fact.divisor:
        items[own] = -fact.divisor
    if fact.kind == ">":
        return Constraint("<", tuple((k, -f) for k, f in items.items()), -constant)
    return Constraint(fact.kind, tuple(items.items()), constant)


def _denials(fact: Fact) -> list[Constraint]:
    """Constraints of which one holds when the fact does not."""
    low = Constraint("<", fact.items, 1 - fact.value)
    high = Constraint("<", tuple((v, -f) for v, f in fact.items), 1 + fact.value)
    if fact.divisor:
        own = (("remainder",), -fact.divisor)
        return [Constraint("=", (*fact.items, own), -fact.value - r) for r in range(1, fact.divisor)]
    return {"=": [low, high], ">": [low], "<": [high]}[fact.kind]


def _without_plain(facts: list[Fact], budget: Budget) -> list[Fact]:
    """The facts without those that the others imply, one after the other, the weaker ones first."""
    kept = facts[:]
    for fact in reversed(facts):
        others = [_constraint(f, ("own", i), _as_they_are(f)) for i, f in enumerate(kept) if f is not fact]
        if all(is_impossible([*others, c], budget) for c in _denials(fact)):
            kept.remove(fact)
    return kept


def _as_they_are(fact: Fact) -> Forms:
    return {v: ({v: 1}, 0) for v, _ in fact.items}


# Guesses.


def _simple(names: tuple[Variable, ...]) -> Iterable[Items]:
    for name in names:
        yield ((name, 1),)
    for a, b in combinations(names, 2):
        yield (a, 1), (b, -1)
        yield (a, 1), (b, 1)


def _asked(grammar: Grammar, shape: Shape, starts: Sequence[Start]) -> Iterable[Items]:
    """The sums in the goal's conditions, as far as they are about one call of the shape."""
    for start in starts:
        for call, part in zip(start.calls, start.parts, strict=True):
            if part != shape:
                continue
            parameters = grammar.definitions.predicates[call.name].parameters
            named = dict(zip(call.args, parameters, strict=True))
            for c in start.way.numbers:
                items = tuple((named[k], f) for k, f in c.items if isinstance(k, Variable) and k in named)
                if len(items) > 1:
                    sign = 1 if items[0][1] > 0 else -1
                    yield tuple((k, f * sign) for k, f in items)


def _guesses(names: tuple[Variable, ...], forms: Iterable[Items], samples: list[Numbers]) -> list[Fact]:
    if not samples:
        return [Fact("<", (), -1)]
    found = _equations(names, samples)
    place = {name: i for i, name in enumerate(names)}
    for items in forms:
        values = [sum(f * sample[place[v]] for v, f in items) for sample in samples]
        low, high = min(values), max(values)
        if low == high:
            found.append(Fact("=", items, low))
        divisor = gcd(*(v - low for v in values))
        if 1 < divisor <= _LARGEST:
            found.append(Fact("=", items, low % divisor, divisor))
        found += (Fact(">", items, low - d) for d in _SLACK)
        found += (Fact("<", items, high + d) for d in _SLACK)
    return list(dict.fromkeys(found))


def _equations(names: tuple[Variable, ...], samples: list[Numbers]) -> list[Fact]:
    """The equations of the affine hull: the null space of the samples' differences."""
    rows = [[Fraction(a - b) for a, b in zip(sample, samples[0], strict=True)] for sample in samples[1:]]
    pivots: dict[int, list[Fraction]] = {}
    for difference in rows:
        rest = difference
        for column, pivot in pivots.items():
            rest = [a - difference[column] * b for a, b in zip(rest, pivot, strict=True)]
        first = next((i for i, a in enumerate(rest) if a), None)
        if first is None:
            continue
        row = [a / rest[first] for a in rest]
        pivots = {c: [a - p[first] * b for a, b in zip(p, row, strict=True)] for c, p in pivots.items()}
        pivots[first] = row
    found = []
    for free in range(len(names)):
        if free in pivots:
            continue
        solution = {free: Fraction(1), **{c: -row[free] for c, row in pivots.items() if row[free]}}
        scale = lcm(*(f.denominator for f in solution.values()))
        sign = 1 if min(solution.items())[1] > 0 else -1
        items = tuple((names[i], int(f * scale * sign)) for i, f in sorted(solution.items()))
        found.append(Fact("=", items, sum(f * samples[0][names.index(v)] for v, f in items)))
    return found
