"""Boolean combinations of heap formulas as one pure formula that is satisfiable just when they are.

A heap is seen through the addresses that formulas name: for each region, whether each root term is allocated and what
its cell holds; of all other cells only their number matters, up to a bound. Under `*` and `-*` one operand must have
finitely many footprints of named cells (`footprints.py`), of which one must be it; any other `*` splits the heap by
quantified booleans. No search happens here, so that the checker can make the encoding again and compare.

Bound on anonymous cells: Calcagno, Yang and O'Hearn, FSTTCS 2001, "Computability and complexity results for a spatial
assertion language", whose size of a formula is `_weight` below.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product
from math import prod

from frame_ls.kernel.footprints import Footprint, either, joined, merged, of_cell, restricted
from frame_ls.kernel.refused import Refused
from frame_ls.logic.formulas import And, Emp, Exists, Forall, Formula, Not, Or, Pure, Spatial, Star, Wand
from frame_ls.logic.heaps import Cell, PointsTo
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import (
    EXISTS,
    FALSE,
    FORALL,
    ITE,
    TRUE,
    WHOLE,
    Apply,
    Quantified,
    Term,
    Variable,
    conjunction,
    disjunction,
    equal,
    implies,
    negate,
    nil,
)

_MOST_FOOTPRINTS = 16  # that are told one by one; more become one with guards
_MOST_STEPS = 50_000
_MOST_PLACES = 200
_EMP = Emp()


@dataclass(frozen=True, slots=True)
class Place:
    """A root term of one region, with the variables that say what the heap has there."""

    cell: Cell
    root: Term
    allocated: Variable
    values: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Encoding:
    """`formula` is the encoding; `places` and `others` tell how to read a model of it as a heap.

    `others` are booleans, one for each anonymous cell, of whatever region.
    """

    formula: Term
    places: tuple[Place, ...]
    others: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class _Heap:
    """A part of the heap: what is allocated of each place, with which values, and which anonymous cells."""

    allocated: tuple[Term, ...]
    values: tuple[tuple[Term, ...], ...]
    others: tuple[Term, ...]


def encode(formula: Formula) -> Encoding:
    """The encoding of `formula`. Raises `Refused` for predicates, fractions, bound roots and what grows too large."""
    return _Encoder(formula).encoding()


class _Encoder:
    """Encodes one formula; the places are fixed before it begins."""

    def __init__(self, formula: Formula) -> None:
        self.formula = formula
        roots: dict[tuple[str, Term], Cell] = {}
        _collect_roots(formula, frozenset(), roots)
        if len(roots) > _MOST_PLACES:
            raise Refused("too many addresses")
        regions: dict[str, Cell] = {}
        for (region, _), cell in roots.items():
            if regions.setdefault(region, cell).name != cell.name:
                raise Refused("cells of several kinds in one region")
        self.places = tuple(
            Place(
                cell,
                root,
                Variable(f"allocated!{i}", BOOL),
                tuple(Variable(f"value!{i}!{k}", s) for k, s in enumerate(cell.sorts)),
            )
            for i, ((_, root), cell) in enumerate(roots.items())
        )
        self.index = {(p.cell.region, p.root): i for i, p in enumerate(self.places)}
        weight = _weight(formula)
        self.others = tuple(Variable(f"other!{i}", BOOL) for i in range(weight))
        self.splits = 0
        self.choices = 0
        self.steps = 0
        self.memo: dict[tuple[int, _Heap], Term] = {}

    def encoding(self) -> Encoding:
        whole = _Heap(
            tuple(p.allocated for p in self.places),
            tuple(p.values for p in self.places),
            self.others,
        )
        told = conjunction([*self._is_a_heap(), self.holds(self.formula, whole)])
        return Encoding(told, self.places, self.others)

    def _is_a_heap(self) -> list[Term]:
        """Nothing is allocated at nil; places at one address agree; anonymous cells are counted from the front."""
        facts = [implies(p.allocated, negate(equal(p.root, nil(p.root.sort)))) for p in self.places]
        for p, q in combinations(self.places, 2):
            if p.cell.region == q.cell.region:
                same = [equal(p.allocated, q.allocated), *map(equal, p.values, q.values)]
                facts.append(implies(equal(p.root, q.root), conjunction(same)))
        facts += [implies(second, first) for first, second in pairwise(self.others)]
        return facts

    def holds(self, formula: Formula, heap: _Heap) -> Term:
        """The formula says this of the part `heap`."""
        key = id(formula), heap  # the parts of one formula live as long as this encoder
        self.steps += 1
        if self.steps > _MOST_STEPS:
            raise Refused("too many ways to split a heap")
        if key not in self.memo:
            self.memo[key] = self._holds(formula, heap)
        return self.memo[key]

    def _holds(self, formula: Formula, heap: _Heap) -> Term:
        match formula:
            case Pure(formula=term):
                return term
            case Emp():
                return conjunction(negate(a) for a in (*heap.allocated, *heap.others))
            case Spatial():
                return self._star((formula, _EMP), heap)
            case And(parts=parts):
                return conjunction(self.holds(p, heap) for p in parts)
            case Or(parts=parts):
                return disjunction(self.holds(p, heap) for p in parts)
            case Not(part=part):
                return negate(self.holds(part, heap))
            case Exists(variables=variables, part=part):
                return _quantified(EXISTS, variables, self.holds(part, heap))
            case Forall(variables=variables, part=part):
                return _quantified(FORALL, variables, self.holds(part, heap))
            case Star(parts=parts):
                return self._star(parts, heap)
            case Wand(left=left, right=right):
                return self._wand(left, right, heap)

    def _star(self, parts: tuple[Formula, ...], heap: _Heap) -> Term:
        flat = tuple(q for p in parts for q in (p.parts if isinstance(p, Star) else (p,)))
        if len(flat) == 1:
            return self.holds(flat[0], heap)
        for i, part in enumerate(flat):
            footprints = self.footprints(part)
            if footprints is not None:
                rest = flat[:i] + flat[i + 1 :]
                return disjunction(self._taking(footprint, rest, heap) for footprint in footprints)
        for i, part in enumerate(flat):
            rest = flat[:i] + flat[i + 1 :]
            if isinstance(part, Or):
                return disjunction(self._star((choice, *rest), heap) for choice in part.parts)
            if isinstance(part, Exists) and not _mentions(rest, part.variables):
                return _quantified(EXISTS, part.variables, self._star((part.part, *rest), heap))
        return self._split(flat, heap)

    def _taking(self, footprint: Footprint, rest: tuple[Formula, ...], heap: _Heap) -> Term:
        """The footprint's cells are in `heap`, and what is left of it satisfies `rest`."""
        self.steps += 1 + len(footprint.cells)
        if self.steps > _MOST_STEPS:
            raise Refused("too many ways to split a heap")
        facts = [footprint.condition]
        for owned in footprint.cells:
            i = self._place(owned.cell)
            there = conjunction([heap.allocated[i], *map(equal, heap.values[i], owned.cell.values)])
            facts.append(implies(owned.guard, there))
        if FALSE in facts:
            return FALSE
        left = replace(heap, allocated=tuple(self._without(p, a, footprint) for p, a in self._allocations(heap)))
        return _quantified(EXISTS, footprint.choices, conjunction([*facts, self._star(rest, left)]))

    def _without(self, place: Place, allocated: Term, footprint: Footprint) -> Term:
        if allocated is FALSE:
            return FALSE
        gone = [
            conjunction([owned.guard, equal(place.root, owned.cell.root)])
            for owned in footprint.cells
            if owned.cell.cell.region == place.cell.region
        ]
        return conjunction([allocated, *map(negate, gone)])

    def _allocations(self, heap: _Heap) -> list[tuple[Place, Term]]:
        return list(zip(self.places, heap.allocated, strict=True))

    def _split(self, parts: tuple[Formula, ...], heap: _Heap) -> Term:
        """Some split of the heap between the first part and the rest."""
        self.splits += 1
        first = tuple(Variable(f"split!{self.splits}!{i}", BOOL) for i in range(len(self.places)))
        counted = tuple(Variable(f"split!{self.splits}!other!{i}", BOOL) for i in range(len(self.others)))
        facts = [
            implies(equal(self.places[i].root, self.places[j].root), equal(first[i], first[j]))
            for i, j in combinations(range(len(self.places)), 2)
            if self.places[i].cell.region == self.places[j].cell.region
        ]
        here = _Heap(_both(heap.allocated, first), heap.values, _both(heap.others, counted))
        there = _Heap(_both(heap.allocated, map(negate, first)), heap.values, _both(heap.others, map(negate, counted)))
        body = conjunction([*facts, self.holds(parts[0], here), self._star(parts[1:], there)])
        return _quantified(EXISTS, (*first, *counted), body)

    def _wand(self, left: Formula, right: Formula, heap: _Heap) -> Term:
        footprints = self.footprints(left)
        if footprints is None:
            raise Refused("a magic wand whose left side has no finitely many footprints")
        return conjunction(self._extended(footprint, right, heap) for footprint in footprints)

    def _extended(self, footprint: Footprint, right: Formula, heap: _Heap) -> Term:
        """If the footprint's cells can be added, `right` holds of the sum."""
        facts = [footprint.condition]
        for owned in footprint.cells:
            root = owned.cell.root
            free = conjunction([negate(heap.allocated[self._place(owned.cell)]), negate(equal(root, nil(root.sort)))])
            facts.append(implies(owned.guard, free))
        sum_ = self.holds(right, self._with(footprint, heap))
        return _quantified(FORALL, footprint.choices, implies(conjunction(facts), sum_))

    def _with(self, footprint: Footprint, heap: _Heap) -> _Heap:
        allocated, values = list(heap.allocated), list(heap.values)
        for i, place in enumerate(self.places):
            for owned in footprint.cells:
                if owned.cell.cell.region == place.cell.region:
                    here = conjunction([owned.guard, equal(place.root, owned.cell.root)])
                    allocated[i] = disjunction([allocated[i], here])
                    values[i] = tuple(map(_choice, [here] * len(values[i]), owned.cell.values, values[i]))
        return _Heap(tuple(allocated), tuple(values), heap.others)

    def footprints(self, formula: Formula) -> tuple[Footprint, ...] | None:
        """All footprints that can satisfy `formula`; None where they are not finitely many named ones.

        Their choices are new each time: the heap that is left after one use may stand under the quantifier of another.
        """
        match formula:
            case Emp():
                return (Footprint(),)
            case Spatial(atom=PointsTo() as atom):
                return (of_cell(atom),)
            case Or(parts=parts):
                choices = self._all_footprints(parts)
                return None if choices is None else merged([f for choice in choices for f in choice])
            case Star(parts=parts):
                choices = self._all_footprints(parts)
                return None if choices is None else self._joined(choices)
            case And(parts=parts):
                return self._restricted(parts)
            case _:
                return None

    def _all_footprints(self, parts: tuple[Formula, ...]) -> list[tuple[Footprint, ...]] | None:
        choices = [self.footprints(p) for p in parts]
        known = [c for c in choices if c is not None]
        return known if len(known) == len(choices) else None

    def _joined(self, choices: list[tuple[Footprint, ...]]) -> tuple[Footprint, ...]:
        if prod(map(len, choices)) > _MOST_FOOTPRINTS:
            choices = [(self._one_of(choice),) for choice in choices]
        self.steps += sum(len(f.cells) for choice in choices for f in choice)
        if self.steps > _MOST_STEPS:
            raise Refused("too many ways to split a heap")
        return tuple(joined(picked) for picked in product(*choices))

    def _one_of(self, footprints: tuple[Footprint, ...]) -> Footprint:
        found, *others = footprints
        for footprint in others:
            self.choices += 1
            found = either(found, footprint, Variable(f"choice!{self.choices}", BOOL))
        return found

    def _restricted(self, parts: tuple[Formula, ...]) -> tuple[Footprint, ...] | None:
        """Those of one part which, as heaps of their own, also satisfy the other parts."""
        for i, part in enumerate(parts):
            footprints = self.footprints(part)
            if footprints is not None:
                rest = parts[:i] + parts[i + 1 :]
                return tuple(restricted(f, [self.holds(p, self._alone(f)) for p in rest]) for f in footprints)
        return None

    def _alone(self, footprint: Footprint) -> _Heap:
        places = tuple(p.values for p in self.places)
        return self._with(footprint, _Heap((FALSE,) * len(places), places, (FALSE,) * len(self.others)))

    def _place(self, cell: PointsTo) -> int:
        return self.index[cell.cell.region, cell.root]


