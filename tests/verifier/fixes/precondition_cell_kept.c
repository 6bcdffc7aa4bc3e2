// ask the caller for it: add `c->value |-> ?v` to `requires`
struct cell {
    int value;
};

int get(struct cell *c)
//@ requires emp;
//@ ensures c->value |-> _;
{
    return c->value;
}
