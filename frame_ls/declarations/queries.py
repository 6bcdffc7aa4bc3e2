"""Queries of scripts and SMT-LIB files: what is asked, about which definitions, and as which goals."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from frame_ls.logic.definitions import Definitions, Lemma
from frame_ls.logic.formulas import Formula
from frame_ls.logic.heaps import Entailment
from frame_ls.source import Finding, Span

QueryKind = Literal["check", "sat", "unsat", "frame", "abduce", "check-sat", "lemma"]


@dataclass(frozen=True, slots=True)
class Query:
    """One question.

    `goals` are the entailments of which all hold just when the answer is `valid` (`check`, `frame`, `lemma`) or `unsat`
    (the others); a goal that is refuted answers `invalid` or `sat`. Where the question is no question about symbolic
    heaps, `goals` is empty, `outside` says why, and `formula` is what is to be satisfied.
    """

    name: str
    kind: QueryKind
    span: Span
    definitions: Definitions
    goals: tuple[Entailment, ...]
    outside: str | None
    formula: Formula
    expected: str | None
    is_broken: bool = False  # something it rests on could not be read: `formula` is not what was asked


@dataclass(frozen=True, slots=True)
class LoadedScript:
    """All that a script or an SMT-LIB file says: its queries in order, its definitions, what is wrong with it."""

    queries: tuple[Query, ...]
    definitions: Definitions
    findings: tuple[Finding, ...]
    lemmas: tuple[Lemma, ...] = ()

    @property
    def lemma_names(self) -> frozenset[str]:
        """The names of the queries that are lemmas."""
        return frozenset(q.name for q in self.queries if q.kind == "lemma")
