"""Models of predicates that count: no cells, exponentially many base pairs, sets of which stay small as diagrams."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frame_ls.kernel.cell_free import CellFreeModel, CellFreeSets, Stage
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Entailment, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import atom_terms, heap_variables
from frame_ls.logic.terms import Apply, Variable, conjuncts
from frame_ls.prover.base_pairs.cases import components
from frame_ls.prover.base_pairs.table import Table
from frame_ls.prover.budget import Budget

_BITS = (1, 2)  # nil and one other address are mostly enough
_DOUBLINGS = 64  # the kernel stops doubling where nothing new comes
_ROUNDS = 50
_NODES = 200_000

Orders = Mapping[str, tuple[Variable, ...]]


def is_cell_free(table: Table) -> bool:
    """Whether neither the heap nor a predicate that it reaches has cells."""
    names = table.alphabet.names
    heaps = [table.heap, *(c for n in names for c in table.definitions.predicates[n].cases or ())]
    return table.alphabet.is_complete and all(isinstance(a, PredicateCall) for heap in heaps for a in heap.spatial)


def cell_free_model(goal: Entailment, table: Table, budget: Budget) -> CellFreeModel | None:
    """A model of the goal's left side without cells, if few addresses are enough for one. Raises OutOfBudget."""
    if goal.right or goal.left.exists:
        return None
    orders = _orders(table)
    order = _order(goal.left, (), table.definitions, orders)
    groups = components(table.alphabet, table.cases)
    for bits in _BITS:
        share = budget.part(_NODES)
        sets = CellFreeSets(table.definitions, bits, orders, share.spend)
        try:
            stages = [s for group in groups for s in _advanced(group, table, sets)]
            if sets.is_satisfiable(goal, order):
                return CellFreeModel(bits, tuple(orders.items()), order, tuple(stages))
        except Refused:
            return None
    return None


def _advanced(group: tuple[str, ...], table: Table, sets: CellFreeSets) -> Iterable[Stage]:
    """Takes the group's predicates to their fixpoint; the stages that had an effect."""
    is_open = {n: any(c.name in group for case in table.cases[n] for c in case.calls) for n in group}
    for _ in range(_ROUNDS):
        effective = [
            stage for n in group if sets.advance(stage := Stage(n, _DOUBLINGS if _calls_itself(n, table) else 0))
        ]
        yield from effective
        if not effective or not any(is_open.values()):
            return


def _calls_itself(name: str, table: Table) -> bool:
    return any(call.name == name for case in table.cases[name] for call in case.calls)


def _orders(table: Table) -> dict[str, tuple[Variable, ...]]:
    """For each predicate, callees first: variables that meet in an equation or a call stand side by side."""
    orders: dict[str, tuple[Variable, ...]] = {}
    for group in components(table.alphabet, table.cases):
        for name in group:
            predicate = table.definitions.predicates[name]
            cases = sorted(predicate.cases or (), key=lambda c: -len(heap_variables(c)) - len(c.exists))
            found: dict[Variable, None] = {}
            for case in cases:
                found.update(dict.fromkeys(_order(case, case.exists, table.definitions, orders)))
            found.update(dict.fromkeys(predicate.parameters))
            orders[name] = tuple(found)
    return orders


def _order(
    heap: SymbolicHeap, exists: tuple[Variable, ...], definitions: Definitions, orders: Orders
) -> tuple[Variable, ...]:
    found: dict[Variable, None] = {}
    for formula in heap.pure:
        for conjunct in conjuncts(formula):
            inner = conjunct.args[0] if isinstance(conjunct, Apply) and len(conjunct.args) == 1 else conjunct
            sides = inner.args if isinstance(inner, Apply) else ()
            found.update((side, None) for side in sides if isinstance(side, Variable))
    for atom in heap.spatial:
        terms = atom_terms(atom)[:-1]
        if isinstance(atom, PredicateCall) and atom.name in orders:
            places = {p: i for i, p in enumerate(definitions.predicates[atom.name].parameters)}
            terms = tuple(terms[places[v]] for v in orders[atom.name] if v in places)
        found.update((term, None) for term in terms if isinstance(term, Variable))
    found.update(dict.fromkeys(exists))
    return tuple(found)
