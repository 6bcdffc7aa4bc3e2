"""Models of a left side: made from random derivations, and carried along as a proof takes the goal apart."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Absent, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import atom_terms, free_variables, substitute, substitute_atom
from frame_ls.logic.terms import NIL, Apply, Term, Variable
from frame_ls.prover.concrete.classes import Classes
from frame_ls.prover.concrete.linear import Constraint, constraints_of, solve
from frame_ls.prover.concrete.reading import Cells, Derived, Part, places_of
from frame_ls.prover.concrete.values import Env, truth, value
from frame_ls.prover.names import Names, all_variables


@dataclass(frozen=True, slots=True)
class Sample:
    """A model of a goal's left side: values, cells, and what each left atom is of them."""

    env: dict[Variable, int]
    cells: Cells
    parts: tuple[Part, ...]

    def satisfies(self, formula: Term) -> bool | None:
        """Whether the formula holds; None when it cannot be said."""
        return truth(formula, dict(self.env))

    def unfolded(self, atom: int, case: int, fresh: tuple[Variable, ...]) -> Sample | None:
        """The sample after the call at `atom` was opened, if it is of that case."""
        part = self.parts[atom]
        if not isinstance(part, Derived) or part.case != case:
            return None
        env = {**self.env, **dict(zip(fresh, part.values, strict=True))}
        return Sample(env, self.cells, (*self.parts[:atom], *self.parts[atom + 1 :], *part.parts))

    def without(self, atoms: Iterable[int]) -> Sample:
        """The sample after the atoms went, with their cells."""
        gone = set(atoms)
        places = set(places_of(tuple(self.parts[i] for i in gone)))
        cells = {p: c for p, c in self.cells.items() if p not in places}
        return Sample(self.env, cells, tuple(p for i, p in enumerate(self.parts) if i not in gone))

    def replaced(self, atoms: Sequence[int], parts: tuple[Part, ...], env: dict[Variable, int]) -> Sample:
        """The sample after atoms were rewritten: the same cells, told otherwise."""
        gone = set(atoms)
        kept = tuple(p for i, p in enumerate(self.parts) if i not in gone)
        return Sample({**self.env, **env}, self.cells, (*kept, *parts))

    def cells_of(self, atoms: Iterable[int]) -> Cells:
        """The cells of some of the atoms."""
        return {p: self.cells[p] for p in places_of(tuple(self.parts[i] for i in atoms))}


class Sampler:
    """Makes samples. The same sampler asked the same makes the same samples."""

    def __init__(self, definitions: Definitions) -> None:
        self._predicates = definitions.predicates
        self._depth: dict[str, list[int]] = {}
        self._measure()

    def _measure(self) -> None:
        """How deep the least derivation of each case is."""
        least: dict[str, int] = {}
        changed = True
        while changed:
            changed = False
            for name, predicate in self._predicates.items():
                depths = [self._case_depth(case, least) for case in predicate.cases or ()]
                if depths and min(depths) < least.get(name, _ENDLESS):
                    least[name] = min(depths)
                    changed = True
        for name, predicate in self._predicates.items():
            self._depth[name] = [self._case_depth(case, least) for case in predicate.cases or ()]

    def _case_depth(self, case: SymbolicHeap, least: dict[str, int]) -> int:
        return 1 + max((least.get(a.name, _ENDLESS) for a in case.spatial if isinstance(a, PredicateCall)), default=0)

    def samples(self, goal: Entailment, count: int, seed: int = 1, *, is_wide: bool = False) -> list[Sample]:
        """Up to `count` models of the goal's left side, small ones first, no two alike.

        A wide choice of them is for refuting: it looks for ends that run into cells.
        """
        random = Random(seed)
        calls = any(isinstance(a, PredicateCall) for a in goal.left.spatial)
        variables = all_free_variables(goal)
        found: dict[tuple[object, ...], Sample] = {}
        vain = 0
        for attempt in range(count * 3 if calls else 6):
            opening = _OPENINGS[attempt % 4] if is_wide and attempt >= 8 else "first"
            most = 4 if found else 9
            size = attempt // 2 if attempt < 8 else random.randrange(1, most) if opening == "first" else 6
            draft = _Draft(self._predicates, self._depth, random, size, opening)
            sample = draft.sample(goal, variables, alias=attempt % 2 == 1 or opening != "first")
            before = len(found)
            if sample is not None:
                found.setdefault((sample.parts, tuple(sample.env.values())), sample)
            vain = 0 if len(found) > before else vain + 1
            if len(found) >= count or vain > _IN_VAIN:
                break
        return list(found.values())


