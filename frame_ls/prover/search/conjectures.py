"""Which parts of a stuck goal may be lemmas of their own: read off from how samples meet the right side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import BOOL, INT, Sort
from frame_ls.logic.substitution import atom_terms, free_variables, substitute_atom
from frame_ls.logic.terms import EQUAL, Apply, Number, Term, Variable, nil
from frame_ls.prover.concrete.reading import Part, Reading, Undecided, places_of
from frame_ls.prover.concrete.samples import Sample
from frame_ls.prover.concrete.values import value
from frame_ls.prover.search.path import Path
from frame_ls.prover.search.shapes import Shape
from frame_ls.prover.search.sizes import Form, difference, fitted, form_of, solved, term_of

_SMALL = 3  # a length that samples reach
_MOST_OPEN = 2  # arguments of a conjectured call that no term is seen to be


@dataclass(frozen=True, slots=True)
class Conjecture:
    """The left atoms at `atoms` seem to be `right`, which may bind variables."""

    atoms: tuple[int, ...]
    right: SymbolicHeap


def whole(path: Path) -> Iterator[Conjecture]:
    """The goal itself, where it is about numbers: what the sizes of both sides determine is put in."""
    if path.hypotheses or not any(t.sort is INT for a in path.goal.left.spatial for t in atom_terms(a)[:-1]):
        return
    atoms = tuple(range(len(path.goal.left.spatial)))
    spatial = path.right.spatial
    exists = path.right.exists
    sizes = path.tools.sizes
    left, right = sizes.heap(path.goal.left.spatial), sizes.heap(spatial)
    if left is not None and right is not None:
        balance = difference(left, right)
        open_ = [v for v in exists if v.sort is INT and v in balance]
        found = solved(balance, open_[0]) if len(open_) == 1 else None
        if found is not None:
            spatial = tuple(substitute_atom(a, {open_[0]: found}) for a in spatial)
            exists = tuple(v for v in exists if v is not open_[0])
        spatial = _balanced(path, spatial, left)
    used = set(free_variables(*(t for a in spatial for t in atom_terms(a))))
    kept = tuple(v for v in exists if v in used)
    pure = tuple(
        p for p in path.right.pure if is_equation(p) and {v for v in free_variables(p) if v in kept and v.sort is INT}
    )
    yield Conjecture(atoms, SymbolicHeap(pure, spatial, kept))


def _balanced(path: Path, spatial: tuple[Atom, ...], left: Form) -> tuple[Atom, ...]:
    """The atoms; a length that is a large number is told by the left side's lengths, where it is known to be that."""
    for index, atom in enumerate(spatial):
        known = path.tools.sizes.of(atom.name) if isinstance(atom, PredicateCall) else None
        right = path.tools.sizes.heap(spatial)
        if known is None or right is None or not isinstance(atom, PredicateCall):
            continue
        for place, factor in enumerate(known[0]):
            form = form_of(atom.args[place]) if factor in (1, -1) else None
            if form is None or abs(form.get(Number(1), 0)) <= _SMALL:
                continue
            told = term_of(difference(form, {t: -f * factor for t, f in difference(left, right).items()}))
            if path.same(atom.args[place], told):
                args = (*atom.args[:place], told, *atom.args[place + 1 :])
                new = PredicateCall(atom.name, args, atom.fraction)
                return (*spatial[:index], new, *spatial[index + 1 :])
    return spatial


def is_equation(formula: Term) -> bool:
    """Whether the formula is an equation of integers."""
    return isinstance(formula, Apply) and formula.operator == EQUAL and formula.args[0].sort is INT


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
    bridges = _bridges(path, names)
    for atoms in _neighbours(left):
        for name in (*names, *bridges) if len(atoms) == 1 else names:
            if len(atoms) == 1:
                only = left[atoms[0]]
                if isinstance(only, PointsTo) or only.name in names:
                    continue
            for heap in islice(_calls_read(path, atoms, name), 2):
                yield Conjecture(atoms, heap)


def _bridges(path: Path, names: list[str]) -> list[str]:
    """Predicates with numbers that neither side has, and with the parameters of one that the right side has."""
    predicates = path.tools.definitions.predicates
    wanted = [[p.sort for p in predicates[n].parameters] for n in names]
    present = {a.name for a in path.goal.left.spatial if isinstance(a, PredicateCall)} | set(names)
    sorts = {n: [p.sort for p in predicate.parameters] for n, predicate in predicates.items() if n not in present}
    return [n for n, own in sorts.items() if INT in own and own in wanted]


def splits(path: Path) -> Iterator[Conjecture]:
    """A left call is a smaller one and a cell that the right side wants at an address of its own choice."""
    readings = [(s, r) for s in path.samples if (r := _reading(path, s)) is not None]
    for right, wanted in enumerate(path.right.spatial):
        if not isinstance(wanted, PointsTo) or wanted.root not in path.right.exists:
            continue
        if not any(t not in path.right.exists for t in wanted.values):
            continue
        for index, atom in enumerate(path.goal.left.spatial):
            if isinstance(atom, PredicateCall):
                heap = _split_off(path, index, atom, right, wanted, readings)
                if heap is not None:
                    yield Conjecture((index,), heap)


