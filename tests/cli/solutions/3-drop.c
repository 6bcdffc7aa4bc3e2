// Exercise 3: nothing may be lost. `drop_first` forgets something: find out what, and mend the body.

#include "stdlib.h"

struct node {
  struct node *next;
  int value;
};

/*@
predicate nodes(struct node *n) =
  n == 0 ? true : n->next |-> ?next &*& n->value |-> _ &*& malloc_block_node(n) &*& nodes(next);
@*/

struct node *drop_first(struct node *list)
//@ requires nodes(list) &*& list != 0;
//@ ensures nodes(result);
{
  struct node *rest = list->next;
  free(list);
  return rest;
}
