"""Reading C again after an edit gives what reading it for the first time gives: units, findings, verdicts."""

from __future__ import annotations

import random

import pytest

from frame_ls.workspace.language import Limits, Summary, UnitOutcome
from frame_ls.workspace.languages.annotated_c import CAnalysis, CLanguage
from frame_ls.workspace.options import Options
from tests.workspace.random_edits import mutated

TEXT = """#include "stdlib.h"
//@ #include "listex.gh"
#define LIMIT 10

struct node { struct node *next; int value; };

/*@
predicate nodes(struct node *n; list<int> vs) =
    n == 0 ? vs == nil
    : n->next |-> ?next &*& n->value |-> ?v &*& malloc_block_node(n) &*& nodes(next, ?rest) &*& vs == cons(v, rest);

fixpoint int size(list<int> vs) { switch (vs) { case nil: return 0; case cons(v, rest): return 1 + size(rest); } }

lemma void size_is_positive(list<int> vs)
    requires true;
    ensures size(vs) >= 0;
{
    switch (vs) { case nil: case cons(v, rest): size_is_positive(rest); }
}
@*/

enum state { IDLE, BUSY = 4 };

struct node *push(struct node *list, int value)
//@ requires nodes(list, ?vs);
//@ ensures nodes(result, cons(value, vs));
{
    struct node *n = malloc(sizeof(struct node));
    if (n == 0) abort();
    n->next = list;
    n->value = value;
    //@ close nodes(n, cons(value, vs));
    return n;
}

int limited(int x)
//@ requires true;
//@ ensures result <= LIMIT;
{
    if (x > LIMIT) return LIMIT;
    return x;
}

struct node *twice(struct node *list)
//@ requires nodes(list, ?vs) &*& size(vs) < LIMIT;
//@ ensures nodes(result, cons(BUSY, cons(1, vs)));
{
    int one = limited(1);
    //@ size_is_positive(vs);
    struct node *l = push(list, 1);
    return push(l, BUSY);
}

void dispose(struct node *list)
//@ requires nodes(list, _);
//@ ensures emp;
{
    while (list != 0)
    //@ invariant nodes(list, _);
    {
        //@ open nodes(list, _);
        struct node *next = list->next;
        free(list);
        list = next;
    }
    //@ open nodes(list, _);
}
"""
FILE = "/nowhere/edited.c"
LIMITS = Limits(60)


def shown(summary: Summary) -> dict[str, tuple[object, ...]]:
    """Units as far as an edit elsewhere may not change them."""
    return {unit.key: (unit.name, unit.kind, unit.span, unit.fingerprint, unit.settled) for unit in summary.units}


def comparable(outcome: UnitOutcome) -> tuple[object, ...]:
    return outcome.status, outcome.findings, outcome.obligations, outcome.evidence


def read(language: CLanguage, text: str) -> CAnalysis:
    return language.analyse(FILE, text, Options(), lambda _file: None)


@pytest.mark.parametrize("seed", range(3))
def test_random_edits(seed: int) -> None:
    random_ = random.Random(seed)
    language = CLanguage()
    text = TEXT
    known: dict[str, tuple[object, ...]] = {}
    for step in range(16):
        text = TEXT if step % 8 == 0 else mutated(text, random_)
        warm, cold = read(language, text), read(CLanguage(), text)
        assert shown(warm.summary) == shown(cold.summary), text
        assert sorted(map(repr, warm.summary.findings)) == sorted(map(repr, cold.summary.findings)), text
        assert warm.summary.skipped == cold.summary.skipped
        for unit in warm.summary.units:
            if unit.settled is None and unit.fingerprint not in known and step < 4:
                # Steps of the search are counted, so a verdict that was cut short is the same each time, too.
                known[unit.fingerprint] = comparable(warm.run(unit, LIMITS))
                assert comparable(cold.run(unit, LIMITS)) == known[unit.fingerprint], (unit.key, text)


CASES = {
    # what is changed: (old, new): whose verdict may change
    "a body": ("n->value = value;", "n->value = value + 0;", {"push"}),
    "a contract": ("//@ ensures result <= LIMIT;", "//@ ensures result <= 11;", {"limited", "twice"}),
    "a predicate": ("n == 0 ? vs == nil", "n == 0 ? nil == vs", {"push", "twice", "dispose"}),
    "a macro": ("#define LIMIT 10", "#define LIMIT 12", {"limited", "twice"}),
    "a lemma's body": ("case nil: case cons(v, rest): size", "case nil: case cons(v, r): size", {"size_is_positive"}),
    "a constant": ("BUSY = 4", "BUSY = 5", {"twice"}),
    "a struct": ("int value; };", "int value; int more; };", {"push", "twice", "dispose"}),
    "a fixpoint": ("return 1 + size(rest)", "return 2 + size(rest)", {"size_is_positive", "twice"}),
    "a line above": ("#define LIMIT 10", "// a note\n#define LIMIT 10", set()),
}


@pytest.mark.parametrize("case", CASES)
def test_an_edit_concerns_what_rests_on_it(case: str) -> None:
    old, new, wanted = CASES[case]
    assert old in TEXT
    language = CLanguage()
    before = {unit.name: unit.fingerprint for unit in read(language, TEXT).summary.units}
    after = {unit.name: unit.fingerprint for unit in read(language, TEXT.replace(old, new, 1)).summary.units}
    assert {name for name in after if before.get(name) != after[name]} == wanted


def test_a_unit_sees_what_it_rests_on_and_nothing_else() -> None:
    analysis = read(CLanguage(), TEXT)
    limited = next(unit for unit in analysis.read.units if unit.unit.name == "limited")
    assert "limited" in limited.program.functions
    assert not {"push", "twice", "dispose", "size_is_positive"} & set(limited.program.functions)


def test_a_lemma_that_nobody_calls_is_offered_to_those_who_may_need_it() -> None:
    lemma = """/*@
lemma void nodes_not_null(struct node *n)
    requires nodes(n, cons(?v, ?vs));
    ensures nodes(n, cons(v, vs)) &*& n != 0;
{ open nodes(n, _); close nodes(n, cons(v, vs)); }
@*/

struct node *push("""
    text = TEXT.replace("struct node *push(", lemma, 1)
    seen = {unit.unit.name: set(unit.program.functions) for unit in read(CLanguage(), text).read.units}
    assert "nodes_not_null" in seen["push"] and "nodes_not_null" in seen["dispose"]
    assert "nodes_not_null" not in seen["limited"]
    assert "ints_split" not in seen["push"]
    arrays = TEXT.replace("int one = limited(1);", "int one[3]; one[0] = limited(1);")
    seen = {unit.unit.name: set(unit.program.functions) for unit in read(CLanguage(), arrays).read.units}
    assert "ints_split" in seen["twice"]


def test_nothing_rests_on_a_declaration_that_was_not_read_in_full() -> None:
    broken = TEXT.replace("nodes(next, ?rest) &*& vs ==", "nodes(next, ?rest &*& vs ==")
    summary = read(CLanguage(), broken).summary
    assert {unit.name for unit in summary.units if unit.settled is None} <= {"limited", "size_is_positive"}
    in_body = TEXT.replace("n->value = value;", "n->value = ;")
    summary = read(CLanguage(), in_body).summary
    assert {unit.name for unit in summary.units if unit.settled is not None} == {"push"}
