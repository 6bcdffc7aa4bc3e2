"""Writes the decision about list segments down as a proof."""

from __future__ import annotations

from frame_ls.kernel.proofs import (
    Apart,
    Contradiction,
    Elsewhere,
    Fact,
    HeadCell,
    Know,
    LocalLemma,
    Missing,
    NotNil,
    Proof,
    Split,
    Step,
)
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Entailment, PointsTo, PredicateCall
from frame_ls.logic.terms import EQUAL, FALSE, TRUE, Apply, Term, Variable, different, equal
from frame_ls.prover.chain import Chain
from frame_ls.prover.citing import by_congruence
from frame_ls.prover.names import Names
from frame_ls.prover.segments.allocation import Allocation, Source
from frame_ls.prover.segments.decide import (
    Clash,
    Closed,
    Cut,
    EmptySegment,
    Move,
    Prefix,
    Run,
    SameCell,
    SameSegment,
    Tree,
)
from frame_ls.prover.segments.equalities import Equalities
from frame_ls.prover.segments.lemmas import append_lemma
from frame_ls.prover.segments.problem import NIL, Problem
from frame_ls.prover.segments.shapes import empty_case


def write_proof(problem: Problem, tree: Tree, definitions: Definitions) -> Proof:
    """The tree as a proof of the problem's goal, with the append lemmas that it uses."""
    writer = _Writer(problem, definitions)
    step = writer.tree(tree)
    return Proof(problem.goal, tuple(writer.lemmas.values()), step)


class _Writer:
    def __init__(self, problem: Problem, definitions: Definitions) -> None:
        self.problem, self.definitions = problem, definitions
        self.names = Names((problem.goal,))
        self.lemmas: dict[bool, LocalLemma] = {}
        self.region = problem.cell.region if problem.cell is not None else ""

    @property
    def predicate(self) -> Predicate:
        assert self.problem.predicate is not None
        return self.definitions.predicates[self.problem.predicate]

    def tree(self, tree: Tree) -> Step:
        match tree:
            case Cut(a=a, b=b, yes=yes, no=no):
                return Split(equal(self.problem.terms[a], self.problem.terms[b]), self.tree(yes), self.tree(no))
            case Closed(graph=graph, clash=clash):
                return self.closed(_Facts(self, graph), clash)
            case Run(graph=graph, moves=moves):
                return _RunWriter(self, graph).write(moves)

    def closed(self, facts: _Facts, clash: Clash) -> Step:
        if clash.first is None or clash.second is None:
            assert facts.graph.clash is not None
            a, b, formula = facts.graph.clash
            cited = [FALSE] if formula is FALSE else [*facts.graph.why_equal(a, b), formula]
        else:
            cited = [*facts.graph.why_equal(clash.a, clash.b), *facts.apart_by(clash.first, clash.second)]
        return facts.known(Contradiction(by_congruence(cited, FALSE)))

    def append(self, to_nil: bool) -> LocalLemma:
        """The append lemma, written down when first asked for."""
        found = self.lemmas.get(to_nil)
        if found is None:
            assert self.problem.cell is not None
            name = f"{self.predicate.name}!{'append-to-nil' if to_nil else 'append'}"
            found = append_lemma(name, self.predicate, self.problem.cell, to_nil, self.definitions)
            self.lemmas[to_nil] = found
        return found

    def fresh(self) -> tuple[tuple[Variable, ...], ...]:
        """New names for the existentials of each case of the segment."""
        assert self.predicate.cases is not None
        return tuple(self.names.all_like(case.exists) for case in self.predicate.cases)


