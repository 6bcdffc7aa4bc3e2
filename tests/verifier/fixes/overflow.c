// to `requires`
int add(int a, int b)
//@ requires true;
//@ ensures result == a + b;
{
    return a + b;
}
