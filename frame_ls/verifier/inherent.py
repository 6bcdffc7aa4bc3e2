"""Facts that come with a predicate: automatic lemmas that give back what they take, and something pure besides."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.declarations.assertions import (
    Anything,
    Assertion,
    Bind,
    CallAssertion,
    Emp,
    Exactly,
    Fraction,
    Pattern,
    Pure,
    conjoined,
)
from frame_ls.declarations.program import Function
from frame_ls.kernel.pure_definitions import match_sort
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.sorts import Sort
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import WHOLE, Term, Variable
from frame_ls.verifier.valuation import Env


@dataclass(frozen=True, slots=True)
class Inherent:
    """Wherever `call` is owned (in part, where `any_fraction`), `facts` hold, if `conditions` do."""

    name: str
    call: CallAssertion
    any_fraction: bool
    conditions: tuple[Term, ...]
    facts: tuple[Term, ...]

    def facts_of(self, atom: PredicateCall) -> tuple[tuple[Term, ...], tuple[Term, ...]] | None:
        """The conditions and the facts for this atom; None where the lemma does not apply to it."""
        if not self.any_fraction and atom.fraction is not WHOLE:
            return None
        values: dict[Variable, Term] = {}
        sorts: dict[Sort, Sort] = {}
        for pattern, argument in zip(self.call.arguments, atom.args, strict=True):
            variable = _variable(pattern)
            if variable is None:
                continue
            if values.setdefault(variable, argument) is not argument:
                return None
            match_sort(variable.sort, argument.sort, sorts)
        env = Env.of(values, sorts)
        return tuple(map(env.term, self.conditions)), tuple(map(env.term, self.facts))


def inherent_of(function: Function) -> Inherent | None:
    """What the lemma says of one predicate, if that is all that it says."""
    contract = function.promise
    if contract is None or not function.automatic:
        return None
    taken = [p for p in conjoined(contract.requires) if not isinstance(p, Pure | Emp)]
    given = [p for p in conjoined(contract.ensures) if not isinstance(p, Pure | Emp)]
    if len(taken) != 1 or len(given) != 1:
        return None
    call, any_fraction = _call(taken[0])
    back, _ = _call(given[0])
    if call is None or back is None or call.predicate != back.predicate or not _gives_back(call, back):
        return None
    known = _variables(call)
    conditions = _pure(contract.requires)
    facts = _pure(contract.ensures)
    if any(v not in known for t in (*conditions, *facts) for v in free_variables(t)):
        return None
    return Inherent(function.name, call, any_fraction, conditions, facts)


def _call(assertion: Assertion) -> tuple[CallAssertion | None, bool]:
    match assertion:
        case CallAssertion():
            return assertion, False
        case Fraction(coefficient=Bind() | Exactly() | Anything(), body=CallAssertion() as body):
            return body, True
    return None, False


def _variable(pattern: Pattern) -> Variable | None:
    match pattern:
        case Bind(variable=variable):
            return variable
        case Exactly(value=value) if isinstance(value.term, Variable):
            return value.term
    return None


def _variables(call: CallAssertion) -> frozenset[Variable]:
    return frozenset(v for v in map(_variable, call.arguments) if v is not None)


def _gives_back(call: CallAssertion, back: CallAssertion) -> bool:
    """Whether what is given has the very arguments of what is taken."""
    for taken, given in zip(call.arguments, back.arguments, strict=True):
        if not isinstance(given, Exactly):
            return False
        match taken:
            case Bind(variable=variable):
                if given.value.term is not variable:
                    return False
            case Exactly(value=value):
                if given.value.term is not value.term or not isinstance(value.term, Variable):
                    return False
            case _:
                return False
    return True


def _pure(assertion: Assertion) -> tuple[Term, ...]:
    return tuple(p.condition.term for p in conjoined(assertion) if isinstance(p, Pure))
