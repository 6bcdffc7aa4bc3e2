"""Linear constraints over exact numbers, incrementally: bounds on variables, rows that tie them, the simplex method.

Variables are numbers. A *row* says that its (basic) variable is a combination of others that have no row; `values`
satisfies all rows always, and the bounds of variables without a row. What goes wrong is reported as a combination of
bounds whose sum is impossible. The method is that of B. Dutertre and L. de Moura, "A fast linear-arithmetic solver for
DPLL(T)", CAV 2006.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.infinitesimal import Value
from frame_ls.prover.pure.linear import Coefficient, plain, size
from frame_ls.prover.pure.trail import Trail


@dataclass(frozen=True, slots=True)
class Bound:
    """`variable <= value` or `>= value`. `source` is what the owner of the simplex wants back in a conflict."""

    value: Value
    source: object


Conflict = list[tuple[Bound, Coefficient]]  # bounds with positive factors: their sum says 0 < 0
Row = dict[int, Coefficient]


class Simplex:
    """The constraints; all changes but those of `values` and of the rows' shape go back along the trail."""

    __slots__ = ("_columns", "_suspects", "_trail", "changed", "lower", "reshaped", "rows", "upper", "values")

    def __init__(self, trail: Trail) -> None:
        self._trail = trail
        self.lower: list[Bound | None] = []
        self.upper: list[Bound | None] = []
        self.values: list[Value] = []
        self.rows: dict[int, Row] = {}
        self._columns: list[dict[int, None]] = []  # of each variable without a row: the rows it occurs in
        self._suspects: dict[int, None] = {}  # rows whose variable may be out of bounds
        self.reshaped: dict[int, None] = {}  # rows whose shape is new to whoever empties this
        self.changed: list[int] = []  # variables in the order in which they got their present bounds

    # Variables and bounds.

    def new_variable(self) -> int:
        """A variable without bounds."""
        self.lower.append(None)
        self.upper.append(None)
        self.values.append(0)
        self._columns.append({})
        self._trail.note(self._forget_variable)
        return len(self.values) - 1

    def new_row(self, items: Sequence[tuple[int, Coefficient]]) -> int:
        """A variable that is the combination `items` of others."""
        row: Row = {}
        for variable, coefficient in items:
            known = self.rows.get(variable)
            if known is None:
                _add(row, variable, coefficient)
            else:
                for other, factor in known.items():
                    _add(row, other, coefficient * factor)
        basic = self.new_variable()
        self.rows[basic] = row
        self.reshaped[basic] = None
        value: Value = 0
        for variable, coefficient in row.items():
            self._columns[variable][basic] = None
            value = value + self.values[variable] * coefficient
        self.values[basic] = value
        return basic

    def at_most(self, variable: int, bound: Bound) -> Conflict | None:
        """Asserts an upper bound."""
        old = self.upper[variable]
        if old is not None and old.value <= bound.value:
            return None
        low = self.lower[variable]
        if low is not None and low.value > bound.value:
            return [(low, 1), (bound, 1)]
        self._trail.notes.append((self._loosen, (self.upper, variable, old)))
        self.changed.append(variable)
        self.upper[variable] = bound
        if variable in self.rows:
            self._suspects[variable] = None
        elif self.values[variable] > bound.value:
            self._move(variable, bound.value)
        return None

    def at_least(self, variable: int, bound: Bound) -> Conflict | None:
        """Asserts a lower bound."""
        old = self.lower[variable]
        if old is not None and old.value >= bound.value:
            return None
        high = self.upper[variable]
        if high is not None and high.value < bound.value:
            return [(bound, 1), (high, 1)]
        self._trail.notes.append((self._loosen, (self.lower, variable, old)))
        self.changed.append(variable)
        self.lower[variable] = bound
        if variable in self.rows:
            self._suspects[variable] = None
        elif self.values[variable] < bound.value:
            self._move(variable, bound.value)
        return None

    def _loosen(self, bounds: list[Bound | None], variable: int, old: Bound | None) -> None:
        bounds[variable] = old
        self.changed.pop()

    # Search for values within all bounds.

    def check(self, budget: Budget) -> Conflict | None:
        """Finds values within all bounds, or why there are none."""
        suspects, values = self._suspects, self.values
        while suspects:
            basic = min(suspects)
            low, high = self.lower[basic], self.upper[basic]
            value = values[basic]
            if low is not None and value < low.value:
                wanted, rises = low, True
            elif high is not None and value > high.value:
                wanted, rises = high, False
            else:
                del suspects[basic]
                continue
            budget.spend(1 + len(self.rows) // 8)
            entering = self._entering(self.rows[basic], rises)
            if entering is None:
                return self._row_conflict(basic, wanted, rises)
            self._pivot_to(basic, entering, wanted.value)
        return None

    def _entering(self, row: Row, rises: bool) -> int | None:
        """The first variable of the row that can move so that the row's variable rises (or falls)."""
        best: int | None = None
        for variable, coefficient in row.items():
            limit = self.upper[variable] if (coefficient > 0) is rises else self.lower[variable]
            if (best is None or variable < best) and (limit is None or limit.value != self.values[variable]):
                best = variable
        return best

    def _row_conflict(self, basic: int, wanted: Bound, rises: bool) -> Conflict:
        conflict: Conflict = [(wanted, 1)]
        for variable, coefficient in self.rows[basic].items():
            limit = self.upper[variable] if (coefficient > 0) is rises else self.lower[variable]
            assert limit is not None
            conflict.append((limit, size(coefficient)))
        return conflict

    def _move(self, variable: int, value: Value) -> None:
        """Gives a variable without a row a value, and the rows follow."""
        change = value - self.values[variable]
        self.values[variable] = value
        for basic in self._columns[variable]:
            self.values[basic] = _plain(self.values[basic] + change * self.rows[basic][variable])
            self._suspects[basic] = None

    def _pivot_to(self, basic: int, entering: int, value: Value) -> None:
        """Exchanges a row's variable with one of the row, and gives the former `value`."""
        change = (value - self.values[basic]) * _inverse(self.rows[basic][entering])
        self.values[basic] = value
        self.values[entering] = _plain(self.values[entering] + change)
        for other in self._columns[entering]:
            if other != basic:
                self.values[other] = _plain(self.values[other] + change * self.rows[other][entering])
                self._suspects[other] = None
        self._suspects.pop(basic, None)
        self._suspects[entering] = None
        self._pivot(basic, entering)

    def _pivot(self, basic: int, entering: int) -> None:
        rows, columns = self.rows, self._columns
        self.reshaped[entering] = None
        self.reshaped.pop(basic, None)
        row = rows.pop(basic)
        inverse = _inverse(row.pop(entering))
        for variable in row:
            del columns[variable][basic]
        solved: Row = {variable: plain(-coefficient * inverse) for variable, coefficient in row.items()}
        solved[basic] = inverse
        users = columns[entering]
        del users[basic]
        columns[entering] = {}
        for variable in solved:
            columns[variable][entering] = None
        for user in users:
            target = rows[user]
            self.reshaped[user] = None
            factor = target.pop(entering)
            for variable, coefficient in solved.items():
                old = target.get(variable)
                if old is None:
                    target[variable] = plain(factor * coefficient)
                    columns[variable][user] = None
                else:
                    total = plain(old + factor * coefficient)
                    if total:
                        target[variable] = total
                    else:
                        del target[variable]
                        del columns[variable][user]
        rows[entering] = solved

    def _forget_variable(self) -> None:
        """Takes back the newest variable, which has no bounds any more."""
        variable = len(self.values) - 1
        if variable not in self.rows and self._columns[variable]:
            self._make_basic(variable)
        row = self.rows.pop(variable, None)
        if row is not None:
            for other in row:
                del self._columns[other][variable]
        self._suspects.pop(variable, None)
        self.reshaped.pop(variable, None)
        for column in (self.lower, self.upper, self.values, self._columns):
            column.pop()

    def _make_basic(self, variable: int) -> None:
        """Exchanges a variable with some row that it occurs in; that row's variable is put within its bounds."""
        leaving = next((b for b in self._columns[variable] if b not in self._suspects), None)
        if leaving is None:
            leaving = next(iter(self._columns[variable]))
        self._pivot(leaving, variable)
        self._suspects.pop(leaving, None)
        low, high, value = self.lower[leaving], self.upper[leaving], self.values[leaving]
        if low is not None and value < low.value:
            self._move(leaving, low.value)
        elif high is not None and value > high.value:
            self._move(leaving, high.value)

    # What the rows say.

    def rows_of(self, variable: int) -> list[int]:
        """The rows in which a variable occurs."""
        return [variable] if variable in self.rows else list(self._columns[variable])

    def row_bound(self, items: Row, is_upper: bool) -> tuple[Value, Conflict] | None:
        """The greatest (least) value of a combination of variables by their own bounds, and those bounds."""
        total: Value = 0
        used: Conflict = []
        for variable, coefficient in items.items():
            limit = self.upper[variable] if (coefficient > 0) is is_upper else self.lower[variable]
            if limit is None:
                return None
            total = total + limit.value * coefficient
            used.append((limit, size(coefficient)))
        return total, used

    def is_fixed(self, variable: int) -> bool:
        """Whether the variable's bounds leave it one value."""
        low, high = self.lower[variable], self.upper[variable]
        return low is not None and high is not None and low.value == high.value


def _add(row: Row, variable: int, coefficient: Coefficient) -> None:
    total = plain(row.get(variable, 0) + coefficient)
    if total:
        row[variable] = total
    else:
        row.pop(variable, None)


def _inverse(coefficient: Coefficient) -> Coefficient:
    if coefficient in (1, -1):
        return coefficient
    return plain(Fraction(1) / coefficient)


def _plain(value: Value) -> Value:
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value