def _both(terms: tuple[Term, ...], others: object) -> tuple[Term, ...]:
    return tuple(conjunction(pair) for pair in zip(terms, others, strict=True))  # type: ignore[call-overload]


def _choice(condition: Term, yes: Term, no: Term) -> Term:
    if condition is TRUE or yes is no:
        return yes
    return no if condition is FALSE else Apply(ITE, (condition, yes, no), yes.sort)


def _quantified(quantifier: str, variables: tuple[Variable, ...], body: Term) -> Term:
    kept = tuple(v for v in variables if v in free_variables(body))
    return Quantified(quantifier, kept, body) if kept else body


def _mentions(formulas: tuple[Formula, ...], variables: tuple[Variable, ...]) -> bool:
    return any(v in _variables(f) for f in formulas for v in variables)


def _variables(formula: Formula) -> Mapping[Variable, None]:
    match formula:
        case Emp():
            return {}
        case Pure(formula=term):
            return dict.fromkeys(free_variables(term))
        case Spatial(atom=PointsTo(root=root, values=values)):
            return dict.fromkeys(free_variables(root, *values))
        case Spatial(atom=atom):
            raise Refused(f"the predicate `{getattr(atom, 'name', '?')}`")
        case Star(parts=parts) | And(parts=parts) | Or(parts=parts):
            return {v: None for p in parts for v in _variables(p)}
        case Wand(left=left, right=right):
            return {**_variables(left), **_variables(right)}
        case Not(part=part) | Exists(part=part) | Forall(part=part):
            return _variables(part)


