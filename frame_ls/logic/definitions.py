"""What names mean: cells, predicates, datatypes, functions and lemmas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from frame_ls.logic.heaps import Cell, Entailment, SymbolicHeap
from frame_ls.logic.sorts import Sort
from frame_ls.logic.terms import Term, Variable


@dataclass(frozen=True, slots=True)
class Predicate:
    """`name(parameters)` is the least solution of: one of the cases holds.

    `cases` is None where only the name is known (declared, not defined): it can be matched, never unfolded. In each
    case the free variables are the parameters. `inputs` counts the leading parameters that determine the rest and the
    heap (VeriFast's `;`), or is None.
    """

    name: str
    parameters: tuple[Variable, ...]
    cases: tuple[SymbolicHeap, ...] | None
    inputs: int | None = None


@dataclass(frozen=True, slots=True)
class Constructor:
    """One way to make a value of a datatype."""

    name: str
    fields: tuple[Variable, ...]


@dataclass(frozen=True, slots=True)
class Datatype:
    """`inductive name<parameters>`: the values that the constructors make, each in one way only."""

    name: str
    parameters: tuple[Sort, ...]
    constructors: tuple[Constructor, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """`case constructor(variables): body` of a function by cases."""

    constructor: str
    variables: tuple[Variable, ...]
    body: Term


@dataclass(frozen=True, slots=True)
class Function:
    """A total function. Defined by a `body`, or by `branches` on the constructor of parameter `switch`, or neither.

    Who makes it has checked that the recursion is structural.
    """

    name: str
    parameters: tuple[Variable, ...]
    result: Sort
    body: Term | None = None
    switch: int = 0
    branches: tuple[Branch, ...] = ()


@dataclass(frozen=True, slots=True)
class Lemma:
    """`statement` holds for all values of its free variables.

    A lemma is used only under evidence: its own proof, or its being one of the named axioms. Where `is_automatic`, a
    pure lemma is applied unasked, wherever the terms of one of its `triggers` occur (by default, what its statement
    suggests).
    """

    name: str
    statement: Entailment
    is_automatic: bool = False
    triggers: tuple[tuple[Term, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Definitions:
    """All that the formulas of a goal refer to, by name."""

    cells: Mapping[str, Cell] = field(default_factory=dict)
    predicates: Mapping[str, Predicate] = field(default_factory=dict)
    datatypes: Mapping[str, Datatype] = field(default_factory=dict)
    functions: Mapping[str, Function] = field(default_factory=dict)
    lemmas: Mapping[str, Lemma] = field(default_factory=dict)

    def constructor(self, name: str) -> tuple[Datatype, Constructor] | None:
        """The datatype and constructor of that name."""
        for datatype in self.datatypes.values():
            for constructor in datatype.constructors:
                if constructor.name == name:
                    return datatype, constructor
        return None