_ENDLESS = 1_000_000
_IN_VAIN = 9  # attempts in a row without a new sample
Opening = Literal["first", "any", "chain"]
_OPENINGS: tuple[Opening, ...] = ("chain", "any", "first", "first")
_NUMBERS = (-2, -1, 0, 1, 2, 3, 5, 9)  # for what nothing constrains


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A call and the case that was chosen for it, before there are values."""

    case: int
    fresh: tuple[Variable, ...]
    parts: tuple[_DraftPart, ...]


_DraftPart = PointsTo | _Drafted


class _Draft:
    """One derivation on its way to a sample, which opens up to `size` calls.

    These are the first ones that come, or any, or those of a chain: the goal's own calls that hang together, each once
    or twice, and the others not at all.
    """

    def __init__(
        self,
        predicates: Mapping[str, Predicate],
        depth: dict[str, list[int]],
        random: Random,
        size: int,
        opening: Opening = "first",
    ) -> None:
        self.predicates, self.depth, self.random, self.size = predicates, depth, random, size
        self.opening = opening
        self.loose: set[Variable] = set()  # what is best made equal to something
        self.given = 0  # so many cells are the goal's own, and come first
        self.classes = Classes()
        self.others: list[Term] = []
        self.cells: list[PointsTo] = []
        self.names = Names()
        self.calls = 0

    def sample(self, goal: Entailment, variables: tuple[Variable, ...], alias: bool) -> Sample | None:
        left = goal.left
        if not all(self.classes.assume(p, self.others) for p in left.pure):
            return None
        # Cells first: what they say narrows the calls' cases down.
        parts: list[_DraftPart | None] = [None] * len(left.spatial)
        for index, atom in enumerate(left.spatial):
            if isinstance(atom, PointsTo) and not self.cell(atom, parts, index):
                return None
        self.given = len(self.cells)
        order = [i for i, a in enumerate(left.spatial) if isinstance(a, PredicateCall)]
        self.random.shuffle(order)
        chain = self.chain(left, order) if self.opening == "chain" else []
        self.loose = set(free_variables(*(t for i in chain for t in atom_terms(left.spatial[i]))))
        for index in order:
            atom = left.spatial[index]
            assert isinstance(atom, PredicateCall)
            if self.opening == "chain":
                self.size = self.random.choice((1, 1, 2)) if index in chain else 0
            parts[index] = self.call(atom, 0)
            if parts[index] is None:
                return None
        if any(self.classes.is_taken(a.region, a.address) for a in goal.outside):
            return None
        if any(not self.classes.separate(a.address, _nil(a)) for a in goal.outside):
            return None
        return self.finished(goal, variables, parts, alias)

    def chain(self, left: SymbolicHeap, calls: list[int]) -> list[int]:
        """One call or two or three, each with an argument that one before it has."""
        found = calls[:1]
        for _ in range(self.random.choice((0, 1, 1, 2))):
            known = {v for i in found for v in free_variables(*atom_terms(left.spatial[i]))}
            near = [
                i
                for i in calls
                if i not in found and not known.isdisjoint(free_variables(*atom_terms(left.spatial[i])))
            ]
            found += near[:1]
        return found

    def cell(self, atom: PointsTo, parts: list[_DraftPart | None], index: int) -> bool:
        self.cells.append(atom)
        parts[index] = atom
        return self.classes.take(atom.cell.region, atom.root)

    def call(self, call: PredicateCall, level: int) -> _Drafted | None:
        """Chooses a case that fits; None when none does."""
        self.calls += 1
        predicate: Predicate | None = self.predicates.get(call.name)
        if predicate is None or predicate.cases is None or self.calls > 60:
            return None
        for index in self.order(call.name, level):
            before = (self.classes.copy(), self.others[:], self.cells[:])
            made = self.enter(predicate, call, index, level)
            if made is not None:
                return made
            self.classes, self.others, self.cells = before
        return None

    def order(self, name: str, level: int) -> list[int]:
        """The cases, those first that lead on as long as there is size left, then the shortest."""
        depth = self.depth[name]
        indices = [i for i, d in enumerate(depth) if d < _ENDLESS]
        self.random.shuffle(indices)
        if self.size > 0 and not (self.opening == "any" and self.random.random() < 0.5):
            self.size -= 1
            return sorted(indices, key=lambda i: depth[i] <= 1)
        return sorted(indices, key=lambda i: depth[i])

    def enter(self, predicate: Predicate, call: PredicateCall, index: int, level: int) -> _Drafted | None:
        assert predicate.cases is not None
        case = predicate.cases[index]
        fresh = self.names.all_like(Variable("?" + v.name, v.sort) for v in case.exists)
        mapping: dict[Variable, Term] = dict(zip(predicate.parameters, call.args, strict=True))
        mapping.update(zip(case.exists, fresh, strict=True))
        if not all(self.classes.assume(substitute(p, mapping), self.others) for p in case.pure):
            return None
        atoms = [substitute_atom(a, mapping) for a in case.spatial]
        parts: list[_DraftPart | None] = [None] * len(atoms)
        for position, atom in enumerate(atoms):
            if isinstance(atom, PointsTo) and not self.cell(atom, parts, position):
                return None
        for position, atom in enumerate(atoms):
            if isinstance(atom, PredicateCall):
                parts[position] = self.call(atom, level + 1)
                if parts[position] is None:
                    return None
        return _Drafted(index, fresh, tuple(p for p in parts if p is not None))

    # Values.

    def finished(
        self, goal: Entailment, free: tuple[Variable, ...], parts: list[_DraftPart | None], alias: bool
    ) -> Sample | None:
        variables: dict[Term, None] = dict.fromkeys(free)
        _fresh_of(parts, variables)
        if alias:
            self.alias([v for v in variables if v.sort.kind == "location"], goal.outside)
        env = self.addresses(variables)
        if not self.numbers(variables, env):
            return None
        cells = {}
        for atom in self.cells:
            values = tuple(self.value(t, env) for t in atom.values)
            cells[atom.cell.region, self.value(atom.root, env)] = (atom.cell.name, values)
        return Sample(_visible(env), cells, tuple(self.part(p, env) for p in parts if p is not None))

    def alias(self, terms: list[Term], outside: tuple[Absent, ...]) -> None:
        """Makes a few terms equal that need not differ."""
        for _ in range(self.random.choice((1, 1, 2, 3))):
            if len(terms) < 2:
                return
            a, b = self.random.sample(terms, 2)
            if self.random.random() < 0.2:
                b = Apply(NIL, (), a.sort)
            elif self.opening != "first" and self.cells:
                own = self.cells[self.given :] if self.opening == "chain" else []
                a, b = self.random.choice(self.ends(terms) or terms), self.random.choice(own or self.cells).root
            if a.sort is b.sort:
                trial = self.classes.copy()
                if trial.merge(a, b) and not any(trial.is_taken(m.region, m.address) for m in outside):
                    self.classes = trial

    def ends(self, terms: list[Term]) -> list[Term]:
        """The goal's own terms at which no cell lies: what ends in one of them may as well run into a cell."""
        roots = {self.classes.find(c.root) for c in self.cells}
        free: list[Term] = [t for t in terms if self.classes.find(t) not in roots]
        found = [t for t in free if isinstance(t, Variable) and not t.name.startswith("?")]
        return [t for t in found if t in self.loose] or [*found]

    def addresses(self, variables: Iterable[Term]) -> Env:
        numbers: dict[Term, int] = {}
        env: Env = {}
        for variable in variables:
            if variable.sort.kind == "location" and isinstance(variable, Variable):
                name = self.classes.find(variable)
                if isinstance(name, Apply):
                    env[variable] = 0
                else:
                    env[variable] = numbers.setdefault(name, len(numbers) + 1)
        return env

    def numbers(self, variables: Iterable[Term], env: Env) -> bool:
        constraints: list[Constraint] = []
        for formula in self.others:
            made = constraints_of(formula, lambda t: t)
            if made is None:
                return False
            constraints += made
        values = solve(constraints, random=self.random if self.random.random() < 0.6 else None)
        if values is None:
            return False
        for key, found in values.items():
            if not isinstance(key, Variable):
                return False
            env[key] = found
        for variable in variables:
            if isinstance(variable, Variable) and variable not in env:
                if variable.sort.kind not in ("int", "bool"):
                    return False
                env[variable] = self.random.choice(_NUMBERS)
        return True

    def value(self, term: Term, env: Env) -> int:
        found = value(term, env)
        return found if isinstance(found, int) else 0

    def part(self, part: _DraftPart, env: Env) -> Part:
        if isinstance(part, PointsTo):
            return part.cell.region, self.value(part.root, env)
        parts = tuple(self.part(p, env) for p in part.parts)
        return Derived(part.case, tuple(self.value(v, env) for v in part.fresh), parts, places_of(parts))


def all_free_variables(goal: Entailment) -> tuple[Variable, ...]:
    """The free variables of a goal, each once."""
    bound = {v for h in goal.right for v in h.exists}
    return tuple(v for v in all_variables(goal) if v not in bound)


def _fresh_of(parts: Iterable[_DraftPart | None], variables: dict[Term, None]) -> None:
    for part in parts:
        if isinstance(part, _Drafted):
            variables.update(dict.fromkeys(part.fresh))
            _fresh_of(part.parts, variables)


def _visible(env: Env) -> dict[Variable, int]:
    return {v: x for v, x in env.items() if isinstance(x, int) and not v.name.startswith("?")}


def _nil(member: Absent) -> Term:
    return Apply(NIL, (), member.address.sort)
