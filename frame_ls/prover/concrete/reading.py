"""Reads a concrete heap as a symbolic one: which cell is which atom, and what the existentials are."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import partial

from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.terms import EQUAL, Apply, Term, Variable
from frame_ls.prover.concrete.linear import constraints_of, solve
from frame_ls.prover.concrete.values import Env, Slot, Unknown, followed, truth, value

Place = tuple[str, int]  # region, address
Cells = Mapping[Place, tuple[str, tuple[int, ...]]]  # the cell's name and its values
_FIRST_SPARE = 900_000  # addresses from here on stand for values that nothing depends on
_IDLE = 12  # calls that may be opened in a row without taking a cell


@dataclass(frozen=True, slots=True)
class Derived:
    """How a call was read: its case, the values of the case's existentials, and its atoms; with all places below."""

    case: int
    values: tuple[int, ...]
    parts: tuple[Part, ...]
    places: tuple[Place, ...]


Part = Place | Derived  # of a points-to; of a call


@dataclass(frozen=True, slots=True)
class Reading:
    """The atoms of a symbolic heap in a concrete one, and its existentials. `is_sure`: no condition was passed over."""

    disjunct: int
    values: dict[Variable, int]
    parts: tuple[Part, ...]
    is_sure: bool


class Undecided(Exception):
    """Reading took too long."""


@dataclass(slots=True)
class _Node:
    """A symbolic heap that is being read: the case it is, its variables, and what each atom is."""

    case: int
    env: Env
    heap: SymbolicHeap
    parts: list[Place | _Node | None]


@dataclass(slots=True)
class _Goal:
    """Atom `position` of a node's heap. `slots`: its root and values, or arguments; None: no value yet."""

    atom: Atom
    node: _Node
    position: int
    slots: list[Slot | None]


