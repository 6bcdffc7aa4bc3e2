"""Decides entailments of list segments: what the right side says is subtracted from the left, step by invertible step.

Splits stand at the root: a leaf is one run without choices, under enough equations and disequations for every step of
it to be forced. A run that cannot go on describes a heap that the left side has and the right side has not. After
Cook, Haase, Ouaknine, Parkinson, Worrell (CONCUR 2011) and Navarro Perez, Rybalchenko (PLDI 2011).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from frame_ls.logic.terms import different, equal
from frame_ls.prover.budget import Budget
from frame_ls.prover.segments.allocation import Allocation, Source, is_sure
from frame_ls.prover.segments.equalities import Equalities
from frame_ls.prover.segments.problem import NIL, Edge, Problem


@dataclass(frozen=True, slots=True)
class Clash:
    """Terms `a` and `b` are one class but must differ: for what `first` and `second` say, or (None) by a given `!=`."""

    a: int
    b: int
    first: Source | None = None
    second: Source | None = None


@dataclass(frozen=True, slots=True)
class EmptySegment:
    """The right segment is empty."""

    right: int


@dataclass(frozen=True, slots=True)
class SameCell:
    """Left atom `left` is the right cell; or, if that is a segment, its first cell."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class SameSegment:
    """The left segment is what is left of the right one."""

    left: int
    right: int


@dataclass(frozen=True, slots=True)
class Prefix:
    """The left segment is the beginning of the right one, which ends at nil or where `end` says."""

    left: int
    right: int
    end: Source


Move = EmptySegment | SameCell | SameSegment | Prefix


@dataclass(frozen=True, slots=True)
class Run:
    """A leaf that is proved: the moves in order."""

    graph: Equalities
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Closed:
    """A leaf whose left side has no model."""

    graph: Equalities
    clash: Clash


@dataclass(frozen=True, slots=True)
class Cut:
    """Proved for `a = b` and for `a != b`."""

    a: int
    b: int
    yes: Tree
    no: Tree


Tree = Run | Closed | Cut


@dataclass(frozen=True, slots=True)
class Heap:
    """A heap of the left side that the right side does not describe, as edges between classes of `graph`.

    Classes are different addresses. Each left edge that is not empty is one cell; that at `through[0]` is two, by way
    of the class `through[1]`, or of an address that no term has (None).
    """

    graph: Equalities
    through: tuple[int, int | None] | None = None


@dataclass(frozen=True, slots=True)
class _Undecided:
    """Whether a = b must be known first."""

    a: int
    b: int


def decide(problem: Problem, budget: Budget) -> Tree | Heap:
    """A tree of leaves that are all proved, or a counterexample. Raises OutOfBudget."""
    return _decide(problem, problem.equalities(), budget)


def _decide(problem: Problem, graph: Equalities, budget: Budget) -> Tree | Heap:
    budget.spend()
    if graph.clash is not None:
        return Closed(graph, Clash(graph.clash[0], graph.clash[1]))
    undecided = _settle(problem, graph)
    if isinstance(undecided, Clash):
        return Closed(graph, undecided)
    if undecided is None:
        if problem.right_is_false:
            return Heap(graph)
        outcome = _Subtraction(problem, graph, Allocation(problem, graph)).run()
        if not isinstance(outcome, _Undecided):
            return outcome
        undecided = outcome
    a, b = undecided.a, undecided.b
    no = graph.copy()
    no.separate(a, b, different(problem.terms[a], problem.terms[b]))
    right = _decide(problem, no, budget)
    if isinstance(right, Heap):
        return right
    yes = graph.copy()
    yes.merge(a, b, equal(problem.terms[a], problem.terms[b]))
    left = _decide(problem, yes, budget)
    return left if isinstance(left, Heap) else Cut(a, b, left, right)


