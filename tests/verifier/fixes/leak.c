// dispose of it at the end: insert `free(p);`
#include <stdlib.h>

struct cell {
    int value;
};

void forget(void)
//@ requires true;
//@ ensures true;
{
    struct cell *p = malloc(sizeof(struct cell));
    if (p == 0) abort();
    p->value = 1;
}
