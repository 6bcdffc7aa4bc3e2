"""What a predicate's numbers always are to each other: found on samples, proved as a lemma, learned from left calls."""

from __future__ import annotations

from frame_ls.kernel.proofs import UseLemma
from frame_ls.logic.heaps import Entailment, PredicateCall, SymbolicHeap
from frame_ls.logic.sorts import INT
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import Number, Term, Variable, less, less_equal
from frame_ls.prover.concrete.values import truth
from frame_ls.prover.search.instances import fit_at
from frame_ls.prover.search.path import Path
from frame_ls.prover.search.tools import Tools

_SAMPLES, _FUEL = 20, 4


def learn_invariants(path: Path) -> bool:
    """Makes known what the numbers of some left call always are; whether there was something new."""
    for index, atom in enumerate(path.goal.left.spatial):
        if not isinstance(atom, PredicateCall) or not any(a.sort is INT for a in atom.args):
            continue
        statement = invariant(path.tools, atom.name)
        if statement is None:
            continue
        (right,) = statement.right
        parameters = path.tools.definitions.predicates[atom.name].parameters
        bindings = dict(zip(parameters, atom.args, strict=True))
        if all(path.truth(substitute(p, bindings)) is True for p in right.pure):
            continue
        lemma = path.tools.prove_lemma(statement, _FUEL)
        fit = None if lemma is None else fit_at(path, statement, dict(bindings), (index,))
        if lemma is None or fit is None:
            continue
        name = lemma.lemma.name
        goal, samples = fit.premises[0]
        path.samples = list(samples)
        path.chain.then(lambda premise, fit=fit, name=name: UseLemma(name, fit.with_steps((premise,))), goal)  # type: ignore[misc]
        return True
    return False


def invariant(tools: Tools, name: str) -> Entailment | None:
    """`p(xs) |- conditions & p(xs)` with all conditions that samples of p satisfy; None when there are none."""
    if name not in tools.invariants:
        tools.invariants[name] = _guessed(tools, name)
    return tools.invariants[name]


def demands(tools: Tools, heap: SymbolicHeap) -> list[Term]:
    """What the heap's calls always say of their numbers, as far as these are not bound by the heap."""
    found: dict[Term, None] = {}
    for atom in heap.spatial:
        statement = invariant(tools, atom.name) if isinstance(atom, PredicateCall) else None
        if statement is not None and isinstance(atom, PredicateCall):
            parameters = tools.definitions.predicates[atom.name].parameters
            arguments = dict(zip(parameters, atom.args, strict=True))
            found.update(dict.fromkeys(substitute(c, arguments) for c in statement.right[0].pure))
    return [f for f in found if not any(v in heap.exists for v in free_variables(f))]


def _guessed(tools: Tools, name: str) -> Entailment | None:
    predicate = tools.definitions.predicates[name]
    call = PredicateCall(name, predicate.parameters)
    left = SymbolicHeap((), (call,))
    samples = tools.sampler.samples(Entailment(left, ()), _SAMPLES, seed=6)
    if len(samples) < 3:
        return None
    numbers = [p for p in predicate.parameters if p.sort is INT]
    kept = []
    for formula in _candidates(numbers):
        if all(truth(formula, dict(s.env)) for s in samples):
            kept.append(formula)
    conditions = _strongest(kept)
    return Entailment(left, (SymbolicHeap(conditions, (call,)),)) if conditions else None


def _candidates(numbers: list[Variable]) -> list[Term]:
    found: list[Term] = []
    for a in numbers:
        found += (less_equal(Number(bound), a) for bound in (2, 1, 0))
        for b in numbers:
            if a is not b:
                found += (less(a, b), less_equal(a, b))
    return found


def _strongest(formulas: list[Term]) -> tuple[Term, ...]:
    """Without those that another one implies at a glance: the stronger of a pair stands before the weaker."""
    seen: dict[tuple[object, ...], Term] = {}
    for formula in formulas:
        args = getattr(formula, "args", ())
        key = tuple(a if isinstance(a, Variable) else "numeral" for a in args)
        seen.setdefault(key, formula)
    return tuple(seen.values())
