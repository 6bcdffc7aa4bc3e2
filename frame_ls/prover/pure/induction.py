"""Universal statements about datatypes, proved by structural induction: the lemmas that lists and trees live by."""

from __future__ import annotations

from collections.abc import Sequence

from frame_ls.kernel.pure_definitions import field_sorts
from frame_ls.kernel.pure_proofs import Assumed, Boolean, Branch, Given, Induction, Instantiated, Line, PureProof
from frame_ls.logic.definitions import Constructor, Datatype
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import FORALL, Apply, Quantified, Term, Variable, conjunction, implies
from frame_ls.prover.budget import Budget, OutOfBudget
from frame_ls.prover.pure.context import Context, Unproved
from frame_ls.prover.pure.search import Search
from frame_ls.prover.pure.steps import Step, written_branch
from frame_ls.prover.pure.theory import Theory

ATTEMPT_STEPS = 10_000  # for one case of one induction


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
            line = _by_induction_on(variable, statement, theory, budget)
        except OutOfBudget as end:
            return Unproved(str(end))
        if line is not None:
            return _proof(line, goal, premises)
    return Unproved("neither directly nor by induction", plain.counterexample)


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


def _by_induction_on(on: Variable, statement: Term, theory: Theory, budget: Budget) -> Line | None:
    """The line `forall all variables. statement`, or None when a case was not proved."""
    variables = free_variables(statement)
    datatype = theory.definitions.datatypes[on.sort.name]
    fields = tuple(_fields(datatype, constructor, on) for constructor in datatype.constructors)
    branches: list[Branch] = []
    for constructor, fresh in zip(datatype.constructors, fields, strict=True):
        others = tuple(v for v in variables if v is not on)
        hypotheses = [_hypothesis(statement, on, others, field) for field in fresh if field.sort is on.sort]
        case = substitute(statement, {on: Apply(constructor.name, fresh, on.sort)})
        branch = _case(case, hypotheses, theory, budget.part(ATTEMPT_STEPS, solver_effort=0), budget)
        if branch is None:
            return None
        branches.append(branch)
    return Line(Quantified(FORALL, variables, statement), Induction(on, fields, tuple(branches)))


def _fields(datatype: Datatype, constructor: Constructor, on: Variable) -> tuple[Variable, ...]:
    sorts = field_sorts(datatype, constructor, on.sort)
    return tuple(Variable(f"{f.name}!i{i}", s) for i, (f, s) in enumerate(zip(constructor.fields, sorts, strict=True)))


def _hypothesis(statement: Term, on: Variable, others: tuple[Variable, ...], field: Variable) -> Term:
    smaller = substitute(statement, {on: field})
    return Quantified(FORALL, others, smaller) if others else smaller


def _case(case: Term, hypotheses: Sequence[Term], theory: Theory, part: Budget, whole: Budget) -> Branch | None:
    """The branch that proves one case from its hypotheses. Raises OutOfBudget when the whole budget is spent."""
    search = Search(theory)
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
        return None
    return None if conclusion is None else written_branch(assumptions, conclusion)


def _at_itself(assumption: Step, hypothesis: Quantified) -> Step:
    """The instance of a hypothesis at the case's own variables."""
    terms: tuple[Term, ...] = hypothesis.variables
    return Step(hypothesis.body, lambda lines: Instantiated(lines[0], terms), (assumption,))


def _proof(line: Line, goal: Term, premises: Sequence[Term]) -> PureProof:
    """From the universal statement to the goal."""
    assert isinstance(line.formula, Quantified)
    lines = [line, Line(line.formula.body, Instantiated(0, line.formula.variables))]
    if premises:
        lines.extend(Line(premise, Given()) for premise in premises)
        lines.append(Line(goal, Boolean(tuple(range(1, len(lines))))))
    return PureProof(tuple(lines))
