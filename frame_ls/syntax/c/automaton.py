"""Runs the parse tables over the tokens of one chunk and calls the builder; syntax errors go to the recovery.

It is a plain LALR(1) automaton with two additions: a word that has several readings is taken in the one that the
state accepts, and chains of rules that only pass a value on are jumped over (most of C's expression levels).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from frame_ls.source import Span
from frame_ls.syntax.c.recovery import TooDeep, recover
from frame_ls.syntax.c.scanner import Tokens
from frame_ls.syntax.c.tables import KEPT, Tables

# The readings of a token, the one to prefer first.
_READINGS = {
    "SWITCH": ("SWITCH", "SWITCH_VALUE"),
    "LBRACK": ("LBRACK", "LFRACTION"),
    "LBRACE": ("LBRACE", "LLIST"),
    "BEGIN_CLAUSE": ("BEGIN_CLAUSE", "BEGIN"),
    "BEGIN_TYPES": ("BEGIN_TYPES", "BEGIN"),
    "ENSURES": ("ENSURES", "ENSURES_VALUE"),
    "INVARIANT": ("LOOP_INVARIANT", "INVARIANT"),
}
_OPERANDS = frozenset(
    "IDENT INTEGER FLOAT STRING CHARACTER LPAR STAR AMP NOT_OP PLUS_OP LBRACE TRUE FALSE SIZEOF INC_OP".split()
)
_BEFORE_VARIABLE = frozenset(["TYPE", "IDENT", "BASIC", "STAR", "RANGLE", "GHOST_TYPE", "RPAR"])

_DEEPEST = 4000  # states on the stack

Word = tuple[str, int, int]
"""A token that the builder sees: its text, first and one-past-last offset."""

Action = Callable[..., Any]
Plan = tuple[int, int, int, tuple[int, ...], Action | None, int]


class Automaton:
    """One run over one chunk. `report(start, end, message)` takes syntax errors."""

    def __init__(
        self,
        tables: Tables,
        text: str,
        tokens: Tokens,
        types: frozenset[str],
        ghost_types: frozenset[str],
        report: Callable[[int, int, str], None],
    ) -> None:
        self.tables = tables
        self.report = report
        self.types = types
        self.ghost_types = types | ghost_types
        self.variables: set[str] = set()  # names of types that were declared as variables in this chunk
        self.names = list(tokens.kinds)
        self.texts = list(tokens.texts)
        self.starts = list(tokens.starts)
        self.ends = list(tokens.ends)
        self.ghost = list(tokens.ghost)
        last = tokens.ends[-1] if len(tokens) else 0
        self.insert(len(self.names), "$END", last, last)
        self.states: list[int] = []
        self.values: list[Any] = []
        self.begins: list[int] = []
        self.finishes: list[int] = []
        self.index = 0
        self.repairs: set[tuple[int, str]] = set()
        self.repairs_reported: set[tuple[int, str, int]] = set()
        self.recoveries = 0
        self.at_end_reported = False
        self.text = text

    def begins_line(self, index: int) -> bool:
        """Whether a line break lies between a token and the one before it."""
        return index == 0 or "\n" in self.text[self.ends[index - 1] : self.starts[index]]

    def text_of(self, index: int) -> str:
        """A token's text as it stands in the chunk, shortened."""
        text = self.texts[index]
        return text if len(text) <= 40 else text[:37] + "..."

    def insert(self, index: int, name: str, start: int, end: int) -> None:
        """Puts a token before the one at `index`."""
        self.names.insert(index, name)
        self.texts.insert(index, "")
        self.starts.insert(index, start)
        self.ends.insert(index, end)
        self.ghost.insert(index, index > 0 and self.ghost[index - 1] and self.names[index - 1] != "END")

    def run(self, start: str, builder: object, key: str) -> Any:
        """The value of the start symbol."""
        tables = self.tables
        rows, gotos, jumps, terminals = tables.rows, tables.gotos, tables.jumps, tables.terminals
        plans = _plans(tables, builder)
        states, values, begins, finishes = self.states, self.values, self.begins, self.finishes
        first, accepting = tables.starts[start]
        states.append(first)
        while True:
            index = self.index
            name = self.names[index]
            if name in _READINGS or name == "IDENT":
                name = self._reading(index, name)
            kind = terminals.get(name, -1)
            action = rows[states[-1]].get(kind)
            while action is not None and action < 0:
                length, origin, gather, kept, function, number = plans[-action - 1]
                if length:
                    begin, finish = begins[-length], finishes[-1]
                else:
                    begin, finish = self.starts[index], finishes[-1] if finishes else 0
                if gather:
                    value = _gathered(values, length, kept, gather)
                elif function is None:
                    value = values[kept[0] - length]
                else:
                    value = function(builder, Span(key, begin, finish), *[values[place - length] for place in kept])
                if length:
                    del states[-length:], values[-length:], begins[-length:], finishes[-length:]
                below = states[-1]
                place = (below * 1024 + number) * 256 + kind
                state = jumps.get(place)
                if state is None:
                    state = jumps[place] = self._after(gotos[below][origin], below, kind)
                states.append(state)
                values.append(value)
                begins.append(begin)
                finishes.append(finish)
                if state == accepting:
                    return value
                action = rows[state].get(kind)
            if len(states) > _DEEPEST:
                raise TooDeep
            if action is None:
                recover(self)
                continue
            states.append(action - 1)
            values.append((self.texts[index], self.starts[index], self.ends[index]) if name in KEPT else None)
            begins.append(self.starts[index])
            finishes.append(self.ends[index])
            self.index = index + 1

    def _after(self, state: int, below: int, kind: int) -> int:
        """Where the chain of rules that only pass a value on leads from `state`, which lies on `below`."""
        tables = self.tables
        while True:
            action = tables.rows[state].get(kind)
            if action is None or action >= 0:
                return state
            rule = tables.rules[-action - 1]
            if rule.action or rule.length != 1:
                return state
            state = tables.gotos[below][rule.origin]

    def accepts(self, name: str) -> bool:
        """Whether a token would be shifted now, after what can be reduced before it."""
        tables = self.tables
        kind = tables.terminals.get(name, -1)
        depth = len(self.states)  # how much of the real stack is still there
        above: list[int] = []
        while True:
            action = tables.rows[above[-1] if above else self.states[depth - 1]].get(kind)
            if action is None:
                return False
            if action > 0:
                return True
            rule = tables.rules[-action - 1]
            from_above = min(rule.length, len(above))
            if from_above:
                del above[-from_above:]
            depth -= rule.length - from_above
            above.append(tables.gotos[above[-1] if above else self.states[depth - 1]][rule.origin])

    def _reading(self, index: int, name: str) -> str:
        """Which of its readings a token has here."""
        if name != "IDENT":
            if not self.ghost[index]:  # in C each of them has the one reading that it has for a compiler
                return name
            return next((reading for reading in _READINGS[name] if self.accepts(reading)), name)
        following = self.names[index + 1]
        word = self.texts[index]
        if word == "assert" and self.accepts("ASSERT"):
            return "ASSERT"
        types = self.ghost_types if self.ghost[index] else self.types
        if word not in types and following not in ("IDENT", "STAR", "LANGLE"):
            if self.tables.rows[self.states[-1]].get(self.tables.terminals["IDENT"]) is None and self.accepts("TYPE"):
                return "TYPE"
            return name
        if not self.accepts("TYPE"):
            if word in types and self.names[index - 1] in _BEFORE_VARIABLE:
                self.variables.add(word)
            return name
        if not self.accepts("IDENT") or self._is_type(index, word, following):
            self.names[index] = "TYPE"
            return "TYPE"
        return name

    def _is_type(self, index: int, word: str, following: str) -> bool:
        """Whether a word is a type where a value could stand too: at the start of a statement or behind `(`."""
        names = self.names
        known = word in (self.ghost_types if self.ghost[index] else self.types) and word not in self.variables
        behind = names[index + 2] if index + 2 < len(names) else "$END"
        statement = self.accepts("RETURN")
        if following == "IDENT":
            return known or behind != "LPAR" or not statement
        if following == "LANGLE":
            return self._behind_angles(index) in (("IDENT", "STAR", "QUALIFIER") if statement else ("RPAR", "STAR"))
        if statement:  # a product or a bare name would be no use here
            if following == "STAR":
                return behind in ("IDENT", "STAR", "QUALIFIER")
            in_c = not self.ghost[index]
            return known and (following in ("QUALIFIER", "SEMI") or (following == "LPAR" and behind == "STAR" and in_c))
        return known and self._is_cast(index, following, behind)

    def _is_cast(self, index: int, following: str, behind: str) -> bool:
        """Whether the name of a type behind `(` begins a cast, a `sizeof` or a compound literal."""
        names = self.names
        if following == "RPAR":
            return behind in _OPERANDS or names[index - 2 : index - 1] == ["SIZEOF"]
        if following == "STAR":
            here = index + 1
            while names[here] in ("STAR", "QUALIFIER"):
                here += 1
            return names[here] in ("RPAR", "LBRACK", "COMMA") or (names[here] == "LPAR" and names[here + 1] == "STAR")
        return following in ("LBRACK", "QUALIFIER") or (following == "LPAR" and not self.ghost[index])

    def _behind_angles(self, index: int) -> str:
        """The token behind the `>` that closes the bracket after `index`."""
        here, depth = index + 1, 0
        while self.names[here] != "$END":
            depth += (self.names[here] == "LANGLE") - (self.names[here] == "RANGLE")
            here += 1
            if depth == 0:
                break
        return self.names[here]


def _gathered(values: list[Any], length: int, kept: tuple[int, ...], gather: int) -> list[Any]:
    """The list of a rule whose name begins with an underscore; one that extends its own list adds to it."""
    items = [values[place - length] for place in kept]
    if gather == 1:
        return items
    grown: list[Any] = items[0]
    grown.extend(items[1:])
    return grown


def _plans(tables: Tables, builder: object) -> list[Plan]:
    """What a reduction needs, by rule: length, origin, 1 or 2 for a list, kept children, method, number."""
    plans: list[Plan] | None = tables.plans.get(type(builder))
    if plans is None:
        plans = tables.plans[type(builder)] = []
        for number, rule in enumerate(tables.rules):
            gather = (2 if rule.extends else 1) if rule.action == "[]" else 0
            function = getattr(type(builder), rule.action) if rule.action and not gather else None
            plans.append((rule.length, rule.origin, gather, rule.kept, function, number))
    return plans
