// Blocks of bytes, arrays of which some elements are set, streams, sets as functions and recursion by a measure.
#include "stdlib.h"
#include "stdio.h"
//@ #include "maps.gh"
//@ #include "quantifiers.gh"

void block(int n)
//@ requires 0 <= n;
//@ ensures true;
{
  char *p = malloc((size_t)n + 1);
  if (p == 0) return;
  p[n] = 'c';
  char c = p[n];
  //@ assert c == 'c';
  free(p);
}

void leaks(int n)
//@ requires 0 <= n;
//@ ensures true;
{
  char *p = malloc((size_t)n + 1);
} //~ leak

void unset(int n)
//@ requires 0 <= n;
//@ ensures true;
{
  char *p = malloc((size_t)n + 1);
  if (p == 0) return;
  p[n] = 'c';
  char c = p[0]; //~ uninitialised
  free(p);
}

void last_write(int *a, int i, int j)
//@ requires ints_(a, 10, _) &*& 0 <= i &*& i < 10 &*& 0 <= j &*& j < 10;
//@ ensures ints_(a, 10, _);
{
  a[j] = 4;
  a[i] = 3;
  int x = a[i];
  //@ assert x == 3;
}

void lost_write(int *a, int i, int j)
//@ requires ints_(a, 10, _) &*& 0 <= i &*& i < 10 &*& 0 <= j &*& j < 10;
//@ ensures ints_(a, 10, _);
{
  a[i] = 3;
  a[j] = 4;
  int x = a[i]; //~ uninitialised
}

void outside(int *a, int i)
//@ requires ints_(a, 10, _) &*& 0 <= i &*& i <= 10;
//@ ensures ints_(a, 10, _);
{
  a[i] = 3; //~ out-of-bounds
}

void part(int *a, int i)
//@ requires [1/2]ints_(a, 10, _) &*& 0 <= i &*& i < 10;
//@ ensures [1/2]ints_(a, 10, _);
{
  a[i] = 3; //~ partial-permission
}

int some_value(int *a)
//@ requires a[..4] |-> ?_;
//@ ensures a[..4] |-> ?_;
{
  return a[2];
}

int no_value(int *a)
//@ requires a[..4] |-> _;
//@ ensures a[..4] |-> _;
{
  return a[2]; //~ uninitialised
}

void complains(int code)
//@ requires true;
//@ ensures true;
{
  fputs("no", stderr);
}

void closes_for_all()
//@ requires true;
//@ ensures true;
{
  fclose(stderr); //~ missing-predicate
}

int stops(int x)
//@ requires true;
//@ ensures 0 <= result;
//@ terminates;
{
  if (x < 0) abort();
  return x;
}

/*@

lemma void set_of_two(int x, int y)
    requires x != y;
    ensures (list_as_set(cons(x, nil)))(y) == false &*& (list_as_set(cons(x, nil)))(x) == true;
{
}

lemma void set_of_one(int x, int y)
    requires true;
    ensures (list_as_set(cons(x, nil)))(y) == false; //~ postcondition
{
}

fixpoint int itself(int x) { return x; }

fixpoint int down(fixpoint(int, int) f, int x) { return x <= 0 ? 0 : 2 + f(x - 1); }

fixpoint int doubled(int x) { return fix(down, itself, x); }

lemma void doubled_is(int x)
    requires 0 <= x;
    ensures doubled(x) == (x <= 0 ? 0 : 2 + doubled(x - 1));
{
    if (doubled(x) != (x <= 0 ? 0 : 2 + doubled(x - 1))) fix_unfold(down, itself, x);
}

fixpoint int up(fixpoint(int, int) f, int x) { return 1 + f(x + 1); }

fixpoint int endless(int x) { return fix(up, itself, x); }

lemma void endless_is(int x)
    requires 0 <= x;
    ensures endless(x) == 1 + endless(x + 1); //~ postcondition
{
    if (endless(x) != 1 + endless(x + 1)) fix_unfold(up, itself, x);
}

lemma void all_or_one(list<int> xs, fixpoint(int, bool) p)
    requires forall(xs, p) == false;
    ensures exists<int>(?x) &*& mem(x, xs) == true &*& p(x) == false;
{
    int x = not_forall(xs, p);
    close exists(x);
}

@*/
