"""What pure proofs cite: proofs that only close given facts under congruence, and all facts that a proof takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from frame_ls.kernel.checker import premises_of
from frame_ls.kernel.context import lines_of
from frame_ls.kernel.proofs import (
    Apart,
    Close,
    Contradiction,
    Derived,
    Elsewhere,
    Fact,
    HeadCell,
    Know,
    LemmaRight,
    Missing,
    NotNil,
    Step,
    UseHypothesis,
    UseLemma,
)
from frame_ls.kernel.pure_proofs import Congruence, Given, Line, PureProof
from frame_ls.logic.terms import Term


def by_congruence(facts: Iterable[Term], conclusion: Term) -> PureProof:
    """`conclusion` from `facts`, all of them given, by congruence."""
    cited = tuple(dict.fromkeys(facts))
    if conclusion in cited:
        return PureProof((Line(conclusion, Given()),))
    lines = [Line(fact, Given()) for fact in cited]
    return PureProof((*lines, Line(conclusion, Congruence(tuple(range(len(cited)))))))


def cited(step: Step) -> tuple[Term, ...]:
    """All formulas that pure proofs in the step and below it take as given, each once."""
    found: dict[Term, None] = {}
    seen: set[int] = set()
    pending = [step]
    while pending:
        current = pending.pop()
        if id(current) in seen:
            continue
        seen.add(id(current))
        for proof in _pure_proofs(current):
            found.update((line.formula, None) for line in lines_of(proof) if isinstance(line.reason, Given))
        pending.extend(reversed(premises_of(current)))
    return tuple(found)


def _pure_proofs(step: Step) -> Iterator[PureProof]:
    match step:
        case Close(proofs=proofs):
            yield from proofs
        case Contradiction(proof=proof):
            yield proof
        case Know(facts=facts):
            for fact in facts:
                yield from _proofs_of_fact(fact)
        case UseLemma(use=use) | UseHypothesis(use=use):
            yield from use.equalities
            yield from use.pure
            for missing in use.missing:
                yield from _proofs_of_absence(missing)
        case LemmaRight(missing=missings):
            for missing in missings:
                yield from _proofs_of_absence(missing)


def _proofs_of_fact(fact: Fact) -> Iterator[PureProof]:
    match fact:
        case Derived(proof=proof):
            yield proof
        case NotNil(by=HeadCell() as cell) | Elsewhere(cell=cell):
            yield from _proofs_of_head(cell)
        case Apart(first=first, second=second):
            yield from _proofs_of_head(first)
            yield from _proofs_of_head(second)


def _proofs_of_absence(missing: Missing) -> Iterator[PureProof]:
    yield missing.equality
    if isinstance(missing.by, HeadCell):
        yield from _proofs_of_head(missing.by)


def _proofs_of_head(cell: HeadCell) -> Iterator[PureProof]:
    for case in cell.cases:
        yield case if isinstance(case, PureProof) else case[1]
