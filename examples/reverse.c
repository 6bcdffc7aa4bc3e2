// Reversing a linked list in place: the loop has taken some of the list apart and built up the rest the other way round.

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
  //@ close nodes(done, nil);
  //@ append_nil(reverse(values));
  while (todo != 0)
  /*@ invariant nodes(todo, ?ahead) &*& nodes(done, ?behind)
          &*& reverse(values) == append(reverse(ahead), behind); @*/
  {
    //@ open nodes(todo, ahead);
    struct node *next = todo->next;
    //@ assert nodes(next, ?rest) &*& todo->value |-> ?v;
    todo->next = done;
    //@ close nodes(todo, cons(v, behind));
    //@ append_assoc(reverse(rest), cons(v, nil), behind);
    done = todo;
    todo = next;
  }
  //@ open nodes(todo, _);
  return done;
}
