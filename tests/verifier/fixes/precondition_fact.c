// ask the caller for it: add `0 < n` to `requires`
void positive(int n);
//@ requires n > 0;
//@ ensures true;

void call(int n)
//@ requires true;
//@ ensures true;
{
    positive(n);
}
