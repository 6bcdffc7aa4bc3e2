// What every C text may use without asking for it: cells, arrays of them, and the axioms about them.

#ifndef PRELUDE_H
#define PRELUDE_H

#include "prelude_core.gh"
#include "list.gh"

/*@

lemma void assume(bool b);
    requires true;
    ensures b;

predicate exists<t>(t x;) = true;

predicate character(char *p; char v);
predicate char_(char *p; option<char> v);
predicate u_character(unsigned char *p; unsigned char v);
predicate uchar_(unsigned char *p; option<unsigned char> v);
predicate short_integer(short *p; short v);
predicate short_(short *p; option<short> v);
predicate u_short_integer(unsigned short *p; unsigned short v);
predicate ushort_(unsigned short *p; option<unsigned short> v);
predicate integer(int *p; int v);
predicate int_(int *p; option<int> v);
predicate u_integer(unsigned int *p; unsigned int v);
predicate uint_(unsigned int *p; option<unsigned int> v);
predicate long_integer(long *p; long v);
predicate long_(long *p; option<long> v);
predicate u_long_integer(unsigned long *p; unsigned long v);
predicate ulong_(unsigned long *p; option<unsigned long> v);
predicate llong_integer(long long *p; long long v);
predicate llong_(long long *p; option<long long> v);
predicate u_llong_integer(unsigned long long *p; unsigned long long v);
predicate ullong_(unsigned long long *p; option<unsigned long long> v);
predicate bool_(bool *p; option<bool> v);
predicate pointer(void **p; void *v);
predicate pointer_(void **p; option<void *> v);
predicate uintptr(uintptr_t *p; uintptr_t v);
predicate uintptr_(uintptr_t *p; option<uintptr_t> v);

predicate ints(int *a, int n; list<int> vs) =
    n == 0 ? vs == nil : integer(a, ?v) &*& ints(a + 1, n - 1, ?rest) &*& vs == cons(v, rest);

predicate chars(char *a, int n; list<char> vs) =
    n == 0 ? vs == nil : character(a, ?v) &*& chars(a + 1, n - 1, ?rest) &*& vs == cons(v, rest);

predicate module(int id, bool initial);

@*/

typedef int main(int argc, char **argv);
    //@ requires true;
    //@ ensures true;

#endif
