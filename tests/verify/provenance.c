// Pointers stay within the object that they point into; one past its end is allowed.
#include "stdlib.h"

struct pair { int one; int two; };

void to_the_end(int *a)
//@ requires integer(a, ?v);
//@ ensures integer(a, v);
{
  int *b = a + 1;
}

void past_the_end(int *a)
//@ requires integer(a, ?v);
//@ ensures integer(a, v);
{
  int *b = a + 2; //~ pointer-arithmetic
}

void before_the_start(int *a)
//@ requires integer(a, ?v);
//@ ensures integer(a, v);
{
  int *b = a - 1; //~ pointer-arithmetic
}

void there_and_back(int *a, int n)
//@ requires ints(a, n, ?vs);
//@ ensures ints(a, n, vs);
{
  int *end = a + n;
  int *start = end - n;
}

void one_too_many(int *a, int n)
//@ requires ints(a, n, ?vs) &*& n < 100;
//@ ensures ints(a, n, vs);
{
  int *end = a + (n + 1); //~ pointer-arithmetic
}

void address_of_an_element(int *a, int i)
//@ requires ints(a, 4, ?vs) &*& 0 <= i &*& i <= 4;
//@ ensures ints(a, 4, vs);
{
  int *p = &a[i];
}

void address_of_no_element(int *a, int i)
//@ requires ints(a, 4, ?vs) &*& 0 <= i &*& i <= 5;
//@ ensures ints(a, 4, vs);
{
  int *p = &a[i]; //~ pointer-arithmetic
}

void nothing_owned(char *a)
//@ requires true;
//@ ensures true;
{
  a++; //~ pointer-arithmetic
}

void moves_nowhere(char *a)
//@ requires true;
//@ ensures true;
{
  char *b = a + 0;
}

void of_a_local()
//@ requires true;
//@ ensures true;
{
  int x[3];
  int *p = x + 3;
  p--;
  p -= 3; //~ pointer-arithmetic
}

void of_structs(struct pair *p)
//@ requires p->one |-> ?v &*& p->two |-> ?w;
//@ ensures p->one |-> v &*& p->two |-> w;
{
  struct pair *end = p + 1;
  struct pair *later = p + 2; //~ pointer-arithmetic
}

void bytes_of_a_struct(struct pair *p)
//@ requires p->one |-> ?v &*& p->two |-> ?w;
//@ ensures p->one |-> v &*& p->two |-> w;
{
  char *end = (char *)p + sizeof(struct pair);
}

/*@ predicate buffer(char *a, int n, list<char> cs) = chars(a, n, cs) &*& 2 <= n; @*/

void within_a_predicate(char *a)
//@ requires buffer(a, ?n, ?cs);
//@ ensures buffer(a, n, cs);
{
  char *b = a + 1;
}

void not_within_the_predicate(char *a)
//@ requires buffer(a, ?n, ?cs);
//@ ensures buffer(a, n, cs);
{
  char *b = a + 3; //~ pointer-arithmetic
}

void from_another_object(int *a, int *b)
//@ requires ints(a, 4, ?vs) &*& integer(b, ?v);
//@ ensures ints(a, 4, vs) &*& integer(b, v);
{
  int *p = b + 2; //~ pointer-arithmetic
}

void steps(int *a, int n)
//@ requires ints(a, n, ?vs) &*& 0 <= n;
//@ ensures ints(a, n, vs);
{
  int i = 0;
  while (i < n)
  //@ invariant ints(a, n, vs) &*& 0 <= i &*& i <= n;
  {
    int *p = a + i;
    p++;
    i++;
  }
}

void knows_where_it_is(int *a, int *p, int i)
//@ requires ints(a, 4, ?vs) &*& p == a + i &*& 0 <= i &*& i < 4;
//@ ensures ints(a, 4, vs);
{
  p++;
}

void does_not_know(int *a, int *p, int i)
//@ requires ints(a, 4, ?vs) &*& p == a + i &*& 0 <= i &*& i <= 4;
//@ ensures ints(a, 4, vs);
{
  p++; //~ pointer-arithmetic
}
