"""Cuts a file into top-level pieces: declarations, ghost declarations and directives, in one pass of regexes.

A chunk is the unit of preprocessing, parsing and caching. Its key names it by what it declares, not by where it
stands, and spans count from its start: an edit above changes neither. Broken text is cut as well as can be: where a
bracket is never closed, the cutter looks for what seems to begin a declaration at the start of a line.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from enum import Enum

from frame_ls.syntax.c.scanner import (
    HIDDEN_CODE,
    OPEN_ANNOTATION,
    OPEN_COMMENT,
    UNCLOSED,
    Mishap,
    annotation_end,
    directive_end,
    hides_code,
    line_end,
)


class ChunkKind(Enum):
    """What a chunk is: text for the parser, or one line for the preprocessor."""

    DECLARATION = "declaration"
    DIRECTIVE = "directive"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a file; `ghost` where it lies inside an annotation (whose marks belong to no chunk)."""

    key: str
    kind: ChunkKind
    text: str
    offset: int
    ghost: bool

    @property
    def digest(self) -> str:
        """A hash of the content, the same on every machine."""
        return hashlib.blake2b(self.text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


@dataclass(frozen=True, slots=True)
class Chunking:
    """The chunks of a file in order, and what is wrong with its shape outside of them, at offsets of the file."""

    chunks: tuple[Chunk, ...]
    mishaps: tuple[Mishap, ...]


def cut(path: str, text: str, ghost: bool = False) -> Chunking:
    """The chunks of a file; `ghost` for a `.gh` file, all of which is annotation."""
    cutter = _Cutter(path, text)
    if ghost:
        cutter.ghost_region(0, len(text))
    else:
        cutter.real_region()
    return Chunking(tuple(cutter.named()), tuple(cutter.mishaps[:_MOST_MISHAPS]))


_MOST_MISHAPS = 50
_STRINGS = r"""L?"(?:[^"\\\n]|\\(?:\r\n|[\s\S]))*"?|'(?:[^'\\\n]|\\.)*'?"""
_HEAD = re.compile(rf"""(?P<space>\s+)|(?P<annotation>//@|/\*@)|(?P<comment>//|/\*)|(?P<string>{_STRINGS})
    |(?P<bracket>[{{}};])|(?P<hash>\#)|(?P<run>[^/"'\#{{}};]+|/)""", re.VERBOSE)  # fmt: skip
# A run of what does not matter, then one thing that may: skipping by a character class is what makes this fast.
_BODY = re.compile(rf"""[^{{}}/"'\#]*(?:([{{}}]|//[^\n]*|/\*|{_STRINGS}|\#)|/)""")
_GHOST = re.compile(rf"""[^(){{}};/"'\#]*(?:([(){{}};]|//[^\n]*|/\*|{_STRINGS}|\#)|/)""")
_GAP = re.compile(r"(?:\s|//(?!@)(?:[^\n\\]|\\[\s\S])*|/\*(?!@)(?:[^*]|\*(?!/))*\*/)*")
_GHOST_GAP = re.compile(r"(?:\s|//(?:[^\n\\]|\\[\s\S])*|/\*(?:[^*]|\*(?!/))*\*/)*")
_CLAUSE = r"requires\b|ensures\b|terminates\b|decreases\b|nonghost_callers_only\b"
_CONTRACT = re.compile(rf"(?://@|/\*@)\s*(?:{_CLAUSE}|:)")
_GHOST_GOES_ON = re.compile(rf"{_CLAUSE}|[{{:]")
_AFTER_BRACE = re.compile(r"[;&|?:).,=+*/<>\]-]")
_CONDITION = re.compile(r"[ \t]*#[ \t]*(if|ifdef|ifndef|else|elif|endif|include)\b")
_HEAD_WORDS = (
    r"static|extern|inline|typedef|struct|union|enum|void|int|char|unsigned|signed|long|short|bool|float|double"
)
_LOOKS_NEW = re.compile(rf"^(?:(?:{_HEAD_WORDS})\b|[A-Za-z_]\w*[ \t*]+[A-Za-z_]\w*[ \t]*\()", re.MULTILINE)
_GHOST_WORDS = r"lemma|lemma_auto|inductive|predicate_\w+|copredicate|abstract_type|typedef\s+lemma|fixpoint\s+\w+"
_LOOKS_NEW_GHOST = re.compile(rf"^[ \t]*(?:(?:{_GHOST_WORDS})\b|predicate[ \t]+\w)", re.MULTILINE)
_ATTRIBUTE = re.compile(r"__attribute__\s*\(\(.*?\)\)\s*$", re.DOTALL)


@dataclass(slots=True)
class _Cutter:
    """The pieces found so far, as (start, end, kind, ghost)."""

    path: str
    text: str
    pieces: list[tuple[int, int, ChunkKind, bool]] = field(default_factory=list)
    mishaps: list[Mishap] = field(default_factory=list)
    wary: bool = False  # a bracket was never closed: new declarations are looked for inside brackets
    conditions: list[int] = field(default_factory=list)  # the piece of each `#if` that is open outside of pieces

    # ---- C

    def real_region(self) -> None:
        """Cuts the whole text as C."""
        position = 0
        while position < len(self.text):
            position = self._real_piece(position)

    def _real_piece(self, position: int) -> int:
        """Takes what begins at `position`: space, a comment, an annotation, a directive or a declaration."""
        found = _HEAD.match(self.text, position)
        if found is None:
            return position + 1
        match found.lastgroup:
            case "space":
                return found.end()
            case "comment":
                return self._comment_end(position, len(self.text))
            case "annotation":
                return self._annotation(position)
            case "hash":
                return self._directive(position, len(self.text), False)
            case "bracket" if found.group() == "}":
                self.mishaps.append(Mishap(position, position + 1, "this `}` closes nothing"))
                return position + 1
        end = self._declaration(position)
        start = position
        if self._restart is not None:
            start, self._restart = self._restart, None
        self.pieces.append((start, end, ChunkKind.DECLARATION, False))
        return end

    _restart: int | None = None

    def _declaration(self, start: int) -> int:
        """Where the declaration that begins at `start` ends."""
        text, position, run = self.text, start, ""
        inner = 0  # conditionals that begin inside the declaration
        value = False  # whether an initializer has begun
        while found := _HEAD.match(text, position):
            position = found.end()
            match found.lastgroup:
                case "comment":
                    position = self._comment_end(found.start(), len(text))
                case "annotation":
                    position = self._skip_annotation(found.start())
                case "hash" if self._begins_line(found.start()):
                    condition = _CONDITION.match(text, found.start())
                    word = condition.group(1) if condition else ""
                    inner += word.startswith("if")
                    if word == "include" or (word[:1] == "e" and not inner and not self._head_in_branch(word, run)):
                        return found.start()
                    inner -= word == "endif" and inner > 0
                    position = directive_end(text, found.start(), len(text))
                case "run" | "string":
                    run = found.group()
                    value = value or "=" in run
                case "bracket" if found.group() == ";":
                    return self._behind_contracts(position) if ")" in text[start:position] else position
                case "bracket" if found.group() == "}":
                    return position
                case "bracket":
                    function = not value and _is_function_head(run)
                    position = self._body(position)
                    if function or position >= len(text) or self._cut_short:
                        self._cut_short = False
                        return position
                    run = "}"
        return len(text)

    _cut_short: bool = False

    def _head_in_branch(self, word: str, run: str) -> bool:
        """Whether a function's head stands in a branch and its body behind the conditional; then both are one piece."""
        if word == "endif" or not self.conditions or not _is_function_head(run):
            return False
        piece = self.conditions.pop()
        self._restart = self.pieces[piece][0]
        del self.pieces[piece:]
        return True

    def _body(self, start: int) -> int:
        """Where the block that opens just before `start` is closed."""
        text, depth, position = self.text, 1, start
        saved: list[int] = []
        while found := _BODY.match(text, position):
            token, position, here = found.group(1), found.end(), found.start(1)
            if token is None:
                continue
            if self.wary and (new := _LOOKS_NEW.search(text, start, here)):
                self._cut_short = True
                return new.start()
            if token == "{":
                depth += 1
            elif token == "}":
                depth -= 1
                if depth == 0:
                    return position
            elif token == "/*":
                position = self._skip_comment(here, len(text))
            elif token == "#" and self._begins_line(here):
                depth = self._condition(here, depth, saved)
                position = directive_end(text, here, len(text))
            elif token.endswith("\\") and token.startswith("//"):
                position = line_end(text, here, len(text))
            start = position if self.wary else start
        if not self.wary:
            self.wary = True
            return self._body(start)
        return len(text)

    def _condition(self, position: int, depth: int, saved: list[int]) -> int:
        """The depth behind a directive in a block: each branch of a conditional begins with that of its `#if`."""
        found = _CONDITION.match(self.text, position)
        if not found:
            return depth
        match found.group(1):
            case "if" | "ifdef" | "ifndef":
                saved.append(depth)
            case "else" | "elif" if saved:
                return saved[-1]
            case "endif" if saved:
                saved.pop()
            case "else" | "elif" if self.conditions:  # the block began in a branch: its piece begins at the `#if`
                piece = self.conditions.pop()
                self._restart = self.pieces[piece][0]
                del self.pieces[piece:]
                saved.append(0)
                return 0
        return depth

    def _behind_contracts(self, position: int) -> int:
        """The end of a prototype: behind the annotations that hold its contract, if there are any."""
        while True:
            gap = _GAP.match(self.text, position)
            start = gap.end() if gap else position
            if not _CONTRACT.match(self.text, start):
                return position
            position = self._skip_annotation(start)

    # ---- annotations

    def _annotation(self, start: int) -> int:
        """Cuts the inside of an annotation between declarations."""
        if self.text.startswith("//@", start):
            stop = after = line_end(self.text, start, len(self.text))
        else:
            stop, after = annotation_end(self.text, start, len(self.text))
            if after - stop == 2:
                message = "an annotation that begins with `/*@` ends with `@*/`, not with `*/`"
                self.mishaps.append(Mishap(stop, after, message))
            elif after == stop:
                self.mishaps.append(Mishap(start, start + 3, OPEN_ANNOTATION, UNCLOSED))
            elif hides_code(self.text, start, stop):
                self.mishaps.append(Mishap(start, start + 3, HIDDEN_CODE))
        self.ghost_region(start + 3, stop)
        return after

    def ghost_region(self, position: int, limit: int) -> None:
        """Cuts what lies between two offsets as ghost declarations."""
        while position < limit:
            gap = _GHOST_GAP.match(self.text, position, limit)
            position = gap.end() if gap else position
            if position >= limit:
                return
            if self.text[position] == "#":
                position = self._directive(position, limit, True)
            elif self.text.startswith("/*", position):
                self.mishaps.append(Mishap(position, position + 2, OPEN_COMMENT, UNCLOSED))
                return
            else:
                end = self._ghost_declaration(position, limit)
                self.pieces.append((position, end, ChunkKind.DECLARATION, True))
                position = end

    def _ghost_declaration(self, start: int, limit: int, wary: bool = False) -> int:
        """Where the ghost declaration that begins at `start` ends."""
        text, position, parentheses, braces = self.text, start, 0, 0
        while found := _GHOST.match(text, position, limit):
            token, last, position, here = found.group(1), position, found.end(), found.start(1)
            if token is None:
                continue
            if wary and (new := _LOOKS_NEW_GHOST.search(text, last + 1, here)):
                return new.start()
            if token in "()":
                parentheses += (1 if token == "(" else -1) if not braces else 0
            elif token in "{}":
                braces += 1 if token == "{" else -1
                if braces <= 0 and token == "}" and parentheses <= 0 and not self._goes_on(position, limit, True):
                    return position
            elif token == ";":
                if braces <= 0 and parentheses <= 0 and not self._goes_on(position, limit, False):
                    return position
            elif token == "/*":
                position = self._comment_end(here, limit)
            elif token == "#" and self._begins_line(here):
                if _CONDITION.match(text, here) and not braces:
                    return here
                position = directive_end(text, here, limit)
            elif token.endswith("\\") and token.startswith("//"):
                position = line_end(text, here, limit)
        if not wary and (parentheses > 0 or braces > 0):
            return self._ghost_declaration(start, limit, True)
        return limit

    def _goes_on(self, position: int, limit: int, brace: bool) -> bool:
        """Whether a ghost declaration goes on behind a `;` (with clauses or a body) or a `}` (with an operator)."""
        gap = _GHOST_GAP.match(self.text, position, limit)
        start = gap.end() if gap else position
        return (_AFTER_BRACE if brace else _GHOST_GOES_ON).match(self.text, start, limit) is not None

    # ---- what both share

    def _directive(self, position: int, limit: int, ghost: bool) -> int:
        """Takes one directive as a piece of its own."""
        end = directive_end(self.text, position, limit)
        found = _CONDITION.match(self.text, position)
        if found and found.group(1) in ("if", "ifdef", "ifndef"):
            self.conditions.append(len(self.pieces))
        elif found and found.group(1) == "endif" and self.conditions:
            self.conditions.pop()
        self.pieces.append((position, end, ChunkKind.DIRECTIVE, ghost))
        return end

    def _comment_end(self, start: int, limit: int) -> int:
        """Where a comment ends; one that is never closed takes the rest, and is reported."""
        if self.text.startswith("//", start):
            return line_end(self.text, start, limit)
        end = self.text.find("*/", start + 2, limit)
        if end < 0:
            self.mishaps.append(Mishap(start, start + 2, OPEN_COMMENT, UNCLOSED))
            return limit
        return end + 2

    def _skip_comment(self, start: int, limit: int) -> int:
        """Where a comment or annotation inside a chunk ends; the scanner reports what is wrong there."""
        if self.text.startswith("/*@", start):
            return annotation_end(self.text, start, limit)[1]
        end = self.text.find("*/", start + 2, limit)
        return limit if end < 0 else end + 2

    def _skip_annotation(self, start: int) -> int:
        """Where an annotation inside a chunk ends."""
        if self.text.startswith("//", start):
            return line_end(self.text, start, len(self.text))
        return annotation_end(self.text, start, len(self.text))[1]

    def _begins_line(self, position: int) -> bool:
        return not self.text[self.text.rfind("\n", 0, position) + 1 : position].strip()

    def named(self) -> list[Chunk]:
        """The pieces as chunks with their keys."""
        counts: dict[str, int] = {}
        chunks = []
        for start, end, kind, ghost in self.pieces:
            content = self.text[start:end]
            stripped = content.rstrip()
            name = content.strip() if kind is ChunkKind.DIRECTIVE else declared_name(stripped)
            key = f"{self.path}#{name}"
            count = counts[key] = counts.get(key, 0) + 1
            chunks.append(Chunk(key if count == 1 else f"{key}#{count}", kind, stripped, start, ghost))
        return chunks


def _is_function_head(run: str) -> bool:
    """Whether the text just before `{` is the end of a function's head, and not of a type or an initializer."""
    return _ATTRIBUTE.sub("", run.rstrip()).rstrip().endswith(")") if run else False


_NAMED = re.compile(
    r"""((?:struct|union|enum)\s+\w+)\s*(?=[{;])
      |(?:predicate(?:_family_instance|_family|_ctor)?|copredicate|inductive|abstract_type)\s+(\w+)
      |(\w+)\s*(?:<[^<>()]*>|/\*@.*?@\*/)?\s*\((?!\s*\*)
      |\(\s*\*\s*(\w+)
      |(\w+)\s*(?:\[[^\]]*\]\s*)*[;={]""",
    re.VERBOSE | re.DOTALL,
)
_NO_NAMES = frozenset(["requires", "ensures", "__attribute__", "sizeof", "lemma_auto"])


def declared_name(text: str) -> str:
    """What a declaration seems to declare, with a mark of what it is: `f{}` for a definition, `f;` for others."""
    name = ""
    for found in _NAMED.finditer(text, 0, 400):
        name = next(group for group in found.groups() if group)
        if name not in _NO_NAMES:
            break
    return name + ("{}" if text.endswith("}") else ";")
