"""Findings about queries and about the run itself."""

from __future__ import annotations

from frame_ls.source.pages.page import Page

PAGES = (
    Page(
        code="not-as-expected",
        title="a query with another answer",
        explanation="The answer of a query is definite and not the expected one; a model or a frame shows why.",
        fix="Mend the query, or write `expect` with the answer that is right.",
        example="check x |-> 1 |- emp; //~ not-as-expected\n",
        suffix=".frame",
    ),
    Page(
        code="unknown",
        title="a query without an answer",
        explanation="No proof and no model was found within the limits. Which of the two exists stays open.",
        fix="Raise `--timeout`, or split the question.",
    ),
    Page(
        code="not-proved",
        title="neither proved nor refuted",
        explanation="What is needed here may well be true; the search for a proof ended without one.",
        fix="Help it with an `assert`, an `open` or a lemma before this place, or raise `--timeout`.",
    ),
    Page(
        code="timeout",
        title="the time was up",
        explanation="The unit took longer than `--timeout` allows and was stopped; nothing is said about it.",
        fix="Raise `--timeout`, or split the function.",
    ),
    Page(
        code="out-of-memory",
        title="the memory was up",
        explanation="The unit took more memory than `--memory` allows and was stopped; nothing is said about it.",
        fix="Raise `--memory`, or split the function.",
    ),
    Page(
        code="too-deep",
        title="nesting that is too deep",
        explanation="Something in this unit is nested so deeply that Frame gave up on it; nothing is said about it.",
        fix="Split the expression or the formula.",
    ),
    Page(
        code="unreadable",
        title="an input that cannot be read",
        explanation="The file is missing, binary, in an unknown encoding or of a type that Frame does not read.",
        fix="Frame reads UTF-8, and UTF-16 with a byte order mark: `.c`, `.h`, `.gh`, `.frame` and `.smt2`.",
    ),
    Page(
        code="internal-error",
        title="a mistake of Frame's own",
        explanation="Frame failed while it worked on this unit. The other units are not concerned.",
        fix="Report it with the message; it is always our fault.",
    ),
    Page(
        code="absent-finding",
        title="an expected finding that is not there",
        explanation="With `--expect`, a mark `//~ code` asks for a finding on its line.",
        fix="Remove the mark, or look why the finding is gone.",
    ),
    Page(
        code="unexpected-finding",
        title="a finding that no mark expects",
        explanation="With `--expect`, every finding needs a mark on its line.",
        fix="Mend the text, or add `//~ code`.",
    ),
    Page(
        code="owed-finding",
        title="an owed finding that appears now",
        explanation="`//~FIXME code` says that a finding is missing today. It is there now.",
        fix="Take `FIXME` out of the mark.",
    ),
    Page(
        code="unknown-code",
        title="a mark with a code that does not exist",
        explanation="What follows `//~` is no code of this catalogue.",
        fix="`frame explain` lists the codes.",
    ),
)
