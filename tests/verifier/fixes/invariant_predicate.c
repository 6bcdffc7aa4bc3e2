// to `invariant`
struct cell {
    int value;
};

/*@
predicate owned(struct cell *c, int v);
@*/

void touch(struct cell *c);
//@ requires owned(c, ?v);
//@ ensures owned(c, v);

void often(struct cell *c, int n)
//@ requires owned(c, ?v);
//@ ensures owned(c, v);
{
    int i = 0;
    while (i < n)
    //@ invariant i >= 0;
    {
        touch(c);
        i = i + 1;
    }
}
