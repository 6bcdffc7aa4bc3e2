"""The symbolic state of one path: the store of locals, the heap, and the facts learnt on the way.

States are values: a branch simply goes on with two of them. Facts form a chain that branches share, so the prover's
context follows from one path to the next by taking back only what differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from frame_ls.declarations.program import Function
from frame_ls.declarations.statements import Loop
from frame_ls.logic.heaps import Atom
from frame_ls.logic.terms import Term, Variable
from frame_ls.source import Span
from frame_ls.verifier.explanation import Origin

_NOTHING: Mapping[int, Term] = MappingProxyType({})


def _nothing() -> Mapping[int, Term]:
    return _NOTHING


@dataclass(frozen=True, slots=True)
class Mark:
    """The label of an atom: why it is there.

    `lineage` tells how many openings lie between the first atom of a lemma's precondition and this one (0: it is that
    atom); None where it does not come out of that atom.
    """

    origin: Origin
    lineage: int | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Path:
    """The facts of a path, newest first. `condition` is set where the user's code decided something."""

    fact: Term
    origin: Origin
    before: Path | None
    depth: int
    condition: str | None = None

    def __iter__(self) -> Iterator[Path]:
        """The links, newest first."""
        link: Path | None = self
        while link is not None:
            yield link
            link = link.before


@dataclass(frozen=True, slots=True)
class Implementation:
    """The function that is being shown to have a function type, and the arguments that the type gives it."""

    function: Function
    arguments: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class State:
    """One path at one moment.

    `store` gives the value of each variable in scope (the address of a local that lies in memory); a local without a
    value is unset. `heap` is in the order in which its atoms came; their labels are a `Mark` each.
    """

    store: Mapping[Variable, Term]
    heap: tuple[Atom, ...] = ()
    path: Path | None = None
    inductions: tuple[tuple[int, frozenset[Term]], ...] = ()  # parameters switched on, and their parts
    labels: tuple[tuple[str, tuple[Atom, ...]], ...] = ()  # labels passed, and the heap beside their invariant
    loop: tuple[Loop, Term | None] | None = None  # whose rest is still to be done; its measure
    implementing: Implementation | None = None  # what `call()` calls
    called: Term | None = None  # what it gave
    transfers: tuple[object, ...] = ()  # what went in and out of the heap, as `trace.Transfer`
    freed: tuple[tuple[Term, Span], ...] = ()  # what was given to `free`, and where
    early: Mapping[int, Term] = field(
        default_factory=_nothing
    )  # values of parts of the expression at hand that came first, by identity
    touched: Mapping[int, Term] = field(default_factory=_nothing)  # where accesses went that must not meet, by identity

    def assuming(self, fact: Term, origin: Origin, condition: str | None = None) -> State:
        """The state with one more fact."""
        depth = self.path.depth + 1 if self.path is not None else 1
        return replace(self, path=Path(fact, origin, self.path, depth, condition))

    def with_atoms(self, *atoms: Atom) -> State:
        """The state with more atoms in its heap, added last."""
        return replace(self, heap=(*self.heap, *atoms))

    def without(self, index: int) -> State:
        """The state without the atom at `index`."""
        return replace(self, heap=self.heap[:index] + self.heap[index + 1 :])

    def with_local(self, name: Variable, value: Term | None) -> State:
        """The state with the local's value; None unsets it."""
        store = dict(self.store)
        if value is None:
            store.pop(name, None)
        else:
            store[name] = value
        return replace(self, store=store)
