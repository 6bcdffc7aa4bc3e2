// Wrong about types, conversions, initial values or aliases: none of these may be verified.
#include "stdlib.h"
struct pair { int one; int two; };
struct outer { struct pair in; int arr[3]; struct pair *p; };
enum color { RED, GREEN = 5, BLUE };
int g1; int g2 = 4;

int contra_mem(int *p)
//@ requires integer(p, 1) &*& integer(p, 2);
//@ ensures integer(p, 1) &*& integer(p, 2);
{
  return 0;
}

int contra_half(int *p)
//@ requires [1/2]integer(p, 1) &*& integer(p, 2);
//@ ensures [1/2]integer(p, 1) &*& integer(p, 2);
{
  return 0;
}

int enums()
//@ requires true;
//@ ensures result == 7;
{
  return BLUE;
}

int switch_default_mid(int x)
//@ requires x == 9;
//@ ensures result == 1;
{
  int r = 0; switch (x) { case 1: r = 1; break; default: r = 2; case 3: r = r + 3; } return r;
}

int switch_break_loop(int n)
//@ requires n == 5;
//@ ensures result == 0;
{ int i = 0; while (i < n)
  //@ invariant 0 <= i &*& i <= n;
  { switch (i) { case 2: break; default: i = i + 0; } i++; }
  return i; }

int inner_shadow(int x)
//@ requires x == 1;
//@ ensures result == 2;
{
  { int x = 2; x = x; } return x;
}

int forshadow(int i)
//@ requires i == 7;
//@ ensures result == 3;
{ for (int i = 0; i < 3; i++)
  //@ invariant 0 <= i &*& i <= 3;
  { } return i; }

int boolconv(int x)
//@ requires x == 2;
//@ ensures result == 2;
{
  bool b = x; return b;
}

int boolarith()
//@ requires true;
//@ ensures result == 1;
{
  bool a = true; bool b = true; return a + b;
}

int cmpchain(int x)
//@ requires x == 5;
//@ ensures result == 0;
{
  return 1 < x < 3;
}

int bitand(int x)
//@ requires x == 6;
//@ ensures result == 1;
{
  return x & 3;
}

int bitneg(int x)
//@ requires x == -1;
//@ ensures 0 <= result && result <= 1;
{
  return x & 3;
}

int bitor_(int x, int y)
//@ requires 0 <= x &*& x <= 4 &*& 0 <= y &*& y <= 4;
//@ ensures result <= 4;
{
  return x | y;
}

int bitxor(int x)
//@ requires 0 <= x &*& x <= 3;
//@ ensures result <= 3;
{
  return x ^ 4;
}

unsigned char trunc1(int x)
//@ requires x == 257;
//@ ensures result == 0;
{
  return /*@ truncating @*/ (unsigned char)x;
}

unsigned char trunc2(int x)
//@ requires x == -1;
//@ ensures result == 1;
{
  return /*@ truncating @*/ (unsigned char)x;
}

unsigned short shl16(unsigned short x)
//@ requires x == 65535;
//@ ensures result == 65534;
{
  return x << 1;
}

int compound_narrow(char c)
//@ requires c == 100;
//@ ensures true;
{
  c += 100; return c;
}

int compound_shift(char c)
//@ requires c == 100;
//@ ensures true;
{
  c <<= 2; return c;
}

int inc_char(char c)
//@ requires c == 127;
//@ ensures true;
{
  c++; return c;
}

unsigned char dec_uchar(unsigned char c)
//@ requires c == 0;
//@ ensures true;
{
  c--; return c;
}

int ptrdiff(int *a)
//@ requires ints(a, 4, ?vs);
//@ ensures ints(a, 4, vs) &*& result == 4;
{
  int *p = a + 3; return p - a;
}

int struct_member_ptr(struct outer *o)
//@ requires o->in.one |-> 1 &*& o->in.two |-> 2;
//@ ensures o->in.one |-> 1 &*& o->in.two |-> 2;
{
  struct pair *p = &o->in; p->two = 3; return 0;
}

int copy_struct(struct pair *p, struct pair *q)
//@ requires p->one |-> 1 &*& p->two |-> 2 &*& q->one |-> _ &*& q->two |-> _;
//@ ensures p->one |-> 1 &*& p->two |-> 2 &*& q->one |-> 1 &*& q->two |-> 1;
{
  *q = *p; return 0;
}

