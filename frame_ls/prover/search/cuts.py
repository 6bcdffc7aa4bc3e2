"""A left call as two pieces: one that the right side asks for, and a call for the rest.

How long the pieces are does not matter for how they hang together, so that is read off small samples of the call alone,
whatever the goal says of its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from frame_ls.logic.heaps import Atom, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT
from frame_ls.logic.substitution import atom_terms, free_variables, substitute, substitute_atom
from frame_ls.logic.terms import NIL, Apply, Number, Term, Variable
from frame_ls.prover.concrete.reading import Undecided
from frame_ls.prover.concrete.samples import Sample
from frame_ls.prover.search.invariants import demands
from frame_ls.prover.search.lemmas import General, lean
from frame_ls.prover.search.path import Path
from frame_ls.prover.search.sizes import fitted, term_of

_SAMPLES, _ENOUGH = 24, 3
_LONGEST = 5  # cells of a sample that is cut
_MOST_FITS = 3
_LENGTH = Variable("cut length", INT)  # of the piece that is cut off

Values = dict[Variable, int]


@dataclass(frozen=True, slots=True)
class _Cut:
    """A left call, the piece that is taken from it, and the predicate of the rest.

    All in variables of its own: `given` has a variable for each argument of `call`; `piece` is in these, in the right
    side's existentials `own` and in `_LENGTH`, which means `length`; `rest` are the parameters of the predicate `name`.
    """

    call: PredicateCall
    given: PredicateCall
    piece: Atom
    own: tuple[Variable, ...]
    length: Term | None
    rest: tuple[Variable, ...]
    name: str | None

    @property
    def pieces(self) -> tuple[Atom, ...]:
        return (self.piece,) if self.name is None else (self.piece, PredicateCall(self.name, self.rest))


def cuts(path: Path) -> Iterator[tuple[int, General]]:
    """Statements that take a left call, named by its index, apart: a piece that the right side has, and the rest."""
    if len(path.right.spatial) < 2:
        return
    for index, call in enumerate(path.goal.left.spatial):
        if not isinstance(call, PredicateCall) or not _is_plain(path, call.name):
            continue
        found: list[tuple[bool, _Cut, SymbolicHeap]] = []
        for name in _rests(path, call):
            for wanted in path.right.spatial:
                for piece in _alike(path, wanted):
                    cut = _prepared(path, call, piece, name)
                    if cut is not None:
                        found += ((not _begins_alike(path, cut, r), cut, r) for r in _rights(path, cut))
        found.sort(key=lambda f: f[0])
        seen: dict[Entailment, None] = {}
        for _, cut, right in found:
            general = _plausible(path, cut, right)
            if general is not None and general.statement not in seen:
                seen[general.statement] = None
                yield index, general


def conversions(path: Path) -> Iterator[tuple[int, General]]:
    """Statements that a left call, named by its index, is a call that the right side has, or one much like it."""
    for index, call in enumerate(path.goal.left.spatial):
        if not isinstance(call, PredicateCall) or not _is_plain(path, call.name):
            continue
        sorts = [a.sort for a in call.args]
        for wanted in path.right.spatial:
            for piece in _alike(path, wanted):
                if not isinstance(piece, PredicateCall) or piece.name == call.name:
                    continue
                if piece is not wanted and sorts == [a.sort for a in piece.args]:
                    continue  # the call is as near to the wanted one as this would be
                cut = _prepared(path, call, piece, None)
                for right in _rights(path, cut) if cut is not None else ():
                    general = _plausible(path, cut, right) if cut is not None else None
                    if general is not None:
                        yield index, general


def _begins_alike(path: Path, cut: _Cut, right: SymbolicHeap) -> bool:
    """Whether the call and one of its pieces begin with the same cell, so that one opens with the other."""
    heads = _heads(path, cut.given)
    return any(h in heads for atom in right.spatial for h in _heads(path, atom))


def _heads(path: Path, atom: Atom) -> list[Term]:
    """The arguments at which every case with cells has one."""
    shape = path.tools.shapes.of(atom.name) if isinstance(atom, PredicateCall) else None
    if shape is None or not isinstance(atom, PredicateCall):
        return []
    cases = [c for c in shape.cases if c.has_cells]
    return [a for i, a in enumerate(atom.args) if all(i in c.roots for c in cases)]


def _is_plain(path: Path, name: str) -> bool:
    """Whether it is a list: at most one call a case, parameters that tell the size, and addresses beside these."""
    shape = path.tools.shapes.of(name)
    if shape is None or any(p.sort.kind not in ("location", "int") for p in shape.predicate.parameters):
        return False
    for case in shape.predicate.cases or ():
        if sum(1 for a in case.spatial if isinstance(a, PredicateCall)) > 1:
            return False  # a tree of size n has no part of each smaller size
    return path.tools.sizes.of(name) is not None


def _alike(path: Path, wanted: Atom) -> Iterator[Atom]:
    """The atom, and calls of other predicates with the same sorts of parameters."""
    if isinstance(wanted, PointsTo):
        yield wanted
        return
    if not _is_plain(path, wanted.name):
        return
    yield wanted
    sorts = [a.sort for a in wanted.args]
    for name, predicate in path.tools.definitions.predicates.items():
        if name != wanted.name and [p.sort for p in predicate.parameters] == sorts and _is_plain(path, name):
            yield PredicateCall(name, wanted.args, wanted.fraction)


def _rests(path: Path, call: PredicateCall) -> list[str]:
    """The predicates that the rest may be of: the call's own, then those of the right side."""
    names = [call.name, *(a.name for a in path.right.spatial if isinstance(a, PredicateCall))]
    return [n for n in dict.fromkeys(names) if _is_plain(path, n)]


