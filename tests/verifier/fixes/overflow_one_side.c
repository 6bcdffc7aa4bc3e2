// ask the caller for it: add `a + 1 <= INT_MAX` to `requires`
int next(int a)
//@ requires true;
//@ ensures result == a + 1;
{
    return a + 1;
}
