"""Values for the numbers that the right side leaves open: the sizes of both sides balance, and pieces may be small."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from frame_ls.logic.heaps import PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT
from frame_ls.logic.substitution import atom_terms, free_variables, substitute, substitute_atom
from frame_ls.logic.terms import Apply, Number, Term, Variable, add
from frame_ls.prover.search.invariants import demands
from frame_ls.prover.search.path import Path
from frame_ls.prover.search.sizes import difference, solved
from frame_ls.prover.search.unify import solved_for

_MOST_OPEN, _MOST_TRIED, _MOST_FITS = 3, 60, 3
_SMALL = (0, 1, 2)

Values = dict[Variable, Term]


def number_choices(path: Path) -> Iterator[Values]:
    """Values for all open numbers of the right side at once, with which its pure part and its calls' bounds follow."""
    open_ = _open_sizes(path)
    if not 1 <= len(open_) <= _MOST_OPEN:
        return
    sizes = path.tools.sizes
    left, right = sizes.heap(path.goal.left.spatial), sizes.heap(path.right.spatial)
    if left is None or right is None:
        return
    balance = difference(left, right)
    last = next((v for v in reversed(open_) if v in balance), None)
    rest = solved(balance, last) if last is not None else None
    if last is not None and rest is None:
        return
    others = [v for v in open_ if v is not last]
    found = 0
    for chosen in islice(product(*(_candidates(path, v) for v in others)), _MOST_TRIED):
        path.tools.budget.spend(5)
        values: Values = dict(zip(others, chosen, strict=True))
        if last is not None and rest is not None:
            values[last] = substitute(rest, values)
        if all(path.proves(f) for f in _conditions(path, values)):
            yield values
            found += 1
        if found >= _MOST_FITS:
            return


def _open_sizes(path: Path) -> list[Variable]:
    """The open numbers that calls of the right side are sized by; none if another open number is there."""
    exists = path.right.exists
    sized: dict[Variable, None] = {}
    for atom in path.right.spatial:
        if isinstance(atom, PredicateCall):
            known = path.tools.sizes.of(atom.name)
            for argument, factor in zip(atom.args, known[0] if known else (), strict=False):
                if factor:
                    sized.update(dict.fromkeys(v for v in free_variables(argument) if v in exists))
    used = free_variables(*path.right.pure, *(t for a in path.right.spatial for t in atom_terms(a)))
    return [] if any(v.sort is INT and v in exists and v not in sized for v in used) else list(sized)


def _candidates(path: Path, variable: Variable) -> list[Term]:
    """The least that its calls allow, the bounds that the right side states and their neighbours."""
    found: dict[Term, None] = dict.fromkeys(Number(n) for n in _SMALL)
    for formula in path.right.pure:
        inner = formula.args[0] if isinstance(formula, Apply) and len(formula.args) == 1 else formula
        if isinstance(inner, Apply) and len(inner.args) == 2 and inner.args[0].sort is INT:
            bound = solved_for(variable, *inner.args)
            if bound is not None and not any(v in path.right.exists for v in free_variables(bound)):
                found.update(dict.fromkeys((bound, add(bound, Number(1)), add(bound, Number(-1)))))
    return list(found)


def _conditions(path: Path, values: Values) -> Iterator[Term]:
    """What the right side says of its numbers, and what its calls always say of theirs."""
    exists = path.right.exists
    for formula in path.right.pure:
        stated = substitute(formula, values)
        if not any(v in exists for v in free_variables(stated)):
            yield stated
    spatial = tuple(substitute_atom(a, values) for a in path.right.spatial)
    yield from demands(path.tools, SymbolicHeap((), spatial, exists))
