"""From formulas to symbolic heaps and entailments, where the formula is of that fragment."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

from frame_ls.logic.formulas import And, Emp, Exists, Forall, Formula, Not, Or, Pure, Spatial, Star, Wand
from frame_ls.logic.heaps import Atom, Entailment, SymbolicHeap
from frame_ls.logic.substitution import Fresh, substitute, substitute_atom
from frame_ls.logic.terms import EXISTS, FALSE, FORALL, Quantified, Term, Variable, conjunction, disjunction, negate

_MOST_DISJUNCTS = 64


@dataclass(frozen=True, slots=True)
class _Part:
    """One disjunct on the way: `spatial` is None while nothing was said of the heap."""

    exists: tuple[Variable, ...]
    pure: tuple[Term, ...]
    spatial: tuple[Atom, ...] | None


class OutsideFragment(Exception):
    """The formula is no disjunction of symbolic heaps (or too large a one); the text says what stands in the way."""


def symbolic_heaps(formula: Formula, fresh: Fresh, *, star_of_pure_is_emp: bool) -> tuple[SymbolicHeap, ...]:
    """The disjuncts of `formula` as symbolic heaps. Raises `OutsideFragment`.

    A pure formula alone describes every heap, which no symbolic heap does, so it is outside; as an operand of `*` it
    means `emp &` it where `star_of_pure_is_emp` (scripts), and is outside otherwise (SMT-LIB).
    """
    heaps = []
    for part in _parts(formula, fresh, star_of_pure_is_emp):
        if part.spatial is None:
            raise OutsideFragment("a pure formula that leaves the heap open")
        heaps.append(SymbolicHeap(part.pure, part.spatial, part.exists))
    return tuple(heaps)


def entailments(left: Formula, right: Formula, fresh: Fresh, *, star_of_pure_is_emp: bool) -> tuple[Entailment, ...]:
    """`left |- right` as one entailment a disjunct of `left`. Raises `OutsideFragment`."""
    wanted = symbolic_heaps(right, fresh, star_of_pure_is_emp=star_of_pure_is_emp)
    return tuple(
        Entailment(SymbolicHeap(heap.pure, heap.spatial), wanted)
        for heap in symbolic_heaps(left, fresh, star_of_pure_is_emp=star_of_pure_is_emp)
    )


def satisfiability(formula: Formula, fresh: Fresh, *, star_of_pure_is_emp: bool) -> tuple[Entailment, ...]:
    """Goals `disjunct |- false` of which all hold just when `formula` has no model. Raises `OutsideFragment`.

    What leaves the heap open is satisfiable just when it is with the empty heap.
    """
    return tuple(
        Entailment(SymbolicHeap(part.pure, part.spatial or ()), ())
        for part in _parts(formula, fresh, star_of_pure_is_emp)
    )


def _parts(formula: Formula, fresh: Fresh, star_of_pure_is_emp: bool) -> tuple[_Part, ...]:
    match formula:
        case Emp():
            return (_Part((), (), ()),)
        case Spatial(atom=atom):
            return (_Part((), (), (atom,)),)
        case Pure(formula=term):
            return () if term is FALSE else (_Part((), (term,), None),)
        case Or(parts=parts):
            return tuple(found for part in parts for found in _parts(part, fresh, star_of_pure_is_emp))
        case Exists(variables=variables, part=inner):
            return tuple(_below(variables, p, fresh) for p in _parts(inner, fresh, star_of_pure_is_emp))
        case And(parts=parts) | Star(parts=parts):
            return _combined(parts, fresh, star_of_pure_is_emp, isinstance(formula, Star))
        case Not():
            pure = as_pure(formula)
            if pure is None:
                raise OutsideFragment("a negation over the heap")
            return (_Part((), (pure,), None),)
        case Forall():
            pure = as_pure(formula)
            if pure is None:
                raise OutsideFragment("`forall` over the heap")
            return (_Part((), (pure,), None),)
        case Wand():
            raise OutsideFragment("a magic wand")


def _combined(parts: tuple[Formula, ...], fresh: Fresh, pure_is_emp: bool, separate: bool) -> tuple[_Part, ...]:
    choices = [_parts(part, fresh, pure_is_emp) for part in parts]
    total = 1
    for choice in choices:
        total *= len(choice)
        if total > _MOST_DISJUNCTS:
            raise OutsideFragment("a disjunction of too many cases")
    return tuple(_joined(picked, pure_is_emp, separate) for picked in product(*choices))


def _joined(picked: tuple[_Part, ...], pure_is_emp: bool, separate: bool) -> _Part:
    spatial: tuple[Atom, ...] | None = () if separate else None
    for part in picked:
        if separate:
            if part.spatial is None and not pure_is_emp:
                raise OutsideFragment("a separating conjunct that leaves the heap open")
            spatial = (*(spatial or ()), *(part.spatial or ()))
        elif part.spatial is not None:
            if spatial is not None:
                raise OutsideFragment("two descriptions of one heap")
            spatial = part.spatial
    return _Part(
        tuple(v for part in picked for v in part.exists), tuple(p for part in picked for p in part.pure), spatial
    )


def _below(variables: tuple[Variable, ...], part: _Part, fresh: Fresh) -> _Part:
    renamed = {v: fresh.like(v) for v in variables}
    return _Part(
        (*renamed.values(), *part.exists),
        tuple(substitute(p, renamed) for p in part.pure),
        None if part.spatial is None else tuple(substitute_atom(a, renamed) for a in part.spatial),
    )


def as_pure(formula: Formula) -> Term | None:
    """The formula as one term of sort bool, if it says nothing about the heap."""
    match formula:
        case Pure(formula=term):
            return term
        case Not(part=part):
            inner = as_pure(part)
            return None if inner is None else negate(inner)
        case And(parts=parts) | Or(parts=parts):
            terms = [as_pure(part) for part in parts]
            known = [t for t in terms if t is not None]
            if len(known) < len(terms):
                return None
            return conjunction(known) if isinstance(formula, And) else disjunction(known)
        case Exists(variables=variables, part=part) | Forall(variables=variables, part=part):
            inner = as_pure(part)
            if inner is None:
                return None
            return Quantified(EXISTS if isinstance(formula, Exists) else FORALL, variables, inner)
        case _:
            return None
