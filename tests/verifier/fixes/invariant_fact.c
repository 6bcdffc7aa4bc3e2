// to `invariant`
int count(int n)
//@ requires 0 <= n;
//@ ensures result == n;
{
    int i = 0;
    while (i < n)
    //@ invariant true;
    {
        i = i + 1;
    }
    return i;
}
