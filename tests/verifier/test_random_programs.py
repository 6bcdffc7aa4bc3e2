"""Random small programs, run on every small input: none that is verified goes wrong there.

The interpreter below is written from the C standard and from what the contract calls an error, and shares nothing with
the verifier. It refuses overflow, lost bits, bad shifts, division by zero, unset variables and side effects without an
order.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import RunFrame

PROGRAMS = 70
# Bits and sign, on the target that the programs are checked for.
TYPES = {
    "char": (8, True),
    "unsigned char": (8, False),
    "short": (16, True),
    "int": (32, True),
    "unsigned": (32, False),
    "long": (64, True),
}
OPERATORS = ("+", "-", "*", "/", "%", "<<", ">>", "&", "|", "^", "<", "<=", "==", "!=")
INPUTS = range(-2, 4)
PLACES = {"x": "int", "y": "int", "u": "unsigned", "c": "char", "v": "int", "p->a": "int", "q->a": "int", "r->a": "int"}
CELLS = {"r->a": "p->a"}  # r is another name of p


class Wrong(Exception):
    """The program does here what the contract calls an error."""


@dataclass(frozen=True)
class Node:
    """An expression: its kind, what belongs to it, and how it is written."""

    kind: str
    word: str
    parts: tuple[Node, ...] = ()

    def __str__(self) -> str:
        match self.kind, self.parts:
            case "constant" | "place", ():
                return self.word
            case "cast", (a,):
                return f"(({self.word}){a})"
            case "unary", (a,):
                return f"({self.word}{a})"
            case "++", (a,):
                return f"({a}{self.word})"
            case "?", (a, b, c):
                return f"({a} ? {b} : {c})"
            case _, (a, b):
                return f"({a} {self.word} {b})"
        raise AssertionError(self)


@dataclass
class Found:
    """A value with its type; what was read and written to get it, and what may still be written."""

    value: int
    type: str
    reads: set[str] = field(default_factory=set)
    writes: set[str] = field(default_factory=set)
    late: set[str] = field(default_factory=set)


def converted(value: int, kind: str) -> int:
    bits, signed = TYPES[kind]
    low, high = (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1) if signed else (0, 2**bits - 1)
    if not low <= value <= high:
        raise Wrong(f"{value} is no {kind}")
    return value


def common(a: str, b: str) -> str:
    kinds = {t if TYPES[t][0] >= 32 else "int" for t in (a, b)}
    return next(t for t in ("long", "unsigned", "int") if t in kinds)


def beside(one: Found, other: Found) -> Found:
    """What two evaluations without an order do together."""
    if one.writes & (other.reads | other.writes) or other.writes & one.reads:
        raise Wrong("unsequenced")
    return Found(0, "int", one.reads | other.reads, one.writes | other.writes, one.late | other.late)


def computed(operator: str, a: Found, b: Found) -> tuple[int, str]:
    if operator in ("<<", ">>"):
        kind = common(a.type, "int" if TYPES[a.type][0] < 32 else a.type)
        bits, signed = TYPES[kind]
        if not 0 <= b.value < bits - signed or a.value < 0:
            raise Wrong("shift")
        return converted(a.value << b.value if operator == "<<" else a.value >> b.value, kind), kind
    kind = common(a.type, b.type)
    x, y = converted(a.value, kind), converted(b.value, kind)
    if operator in ("/", "%"):
        if y == 0:
            raise Wrong("division by zero")
        quotient = abs(x) // abs(y) * (1 if (x < 0) == (y < 0) else -1)
        return converted(quotient if operator == "/" else x - y * quotient, kind), kind
    if operator in ("<", "<=", "==", "!="):
        return int({"<": x < y, "<=": x <= y, "==": x == y, "!=": x != y}[operator]), "int"
    found = {"+": x + y, "-": x - y, "*": x * y, "&": x & y, "|": x | y, "^": x ^ y}[operator]
    return converted(found, kind), kind


def run(node: Node, store: dict[str, int]) -> Found:
    """The value of an expression; raises `Wrong`."""
    match node.kind, node.parts:
        case "constant", ():
            return Found(int(node.word.rstrip("u")), "unsigned" if node.word.endswith("u") else "int")
        case "place", ():
            cell = CELLS.get(node.word, node.word)
            if cell not in store:
                raise Wrong("unset")
            return Found(store[cell], PLACES[node.word], {cell})
        case "cast", (a,):
            found = run(a, store)
            return Found(converted(found.value, node.word), node.word, found.reads, found.writes, found.late)
        case "unary", (a,):
            return _unary(node.word, run(a, store))
        case "++", (a,):
            return _increment(node.word, a, store)
        case "=", (a, b):
            return _assign(a, b, store)
        case "operator", (a, b):
            one, other = run(a, store), run(b, store)
            both = beside(one, other)
            both.value, both.type = computed(node.word, one, other)
            return both
        case _:
            return _ordered(node, store)


def _unary(word: str, found: Found) -> Found:
    kind = common(found.type, "int")
    value = int(not found.value) if word == "!" else converted(-found.value, kind)
    return Found(value, "int" if word == "!" else kind, found.reads, found.writes, found.late)


def _increment(word: str, place: Node, store: dict[str, int]) -> Found:
    old = run(place, store)
    cell = CELLS.get(place.word, place.word)
    kind = common(old.type, "int")
    store[cell] = converted(converted(old.value + (1 if word == "++" else -1), kind), old.type)
    return Found(old.value, old.type, {cell}, {cell}, {cell})


def _assign(place: Node, operand: Node, store: dict[str, int]) -> Found:
    found = run(operand, store)
    cell, kind = CELLS.get(place.word, place.word), PLACES[place.word]
    if cell in found.late:
        raise Wrong("unsequenced")
    store[cell] = converted(found.value, kind)
    return Found(store[cell], kind, found.reads, found.writes | {cell}, found.late | {cell})


def _ordered(node: Node, store: dict[str, int]) -> Found:
    first, *rest = node.parts
    test = run(first, store)
    if node.kind in ("&&", "||") and bool(test.value) == (node.kind == "||"):
        return Found(int(node.kind == "||"), "int", test.reads, test.writes)
    chosen = rest[0] if node.kind != "?" or test.value else rest[1]
    end = run(chosen, store)
    reads, writes = test.reads | end.reads, test.writes | end.writes
    match node.kind:
        case ",":
            return Found(end.value, end.type, reads, writes, end.late)
        case "?":
            # The type is that of both alternatives together, which here are computed as one type.
            return Found(end.value, end.type, reads, writes, end.late)
        case _:
            return Found(int(bool(end.value)), "int", reads, writes, end.late)


# Making programs.


class Maker:
    """Random expressions and statements."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def place(self) -> Node:
        return Node("place", self.random.choice(list(PLACES)))

    def constant(self) -> Node:
        return Node("constant", self.random.choice(["0", "1", "2", "3", "7", "40", "1u", "3u"]))

    def expression(self, depth: int) -> Node:
        pick = self.random.random()
        if depth == 0 or pick < 0.15:
            return self.place() if self.random.random() < 0.6 else self.constant()
        a = self.expression(depth - 1)
        if pick < 0.22:
            return Node("cast", self.random.choice(list(TYPES)), (a,))
        if pick < 0.29:
            return Node("unary", self.random.choice("-!"), (a,))
        if pick < 0.37:
            return Node("++", self.random.choice(["++", "--"]), (self.place(),))
        if pick < 0.44:
            return Node("=", "=", (self.place(), a))
        b = self.expression(depth - 1)
        if pick < 0.54:
            word = self.random.choice(["&&", "||", ","])
            return Node(word, word, (a, b))
        if pick < 0.60:
            return Node("?", "?", (a, Node("cast", "int", (b,)), Node("cast", "int", (self.expression(depth - 1),))))
        return Node("operator", self.random.choice(OPERATORS), (a, b))


