"""The facts of one path, and what follows from them: the one door to pure reasoning."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from fractions import Fraction

from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.terms import Apply, Term
from frame_ls.prover.budget import Budget
from frame_ls.prover.pure.theory import Theory


@dataclass(frozen=True, slots=True)
class Unproved:
    """No proof was found. `counterexample` has values under which the search got stuck: a hint, no refutation."""

    reason: str
    counterexample: tuple[tuple[Term, Term], ...] = ()


class Context:
    """A growing and shrinking set of facts. Not thread-safe; deterministic.

    Facts are assumed in order and taken back in reverse order. Questions never change what is known; they are
    cheap when their answer was already drawn from the facts. Proofs refer to the assumed facts as they were given,
    (`Given` lines), and to nothing else.
    """

    def __init__(self, definitions: Definitions | Theory) -> None:
        self.theory = definitions if isinstance(definitions, Theory) else Theory(definitions)

    # The facts.

    def assume(self, fact: Term) -> None:
        """Adds a fact. Cheap: equations are closed under congruence at once, the rest is queued."""
        raise NotImplementedError

    def push(self) -> None:
        """Begins a level; `pop` takes back all that was assumed since."""
        raise NotImplementedError

    def pop(self) -> None:
        """Ends the newest level."""
        raise NotImplementedError

    def follow(self, facts: Sequence[Term]) -> None:
        """Makes `facts` the facts, in this order, taking back only what comes after the common beginning."""
        raise NotImplementedError

    @property
    def facts(self) -> Container[Term]:
        """What `Given` lines of a proof made now may name; a live view, also iterable in order."""
        raise NotImplementedError

    # Proofs.

    def contradiction(self, budget: Budget | None = None) -> PureProof | None:
        """A proof of false, if the facts are seen to be contradictory. Without a budget: propagation only, no cases."""
        raise NotImplementedError

    def prove(self, goal: Term, budget: Budget | None = None) -> PureProof | Unproved:
        """A proof of `goal` from the facts. OutOfBudget never escapes: it becomes `Unproved`.

        Without a budget a small default one is used, and no SMT solver.
        """
        raise NotImplementedError

    def explain(self, formula: Term) -> PureProof:
        """The proof of a formula of which `known_truth` says True. Raises ValueError for others."""
        raise NotImplementedError

    def explain_equal(self, a: Term, b: Term) -> PureProof:
        """The proof of `a = b` where `are_equal` says so. Raises ValueError otherwise."""
        raise NotImplementedError

    # Questions answered from what was already drawn from the facts: no search.

    def are_equal(self, a: Term, b: Term) -> bool:
        """Whether the two are one by congruence and propagation; False means not known."""
        raise NotImplementedError

    def disequal(self, a: Term, b: Term) -> bool:
        """Whether the two are known to differ; False means not known."""
        raise NotImplementedError

    def known_truth(self, formula: Term) -> bool | None:
        """Whether the formula is known to be true, known to be false, or neither (None)."""
        raise NotImplementedError

    def representative(self, term: Term) -> Term:
        """One term for each class of equal terms: the same for all members until the facts change."""
        raise NotImplementedError

    def constructor_form(self, term: Term) -> Apply | None:
        """A constructor application that `term` is known to equal."""
        raise NotImplementedError

    def bounds(self, term: Term) -> tuple[int | Fraction | None, int | Fraction | None]:
        """Known least and greatest value of a numeric term (None: not known); not necessarily the tightest."""
        raise NotImplementedError
