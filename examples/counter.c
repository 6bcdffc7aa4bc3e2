// A counter that cannot overflow, because its contract says how far it may count.

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
  //@ close counter(c, 0, limit);
  return c;
}

void increment(struct counter *c)
//@ requires counter(c, ?value, ?limit) &*& value < limit;
//@ ensures counter(c, value + 1, limit);
{
  //@ open counter(c, value, limit);
  c->value = c->value + 1;
  //@ close counter(c, value + 1, limit);
}

int remaining(struct counter *c)
//@ requires counter(c, ?value, ?limit);
//@ ensures counter(c, value, limit) &*& result == limit - value;
{
  //@ open counter(c, value, limit);
  int left = c->limit - c->value;
  //@ close counter(c, value, limit);
  return left;
}

void dispose_counter(struct counter *c)
//@ requires counter(c, _, _);
//@ ensures true;
{
  //@ open counter(c, _, _);
  free(c);
}

void swap(struct counter *a, struct counter *b)
//@ requires counter(a, ?x, ?n) &*& counter(b, ?y, ?m);
//@ ensures counter(a, y, m) &*& counter(b, x, n);
{
  //@ open counter(a, x, n);
  //@ open counter(b, y, m);
  int value = a->value;
  int limit = a->limit;
  a->value = b->value;
  a->limit = b->limit;
  b->value = value;
  b->limit = limit;
  //@ close counter(a, y, m);
  //@ close counter(b, x, n);
}
