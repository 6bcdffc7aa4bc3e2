"""Makes a conjecture about a goal's part general: a statement in variables of its own, with little assumed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product

from frame_ls.logic.heaps import Absent, Atom, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT
from frame_ls.logic.substitution import atom_terms, free_variables, substitute
from frame_ls.logic.terms import NIL, Apply, Number, Term, Variable, different, equal, less, less_equal
from frame_ls.prover.search.book import LemmaBook
from frame_ls.prover.search.conjectures import Conjecture
from frame_ls.prover.search.invariants import demands
from frame_ls.prover.search.path import Path
from frame_ls.prover.search.sizes import difference, term_of

_MOST_COMPARED = 7  # numbers that are compared with each other
_MOST_HOLES, _MOST_FILLINGS = 3, 6  # nils that are made variables at once, ways that are tried


@dataclass(frozen=True, slots=True)
class General:
    """A statement with what its variables stand for in the goal that it was made from."""

    statement: Entailment
    meaning: dict[Variable, Term]


def generalisations(path: Path, conjecture: Conjecture, book: LemmaBook) -> Iterator[General]:
    """The conjecture in variables of its own, with as little assumed as samples allow."""
    builder = _Builder(path, conjecture)
    for bare in builder.bare():
        if book.is_plausible(bare.statement):
            yield bare
            return
    bare = builder.plain()
    for outside, facts in builder.assumptions():
        left = SymbolicHeap(facts, bare.statement.left.spatial)
        statement = Entailment(left, bare.statement.right, outside)
        if book.is_plausible(statement):
            yield lean(General(statement, bare.meaning), book)
            return


def lean(general: General, book: LemmaBook) -> General:
    """Drops one assumption after the other as long as samples do not mind."""
    statement = general.statement
    for fact in statement.left.pure:
        left = SymbolicHeap(tuple(p for p in statement.left.pure if p is not fact), statement.left.spatial)
        less = Entailment(left, statement.right, statement.outside)
        if book.is_plausible(less):
            statement = less
    for member in statement.outside:
        less = Entailment(statement.left, statement.right, tuple(m for m in statement.outside if m is not member))
        if book.is_plausible(less):
            statement = less
    return General(statement, general.meaning)


class _Builder:
    """Puts variables for the terms of a conjecture, one a class of equal terms."""

    def __init__(self, path: Path, conjecture: Conjecture) -> None:
        self.path, self.conjecture = path, conjecture
        self.left = tuple(path.goal.left.spatial[i] for i in conjecture.atoms)
        self.right = conjecture.right.spatial
        bound = set(conjecture.right.exists)
        self.exists = {v: Variable(f"e{i + 1}", v.sort) for i, v in enumerate(conjecture.right.exists)}
        self.mapping: dict[Term, Variable] = {}  # from representatives to variables; nil stays
        self.meaning: dict[Variable, Term] = {}
        for term in (t for a in (*self.left, *self.right) for t in atom_terms(a)[:-1]):
            for part in free_variables(term) if term.sort is INT else (term,):
                if not isinstance(part, Number) and not bound & set(free_variables(part)) and not self.is_nil(part):
                    self.add(part)

    def add(self, term: Term) -> None:
        name = self.name(term)
        if name not in self.mapping:
            self.mapping[name] = Variable(f"v{len(self.mapping) + 1}", term.sort)
            self.meaning[self.mapping[name]] = term

    def name(self, term: Term) -> Term:
        """One term for all that are known to equal this one; of numbers only variables are told together."""
        if term.sort is not INT:
            return self.path.representative(term)
        return next((t for t in self.mapping if t.sort is INT and self.path.are_equal(t, term)), term)

    def is_nil(self, term: Term) -> bool:
        return term.sort.kind == "location" and self.path.are_equal(term, Apply(NIL, (), term.sort))

    def renamed(self, term: Term) -> Term:
        if isinstance(term, Number):
            return term
        if self.is_nil(term):
            return Apply(NIL, (), term.sort)
        if term.sort is INT and isinstance(term, Apply):
            return Apply(term.operator, tuple(self.renamed(a) for a in term.args), INT)
        return self.mapping.get(self.name(term)) or substitute(term, self.exists)

    def renamed_inside(self, term: Term) -> Term:
        """The term, its parts renamed where they stand; a numeral that a variable is known to be is that variable."""
        if isinstance(term, Number):
            return next((v for t, v in self.mapping.items() if v.sort is term.sort and self.path.same(t, term)), term)
        if isinstance(term, Apply) and term.args and term not in self.mapping:
            return Apply(term.operator, tuple(self.renamed_inside(a) for a in term.args), term.sort)
        return self.renamed(term)

    def assumptions(self) -> Iterator[tuple[tuple[Absent, ...], tuple[Term, ...]]]:
        """Ever more that is known of the conjecture's terms."""
        balance, wanted, order = self.balance(), self.wanted(), self.order()
        if balance:
            yield (), balance
        if wanted:
            yield (), (*wanted, *balance)
        bounds: tuple[Term, ...] = ()
        for least in (0, 1, 2):
            bounds = self.bounds(least)
            if bounds:
                yield (), (*bounds, *balance)
        if order:
            yield (), (*order, *balance)
        outside, facts = self.outside(), self.facts()
        if outside:
            yield outside, balance
        if facts:
            yield (), (*facts, *balance)
        if outside and facts:
            yield outside, (*facts, *balance)
        if bounds or order or wanted:
            yield outside, tuple(dict.fromkeys((*wanted, *bounds, *order, *facts, *balance)))

    def wanted(self) -> tuple[Term, ...]:
        """What the numbers of the right side's calls always are to each other, where it is known of these."""
        heap = SymbolicHeap((), self.right, tuple(self.exists))
        known = [f for f in demands(self.path.tools, heap) if self.path.proves(f)]
        return tuple(dict.fromkeys(self.renamed_inside(f) for f in known))

    def numbers(self) -> list[tuple[Variable, Term]]:
        return [(v, self.meaning[v]) for v in self.mapping.values() if v.sort is INT]

    def bounds(self, least: int) -> tuple[Term, ...]:
        """That the conjecture's numbers are at least so much, where that is known."""
        number = Number(least)
        return tuple(less_equal(number, v) for v, t in self.numbers() if self.path.proves(less_equal(number, t)))

    def order(self) -> tuple[Term, ...]:
        """How the conjecture's numbers are known to compare, the strongest first."""
        known = self.numbers()[:_MOST_COMPARED]
        pairs = [(v, a, w, b) for v, a in known for w, b in known if v is not w]
        found = [less(v, w) for v, a, w, b in pairs if self.path.proves(less(a, b))]
        found += [less_equal(v, w) for v, a, w, b in pairs if self.path.proves(less_equal(a, b))]
        return tuple(found)

    def balance(self) -> tuple[Term, ...]:
        """The equation of the two sides' sizes, if it is known to hold."""
        sizes = self.path.tools.sizes
        left, right = sizes.heap(self.left), sizes.heap(self.right)
        if left is None or right is None:
            return ()
        form = difference(left, right)
        if any(t in self.exists for t in form) or not form:
            return ()
        one, other = ({t: abs(f) for t, f in form.items() if (f > 0) is side} for side in (True, False))
        formula = equal(term_of(one), term_of(other))
        return (self.renamed_inside(formula),) if self.path.proves(formula) else ()

    def plain(self) -> General:
        """As it is, but for names."""
        left = tuple(_with_terms(a, [self.renamed(t) for t in atom_terms(a)[:-1]]) for a in self.left)
        right = tuple(_with_terms(a, [self.renamed(t) for t in atom_terms(a)[:-1]]) for a in self.right)
        pure = tuple(self.renamed_inside(p) for p in self.conjecture.right.pure)
        heap = SymbolicHeap(pure, right, tuple(self.exists.values()))
        return General(Entailment(SymbolicHeap((), left), (heap,)), self.meaning)

    def bare(self) -> Iterator[General]:
        """Without assumptions: first with a variable of its own for each nil on the left, then as it is.

        A nil on the right may be any of these, likeliest the one at the same place of its atom.
        """
        plain = self.plain()
        left = [list(atom_terms(a)[:-1]) for a in plain.statement.left.spatial]
        holes = [(i, k) for i, terms in enumerate(left) for k, t in enumerate(terms) if _is_nil(t)]
        if 0 < len(holes) <= _MOST_HOLES:
            yield from islice(self.without_nil(plain, left, holes), _MOST_FILLINGS)
        yield plain

    def without_nil(self, plain: General, left: list[list[Term]], holes: list[tuple[int, int]]) -> Iterator[General]:
        meaning = dict(plain.meaning)
        for number, (i, k) in enumerate(holes):
            null = left[i][k]
            left[i][k] = variable = Variable(f"n{number + 1}", null.sort)
            meaning[variable] = null
        new_left = tuple(_with_terms(a, ts) for a, ts in zip(plain.statement.left.spatial, left, strict=True))
        (heap,) = plain.statement.right
        choices: list[list[Term]] = []
        for atom in heap.spatial:
            for place, term in enumerate(atom_terms(atom)[:-1]):
                fitting = sorted(holes, key=lambda h: h[1] != place)
                own: list[Term] = [left[i][k] for i, k in fitting if left[i][k].sort is term.sort]
                choices.append([*own, term] if _is_nil(term) else [term])
        for chosen in product(*choices):
            terms = iter(chosen)
            right = tuple(_with_terms(a, [next(terms) for _ in atom_terms(a)[:-1]]) for a in heap.spatial)
            yield General(
                Entailment(SymbolicHeap((), new_left), (SymbolicHeap(heap.pure, right, heap.exists),)), meaning
            )

    def outside(self) -> tuple[Absent, ...]:
        """The variables that are known to be absent from the conjecture's part of the heap."""
        found = []
        taken = set(self.conjecture.atoms)
        for name, variable in self.mapping.items():
            for region in self.path.tools.regions_at(variable.sort):
                absent = any(
                    m.region == region and self.path.are_equal(m.address, name) for m in self.path.goal.outside
                )
                elsewhere = any(
                    h.region == region and h.atom not in taken and self.path.are_equal(h.address, name)
                    for h in self.path.heads()
                )
                if absent or elsewhere:
                    found.append(Absent(region, variable))
        return tuple(found)

    def facts(self) -> tuple[Term, ...]:
        """The disequations that are known of the conjecture's addresses."""
        known = list(self.mapping.items())
        found = []
        for i, (a, v) in enumerate(known):
            if v.sort.kind != "location":
                continue
            null = Apply(NIL, (), v.sort)
            if self.path.apart(a, null):
                found.append(different(v, null))
            for b, w in known[i + 1 :]:
                if w.sort is v.sort and self.path.apart(a, b):
                    found.append(different(v, w))
        return tuple(found)


def _with_terms(atom: Atom, terms: list[Term]) -> Atom:
    if isinstance(atom, PointsTo):
        return PointsTo(terms[0], atom.cell, tuple(terms[1:]), atom.fraction)
    return PredicateCall(atom.name, tuple(terms), atom.fraction)


def _is_nil(term: Term) -> bool:
    return isinstance(term, Apply) and term.operator == NIL
