"""Definitions made ready for reasoning: which operator constructs, which unfolds, which lemmas apply by themselves."""

from __future__ import annotations

from frame_ls.logic.definitions import Constructor, Datatype, Definitions


class Theory:
    """Read-only view of `definitions` with the look-ups that contexts need. Share one among all contexts of a file."""

    __slots__ = ("_constructors", "definitions")

    def __init__(self, definitions: Definitions) -> None:
        self.definitions = definitions
        self._constructors: dict[str, tuple[Datatype, Constructor]] = {
            c.name: (d, c) for d in definitions.datatypes.values() for c in d.constructors
        }

    def constructor(self, name: str) -> tuple[Datatype, Constructor] | None:
        """The datatype and the constructor of that name."""
        return self._constructors.get(name)
