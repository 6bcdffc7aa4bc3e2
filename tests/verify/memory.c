// Cells of structs: owned before they are read or written, given back once, leaked never.
#include "stdlib.h"

struct point { int x; int y; };

int sum(struct point *p)
//@ requires p->x |-> ?x &*& p->y |-> ?y &*& 0 <= x &*& x <= 1000 &*& 0 <= y &*& y <= 1000;
//@ ensures p->x |-> x &*& p->y |-> y &*& result == x + y;
{
  return p->x + p->y;
}

void swap(struct point *p)
//@ requires p->x |-> ?x &*& p->y |-> ?y;
//@ ensures p->x |-> y &*& p->y |-> x;
{
  int t = p->x;
  p->x = p->y;
  p->y = t;
}

void swaps_badly(struct point *p)
//@ requires p->x |-> ?x &*& p->y |-> ?y;
//@ ensures p->x |-> y &*& p->y |-> x;
//~^ missing-cell `p->y |-> x` is missing
{
  p->x = p->y;
  p->y = p->x;
}

int reads_what_it_does_not_own(struct point *p)
//@ requires p->x |-> ?x;
//@ ensures p->x |-> x;
{
  return p->y; //~ missing-cell
}

struct point *makes(int x, int y)
//@ requires true;
//@ ensures result->x |-> x &*& result->y |-> y &*& malloc_block_point(result);
{
  struct point *p = malloc(sizeof(struct point));
  if (p == 0) abort();
  p->x = x;
  p->y = y;
  return p;
}

struct point *forgets_that_malloc_may_fail(int x)
//@ requires true;
//@ ensures result->x |-> x &*& result->y |-> 0 &*& malloc_block_point(result);
{
  struct point *p = malloc(sizeof(struct point));
  p->x = x; //~ null-access
  p->y = 0;
  return p;
}

void frees(struct point *p)
//@ requires p->x |-> _ &*& p->y |-> _ &*& malloc_block_point(p);
//@ ensures true;
{
  free(p);
}

void frees_twice(struct point *p)
//@ requires p->x |-> _ &*& p->y |-> _ &*& malloc_block_point(p);
//@ ensures true;
{
  free(p);
  free(p); //~
}

int uses_after_free(struct point *p)
//@ requires p->x |-> _ &*& p->y |-> _ &*& malloc_block_point(p);
//@ ensures true;
{
  free(p);
  return p->x; //~
}

void leaks()
//@ requires true;
//@ ensures true;
{
  struct point *p = malloc(sizeof(struct point));
} //~ leak

int reads_what_was_never_set()
//@ requires true;
//@ ensures true;
{
  int x;
  return x; //~ uninitialised
}