def _rights(path: Path, cut: _Cut) -> Iterator[SymbolicHeap]:
    """The pieces, with the arguments that are open as samples have them."""
    found = list(islice(_readings(path, cut), _SAMPLES))
    if len(found) < _ENOUGH:
        return
    choices: list[list[Term]] = []
    opened: list[Variable] = []
    sized = {v for atom in cut.pieces for v, f in zip(atom_terms(atom), _factors(path, atom), strict=False) if f}
    for variable in (*cut.own, *cut.rest):
        open_own = [v for v in opened if v in cut.own] if variable in cut.rest else []
        terms = _terms_for(cut, variable, open_own, found)
        if not terms and variable in sized and variable in cut.rest:
            return
        if not terms:
            opened.append(variable)
            terms = [variable]
        choices.append(terms)
    if sum(1 for v in opened if v in cut.rest) * 2 > len(cut.rest):
        return
    for values in islice(product(*choices), _MOST_FITS):
        put_in: dict[Variable, Term] = dict(zip((*cut.own, *cut.rest), values, strict=True))
        yield SymbolicHeap((), tuple(substitute_atom(a, put_in) for a in cut.pieces), tuple(opened))


def _plausible(path: Path, cut: _Cut, right: SymbolicHeap) -> General | None:
    """The cut as a statement, with as much assumed of its numbers as the goal knows and samples ask for."""
    meaning: dict[Variable, Term] = {
        p: a for p, a in zip(cut.given.args, cut.call.args, strict=True) if isinstance(p, Variable)
    }
    if cut.length is not None:
        meaning[_LENGTH] = cut.length
    demanded = [f for f in demands(path.tools, right) if path.proves(substitute(f, meaning))]
    for facts in ((), tuple(demanded)):
        general = _renamed(Entailment(SymbolicHeap(facts, (cut.given,)), (right,)), meaning)
        if path.tools.book.is_plausible(general.statement):
            return lean(general, path.tools.book)
    return None


def _renamed(statement: Entailment, meaning: dict[Variable, Term]) -> General:
    """The statement with plain names, the same for the same statement wherever it is found."""
    (right,) = statement.right
    names = {v: Variable(f"v{i}", v.sort) for i, v in enumerate(meaning, 1)}
    bound = {v: Variable(f"e{i}", v.sort) for i, v in enumerate(right.exists, 1)}
    every: dict[Variable, Term] = {**names, **bound}
    spatial = tuple(substitute_atom(a, every) for a in right.spatial)
    left = SymbolicHeap(
        tuple(substitute(p, every) for p in statement.left.pure),
        tuple(substitute_atom(a, every) for a in statement.left.spatial),
    )
    new = Entailment(left, (SymbolicHeap((), spatial, tuple(bound.values())),))
    return General(new, {names[v]: t for v, t in meaning.items()})


