"""How incremental state goes back: whoever changes something notes how to undo it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


class Trail:
    """A stack of undo notes. Its length names a moment; undoing to that length restores that moment exactly."""

    __slots__ = ("notes",)

    def __init__(self) -> None:
        self.notes: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []

    def __len__(self) -> int:
        return len(self.notes)

    def note(self, undo: Callable[..., Any], *arguments: Any) -> None:
        """`undo(*arguments)` will be called on the way back."""
        self.notes.append((undo, arguments))

    def undo_to(self, length: int) -> None:
        """Goes back to when the trail had that length, newest change first."""
        notes = self.notes
        while len(notes) > length:
            undo, arguments = notes.pop()
            undo(*arguments)
