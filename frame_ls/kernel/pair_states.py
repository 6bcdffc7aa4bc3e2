"""What a combination of base pairs says about the terms of one symbolic heap: classes, disequations, places taken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from frame_ls.kernel.refused import Refused
from frame_ls.logic.terms import AND, EQUAL, FALSE_OP, NIL, NOT, Apply, Number, Term, Variable, different, equal, nil

Literal = tuple[bool, Term, Term]  # equal or different


@dataclass(frozen=True, slots=True)
class State:
    """Over the nodes of a `Frame`, by their numbers.

    `classes[i]` is the least node that is equal to i; `different` are pairs of representatives, smaller first;
    `allocated` are (region, representative) where the heap has a whole cell, `absent` those where it has none; neither
    is nil.
    """

    classes: tuple[int, ...]
    different: frozenset[tuple[int, int]]
    allocated: frozenset[tuple[str, int]] = frozenset()
    absent: frozenset[tuple[str, int]] = frozenset()


def literals(formulas: Iterable[Term]) -> tuple[list[Literal], bool]:
    """The equations and disequations among conjuncts, and whether one of them is false; the rest is left out."""
    found: list[Literal] = []
    pending = list(formulas)
    while pending:
        match pending.pop():
            case Apply(operator=operator, args=args) if operator == AND:
                pending.extend(args)
            case Apply(operator=operator, args=(a, b)) if operator == EQUAL:
                found.append((True, a, b))
            case Apply(operator=negation, args=(Apply(operator=operator, args=(a, b)),)) if (
                negation == NOT and operator == EQUAL
            ):
                found.append((False, a, b))
            case Apply(operator=operator) if operator == FALSE_OP:
                return [], True
    return found, False


class Frame:
    """The terms that states speak of: one node each. All states of one symbolic heap share a frame."""

    __slots__ = ("_constants", "_numbers", "_terms")

    def __init__(self, terms: Iterable[Term], pure: Iterable[Term], entries: Iterable[Iterable[Term]]) -> None:
        self._terms: list[Term] = []
        self._numbers: dict[Term, int] = {}
        for term in terms:
            self._add(term)
        for _, a, b in literals(pure)[0]:
            self._add(a)
            self._add(b)
        for formulas in entries:
            for _, a, b in literals(formulas)[0]:
                for side in (a, b):
                    if not isinstance(side, Variable):
                        self._add(side)
        for sort in dict.fromkeys(t.sort for t in self._terms):
            if sort.kind == "location":
                self._add(nil(sort))
        self._constants = tuple(i for i, t in enumerate(self._terms) if _is_constant(t))

    def _add(self, term: Term) -> None:
        if term not in self._numbers:
            self._numbers[term] = len(self._terms)
            self._terms.append(term)

    def node(self, term: Term) -> int:
        """The node of a term of the frame."""
        found = self._numbers.get(term)
        if found is None:
            raise Refused(f"an entry speaks of {term}, which is neither a parameter nor a constant")
        return found

    def nodes(self, terms: Iterable[Term]) -> int:
        """A bit mask of the terms' nodes and of all constants."""
        mask = 0
        for number in (*self._constants, *(self._numbers[t] for t in terms)):
            mask |= 1 << number
        return mask

    def start(self, pure: Iterable[Term]) -> State | None:
        """What the heap's own pure part says; None when it is contradictory."""
        empty = State(tuple(range(len(self._terms))), frozenset())
        return self.with_formulas(empty, pure, {})

    def with_formulas(self, state: State, formulas: Iterable[Term], arguments: Mapping[Variable, Term]) -> State | None:
        """The state with the literals of `formulas`, at `arguments` for their variables; None: contradictory."""
        found, is_false = literals(formulas)
        if is_false:
            return None
        current: State | None = state
        for is_equation, a, b in found:
            if current is None:
                return None
            first, second = self._at(a, arguments), self._at(b, arguments)
            current = self._merge(current, first, second) if is_equation else self._part(current, first, second)
        return current

    def _at(self, term: Term, arguments: Mapping[Variable, Term]) -> int:
        return self.node(arguments.get(term, term) if isinstance(term, Variable) else term)

    def _merge(self, state: State, a: int, b: int) -> State | None:
        first, second = sorted((state.classes[a], state.classes[b]))
        if first == second:
            return state
        classes = tuple([first if c == second else c for c in state.classes])
        allocated = {(r, first if c == second else c) for r, c in state.allocated}
        pairs = {_pair(first if x == second else x, first if y == second else y) for x, y in state.different}
        absent = frozenset([(r, first if c == second else c) for r, c in state.absent])
        new = State(classes, frozenset(pairs), frozenset(allocated), absent)
        is_clash = len(allocated) < len(state.allocated) or any(x == y for x, y in pairs)
        return None if is_clash or self._constants_clash(new) else new

    def _constants_clash(self, state: State) -> bool:
        seen: dict[int, int] = {}
        for constant in self._constants:
            if seen.setdefault(state.classes[constant], constant) != constant:
                return True
        nils = {state.classes[c] for c in self._constants if _is_nil(self._terms[c])}
        places = state.allocated | state.absent
        return any(c in nils for _, c in places) or not state.allocated.isdisjoint(state.absent)

    def _part(self, state: State, a: int, b: int) -> State | None:
        first, second = state.classes[a], state.classes[b]
        if first == second:
            return None
        return State(state.classes, state.different | {_pair(first, second)}, state.allocated, state.absent)

    def with_cell(self, state: State, region: str, root: Term, *, is_whole: bool) -> State | None:
        """The state with a cell at `root`; of a part of a cell no more is kept than that it is not at nil."""
        node = state.classes[self.node(root)]
        if node == state.classes[self.node(nil(root.sort))]:
            return None
        if not is_whole:
            return self._part(state, node, self.node(nil(root.sort)))
        if (region, node) in state.allocated or (region, node) in state.absent:
            return None
        return State(state.classes, state.different, state.allocated | {(region, node)}, state.absent)

    def without_cell(self, state: State, region: str, address: Term) -> State | None:
        """The state of heaps with no cell of the region at `address`, which is not nil."""
        node = state.classes[self.node(address)]
        if node == state.classes[self.node(nil(address.sort))] or (region, node) in state.allocated:
            return None
        return State(state.classes, state.different, state.allocated, state.absent | {(region, node)})

    def projected(self, state: State, needed: int) -> State:
        """What the state says about the nodes in `needed`, the others out of sight."""
        heads: dict[int, int] = {}
        classes: list[int] = []
        for node, old in enumerate(state.classes):
            if needed >> node & 1:
                classes.append(heads.setdefault(old, node))
            else:
                classes.append(node)
        return State(
            tuple(classes),
            frozenset([_pair(heads[a], heads[b]) for a, b in state.different if a in heads and b in heads]),
            frozenset([(r, heads[c]) for r, c in state.allocated if c in heads]),
            frozenset([(r, heads[c]) for r, c in state.absent if c in heads]),
        )

    def told(self, state: State, of: Sequence[Variable]) -> tuple[tuple[Term, ...], tuple[tuple[str, Variable], ...]]:
        """All that the state says of these variables and nil: formulas, and the places taken."""
        names: dict[int, Term] = {}
        formulas: list[Term] = []
        for term in (*(self._terms[c] for c in self._constants), *of):
            head = state.classes[self.node(term)]
            if head in names:
                formulas.append(equal(names[head], term))
            else:
                names[head] = term
        pairs = sorted((a, b) for a, b in state.different if a in names and b in names)
        formulas += [different(names[a], names[b]) for a, b in pairs]
        taken = sorted((r, c) for r, c in state.allocated if c in names)
        places = [(r, name) for r, c in taken if isinstance(name := names[c], Variable)]
        return tuple(formulas), tuple(places)

    def implies(self, state: State, pure: Sequence[Term], allocated: Iterable[tuple[str, Variable]]) -> bool:
        """Does every heap of the state satisfy these literals, and have these cells?"""
        found, is_false = literals(pure)
        if is_false or not all(_is_literal(p) for p in pure):
            return False
        classes = state.classes
        for is_equation, a, b in found:
            first, second = classes[self.node(a)], classes[self.node(b)]
            if is_equation != (first == second) or not (is_equation or self._are_apart(state, first, second)):
                return False
        return all((region, classes[self.node(v)]) in state.allocated for region, v in allocated)

    def _are_apart(self, state: State, a: int, b: int) -> bool:
        if _pair(a, b) in state.different or any((r, b) in state.allocated for r, c in state.allocated if c == a):
            return True
        constants = {state.classes[c]: self._terms[c] for c in self._constants}
        one, other = constants.get(a), constants.get(b)
        if one is not None and other is not None:
            return True
        taken = {c for _, c in state.allocated | state.absent}
        return (one is not None and _is_nil(one) and b in taken) or (
            other is not None and _is_nil(other) and a in taken
        )


def _pair(a: int, b: int) -> tuple[int, int]:
    return (a, b) if a <= b else (b, a)


def _is_nil(term: Term) -> bool:
    return isinstance(term, Apply) and term.operator == NIL


def _is_constant(term: Term) -> bool:
    return _is_nil(term) or isinstance(term, Number)


def _is_literal(formula: Term) -> bool:
    match formula:
        case Apply(operator=negation, args=(inner,)) if negation == NOT:
            return isinstance(inner, Apply) and inner.operator == EQUAL
        case Apply(operator=operator, args=args):
            return operator == EQUAL or (operator == AND and all(_is_literal(a) for a in args))
    return False
