"""Remembers what library declarations were resolved to, for the next text that includes them.

A library header speaks of nothing but library headers, so what it means is always the same, as long as the text that
includes it declares none of its names anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from frame_ls.declarations.heads import Part
from frame_ls.declarations.names import Desk
from frame_ls.logic.definitions import Function
from frame_ls.source import Finding
from frame_ls.syntax.c import tree

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Entry:
    """A result, and what making it did besides; `written` keeps the identity by which it is found its own."""

    written: tree.Declaration
    result: Any
    uses: tuple[str, ...]
    findings: tuple[Finding, ...]
    lifted: tuple[tuple[str, Function], ...]
    partial: frozenset[tuple[str, int]]


class Memory:
    """Shared by all resolutions of one process for one target."""

    def __init__(self) -> None:
        self._entries: dict[int, _Entry] = {}
        self._names: dict[int, tuple[tree.Declaration, tuple[str, ...]]] = {}

    def suits(self, parts: Iterable[Part]) -> bool:
        """Whether no declaration of the text has a name that the library has."""
        library: set[str] = set()
        own: set[str] = set()
        for part in parts:
            (library if part.library else own).update(self._names_of(part.declaration))
        return library.isdisjoint(own)

    def once(self, written: tree.Declaration, desk: Desk, make: Callable[[], T]) -> T:
        """What `make` gives, made now or remembered together with what it did to the desk and the tables."""
        known = self._entries.get(id(written))
        names = desk.names
        if known is not None and known.written is written:
            desk.uses.update(dict.fromkeys(known.uses))
            desk.findings += known.findings
            names.lifted.update(known.lifted)
            names.partial |= known.partial
            result: T = known.result
            return result
        lifted, partial, found = set(names.lifted), set(names.partial), len(desk.findings)
        result = make()
        self._entries[id(written)] = _Entry(
            written,
            result,
            tuple(desk.uses),
            tuple(desk.findings[found:]),
            tuple((name, function) for name, function in names.lifted.items() if name not in lifted),
            frozenset(names.partial - partial),
        )
        return result

    def _names_of(self, written: tree.Declaration) -> tuple[str, ...]:
        known = self._names.get(id(written))
        if known is None or known[0] is not written:
            known = (written, tuple(_declared(written)))
            if len(self._names) > 100_000:
                self._names.clear()
            self._names[id(written)] = known
        return known[1]


def _declared(written: tree.Declaration) -> Iterable[str]:
    """The global names that a declaration gives a meaning."""
    name = getattr(written, "name", None)
    if isinstance(name, str):
        yield name
    match written:
        case tree.Inductive(constructors=constructors):
            yield from (constructor.name for constructor in constructors)
        case tree.Globals(variables=variables):
            yield from (variable.name for variable in variables)
        case tree.TypeDeclaration(type=type_) | tree.Typedef(type=type_):
            yield from _in_type(type_)
        case _:
            return


def _in_type(written: tree.Type) -> Iterable[str]:
    match written:
        case tree.AggregateType(name=name, fields=fields):
            if name is not None:
                yield name
            for field in fields or ():
                yield from _in_type(field.type)
        case tree.EnumType(name=name, members=members):
            if name is not None:
                yield name
            yield from (member.name for member in members or ())
        case _:
            return
