"""What was read before, so that a file that is read again after an edit only has its changed chunks read.

Everything here is a memo of pure functions: with an empty cache the results are the same, only later.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from frame_ls.source import Finding
from frame_ls.syntax.c import tree
from frame_ls.syntax.c.chunks import Chunking, cut
from frame_ls.syntax.c.environment import Environment, Macro
from frame_ls.syntax.c.expansion import Expander

_MOST_CHUNKS = 30_000
_MOST_FILES = 400


@dataclass(frozen=True, slots=True)
class ParsedChunk:
    """The trees of one chunk. `key` names the text of all spans in it, `path` the file that it lies in.

    `types` and `ghost_types` are the names of types it declares; `macros` are those that directives inside it define,
    or undefine with None.
    """

    key: str
    path: str
    text: str
    ghost: bool
    declarations: tuple[tree.Declaration, ...]
    findings: tuple[Finding, ...]
    types: frozenset[str]
    ghost_types: frozenset[str]
    macros: tuple[tuple[str, Macro | None], ...] = ()


@dataclass(slots=True)
class Remembered:
    """A parsed chunk and what of the environment it was read in could have mattered."""

    parsed: ParsedChunk
    words: frozenset[str]
    macros: frozenset[Macro]
    types: frozenset[str]
    environment: Environment  # the last one it is known to be right for
    used: int


@dataclass(slots=True)
class ParseCache:
    """Shared by all units that are read in one process; not for use by several threads at once."""

    expander: Expander = field(default_factory=Expander)
    chunks: dict[tuple[str, str, bool], list[Remembered]] = field(default_factory=dict)
    included: dict[object, object] = field(default_factory=dict)
    _chunkings: dict[tuple[str, bool], tuple[str, Chunking]] = field(default_factory=dict)
    _roots: dict[tuple[str, ...], Environment] = field(default_factory=dict)
    generation: int = 0

    def chunking(self, path: str, text: str, ghost: bool) -> Chunking:
        """The chunks of a file."""
        known = self._chunkings.get((path, ghost))
        if known is not None and known[0] == text:
            return known[1]
        made = cut(path, text, ghost)
        self._chunkings[(path, ghost)] = (text, made)
        return made

    def root(self, defines: tuple[str, ...]) -> Environment:
        """The environment at the start of a unit; a define is `NAME` or `NAME=VALUE`."""
        if defines not in self._roots:
            macros = {}
            for define in defines:
                name, equals, value = define.partition("=")
                macros[name] = Macro(name, f"{name} {value if equals else '1'}")
            self._roots[defines] = Environment(macros)
        return self._roots[defines]

    def begin(self) -> None:
        """Called before a unit is read: forgets what was not used for long when there is too much."""
        self.generation += 1
        if len(self.chunks) > _MOST_CHUNKS:
            ages = sorted(max(one.used for one in known) for known in self.chunks.values())
            oldest = ages[len(ages) // 2]
            self.chunks = {key: known for key, known in self.chunks.items() if max(one.used for one in known) > oldest}
        if len(self.included) > _MOST_FILES:
            self.included.clear()
        if len(self._chunkings) > _MOST_FILES:
            self._chunkings.clear()
