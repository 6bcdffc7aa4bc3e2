// Sizes, differences of pointers, and null.

#ifndef STDDEF_H
#define STDDEF_H

typedef uintptr_t size_t;
typedef intptr_t ptrdiff_t;

#define NULL 0

#endif
