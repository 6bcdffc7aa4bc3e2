"""Satisfiability of heaps whose predicates count: how often each case is used, and what the numbers always are.

`shapes` tells derivations apart by the base pair they have, and lists how one arises from others. `derivations` looks
for a derivation whose numbers fit, in which what repeats is told once. Where there is none, `invariants` finds what
the numbers of each shape always satisfy, and `refutation` writes it down as a table that the kernel checks.
"""
