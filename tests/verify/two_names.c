// One cell under two names, cells that are shown to be set, and strings as arrays of characters.
#include "stdlib.h"

struct pair { struct pair *left; struct pair *right; int size; };

/*@

lemma void same_left(struct pair *p, struct pair *q)
    requires [?f]p->left |-> ?v &*& [?g]q->left |-> ?w &*& (uintptr_t)p == (uintptr_t)q;
    ensures [f]p->left |-> v &*& [g]q->left |-> w &*& v == w;
{
    pointer_fractions_same_address(&p->left, &q->left);
}

lemma void other_field(struct pair *p, struct pair *q)
    requires [?f]p->left |-> ?v &*& [?g]q->right |-> ?w &*& (uintptr_t)p == (uintptr_t)q;
    ensures [f]p->left |-> v &*& [g]q->right |-> w &*& v == w;
{
    pointer_fractions_same_address(&p->left, &q->right); //~ precondition
}

lemma void address_of_field(struct pair *p)
    requires true;
    ensures (uintptr_t)&p->left == (uintptr_t)&p->right; //~ postcondition
{
}

lemma void far_fields(struct pair *p)
    requires (uintptr_t)p == UINTPTR_MAX;
    ensures false; //~ postcondition
{
}

@*/

struct pair *at(struct pair **place)
//@ requires [?f]pointer(place, ?v);
//@ ensures [f]pointer(place, v) &*& result == v;
{
  return *place;
}

struct pair *left_of(struct pair *p)
//@ requires p->left |-> ?v;
//@ ensures p->left |-> v &*& result == v;
{
  return at(&p->left);
}

void set(struct pair **place, struct pair *p)
//@ requires pointer(place, _) &*& (uintptr_t)place == (uintptr_t)&p->left;
//@ ensures p->left |-> 0;
//~^ missing-cell
{
  *place = 0;
}

/*@

lemma void is_set(int *p)
    requires int_(p, some(3));
    ensures integer(p, 3);
{
}

lemma void may_be_unset(int *p)
    requires int_(p, ?v);
    ensures integer(p, _); //~ missing-cell
{
}

lemma void array_is_set(int *a)
    requires ints_(a, 2, cons(some(1), cons(some(2), nil)));
    ensures ints(a, 2, cons(1, cons(2, nil)));
{
    ints__to_ints(a);
}

lemma void array_is_not(int *a)
    requires ints_(a, 2, cons(some(1), cons(none, nil)));
    ensures true;
{
    ints__to_ints(a); //~ precondition
}

lemma void joined(char *a)
    requires chars(a, 2, ?vs) &*& chars_(a + 2, 3, ?ws);
    ensures chars_(a, 5, append(map(some, vs), ws));
{
    chars_chars__join(a);
}

lemma void there_and_back(char *s)
    requires string(s, ?cs);
    ensures string(s, cs);
{
    string_to_chars(s);
    chars_to_string(s);
}

lemma void no_end(char *s)
    requires chars(s, 3, ?cs) &*& mem('\0', cs) == false;
    ensures string(s, _);
{
    chars_to_string(s); //~ precondition
}

@*/
