"""Changes that are proposed in C: each does what its title says, and what is said to verify does so from scratch."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from frame_ls.source import LineIndex
from frame_ls.workspace.language import Limits, UnitOutcome
from frame_ls.workspace.languages.annotated_c import CAnalysis, CLanguage
from frame_ls.workspace.languages.c_trials import Trials
from frame_ls.workspace.options import Options
from frame_ls.workspace.places import Places
from frame_ls.workspace.questions import Promise, Proposal, Refactor
from frame_ls.workspace.report import Status
from frame_ls.workspace.state_at import statements_at, unpacked

FILE = "/c/changes.c"
EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
TEXT = """#include "stdlib.h"

struct item { struct item *next; int value; };

/*@
predicate items(struct item *n; list<int> vs) =
    n == 0 ? vs == nil : n->next |-> ?next &*& n->value |-> ?v &*& malloc_block_item(n) &*& items(next, ?rest)
    &*& vs == cons(v, rest);
predicate one(struct item *n, int v) = n->next |-> ?next &*& n->value |-> v;
@*/

struct twig { struct twig *left; struct twig *right; int weight; };
struct both { struct both *next; struct both *prev; int weight; };
struct flat { int weight; };

int first(struct item *list)
//@ requires items(list, ?vs) &*& list != 0;
//@ ensures items(list, vs);
{
    //@ open items(list, vs);
    int v = list->value;
    //@ close items(list, vs);
    return v;
}

int bare(struct item *list)
{
    if (list == 0) return 0;
    return list->value;
}

int known(struct item *n)
//@ requires one(n, 5);
//@ ensures one(n, 5) &*& result == 5;
{
    return n->value;
}

void set(struct item *p, struct item *other)
//@ requires p->next |-> ?x &*& p->value |-> ?y &*& items(other, ?os);
//@ ensures p->next |-> x &*& p->value |-> 0 &*& items(other, os);
{
    int k = first_or(other);
    p->value = 0;
}

int first_or(struct item *list)
//@ requires items(list, ?vs);
//@ ensures items(list, vs);
{
    if (list == 0) return 0;
    return list->value;
}

