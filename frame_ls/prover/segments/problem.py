"""A goal about list segments in numbers: terms become indices, atoms become edges of a graph."""

from __future__ import annotations

from dataclasses import dataclass, field

from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Atom, Cell, Entailment, PointsTo, PredicateCall
from frame_ls.logic.sorts import POINTER, Sort
from frame_ls.logic.terms import EQUAL, FALSE, NOT, TRUE, WHOLE, Apply, Term, Variable, nil
from frame_ls.prover.names import all_variables
from frame_ls.prover.segments.equalities import Equalities
from frame_ls.prover.segments.shapes import segment_cell

NIL = 0  # the index of nil


@dataclass(frozen=True, slots=True)
class Edge:
    """A cell or a segment from `root` to `target`."""

    is_cell: bool
    root: int
    target: int


@dataclass(frozen=True, slots=True)
class Literal:
    """`a = b` or `a != b`, and the formula that says so."""

    holds: bool
    a: int
    b: int
    formula: Term


@dataclass
class Problem:
    """`left |- right` (or false, when `right_is_false`); everything is over one cell and one segment predicate."""

    goal: Entailment
    terms: list[Term]
    predicate: str | None = None
    cell: Cell | None = None
    left: list[Edge] = field(default_factory=list)
    right: list[Edge] = field(default_factory=list)
    facts: list[Literal] = field(default_factory=list)
    wanted: list[Literal] = field(default_factory=list)
    outside: list[int] = field(default_factory=list)
    right_is_false: bool = False

    def equalities(self) -> Equalities:
        """The graph of the left side's literals."""
        graph = Equalities(len(self.terms))
        for literal in self.facts:
            if literal.holds:
                graph.merge(literal.a, literal.b, literal.formula)
        for literal in self.facts:
            if not literal.holds:
                graph.separate(literal.a, literal.b, literal.formula)
        return graph


def segment_problem(goal: Entailment, definitions: Definitions) -> Problem | None:
    """The goal in numbers, or None when it says anything else than list segments do."""
    sort = _only_sort(goal)
    if sort is None or len(goal.right) > 1 or any(h.exists for h in goal.right):
        return None
    reader = _Reader(Problem(goal, [nil(sort)], right_is_false=not goal.right), sort, definitions)
    try:
        reader.read()
    except _Outside:
        return None
    return reader.problem


def _only_sort(goal: Entailment) -> Sort | None:
    """The sort of the first address that is mentioned; None if that is no address."""
    for heap in (goal.left, *goal.right):
        for atom in heap.spatial:
            root = atom.root if isinstance(atom, PointsTo) else atom.args[0] if atom.args else None
            return root.sort if root is not None and root.sort.kind == "location" else None
    variables = all_variables(goal)
    return variables[0].sort if variables else POINTER


class _Outside(Exception):
    """The goal is no problem of list segments."""


class _Reader:
    def __init__(self, problem: Problem, sort: Sort, definitions: Definitions) -> None:
        self.problem, self.sort, self.definitions = problem, sort, definitions
        self.index: dict[Term, int] = {problem.terms[NIL]: NIL}

    def read(self) -> None:
        goal, problem = self.problem.goal, self.problem
        problem.facts = self.literals(goal.left.pure)
        problem.left = [self.edge(a) for a in goal.left.spatial]
        for side in goal.right:
            problem.right = [self.edge(a) for a in side.spatial]
            problem.wanted = self.literals(side.pure)
        for member in goal.outside:
            if problem.cell is not None and member.region != problem.cell.region:
                raise _Outside
            problem.outside.append(self.term(member.address))

    def term(self, term: Term) -> int:
        if term.sort is not self.sort:
            raise _Outside
        found = self.index.get(term)
        if found is None:
            if not isinstance(term, Variable):
                raise _Outside
            found = self.index[term] = len(self.problem.terms)
            self.problem.terms.append(term)
        return found

    def literals(self, formulas: tuple[Term, ...]) -> list[Literal]:
        return [self.literal(f, f, True) for f in formulas if f is not TRUE]

    def literal(self, whole: Term, part: Term, holds: bool) -> Literal:
        match part:
            case Apply(operator=operator, args=(inner,)) if operator == NOT:
                return self.literal(whole, inner, not holds)
            case Apply(operator=operator, args=(a, b)) if operator == EQUAL:
                return Literal(holds, self.term(a), self.term(b), whole)
        if whole is FALSE:
            return Literal(False, NIL, NIL, whole)
        raise _Outside

    def edge(self, atom: Atom) -> Edge:
        match atom:
            case PointsTo(root=root, cell=cell, values=(value,), fraction=fraction) if fraction is WHOLE:
                self.require_cell(cell)
                return Edge(True, self.term(root), self.term(value))
            case PredicateCall(name=name, args=(start, end), fraction=fraction) if fraction is WHOLE:
                self.require_predicate(name)
                return Edge(False, self.term(start), self.term(end))
        raise _Outside

    def require_cell(self, cell: Cell) -> None:
        if self.problem.cell is None:
            self.problem.cell = cell
        elif self.problem.cell != cell:
            raise _Outside

    def require_predicate(self, name: str) -> None:
        if self.problem.predicate == name:
            return
        predicate = self.definitions.predicates.get(name)
        cell = segment_cell(predicate) if predicate is not None else None
        if cell is None or self.problem.predicate is not None:
            raise _Outside
        self.problem.predicate = name
        self.require_cell(cell)
