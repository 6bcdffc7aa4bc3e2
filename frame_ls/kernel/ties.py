"""How a part of a derivation ties the locations among its call's arguments: exact base pairs.

Exact means: for each choice of the arguments' values that fits an entry, and each finite set of addresses that the
entry does not put cells at, there is a heap of the part that stays off that set. What has no name outside is put at new
addresses. So all that the cases say of locations must be plain equations and disequations, and all cells must be whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from frame_ls.kernel.base_pairs import Entry
from frame_ls.kernel.pair_states import Frame, State
from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Definitions, Predicate
from frame_ls.logic.heaps import Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.terms import EQUAL, NIL, NOT, WHOLE, Apply, Term, Variable, conjuncts

ROUND_LIMIT = 10_000  # different base pairs that one repetition may go through
Ties = Sequence[tuple[PredicateCall, Entry]]


def number_conditions(heap: SymbolicHeap) -> list[Term]:
    """The conjuncts that are no plain equations or disequations of locations."""
    return [c for formula in heap.pure for c in conjuncts(formula) if not _is_about_locations(c)]


def is_satisfiable(goal: Entailment, ties: Ties, definitions: Definitions) -> bool:
    """Does the left side, with these parts for its calls, have a model where `outside` is absent?"""
    addresses = [_plain(place.address) for place in goal.outside]
    frame, state = _joined(goal.left, addresses, ties, definitions)
    for place in goal.outside:
        state = state and frame.without_cell(state, place.region, place.address)
    return state is not None


def tied(predicate: Predicate, case: SymbolicHeap, ties: Ties, definitions: Definitions) -> Entry:
    """The entry of a part that is this case with these parts for its calls."""
    located = tuple(p for p in predicate.parameters if p.sort.kind == "location")
    frame, state = _joined(case, located, ties, definitions)
    if state is None:
        raise Refused(f"a part of the derivation contradicts itself: a case of {predicate.name}")
    return Entry(*frame.told(frame.projected(state, frame.nodes(located)), located))


def tied_again(
    predicate: Predicate,
    case: SymbolicHeap,
    again: tuple[PredicateCall, Entry],
    fixed: Ties,
    count: int,
    definitions: Definitions,
) -> Entry:
    """The entry of the case, so many times around the part at its end. Once an entry comes back, it all goes round."""
    call, end = again
    seen: dict[Entry, int] = {}
    found = [end]
    while len(found) <= count:
        current = found[-1]
        if current in seen:
            start, period = seen[current], len(found) - 1 - seen[current]
            return found[start + (count - start) % period]
        seen[current] = len(found) - 1
        if len(found) > ROUND_LIMIT:
            raise Refused("a repetition goes through too many base pairs")
        found.append(tied(predicate, case, [*fixed, (call, current)], definitions))
    return found[count]


def _joined(
    heap: SymbolicHeap, kept: Sequence[Term], ties: Ties, definitions: Definitions
) -> tuple[Frame, State | None]:
    about = [c for formula in heap.pure for c in conjuncts(formula) if _is_about_locations(c)]
    terms = [*kept, *(t for atom in heap.spatial for t in _locations(atom))]
    frame = Frame(terms, about, ())
    state = frame.start(about)
    for atom in heap.spatial:
        if isinstance(atom, PointsTo):
            state = state and frame.with_cell(state, atom.cell.region, atom.root, is_whole=True)
    for call, entry in ties:
        parameters = definitions.predicates[call.name].parameters
        arguments = {p: a for p, a in zip(parameters, call.args, strict=True) if p.sort.kind == "location"}
        state = state and frame.with_formulas(state, entry.pure, arguments)
        for region, parameter in entry.allocated:
            state = state and frame.with_cell(state, region, arguments[parameter], is_whole=True)
    return frame, state


def _locations(atom: PointsTo | PredicateCall) -> Iterable[Term]:
    if atom.fraction is not WHOLE:
        raise Refused("parts of cells are not looked at in a derived model")
    terms = (atom.root,) if isinstance(atom, PointsTo) else atom.args
    return [_plain(t) for t in terms if t.sort.kind == "location"]


def _plain(term: Term) -> Term:
    if isinstance(term, Variable) or (isinstance(term, Apply) and term.operator == NIL):
        return term
    raise Refused(f"{term} is no plain location")


def _is_about_locations(formula: Term) -> bool:
    match formula:
        case Apply(operator=negation, args=(inner,)) if negation == NOT:
            return isinstance(inner, Apply) and inner.operator == EQUAL and _is_about_locations(inner)
        case Apply(operator=operator, args=(a, b)) if operator == EQUAL and a.sort.kind == "location":
            return all(isinstance(t, Variable) or (isinstance(t, Apply) and t.operator == NIL) for t in (a, b))
    return False
