"""Sorts: what a term's value is. Sorts are interned, so two equal sorts are one object."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

SortKind = Literal[
    "bool",  # the sort of pure formulas
    "int",  # mathematical integers; C's integers are these within bounds
    "real",  # rationals; fractions of permission
    "location",  # addresses of one kind of record, with a nil of its own; C has the one location sort `pointer`
    "data",  # an inductive datatype, applied to the sorts of its parameters
    "function",  # args[:-1] -> args[-1]
    "predicate",  # a predicate as a value, over args
    "parameter",  # a type parameter of a datatype, function or lemma
    "any",  # values of unknown sort
]


class Sort:
    """A sort; make it by the functions below. Compared by identity."""

    __slots__ = ("args", "kind", "name")
    kind: SortKind
    name: str
    args: tuple[Sort, ...]
    _all: ClassVar[dict[tuple[str, str, tuple[Sort, ...]], Sort]] = {}

    def __new__(cls, kind: SortKind, name: str, args: tuple[Sort, ...] = ()) -> Sort:
        key = (kind, name, args)
        found = cls._all.get(key)
        if found is None:
            found = object.__new__(cls)
            found.kind, found.name, found.args = kind, name, args
            cls._all[key] = found
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        return Sort, (self.kind, self.name, self.args)

    def __str__(self) -> str:
        if self.kind in ("function", "predicate"):
            return f"{self.kind}({', '.join(map(str, self.args))})"
        return f"{self.name}<{', '.join(map(str, self.args))}>" if self.args else self.name

    def __repr__(self) -> str:
        return f"<sort {self}>"


BOOL = Sort("bool", "bool")
INT = Sort("int", "int")
REAL = Sort("real", "real")
ANY = Sort("any", "any")
POINTER = Sort("location", "pointer")


def location(name: str) -> Sort:
    """The addresses of one kind of record."""
    return Sort("location", name)


def data(name: str, *args: Sort) -> Sort:
    """An inductive datatype, such as `list<int>`."""
    return Sort("data", name, args)


def function_sort(parameters: tuple[Sort, ...], result: Sort) -> Sort:
    """Total functions from `parameters` to `result`."""
    return Sort("function", "function", (*parameters, result))


def predicate_sort(*parameters: Sort) -> Sort:
    """Predicates over `parameters`, as values."""
    return Sort("predicate", "predicate", parameters)


def parameter_sort(name: str) -> Sort:
    """A type parameter."""
    return Sort("parameter", name)
