"""Rules that work on the left side: facts, case splits, unfolding, lemmas, induction."""

from __future__ import annotations

from frame_ls.kernel.context import Context, Hypotheses, Hypothesis, Open, Premises, free_in_goal, variables_of
from frame_ls.kernel.facts import fact_formula
from frame_ls.kernel.goals import call_at, forget, know, unfold_left
from frame_ls.kernel.instances import use
from frame_ls.kernel.proofs import Induct, Instance, Know, Split, UnfoldLeft, UseHypothesis, UseLemma
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.rule import Rule
from frame_ls.logic.heaps import Entailment, PointsTo
from frame_ls.logic.terms import Number, Term, negate


def _know(step: Know, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    facts = set(goal.left.pure)
    new: list[Term] = []
    for fact in step.facts:
        formula = fact_formula(fact, goal, facts, open_, context)
        facts.add(formula)
        new.append(formula)
    return [(step.premise, know(goal, tuple(new)), open_)]


def _split(step: Split, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    context.sorting.check_formula(step.formula)
    return [
        (step.yes, know(goal, (step.formula,)), open_),
        (step.no, know(goal, (negate(step.formula),)), open_),
    ]


def _unfold_left(step: UnfoldLeft, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    call = call_at(goal.left.spatial, step.atom)
    predicate = context.definitions.predicates.get(call.name)
    if predicate is None or predicate.cases is None:
        raise Refused(f"{call.name} has no definition to unfold")
    if not len(predicate.cases) == len(step.fresh) == len(step.premises):
        raise Refused(f"unfolding {call.name} needs names and a premise for each of its cases")
    premises: Premises = []
    for case, (names, premise) in enumerate(zip(step.fresh, step.premises, strict=True)):
        context.check_fresh(names, predicate.cases[case].exists, goal, open_)
        premises.append((premise, unfold_left(goal, step.atom, predicate, case, names), open_))
    return premises


def _use_lemma(step: UseLemma, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    goals = use(goal, step.use, context.statement(step.lemma), open_, context)
    return [(premise, new, open_) for premise, new in zip(step.use.premises, goals, strict=True)]


def _induct(step: Induct, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    weaker = forget(goal, step.forget)
    hypothesis = Hypothesis(step.name, weaker, frozenset(context.goal_variables(weaker)), free_in_goal(weaker))
    kept = tuple(o for o in open_ if o.hypothesis.name != step.name)
    return [(step.premise, weaker, (*kept, Open(hypothesis)))]


def _use_hypothesis(step: UseHypothesis, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    found = next((o for o in open_ if o.hypothesis.name == step.name), None)
    if found is None:
        raise Refused(f"no hypothesis {step.name} is open here")
    _check_smaller(found, step.use, goal, context)
    goals = use(goal, step.use, found.hypothesis.statement, open_, context)
    return [(premise, new, open_) for premise, new in zip(step.use.premises, goals, strict=True)]


def _check_smaller(found: Open, instance: Instance, goal: Entailment, context: Context) -> None:
    """Raises `Refused` unless the heap of the use lacks a cell of the owner's, by a fraction that all cycles share."""
    moved = {v for v, t in instance.bindings if v is not t}
    context.changed |= moved
    if found.is_guarded:
        return
    left_out = [
        a.fraction for i, a in enumerate(goal.left.spatial) if isinstance(a, PointsTo) and i not in instance.atoms
    ]
    if any(isinstance(f, Number) for f in left_out):
        return
    for fraction in (*found.fractions, *left_out):
        variables = variables_of(fraction)
        if variables <= found.hypothesis.free and variables.isdisjoint(moved):
            context.rigid |= variables
            return
    raise Refused(f"the hypothesis {found.hypothesis.name} is used on a heap that is not known to be smaller")


LEFT_RULES = (
    Rule(
        "know",
        Know,
        _know,
        """
        Each fact follows from the left side, so adding it changes nothing. Cells are not at nil, and places in
        `outside` are not nil and hold no cell of their region. Two cells of one region at one address in separate
        heaps have fractions of at most 1 together. A call has a cell where each case of its definition has it or is
        contradictory.""",
    ),
    Rule(
        "split",
        Split,
        _split,
        """
        In every stack the formula or its negation is true.""",
    ),
    Rule(
        "unfold-left",
        UnfoldLeft,
        _unfold_left,
        """
        A heap of the call satisfies one of its cases for some values of the case's existentials; that case's premise,
        at the stack with these values for the fresh variables, which nothing else mentions, gives the right side.""",
        source="Brotherston, Distefano, Petersen, CADE 2011, (Case)",
    ),
    Rule(
        "lemma-left",
        UseLemma,
        _use_lemma,
        """
        The lemma holds of the part of the heap that the named atoms describe: they are the statement's left side by the
        proved equations, its pure part follows, and its absences hold of that part, because they hold of the whole heap
        or because a wholly owned cell lies there in another part. So that part satisfies some disjunct of the statement
        for some values of its existentials, and that disjunct's premise, at the stack with these, gives the right
        side.""",
    ),
    Rule(
        "induct",
        Induct,
        _induct,
        """
        Induction on the amount of heap: the sum of all cells' fractions. Dropping left facts makes the goal stronger.
        Every use of the hypothesis is about a heap that is smaller by at least the least of finitely many positive
        numbers that all uses share (numerals of the proof, or fractions that no use of a hypothesis changes), so the
        order is well-founded. The hypothesis is closed: it holds for all values of its variables.""",
        source="Brotherston, Distefano, Petersen, CADE 2011; the measure instead of the global trace condition",
    ),
    Rule(
        "hypothesis",
        UseHypothesis,
        _use_hypothesis,
        """
        As `lemma-left`, with the statement that holds of all smaller heaps. The heap is smaller: a cell was matched
        since the owner, or a points-to of the current left side stays out of the use.""",
    ),
)
