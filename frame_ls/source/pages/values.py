"""Findings about values: arithmetic, conversions, and what C leaves undefined."""

from __future__ import annotations

from frame_ls.source.pages.page import Page

PAGES = (
    Page(
        code="overflow",
        title="arithmetic leaves its type",
        explanation=(
            "The result may not fit the type of the operation. Signed overflow is undefined; unsigned overflow wraps, "
            "and is reported because it is rarely meant."
        ),
        fix=(
            "Bound the operands in the precondition or by a test; write `/*@ truncating @*/` where wrapping is meant; "
            "`--no-overflow-check` turns the check off."
        ),
        example="""\
int next(int x)
//@ requires true;
//@ ensures true;
{
  return x + 1; //~ overflow
}
""",
    ),
    Page(
        code="narrowing",
        title="a conversion changes the value",
        explanation="The value is converted to a type that cannot hold all values it may have here.",
        fix="Bound the value before it is converted, or write `/*@ truncating @*/` before the cast.",
        example="""\
char small(int x)
//@ requires true;
//@ ensures true;
{
  return (char)x; //~ narrowing
}
""",
    ),
    Page(
        code="division-by-zero",
        title="division by zero",
        explanation="The divisor of `/` or `%` is not known to differ from zero.",
        fix="Test the divisor, or require that it is not zero.",
        example="""\
int part(int x)
//@ requires 0 <= x;
//@ ensures true;
{
  return 100 / x; //~ division-by-zero
}
""",
    ),
    Page(
        code="shift",
        title="a shift that C leaves undefined",
        explanation=(
            "The distance of a shift must be at least 0 and less than the width of the shifted type, and a negative "
            "number must not be shifted to the left."
        ),
        fix="Bound the distance, or shift an unsigned value.",
        example="""\
unsigned bit(int n)
//@ requires 0 <= n;
//@ ensures true;
{
  return 1u << n; //~ shift
}
""",
    ),
    Page(
        code="unsequenced",
        title="side effects without an order",
        explanation=(
            "One expression changes a variable and uses or changes it elsewhere, and C does not say which comes first."
        ),
        fix="Write two statements.",
        example="""\
int mix(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures true;
{
  return i++ + i; //~ unsequenced
}
""",
    ),
    Page(
        code="missing-return",
        title="a function ends without a value",
        explanation="A path reaches the end of a function that is to return a value.",
        fix="Return a value on that path.",
        example="""\
int sign(int x)
//@ requires true;
//@ ensures true;
{
  if (x > 0) return 1;
} //~ missing-return
""",
    ),
    Page(
        code="unreachable",
        title="a statement that is never reached",
        explanation=(
            "No path leads here: what is known before the statement contradicts itself. Often a contract or an "
            "invariant says too much."
        ),
        fix="Remove the statement, weaken the contradictory condition, or allow it: `//~allow_dead_code`.",
        example="""\
int one(void)
//@ requires true;
//@ ensures result == 1;
{
  return 1;
  return 2; //~ unreachable
}
""",
    ),
)
