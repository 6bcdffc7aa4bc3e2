"""Names for new variables that cannot be confused with those of a goal."""

from __future__ import annotations

from collections.abc import Iterable

from frame_ls.logic.heaps import Entailment
from frame_ls.logic.substitution import atom_terms, free_variables
from frame_ls.logic.terms import Variable


class Names:
    """Hands out variables that occur neither in the goals it was made for nor among those handed out before."""

    __slots__ = ("_next",)

    def __init__(self, goals: Iterable[Entailment] = ()) -> None:
        self._next = 1
        for goal in goals:
            self.avoid(all_variables(goal))

    def avoid(self, variables: Iterable[Variable]) -> None:
        """Never hands out a name of these, nor an older one."""
        for variable in variables:
            _, mark, number = variable.name.rpartition("!")
            if mark and number.isdigit():
                self._next = max(self._next, int(number) + 1)

    def like(self, variable: Variable) -> Variable:
        """A new variable of the same sort, named after `variable`."""
        number = self._next
        self._next = number + 1
        return Variable(f"{variable.name.partition('!')[0]}!{number}", variable.sort)

    def all_like(self, variables: Iterable[Variable]) -> tuple[Variable, ...]:
        return tuple(self.like(v) for v in variables)


def all_variables(goal: Entailment) -> tuple[Variable, ...]:
    """Every variable of the goal, bound ones too, in order of first occurrence."""
    found: dict[Variable, None] = {}
    for heap in (goal.left, *goal.right):
        terms = [*heap.pure, *(t for a in heap.spatial for t in atom_terms(a))]
        found.update(dict.fromkeys((*heap.exists, *free_variables(*terms))))
    found.update(dict.fromkeys(free_variables(*(a.address for a in goal.outside))))
    return tuple(found)
