"""What the spatial part of the left side tells about addresses: the facts of a `Know` step."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from fractions import Fraction

from frame_ls.kernel.context import Context, Hypotheses
from frame_ls.kernel.goals import case_of, item
from frame_ls.kernel.proofs import Apart, Derived, Elsewhere, Fact, HeadCell, NotNil
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.logic.heaps import Entailment, PointsTo, PredicateCall
from frame_ls.logic.terms import FALSE, Number, Term, different, equal, nil

ALL = Fraction(1)
SOME = Fraction(0)  # more than nothing, how much is not known


def share(fraction: Term) -> Fraction:
    """How much of a cell is surely there: the numeral, `SOME` of any other fraction."""
    return Fraction(fraction.value) if isinstance(fraction, Number) else SOME


def head_cell(
    cell: HeadCell, goal: Entailment, facts: AbstractSet[Term], open_: Hypotheses, context: Context
) -> Fraction:
    """How much of the cell the left atom surely has; raises `Refused` where the cell is not shown to be there."""
    atom = item(goal.left.spatial, cell.atom, "left atom")
    if isinstance(atom, PointsTo):
        if atom.cell.region != cell.region or atom.root is not cell.address:
            raise Refused(f"left atom {cell.atom} is no cell of {cell.region} at {cell.address}")
        return share(atom.fraction)
    return _head_of_call(cell, atom, goal, facts, open_, context)


def _head_of_call(
    cell: HeadCell, call: PredicateCall, goal: Entailment, facts: AbstractSet[Term], open_: Hypotheses, context: Context
) -> Fraction:
    predicate = context.definitions.predicates.get(call.name)
    if predicate is None or predicate.cases is None:
        raise Refused(f"{call.name} has no definition")
    if not len(cell.cases) == len(cell.fresh) == len(predicate.cases):
        raise Refused(f"a head cell of {call.name} needs an entry for each case")
    context.sorting.check((cell.address,))
    found = ALL
    for index, (why, names) in enumerate(zip(cell.cases, cell.fresh, strict=True)):
        context.check_fresh(names, predicate.cases[index].exists, goal, open_)
        body = case_of(predicate, call, index, names)
        known = facts | set(body.pure)
        if isinstance(why, PureProof):
            context.prove(known, why, FALSE)
            continue
        atom = item(body.spatial, why[0], "atom of the case")
        if not isinstance(atom, PointsTo) or atom.cell.region != cell.region:
            raise Refused(f"atom {why[0]} of case {index} of {call.name} is no cell of {cell.region}")
        context.prove(known, why[1], equal(atom.root, cell.address))
        found = min(found, share(atom.fraction))
    return found


def fact_formula(fact: Fact, goal: Entailment, facts: AbstractSet[Term], open_: Hypotheses, context: Context) -> Term:
    """The formula that the fact adds to what is known; raises `Refused` where it does not follow."""
    match fact:
        case Derived(proof=proof):
            if not proof.lines:
                raise Refused("a pure proof has no lines")
            context.prove(facts, proof, proof.lines[-1].formula)
            return proof.lines[-1].formula
        case NotNil(by=int(member)):
            address = item(goal.outside, member, "member of outside").address
            return different(address, nil(address.sort))
        case NotNil(by=HeadCell() as cell):
            head_cell(cell, goal, facts, open_, context)
            return different(cell.address, nil(cell.address.sort))
        case Apart(first=first, second=second):
            return _apart(first, second, goal, facts, open_, context)
        case Elsewhere(cell=cell, member=member):
            place = item(goal.outside, member, "member of outside")
            if place.region != cell.region:
                raise Refused("an absence is of another region than the cell")
            head_cell(cell, goal, facts, open_, context)
            return different(cell.address, place.address)
    raise Refused(f"no fact: {fact!r}")


def _apart(
    first: HeadCell, second: HeadCell, goal: Entailment, facts: AbstractSet[Term], open_: Hypotheses, context: Context
) -> Term:
    if first.atom == second.atom or first.region != second.region:
        raise Refused("cells are apart only in different atoms and one region")
    one, other = (head_cell(c, goal, facts, open_, context) for c in (first, second))
    if not (one >= ALL or other >= ALL or (one and other and one + other > ALL)):
        raise Refused("the fractions of the two cells may well be parts of one")
    if first.address.sort is not second.address.sort:
        raise Refused("the addresses are of different sorts")
    return different(first.address, second.address)
