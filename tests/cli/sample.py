"""A small report with all that a report can hold, for the tests of its renderers."""

from __future__ import annotations

from frame_ls.source import LineIndex, Severity, Span
from frame_ls.workspace.places import Place
from frame_ls.workspace.report import Answer, Evidence, Kind, Status, UnitResult
from frame_ls.workspace.shown import ShownEdit, ShownFinding, ShownFix, ShownNote, ShownReport, ShownResult

SOURCE = """\
struct node *push(struct node *list, int value)
//@ requires nodes(list);
//@ ensures nodes(result);
{
  struct node *n = malloc(sizeof(struct node));
\tn->next = list;
  n->value = value;
  return n;
}
"""


def sources(file: str) -> LineIndex | None:
    return LineIndex(SOURCE) if file == "list.c" else None


def place(line: int, column: int, end_column: int, file: str = "list.c") -> Place:
    return Place(file, line, column, line, end_column)


MISSING_CELL = ShownFinding(
    "missing-cell",
    Severity.ERROR,
    place(6, 2, 9),
    "`n->next` is written, but nothing says that `n` is allocated: malloc may have returned null on line 5\n"
    "on the only path",
    (ShownNote(place(5, 20, 46), "allocated here"),),
    (ShownFix("abort when malloc fails", (ShownEdit(place(6, 2, 2), "if (n == 0) abort();\n\t"),)),),
)


def result(unit: str, kind: Kind, status: Status, line: int, **more: object) -> ShownResult:
    findings = more.pop("findings", ())
    file = str(more.pop("file", "list.c"))
    value = UnitResult(file, unit, kind, status, Span(file, 0, 0), **more)  # type: ignore[arg-type]
    return ShownResult(value, Place(file, line, 1, line + 2, 2), findings)  # type: ignore[arg-type]


REPORT = ShownReport(
    (
        result("reverse", Kind.FUNCTION, Status.VERIFIED, 12, seconds=0.03125, obligations=14, evidence=Evidence.PROOF),
        result("push", Kind.FUNCTION, Status.FAILED, 1, seconds=0.012, obligations=6, findings=(MISSING_CELL,)),
        result(
            "frame 1",
            Kind.QUERY,
            Status.VERIFIED,
            3,
            file="a.frame",
            answer=Answer.VALID,
            expected=Answer.VALID,
            frame="y |-> 3",
            evidence=Evidence.PROOF,
        ),
        result("check-sat 1", Kind.QUERY, Status.UNKNOWN, 61, file="a.smt2", answer=Answer.UNKNOWN),
    ),
    1.9,
    skipped=1,
)
