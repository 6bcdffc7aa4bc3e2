"""Proofs as data: every step carries all its witnesses, so that the checker only computes and compares.

A proof is a tree of steps that is checked from the root goal downwards: each step says what is done to the current
goal, the checker computes the premises' goals and goes on. Goals are not stored. Steps may be shared objects; a step
that is met again with the same goal and the same open hypotheses is checked once.

A goal is an `Entailment` (outside; left; right). Atoms are named by their index in the current `left.spatial` or in the
current right side's `spatial`; a removed atom closes its gap, new atoms are appended at the end. `Witness`,
`MatchCell`, `MatchPredicate`, `LemmaRight` and `Close` want one right disjunct (see `Choose`), the others take any.
`kernel.goals` computes what a step makes of a goal, the rules in `kernel.left_rules` and `kernel.right_rules` say why
each is sound, `docs/judgement.md` gives the picture.

An equation that atoms need is `part of the goal's atom = part of the other`, as `goals.equations` lists them; where
the two parts are one term there is none. A proof of `a = b` may prove `b = a`. Fresh variables are new to the whole
goal, its bound variables too, to the open hypotheses, and to the terms of `bindings`; they have the sort of what they
stand for. A variable is bound to a term of its own sort. Terms that a proof brings along are well-sorted.
"""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.kernel.base_pairs import BasePairTable
from frame_ls.kernel.numbered_tables import NumberedTable
from frame_ls.kernel.pure_proofs import PureProof
from frame_ls.logic.definitions import Lemma
from frame_ls.logic.heaps import Entailment
from frame_ls.logic.terms import Term, Variable

Bindings = tuple[tuple[Variable, Term], ...]


# What may be learned from the spatial part of the left side.


