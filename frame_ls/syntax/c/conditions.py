"""The value of the expression of an `#if`, as C defines it: 64-bit integers, signed or not, unknown names are zero."""

from __future__ import annotations

import re
from dataclasses import dataclass

from frame_ls.syntax.c.build.literals import integer_value, string_value

_TOKEN = re.compile(
    r"\s*(?:(\d\w*)|([A-Za-z_$]\w*)|(L?'(?:[^'\\\n]|\\.)*')|(<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^<>!~?:(),]))"
)
_LEVELS = {
    "||": 1, "&&": 2, "|": 3, "^": 4, "&": 5, "==": 6, "!=": 6, "<": 7, ">": 7, "<=": 7, ">=": 7, "<<": 8, ">>": 8,
    "+": 9, "-": 9, "*": 10, "/": 10, "%": 10,
}  # fmt: skip
_DEEPEST = 200


class Unreadable(Exception):
    """The text is no expression that C allows here; the message says what is wrong."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A 64-bit integer, its value within its range."""

    value: int
    unsigned: bool = False


def condition_value(text: str) -> int:
    """The value of an expression without macros; raises Unreadable."""
    reader = _Reader(text)
    value = reader.conditional(0, True)
    if reader.token:
        raise Unreadable(f"`{reader.token}` is not expected in this condition")
    return value.value


def _fit(value: int, unsigned: bool) -> _Value:
    value &= (1 << 64) - 1
    return _Value(value - (1 << 64) if not unsigned and value >> 63 else value, unsigned)


class _Reader:
    """Reads and evaluates at once; what a short circuit leaves out is read but cannot fail."""

    def __init__(self, text: str) -> None:
        self.text = text.strip()
        self.position = 0
        self.token = ""
        self.advance()

    def advance(self) -> None:
        if self.position >= len(self.text):
            self.token = ""
            return
        found = _TOKEN.match(self.text, self.position)
        if found is None:
            raise Unreadable(f"`{self.text[self.position : self.position + 10]}` is not expected in this condition")
        self.position = found.end()
        self.token = found.group().strip()

    def conditional(self, depth: int, counts: bool) -> _Value:
        if depth > _DEEPEST:
            raise Unreadable("this condition is nested too deeply")
        condition = self.binary(1, depth, counts)
        if self.token != "?":
            return condition
        self.advance()
        then = self.conditional(depth + 1, counts and bool(condition.value))
        if self.token != ":":
            raise Unreadable("`:` is missing in this condition")
        self.advance()
        otherwise = self.conditional(depth + 1, counts and not condition.value)
        chosen = then if condition.value else otherwise
        return _fit(chosen.value, then.unsigned or otherwise.unsigned)

    def binary(self, level: int, depth: int, counts: bool) -> _Value:
        left = self.unary(depth + 1, counts)
        while self.token and _LEVELS.get(self.token, 0) >= level:
            operator = self.token
            self.advance()
            matters = counts and not (operator == "&&" and not left.value) and not (operator == "||" and left.value)
            right = self.binary(_LEVELS[operator] + 1, depth + 1, matters)
            left = _apply(operator, left, right, matters)
        return left

    def unary(self, depth: int, counts: bool) -> _Value:
        if depth > _DEEPEST:
            raise Unreadable("this condition is nested too deeply")
        token = self.token
        self.advance()
        match token:
            case "(":
                value = self.conditional(depth + 1, counts)
                if self.token != ")":
                    raise Unreadable("`)` is missing in this condition")
                self.advance()
                return value
            case "!":
                return _Value(int(not self.unary(depth + 1, counts).value))
            case "-" | "~" | "+":
                value = self.unary(depth + 1, counts)
                number = {"-": -value.value, "~": ~value.value, "+": value.value}[token]
                return _fit(number, value.unsigned)
            case "":
                raise Unreadable("this condition ends too early")
        return self._primary(token)

    def _primary(self, token: str) -> _Value:
        if token[0].isdigit():
            found = integer_value(token)
            if found is None:
                raise Unreadable(f"`{token}` is no integer")
            value, unsigned, _, _ = found
            return _fit(value, unsigned or value >= 1 << 63)
        if token[-1] == "'":
            text = string_value(token)
            return _Value(ord(text[0]) if text else 0)
        if token[0].isalpha() or token[0] in "_$":
            return _Value(int(token == "true"))
        raise Unreadable(f"`{token}` is not expected in this condition")


def _apply(operator: str, left: _Value, right: _Value, counts: bool) -> _Value:
    unsigned = left.unsigned or right.unsigned
    a, b = _fit(left.value, unsigned).value, _fit(right.value, unsigned).value
    if operator in ("/", "%"):
        if b == 0:
            if counts:
                raise Unreadable("this condition divides by zero")
            return _fit(0, unsigned)
        quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
        return _fit(quotient if operator == "/" else a - b * quotient, unsigned)
    if operator in ("<<", ">>"):
        amount = right.value & 63
        return _fit(left.value << amount if operator == "<<" else left.value >> amount, left.unsigned)
    truths = {
        "||": a != 0 or b != 0, "&&": a != 0 and b != 0, "==": a == b, "!=": a != b, "<": a < b, ">": a > b,
        "<=": a <= b, ">=": a >= b,
    }  # fmt: skip
    if operator in truths:
        return _Value(int(truths[operator]))
    numbers = {"|": a | b, "^": a ^ b, "&": a & b, "+": a + b, "-": a - b, "*": a * b}
    return _fit(numbers[operator], unsigned)
