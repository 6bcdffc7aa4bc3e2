// Exercise 6: reverse a list. Write the body of the loop.

struct node {
  struct node *next;
  int value;
};

/*@
predicate nodes(struct node *n) =
  n == 0 ? true : n->next |-> ?next &*& n->value |-> _ &*& malloc_block_node(n) &*& nodes(next);
@*/

struct node *reverse(struct node *list)
//@ requires nodes(list);
//@ ensures nodes(result);
{
  struct node *todo = list;
  struct node *done = 0;
  while (todo != 0)
  //@ invariant nodes(todo) &*& nodes(done);
  {
    todo = todo->next;
  }
  return done;
}