void copy_nothing(struct pair *p, struct pair *q)
//@ requires p->one |-> 1 &*& q->one |-> _ &*& q->two |-> _;
//@ ensures p->one |-> 1 &*& q->one |-> 1 &*& q->two |-> _;
{
  *q = *p;
}

int byvalue(struct pair p)
//@ requires p.one == 1;
//@ ensures result == 1;
{
  p.one = 2; return p.one;
}

struct pair ret_struct()
//@ requires true;
//@ ensures result.one == 2;
{
  struct pair p = {1, 2}; return p;
}

int init_short()
//@ requires true;
//@ ensures result == 1;
{
  struct pair p = {1}; return p.two;
}

int init_arr()
//@ requires true;
//@ ensures result == 1;
{
  int a[3] = {1}; return a[2];
}

int init_desig()
//@ requires true;
//@ ensures result == 7;
{
  struct pair p = {.two = 7}; return p.one;
}

int arr_2d()
//@ requires true;
//@ ensures result == 3;
{
  int a[2][2] = {{1, 2}, {3, 4}}; return a[0][1];
}

int arr_param(int a[3])
//@ requires ints(a, 2, ?vs);
//@ ensures ints(a, 2, vs);
{
  return a[2];
}

void global_write()
//@ requires integer(&g1, _) &*& integer(&g2, ?v);
//@ ensures integer(&g1, 1) &*& integer(&g2, 1);
{
  g1 = 1;
}

int mallocnull()
//@ requires true;
//@ ensures true;
{
  struct pair *p = malloc(sizeof(struct pair)); p->one = 1; int r = p->one; free(p); return r;
}

int malloc_uninit()
//@ requires true;
//@ ensures true;
{
  struct pair *p = malloc(sizeof(struct pair)); if (!p) abort(); int r = p->one; free(p); return r;
}

int calloc_zero()
//@ requires true;
//@ ensures result == 1;
{
  struct pair *p = calloc(1, sizeof(struct pair)); if (!p) abort(); int r = p->one; free(p); return r;
}

int malloc_wrong(int *q)
//@ requires true;
//@ ensures true;
{
  struct outer *p = malloc(sizeof(struct pair)); if (!p) abort(); p->arr[0] = 1; free(p); return 0;
}

int malloc_ptrsize()
//@ requires true;
//@ ensures true;
{
  struct pair *p = malloc(sizeof(p)); if (!p) abort(); p->one = 1; free(p); return 0;
}

int cast_alias(int *p)
//@ requires integer(p, 3);
//@ ensures integer(p, 3) &*& result == 3;
{
  unsigned *q = (unsigned *)p; *q = 4; return 3;
}

int cast_char(int *p)
//@ requires integer(p, 3);
//@ ensures integer(p, 3) &*& result == 3;
{
  char *q = (char *)p; return *q;
}

int volatile_ptr(int **pp)
//@ requires pointer(pp, ?p) &*& integer(p, 1);
//@ ensures pointer(pp, p) &*& integer(p, 1) &*& result == 1;
{
  **pp = 2; return **pp;
}

int int_to_ptr()
//@ requires true;
//@ ensures true;
{
  int *p = (int *)100; return *p;
}

int null_deref()
//@ requires true;
//@ ensures true;
{
  int *p = 0; return *p;
}

int comma_op(int x)
//@ requires x == 1;
//@ ensures result == 1;
{
  return (x, 2);
}

int short_unsigned(unsigned short a, unsigned short b)
//@ requires a == 65535 &*& b == 65535;
//@ ensures true;
{
  return a * b;
}

int unary_unsigned(unsigned x)
//@ requires x == 1;
//@ ensures true;
{
  if (-x > 0) return 1; return 0;
}

int mixed_cmp(long a, unsigned b)
//@ requires a == -1 &*& b == 0;
//@ ensures result == 1;
{
  return a < b;
}

int div_unsigned(int a, unsigned b)
//@ requires a == -4 &*& b == 2;
//@ ensures result == -2;
{
  return a / b;
}

int literal_big()
//@ requires true;
//@ ensures true;
{
  int x = 4294967295; return x;
}

int hexlit()
//@ requires true;
//@ ensures true;
{
  int x = 0xFFFFFFFF; return x;
}

int char_lit()
//@ requires true;
//@ ensures result == 255;
{
  return '\xff';
}
