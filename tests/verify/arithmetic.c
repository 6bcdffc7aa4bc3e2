// Integers of C: no overflow, no division by zero, no value that does not fit.
#include "limits.h"

int successor(int x)
//@ requires x < INT_MAX;
//@ ensures result == x + 1;
{
  return x + 1;
}

int overflows(int x)
//@ requires true;
//@ ensures true;
{
  return x + 1; //~ overflow
}

int halves(int x, int y)
//@ requires 0 < y &*& 0 <= x;
//@ ensures result == x / y;
{
  return x / y;
}

int divides_by_zero(int x, int y)
//@ requires 0 <= x;
//@ ensures true;
{
  return x / y; //~ division-by-zero
}

char narrows(int x)
//@ requires true;
//@ ensures true;
{
  return (char)x; //~ narrowing
}

int maximum(int a, int b)
//@ requires true;
//@ ensures a <= result &*& b <= result &*& (result == a || result == b);
{
  return a < b ? b : a;
}

int not_the_maximum(int a, int b)
//@ requires true;
//@ ensures a <= result &*& b <= result;
//~^ postcondition could not prove `b <= a`
{
  return a;
}

int counts(int n)
//@ requires 0 <= n;
//@ ensures result == n;
{
  int i = 0;
  while (i < n)
  //@ invariant i <= n;
  {
    i = i + 1;
  }
  return i;
}

int counts_too_far(int n)
//@ requires 0 <= n;
//@ ensures result == n;
{
  int i = 0;
  while (i <= n)
  //@ invariant i <= n;
  {
    i = i + 1; //~
  }
  return i;
}
