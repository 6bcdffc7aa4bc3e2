"""Makes a pattern one with terms of a goal: which values its variables must have."""

from __future__ import annotations

from collections.abc import Callable, Collection

from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import ADD, MULTIPLY, Apply, Number, Term, Variable, add, minus, multiply, subtract

Equal = Callable[[Term, Term], bool]


def unify(
    pattern: Term, term: Term, open_: Collection[Variable], bindings: dict[Variable, Term], are_equal: Equal
) -> bool:
    """Extends `bindings` of `open_` variables so that the pattern equals the term; False (and garbage) if it cannot."""
    if isinstance(pattern, Variable) and pattern in open_:
        bound = bindings.get(pattern)
        if bound is None:
            bindings[pattern] = term
            return True
        return are_equal(bound, term)
    if pattern is term:
        return True
    inside = [v for v in free_variables(pattern) if v in open_] if isinstance(pattern, Apply) else []
    if not inside:
        return are_equal(pattern, term)
    unbound = [v for v in inside if v not in bindings]
    if not unbound:
        return are_equal(substitute(pattern, bindings), term)
    if len(unbound) == 1:
        solved = solved_for(unbound[0], substitute(pattern, bindings), term)
        if solved is not None:
            bindings[unbound[0]] = solved
            return True
    return False


def solved_for(variable: Variable, left: Term, right: Term) -> Term | None:
    """The term t, without the variable, for which `variable = t` says the same as `left = right`; None: none seen."""
    if left is variable and variable not in free_variables(right):
        return right
    if right is variable and variable not in free_variables(left):
        return left
    if variable.sort.kind != "int":
        return None
    factor, rest = _split(variable, subtract(left, right))
    if factor not in (1, -1) or variable in free_variables(rest):
        return None
    return rest if factor == -1 else minus(rest) if not isinstance(rest, Number) else multiply(Number(-1), rest)


def _split(variable: Variable, term: Term) -> tuple[int, Term]:
    """The term as factor * variable + rest."""
    parts = term.args if isinstance(term, Apply) and term.operator == ADD else (term,)
    factor = 0
    rest: list[Term] = []
    for part in parts:
        found = _factor(variable, part)
        if found is None:
            rest.append(part)
        else:
            factor += found
    return factor, add(*rest) if rest else Number(0)


def _factor(variable: Variable, part: Term) -> int | None:
    if part is variable:
        return 1
    if isinstance(part, Apply) and part.operator == MULTIPLY:
        a, b = part.args
        if isinstance(a, Number) and b is variable and isinstance(a.value, int):
            return a.value
    return None
