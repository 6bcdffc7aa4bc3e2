// A list of numbers. `push_unchecked` forgets that malloc may fail; the other functions verify.
#include <stdlib.h>

struct node {
    struct node *next;
    int value;
};

/*@
predicate nodes(struct node *n, list<int> vs) =
    n == 0 ?
        vs == nil
    :
        n->next |-> ?next &*& n->value |-> ?value &*& malloc_block_node(n) &*&
        nodes(next, ?rest) &*& vs == cons(value, rest);
@*/

struct node *push(struct node *list, int value)
    //@ requires nodes(list, ?vs);
    //@ ensures nodes(result, cons(value, vs));
{
    struct node *n = malloc(sizeof(struct node));
    if (n == 0) abort();
    n->next = list;
    n->value = value;
    //@ close nodes(n, cons(value, vs));
    return n;
}

struct node *push_unchecked(struct node *list, int value)
    //@ requires nodes(list, ?vs);
    //@ ensures nodes(result, cons(value, vs));
{
    struct node *n = malloc(sizeof(struct node));
    n->next = list;
    n->value = value;
    //@ close nodes(n, cons(value, vs));
    return n;
}

struct node *push_left(struct node *a, struct node *b)
    //@ requires nodes(a, ?xs) &*& nodes(b, ?ys);
    //@ ensures nodes(result, cons(1, xs)) &*& nodes(b, ys);
{
    struct node *c = push(a, 1);
    return c;
}
