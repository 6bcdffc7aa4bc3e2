// verifast_options{disable_overflow_check}
// `sum.c` with its contracts alone.

//@ #include "list.gh"

struct node {
  struct node *next;
  int value;
};

/*@

predicate nodes(struct node *n; list<int> values) =
  n == 0 ?
    values == nil
  :
    n->next |-> ?next &*& n->value |-> ?v &*& nodes(next, ?rest) &*& values == cons(v, rest);

fixpoint int total(list<int> values) {
  switch (values) {
    case nil: return 0;
    case cons(v, rest): return v + total(rest);
  }
}

@*/

int sum(struct node *n)
//@ requires nodes(n, ?values);
//@ ensures nodes(n, values) &*& result == total(values);
{
  int s = 0;
  if (n != 0) {
    int rest = sum(n->next);
    s = n->value + rest;
  }
  return s;
}
