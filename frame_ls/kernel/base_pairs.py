"""Tables of base pairs: evidence that a left side has no model, because its predicates' heaps never fit together.

An entry says something about a predicate's parameters: equations and disequations between them and nil or numerals, and
places where the whole cell of a region lies. A table gives some predicates a list of entries and claims that each heap
of the predicate satisfies one of them, for its parameters at least. The claim is checked by induction on derivations:
in each case, for each combination of entries of its calls, what follows is contradictory or implies one entry. A
predicate that is not listed has one entry that says nothing, and so has a part of any predicate (a call with another
fraction than 1); one that is listed with no entry has no heap at all. So an entry may be weak and stand for many base
pairs, and whatever else a case says (arithmetic, say) is left out, which is sound here.

The left side of the goal is refuted when every combination of entries for its calls is contradictory.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from frame_ls.kernel.pair_states import Frame, State
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Absent, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import WHOLE, Term, Variable

STATE_LIMIT = 200_000  # combinations of one case; a table that needs more is refused


@dataclass(frozen=True, slots=True)
class Entry:
    """What holds of the parameters in the heaps that the entry stands for.

    `pure` are equations and disequations between parameters, `nil` and numerals; `allocated` pairs a region with a
    parameter at which the heap has the whole cell of that region.
    """

    pure: tuple[Term, ...] = ()
    allocated: tuple[tuple[str, Variable], ...] = ()


@dataclass(frozen=True, slots=True)
class BasePairTable:
    """`entries`: the name of a predicate with its entries, over the very parameters of its definition."""

    entries: tuple[tuple[str, tuple[Entry, ...]], ...]


def check_unsatisfiable(table: BasePairTable, goal: Entailment, definitions: Definitions) -> None:
    """Raises `Refused` unless the table is closed and leaves the left side of the goal no model."""
    checked = _Table(table, definitions)
    for name, _ in table.entries:
        checked.check_closed(name)
    left = checked.outcomes(goal.left, (), goal.outside)
    if left:
        raise Refused("the table leaves the left side a model")


class _Table:
    def __init__(self, table: BasePairTable, definitions: Definitions) -> None:
        self.entries = dict(table.entries)
        self.predicates = definitions.predicates
        if len(self.entries) != len(table.entries):
            raise Refused("a predicate is listed twice")

    def predicate(self, name: str) -> Predicate:
        predicate = self.predicates.get(name)
        if predicate is None:
            raise Refused(f"there is no predicate {name}")
        return predicate

    def entries_of(self, call: PredicateCall) -> tuple[Entry, ...]:
        """The entries of the call. Of a part of a predicate nothing is known: cells that are apart because they are
        whole, and cases without a heap because two whole cells clash, are no such things in parts."""
        return self.entries.get(call.name, (Entry(),)) if call.fraction is WHOLE else (Entry(),)

    def check_closed(self, name: str) -> None:
        """Raises `Refused` unless each heap of each case satisfies an entry."""
        predicate = self.predicate(name)
        if predicate.cases is None:
            raise Refused(f"{name} has no definition that a table could follow")
        for entry in self.entries[name]:
            about = {*free_variables(*entry.pure), *(v for _, v in entry.allocated)}
            if not about.issubset(predicate.parameters):
                raise Refused(f"an entry of {name} is about more than its parameters")
        for number, case in enumerate(predicate.cases):
            frame = self.frame(case, predicate.parameters, ())
            for state in self.outcomes(case, predicate.parameters, (), frame):
                if not any(frame.implies(state, e.pure, e.allocated) for e in self.entries[name]):
                    raise Refused(f"case {number} of {name} has a heap that no entry covers")

    def frame(self, heap: SymbolicHeap, kept: Sequence[Variable], outside: Iterable[Absent]) -> Frame:
        terms: list[Term] = list(kept)
        for atom in heap.spatial:
            terms += (atom.root,) if isinstance(atom, PointsTo) else atom.args
        terms += [a.address for a in outside]
        return Frame(terms, heap.pure, (e.pure for entries in self.entries.values() for e in entries))

    def outcomes(
        self,
        heap: SymbolicHeap,
        kept: tuple[Variable, ...],
        outside: tuple[Absent, ...],
        frame: Frame | None = None,
    ) -> list[State]:
        """What the combinations of entries say about `kept`, those that are not contradictory, each once."""
        frame = frame or self.frame(heap, kept, outside)
        calls = [a for a in heap.spatial if isinstance(a, PredicateCall)]
        start = frame.start(heap.pure)
        for atom in heap.spatial:
            if isinstance(atom, PointsTo) and start is not None:
                start = frame.with_cell(start, atom.cell.region, atom.root, is_whole=atom.fraction is WHOLE)
        for place in outside:
            if start is not None:
                start = frame.without_cell(start, place.region, place.address)
        states = [] if start is None else [start]
        for position, call in enumerate(calls):
            later = [t for c in calls[position + 1 :] for t in c.args]
            needed = frame.nodes([*kept, *later])
            states = self.joined(states, call, frame, needed)
        return states

    def joined(self, states: list[State], call: PredicateCall, frame: Frame, needed: int) -> list[State]:
        """Each state with each entry of the call, as far as it concerns the nodes that are still needed."""
        parameters = self.predicate(call.name).parameters
        if len(parameters) != len(call.args):
            raise Refused(f"{call.name} is called with another number of arguments than it has parameters")
        arguments = dict(zip(parameters, call.args, strict=True))
        found: dict[State, None] = {}
        for entry in self.entries_of(call):
            for state in states:
                new: State | None = frame.with_formulas(state, entry.pure, arguments)
                for region, parameter in entry.allocated:
                    if new is not None:
                        new = frame.with_cell(new, region, arguments[parameter], is_whole=True)
                if new is not None:
                    found[frame.projected(new, needed)] = None
            if len(found) > STATE_LIMIT:
                raise Refused("the table has more combinations than are looked at")
        return list(found)
