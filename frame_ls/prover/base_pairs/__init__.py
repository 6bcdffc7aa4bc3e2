"""Satisfiability of heaps with inductive predicates, by base pairs.

A base pair of a predicate says what one of its derivations tells about its parameters: which are equal, which differ,
which are allocated. Each predicate has finitely many, and they can be computed. After Brotherston, Fuhs, Navarro Perez,
Gorogiannis (CSL-LICS 2014).
"""
