"""The way to an SMT solver, which is asked last; the only module that knows z3, and it loads it only when asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from frame_ls.kernel.pure_proofs import Given, Line, PureProof, Solver
from frame_ls.logic.terms import Number, Term, Variable, nil
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.smt_terms import Translation, Untranslatable
from frame_ls.prover.pure.theory import Theory

NAME = "z3"
EFFORT_PER_MILLISECOND = 10_000


@dataclass(frozen=True, slots=True)
class Refuted:
    """The facts and the negated goal are contradictory; `needed` are the facts that the solver used."""

    needed: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Satisfied:
    """The solver found values that make the facts true and the goal false."""

    values: tuple[tuple[Term, Term], ...]


@dataclass(frozen=True, slots=True)
class Undecided:
    """The solver has no answer."""

    reason: str


Answer = Refuted | Satisfied | Undecided
Values = dict[Term, bool | int | str]


def ask(facts: Sequence[Term], goal: Term, theory: Theory, budget: Budget) -> Answer:
    """Asks z3 whether the goal follows, with the effort that the budget allows. Raises OutOfBudget."""
    budget.check()
    z3 = _solver()
    if z3 is None:
        return Undecided(f"{NAME} is not installed")
    translation = Translation(z3, theory)
    solver = _limited(z3, translation, budget)
    tracked: list[tuple[Any, Term]] = []
    try:
        for index, fact in enumerate(facts):
            mark = z3.Bool(f"fact|{index}", translation.context)
            solver.assert_and_track(translation.term(fact), mark)
            tracked.append((mark, fact))
        solver.add(z3.Not(translation.term(goal)))
        found = solver.check()
        budget.check()
    except (Untranslatable, z3.Z3Exception) as problem:
        return Undecided(f"{NAME}: {problem}")
    if found == z3.unsat:
        core = {str(mark) for mark in solver.unsat_core()}
        return Refuted(tuple(fact for mark, fact in tracked if str(mark) in core))
    if found == z3.sat:
        return Satisfied(_numbers(solver.model(), translation))
    return Undecided(f"{NAME}: {solver.reason_unknown()}")


def values(facts: Sequence[Term], variables: Sequence[Variable], theory: Theory, budget: Budget) -> Values | None:
    """Values under which the facts hold, as z3 has them; None where it finds none. Raises OutOfBudget.

    A location is known by the text of its value in the solver's model; `nil` of a sort is listed too.
    """
    budget.check()
    z3 = _solver()
    if z3 is None:
        return None
    translation = Translation(z3, theory)
    solver = _limited(z3, translation, budget)
    try:
        for fact in facts:
            solver.add(translation.term(fact))
        if solver.check() != z3.sat:
            return None
        model = solver.model()
        found: Values = {v: _value(model.eval(translation.term(v), model_completion=True)) for v in variables}
        for sort in dict.fromkeys(v.sort for v in variables if v.sort.kind == "location"):
            found[nil(sort)] = _value(model.eval(translation.term(nil(sort)), model_completion=True))
    except (Untranslatable, z3.Z3Exception):
        return None
    return found


def _limited(z3: Any, translation: Translation, budget: Budget) -> Any:
    """A solver that stops when its effort is spent; its clock is a guard only, for where the solver counts badly."""
    solver = z3.Solver(ctx=translation.context)
    solver.set("rlimit", budget.solver_effort)
    most = 50 + 2 * budget.solver_effort // EFFORT_PER_MILLISECOND
    seconds = budget.seconds_left()
    solver.set("timeout", max(1, most if seconds is None else min(most, int(seconds * 1000))))
    return solver


def _value(found: Any) -> bool | int | str:
    if hasattr(found, "as_long"):
        return int(found.as_long())
    text = str(found)
    return text == "True" if text in ("True", "False") else text


@lru_cache(maxsize=1)
def _solver() -> Any | None:
    try:
        import z3
    except ImportError:
        return None
    return z3


def _numbers(model: Any, translation: Translation) -> tuple[tuple[Term, Term], ...]:
    found: list[tuple[Term, Term]] = []
    for variable, constant in translation.variables.items():
        value = model.eval(constant)
        if variable.sort.kind == "int" and hasattr(value, "as_long"):
            found.append((variable, Number(value.as_long())))
        elif variable.sort.kind == "real" and hasattr(value, "as_fraction"):
            found.append((variable, Number(value.as_fraction(), variable.sort)))
    return tuple(found)


def solver_proof(needed: Sequence[Term], goal: Term) -> PureProof:
    """The proof that takes the solver's word for the goal, from the facts that it named."""
    lines = [Line(fact, Given()) for fact in needed]
    lines.append(Line(goal, Solver(tuple(range(len(needed))), NAME)))
    return PureProof(tuple(lines))
