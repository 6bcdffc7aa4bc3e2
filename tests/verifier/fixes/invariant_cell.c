// to `invariant`
struct cell {
    int value;
};

void fill(struct cell *c, int n)
//@ requires c->value |-> _;
//@ ensures c->value |-> _;
{
    int i = 0;
    while (i < n)
    //@ invariant true;
    {
        c->value = i;
        i = i + 1;
    }
}
