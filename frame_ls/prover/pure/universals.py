"""Universal statements put to use: quantified facts and automatic lemmas, instantiated where their terms occur."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from frame_ls.kernel.pure_proofs import ByLemma, Instantiated, Reason
from frame_ls.logic.substitution import substitute
from frame_ls.logic.terms import FORALL, Apply, Quantified, Term, negate
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.egraph import EGraph
from frame_ls.prover.pure.lemma_rules import Rule, RuleBook
from frame_ls.prover.pure.nodes import Node
from frame_ls.prover.pure.patterns import ByOperator, matches
from frame_ls.prover.pure.propagation import Propagation
from frame_ls.prover.pure.steps import Lines, Step
from frame_ls.prover.pure.triggers import Pattern, compiled, sides, triggers_of

Patterns = tuple[Pattern, ...]

MATCH_LIMIT = 200  # ways to find one trigger that are looked at in one round
PATTERN_DEPTH = 3  # how deep a change may lie below the top of a pattern that it makes match
AGE_LIMIT, FAR_AGE_LIMIT = 4, 1  # instances upon instances: near the goal, and elsewhere
INSTANCE_LIMIT, FAR_LIMIT = 300, 60  # instances for one question: in all, and looking elsewhere


class Universals:
    """Instantiates what is universal, each instance once."""

    def __init__(self, graph: EGraph, propagation: Propagation) -> None:
        self._graph = graph
        self._propagation = propagation
        self._seen: dict[tuple[object, ...], None] = {}
        self._limit, self._age_limit = INSTANCE_LIMIT, AGE_LIMIT
        self._start = 0  # how many instances there were when the question was asked
        self._looked = (0, 0)  # how many nodes and merges there were at the last round that looked everywhere
        self._triggers: dict[Quantified, tuple[tuple[Pattern, ...], ...]] = {}

    def begin(self) -> None:
        """A new question: the limits count from here."""
        self._start = len(self._seen)

    def instantiate(self, focus: Term | None, budget: Budget) -> bool:
        """One round; whether there was something new, which is queued in the graph.

        First only what `focus` is made of, or is known to equal, is looked at; then everything.
        """
        rules = self._graph.theory.rules
        node = None if focus is None else self._graph.known(focus)
        if node is not None and self._round(rules, _by_operator(_made_of(node)), budget):
            return True
        return self._round(rules, _by_operator(self._news()), budget, is_far=True)

    def instantiate_spare(self, focus: Term | None, budget: Budget) -> bool:
        """One round with the lemmas that are not automatic, near the focus; whether there was something new."""
        rules = self._graph.theory.spare_rules
        node = None if focus is None or not rules else self._graph.known(focus)
        return node is not None and self._round(rules, _by_operator(_made_of(node)), budget, is_far=True)

    def _news(self) -> dict[Node, None]:
        """The nodes at which a pattern may match since the last time that this was asked, and did not before."""
        graph = self._graph
        nodes, merges = self._looked
        found = dict.fromkeys(graph.nodes_since(nodes))
        level = list(dict.fromkeys(n.root for n in graph.merged[merges:] if not n.root.truth_weight))
        for _ in range(PATTERN_DEPTH):
            users = dict.fromkeys(u for root in level for u in root.users)
            found.update(users)
            level = list(dict.fromkeys(u.root for u in users if not u.root.truth_weight))
        graph.trail.note(self.__setattr__, "_looked", self._looked)
        self._looked = (graph.size(), len(graph.merged))
        return found

    def _round(self, rules: RuleBook, near: ByOperator, budget: Budget, *, is_far: bool = False) -> bool:
        """Looks for patterns at the nodes of `near`."""
        before = len(self._seen)
        self._limit = self._start + (FAR_LIMIT if is_far else INSTANCE_LIMIT)
        self._age_limit = FAR_AGE_LIMIT if is_far else AGE_LIMIT
        for rule, trigger in rules.at(near):
            self._use_rule(rule, trigger, near, budget)
        for node in list(self._propagation.quantified):
            universal = as_universal(node, is_true=node.root is self._graph.true)
            if universal is not None:
                self._use_fact(node, universal, near, budget)
        return len(self._seen) > before

    def _use_rule(self, rule: Rule, trigger: tuple[Pattern, ...], near: ByOperator, budget: Budget) -> None:
        for found in list(islice(matches(self._graph, trigger, near), MATCH_LIMIT)):
            nodes = [found[v] for v in rule.variables]
            if self._is_new(rule.lemma.name, nodes, budget):
                terms = tuple([n.term for n in nodes])
                formula = rule.instance(terms)
                if formula is not None and self._graph.known(formula) is None:
                    self._take(_lemma_step(rule, formula, terms), nodes)

    def _use_fact(self, node: Node, universal: Quantified, near: ByOperator, budget: Budget) -> None:
        variables = universal.variables
        triggers = self._triggers.get(universal)
        if triggers is None:
            found_triggers = sides(variables, (universal.body,)) or triggers_of(variables, (universal.body,))
            triggers = self._triggers[universal] = tuple(compiled(t, variables) for t in found_triggers)
        for trigger in triggers:
            for found in list(islice(matches(self._graph, trigger, near), MATCH_LIMIT)):
                nodes = [found[v] for v in variables]
                fits = all(v.sort is n.term.sort for v, n in zip(variables, nodes, strict=True))
                if fits and self._is_new(universal, nodes, budget):
                    self._take(instance_step(node, universal, [n.term for n in nodes]), nodes)

    def _is_new(self, statement: object, nodes: Sequence[Node], budget: Budget) -> bool:
        """Whether this instance is due, which notes it as done."""
        key = (statement, *[n.root.term for n in nodes])
        if key in self._seen or len(self._seen) >= self._limit or any(n.age >= self._age_limit for n in nodes):
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


def _by_operator(nodes: Iterable[Node]) -> dict[str, list[Node]]:
    found: dict[str, list[Node]] = {}
    for node in nodes:
        if isinstance(node.term, Apply):
            found.setdefault(node.term.operator, []).append(node)
    return found


def _made_of(node: Node) -> dict[Node, None]:
    """The node, its parts, what these are known to equal, and so on down."""
    found: dict[Node, None] = {node: None}
    waiting = [*node.args, *(lit for lit, _ in node.lits)]
    while waiting:
        here = waiting.pop()
        if here in found:
            continue
        for member in (here,) if here.root.truth_weight else here.members():
            found[member] = None
            waiting.extend(member.args)
            waiting.extend([lit for lit, _ in member.lits])
    return found


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


def _lemma_step(rule: Rule, formula: Term, terms: tuple[Term, ...]) -> Step:
    return Step(formula, lambda _: ByLemma(rule.lemma.name, tuple(zip(rule.variables, terms, strict=True)), ()), ())
