"""Reads a concrete heap as a symbolic one: which cell is which atom, and what the existentials are."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import partial

from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.terms import EQUAL, Apply, Term, Variable
from frame_ls.prover.concrete.linear import Constraint, constraints_of, read_linear, solve
from frame_ls.prover.concrete.values import Env, Slot, Unknown, followed, truth, value

Place = tuple[str, int]  # region, address
Cells = Mapping[Place, tuple[str, tuple[int, ...]]]  # the cell's name and its values
_FIRST_SPARE = 900_000  # addresses from here on stand for values that nothing depends on
_MOST_NEEDED = 6  # cells that a predicate is counted on to have
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
    """Atom `position` of a node's heap. `slots`: its root and values, or arguments."""

    atom: Atom
    node: _Node
    position: int
    slots: list[Slot]


class Reader:
    """Reads heaps under one set of definitions."""

    def __init__(self, definitions: Definitions, effort: int = 4000) -> None:
        self._predicates = definitions.predicates
        self._least = least_cells(definitions)
        self._effort = effort
        self._cells: Cells = {}
        self._trail: list[Unknown] = []
        self._steps = 0
        self._conditions: list[tuple[Term, Env, Unknown | None]] = []  # a formula; or a term that the unknown equals
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
            goals.append(_Goal(atom, node, position, [self._slot(t, env) for t in terms]))
        return goals

    def _slot(self, term: Term, env: Env) -> Slot:
        """The term's value; where it has none yet, an unknown with the condition that they are equal."""
        found = env[term] if isinstance(term, Variable) and term in env else value(term, env)
        if found is not None:
            return found
        unknown = Unknown()
        self._conditions.append((term, env, unknown))
        return unknown

    def _assume(self, formula: Term, env: Env) -> bool:
        """False when the formula is false; what cannot be said yet is a condition for later."""
        if isinstance(formula, Apply) and formula.operator == EQUAL:
            a, b = value(formula.args[0], env), value(formula.args[1], env)
            if a is not None and b is not None:
                return self._unify(a, b)
        found = truth(formula, env)
        if found is None:
            self._conditions.append((formula, env, None))
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

    def _needs(self, atom: Atom) -> int:
        """How many cells the atom has at least."""
        return 1 if isinstance(atom, PointsTo) else self._least.get(atom.name, 0)

    # The search.

    def _solve(self, goals: list[_Goal], left: set[Place], idle: int) -> bool:
        self._steps -= 1
        if self._steps < 0:
            raise Undecided
        if not goals:
            return not left and self._conditions_hold()
        if sum(self._needs(goal.atom) for goal in goals) > len(left):
            return False
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
            if self._unify(slot, place[1]) and self._solve_cell(goal, goal.atom, place[1], rest, left):
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
            if not self._unify(goal.slots[index], found):
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
        slots = [followed(slot) for slot in goal.slots]
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
        constraints: list[Constraint] = []
        for term, env, unknown in self._conditions:
            made = _defined(term, env, unknown) if unknown is not None else self._constraints(term, env)
            if made is None:
                self._passed_over = True
            else:
                constraints += made
        if not constraints:
            return True
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

    def _constraints(self, formula: Term, env: Env) -> list[Constraint] | None:
        found = truth(formula, env)
        if found is True:
            return []
        if found is False:
            return [Constraint("=", (), 1)]
        return constraints_of(formula, partial(_key, env))

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


def _defined(term: Term, env: Env, unknown: Unknown) -> list[Constraint] | None:
    """That the unknown equals the term."""
    found = read_linear(term, partial(_key, env))
    if found is None:
        return None
    items = dict(found[0])
    slot = followed(unknown)
    constant = found[1]
    if isinstance(slot, Unknown):
        items[slot] = items.get(slot, 0) - 1
    elif isinstance(slot, int):
        constant -= slot
    return [Constraint("=", tuple((k, f) for k, f in items.items() if f), constant)]


def _choice(goals: list[_Goal]) -> tuple[int, int | None]:
    """A cell with a known root; else one with known values; else the call with most known arguments; else any cell."""
    best, most = 0, -2
    for index, goal in enumerate(goals):
        known = 0
        for slot in goal.slots:
            if not isinstance(slot, Unknown) or not isinstance(followed(slot), Unknown):
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


def least_cells(definitions: Definitions) -> dict[str, int]:
    """The least number of cells that each predicate has, up to a small bound."""
    least = dict.fromkeys(definitions.predicates, 0)
    for _ in range(_MOST_NEEDED):
        for name, predicate in definitions.predicates.items():
            if predicate.cases:
                least[name] = min(
                    sum(1 if isinstance(a, PointsTo) else least.get(a.name, 0) for a in case.spatial)
                    for case in predicate.cases
                )
    return {name: min(count, _MOST_NEEDED) for name, count in least.items()}


def places_of(parts: tuple[Part, ...]) -> tuple[Place, ...]:
    """All places that the parts take."""
    return tuple(p for part in parts for p in (part.places if isinstance(part, Derived) else (part,)))


def _key(env: Env, term: Term) -> Hashable | int:
    found = value(term, env)
    return found if isinstance(found, int | Unknown) else term
