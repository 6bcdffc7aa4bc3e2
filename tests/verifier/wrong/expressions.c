// Wrong about values, locals, control flow or contracts: none of these may be verified.
#include "stdlib.h"
#include "limits.h"
struct pair { int one; int two; };
struct big { struct pair in; int arr[3]; };

int promo(unsigned char a, unsigned char b)
//@ requires true;
//@ ensures result <= 255;
{
  return a + b;
}

int usigned_cmp(int i, unsigned u)
//@ requires i == -1 &*& u == 1;
//@ ensures result == 1;
{
  if (i < u) return 1; return 0;
}

int shift_neg(int x)
//@ requires -5 <= x &*& x <= 5;
//@ ensures true;
{
  return x << 1;
}

int shift_wide(int x, int n)
//@ requires 0 <= x &*& x <= 5 &*& 0 <= n &*& n <= 31;
//@ ensures true;
{
  return x >> n;
}

int shift_left_over(int x)
//@ requires 0 <= x;
//@ ensures true;
{
  return x << 1;
}

int divmin(int x)
//@ requires true;
//@ ensures true;
{
  return x / -1;
}

int modmin(int x, int y)
//@ requires y != 0;
//@ ensures true;
{
  return x % y;
}

int negmin(int x)
//@ requires true;
//@ ensures true;
{
  return -x;
}

int divsign(int x)
//@ requires x == -7;
//@ ensures result == -4;
{
  return x / 2;
}

int modsign(int x)
//@ requires x == -7;
//@ ensures result == 1;
{
  return x % 2;
}

unsigned umin(unsigned a, unsigned b)
//@ requires true;
//@ ensures true;
{
  return a - b;
}

char narrow_ret(int x)
//@ requires 0 <= x &*& x < 200;
//@ ensures true;
{
  return x;
}

unsigned neg_to_u(int x)
//@ requires x < 0 &*& x > -10;
//@ ensures true;
{
  return x;
}

int uninit_branch(int c)
//@ requires true;
//@ ensures true;
{
  int x; if (c) x = 1; return x;
}

int uninit_struct()
//@ requires true;
//@ ensures true;
{
  struct pair p; p.one = 1; return p.two;
}

int uninit_array()
//@ requires true;
//@ ensures true;
{
  int a[3]; a[0] = 1; return a[1];
}

int uninit_loop(int n)
//@ requires 0 <= n;
//@ ensures true;
{ int x; int i = 0; while (i < n)
  //@ invariant 0 <= i &*& i <= n;
  { x = i; i++; }
  return x; }

int *dangling()
//@ requires true;
//@ ensures integer(result, 1);
{
  int x = 1; int *p = &x; return p;
}

int dangling_block()
//@ requires true;
//@ ensures true;
{
  int *p; { int x = 1; p = &x; } return *p;
}

int alias_local()
//@ requires true;
//@ ensures result == 1;
{
  int x = 1; int *p = &x; *p = 2; return x;
}

void set(int *p);
//@ requires integer(p, _);
//@ ensures integer(p, 5);

int alias_call()
//@ requires true;
//@ ensures result == 1;
{
  int x = 1; set(&x); return x;
}

int struct_copy()
//@ requires true;
//@ ensures result == 1;
{
  struct pair p; p.one = 1; p.two = 2; struct pair q = p; p.one = 3; return p.one;
}

int struct_copy2()
//@ requires true;
//@ ensures result == 3;
{
  struct pair p; p.one = 1; p.two = 2; struct pair q = p; p.one = 3; return q.one;
}

int fallthrough(int x)
//@ requires 0 <= x &*& x <= 2;
//@ ensures result == x;
{
  int r = 0; switch (x) { case 1: r = 1; case 2: r = 2; break; default: r = 0; } return r;
}

int brk(int n)
//@ requires 0 <= n &*& n < 100;
//@ ensures result == n;
{ int i = 0; while (i < n)
  //@ invariant 0 <= i &*& i <= n;
  { if (i == 3) break; i++; } return i; }

int cont(int n)
//@ requires 0 <= n &*& n < 100;
//@ ensures result == n;
{ int i; int s = 0; for (i = 0; i < n; i++)
  //@ invariant 0 <= i &*& i <= n &*& s == i;
  { if (i == 3) continue; s++; }
 return s; }

int sc(int *p)
//@ requires p == 0 ? true : integer(p, 1);
//@ ensures p == 0 ? true : integer(p, 1);
{
  if (p == 0 && *p == 1) return 1; return 0;
}

int sc2(int x)
//@ requires true;
//@ ensures true;
{
  if (x != 0 || 10 / x > 1) return 1; return 0;
}

int rec(int n)
//@ requires 0 <= n &*& n <= 100;
//@ ensures result == n;
{
  if (n == 0) return 0; int r = rec(n - 1); return r;
}

int recweak(int n)
//@ requires 0 <= n &*& n <= 100;
//@ ensures 0 <= result;
{
  if (n == 0) return 0; return 1 + recweak(n - 1);
}

int contradictory(int x)
//@ requires x < 0 &*& 0 < x;
//@ ensures result == 7;
{
  return x;
}

int contra_mem(int *p)
//@ requires integer(p, 1) &*& integer(p, 2);
//@ ensures result == 7;
{
  return 0;
}

int contra_null(int *p)
//@ requires integer(p, 1) &*& p == 0;
//@ ensures result == 7;
{
  return 0;
}

int vac_inv(int n)
//@ requires true;
//@ ensures result == 5;
{ int i = 0; while (i < n)
  //@ invariant false;
  { i++; } return i; }

int ternary(int x)
//@ requires true;
//@ ensures result == 1;
{
  return x > 0 ? 1 : 2;
}

int missing(int x)
//@ requires true;
//@ ensures true;
{
  if (x) return 1;
}

int postinc(int x)
//@ requires 0 <= x &*& x < 10;
//@ ensures result == x + 1;
{
  int y = x; return y++;
}

int compl(int x)
//@ requires x == 0;
//@ ensures result == 0;
{
  return ~x;
}

unsigned ucompl(unsigned x)
//@ requires x == 0;
//@ ensures result == -1;
{
  return ~x;
}

int lnot(int x)
//@ requires true;
//@ ensures result == 0;
{
  return !x;
}

int strlit()
//@ requires true;
//@ ensures true;
{
  char *s = "ab"; s[0] = 'c'; return 0;
}

int strlit2()
//@ requires true;
//@ ensures true;
{
  char *s = "ab"; return s[4];
}

int ptrcmp(int *p, int *q)
//@ requires integer(p, ?v) &*& integer(q, ?w);
//@ ensures integer(p, v) &*& integer(q, w) &*& result == 1;
{
  return p == q;
}

int glob;
int readglob()
//@ requires true;
//@ ensures true;
{
  return glob;
}

void const_write()
//@ requires true;
//@ ensures true;
{
  const int x = 3; int *p = (int *)&x; *p = 4;
}

void overlap(struct big *b)
//@ requires b->in |-> ?x;
//@ ensures b->in |-> x;
{
  b->in.one = 3;
}

int arr_oob(struct big *b, int i)
//@ requires b->arr[..3] |-> ?vs &*& 0 <= i &*& i <= 3;
//@ ensures b->arr[..3] |-> vs;
{
  return b->arr[i];
}
