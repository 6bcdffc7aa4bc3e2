"""What is done where an atom is not simply there: predicates opened and closed, lemmas applied, cases split.

Nothing here is trusted: every step is one that the user could have written, and goes through `produce` and `consume`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from frame_ls.declarations.assertions import Pattern
from frame_ls.declarations.types import Type
from frame_ls.logic.terms import Term
from frame_ls.source import Span
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.valuation import Env

if TYPE_CHECKING:
    from frame_ls.verifier.consume import Consumption, Purpose, Taken
    from frame_ls.verifier.matching import Wanted


def find_atom(
    session: Session,
    state: State,
    wanted: Wanted,
    env: Env,
    purpose: Purpose,
    taken: Taken | None,
    coefficient: Pattern | None,
) -> Consumption:
    """Finds the atom by other means; raises `Stuck` where there are none."""
    from frame_ls.verifier.matching import no_match

    if True:
        raise no_match(session, state, wanted, purpose)
    yield state, env


def with_cell(session: Session, state: State, address: Term, written: Type, span: Span, verb: str) -> Iterator[State]:
    """The states in which the cell at the address is there to be used; the state itself where nothing helps."""
    del session, address, written, span, verb
    yield state


def without_empty(session: Session, state: State) -> Iterator[State]:
    """The states without predicates that hold no memory."""
    del session
    yield state
