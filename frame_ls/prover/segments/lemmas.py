"""The two lemmas that list segments need, with their proofs: a segment appended to one that cannot meet its end."""

from __future__ import annotations

from collections.abc import Callable

from frame_ls.kernel import goals
from frame_ls.kernel.proofs import (
    Elsewhere,
    HeadCell,
    Induct,
    Instance,
    LocalLemma,
    Missing,
    NotNil,
    Step,
    UnfoldLeft,
    UseHypothesis,
)
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.definitions import Definitions, Lemma, Predicate
from frame_ls.logic.heaps import Absent, Cell, Entailment, PointsTo, PredicateCall, SymbolicHeap
from frame_ls.logic.terms import TRUE, Term, Variable, different, nil
from frame_ls.prover.chain import Chain, instance
from frame_ls.prover.citing import by_congruence
from frame_ls.prover.names import Names
from frame_ls.prover.segments.shapes import empty_case


def append_statement(predicate: Predicate, cell: Cell, to_nil: bool) -> Entailment:
    """`p(x, z) * p(z, y) |- p(x, y)` for a segment p, where y is absent; or (`to_nil`) where it is nil."""
    x, z, y = (Variable(name, cell.root) for name in "xzy")
    end: Term = nil(cell.root) if to_nil else y
    first, second = PredicateCall(predicate.name, (x, z)), PredicateCall(predicate.name, (z, end))
    whole = PredicateCall(predicate.name, (x, end))
    outside = () if to_nil else (Absent(cell.region, y),)
    return Entailment(SymbolicHeap((), (first, second)), (SymbolicHeap((), (whole,)),), outside)


def append_lemma(name: str, predicate: Predicate, cell: Cell, to_nil: bool, definitions: Definitions) -> LocalLemma:
    """The statement above as a lemma, by induction on the heap and the cases of the first segment."""
    statement = append_statement(predicate, cell, to_nil)
    names = Names((statement,))
    assert predicate.cases is not None
    fresh = tuple(names.all_like(case.exists) for case in predicate.cases)
    premises: list[Step] = []
    for case, exists in enumerate(fresh):
        chain = Chain(goals.unfold_left(statement, 0, predicate, case, exists), definitions)
        if case == empty_case(predicate):
            chain.match(0, 0)
            premises.append(chain.close(_from(chain)))
        else:
            premises.append(_longer(name, statement, chain, case, names.all_like(exists)))
    return LocalLemma(Lemma(name, statement), Induct(name, (), UnfoldLeft(0, fresh, tuple(premises))))


def _from(chain: Chain) -> Callable[[Term], PureProof]:
    """Proves a formula from all that the chain's goal knows."""
    facts = chain.goal.left.pure

    def prove(formula: Term) -> PureProof:
        return by_congruence(facts, formula)

    return prove


def _longer(name: str, statement: Entailment, chain: Chain, case: int, fresh: tuple[Variable, ...]) -> Step:
    """The first segment is a cell and a shorter one: the right side's first cell, and the hypothesis for the rest."""
    cell = next(i for i, a in enumerate(chain.goal.left.spatial) if isinstance(a, PointsTo))
    head = chain.goal.left.spatial[cell]
    assert isinstance(head, PointsTo)
    link = head.values[0]
    at = HeadCell(cell, head.cell.region, head.root)
    if chain.goal.outside:
        chain.know((Elsewhere(at, 0),), (different(head.root, chain.goal.outside[0].address),))
    else:
        chain.know((NotNil(at),), (different(head.root, nil(head.root.sort)),))
    chain.unfold_right(0, case, fresh)
    chain.witness(((fresh[0], link),))
    chain.match(cell, next(i for i, a in enumerate(chain.goal.right[0].spatial) if isinstance(a, PointsTo)))
    first = next(i for i, a in enumerate(chain.goal.left.spatial) if isinstance(a, PredicateCall) and a.args[0] is link)
    use = _instance_at(statement, chain.goal, first)
    after = goals.replace_left(chain.goal, use.atoms, instance(statement.right[0], dict(use.bindings)))
    chain.then(lambda premise: UseHypothesis(name, _with_premise(use, premise)), after)
    chain.match(0, 0)
    return chain.close(_from(chain))


def _instance_at(statement: Entailment, goal: Entailment, first: int) -> Instance:
    """The statement at the left call `first` and the only other one; its absent end is the goal's."""
    whole, call = statement.left.spatial[0], goal.left.spatial[first]
    assert isinstance(whole, PredicateCall) and isinstance(call, PredicateCall)
    pairs = [(v, t) for v, t in zip(whole.args, call.args, strict=True) if isinstance(v, Variable)]
    missing: tuple[Missing, ...] = ()
    for member in statement.outside:
        assert isinstance(member.address, Variable)
        pairs.append((member.address, member.address))
        missing = (Missing(0, by_congruence((), TRUE)),)
    return Instance(tuple(pairs), (first, 1 - first), (), (), missing, ((),), ())


def _with_premise(use: Instance, premise: Step) -> Instance:
    return Instance(use.bindings, use.atoms, use.equalities, use.pure, use.missing, use.fresh, (premise,))
