"""Takes an assertion out of a symbolic heap: what is left is the frame.

The C verifier calls `subtract` at each statement, with the path's own incremental `Context`. The assertion's
existentials are pattern variables, matched from left to right; predicates are opened and closed where that helps.
"""

from __future__ import annotations

from frame_ls.kernel.proofs import Contradiction, Proof, Step
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Absent, Atom, Entailment, PredicateCall, SymbolicHeap
from frame_ls.prover.budget import Budget, OutOfBudget
from frame_ls.prover.citing import cited
from frame_ls.prover.names import Names
from frame_ls.prover.pure.context import Context
from frame_ls.prover.subtraction.answer import Branch, Found, Missing, Taken
from frame_ls.prover.subtraction.search import Search
from frame_ls.prover.subtraction.state import Stuck

__all__ = ["Branch", "Found", "Missing", "Taken", "open_call", "prove_by_subtraction", "subtract"]


def subtract(
    context: Context,
    heap: tuple[Atom, ...],
    wanted: SymbolicHeap,
    definitions: Definitions,
    budget: Budget,
    names: Names,
    outside: tuple[Absent, ...] = (),
) -> Found | Missing:
    """Takes `wanted` out of `heap`, under the facts of `context`, which are the same again on return.

    Pattern variables are `wanted.exists`; they occur nowhere in the heap or in the facts. `names` hands out variables
    that occur nowhere on the path. Deterministic. Never raises OutOfBudget: a search that was cut short is `Missing`
    with that reason.
    """
    search = Search(context, wanted, definitions, budget, names)
    try:
        step = search.run(heap)
    except Stuck:
        assert search.missing is not None
        return search.missing
    except OutOfBudget as cut:
        return search.missing or Missing(_first(wanted), (), heap, (), (), str(cut))
    return _found(search, step, context, heap, outside)


def prove_by_subtraction(goal: Entailment, definitions: Definitions, budget: Budget) -> Proof | None:
    """A proof of a goal with one disjunct on the right that needs no induction; None where none was found.

    Raises OutOfBudget.
    """
    if len(goal.right) != 1:
        return None
    budget.check()
    context = Context(definitions)
    for fact in goal.left.pure:
        context.assume(fact)
    refuted = context.contradiction(budget)
    if refuted is not None:
        return Proof(goal, (), Contradiction(refuted))
    search = Search(context, goal.right[0], definitions, budget, Names([goal]), exact=True)
    try:
        return Proof(goal, (), search.run(goal.left.spatial))
    except Stuck:
        return None


def open_call(
    context: Context,
    heap: tuple[Atom, ...],
    index: int,
    definitions: Definitions,
    budget: Budget,
    names: Names,
    outside: tuple[Absent, ...] = (),
) -> Found | Missing:
    """Opens the predicate call at `index`: a branch for each case of its definition that is not contradictory."""
    search = Search(context, SymbolicHeap(), definitions, budget, names)
    pieces = search.pieces(heap)
    call = heap[index]
    assert isinstance(call, PredicateCall)
    try:
        step = search.open_at(pieces, index)
    except (Stuck, OutOfBudget) as cut:
        return Missing(call, (), heap, (), (), str(cut) or "it has no definition")
    return _found(search, step, context, heap, outside)


def _found(search: Search, step: Step, context: Context, heap: tuple[Atom, ...], outside: tuple[Absent, ...]) -> Found:
    facts = tuple(f for f in cited(step) if f in context.facts)
    goal = Entailment(SymbolicHeap(facts, heap), tuple(search.disjuncts), outside)
    return Found(tuple(search.branches), Proof(goal, (), step))


def _first(wanted: SymbolicHeap) -> Atom:
    return wanted.spatial[0] if wanted.spatial else PredicateCall("emp", ())
