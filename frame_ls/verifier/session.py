"""The verification of one unit under way: the prover's context, the obligations so far, and what was found wrong.

Everything mutable is here. States are values; the context follows whichever path is looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from frame_ls.declarations.addresses import ADDRESS, NULL
from frame_ls.declarations.assertions import Assertion, CallAssertion, CellAssertion
from frame_ls.declarations.evaluation import simplified
from frame_ls.declarations.expressions import Compare, Constant, Expression
from frame_ls.declarations.program import Function, FunctionKind, Program
from frame_ls.declarations.types import Pointer, Type
from frame_ls.declarations.walking import parts
from frame_ls.kernel.certify import Valid, certify
from frame_ls.kernel.context import lines_of
from frame_ls.kernel.proofs import Close, Contradiction, Proof
from frame_ls.kernel.pure_check import check_pure
from frame_ls.kernel.pure_proofs import Defined, Given, Line, PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment, SymbolicHeap
from frame_ls.logic.sorts import BOOL, INT, Sort
from frame_ls.logic.terms import EQUAL, FALSE, TRUE, ZERO, Apply, Term, Variable, conjuncts, equal, negate
from frame_ls.prover.budget import Budget
from frame_ls.prover.names import Names
from frame_ls.prover.pure.context import Context, Unproved
from frame_ls.prover.pure.theory import Theory
from frame_ls.prover.subtraction.shapes import Shapes
from frame_ls.source import Finding, Span
from frame_ls.verifier.failure import Stuck
from frame_ls.verifier.inherent import Inherent, inherent_of
from frame_ls.verifier.outcome import AutomaticStep, Obligation, VerifierOptions
from frame_ls.verifier.sequencing import Surveys
from frame_ls.verifier.state import Path, State
from frame_ls.verifier.trace import Trace

_QUESTION = 4_000  # steps for a question whose answer only guides
_OBLIGATION = 60_000  # steps for something that has to hold


class Session:
    """One unit's verification."""

    def __init__(
        self, program: Program, function: Function, definitions: Definitions, options: VerifierOptions, budget: Budget
    ) -> None:
        self.program = program
        self.function = function
        self.definitions = definitions
        self.options = options
        self.budget = budget
        self.context = Context(theory_of(definitions))
        self.names = Names()
        self.findings: list[Finding] = []
        self.obligations = 0
        self.proofs: list[Obligation] = []
        self.leans_on_solver = 0
        self.reached: set[Span] = set()
        self.steps: list[AutomaticStep] = []
        self.trusted: list[str] = []  # what was taken without a proof, in the user's words
        self.recursions: list[tuple[Span, frozenset[str]]] = []
        self.tried = 0  # steps that attempts have taken in all
        self.depth = 0  # of attempts in attempts
        self.compares_addresses = _compares_addresses(function)
        self.nowhere = function.name_span
        self.entry: Mapping[Variable, Term] = {}  # what parameters and the precondition's binders stood for
        self.trace = Trace()
        self.surveys = Surveys()
        self.shapes = Shapes(definitions)
        self.insides: dict[str, frozenset[str]] = {}
        self.local_types: Mapping[Variable, Type] = {}
        self.assigned: frozenset[Variable] = frozenset()  # locals outside memory that are assigned anywhere
        self._at: Path | None = None
        address_of_null = (equal(Apply(ADDRESS, (NULL,), INT), ZERO),) if self.compares_addresses else ()
        self._always = (*program.facts, *address_of_null)
        self.context.follow(self._always)

    @cached_property
    def inherent(self) -> dict[str, list[Inherent]]:
        """What automatic lemmas that this unit may rest on say of predicates, by the predicate's name."""
        found: dict[str, list[Inherent]] = {}
        own = self.function
        for name in self.program.automatic:
            function = self.program.functions[name]
            if own.kind is FunctionKind.LEMMA and function.order >= own.order:
                continue
            lemma = inherent_of(function)
            if lemma is not None:
                found.setdefault(lemma.call.predicate, []).append(lemma)
        return found

    @cached_property
    def spatial_lemmas(self) -> tuple[Function, ...]:
        """The lemmas that turn heap into heap, in the order of their declarations."""
        return _spatial_lemmas(self.program)

    # The path.

    def follow(self, state: State) -> None:
        """Makes the facts of the state's path those of the context."""
        path = state.path
        if path is self._at:
            return
        facts: list[Term] = []
        link = path
        while link is not None:
            facts.append(link.fact)
            link = link.before
        facts.reverse()
        self.context.follow((*self._always, *facts))
        self._at = path

    def fresh(self, stem: str, sort: Sort) -> Variable:
        """A symbol that stands nowhere yet, named after what it stands for."""
        return self.names.like(Variable(stem.partition("~")[0].partition("!")[0], sort))

    # Questions.

    def truth(self, state: State, condition: Term) -> bool | None:
        """Whether the condition is known to hold, or not to hold, without a search."""
        if condition is TRUE:
            return True
        if condition is FALSE:
            return False
        self.follow(state)
        return self.context.known_truth(condition)

    def are_equal(self, state: State, a: Term, b: Term) -> bool:
        """Whether the two are known to be one, without a search."""
        if a is b:
            return True
        self.follow(state)
        return self.context.are_equal(a, b)

    def holds(self, state: State, formula: Term, steps: int = _QUESTION) -> bool:
        """Whether the formula can be proved with little effort."""
        truth = self.truth(state, formula)
        if truth is not None:
            return truth
        return isinstance(self.context.prove(formula, self.budget.part(steps)), PureProof)

    def same(self, state: State, a: Term, b: Term, span: Span) -> bool:
        """Whether the two are one, shown to the kernel where they are not one term."""
        return a is b or (
            self.are_equal(state, a, b) and self.prove(state, equal(a, b), "both are the same", span) is None
        )

    def form(self, state: State, term: Term, span: Span) -> Apply | None:
        """A constructor application that the term is shown to equal."""
        self.follow(state)
        found = self.context.constructor_form(term)
        if found is None or found is term:
            return found
        return found if self.prove(state, equal(term, found), "the value's form", span) is None else None

    def is_feasible(self, state: State) -> bool:
        """Whether the path may be taken, as far as little effort tells; a path that is closed is an obligation."""
        self.budget.spend()
        self.follow(state)
        proof = self.context.contradiction()
        if proof is None:
            proof = self.context.contradiction(self.budget.part(_QUESTION))
        if proof is None:
            return True
        self._certify(proof, FALSE, "this path cannot be taken", self.function.name_span)
        return False

    # Obligations.

    def prove(self, state: State, formula: Term, text: str, span: Span) -> Unproved | None:
        """Shows that the formula holds, with a proof that the kernel accepts; else says why not."""
        for part in conjuncts(simplified(formula)):
            if part is TRUE:
                continue
            self.budget.spend()
            self.follow(state)
            found = self.context.prove(part, self.budget.part(_OBLIGATION))
            if isinstance(found, Unproved):
                return found
            self._certify(found, part, text, span)
        return None

    def defined(self, state: State, application: Term, body: Term, span: Span) -> Term:
        """That the application of a function equals its unfolded definition, shown to the kernel."""
        formula = Apply(EQUAL, (application, body), BOOL)
        self.follow(state)
        self._certify(PureProof((Line(formula, Defined()),)), formula, "by definition", span)
        return formula

    def is_refuted(self, state: State, formula: Term) -> bool:
        """Whether the formula is known to be false on this path."""
        return self.holds(state, negate(formula))

    def accept(self, proof: Proof, text: str, span: Span) -> bool:
        """Whether the kernel accepts the proof of a spatial obligation; it then counts as one."""
        verdict = certify(proof.goal, self.definitions, proof)
        if not isinstance(verdict, Valid):
            return False
        self._count(proof, text, span, bool(verdict.checked.solvers))
        return True

    def _certify(self, proof: PureProof, formula: Term, text: str, span: Span) -> None:
        try:
            leaning = check_pure(self.context.facts, proof, formula, self.definitions)
        except Refused as refused:
            raise AssertionError(f"the prover offered a proof that the kernel refused: {refused}") from refused
        if self.options.keep_proofs:
            facts = tuple(line.formula for line in lines_of(proof) if isinstance(line.reason, Given))
            left = SymbolicHeap(tuple(dict.fromkeys(facts)))
            right = () if formula is FALSE else (SymbolicHeap((formula,)),)
            step = Contradiction(proof) if formula is FALSE else Close((proof,))
            whole = Proof(Entailment(left, right), (), step)
        else:
            whole = None
        self._count(whole, text, span, bool(leaning.solvers))

    def _count(self, proof: Proof | None, text: str, span: Span, by_solver: bool) -> None:
        self.obligations += 1
        self.leans_on_solver += by_solver
        if self.options.keep_proofs and proof is not None:
            self.proofs.append(Obligation(text, span, proof, int(by_solver)))

    def moment(self) -> tuple[int, ...]:
        """What an attempt may have to go back to."""
        return (self.obligations, self.leans_on_solver, *map(len, self._noted()))

    def undo_to(self, moment: tuple[int, ...]) -> None:
        """Forgets what an attempt that failed has counted."""
        self.obligations, self.leans_on_solver = moment[:2]
        for things, length in zip(self._noted(), moment[2:], strict=True):
            del things[length:]

    def _noted(self) -> tuple[list[Any], ...]:
        return self.proofs, self.steps, self.findings, self.recursions, self.trusted

    def trust(self, state: State, function: Function, arguments: tuple[Term, ...] = ()) -> None:
        """Notes that a lemma is used; one without a body is taken at its word."""
        if function.kind is FunctionKind.LEMMA and function.body is None:
            from frame_ls.verifier.wording import Words

            self.trusted.append(taken_at_its_word(function, ", ".join(map(Words(state).term, arguments))))

    # What is wrong.

    def fail(self, state: State, end: Stuck) -> None:
        """Reports why the path of the state got stuck, unless more effort shows that it cannot be taken at all."""
        where = self.function.name_span
        if not self.is_feasible(state) or self.prove(state, FALSE, "this path cannot be taken", where) is None:
            return
        self.report(end.finding)

    def report(self, finding: Finding) -> None:
        """Adds a finding, once for each place and message."""
        if not any(f.code == finding.code and f.span == finding.span for f in self.findings):
            self.findings.append(finding)


