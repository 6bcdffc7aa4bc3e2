// Wrong about memory, loops, ghost code or function pointers: none of these may be verified.
#include "stdlib.h"
#include "limits.h"
#include "string.h"
struct pair { int one; int two; };
struct node { struct node *next; int value; };
union u { int i; char c; };
/*@ predicate list(struct node *n; int k) = n == 0 ? k == 0 : n->next |-> ?m &*& n->value |-> _ &*& malloc_block_node(n) &*& list(m, ?j) &*& k == j + 1; @*/


int contra_mem2(int *p, int *q)
//@ requires integer(p, 1) &*& integer(q, 1) &*& p == q;
//@ ensures integer(p, 1) &*& integer(q, 1) &*& result == 9;
{
  return 0;
}

int contra_pred(struct node *p)
//@ requires list(p, -1);
//@ ensures list(p, -1) &*& result == 9;
{
  return 0;
}

int contra_frac(int *p)
//@ requires [2]integer(p, 1);
//@ ensures [2]integer(p, 1) &*& result == 9;
{
  return 0;
}

int zero_frac(int *p)
//@ requires [?f]integer(p, 1) &*& f <= 0;
//@ ensures result == 9;
{
  return 0;
}

int unionread(union u *p)
//@ requires p->i |-> 300;
//@ ensures p->i |-> 300 &*& result == 300;
{
  return p->c;
}

int goto_skip(int c)
//@ requires true;
//@ ensures true;
{ int x; if (c) goto end; x = 1;
end: return x; }

int goto_leak(int c)
//@ requires true;
//@ ensures true;
{ struct node *n = malloc(sizeof(struct node)); if (n == 0) goto end; if (c) goto end; free(n);
end: return 0; }

void free_part(struct pair *p)
//@ requires p->one |-> _ &*& malloc_block_pair(p);
//@ ensures p->two |-> _;
{
  free(p);
}

void free_local()
//@ requires true;
//@ ensures true;
{
  struct pair p; free(&p);
}

void free_inner(char *a)
//@ requires malloc_block_chars(a, 4) &*& chars_(a, 4, _);
//@ ensures true;
{
  free(a + 1);
}

void malloc_small(int n)
//@ requires 0 <= n;
//@ ensures true;
{
  int *a = malloc(n * sizeof(int)); if (a == 0) abort(); a[n] = 1; free(a);
}

void malloc_neg(int n)
//@ requires true;
//@ ensures true;
{
  int *a = malloc(n * sizeof(int)); if (a == 0) abort(); free(a);
}

void malloc_overflow(size_t n)
//@ requires 0 < n;
//@ ensures true;
{
  int *a = malloc(n * sizeof(int)); if (a == 0) abort(); a[n-1] = 0; free(a);
}

int list_len(struct node *n)
//@ requires list(n, ?k);
//@ ensures list(n, k) &*& result == k;
{ int i = 0; struct node *p = n;
  while (p != 0)
  //@ invariant list(p, ?j);
  { p = p->next; i++; }
  return i; }

int early_leak(int c)
//@ requires true;
//@ ensures true;
{
  struct node *n = malloc(sizeof(struct node)); if (n == 0) return 0; if (c) return 1; free(n); return 2;
}

int nonterm(int n)
//@ requires true;
//@ ensures result == 9;
//@ terminates;
{ while (n != 0)
  //@ invariant true;
  { n = n; } return 9; }

int self(int n)
//@ requires true;
//@ ensures false;
//@ terminates;
{
  return self(n);
}

/*@ lemma void loopy()
    requires true;
    ensures false;
{ loopy(); } @*/

/*@ lemma void loop2(int n)
    requires true;
    ensures false;
{ loop2(n - 1); } @*/

/*@ predicate neg(int x) = true; @*/

int through_any(int x)
//@ requires true;
//@ ensures result == 1;
{ //@ if (x == 0) { x = 1; }
  return x; }

int ghost_return(int x)
//@ requires true;
//@ ensures result == 1;
{ //@ return;
  return 2; }

int assertfalse(int x)
//@ requires true;
//@ ensures result == 1;
{ //@ assert x == 1;
  return x; }

int closebad(struct node *n)
//@ requires n->next |-> n &*& n->value |-> _ &*& malloc_block_node(n);
//@ ensures list(n, 1);
{ //@ close list(n, 1);
  return 0; }

void frac_dup(int *p)
//@ requires [1/2]integer(p, ?v);
//@ ensures [1/2]integer(p, v) &*& [1/2]integer(p, v);
{ }

void frac_write(int *p)
//@ requires [?f]integer(p, ?v);
//@ ensures [f]integer(p, 1);
{
  *p = 1;
}

void leakcmd(int *p)
//@ requires integer(p, ?v);
//@ ensures integer(p, v);
{ //@ leak integer(p, v);
}

int exists_x()
//@ requires true;
//@ ensures exists<int>(?x) &*& x != x;
{ //@ close exists<int>(1);
 return 0; }

int longmul(long a, int b)
//@ requires 0 <= a &*& a <= 70000 &*& 0 <= b &*& b <= 70000;
//@ ensures true;
{
  return a * b;
}

int usub(unsigned a)
//@ requires a == 0;
//@ ensures result == 0;
{
  return a - 1 > 0 ? 1 : 0;
}

int chr(char c)
//@ requires true;
//@ ensures result >= 0;
{
  return c;
}

int sizeofint()
//@ requires true;
//@ ensures result == 4;
{
  return sizeof(int);
}

long intmul(int a, int b)
//@ requires true;
//@ ensures true;
{
  long r = a * b; return r;
}

int condassign(int c)
//@ requires true;
//@ ensures result == 0;
{
  if (c = 0) return 1; return c;
}

int dowhile(int n)
//@ requires 0 <= n;
//@ ensures result == n;
{ int i = 0; do
  //@ invariant 0 <= i &*& i <= n;
  { i++; } while (i < n); return i; }

void strc(char *d)
//@ requires chars_(d, 3, _);
//@ ensures chars_(d, 3, _);
{
  strcpy(d, "abc");
}

int nested(int n)
//@ requires 0 <= n;
//@ ensures true;
{ int i = 0; int s = 0;
 while (i < n)
 //@ invariant 0 <= i &*& i <= n;
 { int j = 0; while (j < i)
   //@ invariant 0 <= j;
   { j++; s++; } i++; } return s; }

typedef int fn(int x);
//@ requires 0 < x;
//@ ensures result == x;

int ident(int x) //@ : fn
//@ requires 1 < x;
//@ ensures result == x;
{
  return x;
}

int usefn(fn *f)
//@ requires is_fn(f) == true;
//@ ensures result == 0;
{
  return f(0);
}

int usefn2(fn *f)
//@ requires true;
//@ ensures result == 1;
{
  return f(1);
}
