"""Small-model enumeration: decides an entailment for all heaps of a few cells, by brute force.

The left side is unfolded in every way into cells alone; its variables are then made equal or different in every way
that the cells allow, up to renaming of locations. What comes out are all models of the left side with so many cells
(up to isomorphism; integers are taken from a small range), each with its derivation, and the kernel's semantics says
whether one of the right sides holds there too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from frame_ls.kernel.evaluation import Evaluator
from frame_ls.kernel.matching import Matcher
from frame_ls.kernel.models import Model, Unfolding
from frame_ls.kernel.values import Address, HeapCell, Place, Truth, Value
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import BOOL, INT, Sort
from frame_ls.logic.substitution import free_variables, heap_variables, substitute, substitute_atom
from frame_ls.logic.terms import AND, EQUAL, FALSE, NIL, NOT, TRUE, WHOLE, Apply, Term, Variable

INTEGERS = (-1, 0, 1, 2)
WHOLE_CELL = Fraction(1)


@dataclass(frozen=True, slots=True)
class Flat:
    """A way to unfold a symbolic heap into cells: with the unfoldings chosen, and the existentials of each."""

    pure: tuple[Term, ...]
    cells: tuple[PointsTo, ...]
    chosen: tuple[tuple[int, tuple[Variable, ...]], ...]


def flattened(heap: SymbolicHeap, definitions: Definitions, cells: int, unfoldings: int) -> Iterator[Flat]:
    """Every way to unfold `heap` into at most so many cells by at most so many unfoldings."""
    start = tuple(a for a in heap.spatial if isinstance(a, PointsTo))
    calls = tuple(a for a in heap.spatial if isinstance(a, PredicateCall))
    pending = [(heap.pure, start, calls[::-1], ())]
    count = 0
    while pending:
        pure, taken, waiting, chosen = pending.pop()
        if len(taken) > cells or len(chosen) > unfoldings or has_clash(taken):
            continue
        if not waiting:
            yield Flat(pure, taken, chosen)
            continue
        call = waiting[-1]
        predicate = definitions.predicates[call.name]
        assert predicate.cases is not None and call.fraction is WHOLE
        for number, case in enumerate(predicate.cases):
            count += 1
            names = tuple(Variable(f"{v.name}?{count}", v.sort) for v in case.exists)
            replacement: dict[Variable, Term] = dict(zip(predicate.parameters, call.args, strict=True))
            replacement.update(zip(case.exists, names, strict=True))
            new_pure = tuple(substitute(p, replacement) for p in case.pure)
            if any(is_false(p) for p in new_pure):
                continue
            atoms = [substitute_atom(a, replacement) for a in case.spatial]
            new_cells = tuple(a for a in atoms if isinstance(a, PointsTo))
            new_calls = tuple(a for a in atoms if isinstance(a, PredicateCall))
            pending.append(
                (pure + new_pure, taken + new_cells, waiting[:-1] + new_calls[::-1], (*chosen, (number, names)))
            )


def is_false(formula: Term) -> bool:
    match formula:
        case Apply(operator="!", args=(Apply(operator="=", args=(a, b)),)):
            return a is b
    return formula is FALSE


def has_clash(cells: tuple[PointsTo, ...]) -> bool:
    return len({(c.cell.region, c.root) for c in cells}) < len(cells)


class Classes:
    """The location variables of a flat heap, in classes; and which classes must differ."""

    def __init__(self, flat: Flat, variables: tuple[Variable, ...], outside: tuple[tuple[str, Term], ...]) -> None:
        self.parent: dict[Term, Term] = {}
        different: list[tuple[Term, Term]] = []
        self.rest: list[Term] = []
        for formula in flat.pure:
            self.read(formula, different)
        places = [(c.cell.region, c.root) for c in flat.cells] + list(outside)
        for i, (region, root) in enumerate(places):
            different.append((root, Apply(NIL, (), root.sort)))
            different += [(root, other) for r, other in places[:i] if r == region and i < len(flat.cells)]
            if i >= len(flat.cells):
                different += [(root, c.root) for c in flat.cells if c.cell.region == region]
        self.apart: dict[Term, set[Term]] = {}
        self.is_contradictory = False
        for a, b in different:
            one, other = self.find(a), self.find(b)
            self.is_contradictory = self.is_contradictory or one is other
            self.apart.setdefault(one, set()).add(other)
            self.apart.setdefault(other, set()).add(one)
        located = [v for v in variables if v.sort.kind == "location"]
        self.heads = list(dict.fromkeys(self.find(v) for v in located))
        self.located = located

    def read(self, formula: Term, different: list[tuple[Term, Term]]) -> None:
        match formula:
            case Apply(operator=operator, args=args) if operator == AND:
                for part in args:
                    self.read(part, different)
            case Apply(operator=operator, args=(a, b)) if operator == EQUAL and is_place(a) and is_place(b):
                one, other = self.find(a), self.find(b)
                if one is not other:
                    self.parent[other if is_nil(one) else one] = one if is_nil(one) else other
            case Apply(operator=negation, args=(Apply(operator=operator, args=(a, b)),)) if (
                negation == NOT and operator == EQUAL and is_place(a) and is_place(b)
            ):
                different.append((a, b))
            case _ if formula is not TRUE:
                self.rest.append(formula)

    def find(self, term: Term) -> Term:
        while term in self.parent:
            term = self.parent[term]
        return term

    def colourings(self) -> Iterator[dict[Variable, Value]]:
        """Every way to give the location variables addresses, up to renaming."""
        if self.is_contradictory:
            return
        colours: dict[Term, int] = {}
        fixed: dict[Sort, int] = {}
        free = [h for h in self.heads if not is_nil(h)]

        def assign(position: int) -> Iterator[dict[Variable, Value]]:
            if position == len(free):
                yield {v: Address(v.sort, 0 if is_nil(h := self.find(v)) else colours[h]) for v in self.located}
                return
            head = free[position]
            used = fixed.get(head.sort, 0)
            taken = {0 if is_nil(t) else colours.get(t) for t in self.apart.get(head, ())}
            for colour in range(used + 2):
                if colour not in taken:
                    colours[head] = colour
                    fixed[head.sort] = max(used, colour)
                    yield from assign(position + 1)
            fixed[head.sort] = used
            del colours[head]

        yield from assign(0)


def is_nil(term: Term) -> bool:
    return isinstance(term, Apply) and term.operator == NIL


def is_place(term: Term) -> bool:
    return term.sort.kind == "location" and (isinstance(term, Variable) or is_nil(term))


def other_values(variables: tuple[Variable, ...]) -> Iterator[dict[Variable, Value]]:
    """Values for the variables that are no locations, from small ranges."""
    names = [v for v in variables if v.sort.kind != "location"]
    ranges: dict[Sort, tuple[Value, ...]] = {INT: INTEGERS, BOOL: (False, True)}
    for values in product(*(ranges[v.sort] for v in names)):
        yield dict(zip(names, values, strict=True))


def models_of(goal: Entailment, definitions: Definitions, cells: int = 3, unfoldings: int = 10) -> Iterator[Model]:
    """All models of the left side (and `outside`) with at most `cells` cells, up to isomorphism."""
    free = goal_variables(goal)
    outside = tuple((place.region, place.address) for place in goal.outside)
    evaluator = Evaluator(definitions)
    for flat in flattened(goal.left, definitions, cells, unfoldings):
        names = tuple(dict.fromkeys((*free, *(v for _, bound in flat.chosen for v in bound))))
        classes = Classes(flat, names, outside)
        for located in classes.colourings():
            for others in other_values(names):
                stack = {**located, **others}
                if all(evaluator.value(p, stack) is True for p in classes.rest):
                    yield model(flat, free, stack, evaluator)


def model(flat: Flat, free: tuple[Variable, ...], stack: dict[Variable, Value], evaluator: Evaluator) -> Model:
    heap: list[tuple[Place, HeapCell]] = []
    for cell in flat.cells:
        root = evaluator.value(cell.root, stack)
        values = tuple(evaluator.value(v, stack) for v in cell.values)
        heap.append(((cell.cell.region, root), HeapCell(cell.cell.name, values, WHOLE_CELL)))
    derivation = tuple(Unfolding(case, tuple(stack[v] for v in names)) for case, names in flat.chosen)
    return Model(tuple((v, stack[v]) for v in free), tuple(heap), derivation)


def goal_variables(goal: Entailment) -> tuple[Variable, ...]:
    names = list(heap_variables(goal.left))
    for disjunct in goal.right:
        names += heap_variables(disjunct)
    names += free_variables(*(place.address for place in goal.outside))
    return tuple(dict.fromkeys(names))


def countermodel(goal: Entailment, definitions: Definitions, cells: int = 3, unfoldings: int = 10) -> Model | None:
    """A model of the left side and not of the right with at most so many cells; None if there is none.

    Raises ValueError where the semantics cannot tell.
    """
    evaluator = Evaluator(definitions)
    for found in models_of(goal, definitions, cells, unfoldings):
        stack = dict(found.stack)
        matcher = Matcher(dict(found.heap), definitions, evaluator)
        truths = [matcher.matches(disjunct, stack) for disjunct in goal.right]
        if Truth.YES in truths:
            continue
        if Truth.UNDETERMINED in truths:
            raise ValueError(f"cannot tell whether {goal.right} holds in {found}")
        return found
    return None
