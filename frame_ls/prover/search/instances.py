"""Finds where a proved statement, or an induction hypothesis, fits the left side of a goal."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from frame_ls.kernel import goals
from frame_ls.kernel.proofs import Instance, Missing, Step
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.heaps import Absent, Atom, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import atom_terms, free_variables, substitute, substitute_atom
from frame_ls.logic.terms import EQUAL, Apply, Term, Variable, equal
from frame_ls.prover.chain import instance
from frame_ls.prover.citing import by_congruence
from frame_ls.prover.concrete.reading import Undecided
from frame_ls.prover.concrete.samples import Sample
from frame_ls.prover.names import all_variables
from frame_ls.prover.pure.context import Unproved
from frame_ls.prover.search.path import Path
from frame_ls.prover.search.unify import solved_for, unify

Bindings = dict[Variable, Term]


@dataclass(frozen=True, slots=True)
class Fit:
    """An instance without its premises, and the goals and samples of these."""

    instance: Instance
    premises: tuple[tuple[Entailment, tuple[Sample, ...]], ...]

    def with_steps(self, steps: Sequence[Step]) -> Instance:
        """The instance, its premises proved by `steps`."""
        i = self.instance
        return Instance(i.bindings, i.atoms, i.equalities, i.pure, i.missing, i.fresh, tuple(steps))


def fits(path: Path, statement: Entailment, limit: int = 12) -> Iterator[Fit]:
    """The ways in which the statement's left side is part of the goal's, with all that a use has to show."""
    path.follow()
    count = 0
    free = _free(statement)
    for bindings, atoms in _placed(path, statement.left.spatial, free):
        full = dict(bindings)
        _bind_rest(path, statement, free, full)
        made = _instance(path, statement, full, tuple(atoms))
        if made is not None:
            yield made
            count += 1
            if count >= limit:
                return


def _free(statement: Entailment) -> tuple[Variable, ...]:
    bound = {v for h in statement.right for v in h.exists}
    return tuple(v for v in all_variables(statement) if v not in bound)


def _placed(path: Path, wanted: Sequence[Atom], free: Sequence[Variable]) -> Iterator[tuple[Bindings, list[int]]]:
    """Assigns left atoms to the wanted ones, those with most known terms first."""
    order = _search_order(wanted)
    left = path.goal.left.spatial

    def place(position: int, bindings: Bindings, taken: dict[int, int]) -> Iterator[tuple[Bindings, list[int]]]:
        path.tools.budget.spend()
        if position == len(order):
            yield bindings, [taken[i] for i in range(len(wanted))]
            return
        index = order[position]
        for candidate, atom in enumerate(left):
            if candidate in taken.values():
                continue
            extended = _fitted(path, wanted[index], atom, free, bindings)
            if extended is not None:
                yield from place(position + 1, extended, {**taken, index: candidate})

    yield from place(0, {}, {})


def _search_order(wanted: Sequence[Atom]) -> list[int]:
    known: set[Term] = set()
    rest = list(range(len(wanted)))
    order: list[int] = []
    while rest:
        best = max(rest, key=lambda i: (sum(1 for t in atom_terms(wanted[i]) if t in known), -i))
        rest.remove(best)
        order.append(best)
        known |= set(atom_terms(wanted[best]))
    return order


def _fitted(path: Path, pattern: Atom, atom: Atom, free: Sequence[Variable], bindings: Bindings) -> Bindings | None:
    match pattern, atom:
        case PointsTo(), PointsTo():
            if pattern.cell != atom.cell:
                return None
        case PredicateCall(), PredicateCall():
            if pattern.name != atom.name:
                return None
        case _:
            return None
    extended = dict(bindings)
    for wanted, term in zip(atom_terms(pattern), atom_terms(atom), strict=True):
        if not unify(wanted, term, free, extended, path.same):
            return None
    return extended


def _bind_rest(path: Path, statement: Entailment, free: Sequence[Variable], bindings: Bindings) -> None:
    """Variables that no left atom mentions: as the right side wants them, by an equation, or as they are."""
    if any(v not in bindings for v in free):
        _bind_to_right(path, statement, free, bindings)
    for formula in statement.left.pure:
        unbound = [v for v in free_variables(formula) if v in free and v not in bindings]
        if len(unbound) == 1 and isinstance(formula, Apply) and formula.operator == EQUAL:
            sides = [substitute(side, bindings) for side in formula.args]
            solved = solved_for(unbound[0], sides[0], sides[1])
            if solved is not None:
                bindings[unbound[0]] = solved
    for variable in free:
        bindings.setdefault(variable, variable)


def _bind_to_right(path: Path, statement: Entailment, free: Sequence[Variable], bindings: Bindings) -> None:
    """Makes the statement's right atoms such as the goal wants, where that determines variables."""
    open_right = {v for h in path.goal.right for v in h.exists}
    for disjunct in statement.right:
        flexible = (*free, *disjunct.exists)
        for pattern in disjunct.spatial:
            wanted = [a for h in path.goal.right for a in h.spatial]
            # A wanted atom that shares known terms with the pattern is more likely meant than one that is all open.
            wanted.sort(key=lambda a: -_shared(path, pattern, a, flexible, bindings))
            for atom in wanted:
                extended = dict(bindings)
                if _is_like(path, pattern, atom, flexible, open_right, extended):
                    found = {v: t for v, t in extended.items() if v in free}
                    if not any(v in open_right for t in found.values() for v in free_variables(t)):
                        bindings.update(found)
                        break