class _Facts:
    """What a leaf learns of its heap, each fact once, in the order in which it was first needed."""

    def __init__(self, writer: _Writer, graph: Equalities) -> None:
        self.writer, self.graph, self.problem = writer, graph, writer.problem
        self.facts: dict[Term, Fact] = {}

    def known(self, premise: Step) -> Step:
        """`premise` below the facts that it needs."""
        return Know(tuple(self.facts.values()), premise) if self.facts else premise

    def apart_by(self, first: Source, second: Source) -> list[Term]:
        """Formulas from which the two sources' terms differ."""
        if first.atom is None:
            first, second = second, first
        address = self.address(first)
        formula = different(address, self.address(second))
        if formula not in self.facts:
            self.facts[formula] = self.fact(first, second)
        return [formula]

    def fact(self, first: Source, second: Source) -> Fact:
        if first.atom is None:
            member = first.member if first.member is not None else second.member
            assert member is not None
            return NotNil(member)
        head = self.head(first.atom, first.atom)
        if second.atom is not None:
            return Apart(head, self.head(second.atom, second.atom))
        return NotNil(head) if second.member is None else Elsewhere(head, second.member)

    def address(self, source: Source) -> Term:
        terms, problem = self.problem.terms, self.problem
        if source.atom is not None:
            return terms[problem.left[source.atom].root]
        return terms[NIL if source.member is None else problem.outside[source.member]]

    def index(self, source: Source) -> int:
        if source.atom is not None:
            return self.problem.left[source.atom].root
        return NIL if source.member is None else self.problem.outside[source.member]

    def head(self, atom: int, position: int) -> HeadCell:
        """The cell that left atom `atom` surely has, when it stands at `position`."""
        edge = self.problem.left[atom]
        root = self.problem.terms[edge.root]
        if edge.is_cell:
            return HeadCell(position, self.writer.region, root)
        predicate = self.writer.predicate
        assert predicate.cases is not None
        call = self.problem.goal.left.spatial[atom]
        assert isinstance(call, PredicateCall)
        cases: list[PureProof | tuple[int, PureProof]] = []
        for index, case in enumerate(predicate.cases):
            if index == empty_case(predicate):
                equation = _equation(predicate, call)
                cases.append(by_congruence([equation, *self.graph.why_unequal(edge.root, edge.target)], FALSE))
            else:
                cell = next(i for i, a in enumerate(case.spatial) if isinstance(a, PointsTo))
                cases.append((cell, by_congruence((), TRUE)))
        return HeadCell(position, self.writer.region, root, tuple(cases), self.writer.fresh())

    def apart(self, places: Allocation, a: int, b: int) -> list[Term]:
        """Formulas from which a and b differ."""
        how = places.apart(a, b)
        if isinstance(how, tuple):
            first, second = how
            middle = self.apart_by(first, second)
            return [*self.graph.why_equal(a, self.index(first)), *middle, *self.graph.why_equal(self.index(second), b)]
        return self.graph.why_unequal(a, b)


def _equation(predicate: Predicate, call: PredicateCall) -> Term:
    """The pure part of the empty case, at the call's arguments."""
    from frame_ls.kernel.goals import case_of

    return case_of(predicate, call, empty_case(predicate), ()).pure[0]


