// What every C text may use without asking for it: cells, arrays of them, and the axioms about them.

#ifndef PRELUDE_H
#define PRELUDE_H

#include "prelude_core.gh"
#include "list.gh"
#include "prelude_cells.gh"
#include "prelude_arrays.gh"
#include "prelude_conversions.gh"
#include "prelude_strings.gh"
#include "arithmetic.gh"
#include "axioms.gh"

/*@

lemma void assume(bool b);
    requires true;
    ensures b;

predicate module(int id, bool initial);

@*/

typedef int main(int argc, char **argv);
    //@ requires 0 <= argc &*& [_]argv(argv, argc, ?arguments);
    //@ ensures true;

typedef int main_full/*@(int mainModule)@*/(int argc, char **argv);
    //@ requires module(mainModule, true) &*& 0 <= argc &*& [_]argv(argv, argc, ?arguments);
    //@ ensures true;

#endif