def _prepared(path: Path, call: PredicateCall, piece: Atom, name: str | None) -> _Cut | None:
    """The cut in its own variables, without a rest if no predicate is named for it.

    None where the piece mentions what the call does not, or nothing that it does, or where nothing would be left.
    """
    given = [Variable(f"cut p{i}", argument.sort) for i, argument in enumerate(call.args)]
    exists = path.right.exists
    terms: list[Term] = []
    length: Term | None = None
    for i, (term, factor) in enumerate(zip(atom_terms(piece)[:-1], _factors(path, piece), strict=True)):
        if isinstance(term, Variable) and term in exists:
            terms.append(term)
        elif any(v in exists for v in free_variables(term)):
            return None
        elif name is not None and factor:
            if length is not None or _is_whole(path, call, term):
                return None
            length = term
            terms.append(_LENGTH)
        else:
            known = _argument(path, call, given, term, i)
            if known is None:
                return None
            terms.append(known)
    if not any(t in given and t.sort is not INT for t in terms):
        return None
    own = tuple(dict.fromkeys(t for t in terms if isinstance(t, Variable) and t in exists))
    parameters = path.tools.definitions.predicates[name].parameters if name is not None else ()
    rest = tuple(Variable(f"cut r{i}", p.sort) for i, p in enumerate(parameters))
    new = _with_terms(piece, terms)
    return _Cut(call, PredicateCall(call.name, tuple(given)), new, own, length, rest, name)


def _is_whole(path: Path, call: PredicateCall, length: Term) -> bool:
    return any(f and path.same(a, length) for a, f in zip(call.args, _factors(path, call), strict=True))


def _argument(path: Path, call: PredicateCall, given: list[Variable], term: Term, place: int) -> Term | None:
    """The call's parameter that the term is, at the same place if it can be, or nil."""
    same = [i for i, a in enumerate(call.args) if a.sort is term.sort and path.same(a, term)]
    if same:
        return given[min(same, key=lambda i: i != place)]
    null = Apply(NIL, (), term.sort)
    return null if term.sort.kind == "location" and path.are_equal(term, null) else None


def _factors(path: Path, piece: Atom) -> tuple[int, ...]:
    """By term: how the piece's size depends on it."""
    found = path.tools.sizes.of(piece.name) if isinstance(piece, PredicateCall) else None
    return found[0] if found is not None else (0,) * (len(atom_terms(piece)) - 1)


def _with_terms(atom: Atom, terms: list[Term]) -> Atom:
    if isinstance(atom, PointsTo):
        return PointsTo(terms[0], atom.cell, tuple(terms[1:]), atom.fraction)
    return PredicateCall(atom.name, tuple(terms), atom.fraction)


def _readings(path: Path, cut: _Cut) -> Iterator[Values]:
    """Samples of the call, with the values of all that the two pieces mention."""
    goal = Entailment(SymbolicHeap((), (cut.given,)), ())
    pattern = SymbolicHeap((), cut.pieces, (*cut.own, *cut.rest))
    samples = path.tools.sampler.samples(goal, _SAMPLES, seed=8)
    widest = max((_width(cut, s) for s in samples), default=0)
    for sample in samples:
        size = len(sample.cells)
        if not 2 <= size <= _LONGEST or _width(cut, sample) < widest:
            continue
        for length in range(1, size) if cut.length is not None else (0,):
            env = {**sample.env, _LENGTH: length}
            path.tools.budget.spend(5)
            try:
                reading = path.tools.reader.read(sample.cells, (pattern,), env)
            except Undecided:
                continue
            if reading is not None:
                yield {**env, **reading.values}


def _width(cut: _Cut, sample: Sample) -> int:
    """How many addresses are told apart beside those of cells: fewer where some are one by chance."""
    named = {sample.env.get(t, 0) for t in cut.given.args if isinstance(t, Variable) and t.sort is not INT}
    return len({*named, *(address for _, address in sample.cells)} - {0}) - len(sample.cells)


def _terms_for(cut: _Cut, variable: Variable, others: list[Variable], found: list[Values]) -> list[Term]:
    """What an open argument may be by the samples: a parameter of the call, or one of the others."""
    wanted = [r[variable] for r in found]
    candidates: list[Term] = [t for t in (*cut.given.args, *others) if t.sort is variable.sort]
    if variable.sort is not INT:
        candidates.append(Apply(NIL, (), variable.sort))
        return list(dict.fromkeys(t for t in candidates if [_value(t, r) for r in found] == wanted))
    given = [t for t in cut.given.args if isinstance(t, Variable) and t.sort is INT]
    columns = [*given, *((_LENGTH,) if cut.length is not None else ())]
    same = [t for t in candidates if [_value(t, r) for r in found] == wanted]
    solution = fitted([[*(r[c] for c in columns), 1, x] for r, x in zip(found, wanted, strict=True)])
    if solution is None or len(found) <= len(columns):
        return same
    form: dict[Term, int] = {t: f for t, f in zip(columns, solution, strict=False) if f}
    return list(dict.fromkeys([*same, term_of({**form, Number(1): solution[-1]})]))


def _value(term: Term, reading: Values) -> int:
    return reading.get(term, 0) if isinstance(term, Variable) else 0
