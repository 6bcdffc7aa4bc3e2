"""Free variables, substitution without capture, and fresh names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.terms import Apply, Number, Quantified, Term, Variable

Substitution = Mapping[Variable, Term]


def free_variables(*terms: Term) -> tuple[Variable, ...]:
    """The free variables, each once, in order of first occurrence."""
    found: dict[Variable, None] = {}
    for term in terms:
        _collect(term, found)
    return tuple(found)


def _collect(term: Term, found: dict[Variable, None]) -> None:
    match term:
        case Variable():
            found[term] = None
        case Apply(args=args):
            for argument in args:
                _collect(argument, found)
        case Quantified(variables=bound, body=body):
            for variable in free_variables(body):
                if variable not in bound:
                    found[variable] = None


def substitute(term: Term, replacement: Substitution) -> Term:
    """`term` with all of `replacement` put in at once; bound variables are renamed out of the way."""
    if isinstance(term, Apply):
        if not term.args:
            return term
        args = tuple(substitute(a, replacement) for a in term.args)
        return (
            term if all(a is b for a, b in zip(args, term.args, strict=True)) else Apply(term.operator, args, term.sort)
        )
    if isinstance(term, Variable):
        return replacement.get(term, term)
    if isinstance(term, Quantified):
        return _substitute_below_binder(term, replacement)
    assert isinstance(term, Number)
    return term


def _substitute_below_binder(term: Quantified, replacement: Substitution) -> Term:
    body_variables = free_variables(term.body)
    kept: dict[Variable, Term] = {
        v: replacement[v] for v in body_variables if v in replacement and v not in term.variables
    }
    if not kept:
        return term
    taken = {v.name for v in free_variables(*kept.values())} | {v.name for v in body_variables}
    bound: list[Variable] = []
    for variable in term.variables:
        renamed = variable
        if any(variable is v for v in free_variables(*kept.values())):
            renamed = Variable(unused_name(variable.name, taken), variable.sort)
            taken.add(renamed.name)
            kept[variable] = renamed
        bound.append(renamed)
    return Quantified(term.quantifier, tuple(bound), substitute(term.body, kept))


def substitute_atom(atom: Atom, replacement: Substitution) -> Atom:
    """The atom with the replacement made in all its terms; its label stays."""
    match atom:
        case PointsTo():
            return PointsTo(
                substitute(atom.root, replacement),
                atom.cell,
                tuple(substitute(v, replacement) for v in atom.values),
                substitute(atom.fraction, replacement),
                atom.label,
            )
        case PredicateCall():
            return PredicateCall(
                atom.name,
                tuple(substitute(a, replacement) for a in atom.args),
                substitute(atom.fraction, replacement),
                atom.label,
            )


def substitute_heap(heap: SymbolicHeap, replacement: Substitution) -> SymbolicHeap:
    """The heap with the replacement made below its existentials, which are renamed where they would capture."""
    kept: dict[Variable, Term] = {v: t for v, t in replacement.items() if v not in heap.exists}
    if not kept:
        return heap
    entering = free_variables(*kept.values())
    exists: list[Variable] = []
    taken = {v.name for v in entering} | {v.name for v in heap_variables(heap)} | {v.name for v in heap.exists}
    for variable in heap.exists:
        renamed = variable
        if variable in entering:
            renamed = Variable(unused_name(variable.name, taken), variable.sort)
            taken.add(renamed.name)
            kept[variable] = renamed
        exists.append(renamed)
    return SymbolicHeap(
        tuple(substitute(p, kept) for p in heap.pure),
        tuple(substitute_atom(a, kept) for a in heap.spatial),
        tuple(exists),
    )


def atom_terms(atom: Atom) -> tuple[Term, ...]:
    """All terms of an atom: root and values, or arguments; then the fraction."""
    match atom:
        case PointsTo(root=root, values=values, fraction=fraction):
            return (root, *values, fraction)
        case PredicateCall(args=args, fraction=fraction):
            return (*args, fraction)


def heap_variables(heap: SymbolicHeap) -> tuple[Variable, ...]:
    """The free variables of a heap, in order of first occurrence."""
    terms = [*heap.pure, *(t for a in heap.spatial for t in atom_terms(a))]
    return tuple(v for v in free_variables(*terms) if v not in heap.exists)


def unused_name(name: str, taken: Iterable[str]) -> str:
    """`name!k` for the smallest k that is not taken."""
    stem = name.split("!", 1)[0]
    known = set(taken)
    number = 1
    while f"{stem}!{number}" in known:
        number += 1
    return f"{stem}!{number}"


class Fresh:
    """Hands out variables that it never hands out again; one a run, so that names do not depend on other runs."""

    __slots__ = ("_counts",)

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def like(self, variable: Variable) -> Variable:
        """A new variable of the same sort, named after `variable`."""
        stem = variable.name.split("!", 1)[0]
        number = self._counts.get(stem, 0) + 1
        self._counts[stem] = number
        return Variable(f"{stem}!{number}", variable.sort)

    def renamed(self, heap: SymbolicHeap) -> SymbolicHeap:
        """The body of `heap` with new names for its existentials, which are still listed."""
        if not heap.exists:
            return heap
        new = tuple(self.like(v) for v in heap.exists)
        body = SymbolicHeap(heap.pure, heap.spatial)
        body = substitute_heap(body, dict(zip(heap.exists, new, strict=True)))
        return SymbolicHeap(body.pure, body.spatial, new)
