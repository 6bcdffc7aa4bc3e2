"""Sorts that are not known yet: places that are unified while a script is read and filled in afterwards."""

from __future__ import annotations

from frame_ls.logic.sorts import Sort


class SortPlace:
    """A sort, or a place for one. Places that must be equal are linked; `sort` follows the links."""

    __slots__ = ("known", "link")

    def __init__(self, sort: Sort | None = None) -> None:
        self.known = sort
        self.link: SortPlace | None = None

    def _end(self) -> SortPlace:
        place = self
        while place.link is not None:
            place = place.link
        return place

    @property
    def sort(self) -> Sort | None:
        """The sort, once it is known."""
        return self._end().known

    def unify(self, other: SortPlace) -> bool:
        """Makes both one sort; False, and nothing changed, where they are known to differ."""
        a, b = self._end(), other._end()
        if a is b:
            return True
        if a.known is not None and b.known is not None:
            return a.known is b.known
        if a.known is None:
            a.link = b
        else:
            b.link = a
        return True

    def settle(self, default: Sort) -> Sort:
        """The sort, which becomes `default` if nothing has said otherwise."""
        end = self._end()
        if end.known is None:
            end.known = default
        return end.known
