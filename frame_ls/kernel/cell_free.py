"""Satisfiability without cells: for which values of its arguments a predicate holds of the empty heap.

Where a derivation has no cells, all that matters are the equations and disequations between addresses, and finitely
many addresses make finitely many argument vectors. Such sets of vectors are computed in stages, each of which takes in
what the cases of one predicate derive from the sets so far. So every vector in a set has a derivation. A predicate that
counts needs exponentially many rounds; a stage can do as many at once, by squaring the relation between the arguments
of a case and those of its own call.

Evidence says in which order that is done, and in which order bits are best tested; the kernel computes the sets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from frame_ls.kernel.decision_diagrams import NOTHING, Diagrams
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Entailment, PredicateCall, SymbolicHeap
from frame_ls.logic.terms import EQUAL, NIL, NOT, WHOLE, Apply, Term, Variable, conjuncts

NODE_LIMIT = 1_000_000  # nodes of diagrams that one piece of evidence may take
_NOW, _BETWEEN, _BEFORE = range(3)  # copies of a variable: this round's, and those of rounds before
Copies = Mapping[Variable, int]


@dataclass(frozen=True, slots=True)
class Stage:
    """One predicate takes in what its cases derive, and then 2**`doublings` times what its own calls derive."""

    predicate: str
    doublings: int


@dataclass(frozen=True, slots=True)
class CellFreeModel:
    """Shows that the left side of a goal without right side is satisfiable by the empty heap.

    Addresses are those of `bits` bits, 0 being nil. `orders` name the locations of a predicate's cases in the order in
    which their bits are tested, `order` those of the goal.
    """

    bits: int
    orders: tuple[tuple[str, tuple[Variable, ...]], ...]
    order: tuple[Variable, ...]
    stages: tuple[Stage, ...]


def check_cell_free(goal: Entailment, model: CellFreeModel, definitions: Definitions) -> None:
    """Raises `Refused` unless the stages derive a value of every variable for which the left side holds."""
    if goal.right or goal.left.exists:
        raise Refused("a model without cells shows no more than that a left side is satisfiable")
    if not 1 <= model.bits <= 8:
        raise Refused("addresses of a model without cells have one to eight bits")
    created = count(1)

    def spend() -> None:
        if next(created) > NODE_LIMIT:
            raise Refused("the sets of a model without cells are too large")

    sets = CellFreeSets(definitions, model.bits, dict(model.orders), spend)
    for stage in model.stages:
        sets.advance(stage)
    if not sets.is_satisfiable(goal, model.order):
        raise Refused("the stages derive no values for the left side")


class CellFreeSets:
    """For each predicate the argument vectors that were derived so far; those that are no locations have none."""

    def __init__(
        self,
        definitions: Definitions,
        bits: int,
        orders: Mapping[str, tuple[Variable, ...]],
        spend: Callable[[], None],
    ) -> None:
        self.definitions, self.bits, self.orders = definitions, bits, orders
        self.diagrams = Diagrams(spend)
        self.derived: dict[str, int] = {}

    def advance(self, stage: Stage) -> bool:
        """Does one stage; whether the predicate's set has grown."""
        predicate = self.definitions.predicates.get(stage.predicate)
        if predicate is None or predicate.cases is None:
            raise Refused(f"{stage.predicate} has no definition to follow")
        if any(p.sort.kind != "location" for p in predicate.parameters):
            raise Refused(f"{stage.predicate} has parameters that are no locations")
        frame = _Frame(self, self.orders.get(stage.predicate, ()))
        before = self.derived.get(stage.predicate, NOTHING)
        found = self.diagrams.either(before, *(self._derived_by(frame, case) for case in predicate.cases))
        if stage.doublings > 0 and found != NOTHING:
            found = self._closed(frame, predicate, found, stage.doublings)
        self.derived[stage.predicate] = found
        return found != before

    def is_satisfiable(self, goal: Entailment, order: tuple[Variable, ...]) -> bool:
        """Whether values were derived for which the left side holds where `outside` is absent."""
        frame = _Frame(self, order)
        found = frame.holds(goal.left, None)
        for place in goal.outside:
            found = self.diagrams.both(found, self.diagrams.complement(frame.equal(place.address, None)))
        return found != NOTHING

    def _derived_by(self, frame: _Frame, case: SymbolicHeap) -> int:
        return self.diagrams.some(frame.holds(case, None), frame.levels(_locations(case.exists), _NOW))

    def _closed(self, frame: _Frame, predicate: Predicate, found: int, doublings: int) -> int:
        """The set with all that up to 2**`doublings` rounds of the predicate's own calls derive from it."""
        diagrams, parameters = self.diagrams, predicate.parameters
        relation = self._rounds(frame, predicate)
        between = frame.levels(parameters, _BETWEEN)
        for _ in range(doublings):
            later = diagrams.substituted(relation, frame.moved(parameters, _BEFORE, _BETWEEN))
            earlier = diagrams.substituted(relation, frame.moved(parameters, _NOW, _BETWEEN))
            squared = diagrams.meeting(later, earlier, between)
            if squared == relation:
                break
            relation = squared
        start = diagrams.substituted(found, frame.moved(parameters, _NOW, _BEFORE))
        return diagrams.meeting(relation, start, frame.levels(parameters, _BEFORE))

    def _rounds(self, frame: _Frame, predicate: Predicate) -> int:
        """Pairs of vectors, now and before: the same, or the first follows from the second by one of the cases."""
        diagrams, parameters = self.diagrams, predicate.parameters
        found = diagrams.both(*(frame.equal(p, p, _BEFORE) for p in parameters))
        for case in predicate.cases or ():
            for index, atom in enumerate(case.spatial):
                if isinstance(atom, PredicateCall) and atom.name == predicate.name:
                    steps = [frame.holds(case, index)]
                    steps += (frame.equal(a, p, _BEFORE) for a, p in zip(atom.args, parameters, strict=True))
                    own = frame.levels(_locations(case.exists), _NOW)
                    found = diagrams.either(found, diagrams.some(diagrams.both(*steps), own))
        return found


