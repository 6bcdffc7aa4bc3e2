// give it up openly: insert `//@ leak owned(b);`
struct cell {
    int value;
};

/*@
predicate owned(struct cell *c);
@*/

void drop(struct cell *b)
//@ requires owned(b);
//@ ensures true;
{
}
