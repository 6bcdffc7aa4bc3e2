"""Text of one chunk to tokens: C and, inside annotations, the annotation language.

Comments go, annotations stay between BEGIN and END tokens. A preprocessor directive becomes one DIRECTIVE token that
only the preprocessor takes away. Nothing is ever refused: an unknown character is a token that no rule accepts.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import accumulate

from frame_ls.syntax.c.words import C_KEYWORDS, GHOST_KEYWORDS, OPERATORS

_PUNCTUATION = r"""\.\.\.|->|\+\+|--|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%&|^<>=!~?:;,.(){}\[\]]"""
_GHOST_PUNCTUATION = r"""&\*&|\|->|==>|\.\.(?!\.)|@|"""
_SHAPE = r"""
    (?:[ \t\r\n\f\v]|\\\r?\n)*
    (?: (?P<word>[A-Za-z_$\u0080-\uffff][\w$]*)
      | (?P<number>0[xX][\da-fA-F]*\.[\da-fA-F]*[pP][+-]?\d+\w?|0[xX][\da-fA-F]+\w*
          |(?:\d+\.(?!\.)\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?[A-Za-z_\d]*)
      | (?P<annotation>//@|/\*@)
      | (?P<comment>//|/\*)
      | (?P<string>L?"(?:[^"\\\n]|\\(?:\r\n|[\s\S]))*(?P<string_end>"?))
      | (?P<character>L?'(?:[^'\\\n]|\\.)*(?P<character_end>'?))
      | (?P<operator>%s)
      | (?P<other>[^\s])
      | (?P<end>\Z)
    )
"""
_REAL = re.compile(_SHAPE % _PUNCTUATION, re.VERBOSE)
_GHOST = re.compile(_SHAPE % (_GHOST_PUNCTUATION + _PUNCTUATION), re.VERBOSE)
_BLANK_BEFORE = re.compile(r"[ \t]*(?:(?://@|/\*@)[ \t]*)?\Z")
_FLOATING = re.compile(r"(?!0[xX])[^.eE]*[.eE]|0[xX].*[.pP]")
_SPLICE = re.compile(r"\\\r?\n")
DIRECTIVE = "DIRECTIVE"
UNKNOWN = "UNKNOWN"


@dataclass(slots=True)
class Tokens:
    """Tokens as parallel lists: terminal, text, first and one-past-last offset, and whether in an annotation."""

    kinds: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    ghost: list[bool] = field(default_factory=list)

    def add(self, kind: str, text: str, start: int, end: int, ghost: bool) -> None:
        self.kinds.append(kind)
        self.texts.append(text)
        self.starts.append(start)
        self.ends.append(end)
        self.ghost.append(ghost)

    def append_from(self, other: Tokens, index: int) -> None:
        """Takes one token over."""
        self.add(other.kinds[index], other.texts[index], other.starts[index], other.ends[index], other.ghost[index])

    def __len__(self) -> int:
        return len(self.kinds)


UNCLOSED = "unclosed-annotation"
OPEN_COMMENT = "this comment is never closed: `*/` is missing"
HIDDEN_CODE = "a compiler ends this annotation at the first `*/` in it and would run what follows: move the comment out"
OPEN_ANNOTATION = "this annotation is never closed: `@*/` is missing"


@dataclass(frozen=True, slots=True)
class Mishap:
    """What is wrong with the shape of the text itself, at offsets of the chunk."""

    start: int
    end: int
    message: str
    code: str = "syntax"


@dataclass(frozen=True, slots=True)
class Scan:
    """The tokens of a chunk and what was wrong with its shape; `words` are all identifiers and keywords in it."""

    tokens: Tokens
    mishaps: tuple[Mishap, ...]
    words: frozenset[str]
    directives: bool


def scan(text: str, ghost: bool = False) -> Scan:
    """The tokens of `text`, which lies inside an annotation or a `.gh` file if `ghost`."""
    cuts = [found.span() for found in _SPLICE.finditer(text)] if "\\" in text else []
    scanner = _Scanner(_SPLICE.sub("", text) if cuts else text)
    scanner.region(0, len(scanner.text), ghost)
    tokens, mishaps = scanner.tokens, scanner.mishaps
    if cuts:
        place = _unspliced(cuts)
        tokens.ends[:] = [place(end - 1) + 1 for end in tokens.ends]
        tokens.starts[:] = [min(place(start), end) for start, end in zip(tokens.starts, tokens.ends, strict=True)]
        mishaps = [Mishap(place(one.start), place(one.end - 1) + 1, one.message, one.code) for one in mishaps]
    return Scan(tokens, tuple(mishaps), frozenset(scanner.words), scanner.directives)


def _unspliced(cuts: list[tuple[int, int]]) -> Callable[[int], int]:
    """From offsets of a text whose continued lines were joined to offsets of the text as it stands."""
    removed = 0
    thresholds: list[int] = []
    for start, end in cuts:
        thresholds.append(start - removed)
        removed += end - start
    shifts = [0, *accumulate(end - start for start, end in cuts)]

    def place(offset: int) -> int:
        return offset + shifts[bisect_right(thresholds, offset)]

    return place


def classify(text: str, ghost: bool) -> tuple[str, str]:
    """The terminal and the text of a single token that came out of a macro."""
    tokens = scan(text, ghost).tokens
    return (tokens.kinds[0], tokens.texts[0]) if len(tokens) else (UNKNOWN, text)


class _Scanner:
    """The tokens found so far in one text."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = Tokens()
        self.mishaps: list[Mishap] = []
        self.words: set[str] = set()
        self.directives = False

    def region(self, position: int, limit: int, ghost: bool) -> None:
        """Reads from `position` up to `limit` in one of the two languages."""
        tokens, text, words = self.tokens, self.text, self.words
        kinds, texts, starts, ends, ghosts = tokens.kinds, tokens.texts, tokens.starts, tokens.ends, tokens.ghost
        match_at = (_GHOST if ghost else _REAL).match
        keywords = GHOST_KEYWORDS if ghost else C_KEYWORDS
        while position < limit:
            found = match_at(text, position, limit)
            if found is None:
                break
            shape = found.lastgroup
            if shape == "word":
                word = found.group(shape)
                kind = keywords.get(word, "IDENT")
                words.add(word)
            elif shape == "operator":
                word = found.group(shape)
                kind = OPERATORS[word]
            elif shape == "number":
                word = found.group(shape)
                kind = "FLOAT" if _FLOATING.match(word) else "INTEGER"
            elif shape == "end":
                break
            else:
                position = self._special(shape or "", found, limit, ghost)
                continue
            position = found.end()
            kinds.append(kind)
            texts.append(word)
            starts.append(position - len(word))
            ends.append(position)
            ghosts.append(ghost)

    def _special(self, shape: str, found: re.Match[str], limit: int, ghost: bool) -> int:
        """Handles what is no plain token, and returns where to read on."""
        start, end = found.span("string" if shape == "string_end" else shape.removesuffix("_end"))
        match shape.removesuffix("_end"):
            case "annotation" if ghost:
                return self._comment(start, limit)
            case "annotation":
                return self._annotation(start, limit)
            case "comment":
                return self._comment(start, limit)
            case "string":
                if not found.group("string_end"):
                    self._mishap(start, end, 'this string is never closed: its second `"` is missing on the line')
                self.tokens.add("STRING", self.text[start:end], start, end, ghost)
            case "character":
                if not found.group("character_end"):
                    self._mishap(start, end, "this character is never closed: its second `'` is missing on the line")
                self.tokens.add("CHARACTER", self.text[start:end], start, end, ghost)
            case _ if self.text[start] == "#" and self._begins_line(start):
                return self._directive(start, limit, ghost)
            case _:
                self.tokens.add(UNKNOWN, self.text[start:end], start, end, ghost)
        return end

    def _begins_line(self, start: int) -> bool:
        """Whether nothing but the mark of an annotation stands before `start` on its line."""
        return _BLANK_BEFORE.match(self.text, self.text.rfind("\n", 0, start) + 1, start) is not None

    def _comment(self, start: int, limit: int) -> int:
        """Skips a comment; one that is never closed reaches to the end of the region."""
        if self.text.startswith("//", start):
            end = line_end(self.text, start, limit)
        else:
            end = self.text.find("*/", start + 2, limit) + 2
            if end < 2:
                self._mishap(start, start + 2, OPEN_COMMENT, UNCLOSED)
                end = limit
        return end

    def _annotation(self, start: int, limit: int) -> int:
        """Reads an annotation with its BEGIN and END, and returns where C goes on."""
        tokens = self.tokens
        if self.text.startswith("//@", start):
            stop = line_end(self.text, start, limit)
            after = stop
        else:
            stop, after = annotation_end(self.text, start, limit)
            if after - stop == 2:
                self._mishap(stop, after, "an annotation that begins with `/*@` ends with `@*/`, not with `*/`")
            elif after == stop:
                self._mishap(start, start + 3, OPEN_ANNOTATION, UNCLOSED)
            elif hides_code(self.text, start, stop):
                self._mishap(start, start + 3, HIDDEN_CODE)
        tokens.add("BEGIN", self.text[start : start + 3], start, start + 3, True)
        self.region(start + 3, stop, True)
        tokens.add("END", self.text[stop:after], stop, after, True)
        return after

    def _directive(self, start: int, limit: int, ghost: bool) -> int:
        """One token for the whole line of a directive, continuation lines and comments included."""
        end = directive_end(self.text, start, limit)
        self.tokens.add(DIRECTIVE, self.text[start:end], start, end, ghost)
        self.directives = True
        return end

    def _mishap(self, start: int, end: int, message: str, code: str = "syntax") -> None:
        self.mishaps.append(Mishap(start, end, message, code))


_LINE_END = re.compile(r"(?:[^\n\\\r]|\\\r?\n|\\.|\\|\r(?!\n))*")
_DIRECTIVE_LINE = re.compile(
    r"(?:[^\n\\\r/]|\\\r?\n|\\.|\\|\r(?!\n)|//(?:[^\n\\]|\\\r?\n|\\.)*|/\*(?:[^*]|\*(?!/))*\*/|/)*"
)


def line_end(text: str, start: int, limit: int) -> int:
    """Where the line that `start` is on ends, a backslash before its end continuing it."""
    found = _LINE_END.match(text, start, limit)
    return found.end() if found else start


def directive_end(text: str, start: int, limit: int) -> int:
    """Where a directive ends: as a line, but a comment in it may reach over several."""
    found = _DIRECTIVE_LINE.match(text, start, limit)
    return found.end() if found else start


_LOOKS_LIKE_C = re.compile(
    r"\n(?=[ \t]*(?:\r?\n|[{}#]|//|(?:int|void|struct|static|char|bool|return|while|for)\b|\w+[ *]+\w+\())"
)
_ANNOTATION_MARK = re.compile(r"@?\*/|/\*")


def annotation_end(text: str, start: int, limit: int) -> tuple[int, int]:
    """Where the inside of the annotation `/*@` at `start` ends, and where the text behind it begins.

    Comments may stand inside. The two are equal where the annotation is never closed; it is then taken to reach to
    the next line that is empty, or that looks like C again.
    """
    position = start + 3
    while found := _ANNOTATION_MARK.search(text, position, limit):
        if found.group() != "/*":
            return found.span()
        position = text.find("*/", found.end(), limit) + 2
        if position < 2:
            break
    resumed = _LOOKS_LIKE_C.search(text, start, limit)
    end = resumed.start() if resumed else limit
    return end, end


_ACCEPTED_BY_COMPILERS = re.compile(r"//[^\n]*\Z|^[ \t]*#", re.MULTILINE)


def hides_code(text: str, start: int, stop: int) -> bool:
    """Whether a compiler could accept an annotation with a comment inside, and take the rest of it for code.

    For a compiler the annotation ends with the inner comment. What we read as ghost code would then be run, unless the
    closing mark makes it no program; a line comment or a directive before the mark can prevent that.
    """
    inner = text.find("*/", start + 3, stop)
    return inner >= 0 and _ACCEPTED_BY_COMPILERS.search(text, inner, stop) is not None
