"""What numbers, characters and strings are worth."""

from __future__ import annotations

import re
from fractions import Fraction

_INTEGER = re.compile(r"(0[xX][\da-fA-F]+|0[bB][01]+|\d+)([uUlLzZ]*)\Z")
_FLOATING = re.compile(
    r"(?:(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|0[xX][\da-fA-F]*\.?[\da-fA-F]*[pP][+-]?\d+)[fFlL]?\Z"
)
_REAL = re.compile(r"(\d+(?:\.\d*)?|\.\d+)[rR]\Z")
_ESCAPE = re.compile(r"\\(x[\da-fA-F]+|[0-7]{1,3}|u[\da-fA-F]{4}|U[\da-fA-F]{8}|\r\n|[\s\S])")
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "b": "\b", "f": "\f", "v": "\v", "\n": "", "\r\n": ""}


def integer_value(text: str) -> tuple[int, bool, int, bool] | None:
    """Value, unsignedness, number of `l` and decimality of an integer; None where the text is not one."""
    found = _INTEGER.match(text)
    if not found:
        return None
    digits, suffix = found.group(1).lower(), found.group(2).lower()
    if suffix not in ("", "u", "l", "ul", "lu", "ll", "ull", "llu"):
        return None
    if digits.startswith(("0x", "0b")):
        value = int(digits, 0)
    elif digits.startswith("0") and len(digits) > 1:
        if not all(digit in "01234567" for digit in digits):
            return None
        value = int(digits, 8)
    else:
        if len(digits) > 4000:  # Python refuses to convert longer ones
            return None
        value = int(digits)
    decimal = digits == "0" or not digits.startswith("0")
    return value, "u" in suffix, suffix.count("l"), decimal


def is_floating(text: str) -> bool:
    """Whether a text is a floating-point literal of C."""
    return _FLOATING.match(text) is not None


def real_value(text: str) -> tuple[int, int] | None:
    """Numerator and denominator of a number with the suffix `r`, else None."""
    found = _REAL.match(text)
    if not found:
        return None
    value = Fraction(found.group(1))
    return value.numerator, value.denominator


def string_value(text: str) -> str:
    """The bytes of a string or character with its quotes, one code point per byte."""
    quote = text[text.startswith("L") :][:1]
    inner = text[text.startswith("L") + 1 :]
    inner = inner.removesuffix(quote)
    return _ESCAPE.sub(_escaped, inner.encode("utf-8").decode("latin-1"))


def _escaped(found: re.Match[str]) -> str:
    code = found.group(1)
    if code in _LETTERS:
        return _LETTERS[code]
    if code[0] in "xX" and len(code) > 1:
        return chr(int(code[1:], 16) & 0xFF)
    if code[0] in "01234567":
        return chr(int(code, 8) & 0xFF)
    if code[0] in "uU" and len(code) > 4:
        point = int(code[1:], 16)
        return chr(point).encode("utf-8", "replace").decode("latin-1") if point < 0x110000 else "?"
    return code
