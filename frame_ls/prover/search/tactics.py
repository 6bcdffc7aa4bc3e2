"""The steps that need a choice. A tactic offers options; none of them says that a goal is valid."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from frame_ls.kernel import goals
from frame_ls.kernel.proofs import Choose, Induct, Split, Step, UnfoldLeft, UseHypothesis, UseLemma
from frame_ls.logic.heaps import PointsTo, PredicateCall
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import Term, Variable, negate
from frame_ls.prover.search.book import has_induction
from frame_ls.prover.search.conjectures import Conjecture, components, folds, splits, whole
from frame_ls.prover.search.cuts import conversions, cuts
from frame_ls.prover.search.forgetting import forgettable
from frame_ls.prover.search.instances import fit_at, fits
from frame_ls.prover.search.lemmas import General, generalisations
from frame_ls.prover.search.number_choices import number_choices
from frame_ls.prover.search.path import Hypothesis, Path
from frame_ls.prover.search.shapes import CaseShape
from frame_ls.prover.search.simplify import possible_cases
from frame_ls.prover.search.unify import unify


@dataclass(frozen=True, slots=True)
class Option:
    """One way on: the premises, and the step that their proofs make. `cost` is taken from the fuel.

    An option that `commits` is the only one that is tried, once samples of its premises' own speak for it.
    """

    name: str
    premises: tuple[Path, ...]
    step: Callable[[Sequence[Step]], Step]
    cost: int = 0
    costs: tuple[int, ...] | None = None  # by premise, where they differ
    commits: bool = False
    is_dead_end: bool = False  # no other option is worth a try


def _single(name: str, path: Path, cost: int = 0, commits: bool = False) -> Option:
    """An option that is a path of one-premise steps."""
    return Option(name, (path,), lambda steps: steps[0], cost, None, commits)


def _no_step(_: Sequence[Step]) -> Step:
    raise AssertionError("a dead end proves nothing")


_DEAD_END = Option("dead end", (), _no_step, is_dead_end=True)


def choose_disjunct(path: Path) -> Iterator[Option]:
    """One of several right sides."""
    if len(path.goal.right) > 1:
        for index in range(len(path.goal.right)):
            new = path.fork(goals.choose(path.goal, index))
            yield Option("choose", (new,), lambda steps, index=index: Choose(index, steps[0]))  # type: ignore[misc]


def match_calls(path: Path) -> Iterator[Option]:
    """A right call is a left call, its existentials being what that says."""
    for right, wanted in enumerate(path.right.spatial):
        if not isinstance(wanted, PredicateCall):
            continue
        for left, atom in enumerate(path.goal.left.spatial):
            if not isinstance(atom, PredicateCall) or atom.name != wanted.name:
                continue
            bindings: dict[Variable, Term] = {}
            exists = path.right.exists
            if all(unify(p, t, exists, bindings, path.same) for p, t in zip(wanted.args, atom.args, strict=True)):
                new = path.fork()
                new.bind(bindings)
                new.match(left, right)
                yield _single("match", new, commits=True)


def match_open_cells(path: Path) -> Iterator[Option]:
    """A right cell at an existential address is a left cell."""
    for right, wanted in enumerate(path.right.spatial):
        if not isinstance(wanted, PointsTo) or wanted.root not in path.right.exists:
            continue
        for left, atom in enumerate(path.goal.left.spatial):
            if not isinstance(atom, PointsTo) or atom.cell != wanted.cell:
                continue
            bindings: dict[Variable, Term] = {}
            pairs = [(wanted.root, atom.root), *zip(wanted.values, atom.values, strict=True)]
            if all(unify(p, t, path.right.exists, bindings, path.same) for p, t in pairs):
                new = path.fork()
                new.bind(bindings)
                new.match(left, right)
                yield _single("cell", new)


def unfold_right_at_cells(path: Path) -> Iterator[Option]:
    """A right call begins with a cell that is there."""
    for index, atom in enumerate(path.right.spatial):
        shape = path.tools.shapes.of(atom.name) if isinstance(atom, PredicateCall) else None
        if shape is None or not isinstance(atom, PredicateCall):
            continue
        for case in possible_cases(path, atom):
            known = shape.cases[case]
            if any(_cell_at(path, atom.args[parameter]) for parameter in known.roots):
                new = path.fork()
                new.unfold_right(index, case)
                yield _single("unfold-right", new)
            elif known.has_cells and not known.roots:
                yield from _unfold_at_values(path, index, case)


def _unfold_at_values(path: Path, index: int, case: int) -> Iterator[Option]:
    """The cell of a case lies at an address that the case does not name: one that holds what the case says."""
    opened = path.fork()
    opened.unfold_right(index, case)
    count = len(path.right.spatial) - 1
    exists = opened.right.exists
    for right, wanted in enumerate(opened.right.spatial):
        if right < count or not isinstance(wanted, PointsTo):
            continue
        for left, cell in enumerate(path.goal.left.spatial):
            if not isinstance(cell, PointsTo) or cell.cell != wanted.cell:
                continue
            pairs = list(zip(wanted.values, cell.values, strict=True))
            if not any(p not in exists and path.are_equal(p, t) for p, t in pairs):
                continue
            bindings: dict[Variable, Term] = {}
            if all(unify(p, t, exists, bindings, path.same) for p, t in [(wanted.root, cell.root), *pairs]):
                new = path.fork()
                new.chain = opened.chain.copy()
                new.bind(bindings)
                new.match(left, right)
                yield _single("unfold-right", new)


def _cell_at(path: Path, address: Term) -> bool:
    if address in path.right.exists:
        return False
    return any(isinstance(a, PointsTo) and path.are_equal(a.root, address) for a in path.goal.left.spatial)


def end_right(path: Path) -> Iterator[Option]:
    """A right call is a case without calls, or one that only names other predicates."""
    for index, atom in enumerate(path.right.spatial):
        shape = path.tools.shapes.of(atom.name) if isinstance(atom, PredicateCall) else None
        if shape is None or not isinstance(atom, PredicateCall):
            continue
        for case in possible_cases(path, atom):
            known = shape.cases[case]
            if not known.has_cells:
                new = path.fork()
                new.unfold_right(index, case)
                yield _single("end-right", new, 1 if known.has_calls else 0, commits=not known.has_calls)


def split_cases(path: Path) -> Iterator[Option]:
    """Whether a condition of a right call's case holds."""
    seen: dict[Term, None] = {}
    for atom in path.right.spatial:
        shape = path.tools.shapes.of(atom.name) if isinstance(atom, PredicateCall) else None
        if shape is None or not isinstance(atom, PredicateCall):
            continue
        if not all(_is_in_sight(path, atom, shape.cases[c]) for c in possible_cases(path, atom)):
            continue
        known = dict(zip(shape.predicate.parameters, atom.args, strict=True))
        for case in shape.cases:
            for formula in case.ground:
                found = substitute(formula, known)
                if any(v in path.right.exists for v in free_variables(found)) or negate(found) in seen:
                    continue
                if found not in seen and path.truth(found) is None:
                    seen[found] = None
    for formula in seen:
        yield _split(path, formula)


