"""Values of the proof column from JSON, as `kernel.encoding` writes it.

Reading follows the type hints of the classes: what is not exactly of the form that a hint asks for is refused, and a
table's entry may refer to earlier entries only. So what comes out is well typed and without circles, whoever wrote it.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import fields
from fractions import Fraction
from functools import cache
from typing import Any, Final, TypeVar

from frame_ls.kernel.encoding import FORMULAS, STEPS, TABLE_OF, TABLES, Json
from frame_ls.kernel.pure_proofs import Branch, PureProof
from frame_ls.kernel.refused import Refused
from frame_ls.kernel.values import Address, DataValue, Opaque, Value
from frame_ls.logic.heaps import Cell
from frame_ls.logic.sorts import INT, Sort, SortKind
from frame_ls.logic.terms import EXISTS, FORALL, Apply, Number, Quantified, Term, Variable

Read = TypeVar("Read")
_KINDS: Final = typing.get_args(SortKind)
_FIXED: Final = ("bool", "int", "real", "any")  # kinds with one sort
_VALUES: Final = frozenset(typing.get_args(Value))


class Reader:
    """Reads tables, then values that refer to them."""

    def __init__(self) -> None:
        self._tables: dict[str, list[Any]] = {name: [] for name in TABLES}

    def add_tables(self, tables: Json) -> None:
        """Reads the entries of each table, in the order in which they may refer to each other."""
        given = _object(tables)
        for name in TABLES:
            table = self._tables[name]
            for entry in _array(given.get(name, [])):
                table.append(self._entry(name, entry))

    def _entry(self, name: str, entry: Json) -> object:
        match name:
            case "sorts":
                return self._sort(entry)
            case "terms":
                return self._term(entry)
            case "cells":
                return self._record(entry, (Cell,))
            case "data":
                constructor, args = _array(entry, 2)
                return DataValue(_text(constructor), self.read(args, tuple[Value, ...]))
            case "formulas":
                return self._record(entry, FORMULAS)
            case "proofs":
                return self._record(entry, (PureProof, Branch))
        return self._record(entry, STEPS)

    def _sort(self, entry: Json) -> Sort:
        kind, name, args = _array(entry, 3)
        if kind not in _KINDS or (kind in _FIXED and (name != kind or args)):
            raise Refused(f"no sort: {entry!r}")
        return Sort(kind, _text(name), tuple(self._at("sorts", a, Sort) for a in _array(args)))

    def _term(self, entry: Json) -> Term:
        match entry:
            case ["variable", str(name), sort]:
                return Variable(name, self._at("sorts", sort, Sort))
            case ["number", value, sort]:
                return self._number(value, self._at("sorts", sort, Sort))
            case ["apply", str(operator), list(args), sort]:
                terms = tuple([self._at("terms", a, Term) for a in args])
                return Apply(operator, terms, self._at("sorts", sort, Sort))
            case [str(quantifier), list(variables), body] if quantifier in (FORALL, EXISTS):
                names = tuple([self._at("terms", v, Variable) for v in variables])
                return Quantified(quantifier, names, self._at("terms", body, Term))
        raise Refused(f"no term: {entry!r}")

    def _number(self, value: Json, sort: Sort) -> Number:
        if sort is INT:
            if not isinstance(value, int) or isinstance(value, bool):
                raise Refused(f"no integer: {value!r}")
            return Number(value, sort)
        return Number(_fraction(value), sort)

    def _at(self, table: str, index: Json, kind: type[Read]) -> Read:
        entries = self._tables[table]
        if not isinstance(index, int) or isinstance(index, bool) or not 0 <= index < len(entries):
            raise Refused(f"{table} has no earlier entry {index!r}")
        found = entries[index]
        if not isinstance(found, kind):
            raise Refused(f"entry {index} of {table} is no {kind.__name__}")
        return found

    def read(self, json: Json, hint: Any) -> Any:
        """The value of type `hint` that `json` stands for."""
        origin = typing.get_origin(hint)
        if origin is tuple:
            return self._tuple(json, typing.get_args(hint))
        if origin in (types.UnionType, typing.Union):
            return self._one_of(json, typing.get_args(hint))
        if origin is not None and issubclass(origin, Mapping):
            _, kind = typing.get_args(hint)
            return {name: self.read(value, kind) for name, value in _object(json).items()}
        return self._one_of(json, (hint,))

    def _tuple(self, json: Json, hints: tuple[Any, ...]) -> tuple[Any, ...]:
        items = _array(json)
        if len(hints) == 2 and hints[1] is Ellipsis:
            return tuple([self.read(i, hints[0]) for i in items])
        if len(items) != len(hints):
            raise Refused(f"{len(hints)} values are wanted, {len(items)} are there")
        return tuple([self.read(i, h) for i, h in zip(items, hints, strict=True)])

    def _one_of(self, json: Json, hints: tuple[Any, ...]) -> Any:
        """The value of the one alternative that fits the form of `json`."""
        if json is None and type(None) in hints:
            return None
        if isinstance(json, bool):
            if bool in hints:
                return json
        elif isinstance(json, int):
            return self._integer(json, hints)
        elif isinstance(json, str):
            if str in hints:
                return json
            if Fraction in hints:
                return _fraction(json)
        elif isinstance(json, list):
            return self._list(json, hints)
        elif isinstance(json, dict):
            if "is" in json:
                return self._record(json, hints)
            return self._special_value(json, hints)
        raise Refused(f"{json!r} is not what belongs here")

    def _integer(self, json: int, hints: tuple[Any, ...]) -> Any:
        """A number, or an index where the type is one that stands in a table."""
        if int in hints:
            return json
        for hint in hints:
            if hint is Sort:
                return self._at("sorts", json, Sort)
            if isinstance(hint, type) and issubclass(hint, Term):
                return self._at("terms", json, hint)
            if hint in TABLE_OF and hint is not DataValue:
                found = self._at(TABLE_OF[hint], json, object)
                if not isinstance(found, tuple(h for h in hints if isinstance(h, type))):
                    raise Refused(f"entry {json} is not of the kind that belongs here")
                return found
        raise Refused(f"{json!r} is not what belongs here")

    def _list(self, json: list[Json], hints: tuple[Any, ...]) -> Any:
        if Address in hints:
            sort, number = _array(json, 2)
            return Address(self._at("sorts", sort, Sort), _number_of(number))
        for hint in hints:
            if typing.get_origin(hint) is tuple:
                return self._tuple(json, typing.get_args(hint))
        raise Refused("a list stands where none belongs")

    def _special_value(self, json: dict[str, Json], hints: tuple[Any, ...]) -> Any:
        match json:
            case {"opaque": [sort, number]} if Opaque in hints and len(json) == 1:
                return Opaque(self._at("sorts", sort, Sort), _number_of(number))
            case {"data": index} if DataValue in hints and len(json) == 1:
                return self._at("data", index, DataValue)
        raise Refused(f"{json!r} is not what belongs here")

    def _record(self, json: Json, kinds: tuple[Any, ...]) -> Any:
        given = _object(json)
        name = given.get("is")
        kind = next((k for k in kinds if isinstance(k, type) and k.__name__ == name), None)
        if kind is None:
            raise Refused(f"{name!r} is not what belongs here")
        hints = _hints(kind)
        if given.keys() - {"is"} != hints.keys():
            raise Refused(f"a {name} has other fields than {sorted(given)}")
        return kind(**{field: self.read(given[field], hint) for field, hint in hints.items()})


@cache
def _hints(kind: type) -> dict[str, Any]:
    """The types of the fields that count, in order."""
    found = typing.get_type_hints(kind)
    return {f.name: found[f.name] for f in fields(kind) if f.compare}


def _object(json: Json) -> dict[str, Json]:
    if not isinstance(json, dict):
        raise Refused("an object is wanted")
    return json


def _array(json: Json, length: int | None = None) -> list[Json]:
    if not isinstance(json, list) or (length is not None and len(json) != length):
        raise Refused("a list is wanted, or one of another length")
    return json


def _text(json: Json) -> str:
    if not isinstance(json, str):
        raise Refused(f"{json!r} is no text")
    return json


def _number_of(json: Json) -> int:
    if not isinstance(json, int) or isinstance(json, bool):
        raise Refused(f"{json!r} is no number")
    return json


def _fraction(json: Json) -> Fraction:
    numerator, _, denominator = _text(json).partition("/")
    try:
        return Fraction(int(numerator), int(denominator))
    except (ValueError, ZeroDivisionError):
        raise Refused(f"no fraction: {json!r}") from None
