// store `list`, not `n`, in `n->next`
#include "stdlib.h"

struct node { struct node *next; };

//@ predicate nodes(struct node *n) = n == 0 ? emp : n->next |-> ?next &*& malloc_block_node(n) &*& nodes(next);

struct node *push(struct node *list)
//@ requires nodes(list);
//@ ensures nodes(result);
{
    struct node *n = malloc(sizeof(struct node));
    if (n == 0) abort();
    n->next = n;
    //@ close nodes(n);
    return n;
}
