"""The predicates that every script knows: what follows from them and what does not, and that small heaps agree."""

from __future__ import annotations

from random import Random

import pytest

from frame_ls.declarations.script import load_judgement, load_script
from frame_ls.kernel.certify import Invalid, Unknown, Valid, certify
from frame_ls.kernel.models import Model
from frame_ls.prover.budget import Budget
from frame_ls.prover.entail import prove
from tests.oracle import countermodel

CELLS = 2

VALID = """
x |-> tree_node{left: nil, right: r} * tree(r) |- tree(x)
x |-> tree_node{left: l, right: r} * tree_size(l, 2) * tree_size(r, 3) |- tree_size(x, 6)
tree_size(x, n) |- tree(x)
tree_size(x, 1) |- x |-> tree_node{left: nil, right: nil}
x |-> tree_data_node{left: nil, right: nil, data: 7} |- tree_data(x)
x |-> dll_node{next: y, prev: nil} * y |-> dll_node{next: nil, prev: x} |- dll(x, nil, y, nil)
x |-> dll_node{next: u, prev: p} * dll(u, x, y, nil) & p != y |- dll(x, p, y, nil)
dll_length(x, p, y, n, k) |- dll(x, p, y, n)
dll(x, p, y, n) & x == n |- emp & x == n & p == y
x |-> dll_data_node{next: nil, prev: nil, data: 3} |- dll_data(x, nil, x, nil)
x |-> data_node{next: y, data: 3} * list_data(y) |- list_data(x)
ls_data(x, y) * list_data(y) |- list_data(x)
list_sorted(x, 5) |- list_sorted(x, 3)
list_sorted(x, 3) |- list_data(x)
x |-> data_node{next: y, data: 3} * list_sorted(y, 4) |- list_sorted(x, 2)
""".strip().splitlines()

INVALID = """
x |-> tree_node{left: r, right: r} |- tree(x)
tree(x) |- x |-> tree_node{left: nil, right: nil}
tree_size(x, 2) |- tree_size(x, 1)
x |-> dll_node{next: y, prev: nil} * y |-> dll_node{next: nil, prev: nil} |- dll(x, nil, y, nil)
x |-> dll_node{next: u, prev: p} * dll(u, x, y, nil) |- dll(x, p, y, nil)
dll(x, p, y, n) |- emp & x == n & p == y
dll(x, p, y, n) * n |-> dll_node{next: nil, prev: y} |- dll(x, p, n, nil)
list_sorted(x, 3) |- list_sorted(x, 5)
x |-> data_node{next: y, data: 3} * list_sorted(y, 2) |- list_sorted(x, 2)
list_length(x, 2) |- list_length(x, 3)
""".strip().splitlines()


def verdict(text: str) -> type[object]:
    """What the kernel accepts about a judgement; no answer may contradict the heaps of two cells."""
    loaded = load_judgement(text)
    assert not loaded.findings, (text, loaded.findings)
    (goal,) = loaded.queries[0].goals
    definitions = loaded.queries[0].definitions
    evidence = prove(goal, definitions, Budget(20_000, solver_effort=100_000))
    if isinstance(evidence, Unknown):
        return Unknown
    match certify(goal, definitions, evidence):
        case Valid():
            assert countermodel(goal, definitions, CELLS) is None, text
            return Valid
        case Invalid(model=Model(heap=heap)):
            has_numbers = any(word in text for word in ("data", "sorted"))  # the enumeration knows few of them
            assert has_numbers or len(heap) > CELLS or countermodel(goal, definitions, CELLS) is not None, text
            return Invalid
        case found:
            raise AssertionError((found, text))


@pytest.mark.parametrize("text", VALID)
def test_what_follows(text: str) -> None:
    assert verdict(text) is Valid


@pytest.mark.parametrize("text", INVALID)
def test_what_does_not_follow(text: str) -> None:
    assert verdict(text) is Invalid


ATOMS = {
    "tree": ["tree({})", "tree_size({}, 1)", "tree_size({}, 2)", "{} |-> tree_node{{left: {}, right: {}}}"],
    "dll": ["dll({}, {}, {}, {})", "dll_length({}, {}, {}, {}, 1)", "{} |-> dll_node{{next: {}, prev: {}}}"],
    "data": ["ls_data({}, {})", "list_data({})", "list_sorted({}, 1)", "{} |-> data_node{{next: {}, data: 1}}"],
}


GOALS = 15


def random_side(random: Random, family: str) -> str:
    """One or two atoms about a few names. A cell is not at nil, which would make most sides impossible."""
    # Enumerating the four addresses of two calls would take too long.
    atoms = random.choices(ATOMS[family], k=1 if family == "dll" else random.randint(1, 2))
    text = " * ".join(atoms)
    names = [random.choice(["x", "y", "z", "nil"]) for _ in range(text.count("{}"))]
    return text.format(*names).replace("nil |->", "x |->")


@pytest.mark.parametrize("family", ATOMS)
def test_no_verdict_contradicts_small_heaps(family: str) -> None:
    random = Random(f"library {family}")
    goals = [f"{random_side(random, family)} |- {random_side(random, family)}" for _ in range(GOALS)]
    decided = sum(verdict(goal) is not Unknown for goal in goals)
    assert decided >= 0.7 * len(goals), decided


def test_a_script_may_define_struct_and_predicate_anew() -> None:
    own = """
        struct tree_node { up: tree_node }
        predicate tree(x) = emp & x == nil | exists u. x |-> tree_node{up: u} * tree(u);
        check x |-> tree_node{up: nil} |- tree(x);
        check list_data(x) |- list_data(x);
    """
    loaded = load_script(own, "test")
    assert not loaded.findings
    assert all(len(query.goals) == 1 for query in loaded.queries)


def test_a_struct_defined_anew_takes_its_predicates_along() -> None:
    loaded = load_script("struct tree_node { up: tree_node }\ncheck tree_size(x, 1) |- list(x);", "test")
    assert [(found.code, found.message) for found in loaded.findings] == [
        ("unknown-name", "there is no predicate `tree_size`")
    ]
