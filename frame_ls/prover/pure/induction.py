"""Universal statements about datatypes, proved by structural induction: the lemmas that lists and trees live by."""

from __future__ import annotations

from collections.abc import Sequence

from frame_ls.kernel.pure_proofs import Boolean, Given, Instantiated, Line, PureProof
from frame_ls.logic.terms import Quantified, Term, conjunction, implies
from frame_ls.prover.budget import Budget, OutOfBudget
from frame_ls.prover.pure.context import Context, Unproved
from frame_ls.prover.pure.induction_cases import ATTEMPT_STEPS, by_induction_on, induction_variables
from frame_ls.prover.pure.theory import Theory


def prove_by_induction(
    goal: Term, theory: Theory, budget: Budget, premises: Sequence[Term] = ()
) -> PureProof | Unproved:
    """A proof of `goal` from `premises` for all values of the free variables; first without, then with induction.

    The automatic lemmas of `theory` are used: whoever proves a lemma leaves it, and what is proved by it, out of there.
    """
    context = Context(theory)
    for premise in premises:
        context.assume(premise)
    plain = context.prove(goal, budget.part(ATTEMPT_STEPS, solver_effort=0))
    if isinstance(plain, PureProof):
        return plain
    statement = implies(conjunction(premises), goal) if premises else goal
    for variable in induction_variables(statement, theory):
        try:
            line = by_induction_on(variable, statement, theory, budget)
        except OutOfBudget as end:
            return Unproved(str(end))
        if isinstance(line, Line):
            return _proof(line, goal, premises)
    return Unproved("neither directly nor by induction", plain.counterexample)


def _proof(line: Line, goal: Term, premises: Sequence[Term]) -> PureProof:
    """From the universal statement to the goal."""
    assert isinstance(line.formula, Quantified)
    lines = [line, Line(line.formula.body, Instantiated(0, line.formula.variables))]
    if premises:
        lines.extend(Line(premise, Given()) for premise in premises)
        lines.append(Line(goal, Boolean(tuple(range(1, len(lines))))))
    return PureProof(tuple(lines))
