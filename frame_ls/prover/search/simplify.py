"""What can be done to a goal without choosing: nothing that is lost here could be found later."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from frame_ls.kernel import goals
from frame_ls.kernel.proofs import Contradiction, Step, UnfoldLeft
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.heaps import PointsTo, PredicateCall
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import EQUAL, NOT, ONE, ZERO, Apply, Number, Term, Variable, add, nil
from frame_ls.prover.concrete.reading import Undecided
from frame_ls.prover.pure.context import Unproved
from frame_ls.prover.search.path import Path
from frame_ls.prover.search.unify import solved_for


class Outcome(Enum):
    """A goal that was not closed."""

    OPEN = "open"
    HOPELESS = "hopeless"


def simplify(path: Path) -> Step | Outcome:
    """Takes every forced step; the whole proof from the path's beginning when that closes the goal."""
    for _ in range(200):
        path.tools.budget.spend()
        closed = contradiction(path)
        if closed is not None:
            return closed
        if len(path.goal.right) != 1:
            return Outcome.OPEN if path.goal.right else Outcome.HOPELESS
        if drop_empty_left(path) or settle_right_equations(path) or learn_apartness(path):
            continue
        if hopeless_pure(path):
            return Outcome.HOPELESS
        if match_cells(path) or open_wanted_left(path) or match_equal_calls(path) or open_forced_right(path):
            continue
        if not path.right.spatial and not path.goal.left.spatial:
            return close(path) or Outcome.HOPELESS
        return Outcome.OPEN
    return Outcome.OPEN


def contradiction(path: Path) -> Step | None:
    """Closes the goal when the left side is seen to have no model."""
    path.follow()
    proof = path.tools.context.contradiction()
    if proof is None and path.clash():
        path.follow()
        proof = path.tools.context.contradiction()
    return None if proof is None else path.chain.end(Contradiction(proof))


def possible_cases(path: Path, call: PredicateCall) -> list[int]:
    """The cases of a call that the facts do not contradict at a glance."""
    shape = path.tools.shapes.of(call.name)
    if shape is None:
        return []
    path.follow()
    known = dict(zip(shape.predicate.parameters, call.args, strict=True))
    context = path.tools.context
    return [
        i
        for i, case in enumerate(shape.cases)
        if all(context.known_truth(substitute(p, known)) is not False for p in case.ground)
    ]


def drop_empty_left(path: Path) -> bool:
    """Opens a left call of which only a case without calls is possible."""
    for index, atom in enumerate(path.goal.left.spatial):
        if not isinstance(atom, PredicateCall):
            continue
        shape = path.tools.shapes.of(atom.name)
        cases = possible_cases(path, atom)
        if shape is None or len(cases) != 1 or (shape.cases[cases[0]].has_calls and len(shape.cases) > 1):
            continue
        if shape.cases[cases[0]].has_calls and shape.is_recursive and _calls_itself(path, atom.name):
            continue
        if open_left(path, index, cases[0]):
            return True
    return False


def _calls_itself(path: Path, name: str) -> bool:
    """Whether a predicate reaches itself through its definition."""
    seen: dict[str, None] = {}
    pending = [name]
    while pending:
        shape = path.tools.shapes.of(pending.pop())
        for case in (shape.predicate.cases or ()) if shape is not None else ():
            for atom in case.spatial:
                if isinstance(atom, PredicateCall) and atom.name not in seen:
                    seen[atom.name] = None
                    pending.append(atom.name)
    return name in seen


def open_left(path: Path, index: int, case: int) -> bool:
    """Opens the left call when all cases but one are contradictory; says whether it did."""
    atom = path.goal.left.spatial[index]
    assert isinstance(atom, PredicateCall)
    predicate = path.tools.definitions.predicates[atom.name]
    assert predicate.cases is not None
    fresh = tuple(path.tools.names.all_like(c.exists) for c in predicate.cases)
    closed: dict[int, Step] = {}
    for other in range(len(predicate.cases)):
        if other != case:
            side = path.fork(goals.unfold_left(path.goal, index, predicate, other, fresh[other]), ())
            found = contradiction(side)
            if found is None:
                return False
            closed[other] = found
    goal = goals.unfold_left(path.goal, index, predicate, case, fresh[case])
    count = len(predicate.cases)

    def step(premise: Step) -> Step:
        return UnfoldLeft(index, fresh, tuple(closed.get(i, premise) for i in range(count)))

    path.samples = [s for s in (s.unfolded(index, case, fresh[case]) for s in path.samples) if s is not None]
    path.chain.then(step, goal)
    return True


