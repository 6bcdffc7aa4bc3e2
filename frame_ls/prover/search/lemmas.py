"""Makes a conjecture about a goal's part general: a statement in variables of its own, with little assumed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from frame_ls.logic.heaps import Absent, Atom, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import atom_terms, free_variables, substitute
from frame_ls.logic.terms import NIL, Apply, Number, Term, Variable, different
from frame_ls.prover.search.book import LemmaBook
from frame_ls.prover.search.conjectures import Conjecture
from frame_ls.prover.search.path import Path


@dataclass(frozen=True, slots=True)
class General:
    """A statement with what its variables stand for in the goal that it was made from."""

    statement: Entailment
    meaning: dict[Variable, Term]


def generalisations(path: Path, conjecture: Conjecture, book: LemmaBook) -> Iterator[General]:
    """The conjecture in variables of its own, with as little assumed as samples allow; the most general one first."""
    builder = _Builder(path, conjecture)
    for constants_too in (True, False):
        bare = builder.statement(constants_too, (), ())
        if bare is None:
            continue
        if book.is_plausible(bare.statement):
            yield bare
            return
        outside = builder.outside(constants_too)
        facts = builder.facts(constants_too)
        for chosen_outside, chosen_facts in ((outside, ()), ((), facts), (outside, facts)):
            if not chosen_outside and not chosen_facts:
                continue
            found = builder.statement(constants_too, chosen_outside, chosen_facts)
            if found is not None and book.is_plausible(found.statement):
                yield _lean(found, book)
                return


def _lean(general: General, book: LemmaBook) -> General:
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
        self.terms = [t for a in (*self.left, *conjecture.right.spatial) for t in atom_terms(a)[:-1]]

    def mapping(self, constants_too: bool) -> dict[Term, Variable]:
        """From representatives to variables; nil stays what it is unless `constants_too`."""
        bound = set(self.conjecture.right.exists)
        found: dict[Term, Variable] = {}
        for term in self.terms:
            if term in bound or isinstance(term, Number) or bound & set(free_variables(term)):
                continue
            name = self.path.representative(term)
            if name not in found and (constants_too or not self.is_nil(name)):
                found[name] = Variable(f"v{len(found) + 1}", term.sort)
        return found

    def is_nil(self, term: Term) -> bool:
        return self.path.are_equal(term, Apply(NIL, (), term.sort)) if term.sort.kind == "location" else False

    def statement(self, constants_too: bool, outside: tuple[Absent, ...], facts: tuple[Term, ...]) -> General | None:
        mapping = self.mapping(constants_too)
        exists = {v: Variable(f"e{i + 1}", v.sort) for i, v in enumerate(self.conjecture.right.exists)}

        def rename(term: Term) -> Term:
            if isinstance(term, Variable) and term in exists:
                return exists[term]
            name = self.path.representative(term) if not isinstance(term, Number) else term
            if name in mapping:
                return mapping[name]
            if term.sort.kind == "location" and self.is_nil(term):
                return Apply(NIL, (), term.sort)
            return substitute(term, {**exists})

        left = tuple(_renamed(a, rename) for a in self.left)
        right = tuple(_renamed(a, rename) for a in self.conjecture.right.spatial)
        heap = SymbolicHeap((), right, tuple(exists.values()))
        meaning: dict[Variable, Term] = {}
        for term in self.terms:
            renamed = rename(term)
            if isinstance(renamed, Variable) and renamed not in meaning and renamed not in exists.values():
                meaning[renamed] = term
        return General(Entailment(SymbolicHeap(facts, left), (heap,), outside), meaning)

    def outside(self, constants_too: bool) -> tuple[Absent, ...]:
        """The variables that are known to be absent from the conjecture's part of the heap."""
        found = []
        taken = set(self.conjecture.atoms)
        for name, variable in self.mapping(constants_too).items():
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

    def facts(self, constants_too: bool) -> tuple[Term, ...]:
        """The disequations that are known of the conjecture's addresses."""
        mapping = self.mapping(constants_too)
        known = list(mapping.items())
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


def _renamed(atom: Atom, rename: Callable[[Term], Term]) -> Atom:
    if isinstance(atom, PointsTo):
        return PointsTo(rename(atom.root), atom.cell, tuple(rename(v) for v in atom.values), atom.fraction)
    return PredicateCall(atom.name, tuple(rename(a) for a in atom.args), atom.fraction)