def _is_in_sight(path: Path, call: PredicateCall, case: CaseShape) -> bool:
    """Whether the case has no cells, or its first one is there."""
    return case.is_empty or any(_cell_at(path, call.args[p]) for p in case.roots)


def _split(path: Path, formula: Term) -> Option:
    yes, no = path.fork(goals.know(path.goal, (formula,))), path.fork(goals.know(path.goal, (negate(formula),)))
    yes.samples = [s for s in path.samples if s.satisfies(formula) is not False]
    no.samples = [s for s in path.samples if s.satisfies(formula) is not True]
    return Option("split", (yes, no), lambda steps: Split(formula, steps[0], steps[1]), 1)


def use_hypotheses(path: Path) -> Iterator[Option]:
    """The goal of an enclosing induction, for a smaller heap."""
    for hypothesis in reversed(path.hypotheses):
        for fit in fits(path, hypothesis.statement):
            outside_use = any(
                isinstance(a, PointsTo) and i not in fit.instance.atoms for i, a in enumerate(path.goal.left.spatial)
            )
            if not hypothesis.is_guarded and not outside_use:
                continue
            premises = tuple(path.fork(goal, samples) for goal, samples in fit.premises)
            name = hypothesis.name
            yield Option(
                "hypothesis",
                premises,
                lambda steps, fit=fit, name=name: UseHypothesis(name, fit.with_steps(steps)),  # type: ignore[misc]
                1,
                commits=True,
            )


def choose_numbers(path: Path) -> Iterator[Option]:
    """The open numbers of the right side get values, where there are no small samples to read them from."""
    if path.samples or path.hypotheses:
        return
    for values in number_choices(path):
        new = path.fork()
        new.bind({**values})
        yield _single("numbers", new)


def cut(path: Path) -> Iterator[Option]:
    """A left call is seen as another, or taken apart where the right side wants it in pieces.

    What is asked for is there by the lemma, and mostly in one way only: no other way is tried beside the first.
    """
    if path.hypotheses or path.samples or path.tools.book.pending:
        return
    yield from match_open_cells(path)
    for index, general in chain(conversions(path), cuts(path)):
        for option in _used(path, general, (index,), path.fuel + 2):
            yield option
            yield _DEAD_END


