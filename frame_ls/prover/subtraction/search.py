"""The search that takes an assertion out of a heap.

Depth first over small decisions: which piece a wanted atom is, which call to open, which case to close with, what to
split on. Decisions on the right are recorded and written down at the end of each case (`leaf`); opening and splitting
give the proof its tree. The context follows the case that is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from frame_ls.kernel.goals import case_of, equations
from frame_ls.kernel.proofs import Contradiction, Step
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import substitute, substitute_atom
from frame_ls.logic.terms import Apply, Term
from frame_ls.prover.budget import Budget
from frame_ls.prover.names import Names
from frame_ls.prover.pure.context import Context
from frame_ls.prover.subtraction.answer import Branch, Missing, Taken
from frame_ls.prover.subtraction.closing import closing
from frame_ls.prover.subtraction.leaf import close_leaf, disjunct_of
from frame_ls.prover.subtraction.learning import learning
from frame_ls.prover.subtraction.matching import fit_of, matching
from frame_ls.prover.subtraction.opening import open_piece, opening
from frame_ls.prover.subtraction.patterns import Fit
from frame_ls.prover.subtraction.shapes import Shapes
from frame_ls.prover.subtraction.sharing import sharing
from frame_ls.prover.subtraction.splitting import splitting
from frame_ls.prover.subtraction.state import Fold, Match, Piece, State, Stuck, Wanted

Way = Callable[[], Step]

_CHEAP = 16  # pieces of the heap that are looked at for one step of the budget

# A match costs least and commits to least. Opening comes before closing: a cell inside an opened call may be the very
# one that the closing looks for, and what was closed cannot be opened again.
ORDER = (matching, sharing, opening, closing, splitting)


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
        self.next_number = 0

    def pieces(self, atoms: tuple[PointsTo | PredicateCall, ...]) -> tuple[Piece, ...]:
        """The atoms as pieces with numbers of their own."""
        found = tuple(Piece(self.next_number + i, atom) for i, atom in enumerate(atoms))
        self.next_number += len(atoms)
        return found

    def run(self, heap: tuple[PointsTo | PredicateCall, ...]) -> Step:
        """The proof step for the whole; raises `Stuck` where nothing was found."""
        todo = tuple(Wanted(i, atom) for i, atom in enumerate(self.wanted.spatial))
        self.next_number = len(todo)
        state = State(self.pieces(heap), todo, self.wanted.pure, self.wanted.exists, {})
        return self.solve(state)

    def open_at(self, pieces: tuple[Piece, ...], index: int) -> Step:
        """Opens one call and wants nothing; raises `Stuck` where it has no definition."""
        call = pieces[index].atom
        if not isinstance(call, PredicateCall) or not self.is_defined(call):
            raise Stuck
        return open_piece(self, State(pieces, (), (), (), {}), pieces[index])

    # The next decision.

    def solve(self, state: State) -> Step:
        """A proof that this state's case of the heap holds what is wanted."""
        self.budget.spend(1 + len(state.pieces) // _CHEAP)
        state = self._with_equations(state)
        if not state.todo:
            return self._finish(state)
        return self._first(state, (way for make in ORDER for way in make(self, state, state.todo[0])))

    def _first(self, state: State, ways: Iterator[Way]) -> Step:
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

    def go_on(self, state: State) -> Step:
        """Solves the state, unless its facts are contradictory."""
        refuted = self.context.contradiction(self.budget)
        return Contradiction(refuted) if refuted is not None else self.solve(state)

    def under(self, facts: tuple[Term, ...], go_on: Callable[[], Step]) -> Step:
        """Runs `go_on` with more facts in the context."""
        self.context.push()
        try:
            for fact in facts:
                self.context.assume(fact)
            return go_on()
        finally:
            self.context.pop()

    # The end.

    def _finish(self, state: State) -> Step:
        """Nothing more is wanted of the heap: the pure part must hold, then the case is done."""
        state = self._with_equations(state)
        values = {**state.bindings, **{v: v for v in state.unbound}}
        state = replace(state, bindings=values, unbound=())
        for formula in state.pure:
            told = substitute(formula, values)
            if not self.holds(told):
                return self._for_the_sake_of(state, told)
        if self.exact and state.unused():
            return self._first(state, self._emptying(state))
        return self._leaf(state)

    def _emptying(self, state: State) -> Iterator[Way]:
        """Ways to show that what is left over is nothing: calls that have one case, which may be empty."""
        for piece in state.unused():
            call = piece.atom
            if isinstance(call, PredicateCall) and self.is_defined(call) and self.possible_cases(call) <= 1:
                yield lambda piece=piece: open_piece(self, state, piece)  # type: ignore[misc]

    def _for_the_sake_of(self, state: State, formula: Term) -> Step:
        """Tries to learn what `formula` needs: from the cells, or by opening calls that are left and have one case."""
        ways = [*learning(self, state), *self._revealing(state)]
        done = len(self.branches)
        for way in ways:
            try:
                return way()
            except Stuck:
                del self.branches[done:], self.disjuncts[done:]
        self._lack(state, formula)
        raise Stuck

    def _revealing(self, state: State) -> Iterator[Way]:
        for piece in state.unused():
            call = piece.atom
            if isinstance(call, PredicateCall) and self.is_defined(call) and self.possible_cases(call) == 1:
                yield lambda piece=piece: open_piece(self, state, piece)  # type: ignore[misc]

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
        return equations(substitute_atom(wanted, dict(state.bindings)), found)

    # Pure questions.

    def is_defined(self, call: PredicateCall) -> bool:
        predicate = self.definitions.predicates.get(call.name)
        return predicate is not None and predicate.cases is not None

    def same(self, a: Term, b: Term) -> bool:
        return a is b or self.context.are_equal(a, b)

    def is_known(self, equation: Term) -> bool:
        return isinstance(equation, Apply) and self.context.are_equal(equation.args[0], equation.args[1])

    def holds(self, formula: Term) -> bool:
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
            fit = fit_of(self, state, wanted, piece)
            if fit is not None:
                lacking = tuple(e for e in fit.equations if not self.is_known(e))
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