class _Frame:
    """The variables of one predicate, or of the goal, as bits: each variable in three copies side by side."""

    def __init__(self, sets: CellFreeSets, order: tuple[Variable, ...]) -> None:
        self.sets, self.diagrams, self.bits = sets, sets.diagrams, sets.bits
        self.ranks = {variable: rank for rank, variable in enumerate(order)}
        if len(self.ranks) != len(order):
            raise Refused("an order of bits names a variable twice")

    def level(self, variable: Variable, bit: int, copy: int) -> int:
        rank = self.ranks.get(variable)
        if rank is None:
            raise Refused(f"{variable} has no place in the order of bits")
        return (rank * self.bits + bit) * 3 + copy

    def levels(self, variables: Iterable[Variable], copy: int) -> list[int]:
        return [self.level(v, bit, copy) for v in variables for bit in range(self.bits)]

    def moved(self, variables: Iterable[Variable], source: int, target: int) -> dict[int, int]:
        """What makes one copy of the variables another."""
        found = {}
        for variable in variables:
            for bit in range(self.bits):
                found[self.level(variable, bit, source)] = self.diagrams.bit(self.level(variable, bit, target))
        return found

    def value(self, term: Term | None, copy: int = _NOW) -> list[int]:
        """The bits of a variable or of nil, for which None stands too."""
        if term is None or (isinstance(term, Apply) and term.operator == NIL):
            return [NOTHING] * self.bits
        if not isinstance(term, Variable):
            raise Refused(f"{term} is no plain location")
        return [self.diagrams.bit(self.level(term, bit, copy)) for bit in range(self.bits)]

    def equal(self, a: Term, b: Term | None, copy: int = _NOW) -> int:
        """Where a, as it is now, is b in that copy."""
        pairs = zip(self.value(a), self.value(b, copy), strict=True)
        return self.diagrams.both(*(self.diagrams.same(x, y) for x, y in pairs))

    def holds(self, heap: SymbolicHeap, omitted: int | None) -> int:
        """Where the heap, its existentials as they are now, is derived without cells; one call may be left out."""
        parts = [self.condition(c) for formula in heap.pure for c in conjuncts(formula)]
        for index, atom in enumerate(heap.spatial):
            if not isinstance(atom, PredicateCall) or atom.fraction is not WHOLE:
                return NOTHING
            if index != omitted:
                parts.append(self.call(atom))
        return self.diagrams.both(*parts)

    def condition(self, formula: Term) -> int:
        """Where an equation or disequation of locations holds; of anything else nothing is known."""
        match formula:
            case Apply(operator=operator, args=(inner,)) if operator == NOT and _is_equation(inner):
                return self.diagrams.complement(self.condition(inner))
            case Apply(operator=operator, args=(a, b)) if operator == EQUAL and _is_equation(formula):
                return self.equal(a, b)
        return NOTHING

    def call(self, atom: PredicateCall) -> int:
        """Where the call was derived."""
        found = self.sets.derived.get(atom.name, NOTHING)
        if found == NOTHING:
            return NOTHING
        parameters = self.sets.definitions.predicates[atom.name].parameters
        callee = _Frame(self.sets, self.sets.orders.get(atom.name, ()))
        values: dict[int, int] = {}
        for parameter, argument in zip(parameters, atom.args, strict=True):
            for bit, value in enumerate(self.value(argument)):
                values[callee.level(parameter, bit, _NOW)] = value
        return self.diagrams.substituted(found, values)


def _is_equation(formula: Term) -> bool:
    return isinstance(formula, Apply) and formula.operator == EQUAL and formula.args[0].sort.kind == "location"


def _locations(variables: Sequence[Variable]) -> list[Variable]:
    return [v for v in variables if v.sort.kind == "location"]
