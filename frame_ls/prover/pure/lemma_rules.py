"""Automatic lemmas as rules: where each looks for its terms."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from frame_ls.kernel.pure_definitions import lemma_instance
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Lemma
from frame_ls.logic.sorts import Sort
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import Term, Variable, conjunction, implies
from frame_ls.prover.pure.triggers import Pattern, compiled, sides, triggers_of

Formula = tuple[Term, tuple[Variable, ...]]  # what a lemma says at certain sorts, and its variables there


@dataclass(frozen=True, slots=True)
class Rule:
    """A lemma that applies by itself."""

    lemma: Lemma
    variables: tuple[Variable, ...]
    patterns: tuple[tuple[Pattern, ...], ...]
    _formulas: dict[tuple[Sort, ...], Formula | None] = field(default_factory=dict, compare=False)

    def instance(self, terms: tuple[Term, ...]) -> Term | None:
        """What the lemma says of these terms, an implication where it has premises; None where the sorts do not fit."""
        if len(set(terms)) < len(terms):
            # Equal terms make conjuncts equal, which are then one: what the lemma says is made anew.
            return self._made(terms)
        sorts = tuple([t.sort for t in terms])
        if sorts not in self._formulas:
            self._formulas[sorts] = self._at(sorts)
        found = self._formulas[sorts]
        return None if found is None else substitute(found[0], dict(zip(found[1], terms, strict=True)))

    def _at(self, sorts: tuple[Sort, ...]) -> Formula | None:
        there = tuple(Variable(v.name, s) for v, s in zip(self.variables, sorts, strict=True))
        made = self._made(there)
        return None if made is None else (made, there)

    def _made(self, terms: tuple[Term, ...]) -> Term | None:
        try:
            premises, conclusion = lemma_instance(self.lemma, zip(self.variables, terms, strict=True))
        except Refused:
            return None
        return implies(conjunction(premises), conclusion) if premises else conclusion


def rule_of(lemma: Lemma) -> Rule | None:
    """The rule that an automatic pure lemma is; None where it has no pattern that binds its variables."""
    statement = lemma.statement
    if statement.outside or statement.left.spatial or len(statement.right) != 1 or statement.right[0].spatial:
        return None
    premises, conclusions = statement.left.pure, statement.right[0].pure
    variables = free_variables(*premises, *conclusions)
    triggers = lemma.triggers or sides(variables, conclusions) or triggers_of(variables, (*conclusions, *premises))
    if variables and not triggers:
        return None
    return Rule(lemma, variables, tuple(compiled(t, variables) for t in triggers) or ((),))


class RuleBook:
    """Rules in an order, found by the operators that their patterns begin with."""

    __slots__ = ("_everywhere", "_found", "_size")

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._everywhere: list[tuple[int, Rule, tuple[Pattern, ...]]] = []  # rules that need no terms
        self._found: dict[str, list[tuple[int, Rule, tuple[Pattern, ...]]]] = {}
        self._size = 0
        for rule in rules:
            for trigger in rule.patterns:
                entry = (self._size, rule, trigger)
                self._size += 1
                if not trigger:
                    self._everywhere.append(entry)
                for operator in dict.fromkeys(pattern.operator for pattern in trigger):
                    self._found.setdefault(operator, []).append(entry)

    def __bool__(self) -> bool:
        return self._size > 0

    def at(self, operators: Iterable[str]) -> list[tuple[Rule, tuple[Pattern, ...]]]:
        """The rules, each with a trigger, of which a pattern begins with one of the operators."""
        entries = {entry[0]: entry for entry in self._everywhere}
        for operator in operators:
            for entry in self._found.get(operator, ()):
                entries[entry[0]] = entry
        return [(rule, trigger) for _, rule, trigger in (entries[number] for number in sorted(entries))]
