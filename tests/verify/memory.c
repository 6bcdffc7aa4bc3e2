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
  free(p); //~ double-free
}

int uses_after_free(struct point *p)
//@ requires p->x |-> _ &*& p->y |-> _ &*& malloc_block_point(p);
//@ ensures true;
{
  free(p);
  return p->x; //~ use-after-free `p->x` is read after `p` was freed
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

void frees_through_another_name(struct point *p)
//@ requires p->x |-> _ &*& p->y |-> _ &*& malloc_block_point(p);
//@ ensures true;
{
  struct point *q = p;
  free(q);
  p->y = 1; //~ use-after-free
}

void frees_a_variable()
//@ requires true;
//@ ensures true;
{
  struct point p;
  free(&p); //~ bad-free
}

void frees_what_is_in_use(struct point *p)
//@ requires p->x |-> _ &*& malloc_block_point(p);
//@ ensures true;
{
  free(p); //~ bad-free
}

void frees_the_other_block(struct point *p, struct point *q)
//@ requires p->x |-> _ &*& p->y |-> _ &*& malloc_block_point(p) &*& q->x |-> ?x;
//@ ensures q->x |-> x;
{
  free(p);
  q->y = 1; //~ missing-cell
}

int reads_behind_the_end(int *a, int n)
//@ requires ints(a, n, ?vs) &*& 0 <= n;
//@ ensures ints(a, n, vs);
{
  return a[n]; //~ out-of-bounds
}

void writes_before_the_start(int *a, int i)
//@ requires ints(a, 4, ?vs) &*& i < 4;
//@ ensures ints(a, 4, _);
{
  a[i] = 1; //~ out-of-bounds
}

int reads_within(int *a, int i)
//@ requires ints(a, 4, ?vs) &*& 0 <= i &*& i < 4;
//@ ensures ints(a, 4, vs) &*& result == nth(i, vs);
{
  return a[i];
}
