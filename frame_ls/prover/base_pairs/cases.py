"""Cases of definitions, and goals' left sides, in numbers: what joins compute on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import Sort
from frame_ls.logic.substitution import atom_terms, free_variables
from frame_ls.logic.terms import AND, EQUAL, FALSE, NIL, NOT, TRUE, WHOLE, Apply, Term, Variable
from frame_ls.prover.base_pairs.partition import Partition


@dataclass(frozen=True, slots=True)
class Call:
    """A predicate call of a case: `terms` are its interface (arguments, then nils) in the case's numbering."""

    name: str
    terms: tuple[int, ...]
    nils: tuple[int, ...]  # the nil of each of `terms`
    arity: int


@dataclass(frozen=True, slots=True)
class Case:
    """A case in numbers. The interface comes first: parameters, then the nil of each sort."""

    terms: tuple[Term, ...]
    interface: int
    start: Partition | None  # what the pure part and the cells say; None: contradictory
    calls: tuple[Call, ...]
    is_exact: bool  # False: something was left out that a model must satisfy too

    def arguments(self, call: Call) -> tuple[Term, ...]:
        """The arguments of one of the case's calls, as terms."""
        return tuple(self.terms[i] for i in call.terms[: call.arity])


class Alphabet:
    """The location sorts and regions of all that is reachable, numbered; and the cases, each made once."""

    def __init__(self, definitions: Definitions, heap: SymbolicHeap) -> None:
        self.definitions = definitions
        self.names = reachable(definitions, heap)
        heaps = [heap, *(c for n in self.names for c in definitions.predicates[n].cases or ())]
        terms: list[Term] = [t for n in self.names for t in definitions.predicates[n].parameters]
        terms += (t for h in heaps for t in heap_terms(h))
        self.sorts: tuple[Sort, ...] = tuple(dict.fromkeys(t.sort for t in terms if t.sort.kind == "location"))
        cells = [a.cell for h in heaps for a in h.spatial if isinstance(a, PointsTo)]
        self.regions: tuple[str, ...] = tuple(dict.fromkeys(c.region for c in cells))
        self.is_complete = all(definitions.predicates[n].cases is not None for n in self.names)

    def cases(self, name: str) -> tuple[Case, ...]:
        predicate = self.definitions.predicates[name]
        return tuple(self.case(predicate.parameters, c) for c in predicate.cases or ())

    def case(self, parameters: Iterable[Variable], heap: SymbolicHeap) -> Case:
        """The case in numbers; for a goal, without parameters."""
        return _Reader(self, parameters).read(heap)


def heap_terms(heap: SymbolicHeap) -> list[Term]:
    """The terms of a heap that may be addresses: sides of equations, parts of atoms."""
    found: list[Term] = list(heap.exists)
    for formula in heap.pure:
        found += free_variables(formula)
        if isinstance(formula, Apply):
            inner = formula.args[0] if formula.operator == NOT else formula
            found += inner.args if isinstance(inner, Apply) else ()
    for atom in heap.spatial:
        found += atom_terms(atom)
    return found


def reachable(definitions: Definitions, heap: SymbolicHeap) -> tuple[str, ...]:
    """The predicates that a heap names, directly or through definitions, in order of discovery."""
    found: dict[str, None] = {}
    queue = [heap]
    for place in queue:
        for atom in place.spatial:
            if isinstance(atom, PredicateCall) and atom.name not in found and atom.name in definitions.predicates:
                found[atom.name] = None
                queue += definitions.predicates[atom.name].cases or ()
    return tuple(found)


