// What operators, conversions, scopes and control flow mean: right claims beside the wrong ones of their neighbours.
#include "stdlib.h"
#include "limits.h"

struct pair { int one; int two; };
enum color { RED, GREEN = 5, BLUE };

int division_rounds_to_zero(int x)
//@ requires x == -7;
//@ ensures result == -3;
{
  return x / 2;
}

int remainder_has_the_sign_of_the_dividend(int x)
//@ requires x == -7;
//@ ensures result == -1;
{
  return x % 2;
}

int small_numbers_are_computed_as_int(unsigned char a, unsigned char b)
//@ requires true;
//@ ensures result == a + b;
{
  return a + b;
}

unsigned char bits_are_dropped()
//@ requires true;
//@ ensures result == 1;
{
  int x = 257;
  return /*@ truncating @*/ (unsigned char)x;
}

int enumerators()
//@ requires true;
//@ ensures result == 6 + RED;
{
  return BLUE;
}

int falls_through(int x)
//@ requires 0 <= x &*& x <= 2;
//@ ensures result == (x == 0 ? 0 : 2);
{
  int r = 0;
  switch (x) {
    case 1: r = 1;
    case 2: r = 2; break;
    default: r = 0;
  }
  return r;
}

int breaks(int n)
//@ requires 0 <= n &*& n < 100;
//@ ensures result == (n < 3 ? n : 3);
{
  int i = 0;
  while (i < n)
  //@ invariant 0 <= i &*& i <= n &*& i <= 3;
  {
    if (i == 3) break;
    i++;
  }
  return i;
}

int copies(void)
//@ requires true;
//@ ensures result == 1;
{
  struct pair p = {1, 2};
  struct pair q = p;
  p.one = 3;
  return q.one;
}

int sees_the_change_through_a_pointer(void)
//@ requires true;
//@ ensures result == 2;
{
  int x = 1;
  int *p = &x;
  *p = 2;
  return x;
}

int inner_scope(int x)
//@ requires x == 1;
//@ ensures result == 1;
{
  {
    int x = 2;
    x++;
  }
  return x;
}

int its_own_initial_value(int x)
//@ requires x == 3;
//@ ensures true;
{
  {
    int x = x + 1; //~ uninitialised
    return x;
  }
}

int size_of_what_it_points_to(void)
//@ requires true;
//@ ensures result == 1;
{
  struct pair *p = malloc(sizeof(*p));
  if (p == 0) abort();
  p->one = 1;
  int r = p->one;
  free(p);
  return r;
}

void its_own_address(void)
//@ requires true;
//@ ensures true;
{
  void *p = &p; //~ unsupported
}

int depends_on_the_target(long a, unsigned b)
//@ requires a == -1 &*& b == 0;
//@ ensures true;
{
  return a < b; //~ unsupported
}

void owns_more_than_the_whole(int *p)
//@ requires integer(p, 1) &*& integer(p, 2);
//~^ contradictory-contract
//@ ensures integer(p, 1) &*& integer(p, 2);
{
}
