"""What a chunk is read in: the macros in force and the names known to be types.

Environments are values, and the same change to the same environment gives the same object: a file that is read again
after an edit elsewhere meets the very environments it met before, and one look tells that nothing changed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from weakref import WeakValueDictionary

_WORD = re.compile(r"[A-Za-z_$\u0080-\uffff][\w$]*")


@dataclass(frozen=True, slots=True)
class Macro:
    """A macro: `text` is what stands behind `#define`, its name included, without comments and line breaks."""

    name: str
    text: str

    @property
    def function_like(self) -> bool:
        """Whether it takes arguments: a parenthesis stands directly behind its name."""
        return self.text[len(self.name) : len(self.name) + 1] == "("

    @property
    def body(self) -> str:
        """What it stands for, if it takes no arguments."""
        return self.text[len(self.name) :].strip()


class Environment:
    """Macros by name, type names of C and of annotations, and the files that `#pragma once` took."""

    __slots__ = ("__weakref__", "_next", "_parent", "ghost_types", "macros", "once", "types")

    def __init__(
        self,
        macros: dict[str, Macro],
        types: frozenset[str] = frozenset(),
        ghost_types: frozenset[str] = frozenset(),
        once: frozenset[str] = frozenset(),
        parent: Environment | None = None,
    ) -> None:
        self.macros = macros
        self.types = types
        self.ghost_types = ghost_types
        self.once = once
        self._parent = parent  # keeps the chain alive, and with it the sameness of environments
        self._next: WeakValueDictionary[tuple[object, ...], Environment] = WeakValueDictionary()

    def define(self, macro: Macro) -> Environment:
        """With one more macro, or another meaning of one."""
        if self.macros.get(macro.name) == macro:
            return self
        step = ("define", macro)
        return self._next.get(step) or self._make(step, macros={**self.macros, macro.name: macro})

    def undefine(self, name: str) -> Environment:
        """Without a macro."""
        if name not in self.macros:
            return self
        step = ("undefine", name)
        rest = {other: macro for other, macro in self.macros.items() if other != name}
        return self._next.get(step) or self._make(step, macros=rest)

    def with_types(self, types: frozenset[str], ghost_types: frozenset[str]) -> Environment:
        """With more names of types."""
        if types <= self.types and ghost_types <= self.ghost_types:
            return self
        step = ("types", types, ghost_types)
        found = self._next.get(step)
        return found or self._make(step, types=self.types | types, ghost_types=self.ghost_types | ghost_types)

    def with_once(self, path: str) -> Environment:
        """With a file that is not to be included again."""
        step = ("once", path)
        return self._next.get(step) or self._make(step, once=self.once | {path})

    def _make(
        self,
        step: tuple[object, ...],
        macros: dict[str, Macro] | None = None,
        types: frozenset[str] | None = None,
        ghost_types: frozenset[str] | None = None,
        once: frozenset[str] | None = None,
    ) -> Environment:
        made = Environment(
            self.macros if macros is None else macros,
            self.types if types is None else types,
            self.ghost_types if ghost_types is None else ghost_types,
            self.once if once is None else once,
            self,
        )
        self._next[step] = made
        return made

    def touched(self, words: frozenset[str]) -> tuple[frozenset[Macro], frozenset[str]]:
        """What of the environment a text with these words can depend on: macros, through macros too, and types."""
        reached: dict[str, Macro] = {}
        every = set(words)
        waiting = [name for name in words if name in self.macros]
        while waiting:
            macro = self.macros[waiting.pop()]
            if macro.name in reached:
                continue
            reached[macro.name] = macro
            if "##" in macro.text:  # its expansion may hold any name
                waiting += [name for name in self.macros if name not in reached]
            inner = frozenset(_WORD.findall(macro.text))
            every |= inner
            waiting += [name for name in inner if name in self.macros and name not in reached]
        return frozenset(reached.values()), frozenset(every & (self.types | self.ghost_types))