def settle_right_equations(path: Path) -> bool:
    """Gives an existential the value that an equation of the right side demands."""
    right = path.right
    for formula in right.pure:
        if isinstance(formula, Apply) and formula.operator == EQUAL:
            for variable in right.exists:
                found = solved_for(variable, *formula.args)
                if found is not None:
                    path.bind({variable: found})
                    return True
    return False


def learn_apartness(path: Path) -> bool:
    """Draws disequations that the right side wants from the heap, before the cells go that they rest on."""
    learned = False
    for formula in path.right.pure:
        pair = _disequation(formula)
        if pair is None or any(v in path.right.exists for v in free_variables(formula)):
            continue
        if path.truth(formula) is None:
            learned |= path.apart(*pair)
    return learned


def _disequation(formula: Term) -> tuple[Term, Term] | None:
    match formula:
        case Apply(operator=negation, args=(Apply(operator=operator, args=(a, b)),)) if (
            negation == NOT and operator == EQUAL and a.sort.kind == "location"
        ):
            return a, b
    return None


def hopeless_pure(path: Path) -> bool:
    """Whether a conjunct of the right side is known to be false."""
    exists = path.right.exists
    return any(
        path.truth(p) is False for p in path.right.pure if not exists or not any(v in exists for v in free_variables(p))
    )


def match_cells(path: Path) -> bool:
    """Matches a right points-to with the left one at its root: no other could be it."""
    path.follow()
    context = path.tools.context
    for right, wanted in enumerate(path.right.spatial):
        if not isinstance(wanted, PointsTo) or wanted.root in path.right.exists:
            continue
        for left, atom in enumerate(path.goal.left.spatial):
            if not isinstance(atom, PointsTo) or atom.cell != wanted.cell or atom.fraction is not wanted.fraction:
                continue
            if not context.are_equal(atom.root, wanted.root):
                continue
            bindings = _bindings_of(path, zip(wanted.values, atom.values, strict=True))
            path.bind(bindings)
            path.match(left, right)
            return True
    return False


def open_wanted_left(path: Path) -> bool:
    """Opens a left call that surely begins with the cell that the right side has at its address."""
    path.follow()
    for wanted in path.right.spatial:
        if not isinstance(wanted, PointsTo) or wanted.root in path.right.exists:
            continue
        for index, atom in enumerate(path.goal.left.spatial):
            shape = path.tools.shapes.of(atom.name) if isinstance(atom, PredicateCall) else None
            if shape is None or not isinstance(atom, PredicateCall):
                continue
            at = [p for p, _ in shape.places if path.are_equal(atom.args[p], wanted.root)]
            cases = possible_cases(path, atom) if at else []
            begins = len(cases) == 1 and any(p in shape.cases[cases[0]].roots for p in at)
            if begins and open_left(path, index, cases[0]):
                return True
    return False


def _bindings_of(path: Path, pairs: Iterable[tuple[Term, Term]]) -> dict[Variable, Term]:
    """What variables among the patterns are, where the pattern is a mere variable."""
    bindings: dict[Variable, Term] = {}
    for pattern, term in pairs:
        if isinstance(pattern, Variable) and pattern in path.right.exists:
            bindings.setdefault(pattern, term)
    return bindings


