"""The values of the proof column as JSON, with sharing kept; `kernel.decoding` is the way back.

What may be shared or deep stands in tables and is named by its index there: sorts, terms, cells, data values, pure
proofs and their branches, steps. An entry refers to earlier ones only, so nothing can go in a circle and nothing
recurses on depth.
"""

from __future__ import annotations

import typing
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from fractions import Fraction
from typing import Any, Final

from frame_ls.kernel.proofs import Step
from frame_ls.kernel.pure_proofs import Branch, PureProof
from frame_ls.kernel.values import Address, DataValue, Opaque
from frame_ls.logic.formulas import Formula
from frame_ls.logic.heaps import Cell
from frame_ls.logic.sorts import Sort
from frame_ls.logic.terms import Apply, Number, Quantified, Term, Variable

Json = Any
TABLES: Final = ("sorts", "terms", "cells", "data", "formulas", "proofs", "steps")
STEPS: Final = typing.get_args(Step)
FORMULAS: Final = typing.get_args(Formula)
TABLE_OF: Final[dict[type, str]] = {
    Cell: "cells",
    DataValue: "data",
    PureProof: "proofs",
    Branch: "proofs",
    **dict.fromkeys(FORMULAS, "formulas"),
    **dict.fromkeys(STEPS, "steps"),
}


class Writer:
    """Turns values into JSON, filling its tables as it goes."""

    def __init__(self) -> None:
        self.tables: dict[str, list[Json]] = {name: [] for name in TABLES}
        self._sorts: dict[Sort, int] = {}
        self._terms: dict[Term, int] = {}
        self._objects: dict[int, tuple[int, object]] = {}  # by identity; the object is kept alive
        self._cells: dict[Cell, int] = {}
        self._data: dict[DataValue, int] = {}

    def json(self, value: object) -> Json:
        """The JSON of any value of the proof column; what is tabled gives its index."""
        if value is None or isinstance(value, bool | int | str):
            return value
        if isinstance(value, Fraction):
            return f"{value.numerator}/{value.denominator}"
        if isinstance(value, Sort):
            return self._sort(value)
        if isinstance(value, Term):
            return self._term(value)
        if isinstance(value, Address):
            return [self._sort(value.sort), value.number]
        if isinstance(value, Opaque):
            return {"opaque": [self._sort(value.sort), value.number]}
        if isinstance(value, DataValue):
            return {"data": self._tabled(value)}
        if type(value) in TABLE_OF:
            return self._tabled(value)
        if isinstance(value, tuple):
            return [self.json(v) for v in value]
        if isinstance(value, Mapping):
            return {name: self.json(value[name]) for name in sorted(value)}
        return self._record(value)

    def _record(self, value: object) -> Json:
        if not is_dataclass(value):
            raise TypeError(f"{value!r} has no form in JSON")
        return {"is": type(value).__name__, **{n: self.json(getattr(value, n)) for n in _names_of(value)}}

    def _sort(self, sort: Sort) -> int:
        if sort not in self._sorts:
            entry = [sort.kind, sort.name, [self._sort(a) for a in sort.args]]
            self._sorts[sort] = len(self.tables["sorts"])
            self.tables["sorts"].append(entry)
        return self._sorts[sort]

    def _term(self, term: Term) -> int:
        known = self._terms
        pending = [term]
        while pending:
            current = pending[-1]
            missing = [] if current in known else [p for p in _parts(current) if p not in known]
            if missing:
                pending.extend(reversed(missing))
                continue
            pending.pop()
            if current not in known:
                entry = self._term_entry(current)
                known[current] = len(self.tables["terms"])
                self.tables["terms"].append(entry)
        return known[term]

    def _term_entry(self, term: Term) -> Json:
        match term:
            case Variable(name=name, sort=sort):
                return ["variable", name, self._sort(sort)]
            case Number(value=value, sort=sort):
                return ["number", self.json(value), self._sort(sort)]
            case Apply(operator=operator, args=args, sort=sort):
                return ["apply", operator, [self._terms[a] for a in args], self._sort(sort)]
            case Quantified(quantifier=quantifier, variables=variables, body=body):
                return [quantifier, [self._terms[v] for v in variables], self._terms[body]]
        raise TypeError(f"{term!r} is no term")

    def _index_of(self, value: object) -> int | None:
        if isinstance(value, Cell):
            return self._cells.get(value)
        if isinstance(value, DataValue):
            return self._data.get(value)
        found = self._objects.get(id(value))
        return None if found is None else found[0]

    def _tabled(self, value: object) -> int:
        pending = [value]
        while pending:
            current = pending[-1]
            if self._index_of(current) is not None:
                pending.pop()
                continue
            missing = [p for p in _tabled_parts(current) if self._index_of(p) is None]
            if missing:
                pending.extend(reversed(missing))
                continue
            pending.pop()
            entry = (
                [current.constructor, self.json(current.args)]
                if isinstance(current, DataValue)
                else self._record(current)
            )
            table = self.tables[TABLE_OF[type(current)]]
            if isinstance(current, Cell):
                self._cells[current] = len(table)
            elif isinstance(current, DataValue):
                self._data[current] = len(table)
            else:
                self._objects[id(current)] = (len(table), current)
            table.append(entry)
        index = self._index_of(value)
        assert index is not None
        return index


def _parts(term: Term) -> tuple[Term, ...]:
    if isinstance(term, Apply):
        return term.args
    return (*term.variables, term.body) if isinstance(term, Quantified) else ()


def _tabled_parts(value: object) -> Iterator[object]:
    """The tabled values right inside `value`, not those inside them."""
    inner = value if isinstance(value, tuple) else [getattr(value, n) for n in _names_of(value)]
    for part in inner:
        if type(part) in TABLE_OF:
            yield part
        elif not isinstance(part, str | Term | Sort | Address | Opaque) and (
            isinstance(part, tuple) or is_dataclass(part)
        ):
            yield from _tabled_parts(part)


def _names_of(value: object) -> tuple[str, ...]:
    """The fields that count; an atom's label does not."""
    kind: type[Any] = type(value)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(f.name for f in fields(kind) if f.compare) if is_dataclass(kind) else ()
    return _NAMES[kind]


_NAMES: dict[type, tuple[str, ...]] = {}  # only ever filled with what the classes say
