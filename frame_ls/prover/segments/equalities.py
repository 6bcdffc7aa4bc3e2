"""Equations and disequations between numbered terms, with the facts that each conclusion rests on."""

from __future__ import annotations

from frame_ls.logic.terms import Term


class Equalities:
    """A partition of 0..n-1 that only grows coarser, and which parts are known to differ.

    Facts are the formulas that were given; `why` answers in them. Copies are independent.
    """

    __slots__ = ("_edges", "_members", "clash", "of", "unequal")

    def __init__(self, size: int) -> None:
        self.of: list[int] = list(range(size))  # the name of each term's class
        self._members: list[tuple[int, ...]] = [(i,) for i in range(size)]
        self._edges: list[tuple[tuple[int, Term], ...]] = [()] * size  # a spanning tree of each class
        self.unequal: dict[tuple[int, int], tuple[int, int, Term]] = {}
        self.clash: tuple[int, int, Term] | None = None  # a disequation within one class

    def copy(self) -> Equalities:
        """An independent copy."""
        new = object.__new__(Equalities)
        new.of, new._members, new._edges = self.of[:], self._members[:], self._edges[:]
        new.unequal, new.clash = self.unequal.copy(), self.clash
        return new

    def are_equal(self, a: int, b: int) -> bool:
        return self.of[a] == self.of[b]

    def are_unequal(self, a: int, b: int) -> bool:
        """Whether a given disequation says so."""
        p, q = self.of[a], self.of[b]
        return ((p, q) if p < q else (q, p)) in self.unequal

    def merge(self, a: int, b: int, fact: Term) -> None:
        """Takes in `a = b`."""
        kept, lost = self.of[a], self.of[b]
        if kept == lost:
            return
        self._edges[a] += ((b, fact),)
        self._edges[b] += ((a, fact),)
        for member in self._members[lost]:
            self.of[member] = kept
        self._members[kept] += self._members[lost]
        self._members[lost] = ()
        for key in [k for k in self.unequal if lost in k]:
            c, d, reason = self.unequal.pop(key)
            self.separate(c, d, reason)

    def separate(self, a: int, b: int, fact: Term) -> None:
        """Takes in `a != b`."""
        p, q = self.of[a], self.of[b]
        if p == q:
            self.clash = self.clash or (a, b, fact)
        else:
            self.unequal.setdefault((p, q) if p < q else (q, p), (a, b, fact))

    def why_equal(self, a: int, b: int) -> list[Term]:
        """The facts on the path between two terms of one class."""
        if a == b:
            return []
        came: dict[int, tuple[int, Term]] = {a: (a, _NO_FACT)}
        queue = [a]
        for place in queue:
            for neighbour, fact in self._edges[place]:
                if neighbour not in came:
                    came[neighbour] = (place, fact)
                    queue.append(neighbour)
            if b in came:
                break
        facts: list[Term] = []
        place = b
        while place != a:
            place, fact = came[place]
            facts.append(fact)
        return facts[::-1]

    def why_unequal(self, a: int, b: int) -> list[Term]:
        """The facts behind `are_unequal`."""
        p, q = self.of[a], self.of[b]
        c, d, fact = self.unequal[(p, q) if p < q else (q, p)]
        if self.of[c] != p:
            c, d = d, c
        return [*self.why_equal(a, c), fact, *self.why_equal(d, b)]


_NO_FACT = Term()
