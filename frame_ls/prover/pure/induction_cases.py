"""Structural induction on one variable: the cases with their hypotheses, each proved by a search of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frame_ls.kernel.pure_definitions import field_sorts
from frame_ls.kernel.pure_proofs import Assumed, Branch, Induction, Instantiated, Line
from frame_ls.logic.definitions import Constructor, Datatype
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import FORALL, Apply, Quantified, Term, Variable
from frame_ls.prover.budget import Budget, OutOfBudget
from frame_ls.prover.pure.search import Search
from frame_ls.prover.pure.steps import Step, written_branch
from frame_ls.prover.pure.theory import Theory

ATTEMPT_STEPS = 10_000  # for one case of one induction


@dataclass(frozen=True, slots=True)
class Stuck:
    """A case was not proved; these applications in it waited for a constructor."""

    terms: tuple[Term, ...]


def induction_variables(statement: Term, theory: Theory) -> tuple[Variable, ...]:
    """The free variables of datatypes; those that functions recurse on most come first."""
    weights = {v: 0 for v in free_variables(statement) if v.sort.name in theory.definitions.datatypes}
    _weigh(statement, theory, weights)
    return tuple(sorted(weights, key=lambda v: -weights[v]))


def _weigh(term: Term, theory: Theory, weights: dict[Variable, int]) -> None:
    if isinstance(term, Quantified):
        _weigh(term.body, theory, weights)
    if not isinstance(term, Apply):
        return
    function = theory.function(term.operator)
    for index, argument in enumerate(term.args):
        if function is not None and function.branches and index == function.switch and argument in weights:
            assert isinstance(argument, Variable)
            weights[argument] += 1
        _weigh(argument, theory, weights)


def by_induction_on(
    on: Variable,
    statement: Term,
    theory: Theory,
    budget: Budget,
    steps: int = ATTEMPT_STEPS,
    helpful: Sequence[Line] = (),
) -> Line | Stuck:
    """The line `forall all variables. statement`, or what was in the way when a case was not proved.

    Each case may cost `steps` and use the `helpful` lines, which need no others. Raises OutOfBudget when the whole
    budget is spent.
    """
    variables = free_variables(statement)
    datatype = theory.definitions.datatypes[on.sort.name]
    fields = tuple(_fields(datatype, constructor, on) for constructor in datatype.constructors)
    branches: list[Branch] = []
    for constructor, fresh in zip(datatype.constructors, fields, strict=True):
        others = tuple(v for v in variables if v is not on)
        hypotheses = [_hypothesis(statement, on, others, field) for field in fresh if field.sort is on.sort]
        case = substitute(statement, {on: Apply(constructor.name, fresh, on.sort)})
        branch = _case(case, hypotheses, theory, helpful, (budget.part(steps, solver_effort=0), budget))
        if isinstance(branch, Stuck):
            return branch
        branches.append(branch)
    return Line(Quantified(FORALL, variables, statement), Induction(on, fields, tuple(branches)))


def _fields(datatype: Datatype, constructor: Constructor, on: Variable) -> tuple[Variable, ...]:
    sorts = field_sorts(datatype, constructor, on.sort)
    return tuple(Variable(f"{f.name}!i{i}", s) for i, (f, s) in enumerate(zip(constructor.fields, sorts, strict=True)))


def _hypothesis(statement: Term, on: Variable, others: tuple[Variable, ...], field: Variable) -> Term:
    smaller = substitute(statement, {on: field})
    return Quantified(FORALL, others, smaller) if others else smaller


def _case(
    case: Term, hypotheses: Sequence[Term], theory: Theory, helpful: Sequence[Line], budgets: tuple[Budget, Budget]
) -> Branch | Stuck:
    """The branch that proves one case from its hypotheses. Raises OutOfBudget when the whole budget is spent."""
    search = Search(theory)
    part, whole = budgets
    search.know(helpful)
    assumptions = [Step(hypothesis, lambda _: Assumed(), (), 0) for hypothesis in hypotheses]
    for assumption in assumptions:
        search.propagation.assume(assumption)
        if isinstance(assumption.formula, Quantified):
            search.propagation.assume(_at_itself(assumption, assumption.formula))
    try:
        conclusion = search.derive(case, part)
    except OutOfBudget:
        whole.check()
        if whole.is_exhausted:
            raise
        return Stuck(search.stuck)
    return Stuck(search.stuck) if conclusion is None else written_branch(assumptions, conclusion)


def _at_itself(assumption: Step, hypothesis: Quantified) -> Step:
    """The instance of a hypothesis at the case's own variables."""
    terms: tuple[Term, ...] = hypothesis.variables
    return Step(hypothesis.body, lambda lines: Instantiated(lines[0], terms), (assumption,))
