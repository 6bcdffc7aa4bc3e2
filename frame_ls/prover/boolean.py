"""Evidence for formulas with every connective: the pure encoding is refuted, or its model is read as a heap."""

from __future__ import annotations

from frame_ls.kernel.boolean import EncodingProof, HeapModel
from frame_ls.kernel.boolean_encoding import Encoding, encode
from frame_ls.kernel.certify import Unknown
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.values import Address, HeapCell, Opaque, Place, Value
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.formulas import Formula
from frame_ls.logic.sorts import BOOL, INT, Sort
from frame_ls.logic.substitution import free_variables
from frame_ls.logic.terms import FALSE, Term, conjuncts, nil
from frame_ls.prover.budget import Budget, OutOfBudget
from frame_ls.prover.pure import smt
from frame_ls.prover.pure.context import Context
from frame_ls.prover.pure.theory import Theory
from frame_ls.prover.second_opinion import has_wand, is_satisfiable

_NATIVE_STEPS = 4_000  # before an SMT solver is loaded
_MOST_FACTS = 60  # of an encoding that is worth the attempt


def decide(formula: Formula, definitions: Definitions, budget: Budget) -> EncodingProof | HeapModel | Unknown:
    """A proof that the formula has no model, or a model. The kernel judges both."""
    try:
        encoding = encode(formula)
        theory = Theory(definitions)
        facts = conjuncts(encoding.formula)
        if len(facts) <= _MOST_FACTS:
            proof = _refuted(facts, theory, budget.part(_NATIVE_STEPS, solver_effort=0))
            if proof is not None:
                return EncodingProof(proof)
        answer = smt.ask(facts, FALSE, theory, budget)
        if isinstance(answer, smt.Refuted):
            return EncodingProof(smt.solver_proof(answer.needed, FALSE))
        found = smt.values(facts, free_variables(encoding.formula), theory, budget)
        if found is not None:
            if has_wand(formula) and is_satisfiable(formula, budget) is not True:
                return Unknown("a model was found, but a second prover does not see that the formula is satisfiable")
            return _heap(encoding, found, definitions)
    except Refused as reason:
        return Unknown(f"this is outside of what is decided: {reason}")
    except OutOfBudget as out:
        return Unknown(str(out))
    return Unknown("no proof and no model was found")


def _refuted(facts: tuple[Term, ...], theory: Theory, budget: Budget) -> PureProof | None:
    context = Context(theory)
    for fact in facts:
        context.assume(fact)
    try:
        return context.contradiction(budget)
    except OutOfBudget:
        budget.check()
        return None


class _Numbering:
    """Turns the solver's names of locations into addresses: nil is 0, the others count up."""

    def __init__(self, found: smt.Values) -> None:
        self.found = found
        self.numbers: dict[tuple[Sort, object], int] = {}
        for term, value in found.items():
            if term is nil(term.sort):
                self.numbers[term.sort, value] = 0
        self.next = 1

    def address(self, sort: Sort, value: object) -> Address:
        key = (sort, value)
        if key not in self.numbers:
            self.numbers[key] = self.next
            self.next += 1
        return Address(sort, self.numbers[key])

    def fresh(self, sort: Sort) -> Address:
        self.next += 1
        return Address(sort, self.next - 1)

    def value(self, term: Term) -> Value:
        known = self.found.get(term)
        if term.sort is BOOL:
            return bool(known)
        if term.sort is INT:
            return int(known) if isinstance(known, int) else 0
        if term.sort.kind == "location":
            return self.address(term.sort, known)
        return Opaque(term.sort, self.address(term.sort, known).number)


def _heap(encoding: Encoding, found: smt.Values, definitions: Definitions) -> HeapModel:
    numbering = _Numbering(found)
    for place in encoding.places:
        if place.root not in found:
            found[place.root] = found.get(nil(place.root.sort), 0)
    internal = {v for p in encoding.places for v in (p.allocated, *p.values)} | set(encoding.others)
    stack = tuple(
        (v, numbering.value(v)) for v in free_variables(encoding.formula) if v not in internal and "!" not in v.name
    )
    heap: dict[Place, HeapCell] = {}
    for place in encoding.places:
        if found.get(place.allocated):
            address = numbering.value(place.root)
            assert isinstance(address, Address)
            heap[place.cell.region, address] = HeapCell(place.cell.name, tuple(map(numbering.value, place.values)))
    kinds = [p.cell for p in encoding.places] or list(definitions.cells.values())
    for _ in range(sum(bool(found.get(flag)) for flag in encoding.others) if kinds else 0):
        values = tuple(_any(sort) for sort in kinds[0].sorts)
        heap[kinds[0].region, numbering.fresh(kinds[0].root)] = HeapCell(kinds[0].name, values)
    return HeapModel(stack, tuple(heap.items()))


def _any(sort: Sort) -> Value:
    if sort.kind == "location":
        return Address(sort, 0)
    return 0 if sort is INT else False if sort is BOOL else Opaque(sort, 0)
