// `counter.c` with its contracts alone.

#include "stdlib.h"

struct counter {
  int value;
  int limit;
};

/*@
predicate counter(struct counter *c, int value, int limit) =
  c->value |-> value &*& c->limit |-> limit &*& malloc_block_counter(c) &*& 0 <= value &*& value <= limit;
@*/

struct counter *create_counter(int limit)
//@ requires 0 <= limit;
//@ ensures counter(result, 0, limit);
{
  struct counter *c = malloc(sizeof(struct counter));
  if (c == 0) { abort(); }
  c->value = 0;
  c->limit = limit;
  return c;
}

void increment(struct counter *c)
//@ requires counter(c, ?value, ?limit) &*& value < limit;
//@ ensures counter(c, value + 1, limit);
{
  c->value = c->value + 1;
}

int remaining(struct counter *c)
//@ requires counter(c, ?value, ?limit);
//@ ensures counter(c, value, limit) &*& result == limit - value;
{
  int left = c->limit - c->value;
  return left;
}

void dispose_counter(struct counter *c)
//@ requires counter(c, _, _);
//@ ensures true;
{
  free(c);
}

void swap(struct counter *a, struct counter *b)
//@ requires counter(a, ?x, ?n) &*& counter(b, ?y, ?m);
//@ ensures counter(a, y, m) &*& counter(b, x, n);
{
  int value = a->value;
  int limit = a->limit;
  a->value = b->value;
  a->limit = b->limit;
  b->value = value;
  b->limit = limit;
}
