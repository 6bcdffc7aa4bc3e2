"""Which patterns a universal statement is looked for by."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frame_ls.logic.sorts import Sort
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import (
    ADD,
    DIVIDE,
    EQUAL,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    Apply,
    Number,
    Quantified,
    Term,
    Variable,
)
from frame_ls.prover.pure.nodes import is_connective

Trigger = tuple[Term, ...]  # patterns that are found together and between them bind every variable

ARITHMETIC = {ADD, MULTIPLY, DIVIDE, LESS, LESS_EQUAL, EQUAL}
TRIGGER_LIMIT = 3  # triggers tried for one statement


def triggers_of(variables: Sequence[Variable], formulas: Sequence[Term]) -> tuple[Trigger, ...]:
    """Triggers for a statement about `variables` made of `formulas`: smallest single patterns, else a few together."""
    if not variables:
        return ()
    wanted = frozenset(variables)
    candidates: dict[Apply, frozenset[Variable]] = {}
    for formula in formulas:
        _collect(formula, wanted, candidates)
    whole = [p for p, bound in candidates.items() if bound == wanted]
    smallest = [p for p in whole if not any(q is not p and _occurs(q, p) for q in whole)]
    if smallest:
        return tuple((p,) for p in smallest[:TRIGGER_LIMIT])
    return _together(wanted, candidates)


def _together(wanted: frozenset[Variable], candidates: dict[Apply, frozenset[Variable]]) -> tuple[Trigger, ...]:
    chosen: list[Term] = []
    bound: frozenset[Variable] = frozenset()
    for pattern, variables in sorted(candidates.items(), key=lambda item: -len(item[1])):
        if not variables <= bound:
            chosen.append(pattern)
            bound |= variables
    return (tuple(chosen),) if bound == wanted else ()


def _collect(term: Term, wanted: frozenset[Variable], found: dict[Apply, frozenset[Variable]]) -> None:
    if isinstance(term, Quantified) or not isinstance(term, Apply):
        return
    for argument in term.args:
        _collect(argument, wanted, found)
    if is_pattern(term, wanted):
        bound = wanted.intersection(free_variables(term))
        if bound:
            found[term] = bound


def is_pattern(term: Term, wanted: frozenset[Variable]) -> bool:
    """Whether the term can be looked for: an application without arithmetic or connectives around variables."""
    if not isinstance(term, Apply):
        return not isinstance(term, Quantified)
    if term.operator in ARITHMETIC or is_connective(term):
        return wanted.isdisjoint(free_variables(term)) and bool(term.args) is False
    return all(isinstance(a, Number) or is_pattern(a, wanted) for a in term.args)


def _occurs(part: Term, whole: Term) -> bool:
    return part is whole or (isinstance(whole, Apply) and any(_occurs(part, a) for a in whole.args))


@dataclass(frozen=True, slots=True)
class Pattern:
    """An application with patterns for its arguments: a variable to bind, a term without such, or a pattern."""

    operator: str
    args: tuple[Variable | Term | Pattern, ...]
    binds: tuple[bool, ...]  # of each argument: whether it is a variable to bind


def compiled(trigger: Trigger, variables: Iterable[Variable]) -> tuple[Pattern, ...]:
    """The trigger made ready for matching."""
    wanted = frozenset(variables)
    return tuple(_compiled(p, wanted) for p in trigger if isinstance(p, Apply))


def _compiled(term: Apply, wanted: frozenset[Variable]) -> Pattern:
    args: list[Variable | Term | Pattern] = []
    for argument in term.args:
        is_open = isinstance(argument, Apply) and (
            not wanted.isdisjoint(free_variables(argument)) or _is_generic(argument.sort)
        )
        args.append(_compiled(argument, wanted) if isinstance(argument, Apply) and is_open else argument)
    return Pattern(term.operator, tuple(args), tuple(a in wanted for a in args))


def _is_generic(sort: Sort) -> bool:
    """Whether a type parameter stands in the sort: the statement's own constant then occurs nowhere as it is."""
    return sort.kind == "parameter" or any(map(_is_generic, sort.args))


def sides(variables: tuple[Variable, ...], conclusions: Sequence[Term]) -> tuple[Trigger, ...]:
    """An equation is used from left to right where its left side mentions everything."""
    wanted = frozenset(variables)
    found: list[Trigger] = []
    for conclusion in conclusions:
        match conclusion:
            case Apply(operator="=", args=(Apply(args=args) as left, _)) if args:
                if is_pattern(left, wanted) and wanted.issubset(free_variables(left)):
                    found.append((left,))
    return tuple(found)
