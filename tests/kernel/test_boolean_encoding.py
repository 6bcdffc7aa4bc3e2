"""The encoding of formulas against their meaning: at every small heap the two are equally true."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from random import Random

import pytest

from frame_ls.kernel.boolean_encoding import Encoding, encode
from frame_ls.kernel.evaluation import Evaluator
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.semantics import Limits, satisfies
from frame_ls.kernel.values import Address, HeapCell, Place, Truth, Value
from frame_ls.logic.formulas import And, Emp, Exists, Forall, Formula, Not, Or, Pure, Spatial, Star, Wand
from frame_ls.logic.terms import TRUE, Term, Variable, equal, negate
from tests.random_goals import DEFINITIONS, NIL, NODE, node, to

X, Y, BOUND = node("x"), node("y"), node("z")
NAMED = (X, Y)
ADDRESSES = [Address(NODE, n) for n in range(4)]
FORMULAS = 400


def term(random: Random, bound: bool) -> Term:
    return random.choice([X, Y, NIL, BOUND] if bound else [X, Y, NIL])


def cell(random: Random, bound: bool = False) -> Formula:
    return Spatial(to(random.choice(NAMED), term(random, bound)))


def formula(random: Random, depth: int, bound: bool = False) -> Formula:
    roll = random.random()
    if depth == 0 or roll < 0.1:
        pure = equal(term(random, bound), term(random, bound))
        return random.choice(
            [Emp(), Pure(TRUE), Pure(pure), Pure(negate(pure)), cell(random, bound), cell(random, bound)]
        )
    if roll < 0.25:
        return Not(formula(random, depth - 1, bound))
    if roll < 0.33 and not bound:
        quantifier = random.choice((Exists, Forall))
        return quantifier((BOUND,), formula(random, depth - 1, True))
    if roll < 0.45:
        return Wand(
            Star((cell(random, bound), *([cell(random, bound)] if random.random() < 0.3 else []))),
            formula(random, depth - 1, bound),
        )
    kind = random.choice((Star, Star, And, Or))
    return kind((formula(random, depth - 1, bound), formula(random, depth - 1, bound)))


def heaps() -> Iterator[dict[Place, HeapCell]]:
    """Heaps of at most three cells, at the named addresses and others."""
    for count in range(4):
        for places in combinations(ADDRESSES[1:], count):
            for values in product(ADDRESSES[:3], repeat=count):
                yield {("node", a): HeapCell("node", (v,)) for a, v in zip(places, values, strict=True)}


HEAPS = list(heaps())
STACKS = [{X: ADDRESSES[a], Y: ADDRESSES[b]} for a, b in ((1, 1), (1, 2), (0, 1), (1, 0), (0, 0))]


def reading(
    encoding: Encoding, stack: dict[Variable, Value], heap: dict[Place, HeapCell], evaluator: Evaluator
) -> dict[Variable, Value]:
    """The values of the encoding's variables at a heap."""
    found = dict(stack)
    named: set[Place] = set()
    for place in encoding.places:
        root = evaluator.value(place.root, stack)
        assert isinstance(root, Address)
        here = heap.get((place.cell.region, root))
        named.add((place.cell.region, root))
        found[place.allocated] = here is not None
        found.update(zip(place.values, here.values if here else (ADDRESSES[0],), strict=True))
    anonymous = sum(p not in named for p in heap)
    found.update({variable: number < anonymous for number, variable in enumerate(encoding.others)})
    return found


@pytest.mark.parametrize("seed", range(2))
def test_encoding_and_meaning_agree(seed: int) -> None:
    random = Random(f"encoding {seed}")
    evaluator = Evaluator(DEFINITIONS)
    seen = {Truth.YES: 0, Truth.NO: 0, Truth.UNDETERMINED: 0}
    for _ in range(FORMULAS):
        said = formula(random, 3)
        try:
            encoding = encode(said)
        except Refused:
            continue
        for heap, stack in [(random.choice(HEAPS), random.choice(STACKS)) for _ in range(12)]:
            truth = satisfies(stack, heap, said, DEFINITIONS, Limits(formulas=20_000))
            seen[truth] += 1
            value = evaluator.value(encoding.formula, reading(encoding, stack, heap, evaluator))
            if truth is not Truth.UNDETERMINED and value is not None:
                assert value is (truth is Truth.YES), (said, stack, heap)
    assert min(seen[Truth.YES], seen[Truth.NO]) > 300, seen


def owning(random: Random, depth: int) -> Formula:
    """A formula that owns finitely many named cells."""
    roll = random.random()
    if depth == 0 or roll < 0.15:
        pure = equal(random.choice(NAMED), term(random, False))
        condition = Pure(random.choice([pure, negate(pure)]))
        return random.choice([Emp(), cell(random), And((condition, Emp())), And((condition, cell(random)))])
    if roll < 0.3:
        return And((Pure(negate(equal(X, random.choice([Y, NIL])))), owning(random, depth - 1)))
    parts = owning(random, depth - 1), owning(random, depth - 1)
    return Star(parts) if roll < 0.6 else Or(parts)


@pytest.mark.parametrize("most", [1, 2, 16])
def test_footprints_made_one_mean_the_same(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("frame_ls.kernel.boolean_encoding._MOST_FOOTPRINTS", most)
    random = Random(f"footprints {most}")
    evaluator = Evaluator(DEFINITIONS)
    seen = {Truth.YES: 0, Truth.NO: 0, Truth.UNDETERMINED: 0}
    chosen = 0
    for _ in range(FORMULAS):
        owned = owning(random, 4)
        rest = random.choice([Pure(TRUE), cell(random), owned, Not(cell(random))])
        said = random.choice([owned, Not(owned), Star((owned, rest)), Wand(owned, rest), Wand(owned, cell(random))])
        encoding = encode(said)
        chosen += "choice!" in repr(encoding.formula)
        for heap, stack in [(random.choice(HEAPS), random.choice(STACKS)) for _ in range(12)]:
            truth = satisfies(stack, heap, said, DEFINITIONS, Limits(formulas=20_000))
            seen[truth] += 1
            value = evaluator.value(encoding.formula, reading(encoding, stack, heap, evaluator))
            if truth is not Truth.UNDETERMINED and value is not None:
                assert value is (truth is Truth.YES), (said, stack, heap)
    assert min(seen[Truth.YES], seen[Truth.NO]) > 300, seen
    assert (chosen > 50) is (most < 16), chosen


def test_a_tree_stays_as_large_as_its_text() -> None:
    def tree(path: str, depth: int) -> Formula:
        root, left, right = node(path), node(path + "l"), node(path + "r")
        if depth == 0:
            return And((Pure(equal(root, NIL)), Emp()))
        both = Star((tree(path + "l", depth - 1), tree(path + "r", depth - 1)))
        cells = Star((Spatial(to(root, left)), And((Pure(negate(equal(right, left))), both))))
        return Or((And((Pure(equal(root, NIL)), Emp())), cells))

    assert [len(repr(encode(tree("x", depth)).formula)) < 40_000 * 4**depth for depth in (2, 3, 4)] == [True] * 3
    assert "choice!" not in repr(encode(tree("x", 4)).formula)
