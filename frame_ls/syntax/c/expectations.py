"""Plain words for what the grammar expected and for what stood there instead."""

from __future__ import annotations

from difflib import get_close_matches

from frame_ls.syntax.c.words import C_KEYWORDS, GHOST_KEYWORDS

_GHOST_ONLY = frozenset(GHOST_KEYWORDS.values()) - frozenset(C_KEYWORDS.values())
_SPELLING = {
    "SEMI": "`;`", "RPAR": "`)`", "RBRACK": "`]`", "RBRACE": "`}`", "LBRACE": "`{`", "LPAR": "`(`", "COMMA": "`,`",
    "COLON": "`:`", "EQUALS": "`=`", "END": "the end of the annotation", "WHILE": "`while`", "IDENT": "a name",
    "RANGLE": "`>`", "BAR": "`|`", "STRING": "a string", "QUESTION": "`?`", "CASE": "`case`", "RETURN": "`return`",
    "REQUIRES": "`requires`", "ENSURES": "`ensures`", "SEP": "`&*&`", "LEMMA": "`lemma`",
}  # fmt: skip
_ORDER = ("SEMI", "RPAR", "RBRACK", "RANGLE", "EQUALS", "COLON", "COMMA", "LPAR", "LBRACE", "RBRACE", "WHILE", "END")


def meant_word(word: str, ghost: bool) -> str:
    """The keyword that a misspelled one resembles; empty if there is none."""
    found = get_close_matches(word, GHOST_KEYWORDS if ghost else C_KEYWORDS, 1, 0.8)
    return found[0] if found and found[0] != word else ""


def explain(accepted: frozenset[str], name: str, text: str, ghost: bool) -> str:
    """One sentence about a token `name`, spelled `text`, where only the terminals `accepted` could follow."""
    if not ghost or name.startswith("BEGIN"):
        accepted -= _GHOST_ONLY
    found = _found(name, text)
    if name == "UNKNOWN":
        return f"{found} is no part of C or of its annotations"
    if name.startswith("BEGIN"):
        return _misplaced_annotation(accepted)
    if name in ("SEMI", "RBRACE", "LBRACE", "END", "$END"):
        for closing in ("RPAR", "RBRACK"):
            if closing in accepted:
                return f"{_SPELLING[closing]} is missing before {found}"
    return f"{_expected(accepted)} is expected here, not {found}"


def _found(name: str, text: str) -> str:
    if name == "$END":
        return "the end of the text"
    if name == "END":
        return "the end of the annotation"
    return f"`{text}`" if text else "this"


def _misplaced_annotation(accepted: frozenset[str]) -> str:
    if "BEGIN_CLAUSE" in accepted:
        return "an annotation here begins with `requires`, `ensures`, `terminates`, `decreases` or `invariant`"
    return f"no annotation can stand here: {_expected(accepted)} is expected"


def _expected(accepted: frozenset[str]) -> str:
    """What could stand here, as a short list."""
    options: list[str] = []
    if {"IF", "RETURN"} <= accepted:
        options.append("a statement")
    elif {"INTEGER", "LPAR"} <= accepted:
        options.append("an assertion" if "EMP" in accepted and "LFRACTION" in accepted else "an expression")
    elif "PREDICATE" in accepted and "LEMMA" in accepted:
        options.append("a ghost declaration")
    elif {"BASIC", "AGGREGATE"} <= accepted:
        options.append("a declaration" if "STORAGE" in accepted and "BROKEN" in accepted else "a type")
    elif "IDENT" in accepted:
        options.append("a name")
    operators = "PLUS_OP" in accepted and "INTEGER" not in accepted
    for name in _ORDER:
        if name in accepted and not (options and name in ("LPAR", "LBRACE", "RBRACE")):
            options.append(_SPELLING[name])
    if operators:
        options.append("an operator")
    if not options:
        options = sorted(_SPELLING.get(name, f"`{name.lower()}`") for name in accepted)[:3] or ["something else"]
    options = list(dict.fromkeys(options))[:4]
    return options[0] if len(options) == 1 else ", ".join(options[:-1]) + " or " + options[-1]
