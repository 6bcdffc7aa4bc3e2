"""The parse tables of annotated C: computed by lark from `grammar/c.lark` once per machine, then read from a cache.

Computing takes half a second, reading a few milliseconds, and lark is not even imported for it. The cache is keyed by
the grammar's text; where it cannot be written everything works, only slower.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frame_ls.syntax.grammar_files import grammar_text

STARTS = ("real_unit", "ghost_unit")

# The terminals whose tokens reach the builder; all others only guide the automaton.
KEPT = frozenset(
    """IDENT TYPE INTEGER FLOAT CHARACTER STRING BROKEN SKIPPED UNSUPPORTED ASM ASSIGN_OP INC_OP STAR AMP PLUS_OP MUL_OP
    SHIFT_OP REL_OP EQ_OP CARET BAR ANDAND OROR NOT_OP IMPLIES STORAGE QUALIFIER BASIC AGGREGATE GHOST_TYPE
    MODULE""".split()
)
# `|`, `*`, `&` and `^` also stand where nobody asks which operator it was.
_UNKEPT_IN = {"inductive": ("BAR",), "_constructors": ("BAR",), "pointer": ("STAR",), "dereference": ("STAR",)}
_UNKEPT_IN |= {"address_of": ("AMP",), "caret": ("CARET",)}

_FORMAT = "1"


@dataclass(frozen=True, slots=True)
class Rule:
    """One alternative of the grammar, as the automaton needs it.

    `kept` are the positions of the children that reach the builder. `action` names its method; it is empty where the
    only child is passed on, and `[]` where the children are gathered into a list.
    """

    origin: int
    length: int
    action: str
    kept: tuple[int, ...]
    extends: bool  # the first kept child is the list that this rule adds to


@dataclass(frozen=True, slots=True)
class Tables:
    """`rows[state]` maps a terminal to `next state + 1`, or to `-(rule + 1)`; `gotos[state]` maps a nonterminal."""

    terminals: dict[str, int]
    nonterminals: dict[str, int]
    rules: tuple[Rule, ...]
    rows: tuple[dict[int, int], ...]
    gotos: tuple[dict[int, int], ...]
    starts: dict[str, tuple[int, int]]  # start symbol -> first state, accepting state
    jumps: dict[int, int] = field(default_factory=dict, compare=False)  # a memo of the automaton
    plans: dict[type, Any] = field(default_factory=dict, compare=False)  # another


_loaded: list[Tables] = []  # the grammar is a constant of the program, so its tables are read once


def load_tables() -> Tables:
    """The tables of the installed grammar."""
    if not _loaded:
        text = grammar_text("c")
        path = _cache_path(text)
        tables = _read(path)
        if tables is None:
            data = compute(text)
            _write(path, data)
            tables = _from_data(data)
        _loaded.append(tables)
    return _loaded[0]


def compute(grammar: str) -> dict[str, Any]:
    """The tables as plain lists, made by lark."""
    from lark import Lark
    from lark.parsers.lalr_analysis import Shift

    parser = Lark(grammar, parser="lalr", lexer="basic", start=list(STARTS))
    table = parser.parser.parser._parse_table  # noqa: SLF001  (lark has no other way to it)
    rules = parser.rules
    number = {id(rule): index for index, rule in enumerate(rules)}
    equal = {rule: index for index, rule in enumerate(rules)}
    terminals: dict[str, int] = {}
    nonterminals: dict[str, int] = {}
    declared = {rule.origin.name for rule in rules} | {f"$root_{start}" for start in STARTS}
    rows: list[list[int]] = []
    gotos: list[list[int]] = []
    for state in range(len(table.states)):
        row: list[int] = []
        goto: list[int] = []
        for name, (action, argument) in table.states[state].items():
            if action is Shift and name in declared:
                goto += [nonterminals.setdefault(name, len(nonterminals)), argument]
            elif action is Shift:
                row += [terminals.setdefault(name, len(terminals)), argument + 1]
            elif argument.origin.name.startswith("$root"):
                continue
            else:
                index = number.get(id(argument), equal[argument])
                row += [terminals.setdefault(name, len(terminals)), -(index + 1)]
        rows.append(row)
        gotos.append(goto)
    return {
        "terminals": terminals,
        "nonterminals": nonterminals,
        "rules": [_rule_data(rule, nonterminals) for rule in rules],
        "rows": rows,
        "gotos": gotos,
        "starts": {start: [table.start_states[start], table.end_states[start]] for start in STARTS},
    }


def _rule_data(rule: Any, nonterminals: dict[str, int]) -> list[Any]:
    """A rule of lark as `[origin, length, action, kept, extends]`."""
    origin = str(rule.origin.name)
    unkept = _UNKEPT_IN.get(str(rule.alias or origin), ())
    kept = [
        index
        for index, symbol in enumerate(rule.expansion)
        if not symbol.is_term or (symbol.name in KEPT and symbol.name not in unkept)
    ]
    extends = bool(rule.expansion) and rule.expansion[0].name == origin
    action = str(rule.alias or "")
    if origin.startswith("_"):
        action = "[]"
    elif not action and len(kept) != 1:
        raise ValueError(f"the rule {rule} needs an alias")
    return [nonterminals.setdefault(origin, len(nonterminals)), len(rule.expansion), action, kept, extends]


def _from_data(data: dict[str, Any]) -> Tables:
    nonterminals = {str(name): int(index) for name, index in data["nonterminals"].items()}
    return Tables(
        terminals=data["terminals"],
        nonterminals=nonterminals,
        rules=tuple(Rule(o, n, a, tuple(kept), extends) for o, n, a, kept, extends in data["rules"]),
        rows=tuple(dict(zip(row[::2], row[1::2], strict=True)) for row in data["rows"]),
        gotos=tuple(dict(zip(row[::2], row[1::2], strict=True)) for row in data["gotos"]),
        starts={name: (first, last) for name, (first, last) in data["starts"].items()},
    )


def _cache_path(grammar: str) -> Path:
    from platformdirs import user_cache_path

    digest = hashlib.blake2b(f"{_FORMAT}\n{grammar}".encode(), digest_size=12).hexdigest()
    return user_cache_path("frame-ls") / f"c-tables-{digest}.json"


def _read(path: Path) -> Tables | None:
    """What the cache holds, or None where there is nothing readable."""
    try:
        return _from_data(json.loads(path.read_text(encoding="ascii")))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None


def _write(path: Path, data: dict[str, Any]) -> None:
    """Writes the cache beside itself and renames, so that nobody ever reads half a file."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".tmp")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            json.dump(data, file, separators=(",", ":"))
        Path(name).replace(path)
    except OSError:
        return
