"""How states read: the hover, the window that follows the cursor, and the picture, for one small function."""

from __future__ import annotations

import time
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from frame_ls.source import LineIndex, Severity, Span
from frame_ls.source.findings import Finding
from frame_ls.verifier.explanation import (
    AtomView,
    BranchView,
    ChangeView,
    Exchange,
    ExchangeKind,
    Explanation,
    FactView,
    FieldView,
    HeapView,
    LocalView,
    MatchView,
    Origin,
    Role,
    Shape,
    StatementState,
)
from frame_ls.workspace.desk import Stage, UnitState
from frame_ls.workspace.heap_graph import drawing, heap_graph
from frame_ls.workspace.heap_layout import placed
from frame_ls.workspace.language import Unit, UnitOutcome
from frame_ls.workspace.places import Places
from frame_ls.workspace.render_markdown import hover, verdict
from frame_ls.workspace.render_svg import svg
from frame_ls.workspace.render_text import state_text
from frame_ls.workspace.report import Evidence, Kind, Status
from frame_ls.workspace.state_at import StateAt, statements_at

TEXT = """struct node *push(struct node *list, int value);
//@ requires nodes(list, ?vs);
//@ ensures nodes(result, cons(value, vs));

void twice(struct node *a, struct node *b)
//@ requires nodes(a, ?xs) &*& nodes(b, ?ys);
//@ ensures nodes(a, xs) &*& nodes(b, ys);
{
    struct node *c = push(a, 1);
    if (c != 0) c->next = b;
}
"""
FILE = "/twice.c"


def span(text: str, after: int = 0) -> Span:
    start = TEXT.index(text, after)
    return Span(FILE, start, start + len(text))


def nodes(root: str, values: str, origin: Origin | None = None, role: Role = Role.PLAIN) -> AtomView:
    fields = (FieldView("n", root), FieldView("vs", values))
    return AtomView(f"nodes({root}, {values})", Shape.PREDICATE, "nodes", root, fields[1:], origin, role)


CALL = span("struct node *c = push(a, 1);")
GIVEN = Origin("the precondition", span("requires nodes(a"))
PUSHED = Origin("result of `push`", CALL)
LOCALS = (LocalView("a", "a", Origin("as given")), LocalView("b", "b"), LocalView("c", "c", PUSHED))
BEFORE = HeapView((nodes("a", "xs", GIVEN), nodes("b", "ys", GIVEN)))
AFTER = HeapView((nodes("c", "cons(1, xs)", PUSHED), nodes("b", "ys", GIVEN)))
PUSH = Exchange(
    ExchangeKind.CALL,
    "push(a, 1)",
    (MatchView("nodes(list, ?vs)", ("nodes(a, xs)",), (Origin("list = a, so vs = xs"),)),),
    frame=(nodes("b", "ys"),),
    produced=(nodes("c", "cons(1, xs)"),),
    seconds=0.002,
    steps="1 match, no unfolding",
)
CELL = AtomView("c->next |-> b", Shape.CELL, "node", "c", (FieldView("next", "b"),), role=Role.CHANGED)
OLD_CELL = AtomView("c->next |-> m", Shape.CELL, "node", "c", (FieldView("next", "m"),), GIVEN)
BLOCK = AtomView("malloc_block_node(c)", Shape.BLOCK, "malloc_block_node", "c")
KNOWN = (FactView("c != 0", Origin("the condition", span("c != 0"))),)
STATES = (
    StatementState(CALL, BEFORE, AFTER, locals=LOCALS[:2], exchanges=(PUSH,)),
    StatementState(
        span("c->next = b;"),
        HeapView((OLD_CELL, BLOCK, nodes("m", "xs"), nodes("b", "ys", GIVEN)), KNOWN),
        HeapView((CELL, BLOCK, nodes("m", "xs"), nodes("b", "ys", GIVEN)), KNOWN),
        path=(BranchView("c != 0", span("c != 0")),),
        locals=LOCALS,
        changes=(ChangeView("c->next", "m", "b"),),
    ),
    StatementState(
        Span(FILE, len(TEXT) - 2, len(TEXT) - 1),
        AFTER,
        path=(BranchView("c == 0", span("c != 0")),),
        locals=LOCALS,
        exchanges=(
            Exchange(
                ExchangeKind.POSTCONDITION,
                "the postcondition",
                (
                    MatchView("nodes(a, xs)", (), (Origin("`nodes(a, xs)` was given to `push`", CALL),), found=False),
                    MatchView("nodes(b, ys)", ("nodes(b, ys)",)),
                ),
            ),
        ),
        title="end of function",
        failed=True,
    ),
)


