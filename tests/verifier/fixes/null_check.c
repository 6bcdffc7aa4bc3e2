// ask whether `p` is null: insert `if (p == 0) abort();`
#include <stdlib.h>

struct cell {
    int value;
};

struct cell *make(int value)
//@ requires true;
//@ ensures result->value |-> value &*& malloc_block_cell(result);
{
    struct cell *p;
    p = malloc(sizeof(struct cell)); // may be null
    p->value = value;
    return p;
}