Statement = tuple[str, Node, tuple["Statement", ...], tuple["Statement", ...]]


def statements(maker: Maker, depth: int) -> tuple[Statement, ...]:
    made: list[Statement] = []
    for _ in range(maker.random.randint(1, 2)):
        test = maker.expression(2)
        if depth and maker.random.random() < 0.4:
            made.append(("if", test, statements(maker, depth - 1), statements(maker, depth - 1)))
        else:
            made.append(("do", Node("=", "=", (maker.place(), test)), (), ()))
    return tuple(made)


def written(body: tuple[Statement, ...], indent: str = "  ") -> Iterator[str]:
    for kind, node, then, otherwise in body:
        if kind == "do":
            yield f"{indent}{node};"
        else:
            yield f"{indent}if ({node}) {{"
            yield from written(then, indent + "  ")
            yield f"{indent}}} else {{"
            yield from written(otherwise, indent + "  ")
            yield f"{indent}}}"


def executed(body: tuple[Statement, ...], store: dict[str, int]) -> None:
    for kind, node, then, otherwise in body:
        found = run(node, store)
        if kind == "if":
            executed(then if found.value else otherwise, store)


@dataclass(frozen=True)
class Program:
    body: tuple[Statement, ...]
    result: Node
    low: int
    high: int

    def text(self, name: str) -> str:
        lines = "\n".join(written(self.body))
        return f"""\
long {name}(int x, int y, unsigned u, char c, struct cell *p, struct cell *q)
//@ requires -2 <= x &*& x <= 3 &*& y == 1 &*& u == 2 &*& 0 <= c &*& c <= 1 &*& p->a |-> 1 &*& q->a |-> x;
//@ ensures p->a |-> _ &*& q->a |-> _ &*& {self.low} <= result &*& result <= {self.high};
{{
  int v;
  struct cell *r = p;
{lines}
  return {self.result};
}}
"""

    def outcomes(self) -> Iterator[int | None]:
        """What each input gives; None where something goes wrong."""
        for x in INPUTS:
            for c in (0, 1):
                store = {"x": x, "y": 1, "u": 2, "c": c, "p->a": 1, "q->a": x}
                try:
                    executed(self.body, store)
                    yield converted(run(self.result, store).value, "long")
                except Wrong:
                    yield None


def program(seed: int) -> Program:
    """A program whose promise is what it gives, or a little less than that."""
    maker = Maker(seed)
    found = Program(statements(maker, 1), maker.expression(2), 0, 0)
    values = [value for value in found.outcomes() if value is not None] or [0]
    off = maker.random.choice([0, 0, 1])
    return Program(found.body, found.result, min(values) + off, max(values))


def test_no_verified_program_goes_wrong(tmp_path: Path, run_frame: RunFrame) -> None:
    programs = {f"f{seed}": program(seed) for seed in range(PROGRAMS)}
    text = "struct cell { int a; };\n\n" + "\n".join(p.text(name) for name, p in programs.items())
    file = tmp_path / "random.c"
    file.write_text(text, encoding="utf-8")
    options = ("--no-cache", "--target", "lp64", "--timeout", "20", "--allow-dead-code", "--format", "json")
    results = json.loads(run_frame("check", *options, file).stdout)["results"]
    verified = [r["unit"] for r in results if r["status"] == "verified" and r["unit"] in programs]
    for name in verified:
        one = programs[name]
        for value in one.outcomes():
            assert value is not None and one.low <= value <= one.high, one.text(name)
    assert len(verified) >= PROGRAMS // 20, "too few are verified for the test to say anything"