def match_equal_calls(path: Path) -> bool:
    """Matches calls with the same arguments, unless a sample speaks against it."""
    for right, wanted in enumerate(path.right.spatial):
        if not isinstance(wanted, PredicateCall) or any(v in path.right.exists for v in free_variables(*wanted.args)):
            continue
        for left, atom in enumerate(path.goal.left.spatial):
            if not isinstance(atom, PredicateCall) or atom.name != wanted.name or atom.fraction is not wanted.fraction:
                continue
            if all(path.same(a, b) for a, b in zip(atom.args, wanted.args, strict=True)):
                trial = path.fork()
                trial.match(left, right)
                if not is_refuted(trial) and _seems_valid(trial):
                    path.match(left, right)
                    return True
    return False


def _seems_valid(path: Path) -> bool:
    """Whether samples of this very goal, not carried along from another, say nothing against it."""
    path.samples = path.tools.sampler.samples(path.goal, 6, seed=4)
    return not is_refuted(path)


def is_refuted(path: Path) -> bool:
    """Whether some sample of the goal's left side does not satisfy its right side."""
    for sample in path.samples:
        path.tools.budget.spend(2)
        try:
            if path.tools.reader.read(sample.cells, path.goal.right, sample.env) is None:
                return True
        except Undecided:
            continue
    return False


def open_forced_right(path: Path) -> bool:
    """Opens a right call of which one case alone is possible, if that is not recursive or its cell is there."""
    for index, atom in enumerate(path.right.spatial):
        if not isinstance(atom, PredicateCall):
            continue
        shape = path.tools.shapes.of(atom.name)
        cases = possible_cases(path, atom)
        if shape is None or len(cases) != 1:
            continue
        case = shape.cases[cases[0]]
        if not case.has_calls or not _calls_itself(path, atom.name):
            path.unfold_right(index, cases[0])
            return True
        for position, cell in case.roots.items():
            body = shape.predicate.cases[cases[0]].spatial[cell] if shape.predicate.cases else None
            if isinstance(body, PointsTo) and _has_cell(path, atom.args[position], body):
                path.unfold_right(index, cases[0])
                return True
    return False


def _has_cell(path: Path, address: Term, like: PointsTo) -> bool:
    if address in path.right.exists:
        return False
    return any(
        isinstance(a, PointsTo) and a.cell == like.cell and path.are_equal(a.root, address)
        for a in path.goal.left.spatial
    )


def close(path: Path) -> Step | None:
    """The end: nothing is left on either side, what the right side says of values follows."""
    for variable in path.right.exists:
        path.bind({variable: _some_value(path, variable)})
    proofs: list[PureProof] = []
    for formula in path.right.pure:
        proof = path.proof(formula)
        if isinstance(proof, Unproved):
            return None
        proofs.append(proof)
    remaining = iter(proofs)
    return path.chain.close(lambda _: next(remaining))


def _some_value(path: Path, variable: Variable) -> Term:
    """A value for an existential that nothing has determined: one for which its conditions follow, if one is seen."""
    conditions = [p for p in path.right.pure if variable in free_variables(p)]
    candidates = _candidates(path, variable, conditions)
    for candidate in candidates:
        if all(path.proves(substitute(p, {variable: candidate})) for p in conditions):
            return candidate
    return candidates[0]


def _candidates(path: Path, variable: Variable, conditions: list[Term]) -> list[Term]:
    found: dict[Term, None] = {}
    if variable.sort.kind == "location":
        found[nil(variable.sort)] = None
    if variable.sort.kind == "int":
        for formula in conditions:
            inner = formula.args[0] if isinstance(formula, Apply) and formula.operator == NOT else formula
            if isinstance(inner, Apply) and len(inner.args) == 2:
                solved = solved_for(variable, *inner.args)
                if solved is not None:
                    found.update(dict.fromkeys((solved, add(solved, ONE), add(solved, Number(-1)))))
        found[ZERO] = None
    for term in free_variables(*path.goal.left.pure, *(t for a in path.goal.left.spatial for t in _terms(a))):
        if term.sort is variable.sort:
            found[term] = None
    return list(found) or [variable]


def _terms(atom: PointsTo | PredicateCall) -> tuple[Term, ...]:
    return (atom.root, *atom.values) if isinstance(atom, PointsTo) else atom.args
