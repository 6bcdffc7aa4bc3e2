// Wrong on purpose: `malloc` may return null, and nobody asks. `frame check examples/wrong.c` says where and what to do.

#include "stdlib.h"

struct node {
  struct node *next;
  int value;
};

/*@
predicate nodes(struct node *n) =
  n == 0 ? true : n->next |-> ?next &*& n->value |-> ?v &*& malloc_block_node(n) &*& nodes(next);
@*/

struct node *push(struct node *list, int value)
//@ requires nodes(list);
//@ ensures nodes(result);
{
  struct node *n = malloc(sizeof(struct node));
  n->next = list; //~ null-access
  n->value = value;
  //@ close nodes(n);
  return n;
}