def _collect_roots(formula: Formula, bound: frozenset[Variable], roots: dict[tuple[str, Term], Cell]) -> None:
    match formula:
        case Spatial(atom=PointsTo(root=root, cell=cell, fraction=fraction)):
            if fraction is not WHOLE:
                raise Refused("a fraction")
            if any(v in bound for v in free_variables(root)):
                raise Refused("a bound variable as an address")
            roots.setdefault((cell.region, root), cell)
        case Spatial():
            raise Refused("a predicate")
        case Star(parts=parts) | And(parts=parts) | Or(parts=parts):
            for part in parts:
                _collect_roots(part, bound, roots)
        case Wand(left=left, right=right):
            _collect_roots(left, bound, roots)
            _collect_roots(right, bound, roots)
        case Not(part=part):
            _collect_roots(part, bound, roots)
        case Exists(variables=variables, part=part) | Forall(variables=variables, part=part):
            _collect_roots(part, bound | frozenset(variables), roots)
        case Emp() | Pure():
            pass


def _weight(formula: Formula) -> int:
    """How many anonymous cells the formula can tell apart."""
    match formula:
        case Pure():
            return 0
        case Emp() | Spatial():
            return 1
        case Star(parts=parts):
            return sum(map(_weight, parts))
        case And(parts=parts) | Or(parts=parts):
            return max(map(_weight, parts), default=0)
        case Wand(right=right):
            return _weight(right)
        case Not(part=part) | Exists(part=part) | Forall(part=part):
            return _weight(part)
