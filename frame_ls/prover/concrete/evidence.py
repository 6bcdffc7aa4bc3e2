"""A sample as a model that the kernel can judge."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from frame_ls.kernel.models import Model, Unfolding
from frame_ls.kernel.values import Address, HeapCell, Value
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Atom, Entailment, PointsTo, PredicateCall
from frame_ls.logic.sorts import BOOL, REAL, Sort
from frame_ls.prover.concrete.reading import Derived, Part
from frame_ls.prover.concrete.samples import Sample


def model_of(goal: Entailment, sample: Sample, definitions: Definitions) -> Model:
    """The sample of the goal's left side as a model of the goal."""
    cells = {c.name: c for c in definitions.cells.values()}
    cells.update((a.cell.name, a.cell) for a in goal.left.spatial if isinstance(a, PointsTo))
    heap = []
    for (region, number), (name, values) in sample.cells.items():
        cell = cells[name]
        inside = tuple(_value(v, s) for v, s in zip(values, cell.sorts, strict=True))
        heap.append(((region, Address(cell.root, number)), HeapCell(name, inside)))
    derivation: list[Unfolding] = []
    _unfold(goal.left.spatial, sample.parts, definitions, derivation)
    stack = tuple((v, _value(x, v.sort)) for v, x in sample.env.items())
    return Model(stack, tuple(heap), tuple(derivation))


def _unfold(
    atoms: Sequence[Atom], parts: Sequence[Part], definitions: Definitions, derivation: list[Unfolding]
) -> None:
    for atom, part in zip(atoms, parts, strict=True):
        if isinstance(atom, PredicateCall):
            assert isinstance(part, Derived)
            case = (definitions.predicates[atom.name].cases or ())[part.case]
            values = tuple(_value(x, v.sort) for x, v in zip(part.values, case.exists, strict=True))
            derivation.append(Unfolding(part.case, values))
            _unfold(case.spatial, part.parts, definitions, derivation)


def _value(number: int, sort: Sort) -> Value:
    if sort.kind == "location":
        return Address(sort, number)
    if sort is BOOL:
        return bool(number)
    return Fraction(number) if sort is REAL else number
