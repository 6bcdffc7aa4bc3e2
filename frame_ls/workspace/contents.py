"""A digest of what a formula says, sorts included: for fingerprints, where a text for people would leave things out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import Enum
from fractions import Fraction

from frame_ls.logic.sorts import Sort
from frame_ls.logic.terms import Apply, Number, Quantified, Variable
from frame_ls.workspace.fingerprints import digest

_Key = tuple[object, ...]
_PLAIN = frozenset({type(None), bool, int, str, Fraction})
# By type, as this runs over every node of a problem before it is answered.
_PARTS: dict[type, tuple[str, ...]] = {
    Sort: ("kind", "name", "args"),
    Variable: ("name", "sort"),
    Number: ("value", "sort"),
    Apply: ("operator", "args", "sort"),
    Quantified: ("quantifier", "variables", "body"),
}


def contents(*values: object) -> str:
    """The digest of values made of terms, sorts, dataclasses, tuples, mappings and plain values.

    Equal values have the same one, whatever they share; fields that do not count for equality do not count here.
    Raises TypeError for anything else.
    """
    table = _Table()
    for value in values:
        table.number(value)
    return digest(repr(list(table.numbers)))


@dataclass(slots=True)
class _Table:
    """Every different value met so far and its number; a value is spelled by its parts' numbers."""

    numbers: dict[_Key, int] = field(default_factory=dict)
    _met: dict[int, tuple[object, int]] = field(default_factory=dict)  # by identity; the value keeps it its own
    _parts: dict[type, tuple[str, ...]] = field(default_factory=lambda: dict(_PARTS))

    def number(self, value: object) -> int:
        known = self._met.get(id(value))
        if known is not None:
            return known[1]
        found = self.numbers.setdefault(self._key(value), len(self.numbers))
        self._met[id(value)] = (value, found)
        return found

    def _key(self, value: object) -> _Key:
        kind = type(value)
        if kind is tuple:
            assert isinstance(value, tuple)
            return "tuple", *map(self.number, value)
        if kind in _PLAIN:
            return kind.__name__, value
        names = self._parts.get(kind)
        if names is not None:
            return kind.__name__, *[self.number(getattr(value, name)) for name in names]
        if isinstance(value, Enum):
            return kind.__name__, value.name
        if isinstance(value, Mapping):
            return "mapping", *[self.number(part) for item in value.items() for part in item]
        self._parts[kind] = tuple(part.name for part in fields(value) if part.compare)  # type: ignore[arg-type]
        return self._key(value)
