"""Uses of an entailment that is known to hold: rewriting left atoms by a lemma or by an induction hypothesis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from frame_ls.kernel.context import Context, Hypotheses
from frame_ls.kernel.facts import ALL, head_cell
from frame_ls.kernel.goals import Names, equations, item, replace_left
from frame_ls.kernel.proofs import Instance, Missing
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.logic.heaps import Absent, Atom, Entailment, SymbolicHeap
from frame_ls.logic.substitution import Substitution, substitute, substitute_atom
from frame_ls.logic.terms import Term, Variable, equal


def use(
    goal: Entailment, instance: Instance, statement: Entailment, open_: Hypotheses, context: Context
) -> list[Entailment]:
    """The goals that are left when `instance.atoms` are rewritten, one a disjunct of the statement's right side."""
    if statement.left.exists:
        raise Refused("the left side of a statement binds variables")
    replacement = context.check_bindings(instance.bindings)
    facts = frozenset(goal.left.pure)
    check_different(instance.atoms, len(goal.left.spatial))
    if len(instance.atoms) != len(statement.left.spatial):
        raise Refused("a use names another number of atoms than the statement has")
    needed: list[Term] = []
    for index, wanted in zip(instance.atoms, statement.left.spatial, strict=True):
        needed += equations(goal.left.spatial[index], substitute_atom(wanted, replacement))
    _prove_all(facts, instance.equalities, needed, context)
    _prove_all(facts, instance.pure, [substitute(p, replacement) for p in statement.left.pure], context)
    check_missing(instance.missing, statement.outside, replacement, frozenset(instance.atoms), goal, open_, context)
    return _results(goal, instance, statement, replacement, open_, context)


def _results(
    goal: Entailment,
    instance: Instance,
    statement: Entailment,
    replacement: dict[Variable, Term],
    open_: Hypotheses,
    context: Context,
) -> list[Entailment]:
    if not len(instance.fresh) == len(instance.premises) == len(statement.right):
        raise Refused("a use needs names and a premise for each disjunct of the statement")
    results: list[Entailment] = []
    for names, disjunct in zip(instance.fresh, statement.right, strict=True):
        context.check_fresh(names, disjunct.exists, goal, open_)
        results.append(replace_left(goal, instance.atoms, instantiated(disjunct, names, replacement, context)))
    return results


def instantiated(disjunct: SymbolicHeap, names: Names, replacement: Substitution, context: Context) -> SymbolicHeap:
    """The body of a right side under `replacement`, its existentials called `names`, which are new there."""
    if names:
        entering = context.variables(replacement.values())
        unbound = context.heap_variables(disjunct) - set(replacement) - set(disjunct.exists)
        if not entering.isdisjoint(names) or not unbound.isdisjoint(names):
            raise Refused("a fresh variable is in use in what is instantiated")
    mapping = {**replacement, **dict(zip(disjunct.exists, names, strict=True))}
    return SymbolicHeap(
        tuple([substitute(p, mapping) for p in disjunct.pure]),
        tuple([substitute_atom(a, mapping) for a in disjunct.spatial]),
    )


def check_missing(
    missing: Sequence[Missing],
    outside: Sequence[Absent],
    replacement: Substitution,
    taken: AbstractSet[int],
    goal: Entailment,
    open_: Hypotheses,
    context: Context,
) -> None:
    """Raises `Refused` unless each member of `outside` is shown absent from the left atoms at `taken`."""
    if len(missing) != len(outside):
        raise Refused("each absence that the statement asks for wants an answer")
    facts = frozenset(goal.left.pure)
    for answer, wanted in zip(missing, outside, strict=True):
        place = Absent(wanted.region, substitute(wanted.address, replacement))
        _check_one_missing(answer, place, taken, facts, goal, open_, context)


def _check_one_missing(
    answer: Missing,
    place: Absent,
    taken: AbstractSet[int],
    facts: AbstractSet[Term],
    goal: Entailment,
    open_: Hypotheses,
    context: Context,
) -> None:
    if isinstance(answer.by, int):
        member = item(goal.outside, answer.by, "member of outside")
        region, address = member.region, member.address
    else:
        cell = answer.by
        if cell.atom in taken:
            raise Refused("an absence is argued from an atom that the use takes")
        if head_cell(cell, goal, facts, open_, context) < ALL:
            raise Refused("an absence is argued from a part of a cell")
        region, address = cell.region, cell.address
    if region != place.region:
        raise Refused("an absence is argued from another region")
    if address is not place.address or answer.equality.lines:
        context.prove(facts, answer.equality, equal(place.address, address))


def _prove_all(
    facts: AbstractSet[Term], proofs: Sequence[PureProof], formulas: Iterable[Term], context: Context
) -> None:
    wanted = list(formulas)
    if len(proofs) != len(wanted):
        raise Refused(f"{len(wanted)} formulas want a proof, {len(proofs)} are there")
    for proof, formula in zip(proofs, wanted, strict=True):
        context.prove(facts, proof, formula)


def check_different(indices: Sequence[int], count: int) -> None:
    """Raises `Refused` unless the indices are different and in range."""
    if len(set(indices)) != len(indices) or any(not 0 <= i < count for i in indices):
        raise Refused("the indices of atoms are not different ones of the goal")


def replaced(atoms: Iterable[Atom], replacement: Substitution) -> tuple[Atom, ...]:
    """The atoms under a replacement."""
    return tuple([substitute_atom(a, replacement) for a in atoms])
