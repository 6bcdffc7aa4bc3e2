"""Which parts of a stuck goal may be lemmas of their own: read off from how samples meet the right side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import Sort
from frame_ls.logic.substitution import atom_terms, free_variables, substitute_atom
from frame_ls.logic.terms import Apply, Term, Variable, nil
from frame_ls.prover.concrete.reading import Part, Reading, Undecided, places_of
from frame_ls.prover.concrete.samples import Sample
from frame_ls.prover.concrete.values import value
from frame_ls.prover.search.path import Path
from frame_ls.prover.search.shapes import Shape


@dataclass(frozen=True, slots=True)
class Conjecture:
    """The left atoms at `atoms` seem to be `right`, which may bind variables."""

    atoms: tuple[int, ...]
    right: SymbolicHeap


def components(path: Path) -> Iterator[Conjecture]:
    """Parts of the left and the right side that have nothing to do with each other in any sample."""
    readings = [(s, r) for s in path.samples if (r := _reading(path, s)) is not None]
    left, right = len(path.goal.left.spatial), len(path.right.spatial)
    if not readings or right < 2:
        return
    group = list(range(left + right))
    for sample, reading in readings:
        owner = {place: left + i for i, part in enumerate(reading.parts) for place in _places(part)}
        for index, part in enumerate(sample.parts):
            for place in _places(part):
                _join(group, index, owner[place])
    _join_idle(path, group, left)
    for name in dict.fromkeys(group[left:]):
        atoms = tuple(i for i in range(left) if group[i] == name)
        wanted = tuple(path.right.spatial[i - left] for i in range(left, left + right) if group[i] == name)
        if len(wanted) == right and len(atoms) == left:
            continue
        heap = _closed_heap(path, wanted, readings)
        if heap is not None:
            yield Conjecture(atoms, heap)


def _reading(path: Path, sample: Sample) -> Reading | None:
    try:
        return path.tools.reader.read(sample.cells, path.goal.right, sample.env)
    except Undecided:
        return None


def _places(part: Part) -> tuple[tuple[str, int], ...]:
    return places_of((part,))


def _join(group: list[int], a: int, b: int) -> None:
    kept, lost = group[b], group[a]
    if kept != lost:
        group[:] = [kept if g == lost else g for g in group]


def _join_idle(path: Path, group: list[int], left: int) -> None:
    """Atoms that no sample gave a cell go where they share a variable, the first one."""
    for index, atom in enumerate(path.goal.left.spatial):
        if any(g == group[index] for i, g in enumerate(group) if i != index):
            continue
        own = set(free_variables(*atom_terms(atom)))
        for other, wanted in enumerate(path.right.spatial):
            if own & set(free_variables(*atom_terms(wanted))):
                _join(group, index, left + other)
                break


def _closed_heap(path: Path, wanted: tuple[Atom, ...], readings: list[tuple[Sample, Reading]]) -> SymbolicHeap | None:
    """The atoms with their own existentials; those that other atoms or facts mention too get a value, or all fails."""
    inside = {v for v in free_variables(*(t for a in wanted for t in atom_terms(a))) if v in path.right.exists}
    others = [a for a in path.right.spatial if a not in wanted]
    elsewhere = set(free_variables(*(t for a in others for t in atom_terms(a)), *path.right.pure))
    values: dict[Variable, Term] = {}
    for variable in sorted(inside & elsewhere, key=lambda v: v.name):
        found = _term_valued(path, [(s, r.values.get(variable)) for s, r in readings], variable)
        if found is None:
            return None
        values[variable] = found
    exists = tuple(v for v in path.right.exists if v in inside and v not in values)
    return SymbolicHeap((), tuple(substitute_atom(a, values) for a in wanted), exists)


def _term_valued(path: Path, wanted: Sequence[tuple[Sample, int | None]], like: Variable) -> Term | None:
    """A term of the left side that has the wanted value in every sample."""
    return next(iter(_terms_valued(path, wanted, like)), None)


def _terms_valued(path: Path, wanted: Sequence[tuple[Sample, int | None]], like: Variable) -> list[Term]:
    terms: dict[Term, None] = {}
    for atom in path.goal.left.spatial:
        terms.update(dict.fromkeys(t for t in atom_terms(atom)[:-1] if t.sort is like.sort))
    if like.sort.kind == "location":
        terms[nil(like.sort)] = None
    found = []
    for term in terms:
        if all(x is not None and value(term, dict(s.env)) == x for s, x in wanted):
            found.append(term)
    return found


def folds(path: Path) -> Iterator[Conjecture]:
    """A few left atoms that samples read as one call of a predicate that the right side names."""
    names = list(dict.fromkeys(a.name for a in path.right.spatial if isinstance(a, PredicateCall)))
    left = path.goal.left.spatial
    for atoms in _neighbours(left):
        for name in names:
            if len(atoms) == 1:
                only = left[atoms[0]]
                if isinstance(only, PointsTo) or only.name in names:
                    continue
            for call in islice(_calls_read(path, atoms, name), 2):
                yield Conjecture(atoms, SymbolicHeap((), (call,)))


def _neighbours(left: Sequence[Atom]) -> Iterator[tuple[int, ...]]:
    """Single calls, then pairs of atoms that share a variable, one a call at least."""
    calls = [i for i, a in enumerate(left) if isinstance(a, PredicateCall)]
    yield from ((i,) for i in calls)
    for i in range(len(left)):
        for j in range(i + 1, len(left)):
            if (i in calls or j in calls) and _shares(left[i], left[j]):
                yield (i, j)


def _shares(a: Atom, b: Atom) -> bool:
    mine = {v for v in free_variables(*atom_terms(a)) if v.sort.kind == "location"}
    return any(v in mine for v in free_variables(*atom_terms(b)))


def _calls_read(path: Path, atoms: tuple[int, ...], name: str) -> Iterator[PredicateCall]:
    """Calls with terms of the left side for arguments that every sample agrees with."""
    shape = path.tools.shapes.of(name)
    if shape is None or any(p.sort.kind != "location" for p in shape.predicate.parameters):
        return
    samples = [s for s in path.samples if s.cells_of(atoms)]
    if len(samples) < 2:
        return
    for position in _positions(shape):
        sort = shape.predicate.parameters[position].sort
        for root in _roots(path, atoms, sort):
            calls = list(_calls_at(path, atoms, shape, position, root, samples))
            if calls:
                yield from calls
                return


def _positions(shape: Shape) -> list[int]:
    """The parameters at which a heap is best read from: where cells are, or any."""
    places = list(dict.fromkeys(position for position, _ in shape.places))
    return places or list(range(len(shape.predicate.parameters)))


def _roots(path: Path, atoms: tuple[int, ...], sort: Sort) -> list[Term]:
    """The addresses that the atoms mention, in order."""
    terms: dict[Term, None] = {}
    for index in atoms:
        terms.update(dict.fromkeys(atom_terms(path.goal.left.spatial[index])[:-1]))
    return [t for t in terms if t.sort is sort and isinstance(t, Variable)]


def _calls_at(
    path: Path, atoms: tuple[int, ...], shape: Shape, position: int, root: Term, samples: list[Sample]
) -> Iterator[PredicateCall]:
    """Calls whose argument at `position` is `root`."""
    unknown = [Variable(f"?{i}", p.sort) for i, p in enumerate(shape.predicate.parameters)]
    rest = tuple(v for i, v in enumerate(unknown) if i != position)
    pattern = SymbolicHeap((), (PredicateCall(shape.predicate.name, tuple(unknown)),), rest)
    found: list[tuple[Sample, dict[Variable, int]]] = []
    for sample in samples:
        start = value(root, dict(sample.env))
        if not isinstance(start, int):
            return
        try:
            reading = path.tools.reader.read(sample.cells_of(atoms), (pattern,), {unknown[position]: start})
        except Undecided:
            continue
        if reading is None:
            return
        found.append((sample, {**reading.values, unknown[position]: start}))
    if len(found) < 2:
        return
    choices = []
    for index, variable in enumerate(unknown):
        terms = [root] if index == position else _terms_valued(path, [(s, v[variable]) for s, v in found], variable)
        if not terms:
            return
        choices.append(_own_first(path, atoms, terms)[:3])
    for args in islice(product(*choices), 8):
        call = PredicateCall(shape.predicate.name, tuple(args))
        if _agrees(path, atoms, call):
            yield call


def _own_first(path: Path, atoms: tuple[int, ...], terms: list[Term]) -> list[Term]:
    own = {t for i in atoms for t in atom_terms(path.goal.left.spatial[i])}
    return sorted(terms, key=lambda t: (t not in own, isinstance(t, Apply)))


def _agrees(path: Path, atoms: tuple[int, ...], call: PredicateCall) -> bool:
    heap = SymbolicHeap((), (call,))
    for sample in path.samples:
        try:
            if path.tools.reader.read(sample.cells_of(atoms), (heap,), sample.env) is None:
                return False
        except Undecided:
            continue
    return True