def state_at(text: str) -> StateAt:
    places = Places((), {FILE: LineIndex(TEXT)})
    found, is_inside = statements_at(Explanation("twice", STATES), places, FILE, TEXT.index(text))
    unit = Unit("twice", "twice", Kind.FUNCTION, span("void twice"), "f")
    finding = Finding("missing-predicate", Severity.ERROR, CALL, "postcondition not met: `nodes(a, xs)` is missing")
    outcome = UnitOutcome(Status.FAILED, (finding,), 0.012, 6)
    return StateAt(UnitState(unit, Stage.DONE, outcome), found, is_inside, places)


EXPECTED = Path(__file__).with_name("rendered")


@pytest.mark.parametrize(
    ("name", "place"), [("call", "push(a, 1)"), ("statement", "c->next = b"), ("end", "}\n"), ("between", "if (c")]
)
def test_rendered(name: str, place: str) -> None:
    """The files hold what is shown today; read them when they change."""
    found = state_at(place)
    text = f"{state_text(found)}\n\n=====\n\n{hover(found)}\n\n=====\n\n{verdict(found.unit)}\n"
    file = EXPECTED / f"{name}.txt"
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def test_a_graph_has_a_box_for_each_address_and_an_arrow_for_each_pointer() -> None:
    after = STATES[1].after
    assert after is not None
    graph = heap_graph(after, LOCALS)
    assert [(node.key, node.title, node.names) for node in graph.nodes] == [
        ("c", "node (malloc)", ("c",)),
        ("m", "nodes", ()),
        ("b", "nodes", ("b",)),
    ]
    assert [(edge.source, edge.target) for edge in graph.edges] == [("c", "b")]
    assert drawing(graph) == "c ──▶ [ node (malloc)  next: b ▶ ]\nm ──▶ ( nodes  vs: xs )\nb ──▶ ( nodes  vs: ys )"


def test_the_picture_is_well_formed_and_holds_every_box() -> None:
    after = STATES[1].after
    assert after is not None
    picture = svg(heap_graph(after, LOCALS))
    root = ET.fromstring(picture)
    assert [group.get("data-key") for group in root.findall("{*}g[@data-key]")] == ["c", "m", "b"]
    assert [group.get("data-field") for group in root.findall("{*}g[@data-source='c'][@data-target='b']")] == ["next"]
    title = root.find("{*}title")
    assert title is not None
    assert title.text == "The heap. c: node (malloc) next is b; m: nodes vs is xs; b: nodes vs is ys"
    assert ET.fromstring(svg(heap_graph(HeapView(), ()))).find("{*}text") is not None


def test_a_cycle_is_drawn_in_the_end() -> None:
    def cell(root: str, value: str) -> AtomView:
        return AtomView(f"{root}->next |-> {value}", Shape.CELL, "node", root, (FieldView("next", value),))

    heap = HeapView((cell("a", "b"), cell("b", "c"), cell("c", "a"), cell("d", "d")))
    assert len(ET.fromstring(svg(heap_graph(heap, ()))).findall("{*}g[@class='arrow']")) == 3


def linked(number: int, *targets: int) -> AtomView:
    fields = tuple(FieldView(f"to{place}", f"n{target}") for place, target in enumerate(targets))
    return AtomView(f"cell {number}", Shape.CELL, "node", f"n{number}", fields)


LARGE = {
    "a list": [linked(n, n + 1) for n in range(200)],
    "a ring": [linked(n, (n + 1) % 200) for n in range(200)],
    "a tree": [linked(n, 2 * n + 1, 2 * n + 2) for n in range(200)],
    "a tangle": [linked(n, n * 7 % 200, (n * 13 + 5) % 200, (n * 31 + 11) % 200) for n in range(200)],
    "loose cells": [linked(n) for n in range(200)],
}


@pytest.mark.parametrize("shape", LARGE)
def test_a_large_heap_is_laid_out_soon_and_without_overlaps(shape: str) -> None:
    graph = heap_graph(HeapView(tuple(LARGE[shape])), ())
    start = time.process_time()
    picture = svg(graph)
    assert time.process_time() - start < 0.3
    assert picture.count("<rect") == 200
    boxes = placed(graph)
    assert max(box.x + box.width for box in boxes) <= 1200
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            apart_x = one.x >= other.x + other.width or other.x >= one.x + one.width
            assert apart_x or one.y >= other.y + other.height or other.y >= one.y + one.height


def test_verdicts_in_words() -> None:
    unit = Unit("f", "f", Kind.FUNCTION, CALL, "x")
    done = UnitState(unit, Stage.DONE, UnitOutcome(Status.VERIFIED, (), 0.031, 14, Evidence.PROOF))
    assert verdict(done) == "`f` verified in 31 ms · 14 proof obligations · proof checked"
    assert verdict(UnitState(unit, Stage.RUNNING, since=3.0), now=4.25) == "`f` is being verified (1.2 s so far)"
    assert verdict(UnitState(unit, Stage.QUEUED)) == "`f` waits to be verified"