class Reader:
    """Reads heaps under one set of definitions."""

    def __init__(self, definitions: Definitions, effort: int = 4000) -> None:
        self._predicates = definitions.predicates
        self._effort = effort
        self._cells: Cells = {}
        self._trail: list[Unknown] = []
        self._steps = 0
        self._conditions: list[tuple[Term, Env]] = []
        self._passed_over = False
        self._is_cut = False
        self._spares = _FIRST_SPARE

    def read(self, cells: Cells, disjuncts: tuple[SymbolicHeap, ...], env: Mapping[Variable, int]) -> Reading | None:
        """The first reading of all the cells as one of the heaps, or None. Raises Undecided."""
        self._cells, self._steps, self._is_cut = cells, self._effort, False
        for number, heap in enumerate(disjuncts):
            self._trail, self._conditions, self._passed_over = [], [], False
            root = self._node(-1, heap, dict(env))
            if root is None:
                continue
            if self._solve(self._goals(root), set(cells), 0):
                values = {v: self._settled(root.env[v], v) for v in heap.exists}
                return Reading(number, values, tuple(self._part(p) for p in root.parts), not self._passed_over)
        if self._is_cut:
            raise Undecided
        return None

    # Entering a symbolic heap.

    def _node(self, case: int, heap: SymbolicHeap, env: Env) -> _Node | None:
        """The heap with unknowns for its existentials; None when its pure part is false. Bindings stay on the trail."""
        for variable in heap.exists:
            env[variable] = Unknown()
        for formula in heap.pure:
            if not self._assume(formula, env):
                return None
        return _Node(case, env, heap, [None] * len(heap.spatial))

    def _goals(self, node: _Node) -> list[_Goal]:
        goals = []
        env = node.env
        for position, atom in enumerate(node.heap.spatial):
            terms = (atom.root, *atom.values) if isinstance(atom, PointsTo) else atom.args
            slots = [env[t] if t in env else value(t, env) for t in terms]
            goals.append(_Goal(atom, node, position, slots))
        return goals

    def _assume(self, formula: Term, env: Env) -> bool:
        """False when the formula is false; what cannot be said yet is a condition for later."""
        if isinstance(formula, Apply) and formula.operator == EQUAL:
            a, b = value(formula.args[0], env), value(formula.args[1], env)
            if a is not None and b is not None:
                return self._unify(a, b)
        found = truth(formula, env)
        if found is None:
            self._conditions.append((formula, env))
        return found is not False

    def _unify(self, a: Slot, b: Slot) -> bool:
        a, b = followed(a), followed(b)
        if a is b:
            return True
        if isinstance(a, Unknown):
            a.value = b
            self._trail.append(a)
            return True
        if isinstance(b, Unknown):
            b.value = a
            self._trail.append(b)
            return True
        return a == b

    def _undo(self, mark: int, conditions: int) -> None:
        while len(self._trail) > mark:
            self._trail.pop().value = None
        del self._conditions[conditions:]

    # The search.

    def _solve(self, goals: list[_Goal], left: set[Place], idle: int) -> bool:
        self._steps -= 1
        if self._steps < 0:
            raise Undecided
        if not goals:
            return not left and self._conditions_hold()
        index, root = _choice(goals)
        goal = goals[index]
        rest = goals[:index] + goals[index + 1 :]
        if isinstance(goal.atom, PredicateCall):
            return self._solve_call(goal, goal.atom, rest, left, idle)
        if root is not None:
            return self._solve_cell(goal, goal.atom, root, rest, left)
        slot = goal.slots[0]
        for place in [p for p in self._cells if p in left and p[0] == goal.atom.cell.region]:
            mark, conditions = len(self._trail), len(self._conditions)
            if (slot is None or self._unify(slot, place[1])) and self._solve_cell(
                goal, goal.atom, place[1], rest, left
            ):
                return True
            self._undo(mark, conditions)
        return False

    def _solve_cell(self, goal: _Goal, atom: PointsTo, root: int, rest: list[_Goal], left: set[Place]) -> bool:
        place = (atom.cell.region, root)
        if place not in left:
            return False
        name, values = self._cells[place]
        if name != atom.cell.name:
            return False
        mark, conditions = len(self._trail), len(self._conditions)
        for index, found in enumerate(values, 1):
            slot = goal.slots[index]
            if slot is None:
                slot = value(atom.values[index - 1], goal.node.env)
            if slot is not None and not self._unify(slot, found):
                self._undo(mark, conditions)
                return False
        goal.node.parts[goal.position] = place
        left.discard(place)
        if self._solve(rest, left, 0):
            return True
        left.add(place)
        self._undo(mark, conditions)
        return False

    def _solve_call(self, goal: _Goal, call: PredicateCall, rest: list[_Goal], left: set[Place], idle: int) -> bool:
        predicate = self._predicates.get(call.name)
        if predicate is None or predicate.cases is None:
            raise Undecided
        if idle > _IDLE:
            self._is_cut = True
            return False
        slots: list[Slot] = []
        for slot, argument in zip(goal.slots, call.args, strict=True):
            known = value(argument, goal.node.env) if slot is None else followed(slot)
            slots.append(Unknown() if known is None else known)
        for index, case in enumerate(predicate.cases):
            if not self._may_be(case, predicate.parameters, slots, left):
                continue
            mark, conditions = len(self._trail), len(self._conditions)
            child = self._node(index, case, dict(zip(predicate.parameters, slots, strict=True)))
            if child is not None:
                goal.node.parts[goal.position] = child
                if self._solve(self._goals(child) + rest, left, idle + 1):
                    return True
            self._undo(mark, conditions)
        return False

    def _may_be(
        self, case: SymbolicHeap, parameters: tuple[Variable, ...], slots: list[Slot], left: set[Place]
    ) -> bool:
        """A quick look: are there cells enough, and where the roots are known?"""
        cells = [a for a in case.spatial if isinstance(a, PointsTo)]
        if len(cells) > len(left):
            return False
        for cell in cells:
            if cell.root in parameters:
                root = followed(slots[parameters.index(cell.root)])
                if isinstance(root, int) and (cell.cell.region, root) not in left:
                    return False
        return True

    def _conditions_hold(self) -> bool:
        waiting = []
        for formula, env in self._conditions:
            found = truth(formula, env)
            if found is False:
                return False
            if found is None:
                waiting.append((formula, env))
        if not waiting:
            return True
        constraints = []
        for formula, env in waiting:
            made = constraints_of(formula, partial(_key, env))
            if made is None:
                self._passed_over = True
                continue
            constraints += made
        if any(not isinstance(k, Unknown) for c in constraints for k, _ in c.items):
            self._passed_over = True
            return True
        values = solve(constraints)
        if values is None:
            return False
        for key, found_value in values.items():
            assert isinstance(key, Unknown)
            self._unify(key, found_value)
        return True

    # What was found.

    def _settled(self, slot: Slot, variable: Variable) -> int:
        found = followed(slot)
        if isinstance(found, Unknown):
            chosen = 0 if variable.sort.kind != "location" else self._spare()
            found.value = chosen
            return chosen
        assert isinstance(found, int)
        return found

    def _spare(self) -> int:
        self._spares += 1
        return self._spares

    def _part(self, part: Place | _Node | None) -> Part:
        if not isinstance(part, _Node):
            assert part is not None
            return part
        parts = tuple(self._part(p) for p in part.parts)
        values = tuple(self._settled(part.env[v], v) for v in part.heap.exists)
        return Derived(part.case, values, parts, places_of(parts))


def _choice(goals: list[_Goal]) -> tuple[int, int | None]:
    """A cell with a known root; else one with known values; else the call with most known arguments; else any cell."""
    best, most = 0, -2
    for index, goal in enumerate(goals):
        known = 0
        for slot in goal.slots:
            if slot is not None and (not isinstance(slot, Unknown) or not isinstance(followed(slot), Unknown)):
                known += 1
        if isinstance(goal.atom, PointsTo):
            slot = goal.slots[0]
            root = followed(slot) if isinstance(slot, Unknown) else slot
            if isinstance(root, int):
                return index, root
            known = known + 100 if known else -1
        if known > most:
            best, most = index, known
    return best, None


def places_of(parts: tuple[Part, ...]) -> tuple[Place, ...]:
    """All places that the parts take."""
    return tuple(p for part in parts for p in (part.places if isinstance(part, Derived) else (part,)))


def _key(env: Env, term: Term) -> Hashable | int:
    found = value(term, env)
    return found if isinstance(found, int | Unknown) else term
