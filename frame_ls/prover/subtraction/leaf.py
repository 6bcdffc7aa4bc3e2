"""The end of one case: everything wanted was found; writes the steps that match both sides, and the branch."""

from __future__ import annotations

from collections.abc import Callable

from frame_ls.kernel.proofs import Choose, Step
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import Absent, Atom, Entailment, SymbolicHeap
from frame_ls.logic.substitution import substitute, substitute_atom
from frame_ls.logic.terms import Term, Variable
from frame_ls.prover.chain import Chain
from frame_ls.prover.names import Names
from frame_ls.prover.subtraction.state import Fold, Match, State


def disjunct_of(state: State, wanted: SymbolicHeap, names: Names) -> tuple[SymbolicHeap, dict[Variable, Term]]:
    """What the proof shows for this case, and the value of each variable that it binds.

    Opened variables are free on the left, so their bound copies on the right have names of their own.
    """
    copies: dict[Variable, Term] = {v: names.like(v) for v in state.opened}
    patterns: dict[Variable, Term] = {v: v for v in wanted.exists}
    leftover = tuple(substitute_atom(p.atom, copies) for p in state.unused())
    assumed = tuple(substitute(f, copies) for f in state.assumed)
    bound = tuple(v for v in (*patterns, *copies.values()) if isinstance(v, Variable))
    values: dict[Variable, Term] = {v: state.bindings[v] for v in wanted.exists}
    values.update({c: v for v, c in copies.items() if isinstance(c, Variable)})
    return SymbolicHeap((*assumed, *wanted.pure), (*wanted.spatial, *leftover), bound), values


def close_leaf(
    state: State,
    disjunct: SymbolicHeap,
    values: dict[Variable, Term],
    number: int,
    definitions: Definitions,
    prove: Callable[[Term], PureProof],
) -> Step:
    """The steps from here to the end, for the disjunct of that number. `prove` may raise what it likes."""
    atoms: tuple[Atom, ...] = tuple(p.atom for p in state.pieces)
    outside: tuple[Absent, ...] = ()
    chain = Chain(Entailment(SymbolicHeap((), atoms), (disjunct,), outside), definitions)
    lefts = [p.number for p in state.pieces]
    leftover = [p.number for p in state.unused()]
    count = len(disjunct.spatial) - len(leftover)
    rights: list[tuple[str, int]] = [("wanted", i) for i in range(count)] + [("left", n) for n in leftover]
    bindings = dict(values)
    for step in state.right:
        if isinstance(step, Fold):
            position = rights.index(("wanted", step.wanted))
            chain.unfold_right(position, step.case, step.fresh)
            del rights[position]
            rights += [("wanted", n) for n in step.parts]
            bindings.update({v: state.bindings[v] for v in step.fresh})
    chain.witness(tuple(bindings.items()))
    matches = [(s.piece, ("wanted", s.wanted)) for s in state.right if isinstance(s, Match)]
    for piece, target in [*matches, *((n, ("left", n)) for n in leftover)]:
        left, right = lefts.index(piece), rights.index(target)
        chain.match(left, right)
        del lefts[left], rights[right]
    return Choose(number, chain.close(prove))
