"""Findings about what was promised: contracts, invariants, assertions, ghost code and termination."""

from __future__ import annotations

from frame_ls.source.pages.page import Page

PAGES = (
    Page(
        code="assertion",
        title="an assertion does not hold",
        explanation="The condition of an `assert` is false here, or could not be proved from what is known.",
        fix="Look at the state before the statement; what is missing belongs in the precondition or the invariant.",
        example="""\
void check(int x)
//@ requires 0 <= x;
//@ ensures true;
{
  //@ assert 1 <= x; //~ assertion
}
""",
    ),
    Page(
        code="precondition",
        title="a call's condition does not hold",
        explanation=(
            "What the called function requires of its arguments is false here, or could not be proved. (Memory that it "
            "requires and that is not there is reported as `missing-cell` or `missing-predicate`.)"
        ),
        fix="Test the arguments before the call, or ask for the condition in your own precondition.",
        example="""\
int half(int x);
//@ requires 0 <= x;
//@ ensures true;

int use(int y)
//@ requires true;
//@ ensures true;
{
  return half(y); //~ precondition
}
""",
    ),
    Page(
        code="postcondition",
        title="a function does not keep its promise",
        explanation="What the function ensures is false at one of its ends, or could not be proved there.",
        fix="Mend the code or the promise; in a loop, look for what its invariant forgot.",
        example="""\
int larger(int x, int y)
//@ requires true;
//@ ensures x <= result &*& y <= result; //~ postcondition
{
  if (x < y) return y;
  return y;
}
""",
    ),
    Page(
        code="invariant",
        title="a loop's invariant does not hold",
        explanation=(
            "The invariant is not established where the loop begins, or not kept by the loop's body; the message says "
            "which."
        ),
        fix="Weaken the invariant to what is true every time, and add what the body needs to keep it.",
        example="""\
void count(int n)
//@ requires 0 <= n;
//@ ensures true;
{
  int i = 0;
  while (i < n)
  //@ invariant i == 0; //~ invariant
  {
    i = i + 1;
  }
}
""",
    ),
    Page(
        code="no-contract",
        title="a call to a function without a contract",
        explanation="Nothing says what the called function needs and gives, so nothing is known after the call.",
        fix="Write `//@ requires ...;` and `//@ ensures ...;` after its header.",
        example="""\
int other(int x);

int use(int x)
//@ requires true;
//@ ensures true;
{
  return other(x); //~ no-contract
}
""",
    ),
    Page(
        code="missing-invariant",
        title="a loop without an invariant",
        explanation="A loop is verified once for all its rounds, from what holds at the start of every one of them.",
        fix="Write `//@ invariant ...;` between the loop's head and its body.",
        example="""\
void count(int n)
//@ requires 0 <= n;
//@ ensures true;
{
  int i = 0;
  while (i < n) { //~ missing-invariant
    i = i + 1;
  }
}
""",
    ),
    Page(
        code="contradictory-contract",
        title="a contract that nothing satisfies",
        explanation=(
            "The precondition contradicts itself. Whatever the body does would be verified, and no call could be."
        ),
        fix="Remove the conditions that exclude each other.",
        example="""\
int none(int x)
//@ requires x < 0 &*& 0 < x; //~ contradictory-contract
//@ ensures false;
{
  return x;
}
""",
    ),
    Page(
        code="contract-mismatch",
        title="two contracts of one function disagree",
        explanation="A function's definition promises less, or needs more, than its declaration says.",
        fix="Make them the same, or leave the contract out of one of them.",
        example="""\
int half(int x);
//@ requires 0 <= x;
//@ ensures true;

int half(int x) //~ contract-mismatch
//@ requires 1 <= x;
//@ ensures true;
{
  return x / 2;
}
""",
    ),
    Page(
        code="termination",
        title="a recursion that may not end",
        explanation=(
            "A lemma or a fixpoint calls itself, or others in a circle, without getting smaller: a proof by such a "
            "lemma would prove anything. A function that says `terminates` is held to the same."
        ),
        fix=(
            "Recurse on a part of what was given: a field of the structure that a predicate of the precondition holds, "
            "or an argument of the constructor of an inductive value."
        ),
        example="""\
/*@
lemma void anything(int x)
  requires true;
  ensures false;
{
  anything(x); //~ termination
}
@*/
""",
    ),
    Page(
        code="ghost-effect",
        title="ghost code that changes the program",
        explanation="Annotations are read by Frame only; what they do must not change a real variable or real memory.",
        fix="Use a ghost variable, or do it in the program.",
        example="""\
void set(int x)
//@ requires true;
//@ ensures true;
{
  //@ x = 1; //~ ghost-effect
}
""",
    ),
    Page(
        code="inductive",
        title="an inductive type that makes no sense",
        explanation=(
            "Values of an inductive type are built from smaller ones, so some constructor must need none of its own "
            "type, and the type must not stand to the left of an arrow in its constructors."
        ),
        fix="Add a constructor to begin with.",
        example="""\
/*@
inductive endless = more(endless); //~ inductive
@*/
""",
    ),
    Page(
        code="missing-case",
        title="a switch that forgets a constructor",
        explanation="A `switch` over an inductive value has to say what happens for every constructor.",
        fix="Add the cases that are listed, or a `default` where one is allowed.",
        example="""\
/*@
inductive colour = red | green;

fixpoint int number(colour c) {
  switch (c) { //~ missing-case
    case red: return 0;
  }
}
@*/
""",
    ),
    Page(
        code="not-precise",
        title="a predicate that is not as precise as it says",
        explanation=(
            "A `;` among a predicate's parameters promises that those before it determine the heap and those after it. "
            "Its definition does not keep that promise."
        ),
        fix="Let each output follow from the inputs, or write `,` for `;`.",
        example="""\
struct node { int value; };
/*@
predicate loose(struct node *n; int v) = n->value |-> _; //~ not-precise
@*/
""",
    ),
    Page(
        code="needless-ghost",
        title="a ghost statement that is not needed",
        explanation="The proof is found without this statement.",
        fix="Remove it, or keep it for those who read.",
    ),
)
