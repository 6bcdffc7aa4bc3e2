// change to `value`
int same(int value)
//@ requires true;
//@ ensures result == value;
{
    return valeu;
}
