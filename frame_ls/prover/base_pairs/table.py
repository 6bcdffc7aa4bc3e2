"""The base pairs of predicates as a least fixpoint, computed group by group and join by join."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from frame_ls.logic.definitions import Definitions
from frame_ls.logic.heaps import SymbolicHeap
from frame_ls.prover.base_pairs.cases import Alphabet, Call, Case, components
from frame_ls.prover.base_pairs.partition import Key, Partition, from_key, strength
from frame_ls.prover.budget import Budget


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """A base pair, and the derivation that it was first found by: a case and a pair for each of its calls."""

    key: Key
    case: int
    parts: tuple[Pair, ...]


@dataclass(slots=True)
class _Partial:
    """A join that some calls have entered: what is known, and by which pairs; `parts` is a list back to the first."""

    key: Key
    call: int
    pair: Pair | None
    before: _Partial | None

    def parts(self, count: int) -> tuple[Pair, ...]:
        """The pairs, by call."""
        found: dict[int, Pair] = {}
        place: _Partial | None = self
        while place is not None:
            if place.pair is not None:
                found[place.call] = place.pair
            place = place.before
        return tuple(found[i] for i in range(count))


@dataclass
class Table:
    """All minimal base pairs of the predicates that a heap reaches. Minimal: enough to tell whether it has a model."""

    definitions: Definitions
    heap: SymbolicHeap
    budget: Budget
    pairs: dict[str, list[Pair]] = field(default_factory=dict)
    _strengths: dict[str, list[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.alphabet = Alphabet(self.definitions, self.heap)
        self.cases = {name: self.alphabet.cases(name) for name in self.alphabet.names}
        self.goal = self.alphabet.case((), self.heap)
        for name in self.alphabet.names:
            self.pairs[name], self._strengths[name] = [], []
            if self.definitions.predicates[name].cases is None:
                size = len(self.definitions.predicates[name].parameters) + len(self.alphabet.sorts)
                self._add(name, Pair(Partition(size, len(self.alphabet.regions)).onto(range(size)), -1, ()))

    @property
    def is_exact(self) -> bool:
        """Whether nothing was left out that a model must satisfy too."""
        cases = (case for cases in self.cases.values() for case in cases)
        return self.alphabet.is_complete and self.goal.is_exact and all(case.is_exact for case in cases)

    def complete(self) -> None:
        """Computes the fixpoint. Raises OutOfBudget."""
        for group in components(self.alphabet, self.cases):
            self._complete_group(group)

    def goal_parts(self, kept: Sequence[int]) -> Iterable[tuple[Pair, ...]]:
        """For each way in which the heap has models: a pair for each of its calls. `kept`: terms to keep apart."""
        for partial in self._joined(self.goal, self.goal.calls, self._begin(self.goal), kept):
            yield partial.parts(len(self.goal.calls))

    # The fixpoint.

    def _complete_group(self, group: tuple[str, ...]) -> None:
        members = set(group)
        news: list[tuple[str, Pair]] = []
        for name in group:
            for index, case in enumerate(self.cases[name]):
                if not any(call.name in members for call in case.calls):
                    news += self._take(name, index, case, case.calls, self._begin(case))
        users = [
            (name, index, case, position)
            for name in group
            for index, case in enumerate(self.cases[name])
            for position, call in enumerate(case.calls)
            if call.name in members
        ]
        for callee, pair in news:
            if pair not in self.pairs[callee]:
                continue  # a stronger one has taken its place
            for name, index, case, position in users:
                if case.calls[position].name == callee:
                    begun = [p for b in self._begin(case) for p in self._entered(case, b, position, (pair,))]
                    rest = [c for i, c in enumerate(case.calls) if i != position]
                    news += self._take(name, index, case, rest, begun)

    def _take(
        self, name: str, index: int, case: Case, calls: Sequence[Call], begun: list[_Partial]
    ) -> list[tuple[str, Pair]]:
        """Joins the calls into what was begun; the pairs that come out and are new."""
        found = []
        for partial in self._joined(case, calls, begun, range(case.interface)):
            pair = Pair(partial.key, index, partial.parts(len(case.calls)))
            if self._add(name, pair):
                found.append((name, pair))
        return found

    def _add(self, name: str, pair: Pair) -> bool:
        """Keeps the pair unless one is known that says no more; those that say more go."""
        mask = strength(pair.key)
        masks, pairs = self._strengths[name], self.pairs[name]
        for other in masks:
            if other & mask == other:
                return False
        stay = [i for i, other in enumerate(masks) if other & mask != mask]
        if len(stay) < len(masks):
            masks[:] = [masks[i] for i in stay]
            pairs[:] = [pairs[i] for i in stay]
        masks.append(mask)
        pairs.append(pair)
        return True

    # Joins: states of knowledge, one call after the other; what no later call names is forgotten at once.

    def _begin(self, case: Case) -> list[_Partial]:
        if case.start is None:
            return []
        return [_Partial(case.start.onto(range(len(case.terms))), -1, None, None)]

    def _entered(self, case: Case, before: _Partial, position: int, pairs: Iterable[Pair]) -> list[_Partial]:
        """The call at `position` of a case enters a join over all of the case's terms."""
        call = case.calls[position]
        found = []
        for pair in pairs:
            self.budget.spend()
            state = from_key(before.key)
            if state.take_in(pair.key, call.terms, call.nils):
                found.append(_Partial(state.onto(range(len(case.terms))), position, pair, before))
        return found

    def _joined(self, case: Case, calls: Sequence[Call], begun: list[_Partial], kept: Sequence[int]) -> list[_Partial]:
        order = _join_order(calls, kept)
        size = len(case.terms)
        final = tuple(kept)
        wanted = set(final)
        needed: list[tuple[int, ...]] = []
        for call in reversed(order):
            needed.append(tuple(i for i in range(size) if i in wanted))
            wanted |= set(call.terms) | set(call.nils)
        needed.reverse()
        here = tuple(i for i in range(size) if i in wanted)
        states = _distinct(_Partial(from_key(p.key).onto(here), p.call, p.pair, p.before) for p in begun)
        positions = {id(call): i for i, call in enumerate(case.calls)}
        for call, after in zip(order, needed, strict=True):
            states = self._step(call, positions[id(call)], states, here, after)
            here = after
        if here != final:
            states = _distinct(_Partial(_restricted(p.key, here, final), p.call, p.pair, p.before) for p in states)
        return states

    def _step(
        self, call: Call, position: int, states: list[_Partial], here: tuple[int, ...], after: tuple[int, ...]
    ) -> list[_Partial]:
        place = {term: i for i, term in enumerate(here)}
        terms = [place[t] for t in call.terms]
        nils = [place[t] for t in call.nils]
        kept = [place[t] for t in after]
        found: dict[Key, _Partial] = {}
        for before in states:
            for pair in self.pairs[call.name]:
                self.budget.spend()
                state = from_key(before.key)
                if state.take_in(pair.key, terms, nils):
                    key = state.onto(kept)
                    if key not in found:
                        found[key] = _Partial(key, position, pair, before)
        return list(found.values())


def _restricted(key: Key, here: tuple[int, ...], kept: tuple[int, ...]) -> Key:
    place = {term: i for i, term in enumerate(here)}
    return from_key(key).onto([place[t] for t in kept])


def _distinct(partials: Iterable[_Partial]) -> list[_Partial]:
    found: dict[Key, _Partial] = {}
    for partial in partials:
        found.setdefault(partial.key, partial)
    return list(found.values())


def _join_order(calls: Sequence[Call], kept: Sequence[int]) -> list[Call]:
    """Next is always the call that brings in the fewest new terms."""
    known, rest, order = set(kept), list(calls), []
    while rest:
        best = min(range(len(rest)), key=lambda i: len(set(rest[i].terms) - known))
        order.append(rest.pop(best))
        known |= set(order[-1].terms)
    return order
