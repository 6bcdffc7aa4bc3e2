"""Models: evidence that a goal is not valid, a stack and a heap that satisfy its left side and not its right.

The left side is followed along its derivation, in time linear in its size; the right side is refuted by exhaustive
matching. A goal without right side asks for satisfiability: only the left side is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from frame_ls.kernel.evaluation import Evaluator
from frame_ls.kernel.matching import STATE_LIMIT, Matcher
from frame_ls.kernel.pure_definitions import field_sorts
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.values import Address, DataValue, Heap, HeapCell, Opaque, Place, Truth, Value
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Cell, Entailment, PointsTo, SymbolicHeap
from frame_ls.logic.sorts import BOOL, INT, REAL, Sort
from frame_ls.logic.terms import WHOLE, Term, Variable


@dataclass(frozen=True, slots=True)
class Unfolding:
    """Which case a predicate call satisfies, and the values of that case's existentials, in order."""

    case: int
    values: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Model:
    """A stack, a heap, and why the heap satisfies the left side.

    `derivation` lists the unfolding of every predicate call: of the left side's calls in order, each followed at once
    by those of the calls in its case, in order (a tree in preorder, so that its depth does not matter). The stack has
    all free variables of the goal.
    """

    stack: tuple[tuple[Variable, Value], ...]
    heap: tuple[tuple[Place, HeapCell], ...]
    derivation: tuple[Unfolding, ...] = ()


def check_model(goal: Entailment, model: Model, definitions: Definitions, limit: int = STATE_LIMIT) -> None:
    """Raises `Refused` unless the model satisfies the goal's left side and none of its right sides."""
    stack, heap = dict(model.stack), dict(model.heap)
    sorting = check_values(model.stack, model.heap, definitions)
    evaluator = Evaluator(definitions)
    _Derivation(model.derivation, definitions, evaluator, sorting).check(goal.left, stack, heap)
    _check_outside(goal, stack, heap, evaluator)
    matcher = Matcher(heap, definitions, evaluator, limit)
    for number, disjunct in enumerate(goal.right):
        truth = matcher.matches(disjunct, stack)
        if truth is Truth.YES:
            raise Refused(f"the model satisfies disjunct {number} of the right side too")
        if truth is Truth.UNDETERMINED:
            raise Refused(f"whether the model satisfies disjunct {number} of the right side cannot be told")


def check_values(
    stack: tuple[tuple[Variable, Value], ...], heap: tuple[tuple[Place, HeapCell], ...], definitions: Definitions
) -> ValueSorts:
    """Raises `Refused` unless names and places stand once and every value is of its sort."""
    if len(dict(stack)) != len(stack) or len(dict(heap)) != len(heap):
        raise Refused("the model names a variable or a place twice")
    sorting = ValueSorts(definitions)
    for variable, value in stack:
        sorting.check(value, variable.sort)
    for (region, address), cell in heap:
        sorting.check_cell(region, address, cell)
    return sorting


def _check_outside(goal: Entailment, stack: Mapping[Variable, Value], heap: Heap, evaluator: Evaluator) -> None:
    for place in goal.outside:
        address = evaluator.value(place.address, stack)
        if not isinstance(address, Address) or address.number == 0 or (place.region, address) in heap:
            raise Refused(f"{place.address} is not absent from the model's heap")


