// Blocks of characters, and strings that end with a zero.

#ifndef STRING_H
#define STRING_H

#include "stddef.h"

void *memcpy(void *to, void *from, size_t count);
    //@ requires chars_(to, count, _) &*& [?f]chars(from, count, ?cs);
    //@ ensures chars(to, count, cs) &*& [f]chars(from, count, cs) &*& result == to;

int memcmp(char *a, char *b, size_t count);
    //@ requires [?f]chars(a, ?n, ?cs) &*& [?g]chars(b, ?m, ?ds) &*& count <= n &*& count <= m;
    //@ ensures [f]chars(a, n, cs) &*& [g]chars(b, m, ds) &*& (result == 0) == (take(count, cs) == take(count, ds));

char *memchr(char *a, char c, size_t count);
    //@ requires [?f]chars(a, count, ?cs);
    /*@
    ensures
        [f]chars(a, count, cs) &*&
        result == 0 ? mem(c, cs) == false : mem(c, cs) == true &*& result == a + index_of(c, cs);
    @*/

void *memset(void *a, char value, size_t count);
    //@ requires chars_(a, count, _);
    //@ ensures chars(a, count, ?cs) &*& all_eq(cs, value) == true &*& result == a;

size_t strlen(char *s);
    //@ requires [?f]string(s, ?cs);
    //@ ensures [f]string(s, cs) &*& result == length(cs);

int strcmp(char *s, char *t);
    //@ requires [?f]string(s, ?cs) &*& [?g]string(t, ?ds);
    //@ ensures [f]string(s, cs) &*& [g]string(t, ds) &*& (result == 0) == (cs == ds);

char *strcpy(char *to, char *from);
    //@ requires [?f]string(from, ?cs) &*& chars_(to, length(cs) + 1, _);
    //@ ensures [f]string(from, cs) &*& chars(to, length(cs) + 1, append(cs, cons(0, nil))) &*& result == to;

char *strdup(char *s);
    //@ requires [?f]string(s, ?cs);
    //@ ensures [f]string(s, cs) &*& result == 0 ? true : string(result, cs) &*& malloc_block_chars(result, length(cs) + 1);

#endif