@dataclass(frozen=True, slots=True)
class HeadCell:
    """Left atom `atom` surely has a cell of `region` at `address`.

    Of a points-to: its own region, `address` its very root. Of a predicate call: `cases` has one entry for each case of
    its definition with these arguments: either a proof of false from the facts and the case's pure part, or the index
    of a points-to of the case whose root is `address`, with the proof of that equality from the same facts. The case's
    existentials are named as `UnfoldLeft` would, by `fresh`.
    """

    atom: int
    region: str
    address: Term
    cases: tuple[PureProof | tuple[int, PureProof], ...] = ()
    fresh: tuple[tuple[Variable, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class NotNil:
    """`address != nil`, by a head cell, or (an index) by being the address of that member of `outside`."""

    by: HeadCell | int


@dataclass(frozen=True, slots=True)
class Apart:
    """`a != b`: two left atoms surely have cells of one region at a and at b, their fractions over 1 together.

    That is so when one fraction is the numeral 1, or both are numerals with a sum over 1.
    """

    first: HeadCell
    second: HeadCell


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """`address of the cell != address of the member`: the cell's region is the region of that member of `outside`."""

    cell: HeadCell
    member: int


@dataclass(frozen=True, slots=True)
class Derived:
    """The formula that `proof` proves from the facts so far."""

    proof: PureProof


Fact = NotNil | Apart | Elsewhere | Derived


# The steps.


@dataclass(frozen=True, slots=True)
class Know:
    """Adds facts to the left side's pure part, in order; a later one may use an earlier one."""

    facts: tuple[Fact, ...]
    premise: Step


@dataclass(frozen=True, slots=True)
class Split:
    """Excluded middle: one premise has `formula` on the left, the other its negation."""

    formula: Term
    yes: Step
    no: Step


@dataclass(frozen=True, slots=True)
class UnfoldLeft:
    """The left predicate call satisfies one of its cases: a premise for each, existentials renamed to `fresh[case]`.

    The fresh variables must not occur in the goal or in an open hypothesis.
    """

    atom: int
    fresh: tuple[tuple[Variable, ...], ...]
    premises: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class SplitFraction:
    """Shares the left atom [f]A out as [share]A and [f - share]A, appended in this order.

    `positive` proves 0 < share, `smaller` proves share < f.
    """

    atom: int
    share: Term
    positive: PureProof
    smaller: PureProof
    premise: Step


@dataclass(frozen=True, slots=True)
class MergeFractions:
    """Two left points-to of one kind, [f] and [g] at one address, become one of [f + g] with the first one's values.

    `same` proves the equation of their roots (none where they are one term). That their values are equal is learned.
    """

    first: int
    second: int
    same: tuple[PureProof, ...]
    premise: Step


@dataclass(frozen=True, slots=True)
class UnfoldRight:
    """Replaces a right call by the listed cases, a disjunct each; existentials renamed to `fresh`, in step."""

    atom: int
    cases: tuple[int, ...]
    fresh: tuple[tuple[Variable, ...], ...]
    premise: Step
    disjunct: int = 0


@dataclass(frozen=True, slots=True)
class Choose:
    """Keeps one disjunct of the right side."""

    disjunct: int
    premise: Step


@dataclass(frozen=True, slots=True)
class Witness:
    """Instantiates existentials of the single right side; the terms may mention its other existentials."""

    bindings: Bindings
    premise: Step


@dataclass(frozen=True, slots=True)
class MatchCell:
    """Left and right points-to of the same cell kind are the same cell.

    The equations root = root, value = value, fraction = fraction join the right side's pure part; both atoms go, and
    (where the left fraction is WHOLE) the left root, which is not nil, joins `outside` with the cell's region.
    """

    left: int
    right: int
    premise: Step


@dataclass(frozen=True, slots=True)
class MatchPredicate:
    """Left and right call of the same predicate are the same heap; the equations of arguments join the right side."""

    left: int
    right: int
    premise: Step


@dataclass(frozen=True, slots=True)
class Missing:
    """Why an absence that a lemma asks for holds of the lemma's heap: `address` is absent there in `region`.

    `by` is an index of `outside` with that region; or a whole head cell of a left atom that the use does not consume.
    The proof shows the address equal to the member's or the cell's; for one and the same term it may have no lines.
    (A lemma that wants `y = nil` or absent is two lemmas.)
    """

    by: HeadCell | int
    equality: PureProof


@dataclass(frozen=True, slots=True)
class Instance:
    """A use of a proved entailment L |- R1 | R2 ... with `bindings` for its free variables.

    `atoms` lists, for each spatial atom of L, the left atom that is it; `equalities` prove each needed equation of
    arguments, in order, skipping those whose two sides are one term; `pure` prove L's pure conjuncts, in order;
    `missing` answers each member of L's `outside`.
    """

    bindings: Bindings
    atoms: tuple[int, ...]
    equalities: tuple[PureProof, ...]
    pure: tuple[PureProof, ...]
    missing: tuple[Missing, ...]
    fresh: tuple[tuple[Variable, ...], ...]  # a tuple for each disjunct of R
    premises: tuple[Step, ...]  # one for each disjunct of R


@dataclass(frozen=True, slots=True)
class UseLemma:
    """Rewrites left atoms by a lemma: of the definitions, of the proof's own lemmas, or an axiom."""

    lemma: str
    use: Instance


@dataclass(frozen=True, slots=True)
class UseHypothesis:
    """Rewrites left atoms by the goal that an enclosing `Induct` of that name has set.

    The heap of the use must be smaller than the heap of the goal: a cell was matched between (by `MatchCell` or peeled
    off by `LemmaRight`), or a points-to of the current left side is not among `use.atoms`. That cell's fraction is a
    numeral, or a term over variables that are free in the hypothesis and that no use of a hypothesis changes.
    """

    name: str
    use: Instance


@dataclass(frozen=True, slots=True)
class Induct:
    """Makes the current goal, less the left pure facts `forget`, available below as a hypothesis."""

    name: str
    forget: tuple[Term, ...]
    premise: Step


@dataclass(frozen=True, slots=True)
class LemmaRight:
    """Proves right atoms by a lemma backwards: R's atoms go, L's atoms and pure part come.

    The lemma has one right disjunct without existentials. `atoms` lists the right atom for each atom of R; equations of
    their arguments with R's join the right pure part. `peel` pairs atoms of L with left atoms that are matched at once
    (their equations join too). The absence of each member of L's `outside` must hold of the peeled atoms, by `missing`,
    and of every other atom of L, because the predicate never allocates that argument (`kernel.avoidance`).
    """

    lemma: str
    bindings: Bindings
    atoms: tuple[int, ...]
    peel: tuple[tuple[int, int], ...]
    missing: tuple[Missing, ...]
    premise: Step


@dataclass(frozen=True, slots=True)
class Close:
    """Nothing is left on either side, no existential is left: each right pure conjunct follows, in order."""

    proofs: tuple[PureProof, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """The facts are contradictory: `proof` proves false."""

    proof: PureProof


@dataclass(frozen=True, slots=True)
class Unsatisfiable:
    """The left side has no model, by a table of base pairs that the checker sees to be closed under the definitions.

    The shape of `table` belongs to `kernel.base_pairs`, or to `kernel.numbered_tables` where numbers count.
    """

    table: BasePairTable | NumberedTable


Step = (
    Know
    | Split
    | UnfoldLeft
    | SplitFraction
    | MergeFractions
    | UnfoldRight
    | Choose
    | Witness
    | MatchCell
    | MatchPredicate
    | UseLemma
    | UseHypothesis
    | Induct
    | LemmaRight
    | Close
    | Contradiction
    | Unsatisfiable
)


@dataclass(frozen=True, slots=True)
class LocalLemma:
    """A lemma found during the search, proved before the lemmas and steps that use it."""

    lemma: Lemma
    proof: Step


@dataclass(frozen=True, slots=True)
class Proof:
    """Shows `goal`. `lemmas` are checked in order, each may use the ones before it."""

    goal: Entailment
    lemmas: tuple[LocalLemma, ...]
    step: Step
