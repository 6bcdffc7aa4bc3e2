"""Settles what tokens mean that the grammar alone cannot tell apart, before the automaton sees them.

Angle brackets around types, the first word of an annotation, `truncating`, and text that is only read over:
attributes, `asm`, box statements.
"""

from __future__ import annotations

from frame_ls.syntax.c.scanner import UNKNOWN, Tokens
from frame_ls.syntax.c.words import BOX_DECLARATIONS, BOX_STATEMENTS, CLAUSE_WORDS

_ATTRIBUTES = frozenset(["__attribute__", "__attribute", "__declspec", "_Alignas", "__asm__", "__extension__"])
_READ_OVER = _ATTRIBUTES | BOX_DECLARATIONS | BOX_STATEMENTS | {"asm", "__asm", "__asm__"}
_OPENING = {"LPAR": "RPAR", "LBRACK": "RBRACK", "LBRACE": "RBRACE"}
_TYPE_WORDS = frozenset(
    ["IDENT", "BASIC", "STAR", "COMMA", "AGGREGATE", "ENUM", "QUALIFIER", "GHOST_TYPE", "PREDICATE", "FIXPOINT"]
)
_WIDEST = 300  # tokens between angle brackets
_OPERAND_STARTS = frozenset(["IDENT", "INTEGER", "FLOAT", "STRING", "CHARACTER", "TRUE", "FALSE", "NOT_OP", "SIZEOF"])


def settle(tokens: Tokens, words: frozenset[str], types: frozenset[str]) -> Tokens:
    """The tokens that the automaton reads; `types` are the names of types in C."""
    if words & _READ_OVER:
        tokens = _read_over(tokens)
    if True in tokens.ghost:
        tokens = _annotations(tokens)
    if "<" in tokens.texts:
        tokens = _angles(tokens, types)
    return tokens


def _read_over(tokens: Tokens) -> Tokens:
    """Attributes vanish; `asm` and everything about boxes becomes one token."""
    out = Tokens()
    index, size = 0, len(tokens)
    while index < size:
        word, kind = tokens.texts[index], tokens.kinds[index]
        if word == "__extension__":
            index += 1
        elif word in _ATTRIBUTES and kind != "ASM":
            index = _closing(tokens, index + 1) + 1
        elif kind == "ASM":
            stop = index + 1
            while stop < size and tokens.kinds[stop] in ("QUALIFIER", "GOTO", "STORAGE"):
                stop += 1
            index = _join(tokens, out, "ASM", index, _closing(tokens, stop))
        elif kind == "IDENT" and tokens.ghost[index] and word in BOX_STATEMENTS | BOX_DECLARATIONS:
            index = _join(tokens, out, "SKIPPED", index, _end_of_statement(tokens, index))
        else:
            out.append_from(tokens, index)
            index += 1
    return out


def _join(tokens: Tokens, out: Tokens, kind: str, first: int, last: int) -> int:
    """Puts the tokens from `first` to `last` out as a single one, and returns the index behind them."""
    last = min(max(first, last), len(tokens) - 1)
    start, end = tokens.starts[first], tokens.ends[last]
    out.add(kind, tokens.texts[first], start, end, tokens.ghost[first])
    return last + 1


def _closing(tokens: Tokens, index: int) -> int:
    """The index of the bracket that closes the one at `index`; `index - 1` where none opens there."""
    if index >= len(tokens) or tokens.kinds[index] not in _OPENING:
        return index - 1
    depth = 0
    for here in range(index, len(tokens)):
        kind = tokens.kinds[here]
        if kind in _OPENING:
            depth += 1
        elif kind in ("RPAR", "RBRACK", "RBRACE"):
            depth -= 1
            if depth == 0:
                return here
    return len(tokens) - 1


def _end_of_statement(tokens: Tokens, index: int) -> int:
    """The index of the `;` or of the closing brace that ends a box construct; it stays inside its annotation."""
    here = index
    while here < len(tokens) and tokens.kinds[here] != "END":
        if tokens.kinds[here] == "SEMI":
            return here
        if tokens.kinds[here] == "LBRACE":
            here = _closing(tokens, here)
            if tokens.texts[index] == "box_class":
                return here
        here += 1
    return here - 1


