// A stack of numbers as a linked list, with all ghost code written out.
// `automatic/stack.c` is the same program with the contracts alone.

#include "stdlib.h"
#include "stdbool.h"

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
  s->head |-> ?head &*& malloc_block_stack(s) &*& 0 <= count &*& nodes(head, count);

@*/

struct stack *create_stack()
//@ requires true;
//@ ensures stack(result, 0);
{
  struct stack *s = malloc(sizeof(struct stack));
  if (s == 0) { abort(); }
  s->head = 0;
  //@ close nodes(0, 0);
  //@ close stack(s, 0);
  return s;
}

void push(struct stack *s, int value)
//@ requires stack(s, ?count);
//@ ensures stack(s, count + 1);
{
  //@ open stack(s, count);
  struct node *n = malloc(sizeof(struct node));
  if (n == 0) { abort(); }
  n->next = s->head;
  n->value = value;
  s->head = n;
  //@ close nodes(n, count + 1);
  //@ close stack(s, count + 1);
}

int pop(struct stack *s)
//@ requires stack(s, ?count) &*& 0 < count;
//@ ensures stack(s, count - 1);
{
  //@ open stack(s, count);
  struct node *n = s->head;
  //@ open nodes(n, count);
  int value = n->value;
  s->head = n->next;
  free(n);
  //@ close stack(s, count - 1);
  return value;
}

bool is_empty(struct stack *s)
//@ requires stack(s, ?count);
//@ ensures stack(s, count) &*& result == (count == 0);
{
  //@ open stack(s, count);
  struct node *head = s->head;
  //@ open nodes(head, count);
  bool empty = head == 0;
  //@ close nodes(head, count);
  //@ close stack(s, count);
  return empty;
}

void dispose_nodes(struct node *n)
//@ requires nodes(n, _);
//@ ensures true;
{
  //@ open nodes(n, _);
  if (n != 0) {
    dispose_nodes(n->next);
    free(n);
  }
}

void dispose_stack(struct stack *s)
//@ requires stack(s, _);
//@ ensures true;
{
  //@ open stack(s, _);
  dispose_nodes(s->head);
  free(s);
}

int main()
//@ requires true;
//@ ensures true;
{
  struct stack *s = create_stack();
  push(s, 10);
  push(s, 20);
  pop(s);
  pop(s);
  dispose_stack(s);
  return 0;
}
