"""Evidence from base pairs: a model built along a derivation, or the table that leaves the heap no model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frame_ls.kernel.base_pairs import BasePairTable, Entry
from frame_ls.kernel.models import Model, Unfolding
from frame_ls.kernel.values import Address, HeapCell, Opaque, Place, Value, nil_address
from frame_ls.logic.heaps import PointsTo, SymbolicHeap
from frame_ls.logic.sorts import BOOL, INT, REAL
from frame_ls.logic.terms import NIL, Apply, Number, Term, Variable, different, equal
from frame_ls.prover.base_pairs.cases import Case
from frame_ls.prover.base_pairs.partition import Key, Partition, bits
from frame_ls.prover.base_pairs.table import Pair, Table
from frame_ls.prover.budget import Budget


def table_evidence(table: Table) -> BasePairTable:
    """The whole table; to be used when it leaves the heap no model."""
    entries = []
    for name in table.alphabet.names:
        predicate = table.definitions.predicates[name]
        if predicate.cases is None:
            continue
        terms: list[Term] = [*predicate.parameters, *(Apply(NIL, (), s) for s in table.alphabet.sorts)]
        entries.append((name, tuple(entry_of(pair.key, terms, table.alphabet.regions) for pair in table.pairs[name])))
    return BasePairTable(tuple(entries))


def entry_of(key: Key, terms: list[Term], regions: tuple[str, ...]) -> Entry:
    """What a base pair says of `terms`, parameters and then the nil of each sort, as an entry of a table."""
    names, unequal, allocated = key
    pure = [equal(terms[i], terms[name]) for i, name in enumerate(names) if name != i]
    pure += (different(terms[i], terms[j]) for i, mask in enumerate(unequal) for j in bits(mask) if i < j)
    places = []
    for region, mask in zip(regions, allocated, strict=True):
        for index in bits(mask):
            parameter = terms[index]
            assert isinstance(parameter, Variable)
            places.append((region, parameter))
    return Entry(tuple(pure), tuple(places))


def model_of(table: Table, parts: tuple[Pair, ...], budget: Budget) -> Model:
    """The model that the derivations `parts` of the heap's calls describe. Raises OutOfBudget where that is too large.

    Asked of an exact table only: what is no address has some value.
    """
    builder = _Builder(table)
    stack = builder.place(table.goal, table.heap, parts, {})
    while builder.pending:
        budget.spend()
        builder.unfold(*builder.pending.pop())
    return Model(tuple(stack.items()), tuple(builder.heap.items()), tuple(builder.derivation))


@dataclass
class _Builder:
    table: Table
    heap: dict[Place, HeapCell] = field(default_factory=dict)
    derivation: list[Unfolding] = field(default_factory=list)
    pending: list[tuple[str, tuple[Value, ...], Pair]] = field(default_factory=list)
    addresses: int = 0

    def unfold(self, name: str, args: tuple[Value, ...], pair: Pair) -> None:
        predicate = self.table.definitions.predicates[name]
        assert predicate.cases is not None
        body = predicate.cases[pair.case]
        known = dict(zip(predicate.parameters, args, strict=True))
        stack = self.place(self.table.cases[name][pair.case], body, pair.parts, known)
        self.derivation.append(Unfolding(pair.case, tuple(stack[v] for v in body.exists)))

    def place(
        self, case: Case, body: SymbolicHeap, parts: tuple[Pair, ...], known: Mapping[Variable, Value]
    ) -> dict[Variable, Value]:
        """Gives every variable of the case a value, puts its cells down, and lets its calls wait, the first on top."""
        assert case.start is not None
        state = case.start.copy()
        for call, pair in zip(case.calls, parts, strict=True):
            is_consistent = state.take_in(pair.key, call.terms, call.nils)
            assert is_consistent
        stack = self.values(case, state, known)
        for atom in body.spatial:
            if isinstance(atom, PointsTo):
                root = _value(atom.root, stack)
                assert isinstance(root, Address)
                values = tuple(_value(v, stack) for v in atom.values)
                self.heap[atom.cell.region, root] = HeapCell(atom.cell.name, values)
        waiting = []
        for call, pair in zip(case.calls, parts, strict=True):
            args = tuple(_value(t, stack) for t in case.arguments(call))
            waiting.append((call.name, args, pair))
        self.pending += reversed(waiting)
        return stack

    def values(self, case: Case, state: Partition, known: Mapping[Variable, Value]) -> dict[Variable, Value]:
        of_class: dict[int, Value] = {}
        for index, term in enumerate(case.terms):
            if isinstance(term, Apply) and term.operator == NIL:
                of_class[state.of[index]] = nil_address(term.sort)
            elif isinstance(term, Variable) and term in known:
                of_class.setdefault(state.of[index], known[term])
        stack: dict[Variable, Value] = dict(known)
        for index, term in enumerate(case.terms):
            if isinstance(term, Variable) and term not in stack:
                stack[term] = of_class.setdefault(state.of[index], self.new_value(term))
        return stack

    def new_value(self, variable: Variable) -> Value:
        self.addresses += 1
        sort = variable.sort
        if sort.kind == "location":
            return Address(sort, self.addresses)
        if sort is BOOL:
            return False
        return 0 if sort in (INT, REAL) else Opaque(sort, self.addresses)


def _value(term: Term, stack: Mapping[Variable, Value]) -> Value:
    if isinstance(term, Variable):
        return stack[term]
    if isinstance(term, Number):
        return term.value
    assert isinstance(term, Apply) and term.operator == NIL
    return nil_address(term.sort)
