"""What a rule of the kernel is: a name, what it licenses, and why that is sound."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from frame_ls.kernel.context import Context, Hypotheses, Premises
from frame_ls.logic.heaps import Entailment


@dataclass(frozen=True, slots=True)
class Rule:
    """If the goals that `premises` returns hold, so does the goal.

    `premises(step, goal, hypotheses, context)` checks every side condition and returns each premise's step with its
    goal and the hypotheses there; it raises `Refused` otherwise. `step` is the type of step that the rule reads.
    """

    name: str
    step: type
    premises: Callable[[Any, Entailment, Hypotheses, Context], Premises]
    soundness: str
    source: str = ""
