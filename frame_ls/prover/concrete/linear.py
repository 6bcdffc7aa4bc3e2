"""Linear constraints over integers with few solutions to look for: values for what is open, found by small search."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import TypeVar

from frame_ls.logic.terms import ADD, AND, EQUAL, LESS, LESS_EQUAL, MULTIPLY, NOT, Apply, Number, Term

Key = TypeVar("Key", bound=Hashable)
Form = dict[Key, int]  # coefficients; the constant under None is kept apart


@dataclass(frozen=True, slots=True)
class Constraint:
    """`sum + constant` is 0 ("="), not 0 ("!"), or at most 0 ("<")."""

    kind: str
    items: tuple[tuple[Hashable, int], ...]
    constant: int


def read_linear(term: Term, resolve: Callable[[Term], Hashable | int]) -> tuple[dict[Hashable, int], int] | None:
    """The term as coefficients and a constant; `resolve` gives a key or a value for what is no sum. None: no such."""
    if isinstance(term, Number):
        return None if isinstance(term.value, Fraction) else ({}, term.value)
    if isinstance(term, Apply) and term.operator == ADD:
        total: dict[Hashable, int] = {}
        constant = 0
        for argument in term.args:
            part = read_linear(argument, resolve)
            if part is None:
                return None
            constant += part[1]
            for key, factor in part[0].items():
                total[key] = total.get(key, 0) + factor
        return {k: f for k, f in total.items() if f}, constant
    if isinstance(term, Apply) and term.operator == MULTIPLY:
        factor_part, rest = (read_linear(a, resolve) for a in term.args)
        if factor_part is None or rest is None:
            return None
        if factor_part[0]:
            factor_part, rest = rest, factor_part
        if factor_part[0]:
            return None
        times = factor_part[1]
        return ({k: f * times for k, f in rest[0].items() if f * times}, rest[1] * times)
    found = resolve(term)
    return ({}, found) if isinstance(found, int) else ({found: 1}, 0)


def constraints_of(
    formula: Term, resolve: Callable[[Term], Hashable | int], holds: bool = True
) -> list[Constraint] | None:
    """The formula as constraints; None when it is none (a disjunction, say)."""
    if not isinstance(formula, Apply):
        return None
    if formula.operator == NOT:
        return constraints_of(formula.args[0], resolve, not holds)
    if formula.operator == AND and holds:
        parts = [constraints_of(a, resolve) for a in formula.args]
        return None if any(p is None for p in parts) else [c for p in parts if p is not None for c in p]
    if formula.operator not in (EQUAL, LESS, LESS_EQUAL):
        return None
    left, right = (read_linear(a, resolve) for a in formula.args)
    if left is None or right is None:
        return None
    items = dict(left[0])
    for key, factor in right[0].items():
        items[key] = items.get(key, 0) - factor
    constant = left[1] - right[1]
    kept = {k: f for k, f in items.items() if f}
    if formula.operator == EQUAL:
        return [Constraint("=" if holds else "!", tuple(kept.items()), constant)]
    if not holds:  # not a < b: b <= a; not a <= b: b < a
        kept, constant = {k: -f for k, f in kept.items()}, -constant
    strict = (formula.operator == LESS) == holds
    return [Constraint("<", tuple(kept.items()), constant + (1 if strict else 0))]


def solve(
    constraints: Sequence[Constraint], effort: int = 400, random: Random | None = None
) -> dict[Hashable, int] | None:
    """Values for all keys; None when none were found, which does not mean that there are none.

    `random` chooses among the values that come first to mind.
    """
    system = _Elimination(constraints)
    if not system.run():
        return None
    search = _Search(system.rest(), effort, random)
    values = search.run(system.open_keys())
    if values is None:
        return None
    for key, items, constant in reversed(system.definitions):
        values[key] = sum(values[k] * f for k, f in items.items()) + constant
    return values


class _Elimination:
    """Solves equations for keys with factor 1 or -1 and puts them in everywhere else."""

    def __init__(self, constraints: Sequence[Constraint]) -> None:
        self.rows: list[tuple[str, dict[Hashable, int], int] | None] = []
        self.where: dict[Hashable, dict[int, None]] = {}  # the rows that mention a key
        self.definitions: list[tuple[Hashable, dict[Hashable, int], int]] = []
        for c in constraints:
            for key, _ in c.items:
                self.where.setdefault(key, {})[len(self.rows)] = None
            self.rows.append((c.kind, dict(c.items), c.constant))

    def run(self) -> bool:
        """False when an equation is seen to be false."""
        index = 0
        while index < len(self.rows):
            row = self.rows[index]
            if row is not None and row[0] == "=" and not self.use(index, row[1], row[2]):
                return False
            index += 1
        return True

    def use(self, index: int, items: dict[Hashable, int], constant: int) -> bool:
        if not items:
            return constant == 0
        chosen = [k for k, f in items.items() if f in (1, -1)]
        if not chosen:
            return True
        key = min(chosen, key=lambda k: len(self.where[k]))
        factor = items[key]
        rest = {k: -f * factor for k, f in items.items() if k != key}
        shift = -constant * factor
        self.rows[index] = None
        for other in list(self.where.pop(key)):
            self.put_in(other, key, rest, shift)
        self.definitions.append((key, rest, shift))
        return True

    def put_in(self, index: int, key: Hashable, rest: dict[Hashable, int], shift: int) -> None:
        row = self.rows[index]
        if row is None:
            return
        kind, items, constant = row
        factor = items.pop(key, 0)  # 0: it was there, but cancelled out
        if not factor:
            return
        for k, f in rest.items():
            new = items.get(k, 0) + f * factor
            if new:
                items[k] = new
                self.where.setdefault(k, {})[index] = None
            else:
                items.pop(k, None)
        self.rows[index] = (kind, items, constant + shift * factor)

    def rest(self) -> list[Constraint]:
        return [Constraint(r[0], tuple(r[1].items()), r[2]) for r in self.rows if r is not None]

    def open_keys(self) -> list[Hashable]:
        """Keys that no definition gives a value, those that only definitions mention too."""
        solved = {d[0] for d in self.definitions}
        found = dict.fromkeys(k for r in self.rows if r is not None for k in r[1])
        found.update(dict.fromkeys(k for d in self.definitions for k in d[1] if k not in solved))
        return list(found)


class _Search:
    def __init__(self, constraints: list[Constraint], effort: int, random: Random | None) -> None:
        self.constraints, self.effort, self.random = constraints, effort, random

    def run(self, keys: Sequence[Hashable]) -> dict[Hashable, int] | None:
        values: dict[Hashable, int] = {}
        return values if self.assign(list(keys), values) else None

    def assign(self, keys: list[Hashable], values: dict[Hashable, int]) -> bool:
        bounds = self.bounds(values)
        if bounds is None:
            return False
        if not keys:
            return True
        key = min(keys, key=lambda k: _width(bounds.get(k)))
        rest = [k for k in keys if k != key]
        candidates = list(_candidates(bounds.get(key), len(values)))
        if self.random is not None:
            self.random.shuffle(candidates)
        for candidate in candidates:
            self.effort -= 1
            if self.effort < 0:
                return False
            values[key] = candidate
            if self.assign(rest, values):
                return True
        values.pop(key, None)
        return False

    def bounds(self, values: dict[Hashable, int]) -> dict[Hashable, tuple[int | None, int | None]] | None:
        """What constraints with one open key say of it; None when one is violated."""
        found: dict[Hashable, tuple[int | None, int | None]] = {}
        for c in self.constraints:
            open_ = [(k, f) for k, f in c.items if k not in values]
            total = c.constant + sum(values[k] * f for k, f in c.items if k in values)
            if not open_:
                if (c.kind == "=" and total) or (c.kind == "!" and not total) or (c.kind == "<" and total > 0):
                    return None
            elif len(open_) == 1 and c.kind != "!":
                key, factor = open_[0]
                low, high = found.get(key, (None, None))
                edge = Fraction(-total, factor)
                if c.kind == "=" and edge.denominator != 1:
                    return None
                if c.kind == "=" or factor > 0:
                    top = edge.numerator // edge.denominator
                    high = top if high is None else min(high, top)
                if c.kind == "=" or factor < 0:
                    bottom = -(-edge.numerator // edge.denominator)
                    low = bottom if low is None else max(low, bottom)
                if low is not None and high is not None and low > high:
                    return None
                found[key] = (low, high)
        return found


def _width(bounds: tuple[int | None, int | None] | None) -> int:
    if bounds is None:
        return 1_000_000
    low, high = bounds
    return 1000 if low is None or high is None else high - low


def _candidates(bounds: tuple[int | None, int | None] | None, shift: int) -> Iterable[int]:
    low, high = bounds or (None, None)
    if low is None and high is None:
        return (2 + 3 * shift, 0, 1, -1, 7, 40)
    if low is None:
        assert high is not None
        return tuple(high - d for d in (0, 1, 2, 5, 11))
    if high is None:
        return tuple(low + d for d in (0, 1, 2, 5, 11))
    return tuple(dict.fromkeys(max(low, min(high, low + d)) for d in (0, 1, 2, 3, high - low)))
