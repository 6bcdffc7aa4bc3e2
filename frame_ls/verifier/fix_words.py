"""The words of a finding, put so that a contract can say them: parameters by name, everything else by patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from frame_ls.declarations.statements import Declare
from frame_ls.declarations.walking import parts
from frame_ls.verifier.fix_places import Site
from frame_ls.verifier.wording import written_name

_QUOTED = re.compile(r"`([^`]+)`")
_CALL = re.compile(r"([A-Za-z_]\w*)\((.*)\)\Z", re.DOTALL)
_NAME = re.compile(r"(?<![\w.>])[A-Za-z_]\w*(?!\w*\s*\()")
_CONSTANTS = frozenset({"nil", "true", "false", "INT_MAX", "INT_MIN", "LONG_MAX", "LONG_MIN", "UINT_MAX"})


class Written(Enum):
    """Which half of a contract is to speak of it."""

    BEFORE = "requires"
    AFTER = "ensures"


def quoted(message: str) -> Iterator[str]:
    """What the first line of a message puts in backquotes."""
    for found in _QUOTED.finditer(message.partition("\n")[0]):
        yield found[1]


def renamed(site: Site, atoms: list[str], result: str) -> Iterator[list[str]]:
    """The pieces of heap in the names of locals: at a function's end, its locals are gone, and an address is called
    what the function that gave it calls it. Which local it was is a guess, so each is tried.
    """
    locals_ = [node.local.written for node in parts(site.function.body) if isinstance(node, Declare)]
    known = {*locals_, *(p.written for p in site.function.parameters)} | _CONSTANTS
    contract = site.function.contract
    assert contract is not None
    known |= {written_name(variable) for variable in contract.names} | {"result"}
    strange = list(dict.fromkeys(name for atom in atoms for name in _root_names(atom) if name not in known))
    if len(strange) != 1:
        yield atoms
        return
    for name in dict.fromkeys(([result] if result in locals_ else []) + locals_):
        yield [re.sub(rf"(?<![\w.>]){strange[0]}\b(?!\()", name, atom) for atom in atoms]


def _root_names(atom: str) -> list[str]:
    """The names in what the atom is found by."""
    taken = atom_parts(atom)
    root = atom.partition(" |-> ")[0] if taken is None else (taken[1] or [""])[0]
    return _NAME.findall(root)


def atom_parts(text: str) -> tuple[str, list[str]] | None:
    """The name and the arguments of `name(arguments)`."""
    found = _CALL.match(text)
    return None if found is None else (found[1], list(_split(found[2])))


def with_patterns(atom: str) -> str:
    """The atom with any values but its first argument."""
    taken = atom_parts(atom)
    if taken is None:
        return atom
    name, arguments = taken
    return f"{name}({', '.join([*arguments[:1], *('_' for _ in arguments[1:])])})"


def _split(text: str) -> Iterator[str]:
    """At commas outside brackets."""
    depth, start = 0, 0
    for offset, character in enumerate(text):
        if character in "([{":
            depth += 1
        elif character in ")]}":
            depth -= 1
        elif character == "," and depth == 0:
            yield text[start:offset].strip()
            start = offset + 1
    if text[start:].strip():
        yield text[start:].strip()


def in_contract(site: Site, text: str, half: Written, result: str) -> str | None:
    """The piece of heap or condition as the contract can say it; None where it speaks of what a caller cannot know.

    `result` is the expression that is returned: afterwards the caller knows it as `result`.
    """
    contract = site.function.contract
    assert contract is not None
    known = {parameter.written for parameter in site.function.parameters} | _CONSTANTS
    if half is Written.AFTER:
        known |= {written_name(variable) for variable in contract.names} | {"result"}
        if re.fullmatch(r"[A-Za-z_]\w*", result):
            text = re.sub(rf"(?<![\w.>]){result}\b", "result", text)
    else:
        text = re.sub(r"\bold_(?=\w)", "", text)
    head, arrow, value = text.partition(" |-> ")
    if arrow:
        if not _speaks_of(head, known):
            return None
        return f"{head} |-> {value if half is Written.AFTER and _speaks_of(value, known) else '_'}"
    taken = atom_parts(text)
    if taken is None:
        return text if _speaks_of(text, known) else None
    name, arguments = taken
    if not arguments or not _speaks_of(arguments[0], known):
        return None
    shown = [a if _speaks_of(a, known) else "_" for a in arguments[1:]]
    return f"{name}({', '.join([arguments[0], *shown])})"


def _speaks_of(text: str, known: set[str]) -> bool:
    """Whether only known names stand for values in the text."""
    return all(name in known for name in _NAME.findall(text) if name != "_") and "?" not in text