class _Reader:
    def __init__(self, alphabet: Alphabet, parameters: Iterable[Variable]) -> None:
        self.alphabet = alphabet
        self.index: dict[Term, int] = {}
        self.is_exact = True
        self.is_false = False
        for term in (*parameters, *(Apply(NIL, (), s) for s in alphabet.sorts)):
            self.index[term] = len(self.index)
        self.interface = len(self.index)

    def read(self, heap: SymbolicHeap) -> Case:
        for variable in heap.exists:
            self.term(variable)
        literals = [found for formula in heap.pure for found in self.literals(formula, True)]
        cells: list[tuple[int, int, int]] = []
        calls: list[Call] = []
        for atom in heap.spatial:
            if atom.fraction is not WHOLE:
                self.is_exact = False
            for term in atom_terms(atom)[:-1]:
                self.term(term)
            match atom:
                case PointsTo(root=root, cell=cell, fraction=fraction):
                    if fraction is WHOLE:
                        region = self.alphabet.regions.index(cell.region)
                        cells.append((region, self.index[root], self.nil(root.sort)))
                case PredicateCall(fraction=fraction):
                    if fraction is WHOLE:
                        calls.append(self.call(atom))
        start = None if self.is_false else self.start(literals, cells)
        return Case(tuple(self.index), self.interface, start, tuple(calls), self.is_exact)

    def start(self, literals: list[tuple[bool, int, int]], cells: list[tuple[int, int, int]]) -> Partition | None:
        start = Partition(len(self.index), len(self.alphabet.regions))
        for holds, a, b in literals:
            if holds and not start.merge(a, b):
                return None
        for holds, a, b in literals:
            if not holds and not start.separate(a, b):
                return None
        return start if all(start.allocate(*cell) for cell in cells) else None

    def call(self, atom: PredicateCall) -> Call:
        nils = tuple(self.index[Apply(NIL, (), s)] for s in self.alphabet.sorts)
        terms = (*(self.index[a] for a in atom.args), *nils)
        of_args = (self.nil(a.sort) for a in atom.args)
        return Call(atom.name, terms, (*of_args, *nils), len(atom.args))

    def nil(self, sort: Sort) -> int:
        return self.index[Apply(NIL, (), sort)] if sort.kind == "location" else 0

    def term(self, term: Term) -> int:
        """The term's number; what is no variable, nil or numeral is as free as a variable here."""
        found = self.index.get(term)
        if found is None:
            found = self.index[term] = len(self.index)
            if isinstance(term, Apply) and term.sort.kind == "location":
                self.is_exact = False
        return found

    def literals(self, formula: Term, holds: bool) -> Iterable[tuple[bool, int, int]]:
        match formula:
            case Apply(operator=operator, args=args) if operator == AND and holds:
                for part in args:
                    yield from self.literals(part, True)
                return
            case Apply(operator=operator, args=(inner,)) if operator == NOT:
                yield from self.literals(inner, not holds)
                return
            case Apply(operator=operator, args=(a, b)) if operator == EQUAL and a.sort.kind == "location":
                yield holds, self.term(a), self.term(b)
                return
        if formula is (FALSE if holds else TRUE):
            self.is_false = True
        elif formula is not (TRUE if holds else FALSE):
            self.is_exact = False


def components(alphabet: Alphabet, cases: Mapping[str, tuple[Case, ...]]) -> list[tuple[str, ...]]:
    """The predicates in groups that call each other, callees first (Tarjan, without recursion)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[tuple[str, ...]] = []
    for root in alphabet.names:
        if root in order:
            continue
        work: list[tuple[str, list[str]]] = []
        _enter(root, cases, order, low, stack, work)
        while work:
            name, callees = work[-1]
            if callees:
                callee = callees.pop()
                if callee not in order:
                    _enter(callee, cases, order, low, stack, work)
                elif callee in stack:
                    low[name] = min(low[name], order[callee])
                continue
            work.pop()
            if work:
                low[work[-1][0]] = min(low[work[-1][0]], low[name])
            if low[name] == order[name]:
                cut = stack.index(name)
                found.append(tuple(stack[cut:]))
                del stack[cut:]
    return found


def _enter(
    name: str,
    cases: Mapping[str, tuple[Case, ...]],
    order: dict[str, int],
    low: dict[str, int],
    stack: list[str],
    work: list[tuple[str, list[str]]],
) -> None:
    order[name] = low[name] = len(order)
    stack.append(name)
    work.append((name, list(dict.fromkeys(call.name for case in cases[name] for call in case.calls))))
