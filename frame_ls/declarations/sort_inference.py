"""Sorts that are not known yet: places that are unified while a script is read and filled in afterwards."""

from __future__ import annotations

from frame_ls.logic.sorts import Sort


class SortPlace:
    """A sort, or a place for one. Places that must be equal are linked; `sort` follows the links."""

    __slots__ = ("_link", "_sort")

    def __init__(self, sort: Sort | None = None) -> None:
        self._sort = sort
        self._link: SortPlace | None = None

    def _end(self) -> SortPlace:
        place = self
        while place._link is not None:
            place = place._link
        return place

    @property
    def sort(self) -> Sort | None:
        """The sort, once it is known."""
        return self._end()._sort

    def unify(self, other: SortPlace) -> bool:
        """Makes both one sort; False, and nothing changed, where they are known to differ."""
        a, b = self._end(), other._end()
        if a is b:
            return True
        if a._sort is not None and b._sort is not None:
            return a._sort is b._sort
        if a._sort is None:
            a._link = b
        else:
            b._link = a
        return True

    def settle(self, default: Sort) -> Sort:
        """The sort, which becomes `default` if nothing has said otherwise."""
        end = self._end()
        if end._sort is None:
            end._sort = default
        return end._sort
