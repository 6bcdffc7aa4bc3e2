// hand it to the caller: add `result->value |-> 3 &*& malloc_block_cell(result)` to `ensures`
#include <stdlib.h>

struct cell {
    int value;
};

struct cell *make(void)
//@ requires true;
//@ ensures true;
{
    struct cell *p = malloc(sizeof(struct cell));
    if (p == 0) abort();
    p->value = 3;
    return p;
}