def taken_at_its_word(function: Function, arguments: str = "") -> str:
    """A lemma without a proof, as a person is told of it."""
    if function.name == "assume":
        return f"assume({arguments})"
    return f"the axiom `{function.name}`" if function.library else f"the lemma `{function.name}`, which has no proof"


_theories: list[Theory] = []  # of the last few definitions: units of one file share theirs
_MOST_THEORIES = 8


def theory_of(definitions: Definitions) -> Theory:
    """The definitions made ready for contexts, once for all units that have the very same ones."""
    for theory in _theories:
        if theory.definitions is definitions:
            return theory
    _theories.append(Theory(definitions))
    del _theories[:-_MOST_THEORIES]
    return _theories[-1]


def _compares_addresses(function: Function) -> bool:
    """Whether C compares pointers there by their numbers: two numbers may be one where the pointers are not."""
    compared = (node for node in parts(function.body) if isinstance(node, Compare))
    return any(isinstance(c.left.type, Pointer) and not (_is_null(c.left) or _is_null(c.right)) for c in compared)


def _is_null(expression: Expression) -> bool:
    return isinstance(expression, Constant) and expression.value is NULL


def _spatial_lemmas(program: Program) -> tuple[Function, ...]:
    """The lemmas that turn heap into heap, in the order of their declarations."""
    found = [
        f
        for f in program.functions.values()
        if f.kind is FunctionKind.LEMMA and f.promise is not None and has_heap(f.promise.ensures)
    ]
    return tuple(sorted(found, key=lambda f: f.order))


def has_heap(assertion: Assertion) -> bool:
    """Whether the assertion speaks of memory."""
    return any(isinstance(p, CallAssertion | CellAssertion) for p in parts(assertion))
