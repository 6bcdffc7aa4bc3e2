"""Rules that work on the right side, match it with the left, or close the goal."""

from __future__ import annotations

from frame_ls.kernel.avoidance import Avoidance, Literals
from frame_ls.kernel.base_pairs import check_unsatisfiable
from frame_ls.kernel.closed_tables import check_numbered
from frame_ls.kernel.context import Context, Hypotheses, Premises
from frame_ls.kernel.goals import (
    choose,
    equations,
    item,
    match_atoms,
    single,
    unfold_right,
    without,
    witness,
)
from frame_ls.kernel.instances import check_different, check_missing, replaced
from frame_ls.kernel.numbered_tables import NumberedTable
from frame_ls.kernel.proofs import (
    Choose,
    Close,
    Contradiction,
    LemmaRight,
    MatchCell,
    MatchPredicate,
    UnfoldRight,
    Unsatisfiable,
    Witness,
)
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.rule import Rule
from frame_ls.logic.heaps import Absent, Atom, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.substitution import substitute
from frame_ls.logic.terms import FALSE, Term, Variable


def _unfold_right(step: UnfoldRight, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    call = item(item(goal.right, step.disjunct, "disjunct").spatial, step.atom, "right atom")
    predicate = context.definitions.predicates.get(call.name) if isinstance(call, PredicateCall) else None
    if predicate is None or predicate.cases is None:
        raise Refused("no call of a defined predicate stands there to be unfolded")
    for case, names in zip(step.cases, step.fresh, strict=False):
        context.check_fresh(names, item(predicate.cases, case, "case").exists, goal, open_)
    return [(step.premise, unfold_right(goal, step.atom, predicate, step.cases, step.fresh, step.disjunct), open_)]


def _choose(step: Choose, goal: Entailment, open_: Hypotheses, _: Context) -> Premises:
    return [(step.premise, choose(goal, step.disjunct), open_)]


def _witness(step: Witness, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    return [(step.premise, witness(goal, context.check_bindings(step.bindings)), open_)]


def _match_cell(step: MatchCell, goal: Entailment, open_: Hypotheses, _: Context) -> Premises:
    atom = item(goal.left.spatial, step.left, "left atom")
    if not isinstance(atom, PointsTo):
        raise Refused(f"left atom {step.left} is no points-to")
    smaller = tuple(o.after_cell(atom.fraction) for o in open_)
    return [(step.premise, match_atoms(goal, step.left, step.right), smaller)]


def _match_predicate(step: MatchPredicate, goal: Entailment, open_: Hypotheses, _: Context) -> Premises:
    if not isinstance(item(goal.left.spatial, step.left, "left atom"), PredicateCall):
        raise Refused(f"left atom {step.left} is no predicate call")
    return [(step.premise, match_atoms(goal, step.left, step.right), open_)]


def _lemma_right(step: LemmaRight, goal: Entailment, open_: Hypotheses, context: Context) -> Premises:
    statement = context.statement(step.lemma)
    side = single(goal)
    if len(statement.right) != 1 or statement.right[0].exists or statement.left.exists:
        raise Refused(f"{step.lemma} has several right sides or binds variables: it cannot be used backwards")
    replacement = context.check_bindings(step.bindings)
    given = replaced(statement.left.spatial, replacement)
    wanted = replaced(statement.right[0].spatial, replacement)
    pure = tuple(substitute(p, replacement) for p in statement.left.pure)
    check_different(step.atoms, len(side.spatial))
    check_different(tuple(i for i, _ in step.peel), len(given))
    check_different(tuple(i for _, i in step.peel), len(goal.left.spatial))
    if len(step.atoms) != len(wanted):
        raise Refused("a lemma used backwards names another number of atoms than it yields")
    peeled = {i for i, _ in step.peel}
    rest = tuple(a for i, a in enumerate(given) if i not in peeled)
    _check_absences(step, statement, replacement, Literals(pure), rest, side, goal, open_, context)
    joined: list[Term] = []
    for index, atom in zip(step.atoms, wanted, strict=True):
        joined += equations(side.spatial[index], atom)
    joined += pure
    smaller = open_
    for index, left in step.peel:
        atom = goal.left.spatial[left]
        joined += equations(atom, given[index])
        if isinstance(atom, PointsTo):
            smaller = tuple(o.after_cell(atom.fraction) for o in smaller)
    left_side = SymbolicHeap(goal.left.pure, without(goal.left.spatial, *(left for _, left in step.peel)))
    right_side = SymbolicHeap(side.pure + tuple(joined), without(side.spatial, *step.atoms) + rest, side.exists)
    return [(step.premise, Entailment(left_side, (right_side,), goal.outside), smaller)]


def _check_absences(
    step: LemmaRight,
    statement: Entailment,
    replacement: dict[Variable, Term],
    known: Literals,
    rest: tuple[Atom, ...],
    side: SymbolicHeap,
    goal: Entailment,
    open_: Hypotheses,
    context: Context,
) -> None:
    """Raises `Refused` unless all that the lemma wants absent is absent from the peeled atoms and from the others."""
    taken = frozenset(left for _, left in step.peel)
    check_missing(step.missing, statement.outside, replacement, taken, goal, open_, context)
    avoidance: Avoidance | None = None
    for answer, wanted in zip(step.missing, statement.outside, strict=True):
        place = Absent(wanted.region, substitute(wanted.address, replacement))
        if not context.variables((place.address,)).isdisjoint(side.exists):
            raise Refused("the absence of an existential is argued from the left side")
        if isinstance(answer.by, int):
            continue  # absent from the whole heap, whatever the other atoms are
        avoidance = avoidance or context.avoidance()
        if not all(avoidance.atom_avoids(a, place.region, place.address, known) for a in rest):
            raise Refused("an atom of the lemma that is not peeled may have a cell where none must be")


def _close(step: Close, goal: Entailment, _: Hypotheses, context: Context) -> Premises:
    side = single(goal)
    if goal.left.spatial or side.spatial or side.exists:
        raise Refused("the goal is not closed: atoms or existentials are left")
    if len(step.proofs) != len(side.pure):
        raise Refused(f"{len(side.pure)} conjuncts want a proof, {len(step.proofs)} are there")
    facts = frozenset(goal.left.pure)
    for proof, formula in zip(step.proofs, side.pure, strict=True):
        context.prove(facts, proof, formula)
    return []


def _contradiction(step: Contradiction, goal: Entailment, _: Hypotheses, context: Context) -> Premises:
    context.prove(frozenset(goal.left.pure), step.proof, FALSE)
    return []


def _unsatisfiable(step: Unsatisfiable, goal: Entailment, _: Hypotheses, context: Context) -> Premises:
    if isinstance(step.table, NumberedTable):
        check_numbered(step.table, goal, context)
        return []
    for named in step.table.entries:
        context.sorting.check(p for entry in named[1] for p in entry.pure)
    check_unsatisfiable(step.table, goal, context.definitions)
    return []


RIGHT_RULES = (
    Rule(
        "unfold-right",
        UnfoldRight,
        _unfold_right,
        """
        A heap that satisfies a case of the definition satisfies the call; leaving cases out makes the right side
        stronger. The fresh names are bound on the right and capture nothing, as they are new to the goal.""",
    ),
    Rule(
        "choose",
        Choose,
        _choose,
        """
        One disjunct implies the disjunction.""",
    ),
    Rule(
        "witness",
        Witness,
        _witness,
        """
        What holds for the value of a term holds for some value.""",
    ),
    Rule(
        "match-cell",
        MatchCell,
        _match_cell,
        """
        Split the heap into the left cell and the rest. The premise gives the right side's rest of that rest, for
        values at which the equations hold; by these the left cell is the right one. Where the cell is whole, the rest
        has no cell at its place, and the place is not nil: it joins `outside`.""",
        source="Berdine, Calcagno, O'Hearn, APLAS 2005, the frame rule of points-to",
    ),
    Rule(
        "match-predicate",
        MatchPredicate,
        _match_predicate,
        """
        As `match-cell`: by the equations the left call is the right call.""",
    ),
    Rule(
        "lemma-right",
        LemmaRight,
        _lemma_right,
        """
        The premise splits the heap without the peeled atoms into the lemma's other atoms and the rest of the right
        side, at values where the lemma's pure part and the equations hold. Peeled and other atoms together satisfy the
        lemma's left side. What it wants absent is absent from the whole goal, or held wholly by a left atom that is not
        peeled, and then each other atom has no cell there by avoidance. So the lemma gives its right atoms, which by
        the equations are the goal's.""",
    ),
    Rule(
        "close",
        Close,
        _close,
        """
        The heap is empty on both sides, and every pure conjunct of the right follows from the left facts.""",
    ),
    Rule(
        "contradiction",
        Contradiction,
        _contradiction,
        """
        No stack satisfies the left facts.""",
    ),
    Rule(
        "unsatisfiable",
        Unsatisfiable,
        _unsatisfiable,
        """
        The table describes, for each predicate, all its heaps (by induction on derivations, as each case of each
        definition is seen to be covered), and every combination for the left side is contradictory. Where entries
        have numbers, the table carries the proofs. Entries of different calls hold of parts that are separate, so each
        call's is used once; an entry's own variables stand for some values, under names that are new.""",
        source="Brotherston, Fuhs, Navarro Perez, Gorogiannis, CSL-LICS 2014",
    ),
)
