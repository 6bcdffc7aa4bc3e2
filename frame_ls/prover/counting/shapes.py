"""The shapes of derivations: their exact base pairs, and how each arises from others.

A rule of this grammar is a case of a predicate, one way for its pure part to hold, and a shape for each of its calls.
Other than in the table of minimal base pairs, nothing is left out that another pair would stand for: their numbers
may differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import PredicateCall, SymbolicHeap
from frame_ls.logic.terms import WHOLE
from frame_ls.prover.base_pairs.cases import Alphabet, Case
from frame_ls.prover.base_pairs.partition import Key, Partition
from frame_ls.prover.budget import Budget
from frame_ls.prover.counting.conditions import Alternative, alternatives

SHAPE_LIMIT, RULE_LIMIT = 400, 4000


@dataclass(frozen=True, slots=True)
class Shape:
    """Derivations of a predicate with one base pair."""

    name: str
    key: Key


@dataclass(frozen=True, slots=True)
class Rule:
    """A derivation of `shape` by a case whose calls have the shapes `parts`; `numbers` is what the case says then."""

    shape: Shape
    case: int
    body: SymbolicHeap
    way: Alternative
    parts: tuple[Shape, ...]
    calls: tuple[PredicateCall, ...]


@dataclass(frozen=True, slots=True)
class Start:
    """A way for the heap itself to hold, as far as locations tell."""

    way: Alternative
    parts: tuple[Shape, ...]
    calls: tuple[PredicateCall, ...]


@dataclass(frozen=True, slots=True)
class _Ready:
    """A case and a way for its pure part to hold, in numbers."""

    index: int
    body: SymbolicHeap
    way: Alternative
    case: Case
    calls: tuple[PredicateCall, ...]


class TooMany(Exception):
    """There are more shapes than are looked at, or parts of cells, or predicates without a definition."""


@dataclass
class Grammar:
    """All shapes of the predicates that a heap reaches, and their rules."""

    definitions: Definitions
    heap: SymbolicHeap
    budget: Budget
    shapes: dict[str, list[Shape]] = field(default_factory=dict)
    rules: dict[Shape, list[Rule]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Raises TooMany, OutOfBudget."""
        self.alphabet = Alphabet(self.definitions, self.heap)
        self.count = 0
        self.cases: dict[str, list[_Ready]] = {}
        for name in self.alphabet.names:
            predicate = self.definitions.predicates[name]
            if predicate.cases is None:
                raise TooMany
            self.shapes[name] = []
            bodies = enumerate(predicate.cases)
            self.cases[name] = [r for i, body in bodies for r in self.ready(predicate.parameters, i, body)]
        self.complete()

    def ready(self, parameters: Sequence, index: int, body: SymbolicHeap) -> list[_Ready]:  # type: ignore[type-arg]
        if any(a.fraction is not WHOLE for a in body.spatial):
            raise TooMany
        calls = tuple(a for a in body.spatial if isinstance(a, PredicateCall))
        found = []
        for way in alternatives(body.pure):
            case = self.alphabet.case(parameters, SymbolicHeap(way.locations, body.spatial, body.exists))
            if case.start is not None:
                found.append(_Ready(index, body, way, case, calls))
        return found

    def complete(self) -> None:
        """Each round tries the combinations with a shape that the round before brought."""
        old: dict[str, int] = dict.fromkeys(self.shapes, 0)
        is_first = True
        while True:
            now = {name: len(shapes) for name, shapes in self.shapes.items()}
            for name, cases in self.cases.items():
                for ready in cases:
                    for parts, state in self.combinations(ready, old, now, is_first):
                        self.add(name, ready, parts, state.onto(range(ready.case.interface)))
            if not is_first and all(now[n] == len(s) for n, s in self.shapes.items()):
                return
            old, is_first = now, False

    def combinations(
        self, ready: _Ready, old: dict[str, int], now: dict[str, int], is_first: bool
    ) -> Iterator[tuple[tuple[Shape, ...], Partition]]:
        assert ready.case.start is not None
        count = len(ready.calls)
        if not count:
            if is_first:
                yield (), ready.case.start
            return
        for newest in range(count):
            ranges = []
            for position, call in enumerate(ready.calls):
                low = old[call.name] if position == newest else 0
                high = old[call.name] if position < newest else now[call.name]
                ranges.append(self.shapes[call.name][low:high])
            yield from self.joined(ready, ranges, 0, ready.case.start, ())

    def joined(
        self, ready: _Ready, ranges: list[list[Shape]], position: int, state: Partition, chosen: tuple[Shape, ...]
    ) -> Iterator[tuple[tuple[Shape, ...], Partition]]:
        if position == len(ranges):
            yield chosen, state
            return
        call = ready.case.calls[position]
        for shape in ranges[position]:
            self.budget.spend()
            new = state.copy()
            if new.take_in(shape.key, call.terms, call.nils):
                yield from self.joined(ready, ranges, position + 1, new, (*chosen, shape))

    def add(self, name: str, ready: _Ready, parts: tuple[Shape, ...], key: Key) -> None:
        shape = Shape(name, key)
        if shape not in self.rules:
            self.rules[shape] = []
            self.shapes[name].append(shape)
        self.count += 1
        if len(self.rules) > SHAPE_LIMIT or self.count > RULE_LIMIT:
            raise TooMany
        self.rules[shape].append(Rule(shape, ready.index, ready.body, ready.way, parts, ready.calls))

    def starts(self) -> Iterator[Start]:
        """The ways for the heap itself to hold."""
        for ready in self.ready((), 0, self.heap):
            assert ready.case.start is not None
            ranges = [self.shapes[c.name] for c in ready.calls]
            for parts, _ in self.joined(ready, ranges, 0, ready.case.start, ()):
                yield Start(ready.way, parts, ready.calls)
