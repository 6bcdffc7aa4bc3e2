"""Goals up to the names of their fresh variables."""

from __future__ import annotations

from frame_ls.logic.heaps import Entailment
from frame_ls.logic.substitution import atom_terms
from frame_ls.logic.terms import Apply, Quantified, Term, Variable

Key = tuple[object, ...]


def canonical(goal: Entailment) -> Key:
    """Equal for goals that differ in the names of fresh variables only (and in facts that are drawn from the heap)."""
    numbers: dict[Variable, int] = {}
    found: list[object] = []
    for atom in goal.left.spatial:
        found.append(getattr(atom, "name", None) or atom.cell.name)  # type: ignore[union-attr]
        found.extend(_named(t, numbers) for t in atom_terms(atom))
    for heap in goal.right:
        found.append("|-")
        for atom in heap.spatial:
            found.append(getattr(atom, "name", None) or atom.cell.name)  # type: ignore[union-attr]
            found.extend(_named(t, numbers) for t in atom_terms(atom))
        found.append("&")
        found.extend(_named(p, numbers) for p in heap.pure)
        found.append("exists")
        found.extend(_named(v, numbers) for v in heap.exists)
    found.append("left")
    found.extend(sorted(repr(_named(p, numbers)) for p in goal.left.pure))
    found.extend((m.region, _named(m.address, numbers)) for m in goal.outside)
    return tuple(found)


def _named(term: Term, numbers: dict[Variable, int]) -> object:
    if isinstance(term, Variable):
        return numbers.setdefault(term, len(numbers)) if "!" in term.name else term
    if isinstance(term, Apply) and term.args:
        return (term.operator, *(_named(a, numbers) for a in term.args))
    return term if not isinstance(term, Quantified) else repr(term)
