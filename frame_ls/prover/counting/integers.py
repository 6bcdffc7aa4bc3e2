"""Integers that satisfy linear constraints: equations solved exactly, then simplex, branching and cuts by rounding.

What is found satisfies all constraints; that nothing was found means that there is nothing only where it says so.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from math import ceil, floor, gcd

from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.linear import Constraint
from frame_ls.prover.pure.simplex import Bound, Simplex
from frame_ls.prover.pure.trail import Trail

_BRANCHES = 60
Values = dict[Hashable, int]
Form = dict[Hashable, int]


class GaveUp(Exception):
    """Neither values nor a contradiction were found."""


def solve(constraints: Iterable[Constraint], budget: Budget, branches: int = _BRANCHES) -> Values | None:
    """Values for all keys; None when there are none. Raises GaveUp, OutOfBudget."""
    system = Equations(constraints)
    if not system.solve():
        return None
    values = _Search(system.rest, budget, branches).run()
    if values is None:
        return None
    for key in system.keys:
        values.setdefault(key, 0)
    for key, form, constant in reversed(system.solved):
        values[key] = constant + sum(f * values.setdefault(k, 0) for k, f in form.items())
    return values


def quotient(form: Form, constant: int, divisor: int, constraints: Iterable[Constraint]) -> tuple[Form, int] | None:
    """A sum that the equations among the constraints make 1/divisor of `form + constant`; None where none is seen."""
    system = Equations(c for c in constraints if c.kind == "=")
    if not system.solve():
        return None
    for key, by, shift in system.solved:
        form, constant = replaced(form, constant, key, by, shift)
    if constant % divisor or any(f % divisor for f in form.values()):
        return None
    form, constant = {k: f // divisor for k, f in form.items()}, constant // divisor
    for key, by, shift in reversed(system.opened):
        form, constant = replaced(form, constant, key, by, shift)
    return form, constant


def is_impossible(constraints: Iterable[Constraint], budget: Budget) -> bool:
    """Whether the constraints are seen to have no solution."""
    try:
        return solve(constraints, budget, 12) is None
    except GaveUp:
        return False


class Equations:
    """Puts in what equations say, by Euclid's algorithm on their factors.

    `solved` gives keys as sums of later ones, in order; `opened` gives the keys that were made up on the way as sums of
    those that were there.
    """

    def __init__(self, constraints: Iterable[Constraint]) -> None:
        self.pending: list[tuple[Form, int]] = []
        self.rest: list[tuple[str, Form, int]] = []
        self.keys: dict[Hashable, None] = {}
        for c in constraints:
            form: Form = {}
            for key, factor in c.items:
                form[key] = form.get(key, 0) + factor
                self.keys[key] = None
            form = {k: f for k, f in form.items() if f}
            if c.kind == "=":
                self.pending.append((form, c.constant))
            else:
                self.rest.append((c.kind, form, c.constant))
        self.solved: list[tuple[Hashable, Form, int]] = []
        self.opened: list[tuple[Hashable, Form, int]] = []
        self.count = 0

    def solve(self) -> bool:
        """False when an equation has no integer solution."""
        while self.pending:
            form, constant = self.pending.pop()
            if not form:
                if constant:
                    return False
                continue
            divisor = gcd(*form.values())
            if constant % divisor:
                return False
            form = {k: f // divisor for k, f in form.items()}
            self.use(form, constant // divisor)
        return True

    def use(self, form: Form, constant: int) -> None:
        key = min(form, key=lambda k: abs(form[k]))
        factor = form[key]
        if factor in (1, -1):
            rest = {k: -f * factor for k, f in form.items() if k != key}
            self.put_in(key, rest, -constant * factor)
            return
        self.count += 1
        new = ("open", self.count, id(self))
        quotients = {k: -(f // factor) for k, f in form.items() if k != key and f // factor}
        shift = -(constant // factor)
        self.pending.append((form, constant))
        self.opened.append((new, {key: 1, **{k: -f for k, f in quotients.items()}}, -shift))
        self.put_in(key, {new: 1, **quotients}, shift)

    def put_in(self, key: Hashable, by: Form, shift: int) -> None:
        self.solved.append((key, by, shift))
        self.pending = [replaced(form, constant, key, by, shift) for form, constant in self.pending]
        self.rest = [(kind, *replaced(form, constant, key, by, shift)) for kind, form, constant in self.rest]


def replaced(form: Form, constant: int, key: Hashable, by: Form, shift: int) -> tuple[Form, int]:
    """A sum with `by + shift` put in for a key."""
    factor = form.get(key)
    if not factor:
        return form, constant
    new = {k: f for k, f in form.items() if k != key}
    for k, f in by.items():
        total = new.get(k, 0) + f * factor
        if total:
            new[k] = total
        else:
            new.pop(k, None)
    return new, constant + shift * factor


class _Search:
    def __init__(self, rest: Sequence[tuple[str, Form, int]], budget: Budget, branches: int) -> None:
        self.rest, self.budget, self.branches = rest, budget, branches
        self.trail = Trail()
        self.simplex = Simplex(self.trail)
        self.numbers: dict[Hashable, int] = {}
        self.rows: dict[tuple[tuple[Hashable, int], ...], tuple[int, int]] = {}
        self.apart: list[tuple[int, int]] = []  # a variable of the simplex and what it may not be

    def run(self) -> Values | None:
        for kind, form, constant in self.rest:
            if not self.take_in(kind, form, constant):
                return None
        if not self.is_feasible():
            return None
        values = self.simplex.values
        return {k: int(values[n]) for k, n in self.numbers.items()}  # type: ignore[arg-type]

    def take_in(self, kind: str, form: Form, constant: int) -> bool:
        if not form:
            return constant != 0 if kind == "!" else constant <= 0
        divisor = gcd(*form.values())
        if kind == "!" and constant % divisor:
            return True
        number, sign = self.row(tuple(sorted(((k, f // divisor) for k, f in form.items()), key=lambda i: str(i[0]))))
        edge = Fraction(-constant, divisor)
        if kind == "!":
            self.apart.append((number, sign * int(edge)))
            return True
        conflict = (
            self.simplex.at_most(number, Bound(floor(edge), None))
            if sign > 0
            else self.simplex.at_least(number, Bound(-floor(edge), None))
        )
        return conflict is None

    def row(self, items: tuple[tuple[Hashable, int], ...]) -> tuple[int, int]:
        """The simplex' variable for a sum; -1 beside it when it is the sum's negation."""
        if items[0][1] < 0:
            number, _ = self.row(tuple((k, -f) for k, f in items))
            return number, -1
        for key, _ in items:
            if key not in self.numbers:
                self.numbers[key] = self.simplex.new_variable()
        if len(items) == 1:
            return self.numbers[items[0][0]], 1
        if items not in self.rows:
            self.rows[items] = self.simplex.new_row([(self.numbers[k], f) for k, f in items]), 1
        return self.rows[items]

    def is_feasible(self) -> bool:
        """Finds integers; depth first, each branch a bound."""
        if self.simplex.check(self.budget) is not None:
            return False
        choice = self.choice()
        if choice is None:
            return True
        self.branches -= 1
        if self.branches < 0:
            raise GaveUp
        number, low, high = choice
        for bound, limit in ((self.simplex.at_most, low), (self.simplex.at_least, high)):
            mark = len(self.trail)
            if bound(number, Bound(limit, None)) is None and self.is_feasible():
                return True
            self.trail.undo_to(mark)
        return False

    def choice(self) -> tuple[int, int, int] | None:
        """A variable with the two bounds of which one must hold; None when the values are fine."""
        values = self.simplex.values
        for number in self.numbers.values():
            value = values[number]
            if isinstance(value, Fraction) and value.denominator != 1:
                return number, floor(value), ceil(value)
        for number, avoided in self.apart:
            if values[number] == avoided:
                return number, avoided - 1, avoided + 1
        return None
