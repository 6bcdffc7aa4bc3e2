// Moves all nodes of one stack on top of another one, which takes a segment of a list and two lemmas about it.

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

lemma void segment_extend(struct node *first)
  requires segment(first, ?last, ?count) &*& last->next |-> ?next &*& last->value |-> ?v &*& malloc_block_node(last);
  ensures segment(first, next, count + 1);
{
  open segment(first, last, count);
  if (count == 0) {
    close segment(next, next, 0);
  } else {
    segment_extend(first->next);
  }
  close segment(first, next, count + 1);
}

lemma void segment_join(struct node *first)
  requires segment(first, ?end, ?count) &*& nodes(end, ?more) &*& 0 <= more;
  ensures nodes(first, count + more) &*& 0 <= count;
{
  open segment(first, end, count);
  if (count > 0) {
    segment_join(first->next);
    close nodes(first, count + more);
  }
}

@*/

void push_all(struct stack *to, struct stack *from)
//@ requires stack(to, ?a) &*& stack(from, ?b) &*& 0 <= a;
//@ ensures stack(to, a + b);
{
  //@ open stack(to, a);
  //@ open stack(from, b);
  struct node *first = from->head;
  free(from);
  //@ open nodes(first, b);
  if (first != 0) {
    struct node *last = first;
    //@ close segment(first, first, 0);
    while (last->next != 0)
    /*@ invariant segment(first, last, ?n) &*& last->next |-> ?next &*& last->value |-> ?v &*&
            malloc_block_node(last) &*& nodes(next, ?m) &*& n + 1 + m == b; @*/
    {
      last = last->next;
      //@ segment_extend(first);
      //@ open nodes(next, m);
    }
    //@ open nodes(next, m);
    last->next = to->head;
    //@ close nodes(last, a + 1);
    //@ segment_join(first);
    to->head = first;
  }
  //@ close stack(to, a + b);
}
