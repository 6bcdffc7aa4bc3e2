"""Scripts: what is printed is read back as the same; sorts are inferred; what is wrong is said at its place."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from frame_ls.declarations.script import load_judgement, load_script
from frame_ls.logic.printer import show_entailment, show_formula
from frame_ls.logic.sorts import INT

NAMES = st.sampled_from(["x", "y", "z", "next"])
NUMBERS = st.sampled_from(["n", "m", "3", "n + 1", "2 - m", "(2 * n)", "n / 2", "-m % 5"])
LOCATIONS = st.one_of(NAMES, st.just("nil"))


def formulas(depth: int) -> st.SearchStrategy[str]:
    atoms = st.one_of(
        st.just("emp"),
        st.just("true"),
        st.builds("{} |-> {}".format, NAMES, LOCATIONS),
        st.builds("{} |-> node{{next: {}, data: {}}}".format, NAMES, LOCATIONS, NUMBERS),
        st.builds("ls({}, {})".format, LOCATIONS, LOCATIONS),
        st.builds("list_length({}, {})".format, NAMES, NUMBERS),
        st.builds("{} {} {}".format, LOCATIONS, st.sampled_from(["==", "!="]), LOCATIONS),
        st.builds("{} {} {}".format, NUMBERS, st.sampled_from(["<", "<=", ">", ">=", "==", "!="]), NUMBERS),
        st.builds("[1/2] {} |-> {}".format, NAMES, LOCATIONS),
    )
    if not depth:
        return atoms
    below = formulas(depth - 1)
    return st.one_of(
        atoms,
        st.builds("({}) {} ({})".format, below, st.sampled_from(["*", "&", "|", "-*", "=>"]), below),
        st.builds("{} * {} & {}".format, atoms, atoms, atoms),
        st.builds("!({})".format, below),
        st.builds("exists u. ({}) * u |-> nil".format, below),
    )


def read(text: str) -> object:
    loaded = load_script(f"struct node {{ next: node, data: int }}\nsat {text};", "test")
    assert not loaded.findings, (text, loaded.findings)
    return loaded.queries[0].formula


@settings(max_examples=400, deadline=None, derandomize=True)
@given(formulas(3))
def test_what_is_printed_is_read_back_as_the_same(text: str) -> None:
    formula = read(text)
    assert read(show_formula(formula)) == formula  # type: ignore[arg-type]


def test_unicode_spellings_mean_the_same() -> None:
    plain, fancy = "ls(x, y) * y |-> z & x != nil | !(x == y)", "ls(x, y) ∗ y ↦ z ∧ x ≠ nil ∨ ¬(x = y)"
    assert read(plain) == read(fancy)
    assert (
        load_judgement("∃ u. x ↦ u ⊢ emp").queries[0].goals
        == load_judgement("exists u. x |-> u |- emp").queries[0].goals
    )


def test_the_value_of_a_cell_takes_the_sort_of_others_at_its_root() -> None:
    goal = load_judgement("x |-> 5 |- exists v. x |-> v").queries[0].goals[0]
    assert goal.right[0].exists[0].sort is INT


def test_a_missing_field_may_be_anything() -> None:
    script = load_script("struct node { next: node, data: int }\ncheck x |-> node{next: y} |- emp;", "test")
    assert show_entailment(script.queries[0].goals[0]) == "x |-> node{next: y, data: data!1} |- emp" or (
        "data" in show_entailment(script.queries[0].goals[0])
    )


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        ("check foo(x) |- emp;", "unknown-name", "foo(x)"),
        ("check ls(x) |- emp;", "type", "ls(x)"),
        ("check x |-> 5 & x == 3 |- emp;", "type", "3"),
        ("check x |-> node{next: y} |- emp;", "unknown-name", "node{next: y}"),
        ("check x |-> |- emp;", "syntax", "|-"),
        ("check emp;", "syntax", "emp"),
        ("sat emp |- emp;", "syntax", "emp |- emp"),
        ("check emp |- emp", "syntax", ""),
        ("check emp |- emp expect maybe;", "syntax", "maybe"),
        ("predicate p(x) = x == nil;", "unsupported", "predicate p(x) = x == nil"),
        ("predicate p(x) = y |-> x;", "unknown-name", "predicate p(x) = y |-> x"),
    ],
)
def test_what_is_wrong_is_said_at_its_place(text: str, code: str, place: str) -> None:
    findings = load_script(text, "test").findings
    assert findings, text
    first = findings[0]
    assert first.code == code
    assert place in text[first.span.start : first.span.end + 8] or text[first.span.start : first.span.end] in place


def test_one_broken_statement_costs_only_itself() -> None:
    loaded = load_script("check emp |- emp;\ncheck ( |- ;\ncheck emp |- emp;", "test")
    assert [q.name for q in loaded.queries] == ["check 1", "check 2"]
    assert len(loaded.findings) == 1


def test_deep_nesting_is_a_finding_not_a_crash() -> None:
    loaded = load_script("sat " + "(" * 30_000 + "emp" + ")" * 30_000 + ";", "test")
    assert loaded.findings or loaded.queries


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("x |-> node{next: y} |- emp", {"node": ("next",)}),
        ("x |-> node{next: y} |- x |-> node{next: y, data: 3}", {"node": ("next", "data")}),
        ("x |-> a{n: 1} * y |-> b{m: x} |- emp", {"a": ("n",), "b": ("m",)}),
    ],
)
def test_a_judgement_needs_no_structs(text: str, cells: dict[str, tuple[str, ...]]) -> None:
    loaded = load_judgement(text)
    assert not loaded.findings
    used = {name: cell.fields for name, cell in loaded.definitions.cells.items() if name in cells}
    assert used == cells
    assert load_script(f"check {text};", "key").findings


def test_the_implied_fields_have_one_sort() -> None:
    [finding] = load_judgement("x |-> c{n: 1} * y |-> c{n: z} |- z == x").findings
    assert "`int` is needed" in finding.message