def _settle(problem: Problem, graph: Equalities) -> Clash | _Undecided | None:
    """Two atoms at one root, or an atom at nil or outside: one of them must be empty."""
    taken: dict[int, tuple[Source, int]] = {graph.of[NIL]: (Source(), NIL)}
    for index, member in enumerate(problem.outside):
        taken.setdefault(graph.of[member], (Source(member=index), member))
    open_pair: _Undecided | None = None
    for index, edge in enumerate(problem.left):
        if graph.are_equal(edge.root, edge.target) and not edge.is_cell:
            continue
        place = graph.of[edge.root]
        other = taken.get(place)
        sure = is_sure(edge, graph)
        if other is None:
            taken[place] = (Source(atom=index), edge.root)
            continue
        rival = problem.left[other[0].atom] if other[0].atom is not None else None
        rival_sure = rival is None or is_sure(rival, graph)
        if sure and rival_sure:
            return Clash(edge.root, other[1], Source(atom=index), other[0])
        if not sure and rival_sure:
            return _Undecided(edge.root, edge.target)
        assert rival is not None
        if sure:
            return _Undecided(rival.root, rival.target)
        open_pair = open_pair or _Undecided(edge.root, edge.target)
    return open_pair


@dataclass
class _Subtraction:
    """One run: which atoms are left, what is known to be allocated elsewhere, what was done."""

    problem: Problem
    graph: Equalities
    places: Allocation
    used: set[int] = field(default_factory=set)
    moves: list[Move] = field(default_factory=list)

    def run(self) -> Run | Heap | _Undecided:
        graph, problem = self.graph, self.problem
        for index, edge in enumerate(problem.right):
            stop = self.cell(index, edge) if edge.is_cell else self.segment(index, edge)
            if stop is not None:
                return stop
        if len(self.used) < len(self.places.at):
            return Heap(graph)
        for literal in problem.wanted:
            same = graph.are_equal(literal.a, literal.b)
            if same != literal.holds and (same or literal.holds):
                return Heap(graph)
            if not literal.holds and not self.places.apart(literal.a, literal.b):
                return _Undecided(literal.a, literal.b)
        return Run(graph, tuple(self.moves))

    def cell(self, index: int, edge: Edge) -> Heap | _Undecided | None:
        found = self.unused_at(edge.root)
        if found is None:
            return Heap(self.graph)
        ours = self.problem.left[found]
        if not ours.is_cell:
            return Heap(self.graph, (found, None)) if is_sure(ours, self.graph) else _Undecided(ours.root, ours.target)
        if not self.graph.are_equal(ours.target, edge.target):
            return Heap(self.graph)
        self.used.add(found)
        self.moves.append(SameCell(found, index))
        return None

    def segment(self, index: int, edge: Edge) -> Heap | _Undecided | None:
        graph, here, end = self.graph, edge.root, edge.target
        while not graph.are_equal(here, end):
            if not self.places.apart(here, end):
                return _Undecided(here, end)
            found = self.unused_at(here)
            if found is None:
                return Heap(graph)
            ours = self.problem.left[found]
            if ours.is_cell:
                self.moves.append(SameCell(found, index))
            elif graph.are_equal(ours.target, end):
                self.moves.append(SameSegment(found, index))
                self.used.add(found)
                return None
            else:
                stop = self.prefix(found, index, end)
                if stop is not None:
                    return stop
            self.used.add(found)
            here = ours.target
        self.moves.append(EmptySegment(index))
        return None

    def prefix(self, found: int, index: int, end: int) -> Heap | _Undecided | None:
        """The left segment runs on into the right one's rest, if that cannot end within it."""
        source = self.places.source(end)
        if source is not None:
            self.moves.append(Prefix(found, index, source))
            return None
        other = self.places.at.get(self.graph.of[end])
        if other is not None:
            edge = self.problem.left[other]
            return _Undecided(edge.root, edge.target)
        if self.needs_cell_at(end):
            return Heap(self.graph)
        return Heap(self.graph, (found, end))

    def needs_cell_at(self, place: int) -> bool:
        """Whether some right atom starts at `place`, so that without a cell there the right side is false."""
        return any(
            self.graph.are_equal(e.root, place) and (e.is_cell or not self.graph.are_equal(e.root, e.target))
            for e in self.problem.right
        )

    def unused_at(self, term: int) -> int | None:
        found = self.places.at.get(self.graph.of[term])
        return None if found in self.used else found
