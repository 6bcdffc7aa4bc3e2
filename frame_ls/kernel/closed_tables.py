"""Checks tables of base pairs with numbers: each case is covered, and the left side of the goal is impossible."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from frame_ls.kernel.context import Context, variables_of
from frame_ls.kernel.numbered_tables import (
    ByEntries,
    Covered,
    Either,
    Impossible,
    NumberedEntry,
    NumberedTable,
    Reason,
)
from frame_ls.kernel.pair_states import Frame, State
from frame_ls.kernel.refused import Refused
from frame_ls.logic.heaps import Absent, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import substitute
from frame_ls.logic.terms import FALSE, WHOLE, Term, Variable, conjuncts, negate

Names = tuple[Variable, ...]


def check_numbered(table: NumberedTable, goal: Entailment, context: Context) -> None:
    """Raises `Refused` unless the table is closed and leaves the left side of the goal no model."""
    entries = dict(table.entries)
    if len(entries) != len(table.entries) or len(table.cases) != len(table.entries):
        raise Refused("a predicate is listed twice, or its cases are not")
    for (name, listed), reasons in zip(table.entries, table.cases, strict=True):
        predicate = context.definitions.predicates.get(name)
        if predicate is None or predicate.cases is None or len(predicate.cases) != len(reasons):
            raise Refused(f"{name} has no definition with so many cases")
        for entry in listed:
            _check_entry(entry, predicate.parameters, context)
        for case, reason in zip(predicate.cases, reasons, strict=True):
            joint = Joint(case, predicate.parameters, (), entries, context)
            _check(reason, joint.start(), joint, listed)
    joint = Joint(goal.left, (), goal.outside, entries, context)
    _check(table.goal, joint.start(), joint, ())


def _check_entry(entry: NumberedEntry, parameters: Names, context: Context) -> None:
    places = [v for _, v in entry.locations.allocated]
    if not {*context.variables(entry.locations.pure), *places}.issubset(parameters):
        raise Refused("an entry says of locations more than about its parameters")
    names = (*parameters, *entry.exists)
    if len(set(names)) != len(names) or not context.variables(entry.numbers).issubset(names):
        raise Refused("an entry speaks of more than its parameters and its own variables")
    for formula in (*entry.locations.pure, *entry.numbers):
        context.sorting.check_formula(formula)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known at one place of a reason: of locations (None: they clash), as facts, and which calls were used."""

    state: State | None
    facts: tuple[Term, ...]
    used: tuple[int, ...] = ()


class Joint:
    """A case, or the goal's left side, with whatever entries its calls are taken to satisfy."""

    def __init__(
        self,
        heap: SymbolicHeap,
        kept: Names,
        outside: tuple[Absent, ...],
        entries: dict[str, tuple[NumberedEntry, ...]],
        context: Context,
    ) -> None:
        self.heap, self.kept, self.outside = heap, kept, outside
        self.entries, self.context = entries, context
        self.calls = [a for a in heap.spatial if isinstance(a, PredicateCall)]
        terms: list[Term] = [*kept, *(o.address for o in outside)]
        for atom in heap.spatial:
            terms += (atom.root,) if isinstance(atom, PointsTo) else atom.args
        literals = [*heap.pure, *_subformulas(heap.pure)]
        self.frame = Frame(terms, literals, (e.locations.pure for listed in entries.values() for e in listed))
        self.names = {*context.heap_variables(heap), *kept, *context.variables(o.address for o in outside)}

    def start(self) -> Known:
        """What the case says itself."""
        state = self.frame.start(self.heap.pure)
        for atom in self.heap.spatial:
            if isinstance(atom, PointsTo) and state is not None:
                state = self.frame.with_cell(state, atom.cell.region, atom.root, is_whole=atom.fraction is WHOLE)
        for place in self.outside:
            if state is not None:
                state = self.frame.without_cell(state, place.region, place.address)
        return Known(state, tuple(dict.fromkeys((*self.heap.pure, *(c for p in self.heap.pure for c in conjuncts(p))))))

    def with_formula(self, known: Known, formula: Term) -> Known:
        """What is known where the formula, a subformula of the case or its negation, holds too."""
        state = known.state and self.frame.with_formulas(known.state, (formula,), {})
        return Known(state, (*known.facts, formula), known.used)

    def with_entry(self, known: Known, number: int, entry: NumberedEntry) -> Known:
        """What is known where the call, not used so far, satisfies the entry, whose own variables get new names."""
        call = self.calls[number]
        parameters = self.context.definitions.predicates[call.name].parameters
        if len(parameters) != len(call.args):
            raise Refused(f"{call.name} is called with another number of arguments than it has parameters")
        arguments: dict[Variable, Term] = dict(zip(parameters, call.args, strict=True))
        names = self.own_names(number, entry)
        facts = tuple([substitute(f, {**arguments, **names}) for f in entry.numbers])
        state = known.state and self.frame.with_formulas(known.state, entry.locations.pure, arguments)
        for region, parameter in entry.locations.allocated:
            if state is not None:
                state = self.frame.with_cell(state, region, arguments[parameter], is_whole=True)
        return Known(state, (*known.facts, *facts), (*known.used, number))

    def own_names(self, number: int, entry: NumberedEntry) -> dict[Variable, Term]:
        """The entry's own variables as they are called for that call."""
        names: dict[Variable, Term] = {v: Variable(f"#{number}.{i}", v.sort) for i, v in enumerate(entry.exists)}
        if not self.names.isdisjoint(names.values()):
            raise Refused("a name that is kept for entries is in use")
        return names


