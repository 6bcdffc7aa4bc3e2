"""What a check carries along: definitions, lemmas proved so far, open hypotheses, and what was leaned on."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator
from dataclasses import dataclass

from frame_ls.kernel.avoidance import Avoidance
from frame_ls.kernel.goals import Names
from frame_ls.kernel.proofs import Bindings, Step
from frame_ls.kernel.pure_check import check_pure
from frame_ls.kernel.pure_proofs import Cases, Induction, Line, Opened, PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.sorting import Sorting
from frame_ls.logic.definitions import Definitions, Lemma
from frame_ls.logic.heaps import Atom, Entailment, PointsTo, SymbolicHeap
from frame_ls.logic.substitution import atom_terms, free_variables, heap_variables
from frame_ls.logic.terms import FALSE, Apply, Number, Quantified, Term, Variable


@dataclass(frozen=True, slots=True, eq=False)
class Hypothesis:
    """A goal that is assumed of all smaller heaps, below the `Induct` that set it. Compared by identity."""

    name: str
    statement: Entailment
    variables: frozenset[Variable]  # all of them
    free: frozenset[Variable]  # those that have one value at the owner


@dataclass(frozen=True, slots=True)
class Open:
    """A hypothesis at one place of a proof, with what was taken from the heap on the way there.

    `is_guarded` says that a cell of a numeral fraction was. `fractions` are the other fractions of matched cells, as
    far as they are about variables of the hypothesis: they count where the use leaves those variables as they are.
    """

    hypothesis: Hypothesis
    is_guarded: bool = False
    fractions: tuple[Term, ...] = ()

    def after_cell(self, fraction: Term) -> Open:
        """The same hypothesis after a cell of that fraction was taken."""
        if self.is_guarded:
            return self
        if isinstance(fraction, Number):
            return Open(self.hypothesis, True)
        if fraction in self.fractions or not variables_of(fraction) <= self.hypothesis.free:
            return self
        return Open(self.hypothesis, False, (*self.fractions, fraction))


Hypotheses = tuple[Open, ...]
Premises = list[tuple[Step, Entailment, Hypotheses]]


def variables_of(term: Term) -> frozenset[Variable]:
    """The variables of a term, bound ones too."""
    if isinstance(term, Variable):
        return frozenset((term,))
    found: set[Variable] = set()
    pending = [term]
    while pending:
        match pending.pop():
            case Variable() as variable:
                found.add(variable)
            case Apply(args=args):
                pending.extend(args)
            case Quantified(variables=bound, body=body):
                found.update(bound)
                pending.append(body)
    return frozenset(found)


class Context:
    """One check of one proof. Mutable: it remembers what was looked at and records what was leaned on."""

    __slots__ = (
        "_avoidance",
        "_proofs_seen",
        "_variables",
        "axioms",
        "changed",
        "definitions",
        "lemmas",
        "rigid",
        "solvers",
        "sorting",
    )

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.lemmas: dict[str, Entailment] = {}  # the proof's own, as far as they are proved
        self.axioms: dict[str, None] = {}  # lemmas of the definitions that were used
        self.solvers: dict[str, None] = {}
        self.sorting = Sorting(definitions)
        self.rigid: set[Variable] = set()
        self.changed: set[Variable] = set()
        self._avoidance: Avoidance | None = None
        self._variables: dict[Term, frozenset[Variable]] = {}
        self._proofs_seen: dict[int, PureProof] = {}

    def add_lemma(self, lemma: Lemma) -> None:
        """Makes a proved lemma usable, also by pure proofs."""
        self.lemmas[lemma.name] = lemma.statement
        old = self.definitions
        self.definitions = Definitions(
            old.cells, old.predicates, old.datatypes, old.functions, {**old.lemmas, lemma.name: lemma}
        )

    def statement(self, name: str) -> Entailment:
        """What the lemma says; recorded when it is not the proof's own."""
        if name in self.lemmas:
            return self.lemmas[name]
        lemma = self.definitions.lemmas.get(name)
        if lemma is None:
            raise Refused(f"there is no lemma {name}")
        self.axioms[name] = None
        return lemma.statement

    def prove(self, facts: Container[Term], proof: PureProof, goal: Term) -> None:
        """Raises `Refused` unless `proof` shows `goal` from `facts`; `a = b` may be shown as `b = a`."""
        if not proof.lines:
            raise Refused("a pure proof has no lines")
        if id(proof) not in self._proofs_seen:
            for line in lines_of(proof):
                self.sorting.check_formula(line.formula)
            self._proofs_seen[id(proof)] = proof
        last = proof.lines[-1].formula
        if last is not goal and last is not FALSE and is_flipped(last, goal):
            goal = last
        leaning = check_pure(facts, proof, goal, self.definitions)
        self.solvers.update(dict.fromkeys(leaning.solvers))
        self.axioms.update(dict.fromkeys(name for name in leaning.lemmas if name not in self.lemmas))

    def check_heap(self, heap: SymbolicHeap) -> None:
        """Raises `Refused` unless the heap's formulas and atoms are well-sorted."""
        for formula in heap.pure:
            self.sorting.check_formula(formula)
        for atom in heap.spatial:
            self.sorting.check_atom(atom)
            self.sorting.check(atom_terms(atom))

    def check_bindings(self, bindings: Bindings) -> dict[Variable, Term]:
        """The bindings as a dictionary; raises `Refused` when one has another sort or a variable stands twice."""
        replacement: dict[Variable, Term] = {}
        for variable, term in bindings:
            if term.sort is not variable.sort or variable in replacement:
                raise Refused(f"{variable} cannot be bound to {term}")
            replacement[variable] = term
        self.sorting.check(replacement.values())
        return replacement

    def check_fresh(self, names: Names, like: Names, goal: Entailment, open_: Hypotheses) -> None:
        """Raises `Refused` unless `names` have the sorts of `like` and are new to the goal and the hypotheses."""
        if len(names) != len(like) or any(n.sort is not v.sort for n, v in zip(names, like, strict=True)):
            raise Refused("the fresh variables do not fit what they stand for")
        if not names:
            return
        chosen = set(names)
        if len(chosen) != len(names):
            raise Refused("one fresh variable stands for two")
        if not chosen.isdisjoint(self.goal_variables(goal)) or any(
            not chosen.isdisjoint(o.hypothesis.variables) for o in open_
        ):
            raise Refused("a fresh variable is in use")

    def variables(self, terms: Iterable[Term]) -> set[Variable]:
        """The variables of terms, bound ones too; looked up where a term was seen before."""
        found: set[Variable] = set()
        known = self._variables
        for term in terms:
            if isinstance(term, Variable):
                found.add(term)
            elif not isinstance(term, Number):
                variables = known.get(term)
                if variables is None:
                    variables = known[term] = variables_of(term)
                found |= variables
        return found

    def avoidance(self) -> Avoidance:
        """The table of parameters at which predicates have no cells."""
        if self._avoidance is None:
            self._avoidance = Avoidance(self.definitions)
        return self._avoidance

    def heap_variables(self, heap: SymbolicHeap) -> set[Variable]:
        """All variables of a symbolic heap, its existentials too."""
        found = self.variables(heap.pure)
        found |= self.variables(_spatial_terms(heap.spatial))
        found.update(heap.exists)
        return found

    def goal_variables(self, goal: Entailment) -> set[Variable]:
        """All variables of a goal, bound ones too."""
        found = self.heap_variables(goal.left)
        for disjunct in goal.right:
            found |= self.heap_variables(disjunct)
        found |= self.variables(a.address for a in goal.outside)
        return found


def _spatial_terms(atoms: Collection[Atom]) -> Iterator[Term]:
    for atom in atoms:
        if isinstance(atom, PointsTo):
            yield atom.root
            yield from atom.values
        else:
            yield from atom.args
        yield atom.fraction


def free_in_goal(goal: Entailment) -> frozenset[Variable]:
    """The variables that a goal does not bind."""
    found = {*heap_variables(goal.left), *free_variables(*(a.address for a in goal.outside))}
    for disjunct in goal.right:
        found.update(heap_variables(disjunct))
    return frozenset(found)


def is_flipped(first: Term, second: Term) -> bool:
    """Is one `a = b` and the other `b = a`?"""
    return (
        isinstance(first, Apply)
        and isinstance(second, Apply)
        and first.operator == second.operator == "="
        and first.args == second.args[::-1]
    )


def lines_of(proof: PureProof) -> Iterator[Line]:
    """Every line of a pure proof, those of branches too."""
    pending = [proof.lines]
    while pending:
        for line in pending.pop():
            yield line
            match line.reason:
                case Cases(branches=branches) | Induction(branches=branches):
                    pending.extend(b.lines for b in branches)
                case Opened(branch=branch):
                    pending.append(branch.lines)
