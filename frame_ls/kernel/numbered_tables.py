"""Tables of base pairs with numbers: evidence that a left side has no model, because lengths or values never fit.

An entry is a base pair (`kernel.base_pairs`) together with formulas that the parameters satisfy, for some values of the
entry's own variables: `n = 2 * k`, say. The claim is the same, that each heap of the predicate satisfies an entry, and
so is its proof, by induction on derivations: in each case, whatever entries its calls satisfy, some entry follows or a
contradiction does. Here the table says which, and proves it; only what clashes among locations is computed.
`kernel.closed_tables` checks them.
"""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.kernel.base_pairs import Entry
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.terms import Term, Variable


@dataclass(frozen=True, slots=True)
class NumberedEntry:
    """What holds of the parameters, for some values of `exists`, in the heaps that the entry stands for."""

    locations: Entry
    exists: tuple[Variable, ...] = ()
    numbers: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Impossible:
    """What is known by now is contradictory."""

    proof: PureProof


@dataclass(frozen=True, slots=True)
class Covered:
    """What is known by now implies the entry at that index, with `values` for its own variables."""

    entry: int
    values: tuple[Term, ...]
    proofs: tuple[PureProof, ...]  # of the entry's numbers, in order


@dataclass(frozen=True, slots=True)
class Either:
    """Excluded middle: what follows where `formula` holds, and where it does not; None: that clashes with locations."""

    formula: Term
    holds: Reason | None
    fails: Reason | None


@dataclass(frozen=True, slots=True)
class ByEntries:
    """Call number `call` satisfies one of its predicate's entries: what follows from each; None: it clashes."""

    call: int
    ways: tuple[Reason | None, ...]


Reason = Impossible | Covered | Either | ByEntries


@dataclass(frozen=True, slots=True)
class NumberedTable:
    """`entries`: the name of a predicate with its entries; `cases`: for each of these, a reason for each of its cases;
    `goal`: the reason why the left side has no model."""

    entries: tuple[tuple[str, tuple[NumberedEntry, ...]], ...]
    cases: tuple[tuple[Reason, ...], ...]
    goal: Reason
