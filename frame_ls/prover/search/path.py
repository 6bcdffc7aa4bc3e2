"""A goal on its way through the search: the steps taken so far, what is known, and samples of its left side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from frame_ls.kernel import goals
from frame_ls.kernel.proofs import Apart, Derived, Elsewhere, Fact, HeadCell, NotNil
from frame_ls.kernel.pure_proofs import Given, Line, PureProof, Squeezed
from frame_ls.logic.heaps import Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT, REAL
from frame_ls.logic.substitution import substitute
from frame_ls.logic.terms import (
    EQUAL,
    FALSE,
    NIL,
    TRUE,
    WHOLE,
    Apply,
    Term,
    Variable,
    different,
    equal,
    less_equal,
    nil,
)
from frame_ls.prover.chain import Chain
from frame_ls.prover.citing import by_congruence
from frame_ls.prover.concrete.samples import Sample
from frame_ls.prover.pure.context import Unproved
from frame_ls.prover.search.tools import Tools


def _comparisons(formula: Term) -> tuple[Term, ...]:
    """a <= b and b <= a for an equation of numbers; nothing for any other formula."""
    if isinstance(formula, Apply) and formula.operator == EQUAL and formula.args[0].sort in (INT, REAL):
        a, b = formula.args
        return less_equal(a, b), less_equal(b, a)
    return ()


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """An open induction hypothesis; `is_guarded`: a cell was matched since it was set."""

    name: str
    statement: Entailment
    is_guarded: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """A place where the left side surely has a cell: `atom` has it."""

    region: str
    address: Term
    atom: int


class Path:
    """Mutable while its goal is simplified; `fork` starts another from where it stands."""

    __slots__ = ("_heads", "chain", "fuel", "hypotheses", "is_general", "samples", "tools")

    def __init__(
        self, goal: Entailment, tools: Tools, samples: Sequence[Sample], hypotheses: tuple[Hypothesis, ...]
    ) -> None:
        self.chain = Chain(goal, tools.definitions)
        self.tools = tools
        self.samples = list(samples)
        self.hypotheses = hypotheses
        self.is_general = False  # it comes from a goal that was made general
        self.fuel = 0  # how much search may still be spent below; set when the search comes here
        self._heads: tuple[Entailment, list[Head]] | None = None

    @property
    def goal(self) -> Entailment:
        return self.chain.goal

    @property
    def right(self) -> SymbolicHeap:
        return self.chain.goal.right[0]

    def fork(self, goal: Entailment | None = None, samples: Sequence[Sample] | None = None) -> Path:
        """A path that begins at this one's goal, or at a premise of a step that this one takes."""
        new = Path(goal or self.goal, self.tools, self.samples if samples is None else samples, self.hypotheses)
        new.is_general = self.is_general
        return new

    # Pure questions, under the facts of the goal.

    def follow(self) -> None:
        """Makes the goal's facts those of the shared context."""
        self.tools.context.follow(self.goal.left.pure)

    def are_equal(self, a: Term, b: Term) -> bool:
        if a is b:
            return True
        self.follow()
        return self.tools.context.are_equal(a, b)

    def same(self, a: Term, b: Term) -> bool:
        """Whether a = b follows: of numbers by arithmetic too."""
        if a is b or self.are_equal(a, b):
            return True
        return a.sort in (INT, REAL) and self.proves(equal(a, b))

    def proves(self, formula: Term) -> bool:
        """Whether the facts imply the formula, as far as little effort tells."""
        if formula is TRUE or not isinstance(self._direct_proof(formula), Unproved):
            return True
        sides = _comparisons(formula)
        return bool(sides) and not any(isinstance(self._direct_proof(s), Unproved) for s in sides)

    def proof(self, formula: Term) -> PureProof | Unproved:
        """The proof of a formula from the facts; comparisons that it rests on may become known."""
        found = self._direct_proof(formula)
        sides = _comparisons(formula)
        if not isinstance(found, Unproved) or not sides:
            return found
        proofs = [self._direct_proof(side) for side in sides]
        for side, proof in zip(sides, proofs, strict=True):
            if isinstance(proof, Unproved):
                return found
            if side not in self.goal.left.pure:
                self.know(Derived(proof), side)
        return PureProof((*(Line(side, Given()) for side in sides), Line(formula, Squeezed(0, 1))))

    def _direct_proof(self, formula: Term) -> PureProof | Unproved:
        if formula is TRUE:
            return by_congruence((), TRUE)
        self.follow()
        return self.tools.context.prove(formula, self.tools.budget.part(3000))

    def truth(self, formula: Term) -> bool | None:
        """Whether the formula is known to hold or not to hold, by propagation alone."""
        self.follow()
        return self.tools.context.known_truth(formula)

    def representative(self, term: Term) -> Term:
        self.follow()
        return self.tools.context.representative(term)

    # Facts from the heap.

    def know(self, fact: Fact, formula: Term) -> None:
        """Adds a fact of the heap to what is known."""
        self.chain.know((fact,), (formula,))

    def heads(self) -> list[Head]:
        """Where the left side surely has whole cells."""
        if self._heads is None or self._heads[0] is not self.goal:
            self._heads = (self.goal, list(self._find_heads()))
        return self._heads[1]

    def _find_heads(self) -> Iterator[Head]:
        self.follow()
        for index, atom in enumerate(self.goal.left.spatial):
            if atom.fraction is not WHOLE:
                continue
            if isinstance(atom, PointsTo):
                yield Head(atom.cell.region, atom.root, index)
                continue
            shape = self.tools.shapes.of(atom.name)
            if shape is None:
                continue
            known = dict(zip(shape.predicate.parameters, atom.args, strict=True))
            impossible = [self._is_impossible(case.ground, known) for case in shape.cases]
            for parameter, region in shape.places:
                if all(parameter in c.roots or no for c, no in zip(shape.cases, impossible, strict=True)):
                    yield Head(region, atom.args[parameter], index)

    def _is_impossible(self, ground: tuple[Term, ...], known: dict[Variable, Term]) -> bool:
        return any(self.tools.context.known_truth(substitute(p, known)) is False for p in ground)

    def cell(self, head: Head) -> HeadCell | None:
        """The head as the kernel wants it, with its proofs."""
        atom = self.goal.left.spatial[head.atom]
        if isinstance(atom, PointsTo):
            return HeadCell(head.atom, head.region, head.address)
        shape = self.tools.shapes.of(atom.name)
        assert shape is not None and shape.predicate.cases is not None
        position = next(i for i, a in enumerate(atom.args) if a is head.address and (i, head.region) in shape.places)
        entries: list[PureProof | tuple[int, PureProof]] = []
        names: list[tuple[Variable, ...]] = []
        for index, case in enumerate(shape.cases):
            fresh = self.tools.names.all_like(shape.predicate.cases[index].exists)
            names.append(fresh)
            body = goals.case_of(shape.predicate, atom, index, fresh)
            self.tools.context.follow((*self.goal.left.pure, *body.pure))
            entry = self._entry(head, body, case.roots.get(position))
            if entry is None:
                return None
            entries.append(entry)
        return HeadCell(head.atom, head.region, head.address, tuple(entries), tuple(names))

    def _entry(self, head: Head, body: SymbolicHeap, cell: int | None) -> PureProof | tuple[int, PureProof] | None:
        """Why a case has the cell, or cannot be; the context has the case's facts."""
        if cell is None:
            return self._proof_here(FALSE)
        root = body.spatial[cell]
        assert isinstance(root, PointsTo)
        found = self._proof_here(equal(root.root, head.address))
        return None if found is None else (cell, found)

    def _proof_here(self, formula: Term) -> PureProof | None:
        if formula is TRUE:
            return by_congruence((), TRUE)
        if formula is FALSE:
            return self.tools.context.contradiction(self.tools.budget.part(1000))
        found = self.tools.context.prove(formula, self.tools.budget.part(1000))
        return None if isinstance(found, Unproved) else found

    def clash(self) -> bool:
        """Learns of two cells at one place, or of a cell where none can be; whether there was one."""
        self.follow()
        context = self.tools.context
        seen: dict[tuple[str, Term], Head] = {}
        for head in self.heads():
            key = (head.region, context.representative(head.address))
            if self._is_nil(head.address):
                return self._learn_not_nil(head)
            other = seen.setdefault(key, head)
            if other is not head and other.atom != head.atom:
                return self._learn_apart(other, head)
        for index, member in enumerate(self.goal.outside):
            if self._is_nil(member.address):
                self.know(NotNil(index), different(member.address, nil(member.address.sort)))
                return True
            head_here = seen.get((member.region, context.representative(member.address)))
            if head_here is not None:
                return self._learn_elsewhere(head_here, index)
        return False

    def _is_nil(self, term: Term) -> bool:
        return self.tools.context.are_equal(term, Apply(NIL, (), term.sort))

    def apart(self, a: Term, b: Term) -> bool:
        """Whether a != b is known, if need be by learning it from the heap."""
        if a.sort.kind != "location":
            return self.truth(equal(a, b)) is False
        self.follow()
        context = self.tools.context
        if context.disequal(a, b):
            return True
        if self._is_nil(a):
            a, b = b, a
        first = self._all_at(a)
        if self._is_nil(b):
            return any(self._learn_not_nil(h) for h in first) or self._outside_not_nil(a)
        second = self._all_at(b)
        for head in first:
            for other in second:
                if head.atom != other.atom and head.region == other.region and self._learn_apart(head, other):
                    return True
        return self._learn_elsewhere_of(first, b) or self._learn_elsewhere_of(second, a)

    def _all_at(self, address: Term) -> list[Head]:
        return [h for h in self.heads() if self.tools.context.are_equal(h.address, address)]

    def _outside_not_nil(self, address: Term) -> bool:
        for index, member in enumerate(self.goal.outside):
            if self.are_equal(member.address, address):
                self.know(NotNil(index), different(member.address, nil(member.address.sort)))
                return True
        return False

    def _learn_elsewhere_of(self, heads: list[Head], address: Term) -> bool:
        for index, member in enumerate(self.goal.outside):
            if self.are_equal(member.address, address):
                for head in heads:
                    if head.region == member.region and self._learn_elsewhere(head, index):
                        return True
        return False

    def _learn_not_nil(self, head: Head) -> bool:
        cell = self.cell(head)
        if cell is not None:
            self.know(NotNil(cell), different(head.address, nil(head.address.sort)))
        return cell is not None

    def _learn_apart(self, first: Head, second: Head) -> bool:
        one, other = self.cell(first), self.cell(second)
        if one is None or other is None or one.address.sort is not other.address.sort:
            return False
        self.know(Apart(one, other), different(one.address, other.address))
        return True

    def _learn_elsewhere(self, head: Head, member: int) -> bool:
        cell = self.cell(head)
        if cell is not None:
            self.know(Elsewhere(cell, member), different(head.address, self.goal.outside[member].address))
        return cell is not None

    # Steps with one premise.

    def match(self, left: int, right: int) -> None:
        """Takes the two atoms to be one."""
        if isinstance(self.goal.left.spatial[left], PointsTo):
            self.hypotheses = tuple(Hypothesis(h.name, h.statement, True) for h in self.hypotheses)
        self.samples = [s.without((left,)) for s in self.samples]
        self.chain.match(left, right)

    def bind(self, bindings: dict[Variable, Term]) -> None:
        """Gives right existentials their values."""
        self.chain.witness(tuple(bindings.items()))

    def unfold_right(self, atom: int, case: int) -> None:
        call = self.right.spatial[atom]
        assert isinstance(call, PredicateCall)
        predicate = self.tools.definitions.predicates[call.name]
        assert predicate.cases is not None
        self.chain.unfold_right(atom, case, self.tools.names.all_like(predicate.cases[case].exists))
