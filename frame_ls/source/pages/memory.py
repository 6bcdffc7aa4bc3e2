"""Findings about memory: what is owned, what is gone, what was forgotten."""

from __future__ import annotations

from frame_ls.source.pages.page import Page

PAGES = (
    Page(
        code="missing-cell",
        title="memory that is not owned here",
        explanation=(
            "A field, an element or a variable is read, written or handed to a call, and nothing at this point says "
            "that it may be used: no contract, no invariant and no earlier statement gave this function that cell."
        ),
        fix=(
            "Ask for the cell in the precondition or the loop invariant, open the predicate that holds it, or check "
            "the pointer against null when the predicate says nothing about null."
        ),
        example="""\
struct node { int value; };

int first(struct node *p)
//@ requires true;
//@ ensures true;
{
  return p->value; //~ missing-cell
}
""",
    ),
    Page(
        code="missing-predicate",
        title="a predicate that is not there",
        explanation=(
            "A call, a loop, an annotation or the end of the function asks for a predicate with these arguments. It is "
            "not among what is owned here, and could not be put together from it."
        ),
        fix=(
            "Look where it went: a call may have consumed it and given back another one. Add it to the precondition or "
            "the invariant, or give back what the contract promises."
        ),
        example="""\
struct node { struct node *next; };
/*@ predicate nodes(struct node *n) =
      n == 0 ? true : n->next |-> ?next &*& nodes(next); @*/

void use(struct node *n);
//@ requires nodes(n);
//@ ensures true;

void twice(struct node *n)
//@ requires nodes(n);
//@ ensures true;
{
  use(n);
  use(n); //~ missing-predicate
}
""",
    ),
    Page(
        code="null-access",
        title="a null pointer is followed",
        explanation="The pointer is null on this path, and null points to nothing that can be read or written.",
        fix="Test the pointer first, or require that it is not null.",
        example="""\
struct node { int value; };

int first(void)
//@ requires true;
//@ ensures true;
{
  struct node *p = 0;
  return p->value; //~ null-access
}
""",
    ),
    Page(
        code="use-after-free",
        title="memory is used after it was freed",
        explanation="The cell was owned once, was given to `free`, and is read or written again.",
        fix="Read what is needed before the memory is freed.",
        example="""\
#include "stdlib.h"
struct node { int value; };

int drop(struct node *p)
//@ requires p->value |-> ?v &*& malloc_block_node(p);
//@ ensures true;
{
  free(p);
  return p->value; //~ use-after-free
}
""",
    ),
    Page(
        code="double-free",
        title="memory is freed twice",
        explanation="The block was given to `free` before; its permission was used up then.",
        fix="Free it once: drop one of the two calls, or set the pointer to null after the first.",
        example="""\
#include "stdlib.h"
struct node { int value; };

void drop(struct node *p)
//@ requires p->value |-> ?v &*& malloc_block_node(p);
//@ ensures true;
{
  free(p);
  free(p); //~ double-free
}
""",
    ),
    Page(
        code="bad-free",
        title="what is freed was not allocated",
        explanation=(
            "`free` takes a block that `malloc` gave, whole: its cells and its `malloc_block`. Here one of them is "
            "not owned: the memory is a variable, a part of a block, or somebody else's."
        ),
        fix="Free the pointer that `malloc` returned, and ask for `malloc_block_...` in the precondition.",
        example="""\
#include "stdlib.h"
struct node { int value; };

void drop(struct node *p)
//@ requires p->value |-> ?v;
//@ ensures true;
{
  free(p); //~ bad-free
}
""",
    ),
    Page(
        code="leak",
        title="memory is lost",
        explanation=(
            "At the end of a function or of a loop's body something is still owned that the contract or the invariant "
            "does not mention. Nobody can ever free it."
        ),
        fix=(
            "Free it, give it back in the postcondition, keep it in the invariant, or say `//@ leak ...;` where it is "
            "meant to be lost."
        ),
        example="""\
#include "stdlib.h"
struct node { int value; };

void forget(void)
//@ requires true;
//@ ensures true;
{
  struct node *p = malloc(sizeof(struct node));
  if (p == 0) abort();
  p->value = 1;
} //~ leak
""",
    ),
    Page(
        code="uninitialised",
        title="a value is read before it is set",
        explanation="The variable or the cell exists, and on this path nothing was written to it yet.",
        fix="Give it a value where it is declared, or on the path that lacks one.",
        example="""\
int pick(void)
//@ requires true;
//@ ensures true;
{
  int x;
  return x; //~ uninitialised
}
""",
    ),
    Page(
        code="out-of-bounds",
        title="an array is left",
        explanation="The index is not known to lie within the elements that are owned.",
        fix="Bound the index in the precondition, the invariant or a test.",
        example="""\
int pick(int *a, int i)
//@ requires ints(a, 4, ?vs);
//@ ensures ints(a, 4, vs);
{
  return a[4]; //~ out-of-bounds
}
""",
    ),
    Page(
        code="pointer-arithmetic",
        title="a pointer leaves its object",
        explanation=(
            "Pointers may move within the object they came from, and one past its end. Subtracting and ordering "
            "pointers needs both to point into the same object."
        ),
        fix="Keep the pointer within its array, or compare indices.",
        example="""\
void step(int *a)
//@ requires integer(a, ?v);
//@ ensures integer(a, v);
{
  int *b = a + 2; //~ pointer-arithmetic
}
""",
    ),
    Page(
        code="partial-permission",
        title="writing to what may only be read",
        explanation="A fraction of a cell is owned. That is enough to read it; writing and freeing need the whole.",
        fix="Ask for the whole cell, or collect the other fractions first.",
        example="""\
struct node { int value; };

void reset(struct node *p)
//@ requires [1/2]p->value |-> ?v;
//@ ensures [1/2]p->value |-> 0;
{
  p->value = 0; //~ partial-permission
}
""",
    ),
)