def _subformulas(formulas: Iterable[Term]) -> list[Term]:
    """The equations that stand somewhere inside."""
    found: list[Term] = []
    pending = list(formulas)
    while pending:
        term = pending.pop()
        args = getattr(term, "args", ())
        found.append(term)
        pending += (a for a in args if a.sort is FALSE.sort)
    return found


def _check(reason: Reason | None, known: Known, joint: Joint, targets: tuple[NumberedEntry, ...]) -> None:
    """Raises `Refused` unless the reason shows that one of the targets holds (or nothing does, where there is none)."""
    if known.state is None:
        return
    match reason:
        case Impossible(proof=proof):
            joint.context.prove(frozenset(known.facts), proof, FALSE)
        case Covered():
            _check_covered(reason, known, joint, targets)
        case Either(formula=formula, holds=holds, fails=fails):
            joint.context.sorting.check_formula(formula)
            if not variables_of(formula) <= joint.names:
                raise Refused("a reason looks at more than the case speaks of")
            _check(holds, joint.with_formula(known, formula), joint, targets)
            _check(fails, joint.with_formula(known, negate(formula)), joint, targets)
        case ByEntries(call=call, ways=ways):
            listed = _entries_of(call, known, joint)
            if len(ways) != len(listed):
                raise Refused("a reason goes through another number of entries than there are")
            for entry, way in zip(listed, ways, strict=True):
                _check(way, joint.with_entry(known, call, entry), joint, targets)
        case None:
            raise Refused("locations do not clash where a reason says so")


def _entries_of(call: int, known: Known, joint: Joint) -> tuple[NumberedEntry, ...]:
    """The entries of a call that is whole, and not looked at before: it has its cells once."""
    if not 0 <= call < len(joint.calls) or call in known.used:
        raise Refused("there is no such call, or its entries were gone through")
    atom = joint.calls[call]
    if atom.fraction is not WHOLE or atom.name not in joint.entries:
        raise Refused("of parts of predicates, and of predicates that are not listed, nothing is known")
    return joint.entries[atom.name]


def _check_covered(reason: Covered, known: Known, joint: Joint, targets: tuple[NumberedEntry, ...]) -> None:
    if not 0 <= reason.entry < len(targets):
        raise Refused("there is no such entry to imply")
    entry = targets[reason.entry]
    if len(entry.exists) != len(reason.values) or len(entry.numbers) != len(reason.proofs):
        raise Refused("an entry's own variables or its numbers are not all spoken of")
    assert known.state is not None
    if not joint.frame.implies(known.state, entry.locations.pure, entry.locations.allocated):
        raise Refused("what is known of locations does not imply the entry")
    replacement = joint.context.check_bindings(tuple(zip(entry.exists, reason.values, strict=True)))
    facts = frozenset(known.facts)
    for formula, proof in zip(entry.numbers, reason.proofs, strict=True):
        joint.context.prove(facts, proof, substitute(formula, replacement))