void lose(struct item *list)
//@ requires items(list, _);
//@ ensures true;
{
} // the end of lose
"""


def analysed(text: str, file: str = FILE) -> CAnalysis:
    return CLanguage().analyse(file, text, Options(), lambda _file: None)


class Bench:
    """A text with its verdicts, in which places are asked for changes."""

    def __init__(self, text: str, file: str = FILE) -> None:
        self.analysis = analysed(text, file)
        self.places = Places(self.analysis.summary.texts, {file: LineIndex(text)})
        self.outcomes: dict[str, UnitOutcome] = {
            unit.key: unit.settled or self.analysis.run(unit, Limits(20.0)) for unit in self.analysis.summary.units
        }

    def proposed(self, offset: int) -> tuple[Proposal, ...]:
        findings, states = [*self.analysis.summary.findings], ()
        for unit in self.analysis.summary.units:
            outcome = self.outcomes[unit.key]
            findings += outcome.findings
            stretch = self.places.stretch(unit.span)
            if stretch is not None and stretch[1] <= offset <= stretch[2] and outcome.explanation:
                explanation = unpacked(outcome.explanation)
                assert explanation is not None
                found, is_inside = statements_at(explanation, self.places, self.analysis.file, offset)
                states = found if is_inside else ()
        here = [f for f in findings if (s := self.places.stretch(f.span)) and s[1] <= offset <= s[2]]
        answer = self.analysis.ask(Refactor(offset, offset, tuple(here), states))
        assert isinstance(answer, tuple)
        return answer

    def offered(self, offset: int) -> list[Proposal]:
        proposed = self.proposed(offset)
        to_try = tuple(one for one in proposed if one.promise is not Promise.NEUTRAL)
        neutral = [one for one in proposed if one.promise is Promise.NEUTRAL]
        return [*self.analysis.attempt(to_try, 60.0), *neutral]

    def applied(self, proposal: Proposal) -> str:
        trials = Trials(
            self.analysis.file,
            self.analysis.text,
            self.analysis.read,
            None,
            None,
            0.0,  # type: ignore[arg-type]
        )
        text = trials.edited(proposal.edits)
        assert text is not None
        return text


@pytest.fixture(scope="module")
def bench() -> Bench:
    return Bench(TEXT)


def statuses(text: str, file: str = FILE) -> dict[str, Status]:
    analysis = analysed(text, file)
    return {u.name: (u.settled or analysis.run(u, Limits(20.0))).status for u in analysis.summary.units}


OFFERED = [  # where, the change's title, what the text then has
    ("bare(", "write a contract: `requires items(list, ?vs)`", "//@ ensures items(list, vs);\n{\n    if (list == 0)"),
    ("struct item {", "generate list and segment predicates and their lemma", "lemma void item_segment_join"),
    ("struct twig {", "generate a tree predicate", "twig_tree(first) &*& twig_tree(second)"),
    ("struct both {", "generate a predicate of doubly linked lists", "n->prev |-> before"),
    ("open items", "remove `open items(list, vs)`", "{\n    int v"),
    ("close items", "remove `close items(list, vs)`", "value;\n    return v"),
    ("one(n, 5);", "inline `one`", "requires (n->next |-> ?next &*& n->value |-> 5);"),
    ("p->value |-> ?y", "extract a predicate from the cells of `p`", "requires item_cells(p, ?x, ?y) &*& items(other"),
    ("k = first_or", "assert the frame of `first_or(other)`", "first_or(other);\n    //@ assert p->next |-> x"),
    (
        "list == 0) return 0;\n    return list->value;\n}\n\nvoid lose",
        "split the proof here by `list == 0`",
        "else { }\n",
    ),
    ("} // the end of lose", "explain it in a comment", "{\n// "),
    ("} // the end of lose", "expect it: add `//~ leak`", "the end of lose //~ leak"),
    ("} // the end of lose", "put up with the leak, with a reason", "because: (say why)"),
    ("int v = list", "write down what is known here", "    // here: "),
    ("p->value = 0", "write down what is known here", "    // here: "),
]


@pytest.mark.parametrize(("where", "title", "result"), OFFERED, ids=[f"{w[:14]}:{t[:24]}" for w, t, _ in OFFERED])
def test_it_is_offered_and_keeps_what_it_promises(bench: Bench, where: str, title: str, result: str) -> None:
    offset = TEXT.index(where)
    chosen = [one for one in bench.offered(offset) if one.title.startswith(title)]
    assert len(chosen) == 1, [one.title for one in bench.offered(offset)]
    text = bench.applied(chosen[0])
    assert result in text, text
    before, after = statuses(TEXT), statuses(text)
    if ", verifies" in chosen[0].title:
        assert {name for name, status in after.items() if status is not Status.VERIFIED} <= {"lose"}
    if chosen[0].promise is Promise.NEUTRAL:
        assert before == after


NOT_OFFERED = [  # where, and a title that must not be there: the change would break something
    ("items(list, ?vs) &*& list != 0", "inline"),  # the pattern would bind nothing
    ("struct flat {", "generate"),
    ("first(struct", "write a contract"),  # it has one
    ("items(list, _)", "extract"),
    ("int weight", "remove"),
]


@pytest.mark.parametrize(("where", "title"), NOT_OFFERED)
def test_it_is_not_offered(bench: Bench, where: str, title: str) -> None:
    assert not [one.title for one in bench.offered(TEXT.index(where)) if one.title.startswith(title)]


def test_an_open_that_is_needed_stays() -> None:
    text = """//@ predicate_ctor hidden(int *p)() = *p |-> 5;
int get(int *p)
//@ requires hidden(p)();
//@ ensures *p |-> 5 &*& result == 5;
{
    //@ open hidden(p)();
    return *p;
}
"""
    bench = Bench(text)
    (removal,) = [one for one in bench.proposed(text.index("open")) if one.title.startswith("remove")]
    verified = set(statuses(bench.applied(removal)).values()) == {Status.VERIFIED}
    assert bool(bench.analysis.attempt((removal,), 60.0)) is verified


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.c")), ids=lambda path: path.stem)
def test_what_is_said_to_verify_verifies_from_scratch(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    bench = Bench(text, str(path))
    before = statuses(text, str(path))
    offsets = [found.start() for found in re.finditer(r"[A-Za-z_]\w*", text)]
    tried = 0
    for offset in random.Random(7).sample(offsets, min(12, len(offsets))):
        for proposal in bench.offered(offset):
            after = statuses(bench.applied(proposal), str(path))
            worse = {n for n, s in before.items() if s is Status.VERIFIED and after.get(n) is not Status.VERIFIED}
            assert not worse or "(not verified yet)" in proposal.title, (proposal.title, bench.applied(proposal))
            tried += 1
    assert tried