def _shared(path: Path, pattern: Atom, wanted: Atom, flexible: Collection[Variable], bindings: Bindings) -> int:
    """How many terms of the pattern are settled and known to be the wanted atom's."""
    count = 0
    for p, t in zip(atom_terms(pattern)[:-1], atom_terms(wanted)[:-1], strict=False):
        settled = not any(v in flexible and v not in bindings for v in free_variables(p))
        count += settled and p.sort is t.sort and path.are_equal(substitute(p, bindings), t)
    return count


def _is_like(
    path: Path,
    pattern: Atom,
    wanted: Atom,
    flexible: Sequence[Variable],
    open_right: Collection[Variable],
    bindings: Bindings,
) -> bool:
    """Whether the atoms can be one, the goal's own existentials being anything."""
    if isinstance(pattern, PointsTo) != isinstance(wanted, PointsTo):
        return False
    if getattr(pattern, "name", None) != getattr(wanted, "name", None):
        return False
    return all(
        t in open_right or unify(p, t, flexible, bindings, path.same)
        for p, t in zip(atom_terms(pattern)[:-1], atom_terms(wanted)[:-1], strict=True)
    )


def fit_at(path: Path, statement: Entailment, bindings: Bindings, atoms: tuple[int, ...]) -> Fit | None:
    """The use of the statement at these atoms, if all that it needs is known."""
    full = dict(bindings)
    _bind_rest(path, statement, _free(statement), full)
    return _instance(path, statement, full, atoms)


def _instance(path: Path, statement: Entailment, bindings: Bindings, atoms: tuple[int, ...]) -> Fit | None:
    path.follow()
    needed: list[Term] = []
    for index, wanted in zip(atoms, statement.left.spatial, strict=True):
        needed += goals.equations(path.goal.left.spatial[index], substitute_atom(wanted, bindings))
    missing = _missing(path, statement.outside, bindings, frozenset(atoms))
    if missing is None:
        return None
    equalities = _proofs(path, needed)
    pure = _proofs(path, [substitute(p, bindings) for p in statement.left.pure])
    if equalities is None or pure is None:
        return None
    fresh = tuple(path.tools.names.all_like(h.exists) for h in statement.right)
    used = Instance(tuple(bindings.items()), atoms, equalities, pure, missing, fresh, ())
    premises = _premises(path, statement, bindings, fresh, atoms)
    return None if premises is None else Fit(used, premises)


def _premises(
    path: Path, statement: Entailment, bindings: Bindings, fresh: Sequence[tuple[Variable, ...]], atoms: tuple[int, ...]
) -> tuple[tuple[Entailment, tuple[Sample, ...]], ...] | None:
    """A goal for each disjunct, with the samples that are of it; None when a sample is of none: that is no truth."""
    bodies = []
    for disjunct, names in zip(statement.right, fresh, strict=True):
        body = instance(disjunct, {**bindings, **dict(zip(disjunct.exists, names, strict=True))})
        bodies.append(SymbolicHeap(body.pure, body.spatial, names))
    samples: list[list[Sample]] = [[] for _ in bodies]
    for sample in path.samples:
        try:
            found = path.tools.reader.read(sample.cells_of(atoms), tuple(bodies), sample.env)
        except Undecided:
            continue
        if found is None:
            return None
        samples[found.disjunct].append(sample.replaced(atoms, found.parts, found.values))
    return tuple((goals.replace_left(path.goal, atoms, b), tuple(s)) for b, s in zip(bodies, samples, strict=True))


def _proofs(path: Path, formulas: Sequence[Term]) -> tuple[PureProof, ...] | None:
    found: list[PureProof] = []
    for formula in formulas:
        proof = path.proof(formula)
        if isinstance(proof, Unproved):
            return None
        found.append(proof)
    return tuple(found)


def _missing(
    path: Path, outside: Sequence[Absent], bindings: Bindings, taken: frozenset[int]
) -> tuple[Missing, ...] | None:
    """Why each place that the statement wants absent is absent from the atoms that the use takes."""
    found: list[Missing] = []
    for member in outside:
        answer = _absence(path, Absent(member.region, substitute(member.address, bindings)), taken)
        if answer is None:
            return None
        found.append(answer)
    return tuple(found)


def _absence(path: Path, place: Absent, taken: frozenset[int]) -> Missing | None:
    for index, member in enumerate(path.goal.outside):
        if member.region == place.region and path.are_equal(place.address, member.address):
            return _answer(path, place, member.address, index)
    for head in path.heads():
        if head.region == place.region and head.atom not in taken and path.are_equal(place.address, head.address):
            cell = path.cell(head)
            if cell is not None:
                return _answer(path, place, head.address, cell)
    return None


def _answer(path: Path, place: Absent, address: Term, by: object) -> Missing | None:
    if address is place.address:
        return Missing(by, by_congruence((), equal(address, address)))  # type: ignore[arg-type]
    proof = path.proof(equal(place.address, address))
    return None if isinstance(proof, Unproved) else Missing(by, proof)  # type: ignore[arg-type]
