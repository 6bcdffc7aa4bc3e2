"""Universal statements put to use: quantified facts and automatic lemmas, instantiated where their terms occur."""

from __future__ import annotations

from collections.abc import Sequence

from frame_ls.kernel.pure_definitions import lemma_instance
from frame_ls.kernel.pure_proofs import ByLemma, Instantiated, Reason
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Lemma
from frame_ls.logic.substitution import substitute
from frame_ls.logic.terms import FORALL, Quantified, Term, Variable, conjunction, implies, negate
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.lemma_rules import Rule
from frame_ls.prover.pure.nodes import Node
from frame_ls.prover.pure.patterns import Matcher
from frame_ls.prover.pure.propagation import Propagation
from frame_ls.prover.pure.steps import Lines, Step
from frame_ls.prover.pure.triggers import Trigger, triggers_of

AGE_LIMIT = 3  # instances upon instances
INSTANCE_LIMIT = 400  # alive at a time


class Universals:
    """Instantiates what is universal, each instance once."""

    def __init__(self, graph: EGraph, propagation: Propagation) -> None:
        self._graph = graph
        self._propagation = propagation
        self._seen: dict[tuple[object, ...], None] = {}
        self._triggers: dict[Quantified, tuple[Trigger, ...]] = {}

    def instantiate(self, budget: Budget) -> bool:
        """One round; whether there was something new, which is queued in the graph."""
        before = len(self._seen)
        for rule in self._graph.theory.rules:
            for trigger in rule.triggers or ((),):
                self._use_rule(rule, trigger, budget)
        for node in list(self._propagation.quantified):
            universal = as_universal(node, is_true=node.root is self._graph.true)
            if universal is not None:
                self._use_fact(node, universal, budget)
        return len(self._seen) > before

    def _use_rule(self, rule: Rule, trigger: Trigger, budget: Budget) -> None:
        for found in list(Matcher(self._graph, rule.variables).matches(trigger)):
            nodes = [found[v] for v in rule.variables]
            if self._is_new(rule.lemma.name, nodes, budget):
                bindings = tuple((v, n.term) for v, n in found.items())
                step = _lemma_step(rule.lemma, bindings)
                if step is not None:
                    self._take(step, nodes)

    def _use_fact(self, node: Node, universal: Quantified, budget: Budget) -> None:
        variables = universal.variables
        triggers = self._triggers.get(universal)
        if triggers is None:
            triggers = self._triggers[universal] = triggers_of(variables, (universal.body,))
        for trigger in triggers:
            for found in list(Matcher(self._graph, variables).matches(trigger)):
                nodes = [found[v] for v in variables]
                if self._is_new(universal, nodes, budget):
                    self._take(instance_step(node, universal, [n.term for n in nodes]), nodes)

    def _is_new(self, statement: object, nodes: Sequence[Node], budget: Budget) -> bool:
        """Whether this instance is due, which notes it as done."""
        key = (statement, *[n.root.term for n in nodes])
        if key in self._seen or len(self._seen) >= INSTANCE_LIMIT or any(n.age >= AGE_LIMIT for n in nodes):
            return False
        budget.spend(5)
        self._seen[key] = None
        self._graph.trail.note(self._seen.pop, key)
        return True

    def _take(self, step: Step, nodes: Sequence[Node]) -> None:
        age = self._graph.age
        self._graph.age = max((n.age for n in nodes), default=0) + 1
        self._propagation.assert_true(step)
        self._graph.age = age


def as_universal(node: Node, is_true: bool) -> Quantified | None:
    """The `forall xs. P` that a decided quantified node amounts to; None when it says that something exists."""
    term = node.term
    assert isinstance(term, Quantified)
    if (term.quantifier == FORALL) is not is_true:
        return None
    return term if is_true else Quantified(FORALL, term.variables, negate(term.body))


def instance_step(node: Node, universal: Quantified, terms: Sequence[Term]) -> Step:
    """The step to an instance of a decided quantified node."""
    chosen = tuple(terms)

    def reason(lines: Lines) -> Reason:
        return Instantiated(lines[0], chosen)

    formula = substitute(universal.body, dict(zip(universal.variables, chosen, strict=True)))
    return Step(formula, reason, ((node, node.root),))


def _lemma_step(lemma: Lemma, bindings: tuple[tuple[Variable, Term], ...]) -> Step | None:
    try:
        premises, conclusion = lemma_instance(lemma, bindings)
    except Refused:
        return None
    formula = implies(conjunction(premises), conclusion) if premises else conclusion
    return Step(formula, lambda _: ByLemma(lemma.name, bindings, ()), ())
