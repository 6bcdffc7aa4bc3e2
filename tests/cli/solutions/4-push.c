// Exercise 4: `malloc` may return null. Mend `push`.

#include "stdlib.h"

struct node {
  struct node *next;
  int value;
};

/*@
predicate nodes(struct node *n) =
  n == 0 ? true : n->next |-> ?next &*& n->value |-> _ &*& malloc_block_node(n) &*& nodes(next);
@*/

struct node *push(struct node *list, int value)
//@ requires nodes(list);
//@ ensures nodes(result);
{
  struct node *n = malloc(sizeof(struct node));
  if (n == 0) { abort(); }
  n->next = list;
  n->value = value;
  return n;
}
