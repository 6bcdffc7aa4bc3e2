"""How many cells a predicate has, as a sum of its integer arguments: fitted to samples, so a guess."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Atom, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT
from frame_ls.logic.terms import Number, Term, add, multiply
from frame_ls.prover.concrete.linear import read_linear
from frame_ls.prover.concrete.samples import Sampler

Form = dict[Term, int]  # coefficients; the constant under ONE
_CONSTANT = Number(1)
_SAMPLES = 16


class Sizes:
    """The sizes of predicates, each fitted when first asked for."""

    __slots__ = ("_definitions", "_sampler", "_sizes")

    def __init__(self, definitions: Definitions, sampler: Sampler) -> None:
        self._definitions, self._sampler = definitions, sampler
        self._sizes: dict[str, tuple[tuple[int, ...], int] | None] = {}

    def of(self, name: str) -> tuple[tuple[int, ...], int] | None:
        """A factor for each parameter (0 for what is no integer) and a constant; None where no sum fits."""
        if name not in self._sizes:
            self._sizes[name] = self._fitted(name)
        return self._sizes[name]

    def _fitted(self, name: str) -> tuple[tuple[int, ...], int] | None:
        predicate = self._definitions.predicates[name]
        places = [i for i, p in enumerate(predicate.parameters) if p.sort is INT]
        if not places:
            return None
        goal = Entailment(SymbolicHeap((), (PredicateCall(name, predicate.parameters),)), ())
        rows: list[list[int]] = []
        for sample in self._sampler.samples(goal, _SAMPLES, seed=11):
            rows.append([*(sample.env[predicate.parameters[i]] for i in places), 1, len(sample.cells)])
        solution = fitted(rows) if len(rows) > 2 else None
        if solution is None:
            return None
        factors = [0] * len(predicate.parameters)
        for place, factor in zip(places, solution, strict=False):
            factors[place] = factor
        return (tuple(factors), solution[-1]) if any(factors) else None

    def heap(self, atoms: Sequence[Atom]) -> Form | None:
        """The size of the atoms together, as a sum of terms; None when one of them has none."""
        total: Form = {}
        for atom in atoms:
            part = self._atom(atom)
            if part is None:
                return None
            for term, factor in part.items():
                total[term] = total.get(term, 0) + factor
        return {t: f for t, f in total.items() if f}

    def _atom(self, atom: Atom) -> Form | None:
        if isinstance(atom, PointsTo):
            return {_CONSTANT: 1}
        known = self.of(atom.name)
        if known is None:
            return None
        factors, constant = known
        total: Form = {_CONSTANT: constant}
        for argument, factor in zip(atom.args, factors, strict=True):
            if factor:
                form = form_of(argument)
                if form is None:
                    return None
                for term, inner in form.items():
                    total[term] = total.get(term, 0) + inner * factor
        return total


def form_of(term: Term) -> Form | None:
    """An integer term as a sum; None when it is none."""
    found = read_linear(term, lambda t: t)
    if found is None:
        return None
    form: Form = {_CONSTANT: found[1]}
    for key, factor in found[0].items():
        if not isinstance(key, Term):
            return None
        form[key] = factor
    return form


def difference(a: Form, b: Form) -> Form:
    """a - b."""
    found = dict(a)
    for term, factor in b.items():
        found[term] = found.get(term, 0) - factor
    return {t: f for t, f in found.items() if f}


def term_of(form: Form) -> Term:
    """The sum as a term."""
    parts = [multiply(Number(f), t) for t, f in form.items() if t is not _CONSTANT and f]
    constant = form.get(_CONSTANT, 0)
    if constant or not parts:
        parts.append(Number(constant))
    return add(*parts)


def solved(form: Form, term: Term) -> Term | None:
    """What `term` must be for the sum to be 0, if its factor is 1 or -1."""
    factor = form.get(term, 0)
    if factor not in (1, -1):
        return None
    return term_of({t: -f * factor for t, f in form.items() if t is not term})


def fitted(rows: Sequence[Sequence[int]]) -> list[int] | None:
    """Integers c with c . row[:-1] = row[-1] for all rows, unneeded ones 0; None when there are none."""
    width = len(rows[0]) - 1
    matrix = [[Fraction(x) for x in row] for row in rows]
    pivots: list[int] = []
    done = 0
    for column in range(width):
        pivot = next((i for i in range(done, len(matrix)) if matrix[i][column]), None)
        if pivot is None:
            continue
        matrix[done], matrix[pivot] = matrix[pivot], matrix[done]
        scale = matrix[done][column]
        matrix[done] = [x / scale for x in matrix[done]]
        for i, row in enumerate(matrix):
            if i != done and row[column]:
                factor = row[column]
                matrix[i] = [x - factor * y for x, y in zip(row, matrix[done], strict=True)]
        pivots.append(column)
        done += 1
    if any(row[-1] for row in matrix[done:]):
        return None
    solution = [0] * width
    for index, column in enumerate(pivots):
        value = matrix[index][-1]
        if value.denominator != 1:
            return None
        solution[column] = int(value)
    return solution
