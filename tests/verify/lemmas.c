// Lemmas: proved by induction, which must end; they change nothing real.
//@ #include "listex.gh"

/*@

inductive tree = leaf | branch(tree, int, tree);

fixpoint int size(tree t) {
    switch (t) { case leaf: return 0; case branch(l, v, r): return size(l) + 1 + size(r); }
}

fixpoint tree mirror(tree t) {
    switch (t) { case leaf: return leaf; case branch(l, v, r): return branch(mirror(r), v, mirror(l)); }
}

lemma void size_is_never_negative(tree t)
    requires true;
    ensures 0 <= size(t);
{
    switch (t) { case leaf: case branch(l, v, r): size_is_never_negative(l); size_is_never_negative(r); }
}

lemma void a_mirror_has_the_same_size(tree t)
    requires true;
    ensures size(mirror(t)) == size(t);
{
    switch (t) { case leaf: case branch(l, v, r): a_mirror_has_the_same_size(l); a_mirror_has_the_same_size(r); }
}

lemma void proves_itself(tree t)
    requires true;
    ensures size(t) == 7;
{
    proves_itself(t); //~
}

lemma void every_tree_is_a_leaf(tree t)
    requires true;
    ensures t == leaf; //~ postcondition
{
    switch (t) { case leaf: case branch(l, v, r): }
}

@*/
