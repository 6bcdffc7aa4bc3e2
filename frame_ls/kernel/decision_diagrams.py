"""Sets of bit vectors as binary decision diagrams: ordered, reduced and shared, so that equal sets are equal numbers.

After Bryant, "Graph-Based Algorithms for Boolean Function Manipulation" (1986). A diagram is the number of its root: 0
is the empty set, 1 that of all vectors. Bits are tested in the order of their levels, the least first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

NOTHING, EVERYTHING = 0, 1
_LEAF = 1 << 60  # the level of the two leaves: after all others


class Diagrams:
    """A store of diagrams. `spend` is called for every new node, and may raise when there are too many."""

    __slots__ = ("_chosen", "_high", "_level", "_low", "_nodes", "_spend")

    def __init__(self, spend: Callable[[], None]) -> None:
        self._level, self._low, self._high = [_LEAF, _LEAF], [0, 1], [0, 1]
        self._nodes: dict[tuple[int, int, int], int] = {}
        self._chosen: dict[tuple[int, int, int], int] = {}
        self._spend = spend

    def bit(self, level: int) -> int:
        """The vectors with this bit set."""
        return self._node(level, NOTHING, EVERYTHING)

    def _node(self, level: int, low: int, high: int) -> int:
        if low == high:
            return low
        key = (level, low, high)
        found = self._nodes.get(key)
        if found is None:
            self._spend()
            found = self._nodes[key] = len(self._level)
            self._level.append(level)
            self._low.append(low)
            self._high.append(high)
        return found

    def _halves(self, f: int, level: int) -> tuple[int, int]:
        """The diagram where the bit at `level` is clear, and where it is set; no earlier bit is tested by it."""
        return (self._low[f], self._high[f]) if self._level[f] == level else (f, f)

    def choose(self, f: int, g: int, h: int) -> int:
        """Where f holds g, elsewhere h."""
        if f == EVERYTHING or g == h:
            return g
        if f == NOTHING:
            return h
        if g == EVERYTHING and h == NOTHING:
            return f
        key = (f, g, h)
        found = self._chosen.get(key)
        if found is None:
            level = min(self._level[f], self._level[g], self._level[h])
            (f0, f1), (g0, g1), (h0, h1) = (self._halves(x, level) for x in key)
            found = self._chosen[key] = self._node(level, self.choose(f0, g0, h0), self.choose(f1, g1, h1))
        return found

    def both(self, *parts: int) -> int:
        found = EVERYTHING
        for part in parts:
            found = self.choose(found, part, NOTHING)
        return found

    def either(self, *parts: int) -> int:
        found = NOTHING
        for part in parts:
            found = self.choose(found, EVERYTHING, part)
        return found

    def complement(self, f: int) -> int:
        return self.choose(f, NOTHING, EVERYTHING)

    def same(self, f: int, g: int) -> int:
        """The vectors that are in both or in neither."""
        return self.choose(f, g, self.complement(g))

    def meeting(self, f: int, g: int, levels: Iterable[int]) -> int:
        """The vectors that some change of the bits at `levels` puts into both sets."""
        free = frozenset(levels)
        known: dict[tuple[int, int], int] = {}

        def visit(a: int, b: int) -> int:
            if a == NOTHING or b == NOTHING:
                return NOTHING
            if a == EVERYTHING and b == EVERYTHING:
                return EVERYTHING
            key = (a, b) if a <= b else (b, a)
            found = known.get(key)
            if found is None:
                level = min(self._level[a], self._level[b])
                (a0, a1), (b0, b1) = self._halves(a, level), self._halves(b, level)
                low = visit(a0, b0)
                if level not in free:
                    found = self._node(level, low, visit(a1, b1))
                else:
                    found = EVERYTHING if low == EVERYTHING else self.either(low, visit(a1, b1))
                known[key] = found
            return found

        return visit(f, g)

    def some(self, f: int, levels: Iterable[int]) -> int:
        """The vectors that some change of the bits at `levels` puts into the set."""
        return self.meeting(f, EVERYTHING, levels)

    def substituted(self, f: int, values: Mapping[int, int]) -> int:
        """The set with, for each bit at a level of `values`, what the diagram there says."""
        known = {NOTHING: NOTHING, EVERYTHING: EVERYTHING}

        def visit(a: int) -> int:
            found = known.get(a)
            if found is None:
                level = self._level[a]
                test = values.get(level)
                low, high = visit(self._low[a]), visit(self._high[a])
                found = known[a] = self.choose(self.bit(level) if test is None else test, high, low)
            return found

        return visit(f)

    def has(self, f: int, vector: Mapping[int, bool]) -> bool:
        """Whether the vector is in the set; a bit that it does not name is clear."""
        while f > EVERYTHING:
            f = self._high[f] if vector.get(self._level[f], False) else self._low[f]
        return f == EVERYTHING
