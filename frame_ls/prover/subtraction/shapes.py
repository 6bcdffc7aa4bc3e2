"""What opening a predicate call may bring to light: looked up once a predicate."""

from __future__ import annotations

from dataclasses import dataclass

from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import PointsTo, PredicateCall


@dataclass(frozen=True, slots=True)
class Head:
    """Opening the call may give a cell, or another call, of that name, found by the call's argument `parameter`."""

    is_cell: bool
    name: str
    parameter: int


class Shapes:
    """The heads of each predicate, through any number of openings. One a set of definitions."""

    __slots__ = ("_definitions", "_heads")

    def __init__(self, definitions: Definitions) -> None:
        self._definitions = definitions
        self._heads: dict[str, frozenset[Head]] = {}

    def heads(self, predicate: str) -> frozenset[Head]:
        """All heads that the call may have."""
        if predicate not in self._heads:
            self._heads[predicate] = self._search(predicate)
        return self._heads[predicate]

    def _search(self, start: str) -> frozenset[Head]:
        found: dict[Head, None] = {}
        parameters = self._definitions.predicates.get(start)
        pending = [(start, {i: i for i in range(len(parameters.parameters))})] if parameters else []
        seen: set[tuple[str, tuple[tuple[int, int], ...]]] = set()
        while pending:
            name, origin = pending.pop()
            key = name, tuple(sorted(origin.items()))
            if key in seen:
                continue
            seen.add(key)
            predicate = self._definitions.predicates.get(name)
            if predicate is None or predicate.cases is None:
                continue
            position = {p: i for i, p in enumerate(predicate.parameters)}
            for case in predicate.cases:
                for atom in case.spatial:
                    if isinstance(atom, PointsTo):
                        index = position.get(atom.root)  # type: ignore[call-overload]
                        if index in origin:
                            found[Head(True, atom.cell.name, origin[index])] = None
                    elif isinstance(atom, PredicateCall):
                        passed = {i: origin[position[a]] for i, a in enumerate(atom.args) if position.get(a) in origin}  # type: ignore[call-overload,index]
                        for source in passed.values():
                            found[Head(False, atom.name, source)] = None
                        pending.append((atom.name, passed))
        return frozenset(found)