class _Derivation:
    """Follows a derivation and collects the cells that it describes."""

    def __init__(
        self, unfoldings: tuple[Unfolding, ...], definitions: Definitions, evaluator: Evaluator, sorting: ValueSorts
    ) -> None:
        self.unfoldings = unfoldings
        self.definitions = definitions
        self.evaluator = evaluator
        self.sorting = sorting
        self.collected: dict[Place, HeapCell] = {}
        self.pending: list[tuple[str, tuple[Value, ...], Fraction]] = []

    def check(self, left: SymbolicHeap, stack: Mapping[Variable, Value], heap: Heap) -> None:
        """Raises `Refused` unless the left side, so derived, describes exactly this heap."""
        if left.exists:
            raise Refused("the left side of a goal binds variables")
        self.body(left, stack, Fraction(1))
        for unfolding in self.unfoldings:
            if not self.pending:
                raise Refused("the derivation goes on after its end")
            self.unfold(unfolding, *self.pending.pop())
        if self.pending:
            raise Refused("the derivation stops before its end")
        if self.collected != heap:
            raise Refused("the derivation describes another heap than the model's")

    def unfold(self, unfolding: Unfolding, name: str, args: tuple[Value, ...], share: Fraction) -> None:
        predicate = self.definitions.predicates.get(name)
        if predicate is None or predicate.cases is None:
            raise Refused(f"{name} has no definition to follow")
        if not 0 <= unfolding.case < len(predicate.cases):
            raise Refused(f"{name} has no case {unfolding.case}")
        case = predicate.cases[unfolding.case]
        if len(case.exists) != len(unfolding.values) or len(args) != len(predicate.parameters):
            raise Refused(f"case {unfolding.case} of {name} binds another number of values")
        stack: dict[Variable, Value] = dict(zip(predicate.parameters, args, strict=True))
        for variable, value in zip(case.exists, unfolding.values, strict=True):
            self.sorting.check(value, variable.sort)
            stack[variable] = value
        self.body(case, stack, share)

    def body(self, heap: SymbolicHeap, stack: Mapping[Variable, Value], share: Fraction) -> None:
        """The pure part is true; cells are collected; calls wait for their unfoldings, the first on top."""
        for formula in heap.pure:
            if self.evaluator.value(formula, stack) is not True:
                raise Refused(f"{formula} is not true in the model")
        calls: list[tuple[str, tuple[Value, ...], Fraction]] = []
        for atom in heap.spatial:
            part = share if atom.fraction is WHOLE else share * self.fraction(atom.fraction, stack)
            if isinstance(atom, PointsTo):
                self.collect(atom, stack, part)
            else:
                calls.append((atom.name, tuple([self.value(a, stack) for a in atom.args]), part))
        self.pending.extend(reversed(calls))

    def value(self, term: Term, stack: Mapping[Variable, Value]) -> Value:
        value = self.evaluator.value(term, stack)
        if isinstance(value, bool | int | Fraction | Address | DataValue | Opaque):
            return value
        raise Refused(f"{term} has no value in the model")

    def fraction(self, term: Term, stack: Mapping[Variable, Value]) -> Fraction:
        value = self.value(term, stack)
        if isinstance(value, int | Fraction):
            return Fraction(value)
        raise Refused(f"{term} is no fraction")

    def collect(self, atom: PointsTo, stack: Mapping[Variable, Value], share: Fraction) -> None:
        root = self.value(atom.root, stack)
        if not isinstance(root, Address) or root.number == 0 or share <= 0:
            raise Refused(f"there is no cell at {atom.root} in the model")
        place = (atom.cell.region, root)
        values = tuple([self.value(v, stack) for v in atom.values])
        before = self.collected.get(place)
        if before is not None:
            if before.cell != atom.cell.name or before.values != values:
                raise Refused("two atoms want different cells at one place")
            share += before.fraction
        if share > 1:
            raise Refused("more than one whole cell lies at one place")
        self.collected[place] = HeapCell(atom.cell.name, values, share)


class ValueSorts:
    """Whether values are of the sorts that they stand for."""

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions

    def check(self, value: Value, sort: Sort) -> None:
        """Raises `Refused` unless `value` is of `sort`."""
        pending: list[tuple[Value, Sort]] = [(value, sort)]
        while pending:
            part, wanted = pending.pop()
            if not _is_of(part, wanted):
                raise Refused(f"{part!r} is no value of sort {wanted}")
            if isinstance(part, DataValue):
                pending.extend(self.parts(part, wanted))

    def parts(self, value: DataValue, sort: Sort) -> Iterable[tuple[Value, Sort]]:
        datatype = self.definitions.datatypes.get(sort.name)
        for constructor in datatype.constructors if datatype else ():
            if constructor.name == value.constructor and len(constructor.fields) == len(value.args):
                assert datatype is not None
                sorts = field_sorts(datatype, constructor, sort)
                return zip(value.args, sorts, strict=True)
        raise Refused(f"{value.constructor} makes no value of sort {sort}")

    def check_cell(self, region: str, address: Address, cell: HeapCell) -> None:
        """Raises `Refused` unless the cell is of a kind that lies in that region, and well made."""
        kind: Cell | None = self.definitions.cells.get(cell.cell)
        if address.number <= 0 or not 0 < cell.fraction <= 1:
            raise Refused("a cell of the model lies nowhere or is not owned")
        if kind is None:
            return  # found nowhere but in the goal's atoms, with which it is compared
        if kind.region != region or kind.root is not address.sort or len(kind.sorts) != len(cell.values):
            raise Refused(f"no cell {cell.cell} can lie in {region}")
        for value, sort in zip(cell.values, kind.sorts, strict=True):
            self.check(value, sort)


def _is_of(value: Value, sort: Sort) -> bool:
    if sort is BOOL:
        return isinstance(value, bool)
    if sort is INT:
        return isinstance(value, int) and not isinstance(value, bool)
    if sort is REAL:
        return isinstance(value, int | Fraction) and not isinstance(value, bool)
    if sort.kind == "location":
        return isinstance(value, Address) and value.sort is sort and value.number >= 0
    if sort.kind == "data":
        return isinstance(value, DataValue)
    return isinstance(value, Opaque) and value.sort is sort
