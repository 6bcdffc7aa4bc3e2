"""What formulas mean on concrete heaps: `satisfies` is the definition of truth that everything else is measured by.

Symbolic heaps are matched exactly, with fractions. Formulas with other connectives are about heaps of whole cells, and
`*` splits cells without dividing them. An answer is YES or NO only where it is certain.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frame_ls.kernel.evaluation import Evaluator, candidates_for
from frame_ls.kernel.matching import STATE_LIMIT, Matcher
from frame_ls.kernel.values import Address, Heap, HeapCell, Place, Stack, Truth, Value
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.formulas import And, Emp, Exists, Forall, Formula, Not, Or, Pure, Spatial, Star, Wand
from frame_ls.logic.heaps import PointsTo, SymbolicHeap
from frame_ls.logic.terms import WHOLE, Term, Variable


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one question may cost: states of a match, and subformulas looked at."""

    states: int = STATE_LIMIT
    formulas: int = 200_000


def satisfies(
    stack: Stack, heap: Heap, formula: Formula | SymbolicHeap, definitions: Definitions, limits: Limits | None = None
) -> Truth:
    """Does this heap, all of it, satisfy the formula at this stack?"""
    limits = limits or Limits()
    if isinstance(formula, SymbolicHeap):
        return Matcher(heap, definitions, limit=limits.states).matches(formula, stack)
    return _Reading(definitions, limits).holds(formula, dict(heap), dict(stack))


class _Reading:
    """One question: a formula is read at ever smaller parts of a heap."""

    def __init__(self, definitions: Definitions, limits: Limits) -> None:
        self.definitions = definitions
        self.evaluator = Evaluator(definitions)
        self.limits = limits
        self.left = limits.formulas

    def holds(self, formula: Formula, heap: dict[Place, HeapCell], stack: dict[Variable, Value]) -> Truth:
        self.left -= 1
        if self.left < 0:
            return Truth.UNDETERMINED
        symbolic = symbolic_heap(formula)
        if symbolic is not None:
            matcher = Matcher(heap, self.definitions, self.evaluator, self.limits.states)
            return matcher.matches(symbolic, stack)
        if any(cell.fraction != 1 for cell in heap.values()):
            return Truth.UNDETERMINED
        match formula:
            case Pure(formula=pure):
                return _truth(self.evaluator.value(pure, stack))
            case And(parts=parts):
                return _all(self.holds(p, heap, stack) for p in parts)
            case Or(parts=parts):
                return _all(self.holds(p, heap, stack).negated() for p in parts).negated()
            case Not(part=part):
                return self.holds(part, heap, stack).negated()
            case Star(parts=parts):
                return self.star(parts, heap, stack)
            case Wand(left=left, right=right):
                return self.wand(left, right, heap, stack)
            case Exists(variables=variables, part=part):
                return self.exists(variables, part, heap, stack)
            case Forall(variables=variables, part=part):
                return self.exists(variables, Not(part), heap, stack).negated()
        return Truth.UNDETERMINED

    def star(self, parts: Sequence[Formula], heap: dict[Place, HeapCell], stack: dict[Variable, Value]) -> Truth:
        if not parts:
            return Truth.NO if heap else Truth.YES
        first, *rest = parts
        if not rest:
            return self.holds(first, heap, stack)
        outcome = Truth.NO
        for mine, others in _splits(heap):
            truth = _all(
                self.holds(*question) for question in ((first, mine, stack), (Star(tuple(rest)), others, stack))
            )
            if truth is Truth.YES:
                return truth
            outcome = truth if truth is Truth.UNDETERMINED else outcome
            if self.left < 0:
                return Truth.UNDETERMINED
        return outcome

    def exists(
        self, variables: Sequence[Variable], part: Formula, heap: dict[Place, HeapCell], stack: dict[Variable, Value]
    ) -> Truth:
        if not variables:
            return self.holds(part, heap, stack)
        variable, *rest = variables
        mentioned: list[object] = [v for name, v in stack.items() if name is not variable]
        mentioned += [address for _, address in heap]
        mentioned += [v for cell in heap.values() for v in cell.values]
        candidates, is_complete = candidates_for(variable.sort, mentioned)
        outcome = Truth.NO if is_complete else Truth.UNDETERMINED
        for candidate in candidates:
            truth = self.exists(rest, part, heap, {**stack, variable: candidate})
            if truth is Truth.YES:
                return truth
            outcome = truth if truth is Truth.UNDETERMINED else outcome
        return outcome

    def wand(self, left: Formula, right: Formula, heap: dict[Place, HeapCell], stack: dict[Variable, Value]) -> Truth:
        """Where the left side describes one heap, at most, that heap is added; otherwise undetermined."""
        symbolic = symbolic_heap(left)
        if symbolic is None or symbolic.exists:
            return Truth.UNDETERMINED
        pure = _all(_truth(self.evaluator.value(p, stack)) for p in symbolic.pure)
        if pure is not Truth.YES:
            return pure.negated()
        extended = dict(heap)
        for atom in symbolic.spatial:
            if not isinstance(atom, PointsTo) or atom.fraction is not WHOLE:
                return Truth.UNDETERMINED
            root = self.evaluator.value(atom.root, stack)
            values = [self.known(v, stack) for v in atom.values]
            if not isinstance(root, Address) or None in values:
                return Truth.UNDETERMINED
            place = (atom.cell.region, root)
            if root.number == 0 or place in extended:
                return Truth.YES  # no such heap can be added
            extended[place] = HeapCell(atom.cell.name, tuple([v for v in values if v is not None]))
        return self.holds(right, extended, stack)

    def known(self, term: Term, stack: dict[Variable, Value]) -> Value | None:
        value = self.evaluator.value(term, stack)
        return value if isinstance(value, Value) else None


