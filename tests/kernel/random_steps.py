"""Random proof steps: an adversary that tries to make the kernel accept something.

Each function proposes a step for a goal with witnesses that are guessed; what is wrong about them the kernel must see.
Premises are `LATER`, a placeholder: only the rule's own check and the premises' goals are of interest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from random import Random

from frame_ls.kernel.base_pairs import BasePairTable, Entry
from frame_ls.kernel.goals import equations
from frame_ls.kernel.proofs import (
    Apart,
    Choose,
    Close,
    Contradiction,
    Derived,
    Elsewhere,
    Fact,
    HeadCell,
    Induct,
    Instance,
    Know,
    LemmaRight,
    MatchCell,
    MatchPredicate,
    Missing,
    NotNil,
    Split,
    Step,
    UnfoldLeft,
    UnfoldRight,
    Unsatisfiable,
    UseHypothesis,
    UseLemma,
    Witness,
)
from frame_ls.kernel.pure_proofs import Congruence, Given, Line, PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Lemma
from frame_ls.logic.heaps import Absent, Atom, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import Fresh, atom_terms, free_variables, heap_variables, substitute, substitute_atom
from frame_ls.logic.terms import FALSE, Term, Variable, different, equal, nil
from tests.random_goals import CELL, DEFINITIONS, NIL, NODE, call, heap, node, to

LATER = Close(())
X, Y, Z, W, V = (node(n) for n in ("x'", "y'", "z'", "w'", "v'"))
LEMMAS: dict[str, Lemma] = {
    lemma.name: lemma
    for lemma in (
        Lemma(
            "append outside",
            Entailment(heap(call("ls", X, Y), call("ls", Y, Z)), (heap(call("ls", X, Z)),), (Absent("node", Z),)),
        ),
        Lemma("append to nil", Entailment(heap(call("ls", X, Y), call("ls", Y, NIL)), (heap(call("ls", X, NIL)),))),
        Lemma(
            "append to a cell",
            Entailment(heap(call("ls", X, Y), call("ls", Y, Z), to(Z, W)), (heap(call("ls", X, Z), to(Z, W)),)),
        ),
        Lemma("append", Entailment(heap(call("lseg", X, Y), call("lseg", Y, Z)), (heap(call("lseg", X, Z)),))),
        Lemma("turn", Entailment(heap(call("lseg", X, Y)), (heap(call("rev", X, Y)),))),
        Lemma(
            "split",
            Entailment(heap(call("lsp", X, Y)), (heap(to(X, Y)), heap(to(X, Z), call("lsp", Z, Y), exists=(Z,)))),
        ),
        Lemma("parity", Entailment(heap(call("lseg", X, Y)), (heap(call("even", X, Y)), heap(call("odd", X, Y))))),
        Lemma("one more", Entailment(heap(to(X, Y), call("even", Y, Z)), (heap(call("odd", X, Z)),))),
        Lemma(
            "not both",
            Entailment(heap(to(X, Y), call("ls", X, Z), pure=(different(X, Z),)), ()),
        ),
    )
}


def from_all(facts: Iterable[Term], goal: Term) -> PureProof:
    """The proof that takes every fact and closes under congruence."""
    known = list(dict.fromkeys(facts))
    lines = [Line(f, Given()) for f in known]
    return PureProof((*lines, Line(goal, Congruence(tuple(range(len(known)))))))


class Guess:
    """Guesses steps for one goal. `taken` are variables that fresh names keep away from, most of the time."""

    def __init__(
        self, random: Random, goal: Entailment, fresh: Fresh, hypotheses: tuple[tuple[str, Entailment], ...]
    ) -> None:
        self.random = random
        self.goal = goal
        self.fresh = fresh
        self.hypotheses = hypotheses
        self.facts = goal.left.pure

    def sides(self) -> list[SymbolicHeap]:
        return [self.goal.left, *self.goal.right]

    def terms(self) -> list[Term]:
        found: dict[Term, None] = {}
        for side in self.sides():
            found.update(dict.fromkeys(t for a in side.spatial for t in atom_terms(a)[:-1]))
            found.update(dict.fromkeys(heap_variables(side)))
        for sort in dict.fromkeys(t.sort for t in found):
            found[nil(sort)] = None
        return list(found)

    def pair(self) -> tuple[Term, Term] | None:
        terms = self.terms()
        if not terms:
            return None
        a = self.random.choice(terms)
        others = [t for t in terms if t.sort is a.sort and t is not a]
        return (a, self.random.choice(others)) if others else None

    def names(self, like: tuple[Variable, ...]) -> tuple[Variable, ...]:
        if self.random.random() < 0.03:  # names that may be in use
            pool = [t for t in self.terms() if isinstance(t, Variable)]
            return tuple(self.random.choice(pool) if pool else v for v in like)
        return tuple(self.fresh.like(v) for v in like)

    def index(self, count: int) -> int:
        return self.random.randrange(count) if count else 0

    def head(self, atom: int | None = None) -> HeadCell | None:
        spatial = self.goal.left.spatial
        if not spatial:
            return None
        index = self.index(len(spatial)) if atom is None else atom
        chosen = spatial[index]
        if isinstance(chosen, PointsTo):
            return HeadCell(index, chosen.cell.region, chosen.root)
        address = self.random.choice(chosen.args)
        predicate = DEFINITIONS.predicates[chosen.name]
        entries: list[PureProof | tuple[int, PureProof]] = []
        names: list[tuple[Variable, ...]] = []
        region = "node" if address.sort is NODE else "pair"
        for case in predicate.cases or ():
            fresh = self.names(case.exists)
            names.append(fresh)
            mapping: dict[Variable, Term] = dict(zip(predicate.parameters, chosen.args, strict=True))
            mapping.update(zip(case.exists, fresh, strict=True))
            known = (*self.facts, *(substitute(p, mapping) for p in case.pure))
            atoms = [substitute_atom(a, mapping) for a in case.spatial]
            cells = [i for i, a in enumerate(atoms) if isinstance(a, PointsTo)]
            if cells and self.random.random() < 0.9:
                found = atoms[cells[0]]
                assert isinstance(found, PointsTo)
                entries.append((cells[0], from_all(known, equal(found.root, address))))
            else:
                entries.append(from_all(known, FALSE))
        return HeadCell(index, region, address, tuple(entries), tuple(names))

    def fact(self) -> Fact | None:
        kind = self.random.randrange(5)
        if kind == 0:
            pair = self.pair()
            if pair is None:
                return None
            formula = equal(*pair) if self.random.random() < 0.7 else different(*pair)
            return Derived(from_all(self.facts, formula))
        if kind == 1 and self.goal.outside:
            return NotNil(self.index(len(self.goal.outside)))
        first = self.head()
        if first is None:
            return None
        if kind == 2 and self.goal.outside:
            return Elsewhere(first, self.index(len(self.goal.outside)))
        second = self.head()
        return Apart(first, second) if kind == 3 and second is not None else NotNil(first)

    def know(self) -> Step | None:
        fact = self.fact()
        return None if fact is None else Know((fact,), LATER)

    def split(self) -> Step | None:
        pair = self.pair()
        return None if pair is None else Split(equal(*pair), LATER, LATER)

    def calls(self, side: SymbolicHeap) -> list[int]:
        return [i for i, a in enumerate(side.spatial) if isinstance(a, PredicateCall)]

    def unfold_left(self) -> Step | None:
        calls = self.calls(self.goal.left)
        if not calls:
            return None
        index = self.random.choice(calls)
        atom = self.goal.left.spatial[index]
        assert isinstance(atom, PredicateCall)
        cases = DEFINITIONS.predicates[atom.name].cases or ()
        kept = cases if self.random.random() < 0.97 else cases[:-1]
        return UnfoldLeft(index, tuple(self.names(c.exists) for c in kept), (LATER,) * len(kept))

    def unfold_right(self) -> Step | None:
        if not self.goal.right:
            return None
        disjunct = self.index(len(self.goal.right))
        calls = self.calls(self.goal.right[disjunct])
        if not calls:
            return None
        index = self.random.choice(calls)
        atom = self.goal.right[disjunct].spatial[index]
        assert isinstance(atom, PredicateCall)
        cases = DEFINITIONS.predicates[atom.name].cases or ()
        chosen = tuple(i for i in range(len(cases)) if self.random.random() < 0.6)
        return UnfoldRight(index, chosen, tuple(self.names(cases[i].exists) for i in chosen), LATER, disjunct)

    def choose(self) -> Step | None:
        return Choose(self.index(len(self.goal.right)), LATER) if len(self.goal.right) > 1 else None

    def witness(self) -> Step | None:
        if len(self.goal.right) != 1 or not self.goal.right[0].exists:
            return None
        likely = self.likely_witness()
        if likely is not None and self.random.random() < 0.8:
            return Witness((likely,), LATER)
        variable = self.random.choice(self.goal.right[0].exists)
        terms = [t for t in self.terms() if t.sort is variable.sort and t is not variable]
        return Witness(((variable, self.random.choice(terms)),), LATER) if terms else None

    def likely_witness(self) -> tuple[Variable, Term] | None:
        """What an atom of the left with the same root has where the right has an existential."""
        side = self.goal.right[0]
        for wanted in side.spatial:
            for atom in self.goal.left.spatial:
                mine, theirs = atom_terms(wanted), atom_terms(atom)
                if same_kind(atom, wanted) and mine[0] is theirs[0]:
                    for a, b in zip(mine, theirs, strict=True):
                        if a in side.exists and isinstance(a, Variable):
                            return a, b
        return None

    def match(self) -> Step | None:
        if len(self.goal.right) != 1:
            return None
        left, right = self.goal.left.spatial, self.goal.right[0].spatial
        pairs = [(i, j) for i, a in enumerate(left) for j, b in enumerate(right) if type(a) is type(b)]
        if not pairs:
            return None
        likely = [(i, j) for i, j in pairs if atom_terms(left[i])[0] is atom_terms(right[j])[0]]
        i, j = self.random.choice(likely if likely and self.random.random() < 0.8 else pairs)
        return (MatchCell if isinstance(left[i], PointsTo) else MatchPredicate)(i, j, LATER)

    def instance(self, statement: Entailment) -> Instance | None:
        """A guess how left atoms are the statement's: by name, variables bound as they are met."""
        bindings: dict[Variable, Term] = {}
        atoms: list[int] = []
        for wanted in statement.left.spatial:
            options = [i for i, a in enumerate(self.goal.left.spatial) if i not in atoms and same_kind(a, wanted)]
            if not options:
                return None
            index = self.random.choice(options)
            atoms.append(index)
            for pattern, term in zip(atom_terms(wanted), atom_terms(self.goal.left.spatial[index]), strict=True):
                if isinstance(pattern, Variable) and (pattern not in bindings or self.random.random() < 0.05):
                    bindings[pattern] = term
        self.bind_rest(statement, bindings)
        needed = [
            e
            for i, a in zip(atoms, statement.left.spatial, strict=True)
            for e in equations(self.goal.left.spatial[i], substitute_atom(a, bindings))
        ]
        return Instance(
            tuple(bindings.items()),
            tuple(atoms),
            tuple(from_all(self.facts, e) for e in needed),
            tuple(from_all(self.facts, substitute(p, bindings)) for p in statement.left.pure),
            tuple(self.missing(substitute(p.address, bindings), atoms) for p in statement.outside),
            tuple(self.names(d.exists) for d in statement.right),
            (LATER,) * len(statement.right),
        )

    def bind_rest(self, statement: Entailment, bindings: dict[Variable, Term]) -> None:
        names = list(heap_variables(statement.left))
        for disjunct in statement.right:
            names += heap_variables(disjunct)
        names += free_variables(*(p.address for p in statement.outside))
        for variable in dict.fromkeys(names):
            terms = [t for t in self.terms() if t.sort is variable.sort]
            if variable not in bindings and terms:
                bindings[variable] = self.random.choice(terms)

    def missing(self, address: Term, taken: list[int]) -> Missing:
        options: list[HeadCell | int] = list(range(len(self.goal.outside)))
        for i in range(len(self.goal.left.spatial)):
            if i not in taken or self.random.random() < 0.1:
                head = self.head(i)
                if head is not None:
                    options.append(head)
        by = self.random.choice(options) if options else 0
        held = by.address if isinstance(by, HeadCell) else self.goal.outside[by].address if options else address
        return Missing(by, from_all(self.facts, equal(address, held)))

    def lemma(self) -> Step | None:
        name = self.random.choice(list(LEMMAS))
        use = self.instance(LEMMAS[name].statement)
        return None if use is None else UseLemma(name, use)

    def hypothesis(self) -> Step | None:
        if not self.hypotheses:
            return None
        name, statement = self.random.choice(self.hypotheses)
        use = self.instance(statement)
        return None if use is None else UseHypothesis(name, use)

    def lemma_right(self) -> Step | None:
        name = self.random.choice([n for n, v in LEMMAS.items() if len(v.statement.right) == 1])
        statement = LEMMAS[name].statement
        if len(self.goal.right) != 1:
            return None
        side = self.goal.right[0]
        bindings: dict[Variable, Term] = {}
        atoms = self.bound(statement.right[0].spatial, side.spatial, bindings)
        if atoms is None:
            return None
        peel: list[tuple[int, int]] = []
        for number, wanted in enumerate(statement.left.spatial):
            if self.random.random() < 0.6:
                found = self.bound((wanted,), self.goal.left.spatial, bindings)
                if found is not None and found[0] not in [j for _, j in peel]:
                    peel.append((number, found[0]))
        self.bind_rest(statement, bindings)
        taken = [j for _, j in peel]
        missing = tuple(self.missing(substitute(p.address, bindings), taken) for p in statement.outside)
        return LemmaRight(name, tuple(bindings.items()), tuple(atoms), tuple(peel), missing, LATER)

    def bound(
        self, wanted: tuple[Atom, ...], there: tuple[Atom, ...], bindings: dict[Variable, Term]
    ) -> list[int] | None:
        found: list[int] = []
        for pattern in wanted:
            options = [i for i, a in enumerate(there) if i not in found and same_kind(a, pattern)]
            if not options:
                return None
            found.append(self.random.choice(options))
            for variable, term in zip(atom_terms(pattern), atom_terms(there[found[-1]]), strict=True):
                if isinstance(variable, Variable):
                    bindings.setdefault(variable, term)
        return found

    def close(self) -> Step | None:
        if len(self.goal.right) != 1:
            return None
        return Close(tuple(from_all(self.facts, p) for p in self.goal.right[0].pure))

    def contradiction(self) -> Step | None:
        return Contradiction(from_all(self.facts, FALSE))

    def unsatisfiable(self) -> Step | None:
        """A table that is guessed: an entry a case, with what the case says of the parameters, or a bit less."""
        names = dict.fromkeys(a.name for a in self.goal.left.spatial if isinstance(a, PredicateCall))
        entries: list[tuple[str, tuple[Entry, ...]]] = []
        for name in names:
            predicate = DEFINITIONS.predicates[name]
            found: list[Entry] = []
            for case in predicate.cases or ():
                pure = tuple(p for p in case.pure if not set(free_variables(p)) & set(case.exists))
                cells = [a for a in case.spatial if isinstance(a, PointsTo) and a.root in predicate.parameters]
                allocated = tuple((c.cell.region, c.root) for c in cells if isinstance(c.root, Variable))
                if self.random.random() < 0.2:
                    pure = pure[:-1]
                if self.random.random() < 0.9:
                    found.append(Entry(pure, allocated))
            if self.random.random() < 0.9:
                entries.append((name, tuple(found)))
        return Unsatisfiable(BasePairTable(tuple(entries)))

    def induct(self) -> Step | None:
        forgotten = tuple(p for p in self.facts if self.random.random() < 0.2)
        return Induct("H", forgotten, LATER)


def same_kind(a: Atom, b: Atom) -> bool:
    if isinstance(a, PointsTo):
        return isinstance(b, PointsTo) and a.cell is b.cell
    return isinstance(b, PredicateCall) and a.name == b.name


def guesses(guess: Guess) -> Iterator[tuple[str, Step | None]]:
    """One guess for each rule."""
    yield "know", guess.know()
    yield "split", guess.split()
    yield "unfold-left", guess.unfold_left()
    yield "unfold-right", guess.unfold_right()
    yield "choose", guess.choose()
    yield "witness", guess.witness()
    step = guess.match()
    yield ("match-predicate" if isinstance(step, MatchPredicate) else "match-cell"), step
    yield "lemma-left", guess.lemma()
    yield "lemma-right", guess.lemma_right()
    yield "close", guess.close()
    yield "contradiction", guess.contradiction()
    yield "unsatisfiable", guess.unsatisfiable()


__all__ = ["CELL", "LATER", "LEMMAS", "Guess", "Refused", "guesses"]
