"""Pure proofs that only cite facts and close them under congruence."""

from __future__ import annotations

from collections.abc import Iterable

from frame_ls.kernel.pure_proofs import Congruence, Given, Line, PureProof
from frame_ls.logic.terms import Term


def by_congruence(facts: Iterable[Term], conclusion: Term) -> PureProof:
    """`conclusion` from `facts`, all of them given, by congruence."""
    cited = tuple(dict.fromkeys(facts))
    if conclusion in cited:
        return PureProof((Line(conclusion, Given()),))
    lines = [Line(fact, Given()) for fact in cited]
    return PureProof((*lines, Line(conclusion, Congruence(tuple(range(len(cited)))))))
