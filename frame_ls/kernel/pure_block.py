"""Where a pure proof stands while it is checked: the lines above, and the fresh variables of the open branches."""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from frame_ls.kernel.pure_polynomials import Comparison, comparison
from frame_ls.kernel.pure_proofs import Assumed, Branch, Line
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.sorts import BOOL
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import FALSE, Term, Variable

Check = Callable[["Block", Term, Any], None]  # block, formula, reason; raises Refused

NESTING_LIMIT = 200


@dataclass(slots=True)
class Block:
    """The lines that can be named now, and what is forbidden here. A branch runs in the block around it."""

    checks: Mapping[type, Check]
    definitions: Definitions
    facts: Container[Term]
    formulas: list[Term] = field(default_factory=list)
    eigen: list[Variable] = field(default_factory=list)  # the fresh variables of the open branches: in no given fact
    lemmas: dict[str, None] = field(default_factory=dict)
    solvers: dict[str, None] = field(default_factory=dict)
    depth: int = 0

    def run(self, lines: Sequence[Line]) -> None:
        for line in lines:
            if line.formula.sort is not BOOL:
                raise Refused(f"{line.formula} is no formula")
            self.checks[type(line.reason)](self, line.formula, line.reason)
            self.formulas.append(line.formula)

    def line(self, index: int) -> Term:
        if not 0 <= index < len(self.formulas):
            raise Refused(f"there is no line {index} here")
        return self.formulas[index]

    def comparison(self, index: int) -> Comparison:
        found = comparison(self.line(index))
        if found is None:
            raise Refused(f"line {index} is no comparison: {self.line(index)}")
        return found

    def branch(self, branch: Branch, assumptions: Sequence[Term], fresh: Sequence[Variable], goal: Term) -> None:
        """Runs a branch that assumes `assumptions` about the `fresh` variables and must end in `goal` or false."""
        self.depth += 1
        if self.depth > NESTING_LIMIT:
            raise Refused("branches are nested too deep")
        if fresh:
            self._see_fresh(fresh, goal)
        outside = len(self.formulas)
        heads = branch.lines[: len(assumptions)]
        if len(heads) != len(assumptions) or len(branch.lines) == 0:
            raise Refused("a branch is too short")
        for head, assumption in zip(heads, assumptions, strict=True):
            if head.formula is not assumption or not isinstance(head.reason, Assumed):
                raise Refused(f"a branch should begin with {assumption}, not {head.formula}")
        self.formulas.extend(assumptions)
        self.eigen.extend(fresh)
        self.run(branch.lines[len(assumptions) :])
        if self.formulas[-1] not in (goal, FALSE):
            raise Refused(f"a branch does not end in {goal}")
        del self.formulas[outside:]
        del self.eigen[len(self.eigen) - len(fresh) :]
        self.depth -= 1

    def _see_fresh(self, fresh: Sequence[Variable], goal: Term) -> None:
        known = {v for t in (*self.formulas, goal) for v in free_variables(t)}
        if len(set(fresh)) != len(fresh) or not known.isdisjoint(fresh):
            raise Refused(f"not fresh: {', '.join(map(str, fresh))}")


def demand(condition: bool, message: str, *parts: object) -> None:
    """Raises Refused unless the condition holds; the message, with `parts` in its places, is made only then."""
    if not condition:
        raise Refused(message.format(*parts))
