"""Which parameters a predicate surely never has a cell at, in which region.

p avoids its parameter k in region r when in no heap that p describes there is a cell of r at the value of parameter k.
The table is the greatest one that is consistent: a derivation is finite, and by induction on it every entry holds. In
each case of p, either the case is contradictory, or each points-to of r has a root that the case says is not parameter
k, and each call passes the value of parameter k to an argument that it avoids in turn (or has no cell of r at all).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.terms import AND, EQUAL, FALSE_OP, NIL, NOT, Apply, Term

Key = tuple[str, str]  # predicate, region


class Literals:
    """Equations and disequations between terms, as classes: a tiny part of what the formulas say, syntactically."""

    __slots__ = ("_different", "_parent", "is_contradictory")

    def __init__(self, formulas: Iterable[Term]) -> None:
        self._parent: dict[Term, Term] = {}
        self._different: list[tuple[Term, Term]] = []
        self.is_contradictory = False
        for formula in formulas:
            self._add(formula)
        self.is_contradictory |= any(self.find(a) is self.find(b) for a, b in self._different)

    def _add(self, formula: Term) -> None:
        match formula:
            case Apply(operator=operator, args=args) if operator == AND:
                for part in args:
                    self._add(part)
            case Apply(operator=operator, args=(a, b)) if operator == EQUAL:
                self._parent[self.find(a)] = self.find(b)
            case Apply(operator=negation, args=(Apply(operator=operator, args=(a, b)),)) if (
                negation == NOT and operator == EQUAL
            ):
                self._different.append((a, b))
            case Apply(operator=operator) if operator == FALSE_OP:
                self.is_contradictory = True

    def find(self, term: Term) -> Term:
        """The representative of the term's class."""
        while (parent := self._parent.get(term)) is not None and parent is not term:
            term = parent
        return term

    def are_equal(self, a: Term, b: Term) -> bool:
        """Do the equations make the two terms one?"""
        return self.find(a) is self.find(b)

    def are_different(self, a: Term, b: Term) -> bool:
        """Does a disequation, up to the equations, part the two terms?"""
        first, second = self.find(a), self.find(b)
        return any({self.find(x), self.find(y)} == {first, second} for x, y in self._different)

    def is_nil(self, term: Term) -> bool:
        """Is the term nil by the equations?"""
        root = self.find(term)
        return any(
            isinstance(t, Apply) and t.operator == NIL and self.find(t) is root for t in (term, root, *self._parent)
        )


class Avoidance:
    """The table for one set of definitions."""

    __slots__ = ("_avoided", "_free_of", "_literals", "_predicates")

    def __init__(self, definitions: Definitions) -> None:
        self._predicates: Mapping[str, Predicate] = {
            n: p for n, p in definitions.predicates.items() if p.cases is not None
        }
        self._literals: dict[int, Literals] = {}
        self._free_of: dict[str, set[str]] = {}  # region -> predicates that have no cell of it
        self._avoided: dict[str, dict[str, set[int]]] = {}  # region -> predicate -> parameters

    def atom_avoids(self, atom: Atom, region: str, address: Term, known: Literals) -> bool:
        """Does the atom surely have no cell of `region` at `address`, given the literals?"""
        match atom:
            case PointsTo(root=root, cell=cell):
                return cell.region != region or known.is_nil(address) or known.are_different(root, address)
            case PredicateCall(name=name, args=args):
                if known.is_nil(address) or name in self._predicates_free_of(region):
                    return True
                avoided = self._parameters_avoided(region).get(name, set())
                return any(known.are_equal(args[k], address) for k in avoided)

    def _case_literals(self, case: SymbolicHeap) -> Literals:
        found = self._literals.get(id(case))
        if found is None:
            found = self._literals[id(case)] = Literals(case.pure)
        return found

    def _predicates_free_of(self, region: str) -> set[str]:
        found = self._free_of.get(region)
        if found is None:
            found = self._free_of[region] = set(self._predicates)
            changed = True
            while changed:
                kept = {name for name in found if all(_has_none(c, region, found) for c in self._cases(name))}
                changed = kept != found
                found.intersection_update(kept)
        return found

    def _cases(self, name: str) -> tuple[SymbolicHeap, ...]:
        return self._predicates[name].cases or ()

    def _parameters_avoided(self, region: str) -> dict[str, set[int]]:
        found = self._avoided.get(region)
        if found is None:
            found = self._avoided[region] = {n: set(range(len(p.parameters))) for n, p in self._predicates.items()}
            changed = True
            while changed:
                changed = False
                for name, avoided in found.items():
                    kept = {k for k in avoided if self._is_avoided(name, k, region)}
                    changed = changed or kept != avoided
                    avoided.intersection_update(kept)
        return found

    def _is_avoided(self, name: str, parameter: int, region: str) -> bool:
        address = self._predicates[name].parameters[parameter]
        for case in self._cases(name):
            known = self._case_literals(case)
            if not known.is_contradictory and not all(
                self.atom_avoids(a, region, address, known) for a in case.spatial
            ):
                return False
        return True


def _has_none(case: SymbolicHeap, region: str, free: set[str]) -> bool:
    return all(a.cell.region != region if isinstance(a, PointsTo) else a.name in free for a in case.spatial)
