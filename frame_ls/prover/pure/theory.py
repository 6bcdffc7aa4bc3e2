"""Definitions made ready for reasoning: which operator constructs, which unfolds, which lemmas apply by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.kernel.pure_definitions import unfolded
from frame_ls.kernel.pure_proofs import Line
from frame_ls.logic.definitions import Constructor, Datatype, Definitions, Function
from frame_ls.logic.terms import FALSE, TRUE, Apply, Term
from frame_ls.prover.pure.lemma_rules import RuleBook, rule_of
from frame_ls.prover.pure.linear import Forms
from frame_ls.prover.pure.nodes import Kind


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of trying to prove a conjecture, and what it cost; a hopeless one is false or nothing new."""

    line: Line | None
    cost: int
    is_hopeless: bool


class Theory:
    """Read-only view of `definitions` with the look-ups that contexts need. Share one among all contexts of a file.

    What it remembers follows from the definitions alone, so sharing changes times only.
    """

    __slots__ = (
        "_constructors",
        "_rules",
        "_spare_rules",
        "_unfolded",
        "_unfolding",
        "attempts",
        "definitions",
        "forms",
        "has_recursive_data",
    )

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self.forms = Forms()
        self._constructors: dict[str, tuple[Datatype, Constructor]] = {
            c.name: (d, c) for d in definitions.datatypes.values() for c in d.constructors
        }
        fields = (f for d in definitions.datatypes.values() for c in d.constructors for f in c.fields)
        self.has_recursive_data = any(f.sort.kind in ("data", "parameter", "any") for f in fields)
        self._unfolded: dict[Apply, Term | None] = {}
        self.attempts: dict[tuple[Term, int], Attempt] = {}  # to prove a conjecture, at a depth
        self._rules: RuleBook | None = None
        self._spare_rules: RuleBook | None = None
        self._unfolding = {name: f for name, f in definitions.functions.items() if f.body is not None or f.branches}

    @property
    def rules(self) -> RuleBook:
        """The automatic lemmas."""
        if self._rules is None:
            self._rules = self._made_rules(is_automatic=True)
        return self._rules

    @property
    def spare_rules(self) -> RuleBook:
        """The other pure lemmas, which are tried late."""
        if self._spare_rules is None:
            self._spare_rules = self._made_rules(is_automatic=False)
        return self._spare_rules

    def _made_rules(self, *, is_automatic: bool) -> RuleBook:
        found = (rule_of(one) for one in self.definitions.lemmas.values() if one.is_automatic is is_automatic)
        return RuleBook(rule for rule in found if rule is not None)

    def constructor(self, name: str) -> tuple[Datatype, Constructor] | None:
        """The datatype and the constructor of that name."""
        return self._constructors.get(name)

    def function(self, name: str) -> Function | None:
        """The function of that name, if it has a definition."""
        return self._unfolding.get(name)

    def unfolded(self, term: Apply) -> Term | None:
        """What the definition of its function says that an application equals; None where it says nothing."""
        if term not in self._unfolded:
            self._unfolded[term] = unfolded(self._unfolding[term.operator], term)
        return self._unfolded[term]

    def kind(self, term: Apply) -> Kind:
        """What reasoning does with an application of an operator that is no sign of the logic."""
        if term is TRUE or term is FALSE:
            return Kind.VALUE
        found = self._constructors.get(term.operator)
        if found is not None:
            is_value = term.sort.name == found[0].name and len(term.args) == len(found[1].fields)
            return Kind.VALUE if is_value else Kind.PLAIN
        return Kind.FUNCTION if term.operator in self._unfolding else Kind.PLAIN
