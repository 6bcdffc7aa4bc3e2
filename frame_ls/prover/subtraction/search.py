"""The search that takes an assertion out of a heap.

Depth first over small decisions: which piece a wanted atom is, which call to open, which case to close with, what to
split on. Decisions on the right are recorded and written down at the end of each case (`leaf`); opening and splitting
give the proof its tree. The context follows the case that is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from frame_ls.kernel.goals import case_of
from frame_ls.kernel.proofs import Apart, Contradiction, Fact, HeadCell, Know, NotNil, Split, Step, UnfoldLeft
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import free_variables, substitute, substitute_atom
from frame_ls.logic.terms import EQUAL, FALSE, Apply, Term, Variable, different, negate, nil
from frame_ls.prover.budget import Budget
from frame_ls.prover.names import Names
from frame_ls.prover.pure.context import Context
from frame_ls.prover.subtraction.answer import Branch, Missing, Taken
from frame_ls.prover.subtraction.leaf import close_leaf, disjunct_of
from frame_ls.prover.subtraction.patterns import Fit
from frame_ls.prover.subtraction.shapes import Head, Shapes
from frame_ls.prover.subtraction.state import Fold, Match, Piece, State, Wanted

_DEEPEST_FOLD = 6
_MOST_SPLITS = 3
_MOST_PAIRS = 40  # of cells whose addresses are told apart


class Stuck(Exception):
    """This way does not lead on; the search goes back to its last choice."""


class Search:
    """One subtraction. `branches` and `disjuncts` belong to the cases that are done, in order."""

    def __init__(
        self,
        context: Context,
        wanted: SymbolicHeap,
        definitions: Definitions,
        budget: Budget,
        names: Names,
        *,
        exact: bool = False,
    ) -> None:
        self.context = context
        self.wanted = wanted
        self.definitions = definitions
        self.budget = budget
        self.names = names
        self.exact = exact  # nothing may be left over, and the proof is of `wanted` itself
        self.shapes = Shapes(definitions)
        self.branches: list[Branch] = []
        self.disjuncts: list[SymbolicHeap] = []
        self.missing: Missing | None = None
        self._depth_of_missing = -1
        self._next = 0

    def pieces(self, atoms: tuple[PointsTo | PredicateCall, ...]) -> tuple[Piece, ...]:
        """The atoms as pieces with numbers of their own."""
        found = tuple(Piece(self._next + i, atom) for i, atom in enumerate(atoms))
        self._next += len(atoms)
        return found

    def run(self, heap: tuple[PointsTo | PredicateCall, ...]) -> Step:
        """The proof step for the whole; raises `Stuck` where nothing was found."""
        todo = tuple(Wanted(i, atom) for i, atom in enumerate(self.wanted.spatial))
        self._next = len(todo)
        state = State(self.pieces(heap), todo, self.wanted.pure, self.wanted.exists, {})
        return self.solve(state)

    def open_at(self, pieces: tuple[Piece, ...], index: int) -> Step:
        """Opens one call and wants nothing; raises `Stuck` where it has no definition."""
        call = pieces[index].atom
        if not isinstance(call, PredicateCall) or not self._is_defined(call):
            raise Stuck
        return self.open(State(pieces, (), (), (), {}), pieces[index])

    # The next decision.

    def solve(self, state: State) -> Step:
        """A proof that this state's case of the heap holds what is wanted."""
        self.budget.spend()
        state = self._with_equations(state)
        if not state.todo:
            return self._finish(state)
        ways = (self._matching, self._opening, self._closing, self._splitting)
        return self._first(state, (way for make in ways for way in make(state, state.todo[0])))

    def _first(self, state: State, ways: Iterator[Callable[[], Step]]) -> Step:
        """The first way that leads on; the cases that a failed one had finished are forgotten."""
        done = len(self.branches)
        for way in ways:
            try:
                return way()
            except Stuck:
                del self.branches[done:], self.disjuncts[done:]
        self._report(state, state.todo[0] if state.todo else None)
        raise Stuck

    def _with_equations(self, state: State) -> State:
        """Lets right-hand equations bind what they determine."""
        if not state.unbound:
            return state
        fit = Fit(self.context, dict(state.bindings), state.unbound)
        while any(fit.equation(formula) for formula in state.pure):
            pass
        if len(fit.unbound) == len(state.unbound):
            return state
        return replace(state, bindings=fit.bindings, unbound=tuple(fit.unbound))

    # Matching.

    def _matching(self, state: State, wanted: Wanted) -> Iterator[Callable[[], Step]]:
        fits: list[tuple[int, Piece, Fit]] = []
        for piece in state.unused():
            fit = self._fit(state, wanted, piece)
            if fit is not None:
                certain = sum(not self._is_known(e) for e in fit.equations)
                fits.append((certain, piece, fit))
        for _, piece, fit in sorted(fits, key=lambda f: (f[0], f[1].number)):
            if all(self._holds(e) for e in fit.equations):
                yield lambda piece=piece, fit=fit: self.solve(self._matched(state, wanted, piece, fit))  # type: ignore[misc]

    def _fit(self, state: State, wanted: Wanted, piece: Piece) -> Fit | None:
        want, have = wanted.atom, piece.atom
        fit = Fit(self.context, dict(state.bindings), state.unbound)
        if isinstance(want, PointsTo):
            if not isinstance(have, PointsTo) or have.cell != want.cell:
                return None
            pairs = [(want.root, have.root), *zip(want.values, have.values, strict=True)]
        else:
            if not isinstance(have, PredicateCall) or have.name != want.name:
                return None
            pairs = list(zip(want.args, have.args, strict=True))
        pairs.append((want.fraction, have.fraction))
        return fit if all(fit.term(pattern, value) for pattern, value in pairs) else None

    def _matched(self, state: State, wanted: Wanted, piece: Piece, fit: Fit) -> State:
        return replace(
            state,
            todo=state.todo[1:],
            used=state.used | {piece.number},
            bindings=fit.bindings,
            unbound=tuple(fit.unbound),
            right=(*state.right, Match(piece.number, wanted.number)),
        )

    # Opening: a call of the heap is replaced by the cases of its definition.

    def _opening(self, state: State, wanted: Wanted) -> Iterator[Callable[[], Step]]:
        name = wanted.atom.cell.name if isinstance(wanted.atom, PointsTo) else wanted.atom.name
        root = wanted.atom.root if isinstance(wanted.atom, PointsTo) else next(iter(wanted.atom.args), None)
        address = None if root is None else substitute(root, state.bindings)
        for piece in state.unused():
            call = piece.atom
            if not isinstance(call, PredicateCall) or not self._is_defined(call):
                continue
            heads = self.shapes.heads(call.name)
            parameters = range(len(call.args))
            found = [i for i in parameters if Head(isinstance(wanted.atom, PointsTo), name, i) in heads]
            if any(address is not None and self._same(call.args[i], address) for i in found):
                yield lambda piece=piece: self.open(state, piece)  # type: ignore[misc]

    def open(self, state: State, piece: Piece) -> Step:
        """Opens the call: every case that is not contradictory must lead on."""
        call = piece.atom
        assert isinstance(call, PredicateCall)
        predicate = self.definitions.predicates[call.name]
        assert predicate.cases is not None
        index = state.pieces.index(piece)
        fresh = tuple(self.names.all_like(case.exists) for case in predicate.cases)
        premises = tuple(
            self._case(state, index, case_of(predicate, call, number, names), call)
            for number, names in enumerate(fresh)
        )
        return UnfoldLeft(index, fresh, premises)

    def _case(self, state: State, index: int, body: SymbolicHeap, call: PredicateCall) -> Step:
        """The premise for one case of an opened call."""
        labelled = tuple(self._labelled(atom, call) for atom in body.spatial)
        new = self.pieces(labelled)
        pieces = (*state.pieces[:index], *state.pieces[index + 1 :], *new)
        return self._under(
            body.pure,
            lambda: self._enter(
                replace(
                    state,
                    pieces=pieces,
                    assumed=(*state.assumed, *body.pure),
                    opened=(*state.opened, *body.exists),
                ),
                new,
            ),
        )

    def _labelled(self, atom: PointsTo | PredicateCall, call: PredicateCall) -> PointsTo | PredicateCall:
        return replace(atom, label=call.label)

    def _enter(self, state: State, new: tuple[Piece, ...]) -> Step:
        """Goes on in a case, unless its facts and cells contradict each other."""
        refuted = self.context.contradiction()
        if refuted is not None:
            return Contradiction(refuted)
        facts, formulas = self._facts_about(state, new)
        if not facts:
            return self.solve(state)
        return Know(
            facts, self._under(formulas, lambda: self._go_on(replace(state, assumed=(*state.assumed, *formulas))))
        )

    def _go_on(self, state: State) -> Step:
        refuted = self.context.contradiction(self.budget)
        return Contradiction(refuted) if refuted is not None else self.solve(state)

    def _under(self, facts: tuple[Term, ...], go_on: Callable[[], Step]) -> Step:
        """Runs `go_on` with more facts in the context."""
        self.context.push()
        try:
            for fact in facts:
                self.context.assume(fact)
            return go_on()
        finally:
            self.context.pop()

    # Facts about addresses.

    def _facts_about(self, state: State, pieces: tuple[Piece, ...]) -> tuple[tuple[Fact, ...], tuple[Term, ...]]:
        """New cells are not at nil, nor at the address of another cell that looks the same."""
        facts: list[Fact] = []
        formulas: list[Term] = []
        cells = [(i, p.atom) for i, p in enumerate(state.pieces) if isinstance(p.atom, PointsTo)]
        numbers = {p.number for p in pieces}
        for i, cell in cells:
            if state.pieces[i].number not in numbers:
                continue
            self._learn(NotNil(_head(i, cell)), different(cell.root, nil(cell.root.sort)), facts, formulas)
            for j, other in cells:
                same = other.cell.region == cell.cell.region and j != i
                if same and self.context.are_equal(other.root, cell.root) and _is_whole_pair(cell, other):
                    formula = FALSE if other.root is cell.root else different(cell.root, other.root)
                    self._learn(Apart(_head(i, cell), _head(j, other)), formula, facts, formulas)
        return tuple(facts), tuple(formulas)

    def _learn(self, fact: Fact, formula: Term, facts: list[Fact], formulas: list[Term]) -> None:
        if formula not in formulas and self.context.known_truth(formula) is not True:
            facts.append(fact)
            formulas.append(formula)

    def _learning(self, state: State) -> Iterator[Callable[[], Step]]:
        """All that the cells tell about addresses, once."""
        if state.learned:
            return
        facts: list[Fact] = []
        formulas: list[Term] = []
        cells = [(i, p.atom) for i, p in enumerate(state.pieces) if isinstance(p.atom, PointsTo)]
        for i, cell in cells:
            self._learn(NotNil(_head(i, cell)), different(cell.root, nil(cell.root.sort)), facts, formulas)
        for k, (i, cell) in enumerate(cells):
            for j, other in cells[k + 1 :]:
                if (
                    len(formulas) < _MOST_PAIRS
                    and cell.cell.region == other.cell.region
                    and _is_whole_pair(cell, other)
                ):
                    self._learn(
                        Apart(_head(i, cell), _head(j, other)), different(cell.root, other.root), facts, formulas
                    )
        if facts:
            known = tuple(formulas)
            more = replace(state, learned=True, assumed=(*state.assumed, *known))
            yield lambda: Know(tuple(facts), self._under(known, lambda: self._go_on(more)))

    # Closing: a wanted call is replaced by a case of its definition.

    def _closing(self, state: State, wanted: Wanted) -> Iterator[Callable[[], Step]]:
        call = wanted.atom
        if not isinstance(call, PredicateCall) or wanted.depth >= _DEEPEST_FOLD or not self._is_defined(call):
            return
        predicate = self.definitions.predicates[call.name]
        for number in self._likely_cases(state, call, predicate):
            yield lambda number=number: self.solve(self._closed(state, wanted, predicate, number))  # type: ignore[misc]

    def _likely_cases(self, state: State, call: PredicateCall, predicate: Predicate) -> list[int]:
        """Cases whose guards are not refuted; those with all guards known to hold first."""
        ranked: list[tuple[int, int]] = []
        assert predicate.cases is not None
        for number, case in enumerate(predicate.cases):
            names = self.names.all_like(case.exists)
            body = case_of(predicate, call, number, names)
            guards = [substitute(p, state.bindings) for p in body.pure]
            opens = {*state.unbound, *names}
            known = [self.context.known_truth(g) for g in guards if not any(v in opens for v in free_variables(g))]
            if False not in known:
                ranked.append((known.count(None), number))
        return [number for _, number in sorted(ranked)]

    def _closed(self, state: State, wanted: Wanted, predicate: Predicate, number: int) -> State:
        call = wanted.atom
        assert isinstance(call, PredicateCall) and predicate.cases is not None
        fresh = self.names.all_like(predicate.cases[number].exists)
        body = case_of(predicate, call, number, fresh)
        parts = tuple(Wanted(self._next + i, atom, wanted.depth + 1) for i, atom in enumerate(body.spatial))
        self._next += len(parts)
        self._refute(state, body.pure, fresh)
        return replace(
            state,
            todo=(*parts, *state.todo[1:]),
            pure=(*state.pure, *body.pure),
            unbound=(*state.unbound, *fresh),
            right=(*state.right, Fold(wanted.number, number, fresh, tuple(p.number for p in parts))),
            told=(*state.told, (wanted.number, "fold")),
        )

    def _refute(self, state: State, guards: tuple[Term, ...], fresh: tuple[Variable, ...]) -> None:
        """Raises `Stuck` at once where a guard of the case that is closed with does not hold."""
        opens = {*state.unbound, *fresh}
        for guard in guards:
            formula = substitute(guard, state.bindings)
            if not any(v in opens for v in free_variables(formula)) and not self._holds(formula):
                raise Stuck

    # Splitting: on the guard that decides how a wanted call is closed or a call of the heap is opened.

    def _splitting(self, state: State, wanted: Wanted) -> Iterator[Callable[[], Step]]:
        if state.splits >= _MOST_SPLITS:
            return
        yield from self._learning(state)
        for guard in self._guards(state, wanted):
            yield lambda guard=guard: self.split(state, guard)  # type: ignore[misc]

    def split(self, state: State, formula: Term) -> Step:
        """Both the formula and its negation must lead on."""
        more = replace(state, splits=state.splits + 1)
        sides = [
            self._under((f,), lambda f=f: self._go_on(replace(more, assumed=(*more.assumed, f))))  # type: ignore[misc]
            for f in (formula, negate(formula))
        ]
        return Split(formula, sides[0], sides[1])

    def _guards(self, state: State, wanted: Wanted) -> list[Term]:
        """Undecided literals in the definition of the wanted call."""
        call = wanted.atom
        if not isinstance(call, PredicateCall) or not self._is_defined(call):
            return []
        predicate = self.definitions.predicates[call.name]
        assert predicate.cases is not None
        found: dict[Term, None] = {}
        for number, case in enumerate(predicate.cases):
            names = self.names.all_like(case.exists)
            opens = {*state.unbound, *names}
            for guard in case_of(predicate, call, number, names).pure:
                formula = substitute(guard, state.bindings)
                if any(v in opens for v in free_variables(formula)):
                    continue
                if self.context.known_truth(formula) is None and negate(formula) not in found:
                    found[formula] = None
        return [
            f for f in found if not (isinstance(f, Apply) and f.operator == EQUAL and f.args[0].sort.kind == "data")
        ]

    # The end.

    def _finish(self, state: State) -> Step:
        """Nothing more is wanted of the heap: the pure part must hold, then the case is done."""
        state = self._with_equations(state)
        values = {**state.bindings, **{v: v for v in state.unbound}}
        state = replace(state, bindings=values, unbound=())
        for formula in state.pure:
            told = substitute(formula, values)
            if not self._holds(told):
                return self._for_the_sake_of(state, told)
        if self.exact and state.unused():
            return self._first(state, self._emptying(state))
        return self._leaf(state)

    def _emptying(self, state: State) -> Iterator[Callable[[], Step]]:
        """Ways to show that what is left over is nothing: calls that have one case, which may be empty."""
        for piece in state.unused():
            call = piece.atom
            if isinstance(call, PredicateCall) and self._is_defined(call) and self.possible_cases(call) <= 1:
                yield lambda piece=piece: self.open(state, piece)  # type: ignore[misc]

    def _for_the_sake_of(self, state: State, formula: Term) -> Step:
        """Tries to learn what `formula` needs: from the cells, or by opening calls that are left and have one case."""
        ways = [*self._learning(state), *self._revealing(state)]
        done = len(self.branches)
        for way in ways:
            try:
                return way()
            except Stuck:
                del self.branches[done:], self.disjuncts[done:]
        self._lack(state, formula)
        raise Stuck

    def _revealing(self, state: State) -> Iterator[Callable[[], Step]]:
        for piece in state.unused():
            call = piece.atom
            if isinstance(call, PredicateCall) and self._is_defined(call) and self.possible_cases(call) == 1:
                yield lambda piece=piece: self.open(state, piece)  # type: ignore[misc]

    def possible_cases(self, call: PredicateCall) -> int:
        """How many cases of the call's definition are not seen to be contradictory."""
        predicate = self.definitions.predicates[call.name]
        assert predicate.cases is not None
        count = 0
        for number, case in enumerate(predicate.cases):
            body = case_of(predicate, call, number, self.names.all_like(case.exists))
            self.context.push()
            for fact in body.pure:
                self.context.assume(fact)
            count += self.context.contradiction() is None
            self.context.pop()
        return count

    def _leaf(self, state: State) -> Step:
        if self.exact:
            disjunct, values, number = self.wanted, {v: state.bindings[v] for v in self.wanted.exists}, 0
        else:
            disjunct, values = disjunct_of(state, self.wanted, self.names)
            number = len(self.branches)
        step = close_leaf(state, disjunct, values, number, self.definitions, self._proof)
        self.disjuncts.append(disjunct)
        self.branches.append(self._branch(state))
        return step

    def _branch(self, state: State) -> Branch:
        by_number = {p.number: p.atom for p in state.pieces}
        asked = dict(enumerate(self.wanted.spatial))
        parts: dict[int, list[int]] = {}
        for step in state.right:
            if isinstance(step, Fold):
                parts[step.wanted] = list(step.parts)
        pieces = {s.wanted: s.piece for s in state.right if isinstance(s, Match)}

        def made_of(number: int) -> list[int]:
            return [pieces[number]] if number in pieces else [p for n in parts.get(number, ()) for p in made_of(n)]

        taken = tuple(
            Taken(
                atom,
                tuple(by_number[p] for p in made_of(i)),
                "match" if i in pieces else "fold",
                self._equalities(atom, by_number[pieces[i]], state) if i in pieces else (),
            )
            for i, atom in asked.items()
        )
        bindings = tuple((v, state.bindings[v]) for v in self.wanted.exists)
        return Branch(state.assumed, state.opened, bindings, tuple(p.atom for p in state.unused()), taken)

    def _equalities(
        self, wanted: PointsTo | PredicateCall, found: PointsTo | PredicateCall, state: State
    ) -> tuple[Term, ...]:
        from frame_ls.kernel.goals import equations

        return equations(substitute_atom(wanted, dict(state.bindings)), found)

    # Pure questions.

    def _is_defined(self, call: PredicateCall) -> bool:
        predicate = self.definitions.predicates.get(call.name)
        return predicate is not None and predicate.cases is not None

    def _same(self, a: Term, b: Term) -> bool:
        return a is b or self.context.are_equal(a, b)

    def _is_known(self, equation: Term) -> bool:
        return isinstance(equation, Apply) and self.context.are_equal(equation.args[0], equation.args[1])

    def _holds(self, formula: Term) -> bool:
        known = self.context.known_truth(formula)
        if known is not None:
            return known
        return isinstance(self.context.prove(formula, self.budget.part(2_000)), PureProof)

    def _proof(self, formula: Term) -> PureProof:
        proof = self.context.prove(formula, self.budget.part(20_000))
        if not isinstance(proof, PureProof):
            raise Stuck
        return proof

    # What is said when nothing was found.

    def _report(self, state: State, wanted: Wanted | None) -> None:
        if wanted is None or not self._is_nearer(state):
            return
        atom = substitute_atom(wanted.atom, dict(state.bindings))
        near, lacking = self._nearest(state, wanted)
        self._depth_of_missing = len(state.used)
        self.missing = Missing(atom, state.assumed, tuple(p.atom for p in state.unused()), near, lacking, "not found")

    def _is_nearer(self, state: State) -> bool:
        """Whether more was found here than where the present report comes from, or as much in a less special case."""
        if self.missing is None or len(state.used) != self._depth_of_missing:
            return len(state.used) > self._depth_of_missing
        return len(state.assumed) <= len(self.missing.assumed)

    def _nearest(self, state: State, wanted: Wanted) -> tuple[tuple[PointsTo | PredicateCall, ...], tuple[Term, ...]]:
        found: list[tuple[int, Piece, tuple[Term, ...]]] = []
        for piece in state.unused():
            fit = self._fit(state, wanted, piece)
            if fit is not None:
                lacking = tuple(e for e in fit.equations if not self._is_known(e))
                found.append((len(lacking), piece, lacking))
        found.sort(key=lambda f: (f[0], f[1].number))
        return tuple(p.atom for _, p, _ in found), found[0][2] if found else ()

    def _lack(self, state: State, formula: Term) -> None:
        if not self._is_nearer(state):
            return
        self._depth_of_missing = len(state.used)
        self.missing = Missing(
            formula, state.assumed, tuple(p.atom for p in state.unused()), (), (), "could not be proved"
        )


def _head(index: int, cell: PointsTo) -> HeadCell:
    return HeadCell(index, cell.cell.region, cell.root)


def _is_whole_pair(a: PointsTo, b: PointsTo) -> bool:
    from frame_ls.kernel.goals import is_whole

    return is_whole(a.fraction) or is_whole(b.fraction)