def symbolic_heap(formula: Formula) -> SymbolicHeap | None:
    """The formula as one symbolic heap that means the same, where it has that form and no name stands for two
    things."""
    match formula:
        case Emp():
            return SymbolicHeap()
        case Spatial(atom=atom):
            return SymbolicHeap((), (atom,))
        case Star(parts=parts):
            return _joined([symbolic_heap(p) for p in parts])
        case And(parts=parts):
            pure = tuple(p.formula for p in parts if isinstance(p, Pure))
            rest = [p for p in parts if not isinstance(p, Pure)]
            inner = symbolic_heap(rest[0]) if len(rest) == 1 else None
            return None if inner is None or inner.exists else SymbolicHeap(inner.pure + pure, inner.spatial)
        case Exists(variables=variables, part=part):
            inner = symbolic_heap(part)
            if inner is None or inner.exists:
                return None
            return SymbolicHeap(inner.pure, inner.spatial, variables)
    return None


def _joined(parts: Sequence[SymbolicHeap | None]) -> SymbolicHeap | None:
    found = SymbolicHeap()
    for part in parts:
        if part is None or part.exists:
            return None
        found = SymbolicHeap(found.pure + part.pure, found.spatial + part.spatial)
    return found


def _splits(heap: dict[Place, HeapCell]) -> Iterator[tuple[dict[Place, HeapCell], dict[Place, HeapCell]]]:
    items = list(heap.items())
    for mask in range(1 << len(items)):
        yield (
            {place: cell for i, (place, cell) in enumerate(items) if mask >> i & 1},
            {place: cell for i, (place, cell) in enumerate(items) if not mask >> i & 1},
        )


def _truth(value: object) -> Truth:
    return Truth.YES if value is True else Truth.NO if value is False else Truth.UNDETERMINED


def _all(truths: Iterator[Truth]) -> Truth:
    """The conjunction; later parts are not asked once one is NO."""
    outcome = Truth.YES
    for truth in truths:
        if truth is Truth.NO:
            return truth
        outcome = truth if truth is Truth.UNDETERMINED else outcome
    return outcome
