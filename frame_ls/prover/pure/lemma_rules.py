"""Automatic lemmas as rules: where each looks for its terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from frame_ls.logic.definitions import Lemma
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import Apply, Term, Variable
from frame_ls.prover.pure.triggers import Trigger, is_pattern, triggers_of


@dataclass(frozen=True, slots=True)
class Rule:
    """A lemma that applies by itself."""

    lemma: Lemma
    variables: tuple[Variable, ...]
    triggers: tuple[Trigger, ...]


def rule_of(lemma: Lemma) -> Rule | None:
    """The rule that an automatic pure lemma is; None where it has no pattern that binds its variables."""
    statement = lemma.statement
    if statement.outside or statement.left.spatial or len(statement.right) != 1 or statement.right[0].spatial:
        return None
    premises, conclusions = statement.left.pure, statement.right[0].pure
    variables = free_variables(*premises, *conclusions)
    triggers = lemma.triggers or _sides(variables, conclusions) or triggers_of(variables, (*conclusions, *premises))
    return Rule(lemma, variables, triggers) if triggers or not variables else None


def _sides(variables: tuple[Variable, ...], conclusions: Sequence[Term]) -> tuple[Trigger, ...]:
    """An equation is used from left to right where its left side mentions everything."""
    wanted = frozenset(variables)
    found: list[Trigger] = []
    for conclusion in conclusions:
        match conclusion:
            case Apply(operator="=", args=(Apply(args=args) as left, _)) if args:
                if is_pattern(left, wanted) and wanted.issubset(free_variables(left)):
                    found.append((left,))
    return tuple(found)
