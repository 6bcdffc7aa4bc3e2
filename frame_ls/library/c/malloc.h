#ifndef MALLOC_H
#define MALLOC_H

typedef uintptr_t size_t;

void *malloc(size_t size);
    //@ requires true;
    //@ ensures true;

void *calloc(size_t count, size_t size);
    //@ requires true;
    //@ ensures true;

void free(void *p);
    //@ requires true;
    //@ ensures true;

#endif
