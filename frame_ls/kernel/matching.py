"""Whether a concrete heap is what a symbolic heap describes: exhaustive search over the ways to read it.

The search goes through states. A state has atoms still to be found in what remains of the heap, conditions on values
still unknown, and what remains. An atom whose root is known takes its cell at once; a call is replaced by each of its
cases; a points-to at an unknown root tries every cell of its kind. Each state is looked at once, so the search ends
where predicates recurse without taking cells, and a derivation, being finite, is never lost. What is cut short or
cannot be evaluated makes the answer UNDETERMINED, never NO.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from frame_ls.kernel.evaluation import Evaluator, Unknown
from frame_ls.kernel.match_states import Called, Goals, Remaining, Share, Slot, State, Wanted, choice, renumbered
from frame_ls.kernel.unknowns import Condition, decide, solve, unify
from frame_ls.kernel.values import Address, Heap, HeapCell, Place, Stack, Truth
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Cell, PointsTo, SymbolicHeap
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import WHOLE, Term, Variable, equal

STATE_LIMIT = 100_000


class _Dead(Exception):
    pass


class _Unclear(Exception):
    pass


class Matcher:
    """Matches symbolic heaps against one concrete heap."""

    __slots__ = ("_by_cell", "_cells", "_evaluator", "_index", "_limit", "_places", "_predicates", "_roots")

    def __init__(
        self,
        heap: Heap,
        definitions: Definitions,
        evaluator: Evaluator | None = None,
        limit: int = STATE_LIMIT,
    ) -> None:
        self._places: list[Place] = list(heap)
        self._cells: list[HeapCell] = list(heap.values())
        self._index = {place: i for i, place in enumerate(self._places)}
        self._by_cell: dict[str, list[int]] = {}
        for i, cell in enumerate(self._cells):
            self._by_cell.setdefault(cell.cell, []).append(i)
        self._predicates = definitions.predicates
        self._roots: dict[str, tuple[int, ...]] = {}
        self._evaluator = evaluator or Evaluator(definitions)
        self._limit = limit

    def whole(self) -> Remaining:
        """All of the heap."""
        parts = tuple((i, c.fraction) for i, c in enumerate(self._cells) if c.fraction != 1)
        return Remaining((1 << len(self._cells)) - 1, parts)

    def matches(self, heap: SymbolicHeap, stack: Stack) -> Truth:
        """Does the heap, all of it, satisfy the symbolic heap?"""
        queue = _Queue()
        outcome = self._enter(State((), (), self.whole()), heap, dict(stack), 1, queue)
        while queue.pending:
            if len(queue.seen) > self._limit:
                return Truth.UNDETERMINED
            found = self._step(queue.pending.pop(), stack, queue)
            if found is Truth.YES:
                return found
            outcome = _worse(outcome, found)
        return outcome

    def _step(self, state: State, stack: Stack, queue: _Queue) -> Truth:
        """Queues the states after `state`; YES when it is a solution, UNDETERMINED when something is lost."""
        if not state.goals:
            if state.remaining.mask:
                return Truth.NO
            return decide(state.conditions, self._evaluator, stack.values()) if state.conditions else Truth.YES
        if state.unknowns and not self._roots:
            self._roots = {name: _root_arguments(p) for name, p in self._predicates.items()}
        chosen = choice(state.goals, self._roots)
        goal = state.goals[chosen]
        goals = state.goals[:chosen] + state.goals[chosen + 1 :]
        rest = State(goals, state.conditions, state.remaining, state.unknowns)
        if isinstance(goal, Wanted):
            return self._try_roots(rest, goal, queue)
        predicate = self._predicates.get(goal.name)
        if predicate is None or predicate.cases is None or len(predicate.parameters) != len(goal.args):
            return Truth.UNDETERMINED
        outcome = Truth.NO
        for case in reversed(predicate.cases):
            if state.remaining.parts or _cells_in(case) <= state.remaining.mask.bit_count():
                values: dict[Variable, Slot] = dict(zip(predicate.parameters, goal.args, strict=True))
                outcome = _worse(outcome, self._enter(rest, case, values, goal.share, queue))
        return outcome

    def _try_roots(self, rest: State, goal: Wanted, queue: _Queue) -> Truth:
        """A points-to whose root is unknown is any of the cells of its kind."""
        for i in self._by_cell.get(goal.cell, ()):
            region, address = self._places[i]
            if rest.remaining.mask >> i & 1 and region == goal.region:
                found: dict[Unknown, Slot] = {}
                if unify(goal.root, address, found):
                    self._settle((*rest.goals, goal), rest.conditions, (), rest.remaining, found, queue)
        return Truth.NO

    def _enter(
        self, state: State, body: SymbolicHeap, values: dict[Variable, Slot], share: Share, queue: _Queue
    ) -> Truth:
        """Queues `state` with the body of a symbolic heap added."""
        goals: list[Wanted | Called] = list(state.goals)
        conditions: list[Condition] = []
        number = state.unknowns
        try:
            if body.exists:
                number = self._bind(body, values, number)
            for formula in body.pure:
                self._assume(formula, values, conditions)
            for atom in body.spatial:
                part = share if atom.fraction is WHOLE else share * self._share(atom.fraction, values)
                slots: list[Slot] = []
                for term in (atom.root, *atom.values) if isinstance(atom, PointsTo) else atom.args:
                    slot = self._slot(term, values, number, conditions)
                    number += isinstance(slot, Unknown)
                    slots.append(slot)
                if isinstance(atom, PointsTo):
                    goals.append(Wanted(atom.cell.name, atom.cell.region, slots[0], tuple(slots[1:]), part))
                else:
                    goals.append(Called(atom.name, tuple(slots), part))
        except _Dead:
            return Truth.NO
        except _Unclear:
            return Truth.UNDETERMINED
        self._settle(tuple(goals), state.conditions, tuple(conditions), state.remaining, {}, queue)
        return Truth.NO

    def _bind(self, body: SymbolicHeap, values: dict[Variable, Slot], number: int) -> int:
        """Gives existentials values: the heap's where that is plain to see, else new unknowns, numbered from
        `number`."""
        open_ = dict.fromkeys(body.exists)
        for name in body.exists:
            values.pop(name, None)
        progress = True
        while open_ and progress:
            progress = False
            for atom in body.spatial:
                if isinstance(atom, PointsTo) and not open_.keys().isdisjoint(atom.values):
                    cell = self._cell_at(self._evaluator.value(atom.root, values), atom.cell)
                    if cell is None:
                        continue
                    for term, value in zip(atom.values, cell.values, strict=False):
                        if isinstance(term, Variable) and term in open_:
                            values[term] = value
                            del open_[term]
                            progress = True
        for name in open_:
            values[name] = Unknown(number, name.sort)
            number += 1
        return number

    def _cell_at(self, root: object, cell: Cell) -> HeapCell | None:
        if not isinstance(root, Address):
            return None
        position = self._index.get((cell.region, root))
        return None if position is None or self._cells[position].cell != cell.name else self._cells[position]

    def _assume(self, formula: Term, values: dict[Variable, Slot], conditions: list[Condition]) -> None:
        truth = self._evaluator.value(formula, values)
        if truth is False:
            raise _Dead
        if truth is not True:
            conditions.append(_condition(formula, values))

    def _share(self, term: Term, values: Mapping[Variable, Slot]) -> Share:
        value = self._evaluator.value(term, values)
        if not isinstance(value, int | Fraction):
            raise _Unclear
        return value

    def _slot(self, term: Term, values: dict[Variable, Slot], number: int, conditions: list[Condition]) -> Slot:
        """A value or an unknown for a term; an unknown of its own, with the condition, for a compound one."""
        value = self._evaluator.value(term, values)
        if value is not None:
            return value
        if isinstance(term, Variable):
            raise _Unclear
        unknown = Unknown(number, term.sort)
        name = Variable("?", term.sort)
        conditions.append(_condition(equal(name, term), {**values, name: unknown}))
        return unknown

    def _settle(
        self,
        goals: Goals,
        old: tuple[Condition, ...],
        new: tuple[Condition, ...],
        remaining: Remaining,
        found: dict[Unknown, Slot],
        queue: _Queue,
    ) -> None:
        """Takes cells with known roots and solves plain equations until nothing changes; then queues the state.

        The `old` conditions are looked at only where something is found.
        """
        try:
            while True:
                count = len(found)
                goals, left = self._taken(goals, remaining, found)
                took, remaining = left is not remaining, left
                new = self._solved(new, found)
                if found:
                    old = self._solved(old, found)
                if not took and len(found) == count:
                    break
        except _Dead:
            return
        state = renumbered(goals, old + new, remaining)
        if state not in queue.seen:
            queue.seen.add(state)
            queue.pending.append(state)

    def _taken(self, goals: Goals, remaining: Remaining, found: dict[Unknown, Slot]) -> tuple[Goals, Remaining]:
        kept: list[Wanted | Called] = []
        for goal in goals:
            now = goal.under(found) if found else goal
            if isinstance(now, Called) or isinstance(now.root, Unknown):
                kept.append(now)
                continue
            position = self._index.get((now.region, now.root)) if isinstance(now.root, Address) else None
            if position is None or self._cells[position].cell != now.cell:
                raise _Dead
            left = remaining.without(position, now.share)
            values = self._cells[position].values
            if left is None or len(values) != len(now.values):
                raise _Dead
            remaining = left
            for mine, theirs in zip(now.values, values, strict=True):
                if mine is not theirs and not unify(mine, theirs, found):
                    raise _Dead
        return tuple(kept), remaining

    def _solved(self, conditions: tuple[Condition, ...], found: dict[Unknown, Slot]) -> tuple[Condition, ...]:
        kept: list[Condition] = []
        for condition in conditions:
            now = condition.under(found) if found else condition
            stack = dict(now.values)
            truth = self._evaluator.value(now.formula, stack)
            if truth is None:
                truth = solve(now.formula, stack, self._evaluator, found)
            if truth is False:
                raise _Dead
            if truth is not True:
                kept.append(now)
        return tuple(kept)


class _Queue:
    """The states still to be looked at, and all that were ever queued."""

    __slots__ = ("pending", "seen")

    def __init__(self) -> None:
        self.pending: list[State] = []
        self.seen: set[State] = set()


def _condition(formula: Term, values: Mapping[Variable, Slot]) -> Condition:
    used = free_variables(formula)
    if any(v not in values for v in used):
        raise _Unclear
    return Condition(formula, tuple([(v, values[v]) for v in used]))


def _worse(a: Truth, b: Truth) -> Truth:
    return a if b is Truth.NO else b


def _cells_in(case: SymbolicHeap) -> int:
    return sum(isinstance(a, PointsTo) for a in case.spatial)


def _root_arguments(predicate: Predicate) -> tuple[int, ...]:
    roots = {a.root for case in predicate.cases or () for a in case.spatial if isinstance(a, PointsTo)}
    return tuple(i for i, parameter in enumerate(predicate.parameters) if parameter in roots)
