"""What is known of predicates before any goal: where their cells can be, and which cases end a recursion."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import EQUAL, Apply, Term, Variable


@dataclass(frozen=True, slots=True)
class CaseShape:
    """One case: `roots[k]` is the index of a points-to at parameter k, by the case's own equations; `ground` are the
    pure conjuncts about parameters alone."""

    roots: Mapping[int, int]
    ground: tuple[Term, ...]
    has_calls: bool
    has_cells: bool
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Shape:
    """One predicate: its cases, and the parameters at which a case has a cell."""

    predicate: Predicate
    cases: tuple[CaseShape, ...]
    places: tuple[tuple[int, str], ...]  # parameter, region

    @property
    def is_recursive(self) -> bool:
        return any(case.has_calls for case in self.cases)


class Shapes:
    """The shapes of all predicates, each made when first asked for."""

    __slots__ = ("_definitions", "_shapes")

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._shapes: dict[str, Shape | None] = {}

    def of(self, name: str) -> Shape | None:
        """The shape of a defined predicate; None where only the name is known."""
        if name not in self._shapes:
            predicate = self._definitions.predicates.get(name)
            self._shapes[name] = None if predicate is None or predicate.cases is None else _shape(predicate)
        return self._shapes[name]


def _shape(predicate: Predicate) -> Shape:
    assert predicate.cases is not None
    cases = tuple(_case_shape(predicate, case) for case in predicate.cases)
    places: dict[tuple[int, str], None] = {}
    for case, shape in zip(predicate.cases, cases, strict=True):
        for parameter, index in shape.roots.items():
            atom = case.spatial[index]
            assert isinstance(atom, PointsTo)
            places[parameter, atom.cell.region] = None
    return Shape(predicate, cases, tuple(places))


def _case_shape(predicate: Predicate, case: SymbolicHeap) -> CaseShape:
    classes = _classes(case.pure)
    roots: dict[int, int] = {}
    for index, atom in enumerate(case.spatial):
        if isinstance(atom, PointsTo):
            name = _find(classes, atom.root)
            for position, parameter in enumerate(predicate.parameters):
                if _find(classes, parameter) is name:
                    roots.setdefault(position, index)
    known = set(predicate.parameters)
    ground = tuple(p for p in case.pure if known.issuperset(free_variables(p)))
    calls = any(isinstance(a, PredicateCall) for a in case.spatial)
    cells = any(isinstance(a, PointsTo) for a in case.spatial)
    return CaseShape(roots, ground, calls, cells, not case.spatial)


def _classes(pure: tuple[Term, ...]) -> dict[Term, Term]:
    parent: dict[Term, Term] = {}
    for formula in pure:
        if isinstance(formula, Apply) and formula.operator == EQUAL:
            a, b = (_find(parent, side) for side in formula.args)
            if isinstance(a, Variable):
                parent[a] = b
            elif isinstance(b, Variable):
                parent[b] = a
    return parent


def _find(parent: dict[Term, Term], term: Term) -> Term:
    while (above := parent.get(term)) is not None and above is not term:
        term = above
    return term
