"""Evidence about heaps whose predicates count: a derived model, or a table with what the numbers always are."""

from __future__ import annotations

from itertools import islice

from frame_ls.kernel.certify import Evidence
from frame_ls.kernel.derived_models import DerivedModel, check_derived_model
from frame_ls.kernel.proofs import Proof, Unsatisfiable
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment
from frame_ls.prover.budget import Budget
from frame_ls.prover.counting.derivations import Finder
from frame_ls.prover.counting.invariants import invariants
from frame_ls.prover.counting.refutation import Failed, Refutation
from frame_ls.prover.counting.shapes import Grammar, TooMany

_FIRST, _LAST = 2, 7  # parts beyond those of the smallest derivation, before and after a refutation is tried
_STARTS = 300  # ways for the goal to hold; with more, what it asks about is no help for guesses


def counted(goal: Entailment, definitions: Definitions, budget: Budget) -> Evidence | None:
    """A derived model of the goal's left side, or a proof that there is none; None where neither was found."""
    try:
        grammar = Grammar(definitions, goal.left, budget)
        finder = Finder(goal, grammar, budget)
        return (
            _model(goal, finder, range(_FIRST), definitions)
            or _refutation(goal, grammar, budget)
            or _model(goal, finder, range(_FIRST, _LAST), definitions)
        )
    except (TooMany, Refused):
        return None


def _model(goal: Entailment, finder: Finder, extras: range, definitions: Definitions) -> DerivedModel | None:
    for extra in extras:
        model = finder.find(extra)
        if model is not None:
            check_derived_model(goal, model, definitions)
            return model
    return None


def _refutation(goal: Entailment, grammar: Grammar, budget: Budget) -> Proof | None:
    starts = list(islice(grammar.starts(), _STARTS))
    try:
        table = Refutation(goal, grammar, invariants(grammar, starts, budget), budget).table()
    except Failed:
        return None
    return Proof(goal, (), Unsatisfiable(table))
