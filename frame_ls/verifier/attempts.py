"""Trying something that may fail: what it has counted is forgotten then, and it may not use up everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from frame_ls.prover.budget import OutOfBudget
from frame_ls.verifier.failure import Stuck
from frame_ls.verifier.session import Session

Thing = TypeVar("Thing")
_SHARE = 40_000  # for one thing
_MOST = 400_000  # for one function


def attempted(session: Session, make: Callable[[], Iterable[Thing]]) -> list[Thing] | None:
    """All that `make` gives, on every path; None where one of the paths fails, or where it takes too long."""
    moment = session.moment()
    whole = session.budget
    if session.tried > _MOST:
        return None
    session.budget = whole.part(_SHARE)
    session.depth += 1
    try:
        return list(make())
    except Stuck:
        session.undo_to(moment)
        return None
    except OutOfBudget:
        if whole.is_exhausted:
            raise
        session.undo_to(moment)
        return None
    finally:
        session.depth -= 1
        if session.depth == 0:
            session.tried += session.budget.spent
        session.budget = whole
