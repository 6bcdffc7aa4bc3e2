// `reverse.c` with its contracts and its invariant alone.

//@ #include "list.gh"

struct node {
  struct node *next;
  int value;
};

/*@

predicate nodes(struct node *n; list<int> values) =
  n == 0 ?
    values == nil
  :
    n->next |-> ?next &*& n->value |-> ?v &*& nodes(next, ?rest) &*& values == cons(v, rest);

@*/

struct node *reverse_list(struct node *list)
//@ requires nodes(list, ?values);
//@ ensures nodes(result, reverse(values));
{
  struct node *todo = list;
  struct node *done = 0;
  while (todo != 0)
  /*@ invariant nodes(todo, ?ahead) &*& nodes(done, ?behind)
          &*& reverse(values) == append(reverse(ahead), behind); @*/
  {
    struct node *next = todo->next;
    todo->next = done;
    done = todo;
    todo = next;
  }
  return done;
}
