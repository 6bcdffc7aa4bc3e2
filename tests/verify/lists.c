// Linked lists with their values: every ghost statement but the contracts and invariants is left out.
#include "stdlib.h"
#include "stdbool.h"
//@ #include "listex.gh"

struct node { struct node *next; int value; };

/*@
predicate nodes(struct node *n; list<int> vs) =
    n == 0 ? vs == nil
    : n->next |-> ?next &*& n->value |-> ?v &*& malloc_block_node(n) &*& nodes(next, ?rest) &*& vs == cons(v, rest);
@*/

struct node *push(struct node *list, int value)
//@ requires nodes(list, ?vs);
//@ ensures nodes(result, cons(value, vs));
{
  struct node *n = malloc(sizeof(struct node));
  if (n == 0) abort();
  n->next = list;
  n->value = value;
  return n;
}

struct node *pushes_into_a_circle(struct node *list, int value)
//@ requires nodes(list, ?vs);
//@ ensures nodes(result, cons(value, vs));
//~^ missing-predicate
{
  struct node *n = malloc(sizeof(struct node));
  if (n == 0) abort();
  n->next = n;
  n->value = value;
  return n;
}

bool is_empty(struct node *list)
//@ requires nodes(list, ?vs);
//@ ensures nodes(list, vs) &*& result == (vs == nil);
{
  return list == 0;
}

int head_of_what_may_be_empty(struct node *list)
//@ requires nodes(list, ?vs);
//@ ensures nodes(list, vs);
{
  return list->value; //~
}

void dispose(struct node *list)
//@ requires nodes(list, _);
//@ ensures emp;
{
  while (list != 0)
  //@ invariant nodes(list, _);
  {
    struct node *next = list->next;
    free(list);
    list = next;
  }
}

struct node *reverse(struct node *list)
//@ requires nodes(list, ?vs);
//@ ensures nodes(result, reverse(vs));
{
  struct node *done = 0;
  while (list != 0)
  //@ invariant nodes(list, ?todo) &*& nodes(done, ?seen) &*& reverse(vs) == append(reverse(todo), seen);
  {
    struct node *next = list->next;
    list->next = done;
    done = list;
    list = next;
  }
  return done;
}

int length_of(struct node *list)
//@ requires nodes(list, ?vs) &*& length(vs) <= 1000;
//@ ensures nodes(list, vs) &*& result == length(vs);
{
  if (list == 0) return 0;
  int rest = length_of(list->next);
  return rest + 1;
}