def _annotations(tokens: Tokens) -> Tokens:
    """Tells what an annotation is by its first word, and takes empty ones away."""
    out = Tokens()
    kinds, texts = tokens.kinds, tokens.texts
    index, size = 0, len(tokens)
    while index < size:
        kind = kinds[index]
        if kind == "BEGIN" and index + 1 < size:
            following = kinds[index + 1]
            if following == "END":
                index += 2
                continue
            single = index + 2 < size and kinds[index + 2] == "END"
            if single and texts[index + 1] in ("truncating", "activating"):
                index = _join(tokens, out, texts[index + 1].upper(), index, index + 2)
                continue
            if texts[index + 1] in CLAUSE_WORDS:
                kind = "BEGIN_CLAUSE"
            elif texts[index + 1] in ("<", "("):
                kind = "BEGIN_TYPES"
        elif kind == "TYPEDEF" and not (index + 1 < size and kinds[index + 1] == "LEMMA"):
            kind = "STORAGE"
        out.add(kind, texts[index], tokens.starts[index], tokens.ends[index], tokens.ghost[index])
        index += 1
    return out


def _angles(tokens: Tokens, types: frozenset[str]) -> Tokens:
    """Turns `<` and `>` into LANGLE and RANGLE where they enclose types."""
    out = Tokens()
    closers: set[int] = set()  # twice the index of a closing `>`, plus one for the second half of a `>>`
    depth = 0  # a generic function has its type parameters outside all braces, also in C
    for index in range(len(tokens)):
        kind, text = tokens.kinds[index], tokens.texts[index]
        if kind in ("LBRACE", "RBRACE"):
            depth += 1 if kind == "LBRACE" else -1
        if text == "<" and (found := _enclosed_types(tokens, index)):
            inside = range(index + 1, min(found) // 2)
            sure = tokens.ghost[index] or depth == 0
            if sure or all(tokens.kinds[here] != "IDENT" or tokens.texts[here] in types for here in inside):
                closers.update(found)
                kind = "LANGLE"
        if 2 * index in closers or 2 * index + 1 in closers:
            start, end = tokens.starts[index], tokens.ends[index]
            if text == ">>":
                out.add("RANGLE" if 2 * index in closers else UNKNOWN, ">", start, start + 1, True)
                out.add("RANGLE" if 2 * index + 1 in closers else "REL_OP", ">", end - 1, end, True)
                continue
            kind = "RANGLE"
        out.add(kind, text, tokens.starts[index], tokens.ends[index], tokens.ghost[index])
    return out


def _enclosed_types(tokens: Tokens, index: int) -> set[int]:
    """Where the angle bracket at `index` closes, in the code of `_angles`; empty if it is a comparison."""
    if tokens.kinds[index - 1] not in ("IDENT", "BEGIN") and tokens.kinds[index - 1] != "BEGIN_TYPES":
        return set()
    depth, parentheses, here = 1, 0, index + 1
    while here < min(len(tokens), index + _WIDEST):
        kind, text = tokens.kinds[here], tokens.texts[here]
        if text in (">", ">>") and not parentheses:
            depth -= len(text)
            if depth <= 0:
                found = {2 * here} if depth == 0 and text == ">" else {2 * here + (depth == 0)}
                return found if _encloses(tokens, index, here) else set()
        elif text == "<" and tokens.kinds[here - 1] == "IDENT":
            depth += 1
        elif kind == "LPAR" and (parentheses or tokens.kinds[here - 1] in ("PREDICATE", "FIXPOINT")):
            parentheses += 1
        elif kind == "RPAR" and parentheses:
            parentheses -= 1
        elif kind not in _TYPE_WORDS and not (kind == "SEMI" and parentheses):
            return set()
        here += 1
    return set()


def _encloses(tokens: Tokens, opening: int, closing: int) -> bool:
    """Whether the brackets enclose types, judged by what stands beside them: `a < b > c` has an operand behind."""
    if closing + 1 >= len(tokens) or opening + 1 == closing:
        return opening + 1 != closing
    adjacent = tokens.ends[opening - 1] == tokens.starts[opening]
    following = tokens.kinds[closing + 1]
    if following in _OPERAND_STARTS:  # a type may be followed by the name it is the type of
        return following == "IDENT" and adjacent
    return adjacent or following != "LPAR"
