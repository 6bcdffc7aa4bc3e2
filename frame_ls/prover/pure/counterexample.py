"""Values under which a search got stuck: a hint for a person, never a refutation."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import floor

from frame_ls.logic.sorts import INT
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import Number, Term, Variable
from frame_ls.prover.pure.infinitesimal import Near, Value
from frame_ls.prover.pure.linear import is_numeric
from frame_ls.prover.pure.search import Search

Counterexample = tuple[tuple[Term, Term], ...]  # a variable and its value

SIZE_LIMIT = 12


def values_of(search: Search, goal: Term, facts: Iterable[Term]) -> Counterexample:
    """Values for the goal's variables and, while there is room, for those of the facts, as the search has them now."""
    found: dict[Variable, Term] = {}
    for variable in (*free_variables(goal), *free_variables(*facts)):
        if variable not in found and len(found) < SIZE_LIMIT:
            value = _value(search, variable)
            if value is not None:
                found[variable] = value
    return tuple(found.items())


def _value(search: Search, variable: Variable) -> Term | None:
    node = search.graph.known(variable)
    if node is None:
        return None
    if node.root.value is not None:
        return node.root.value.term
    if is_numeric(variable.sort):
        value = search.arithmetic.value(node)
        if value is not None:
            return Number(_number(value), variable.sort) if variable.sort is not INT else Number(floor(_number(value)))
    return None


def _number(value: Value) -> int | Fraction:
    return value.standard + value.part * Fraction(1, 1000) if isinstance(value, Near) else value
