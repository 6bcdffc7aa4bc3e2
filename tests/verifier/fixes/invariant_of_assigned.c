// keep it in the loop: add `0 < n` to `invariant`
void positive(int n);
//@ requires n > 0;
//@ ensures true;

void often(int n)
//@ requires n > 0;
//@ ensures true;
{
    int i = 0;
    while (i < 10)
    //@ invariant i <= 10 &*& n == n;
    {
        positive(n);
        n = n + 0;
        i = i + 1;
    }
}
