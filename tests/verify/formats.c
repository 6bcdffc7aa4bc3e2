// Formats and the arguments that they ask for, and `ensures` in the case of a precondition that it is for.
#include "stdio.h"
#include "stdlib.h"

void prints(int x, char *s)
//@ requires [?f]string(s, ?cs);
//@ ensures [f]string(s, cs);
{
  printf("%d\n", x);
  printf("%s: %5d%%\n", s, x);
  printf("%ld %llu\n", (long)x, 7ull);
  fprintf(stderr, "%c", 'c');
}

void no_string(int x)
//@ requires true;
//@ ensures true;
{
  printf("%s\n", x); //~ precondition
}

void too_few(int x)
//@ requires true;
//@ ensures true;
{
  printf("%d %d", x); //~ precondition
}

void other_size(int x)
//@ requires true;
//@ ensures true;
{
  printf("%ld", x); //~ precondition
}

void unknown_directive(int *p)
//@ requires integer(p, _);
//@ ensures integer(p, _);
{
  printf("%n", p); //~ precondition
}

void no_end(char *s)
//@ requires chars(s, 3, ?cs) &*& s != 0;
//@ ensures chars(s, 3, cs);
{
  printf("%s", s); //~ missing-predicate
}

void any_format(char *s)
//@ requires [?f]string(s, ?cs);
//@ ensures [f]string(s, cs);
{
  printf(s); //~ precondition
}

void writes(char *b)
//@ requires chars_(b, 10, _);
//@ ensures chars(b, 4, cons('a', cons('-', cons('3', cons(0, nil))))) &*& chars_(b + 4, 6, _);
{
  sprintf(b, "a%d", -3);
}

void writes_too_much(char *b)
//@ requires chars_(b, 3, _);
//@ ensures true;
{
  sprintf(b, "a%d", -3); //~ precondition
}

int pick(int which, int *p);
/*@ requires which == 0 ? ensures result == 0 : integer(p, ?v) &*& ensures integer(p, v) &*& result == v; @*/
//@ ensures true;

int picks(int *p)
//@ requires integer(p, 5);
//@ ensures integer(p, 5) &*& result == 5;
{
  int x = pick(0, p);
  int y = pick(1, p);
  return x + y;
}

int picks_wrongly(int *p)
//@ requires integer(p, 5);
//@ ensures integer(p, 5) &*& result == 5; //~ postcondition
{
  return pick(0, p);
}
