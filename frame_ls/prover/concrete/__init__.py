"""Small concrete heaps that the search looks at before it believes anything.

Samples are models of a goal's left side; a right side that one of them does not have need not be proved. All of this
only guides: what becomes evidence is checked by the kernel's own semantics.
"""
