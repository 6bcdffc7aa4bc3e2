// Exercise 1: swap two cells. The contract is right, the body is not: mend it.
// Put the cursor on a line to see what is owned there.

void swap(int *a, int *b)
//@ requires *a |-> ?x &*& *b |-> ?y;
//@ ensures *a |-> y &*& *b |-> x;
{
  *a = *b;
  *b = *a;
}
