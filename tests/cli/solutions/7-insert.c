// Exercise 7: insert into a search tree. The case of a larger value is missing, and it leaks.
// Afterwards: say in the contracts how many values the tree has, with `tree(struct tree *t; int count)`.

#include "stdlib.h"

struct tree {
  struct tree *left;
  struct tree *right;
  int value;
};

/*@
predicate tree(struct tree *t) =
  t == 0 ?
    true
  :
    t->left |-> ?l &*& t->right |-> ?r &*& t->value |-> ?v &*& malloc_block_tree(t) &*& tree(l) &*& tree(r);
@*/

struct tree *leaf(int value)
//@ requires true;
//@ ensures tree(result) &*& result != 0;
{
  struct tree *t = malloc(sizeof(struct tree));
  if (t == 0) { abort(); }
  t->left = 0;
  t->right = 0;
  t->value = value;
  return t;
}

struct tree *insert(struct tree *t, int value)
//@ requires tree(t);
//@ ensures tree(result) &*& result != 0;
{
  if (t == 0) {
    return leaf(value);
  }
  if (value < t->value) {
    t->left = insert(t->left, value);
    return t;
  }
  t->right = insert(t->right, value);
  return t;
}