def _split_off(
    path: Path,
    index: int,
    call: PredicateCall,
    right: int,
    wanted: PointsTo,
    readings: list[tuple[Sample, Reading]],
) -> SymbolicHeap | None:
    """The call as the wanted cell and a call of the same predicate, if every sample has it so."""
    parameters = path.tools.definitions.predicates[call.name].parameters
    unknown = [Variable(f"?{i}", p.sort) for i, p in enumerate(parameters)]
    own = {v for v in free_variables(*wanted.values, wanted.root) if v in path.right.exists}
    found: list[tuple[Sample, dict[Variable, int]]] = []
    for sample, reading in readings:
        (place,) = _places(reading.parts[right])
        cells = dict(sample.cells_of((index,)))
        if place not in cells:
            continue
        del cells[place]
        # The last argument that is an address of the heap's beginning stays where it is.
        try:
            rest = path.tools.reader.read(cells, (_pattern(call, unknown),), sample.env)
        except Undecided:
            continue
        if rest is None:
            return None
        values = {**rest.values, **{v: reading.values[v] for v in own}}
        found.append((sample, values))
    if len(found) < 2:
        return None
    args: list[Term] = []
    for position, variable in enumerate(unknown):
        terms = _replacements(path, index, position, variable, own, found)
        if not terms:
            return None
        args.append(terms[0])
    exists = tuple(v for v in path.right.exists if v in own)
    return SymbolicHeap((), (PredicateCall(call.name, tuple(args)), wanted), exists)


def _pattern(call: PredicateCall, unknown: list[Variable]) -> SymbolicHeap:
    """The same predicate from the same first address."""
    first = next((i for i, a in enumerate(call.args) if a.sort.kind == "location"), 0)
    args = tuple(call.args[first] if i == first else v for i, v in enumerate(unknown))
    pure = (Apply(EQUAL, (unknown[first], call.args[first]), BOOL),)
    return SymbolicHeap(pure, (PredicateCall(call.name, args),), tuple(unknown))


def _replacements(
    path: Path,
    index: int,
    position: int,
    variable: Variable,
    own: set[Variable],
    found: list[tuple[Sample, dict[Variable, int]]],
) -> list[Term]:
    wanted = [(s, v[variable]) for s, v in found]
    if variable.sort is INT:
        return _sums_valued(path, (index,), wanted)
    old = path.goal.left.spatial[index]
    assert isinstance(old, PredicateCall)
    same = old.args[position]
    if all(value(same, dict(s.env)) == x for s, x in wanted):
        return [same]
    inside = [v for v in path.right.exists if v in own and all(values[v] == values[variable] for _, values in found)]
    return [*inside, *_terms_valued(path, wanted, variable)]


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


def _calls_read(path: Path, atoms: tuple[int, ...], name: str) -> Iterator[SymbolicHeap]:
    """Calls with terms of the left side for arguments that every sample agrees with."""
    shape = path.tools.shapes.of(name)
    if shape is None or any(p.sort.kind not in ("location", "int") for p in shape.predicate.parameters):
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
) -> Iterator[SymbolicHeap]:
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
    choices: list[list[Term]] = []
    exists: list[Variable] = []
    for index, variable in enumerate(unknown):
        values = [(s, v[variable]) for s, v in found]
        if variable.sort is INT:
            terms = _sums_valued(path, atoms, values)
        else:
            terms = [root] if index == position else _own_first(path, atoms, _terms_valued(path, values, variable))
        if not terms and variable.sort.kind == "location" and len(exists) < _MOST_OPEN:
            exists.append(variable)
            terms = [variable]
        if not terms:
            return
        choices.append(terms[:3])
    if len(exists) * 2 > len(unknown):
        return
    for args in islice(product(*choices), 8):
        call = PredicateCall(shape.predicate.name, tuple(args))
        heap = SymbolicHeap((), (call,), tuple(exists))
        if _agrees(path, atoms, heap):
            yield heap


def _sums_valued(path: Path, atoms: tuple[int, ...], wanted: Sequence[tuple[Sample, int]]) -> list[Term]:
    """An integer term of the atoms, or the sum of such terms, that has the wanted value in every sample."""
    terms: dict[Term, None] = {}
    for index in atoms:
        terms.update(dict.fromkeys(t for t in atom_terms(path.goal.left.spatial[index])[:-1] if t.sort is INT))
    columns = list(terms)
    values = [[value(t, dict(s.env)) for t in columns] for s, _ in wanted]
    if any(not isinstance(x, int) for row in values for x in row):
        return []
    numbers = [[x for x in row if isinstance(x, int)] for row in values]
    single = [t for i, t in enumerate(columns) if all(row[i] == x for row, (_, x) in zip(numbers, wanted, strict=True))]
    found = fitted([[*row, 1, x] for row, (_, x) in zip(numbers, wanted, strict=True)])
    if found is not None and len(wanted) > len(columns) + 1:
        form = {t: f for t, f in zip(columns, found, strict=False) if f}
        single.append(term_of({**form, Number(1): found[-1]}))
    return list(dict.fromkeys(single))


def _own_first(path: Path, atoms: tuple[int, ...], terms: list[Term]) -> list[Term]:
    own = {t for i in atoms for t in atom_terms(path.goal.left.spatial[i])}
    return sorted(terms, key=lambda t: (t not in own, isinstance(t, Apply)))


def _agrees(path: Path, atoms: tuple[int, ...], heap: SymbolicHeap) -> bool:
    for sample in path.samples:
        try:
            if path.tools.reader.read(sample.cells_of(atoms), (heap,), sample.env) is None:
                return False
        except Undecided:
            continue
    return True
