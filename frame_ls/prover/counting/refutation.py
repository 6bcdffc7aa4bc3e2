"""Writes down why a heap has no model: a table of shapes with their invariants, and all the proofs that it needs."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from frame_ls.kernel.closed_tables import Joint, Known
from frame_ls.kernel.context import Context as Checking
from frame_ls.kernel.numbered_tables import (
    ByEntries,
    Covered,
    Either,
    Impossible,
    NumberedEntry,
    NumberedTable,
    Reason,
)
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.heaps import Entailment
from frame_ls.logic.sorts import INT
from frame_ls.logic.substitution import substitute
from frame_ls.logic.terms import (
    AND,
    IMPLIES,
    NIL,
    NOT,
    OR,
    Apply,
    Number,
    Term,
    Variable,
    add,
    equal,
    less_equal,
    multiply,
)
from frame_ls.prover.base_pairs.evidence import entry_of
from frame_ls.prover.budget import Budget
from frame_ls.prover.concrete.linear import Constraint
from frame_ls.prover.counting.conditions import linear_constraints
from frame_ls.prover.counting.equations import combination
from frame_ls.prover.counting.integers import is_impossible, quotient
from frame_ls.prover.counting.invariants import Fact, Facts
from frame_ls.prover.counting.shapes import Grammar, Shape
from frame_ls.prover.pure.context import Context
from frame_ls.prover.pure.theory import Theory

_SPLITS = 6  # atoms of disjunctions in one case
_STEPS = 4000  # for one proof


class Failed(Exception):
    """Something that the table needs was not proved."""


class Refutation:
    """Makes the table for one goal."""

    def __init__(self, goal: Entailment, grammar: Grammar, facts: Facts, budget: Budget) -> None:
        self.goal, self.grammar, self.facts, self.budget = goal, grammar, facts, budget
        self.checking = Checking(grammar.definitions)
        self.theory = Theory(grammar.definitions)
        self.entries = {name: tuple(self.entry(s) for s in shapes) for name, shapes in grammar.shapes.items()}

    def table(self) -> NumberedTable:
        """Raises Failed, OutOfBudget."""
        joint = Joint(self.goal.left, (), self.goal.outside, self.entries, self.checking)
        goal = self.reason(joint, ())
        cases = []
        for name in self.entries:
            predicate = self.grammar.definitions.predicates[name]
            joints = [Joint(c, predicate.parameters, (), self.entries, self.checking) for c in predicate.cases or ()]
            cases.append(tuple(self.reason(j, self.grammar.shapes[name]) for j in joints))
        return NumberedTable(tuple(self.entries.items()), tuple(cases), goal)

    def entry(self, shape: Shape) -> NumberedEntry:
        predicate = self.grammar.definitions.predicates[shape.name]
        terms: list[Term] = [*predicate.parameters, *(Apply(NIL, (), s) for s in self.grammar.alphabet.sorts)]
        facts = self.facts[shape]
        own = tuple(_own(i) for i, f in enumerate(facts) if f.divisor)
        numbers = tuple(_formula(f, _own(i)) for i, f in enumerate(facts))
        return NumberedEntry(entry_of(shape.key, terms, self.grammar.alphabet.regions), own, numbers)

    # Reasons.

    def reason(self, joint: Joint, targets: Sequence[Shape]) -> Reason:
        found = self.after_splits(joint, joint.start(), _atoms(joint.heap.pure), targets)
        return found or ByEntries(0, ())

    def after_splits(
        self, joint: Joint, known: Known, atoms: Sequence[Term], targets: Sequence[Shape]
    ) -> Reason | None:
        """Each atom of a disjunction is decided first; None where locations clash."""
        if known.state is None:
            return None
        proof = self.contradiction(known) if atoms or len(known.facts) > len(_system(known.facts)) else None
        if proof is not None:
            return Impossible(proof)
        if not atoms:
            return self.after_calls(joint, known, 0, targets)
        atom, rest = atoms[0], atoms[1:]
        yes, no = joint.with_formula(known, atom), joint.with_formula(known, Apply(NOT, (atom,), atom.sort))
        return Either(atom, self.after_splits(joint, yes, rest, targets), self.after_splits(joint, no, rest, targets))

    def after_calls(self, joint: Joint, known: Known, call: int, targets: Sequence[Shape]) -> Reason | None:
        if known.state is None:
            return None
        self.budget.spend(5)
        system = _system(known.facts)
        if is_impossible(system, self.budget):
            proof = self.contradiction(known)
            if proof is not None:
                return Impossible(proof)
        if call < len(joint.calls):
            entries = self.entries[joint.calls[call].name]
            ways = [self.after_calls(joint, joint.with_entry(known, call, e), call + 1, targets) for e in entries]
            return ByEntries(call, tuple(ways))
        for shape in targets:
            covered = self.covered(joint, known, shape, targets, system)
            if covered is not None:
                return covered
        raise Failed

    def contradiction(self, known: Known) -> PureProof | None:
        return self.knowing(known).contradiction(self.budget.part(_STEPS, solver_effort=0))

    def proof(self, known: Known, formula: Term) -> PureProof | None:
        found = combination(known.facts, formula)
        if found is not None:
            return found
        searched = self.knowing(known).prove(formula, self.budget.part(_STEPS, solver_effort=0))
        return searched if isinstance(searched, PureProof) else None

    def knowing(self, known: Known) -> Context:
        """A context of its own for each question: what was asked before must not matter."""
        context = Context(self.theory)
        for fact in known.facts:
            context.assume(fact)
        return context

    def covered(
        self, joint: Joint, known: Known, shape: Shape, targets: Sequence[Shape], system: list[Constraint]
    ) -> Covered | None:
        index = targets.index(shape)
        entry = self.entries[shape.name][index]
        assert known.state is not None
        if not joint.frame.implies(known.state, entry.locations.pure, entry.locations.allocated):
            return None
        values = [self.value(f, system) for f in self.facts[shape] if f.divisor]
        if any(v is None for v in values):
            return None
        replacement = dict(zip(entry.exists, [v for v in values if v is not None], strict=True))
        proofs = []
        for formula in entry.numbers:
            proof = self.proof(known, substitute(formula, replacement))
            if proof is None:
                return None
            proofs.append(proof)
        return Covered(index, tuple(replacement.values()), tuple(proofs))

    def value(self, fact: Fact, system: list[Constraint]) -> Term | None:
        """What the quotient of a remainder is, in terms of the case."""
        found = quotient(dict(fact.items), -fact.value, fact.divisor, system)
        return None if found is None else _sum(tuple(found[0].items()), found[1])


def _own(index: int) -> Variable:
    return Variable(f"#k{index}", INT)


def _formula(fact: Fact, own: Variable) -> Term:
    total = _sum(fact.items, 0)
    value: Term = Number(fact.value)
    if fact.divisor:
        return equal(total, add(value, multiply(Number(fact.divisor), own)))
    if fact.kind == "=":
        return equal(total, value)
    return less_equal(value, total) if fact.kind == ">" else less_equal(total, value)


def _sum(items: Sequence[tuple[Hashable, int]], constant: int) -> Term:
    terms = [multiply(Number(f), k) for k, f in items if isinstance(k, Variable)]
    return add(*terms, Number(constant)) if terms else Number(constant)


def _system(facts: Sequence[Term]) -> list[Constraint]:
    return [c for fact in facts for c in linear_constraints(fact) or ()]


def _atoms(formulas: Sequence[Term]) -> list[Term]:
    """The atoms of the conjuncts that are disjunctions; none where there are too many."""
    found: dict[Term, None] = {}
    pending = [(f, False) for f in reversed(formulas)]
    while pending:
        term, is_inside = pending.pop()
        match term:
            case Apply(operator=operator, args=args) if operator == AND and not is_inside:
                pending += ((a, False) for a in reversed(args))
            case Apply(operator=operator, args=args) if operator in (AND, OR, NOT, IMPLIES):
                is_literal = (
                    operator == NOT and isinstance(args[0], Apply) and args[0].operator not in (AND, OR, IMPLIES)
                )
                pending += ((a, is_inside or not is_literal) for a in reversed(args))
            case _ if is_inside:
                found[term] = None
    return list(found) if len(found) <= _SPLITS else []
