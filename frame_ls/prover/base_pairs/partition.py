"""Equal, different, allocated: what is known of a few numbered addresses, closed under what follows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

Key = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]


class Partition:
    """Classes of 0..n-1, disequalities and allocation between classes; bit i of a mask stands for class name i.

    Every operation says False when the whole becomes contradictory; the value is then of no further use. Allocated
    classes of one region differ from each other, and from nil, which whoever allocates says.
    """

    __slots__ = ("allocated", "of", "unequal")

    def __init__(self, size: int, regions: int) -> None:
        self.of: list[int] = list(range(size))  # class names; a name is a member's index
        self.unequal: list[int] = [0] * size  # by class name
        self.allocated: list[int] = [0] * regions  # by region

    def copy(self) -> Partition:
        new = object.__new__(Partition)
        new.of, new.unequal, new.allocated = self.of[:], self.unequal[:], self.allocated[:]
        return new

    def merge(self, a: int, b: int) -> bool:
        """Takes in a = b."""
        of = self.of
        a, b = of[a], of[b]
        if a == b:
            return True
        unequal = self.unequal
        kept, lost = 1 << a, 1 << b
        if unequal[a] & lost:
            return False
        for region, mask in enumerate(self.allocated):
            if mask & lost:
                self.allocated[region] = mask & ~lost | kept
        self.of = [a if c == b else c for c in of]
        others = unequal[b]
        unequal[a] |= others
        unequal[b] = 0
        index = 0
        while others:
            if others & 1:
                unequal[index] = unequal[index] & ~lost | kept
            others >>= 1
            index += 1
        return True

    def separate(self, a: int, b: int) -> bool:
        """Takes in a != b."""
        a, b = self.of[a], self.of[b]
        if a == b:
            return False
        self.unequal[a] |= 1 << b
        self.unequal[b] |= 1 << a
        return True

    def allocate(self, region: int, a: int, nil: int) -> bool:
        """Takes in that one more cell of the region lies at a."""
        if not self.separate(a, nil):
            return False
        a = self.of[a]
        mask = self.allocated[region]
        if mask >> a & 1:
            return False
        index, rest = 0, mask
        while rest:
            if rest & 1:
                self.unequal[index] |= 1 << a
            rest >>= 1
            index += 1
        self.unequal[a] |= mask
        self.allocated[region] = mask | 1 << a
        return True

    def onto(self, kept: Sequence[int]) -> Key:
        """What is known about the terms `kept` alone, renumbered in their order; equal knowledge, equal keys."""
        first: dict[int, int] = {}
        names = []
        for position, term in enumerate(kept):
            names.append(first.setdefault(self.of[term], position))
        unequal = [0] * len(kept)
        for name, position in first.items():
            mask = self.unequal[name]
            if mask:
                unequal[position] = _renamed(mask, first)
        return tuple(names), tuple(unequal), tuple(_renamed(mask, first) for mask in self.allocated)

    def take_in(self, pair: Key, terms: Sequence[int], nils: Sequence[int]) -> bool:
        """Joins what `pair` knows, its term i being `terms[i]`; `nils[i]` is the nil of that term's sort."""
        names, unequal, allocated = pair
        for position, name in enumerate(names):
            if name != position and not self.merge(terms[name], terms[position]):
                return False
        for position, mask in enumerate(unequal):
            if mask and not all(self.separate(terms[position], terms[i]) for i in bits(mask)):
                return False
        for region, mask in enumerate(allocated):
            if mask and not all(self.allocate(region, terms[i], nils[i]) for i in bits(mask)):
                return False
        return True


def from_key(key: Key) -> Partition:
    """The partition that `onto` made the key of."""
    new = object.__new__(Partition)
    new.of, new.unequal, new.allocated = list(key[0]), list(key[1]), list(key[2])
    return new


def _renamed(mask: int, first: dict[int, int]) -> int:
    new = 0
    for name, position in first.items():
        if mask >> name & 1:
            new |= 1 << position
    return new


def strength(key: Key) -> int:
    """All that a key says, as one mask: where `strength(p) & strength(q) == strength(p)`, p says no more than q."""
    names, unequal, allocated = key
    size = len(names)
    mask, shift = 0, 0
    members: dict[int, int] = {}
    for position, name in enumerate(names):
        members[name] = members.get(name, 0) | 1 << position
    for name in names:
        mask |= members[name] << shift
        shift += size
    for name in names:
        mask |= _spread(unequal[name], members) << shift
        shift += size
    for region in allocated:
        mask |= _spread(region, members) << shift
        shift += size
    return mask


def _spread(mask: int, members: dict[int, int]) -> int:
    """From classes to all their members."""
    new = 0
    for name, all_of_them in members.items():
        if mask >> name & 1:
            new |= all_of_them
    return new


def bits(mask: int) -> Iterable[int]:
    """The indices of the bits that are set."""
    index = 0
    while mask:
        if mask & 1:
            yield index
        mask >>= 1
        index += 1
