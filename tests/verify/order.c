// What C leaves open inside an expression: side effects without an order, and calls in either order.
#include "stdlib.h"

struct pair { int one; int two; };

// Two accesses to a variable, one of which writes it.

int changes_and_uses(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures true;
{
  return i++ + i; //~ unsequenced `i` is changed
}

int assigns_what_it_increments(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures true;
{
  i = i++; //~ unsequenced
  return i;
}

int assigns_twice(int i)
//@ requires true;
//@ ensures true;
{
  i = (i = 1) + 1; //~ unsequenced
  return i;
}

void indexes_by_what_it_changes(int *a, int i)
//@ requires ints(a, 4, ?vs) &*& 0 <= i &*& i < 3;
//@ ensures ints(a, 4, _);
{
  a[i] = i++; //~ unsequenced
}

int add(int a, int b);
//@ requires 0 <= a &*& a <= 100 &*& 0 <= b &*& b <= 100;
//@ ensures result == a + b;

int passes_both(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures true;
{
  return add(i++, i); //~ unsequenced
}

void initialises_by_both(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures true;
{
  int a[2] = {i++, i}; //~ unsequenced
}

int updates_by_itself(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures true;
{
  i += i++; //~ unsequenced
  return i;
}

int compares(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures true;
{
  if (i-- == i) return 1; //~ unsequenced
  return 0;
}

int one_may_be_changed(int i, int c)
//@ requires 0 <= i &*& i < 10;
//@ ensures true;
{
  return (c == 0 ? i++ : 0) + i; //~ unsequenced
}

// What has an order.

int increments(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures result == 2 * i;
{
  int j = i++;
  i = i - 1;
  return i + j;
}

int comma(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures result == i + 6;
{
  i = (i++, 5 + i);
  return i;
}

int short_circuit(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures result == (i == 0 ? 1 : 0);
{
  if (i++ == 0 && i == 1) return 1;
  return 0;
}

int through_a_call(int i)
//@ requires 0 <= i &*& i < 10;
//@ ensures result == i + 1;
{
  i = add(i++, 1);
  return i;
}

int chain(int a)
//@ requires true;
//@ ensures result == a;
{
  int x; int y;
  x = y = a;
  return x;
}

struct pair *moves(struct pair *p, struct pair *q)
//@ requires p->one |-> ?v &*& q->two |-> _;
//@ ensures q->two |-> v &*& p->one |-> v &*& result == q;
{
  q->two = p->one;
  p = (q->two = p->one, q);
  return p;
}

// Memory.

int adds_while_it_writes(struct pair *p, struct pair *q)
//@ requires [?f]p->one |-> ?v &*& q->one |-> 0 &*& 0 <= v &*& v < 10;
//@ ensures [f]p->one |-> v &*& q->one |-> 1 &*& result == v;
{
  return q->one++ + p->one;
}

int adds_what_it_writes(struct pair *p)
//@ requires p->one |-> ?v &*& 0 <= v &*& v < 10;
//@ ensures p->one |-> v + 1;
{
  struct pair *q = p;
  return q->one++ + p->one; //~ unsequenced
}

void writes_both(struct pair *p, struct pair *q)
//@ requires p->one |-> _ &*& q->one |-> _;
//@ ensures p->one |-> 3 &*& q->one |-> 3;
{
  p->one = q->one = 3;
}

void writes_one_twice(struct pair *p)
//@ requires p->one |-> _;
//@ ensures p->one |-> _;
{
  p->one = p->one = 3; //~ unsequenced
}

void elements(int *a, int i)
//@ requires ints(a, 4, ?vs) &*& 0 <= i &*& i < 3;
//@ ensures ints(a, 4, _);
{
  a[i++] = 7;
  a[i] = i;
}

int an_address_is_computed_once(int *a)
//@ requires ints(a, 4, ?vs) &*& nth(0, vs) == 5;
//@ ensures ints(a, 4, update(0, 8, vs)) &*& result == 1;
{
  int i = 0;
  a[i++] += 3;
  return i;
}

int and_not_twice(int *a)
//@ requires ints(a, 4, ?vs) &*& nth(0, vs) == 5;
//@ ensures ints(a, 4, _) &*& result == 2;
//~^ postcondition
{
  int i = 0;
  a[i++] += 3;
  return i;
}

// Calls have an order, but which one is left open: whatever is promised holds in each.

int take(struct pair *p);
//@ requires p->one |-> ?v &*& 0 <= v &*& v < 100;
//@ ensures p->one |-> v + 1 &*& result == v;

int sum_of_two(struct pair *p, struct pair *q)
//@ requires p->one |-> 1 &*& q->one |-> 5;
//@ ensures p->one |-> 2 &*& q->one |-> 6 &*& result == 6;
{
  return take(p) + take(q);
}

int sum_of_one_twice(struct pair *p)
//@ requires p->one |-> 1;
//@ ensures p->one |-> 3 &*& result == 3;
{
  return take(p) + take(p);
}

int difference(struct pair *p)
//@ requires p->one |-> 1;
//@ ensures p->one |-> 3 &*& result == 0 - 1;
//~^ postcondition
{
  return take(p) - take(p);
}

int reads_beside_a_call(struct pair *p)
//@ requires p->one |-> 1;
//@ ensures p->one |-> 2 &*& result == 2;
//~^ postcondition
{
  return p->one + take(p);
}

int reads_elsewhere(struct pair *p, struct pair *q)
//@ requires p->one |-> 1 &*& q->one |-> 5;
//@ ensures p->one |-> 2 &*& q->one |-> 5 &*& result == 6;
{
  return q->one + take(p);
}

void lost_update(struct pair *p)
//@ requires p->one |-> 1;
//@ ensures p->one |-> 2;
//~^ missing-cell
{
  p->one += take(p);
}

void no_update_lost(struct pair *p, struct pair *q)
//@ requires p->one |-> 1 &*& q->one |-> 7;
//@ ensures p->one |-> 8 &*& q->one |-> 8;
{
  p->one += take(q);
}

int take_after(struct pair *p);
//@ requires p->two |-> 1;
//@ ensures p->two |-> 0;

int give(struct pair *p);
//@ requires p->two |-> _;
//@ ensures p->two |-> 1;

int one_needs_the_other(struct pair *p)
//@ requires p->two |-> 0;
//@ ensures p->two |-> 0;
{
  int x = add(give(p) > 0, take_after(p) > 0); //~
  return 0;
}
