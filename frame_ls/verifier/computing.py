"""Values computed by definition, each step shown: what a function gives on arguments that are known to the end.

Reasoning unfolds definitions a few levels deep; a format string takes as many as it has characters.
"""

from __future__ import annotations

from frame_ls.declarations.evaluation import rebuilt, simplified
from frame_ls.kernel.pure_definitions import unfolded
from frame_ls.logic.terms import ITE, Apply, Term, equal
from frame_ls.source import Span
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State

_MOST_STEPS = 600
_ORIGIN = Origin("its definition")


class Computation:
    """Computes terms on one path; `state` knows what each step gave."""

    def __init__(self, session: Session, state: State, span: Span) -> None:
        self.session = session
        self.state = state
        self._span = span
        self._steps = 0
        self._known: dict[Term, Term] = {}

    def value(self, term: Term) -> Term:
        """The term as far as it can be computed; that it equals the term follows from what the state knows."""
        found = self._known.get(term)
        if found is None:
            found = self._known[term] = self._computed(term)
        return found

    def _computed(self, term: Term) -> Term:
        if not isinstance(term, Apply) or not term.args:
            return term
        if term.operator == ITE:
            return self._choice(term)
        args = tuple(map(self.value, term.args))
        here = term if args == term.args else rebuilt(term.operator, args, term.sort)
        if not isinstance(here, Apply):
            return here
        function = self.session.definitions.functions.get(here.operator)
        body = None if function is None else unfolded(function, here)
        if body is None or self._steps >= _MOST_STEPS:
            return here
        self._know(self.session.defined(self.state, here, body, self._span))
        step = self._chosen(body)
        return self.value(step) if step is body or self._learnt(body, step) else here

    def _choice(self, term: Apply) -> Term:
        step = self._chosen(term)
        return self.value(step) if step is not term and self._learnt(term, step) else term

    def _chosen(self, term: Term) -> Term:
        """The branch that conditions choose which are known to hold, or not to."""
        term = simplified(term)
        while isinstance(term, Apply) and term.operator == ITE:
            condition, then, otherwise = term.args
            truth = self.session.truth(self.state, simplified(self.value(condition)))
            if truth is None:
                return term
            term = then if truth else otherwise
        return term

    def _learnt(self, term: Term, step: Term) -> bool:
        fact = equal(term, step)
        if self.session.prove(self.state, fact, "by definition", self._span) is not None:
            return False
        self._know(fact)
        return True

    def _know(self, fact: Term) -> None:
        self._steps += 1
        self.state = self.state.assuming(fact, _ORIGIN)


def computed(session: Session, state: State, term: Term, span: Span) -> tuple[State, Term]:
    """The state that knows what the term is by definition, and what that is, as far as it can be computed."""
    computation = Computation(session, state, span)
    value = computation.value(term)
    if value is term or session.prove(computation.state, equal(term, value), "by definition", span) is not None:
        return state, term
    # The steps in between are of no more use.
    return state.assuming(equal(term, value), _ORIGIN), value
