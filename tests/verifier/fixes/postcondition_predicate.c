// hand it to the caller: add `owned(c)` to `ensures`
struct cell {
    int value;
};

/*@
predicate owned(struct cell *c);
@*/

void fill(struct cell *c);
//@ requires true;
//@ ensures owned(c);

void twice(struct cell *c)
//@ requires true;
//@ ensures true;
{
    fill(c);
}
