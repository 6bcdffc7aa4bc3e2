// Exercise 5: a loop needs an invariant. What does the loop own before each round?

#include "stdlib.h"

struct node {
  struct node *next;
  int value;
};

/*@
predicate nodes(struct node *n) =
  n == 0 ? true : n->next |-> ?next &*& n->value |-> _ &*& malloc_block_node(n) &*& nodes(next);
@*/

void dispose(struct node *list)
//@ requires nodes(list);
//@ ensures true;
{
  while (list != 0)
  //@ invariant nodes(list);
  {
    struct node *next = list->next;
    free(list);
    list = next;
  }
}
