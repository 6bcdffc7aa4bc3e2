// `push_all.c` without ghost statements and lemmas: that a segment can be extended and joined is Frame's to prove.

#include "stdlib.h"

struct node {
  struct node *next;
  int value;
};

struct stack {
  struct node *head;
};

/*@

predicate nodes(struct node *n, int count) =
  n == 0 ?
    count == 0
  :
    0 < count &*& n->next |-> ?next &*& n->value |-> ?v &*& malloc_block_node(n) &*& nodes(next, count - 1);

predicate stack(struct stack *s, int count) =
  s->head |-> ?head &*& malloc_block_stack(s) &*& nodes(head, count);

predicate segment(struct node *first, struct node *end, int count) =
  count <= 0 ?
    count == 0 &*& first == end
  :
    first->next |-> ?next &*& first->value |-> ?v &*& malloc_block_node(first) &*& segment(next, end, count - 1);

@*/

void push_all(struct stack *to, struct stack *from)
//@ requires stack(to, ?a) &*& stack(from, ?b) &*& 0 <= a;
//@ ensures stack(to, a + b);
{
  struct node *first = from->head;
  free(from);
  if (first != 0) {
    struct node *last = first;
    while (last->next != 0)
    /*@ invariant segment(first, last, ?n) &*& last->next |-> ?next &*& last->value |-> ?v &*&
            malloc_block_node(last) &*& nodes(next, ?m) &*& n + 1 + m == b; @*/
    {
      last = last->next;
    }
    last->next = to->head;
    to->head = first;
  }
}