def generalise(path: Path) -> Iterator[Option]:
    """A goal about numbers of which there are no small samples is proved for all numbers that are like them."""
    if path.samples or path.hypotheses or path.is_general:
        return
    path.is_general = True
    for conjecture in whole(path):
        yield from _proved(path, (conjecture,))
        for general in generalisations(path, conjecture, path.tools.book):
            if path.tools.book.is_plausible(general.statement):
                yield _DEAD_END


def use_conjectures(path: Path) -> Iterator[Option]:
    """A part of the goal is proved as a lemma, in general."""
    yield from _proved(path, chain(whole(path), components(path), splits(path), folds(path)))


def _proved(path: Path, conjectures: Iterable[Conjecture]) -> Iterator[Option]:
    for conjecture in conjectures:
        if conjecture.right.spatial == tuple(path.goal.left.spatial[i] for i in conjecture.atoms):
            continue
        for general in generalisations(path, conjecture, path.tools.book):
            yield from _used(path, general, conjecture.atoms, path.fuel)


def _used(path: Path, general: General, atoms: tuple[int, ...], fuel: int) -> Iterator[Option]:
    """The statement as a lemma at these left atoms, once it is proved."""
    lemma = path.tools.prove_lemma(general.statement, fuel)
    if lemma is None or not has_induction(lemma.proof):
        return  # what the definitions say at once, opening the right side finds too
    fit = fit_at(path, general.statement, general.meaning, atoms)
    if fit is None:
        return
    premises = tuple(path.fork(goal, samples) for goal, samples in fit.premises)
    name = lemma.lemma.name
    yield Option("lemma", premises, lambda steps: UseLemma(name, fit.with_steps(steps)), commits=True)


def unfold_left(path: Path) -> Iterator[Option]:
    """A left call is one of its cases; the goal so far becomes a hypothesis."""
    forget: tuple[Term, ...] | None = None
    for index in _worth_opening(path):
        atom = path.goal.left.spatial[index]
        assert isinstance(atom, PredicateCall)
        predicate = path.tools.definitions.predicates[atom.name]
        assert predicate.cases is not None
        if forget is None:
            forget = forgettable(path)
        weaker = goals.forget(path.goal, forget)
        fresh = tuple(path.tools.names.all_like(c.exists) for c in predicate.cases)
        name = path.tools.new_name()
        hypotheses = (*path.hypotheses, Hypothesis(name, weaker))
        premises = []
        for case in range(len(predicate.cases)):
            samples = (s.unfolded(index, case, fresh[case]) for s in path.samples)
            new = path.fork(
                goals.unfold_left(weaker, index, predicate, case, fresh[case]), [s for s in samples if s is not None]
            )
            new.hypotheses = hypotheses
            premises.append(new)

        def step(
            steps: Sequence[Step],
            index: int = index,
            fresh: tuple[tuple[Variable, ...], ...] = fresh,
            name: str = name,
            forget: tuple[Term, ...] = forget,
        ) -> Step:
            return Induct(name, forget, UnfoldLeft(index, fresh, tuple(steps)))

        costs = tuple(0 if _is_smaller(p, path) else 2 for p in premises)
        yield Option("unfold-left", tuple(premises), step, max(costs), costs)


def _is_smaller(premise: Path, path: Path) -> bool:
    """Whether opening a call has only taken it away."""
    return len(premise.goal.left.spatial) < len(path.goal.left.spatial)


def _worth_opening(path: Path) -> list[int]:
    """Left calls, those first that may have a cell where a right atom may have one."""
    wanted: list[Term] = []
    for atom in path.right.spatial:
        if isinstance(atom, PointsTo):
            wanted.append(atom.root)
        else:
            shape = path.tools.shapes.of(atom.name)
            if shape is not None:
                wanted += (atom.args[p] for p, _ in shape.places)
    ranked: list[tuple[int, int]] = []
    for index, atom in enumerate(path.goal.left.spatial):
        shape = path.tools.shapes.of(atom.name) if isinstance(atom, PredicateCall) else None
        if shape is None or not isinstance(atom, PredicateCall):
            continue
        own = [atom.args[p] for p, _ in shape.places]
        meets = any(path.are_equal(a, w) for a in own for w in wanted if w not in path.right.exists)
        ranked.append((0 if meets else 1, index))
    met = [index for rank, index in ranked if rank == 0]
    return met or [index for _, index in ranked]


# From cheap and sure to dear. Hypotheses come after what cells decide, and before new inductions, which they would only
# delay; ends come after cells, because an end that is wrong is often found out late.
ORDER: tuple[Callable[[Path], Iterator[Option]], ...] = (
    choose_disjunct,
    choose_numbers,
    match_calls,
    cut,
    generalise,
    unfold_right_at_cells,
    match_open_cells,
    end_right,
    use_hypotheses,
    split_cases,
    use_conjectures,
    unfold_left,
)