class _RunWriter:
    """Writes one leaf: the moves of its run as steps."""

    def __init__(self, writer: _Writer, graph: Equalities) -> None:
        self.writer, self.graph, self.problem = writer, graph, writer.problem
        self.facts = _Facts(writer, graph)
        self.places = Allocation(writer.problem, graph)
        self.chain = Chain(writer.problem.goal, writer.definitions)
        self.left = list(range(len(self.problem.left)))  # which original atom stands where
        self.right = list(range(len(self.problem.right)))
        self.outside: dict[int, int] = {}  # original left atom -> the member of `outside` that its head became

    def write(self, moves: tuple[Move, ...]) -> Step:
        needed = self.heads_needed_later(moves)
        for atom, edge in enumerate(self.problem.left):
            if not edge.is_cell and self.graph.are_equal(edge.root, edge.target):
                self.drop_left(atom)
        for move in moves:
            match move:
                case EmptySegment(right=right):
                    self.drop_right(right)
                case SameCell(left=left, right=right):
                    self.match_cell(left, right)
                case SameSegment(left=left, right=right):
                    if left in needed:
                        self.open_both(left, right)
                    self.chain.match(self.take_left(left), self.take_right(right))
                case Prefix(left=left, right=right, end=end):
                    if left in needed:
                        self.open_both(left, right)
                    self.prefix(left, right, end)
        return self.facts.known(self.chain.close(self.prove))

    def heads_needed_later(self, moves: tuple[Move, ...]) -> set[int]:
        """Left segments that end another one after they were used up: their heads must be kept as absent."""
        gone: set[int] = set()
        needed: set[int] = set()
        for move in moves:
            if isinstance(move, Prefix) and move.end.atom in gone:
                needed.add(move.end.atom)
            if isinstance(move, SameSegment | Prefix):
                gone.add(move.left)
        return needed

    # Positions.

    def take_left(self, atom: int) -> int:
        position = self.left.index(atom)
        del self.left[position]
        return position

    def take_right(self, atom: int) -> int:
        position = self.right.index(atom)
        del self.right[position]
        return position

    # Moves.

    def drop_left(self, atom: int) -> None:
        edge, predicate = self.problem.left[atom], self.writer.predicate
        why = self.graph.why_equal(edge.root, edge.target)

        before = len(self.chain.goal.left.pure)

        def impossible(_: int, goal: Entailment) -> Step:
            return Contradiction(by_congruence([*why, *goal.left.pure[before:]], FALSE))

        self.chain.unfold_left(self.take_left(atom), empty_case(predicate), self.writer.fresh(), impossible)

    def drop_right(self, right: int) -> None:
        self.chain.unfold_right(self.take_right(right), empty_case(self.writer.predicate), ())

    def match_cell(self, left: int, right: int) -> None:
        edge = self.problem.left[left]
        if not self.problem.right[right].is_cell:
            self.open_right(right, self.problem.terms[edge.target])
        self.outside[left] = len(self.chain.goal.outside)
        position = self.cell_position(right)
        self.chain.match(self.take_left(left), position)

    def cell_position(self, right: int) -> int:
        """Where the right cell stands; it goes away."""
        if self.problem.right[right].is_cell:
            return self.take_right(right)
        position = self.right.index(_cell_of(right))
        del self.right[position]
        return position

    def open_right(self, right: int, link: Term) -> None:
        """The right segment becomes its first cell and the rest, which starts at `link`."""
        predicate = self.writer.predicate
        assert predicate.cases is not None
        step = 1 - empty_case(predicate)
        fresh = self.writer.fresh()[step]
        self.chain.unfold_right(self.take_right(right), step, fresh)
        self.chain.witness(((fresh[0], link),))
        for atom in predicate.cases[step].spatial:
            self.right.append(_cell_of(right) if isinstance(atom, PointsTo) else right)

    def open_both(self, left: int, right: int) -> None:
        """Matches the first cells of two segments, so that the left one's root is absent from here on."""
        edge, predicate = self.problem.left[left], self.writer.predicate
        assert predicate.cases is not None
        step = 1 - empty_case(predicate)
        fresh = self.writer.fresh()
        why = self.graph.why_unequal(edge.root, edge.target)
        call = self.problem.goal.left.spatial[left]
        assert isinstance(call, PredicateCall)
        equation = _equation(predicate, call)

        def impossible(_: int, __: Entailment) -> Step:
            return Contradiction(by_congruence([equation, *why], FALSE))

        self.chain.unfold_left(self.take_left(left), step, fresh, impossible)
        for atom in predicate.cases[step].spatial:
            self.left.append(_cell_of(left) if isinstance(atom, PointsTo) else left)
        self.open_right(right, fresh[step][0])
        self.outside[left] = len(self.chain.goal.outside)
        self.chain.match(self.take_left(_cell_of(left)), self.cell_position(right))

    def prefix(self, left: int, right: int, end: Source) -> None:
        lemma = self.writer.append(to_nil=end == Source()).lemma
        position, target = self.take_left(left), self.take_right(right)
        ours, theirs = self.chain.goal.left.spatial[position], self.chain.goal.right[0].spatial[target]
        assert isinstance(ours, PredicateCall) and isinstance(theirs, PredicateCall)
        whole, rest = lemma.statement.left.spatial
        assert isinstance(whole, PredicateCall) and isinstance(rest, PredicateCall)
        pairs = zip((*whole.args, rest.args[1]), (theirs.args[0], ours.args[1], theirs.args[1]), strict=True)
        bindings = tuple((v, t) for v, t in pairs if isinstance(v, Variable))
        missing: tuple[Missing, ...] = ()
        if end != Source():
            missing = (self.missing(end, self.problem.right[right].target, left),)
        self.chain.lemma_right(lemma, bindings, (target,), ((0, position),), missing)
        self.right.append(right)

    def missing(self, end: Source, term: int, used: int) -> Missing:
        """Why the end of a right segment is absent from what the append lemma speaks of."""
        other = self.facts.index(end)
        same = equal(self.problem.terms[term], self.problem.terms[other])
        proof = by_congruence(self.graph.why_equal(term, other), same)
        if end.member is not None:
            return Missing(end.member, proof)
        assert end.atom is not None and end.atom != used
        if end.atom in self.outside:
            return Missing(self.outside[end.atom], proof)
        # The lemma's own atom is still listed in the kernel's goal, so positions are those of before the use.
        position = self.chain.goal.left.spatial.index(self.problem.goal.left.spatial[end.atom])
        return Missing(self.facts.head(end.atom, position), proof)

    # What remains to be proved at the end.

    def prove(self, formula: Term) -> PureProof:
        inner, holds = formula, True
        while isinstance(inner, Apply) and inner.operator == "!":
            inner, holds = inner.args[0], not holds
        if not isinstance(inner, Apply) or inner.operator != EQUAL:
            return by_congruence((), formula)
        a, b = (self.index_of(t) for t in inner.args)
        if a is None or b is None or inner.args[0] is inner.args[1]:
            return by_congruence((), formula)
        cited = self.graph.why_equal(a, b) if holds else self.facts.apart(self.places, a, b)
        return by_congruence(cited, formula)

    def index_of(self, term: Term) -> int | None:
        return self.problem.terms.index(term) if term in self.problem.terms else None


def _cell_of(atom: int) -> int:
    """A name for the first cell of a segment that was opened."""
    return -1 - atom
