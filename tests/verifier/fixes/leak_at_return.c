// dispose of it before the function returns: insert `free(p);`
#include <stdlib.h>

struct cell {
    int value;
};

int seven(void)
//@ requires true;
//@ ensures result == 7;
{
    struct cell *p = malloc(sizeof(struct cell));
    if (p == 0) abort();
    p->value = 7;
    return 7;
}
