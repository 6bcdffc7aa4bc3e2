"""The checker of pure proofs: computes and compares, line by line, and never searches."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from frame_ls.kernel import pure_boolean
from frame_ls.kernel.pure_block import Block, Check, demand
from frame_ls.kernel.pure_branch_rules import check_cases, check_induction, check_instantiated, check_opened
from frame_ls.kernel.pure_ground_rules import (
    check_acyclic,
    check_by_lemma,
    check_conditional,
    check_congruence,
    check_defined,
    check_division,
    check_injective,
    check_linear,
    check_ordered,
    check_product,
    check_square,
    check_squeezed,
)
from frame_ls.kernel.pure_proofs import (
    Acyclic,
    Assumed,
    Boolean,
    ByLemma,
    Cases,
    Conditional,
    Congruence,
    Defined,
    Division,
    Given,
    Induction,
    Injective,
    Instantiated,
    Linear,
    Opened,
    Ordered,
    Product,
    PureProof,
    Solver,
    Square,
    Squeezed,
)
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import FALSE, Term


@dataclass(frozen=True, slots=True)
class Leaning:
    """What an accepted proof rests on beside the facts: the lemmas it used, and the solvers whose word it took."""

    lemmas: tuple[str, ...] = ()
    solvers: tuple[str, ...] = ()


def check_pure(facts: Container[Term], proof: PureProof, goal: Term, definitions: Definitions) -> Leaning:
    """Accepts a proof of `goal` from `facts`, or raises Refused.

    Lemmas of `definitions` are taken as proved; that they are, and that none leans on itself, is for the caller to see.
    """
    block = Block(_CHECKS, definitions, facts)
    try:
        block.run(proof.lines)
    except RecursionError:
        raise Refused("a formula of the proof is nested too deep") from None
    if not proof.lines or proof.lines[-1].formula not in (goal, FALSE):
        raise Refused(f"the proof does not end in {goal}")
    return Leaning(tuple(block.lemmas), tuple(block.solvers))


def _given(block: Block, formula: Term, _: Given) -> None:
    demand(formula in block.facts, "not a fact here: {}", formula)
    if block.eigen and any(v in block.eigen for v in free_variables(formula)):
        raise Refused(f"the fact is about a variable of the branch: {formula}")


def _assumed(_: Block, formula: Term, __: Assumed) -> None:
    raise Refused(f"an assumption stands out of its place: {formula}")


def _boolean(block: Block, formula: Term, reason: Boolean) -> None:
    follows = pure_boolean.follows([block.line(i) for i in reason.lines], formula)
    demand(follows, "not by truth tables: {}", formula)


def _solver(block: Block, _: Term, reason: Solver) -> None:
    for index in reason.lines:
        block.line(index)
    block.solvers[reason.name] = None


_CHECKS: Final[dict[type, Check]] = {
    Given: _given,
    Assumed: _assumed,
    Congruence: check_congruence,
    Injective: check_injective,
    Acyclic: check_acyclic,
    Conditional: check_conditional,
    Linear: check_linear,
    Squeezed: check_squeezed,
    Ordered: check_ordered,
    Division: check_division,
    Product: check_product,
    Square: check_square,
    Defined: check_defined,
    ByLemma: check_by_lemma,
    Boolean: _boolean,
    Cases: check_cases,
    Instantiated: check_instantiated,
    Opened: check_opened,
    Induction: check_induction,
    Solver: _solver,
}
