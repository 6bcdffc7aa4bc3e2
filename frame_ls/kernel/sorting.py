"""Whether terms that evidence brings along are well formed: each operator at arguments of the right sorts.

Goals and definitions are made by code that is trusted to build sensible terms; a proof comes from anywhere, and a sum
of an integer and an address would make nonsense of arithmetic that is sound for integers.
"""

from __future__ import annotations

from collections.abc import Iterable

from frame_ls.kernel.pure_definitions import SortBindings, field_sorts, match_sort
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Constructor, Datatype, Definitions
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall
from frame_ls.logic.sorts import BOOL, INT, REAL, Sort
from frame_ls.logic.terms import (
    ADD,
    AND,
    APPLY,
    DIVIDE,
    EQUAL,
    EXISTS,
    FALSE_OP,
    FORALL,
    IMPLIES,
    ITE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NIL,
    NOT,
    OR,
    REMAINDER,
    TRUE_OP,
    Apply,
    Number,
    Quantified,
    Term,
)

_CONNECTIVES = {NOT: 1, IMPLIES: 2, AND: None, OR: None}
_NUMERIC = {ADD: None, MULTIPLY: 2, DIVIDE: 2, REMAINDER: 2}


class Sorting:
    """Checks terms against definitions and remembers which were right; one a check."""

    __slots__ = ("_constructors", "_definitions", "_right")

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._right: set[Term] = set()
        self._constructors: dict[str, tuple[Datatype, Constructor]] = {
            c.name: (d, c) for d in definitions.datatypes.values() for c in d.constructors
        }

    def check(self, terms: Iterable[Term]) -> None:
        """Raises `Refused` when one of the terms, or a part of one, is ill-sorted."""
        right, seen = self._right, set[Term]()
        pending = [t for t in terms if t not in right]
        while pending:
            term = pending.pop()
            if term in right or term in seen:
                continue
            seen.add(term)
            match term:
                case Apply(operator=operator, args=args, sort=sort):
                    if not self._is_application(operator, args, sort):
                        raise Refused(f"ill-sorted term: {operator} of {len(args)} arguments")
                    pending.extend(args)
                case Number(sort=sort) if sort is not INT and sort is not REAL:
                    raise Refused(f"a numeral of sort {sort}")
                case Quantified(quantifier=quantifier, body=body):
                    if body.sort is not BOOL or quantifier not in (FORALL, EXISTS):
                        raise Refused("ill-sorted formula under a quantifier")
                    pending.append(body)
        right |= seen

    def check_formula(self, formula: Term) -> None:
        """Raises `Refused` when `formula` is no well-sorted formula."""
        if formula.sort is not BOOL:
            raise Refused(f"a term of sort {formula.sort} is no formula")
        if formula not in self._right:
            self.check((formula,))

    def check_atom(self, atom: Atom) -> None:
        """Raises `Refused` when the atom's terms are not of the sorts of its cell's fields or its parameters."""
        match atom:
            case PointsTo(root=root, cell=cell, values=values):
                sorts, terms = (cell.root, *cell.sorts), (root, *values)
            case PredicateCall(name=name, args=terms):
                predicate = self._definitions.predicates.get(name)
                if predicate is None:
                    raise Refused(f"there is no predicate {name}")
                sorts = tuple(p.sort for p in predicate.parameters)
        if len(sorts) != len(terms) or any(t.sort is not s for t, s in zip(terms, sorts, strict=True)):
            raise Refused("ill-sorted atom: its terms are not of the sorts of the fields or parameters")
        if atom.fraction.sort is not REAL:
            raise Refused(f"a term of sort {atom.fraction.sort} is no fraction")

    def _is_application(self, operator: str, args: tuple[Term, ...], sort: Sort) -> bool:
        count = len(args)
        if operator == EQUAL:
            return count == 2 and sort is BOOL and args[0].sort is args[1].sort
        if operator in _CONNECTIVES:
            wanted = _CONNECTIVES[operator]
            return (wanted is None or wanted == count) and sort is BOOL and all(a.sort is BOOL for a in args)
        if operator in (LESS, LESS_EQUAL):
            return count == 2 and sort is BOOL and args[0].sort is args[1].sort and args[0].sort in (INT, REAL)
        if operator in _NUMERIC:
            return _is_numeric(operator, args, sort)
        if operator == ITE:
            return count == 3 and args[0].sort is BOOL and args[1].sort is sort and args[2].sort is sort
        if operator in (TRUE_OP, FALSE_OP):
            return count == 0 and sort is BOOL
        if operator == NIL:
            return count == 0 and sort.kind == "location"
        if operator == APPLY:
            return _is_function_value(args, sort)
        return self._is_named(operator, args, sort)

    def _is_named(self, operator: str, args: tuple[Term, ...], sort: Sort) -> bool:
        """Constructors and declared functions at their sorts; any other name is uninterpreted, at any sorts."""
        found = self._constructors.get(operator)
        if found is not None:
            datatype, constructor = found
            if sort.kind != "data" or sort.name != datatype.name or len(sort.args) != len(datatype.parameters):
                return False
            wanted = field_sorts(datatype, constructor, sort)
            return len(wanted) == len(args) and all(a.sort is w for a, w in zip(args, wanted, strict=True))
        function = self._definitions.functions.get(operator)
        if function is None:
            return True
        sorts: SortBindings = {}
        return (
            len(function.parameters) == len(args)
            and all(match_sort(p.sort, a.sort, sorts) for p, a in zip(function.parameters, args, strict=True))
            and match_sort(function.result, sort, sorts)
        )


def _is_numeric(operator: str, args: tuple[Term, ...], sort: Sort) -> bool:
    wanted = _NUMERIC[operator]
    if not args or (wanted is not None and wanted != len(args)) or any(a.sort is not sort for a in args):
        return False
    return sort is INT or (sort is REAL and operator != REMAINDER)


def _is_function_value(args: tuple[Term, ...], sort: Sort) -> bool:
    if not args or args[0].sort.kind != "function":
        return False
    signature = args[0].sort.args
    return (
        len(signature) == len(args)
        and signature[-1] is sort
        and all(a.sort is w for a, w in zip(args[1:], signature[:-1], strict=True))
    )
