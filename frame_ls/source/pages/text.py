"""Findings about the text itself: what cannot be read, named or typed, and what is not supported."""

from __future__ import annotations

from frame_ls.source.pages.page import Page

PAGES = (
    Page(
        code="syntax",
        title="text that cannot be read",
        explanation="This is not C, or not the language of annotations. The rest of the file was read and checked.",
        fix="The message says what would be expected here.",
        example="""\
int next(int x)
//@ requires 0 <= ; //~ syntax
//@ ensures true;
{
  return x;
}
""",
    ),
    Page(
        code="unclosed-annotation",
        title="an annotation or comment without an end",
        explanation="`/*@` wants `@*/`, and `/*` wants `*/`; without it the rest of the file is swallowed.",
        fix="Close it.",
        example="""\
int zero(void)
//@ requires true;
//@ ensures true;
{
  return 0;
}
/*@ predicate p(int x) = true; //~ unclosed-annotation
""",
    ),
    Page(
        code="unknown-name",
        title="a name that nothing declares",
        explanation="No declaration above, and none in an included header, gives this name a meaning here.",
        fix="Correct its spelling, declare it, or include the header that does.",
        example="""\
void use(int x)
//@ requires missing(x); //~ unknown-name
//@ ensures true;
{
}
""",
    ),
    Page(
        code="duplicate-name",
        title="a name that is declared twice",
        explanation="Two declarations give the same name different meanings.",
        fix="Rename one of them.",
        example="""\
/*@
predicate p(int x) = true;
predicate p(int y) = y == 0; //~ duplicate-name
@*/
""",
    ),
    Page(
        code="type",
        title="a value of another type is needed",
        explanation="What stands here has not the type, or not the number of arguments, that its place asks for.",
        fix="The message names both types.",
        example="""\
struct node { int value; };

int use(struct node p)
//@ requires true;
//@ ensures true;
{
  return p->value; //~ type
}
""",
    ),
    Page(
        code="missing-header",
        title="an included file that is not there",
        explanation="It is neither beside the file, nor in a folder given by `-I`, nor among Frame's own headers.",
        fix="Correct the name, or add `-I DIR` (in `frame.toml`: `include`).",
        example="""\
#include "nowhere.h" //~ missing-header
""",
    ),
    Page(
        code="preprocessor",
        title="a directive that cannot be carried out",
        explanation=(
            "The preprocessor met a conditional without an end, a macro used wrongly, or an expansion that would grow "
            "without bound."
        ),
        fix="The message names the directive.",
        example="""\
#if 1 //~ preprocessor
int x;
""",
    ),
    Page(
        code="unsupported",
        title="a construct that Frame does not cover yet",
        explanation="Units that use it are not verified, and say so; all others are checked as usual.",
        fix="Express it otherwise, or report that you need it.",
        example="""\
int run(int x)
//@ requires true;
//@ ensures true;
{
  asm("nop"); //~ unsupported
  return x;
}
""",
    ),
)
