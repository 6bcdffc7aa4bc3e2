// ask the caller for it: add `owned(c)` to `requires`
struct cell {
    int value;
};

/*@
predicate owned(struct cell *c);
@*/

void use(struct cell *c);
//@ requires owned(c);
//@ ensures true;

void both(struct cell *c, int i)
//@ requires i > 0 ? true : i < 3;
//@ ensures true;
{
    use(c);
}
