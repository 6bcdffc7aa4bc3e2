"""Memory in the symbolic heap: typed places as atoms, reading, writing, and what every cell is known to satisfy.

Trusted: that these atoms are what C says of memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from frame_ls.declarations.addresses import NULL, address_number, field_address
from frame_ls.declarations.array_predicates import array_predicate
from frame_ls.declarations.cells import MAYBE, cell_name, initialised, maybe_unset, option_sort
from frame_ls.declarations.evaluation import monomials, rebuilt
from frame_ls.declarations.ghost_places import GET
from frame_ls.declarations.program import Program
from frame_ls.declarations.sizes import is_literal_within, within
from frame_ls.declarations.types import (
    Array,
    Integer,
    Struct,
    Type,
    is_scalar,
    show_type,
    sort_of,
    struct_constructor,
    struct_sort,
)
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall
from frame_ls.logic.sorts import REAL, Sort, data
from frame_ls.logic.terms import (
    ADD,
    FALSE,
    TRUE,
    WHOLE,
    ZERO,
    Apply,
    Number,
    Term,
    Variable,
    conjuncts,
    different,
    equal,
)
from frame_ls.source import Span
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import unsupported
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State


@dataclass(frozen=True, slots=True)
class Leaf:
    """A part of a typed place that is one atom: a scalar, or an array of scalars (`count` elements)."""

    address: Term
    type: Type
    value: Term | None = None  # of the scalar, where the whole has a value
    count: int | None = None
    ghost: bool = False


def leaves(
    program: Program, address: Term, written: Type, value: Term | None, span: Span, *, ghost: bool = True
) -> Iterator[Leaf]:
    """The scalars and arrays that a place of the type is made of, ghost members included where asked for."""
    match written:
        case Struct(name=name, union=False):
            struct = program.structs[name]
            if struct.fields is None:
                yield Leaf(address, written, value)
                return
            for member in struct.fields:
                if member.ghost and not ghost:
                    continue
                part = None
                if value is not None and not member.ghost:
                    part = field_value(program, value, name, member.name)
                place = field_address(address, name, member.name)
                for leaf in leaves(program, place, member.type, part, span, ghost=ghost):
                    yield replace(leaf, ghost=leaf.ghost or member.ghost)
        case Array():
            element, count = innermost(written)
            if array_predicate(element, initialised=False) is None:
                raise unsupported(f"an array of `{show_type(element)}` in memory", span)
            yield Leaf(address, element, value, count)
        case Struct():
            raise unsupported("a union in memory", span)
        case _:
            if not is_scalar(written):
                raise unsupported(f"memory of type `{show_type(written)}`", span)
            yield Leaf(address, written, value)


def innermost(written: Type) -> tuple[Type, int]:
    """The elements that are no arrays themselves, and how many there are."""
    element, count = written, 1
    while isinstance(element, Array):
        count *= element.size or 0
        element = element.element
    return element, count


def field_value(program: Program, value: Term, struct: str, field: str) -> Term:
    """The member's value in a struct's value."""
    fields = [f for f in program.structs[struct].fields or () if not f.ghost]
    position = next(i for i, f in enumerate(fields) if f.name == field)
    if isinstance(value, Apply) and value.operator == struct_constructor(struct):
        return value.args[position]
    return Apply(f"{GET}{struct}.{field}", (value,), sort_of(fields[position].type))


def struct_value(struct: str, parts: tuple[Term, ...]) -> Term:
    """A struct's value from its members'."""
    return Apply(struct_constructor(struct), parts, struct_sort(struct))


# What is known of atoms.


def add_atom(session: Session, state: State, atom: Atom) -> State:
    """The state with one more atom, and what follows from its being there."""
    state = _merged(session, state, atom)
    place = cell_place(atom)
    if place is not None:
        return _cell_facts(session, state, atom, place)
    return _inherent_facts(session, state, atom)


def _inherent_facts(session: Session, state: State, atom: Atom) -> State:
    """What automatic lemmas say of the predicate."""
    for lemma in session.inherent.get(atom.name, ()) if isinstance(atom, PredicateCall) else ():
        assert isinstance(atom, PredicateCall)
        found = lemma.facts_of(atom)
        if found is None:
            continue
        conditions, facts = found
        origin = Origin(f"the lemma `{lemma.name}`")
        if all(
            session.prove(state, c, "a condition of an automatic lemma", session.nowhere) is None for c in conditions
        ):
            for fact in facts:
                for part in conjuncts(fact):
                    if part is not TRUE:
                        state = state.assuming(part, origin)
    return state


def cell_place(atom: Atom) -> tuple[str, Term] | None:
    """The region and the address of the cell that the atom is, set or not; None for other predicates."""
    match atom:
        case PointsTo(cell=kind, root=root):
            return kind.region, root
        case PredicateCall(name=name, args=(root, *_)) if name.startswith(MAYBE):
            return name.removeprefix(MAYBE), root
    return None


def _merged(session: Session, state: State, atom: Atom) -> State:
    """Joins a fraction of a cell with another fraction of it that is there; they agree on the value."""
    if atom.fraction is WHOLE:
        return state.with_atoms(atom)
    for index, other in enumerate(state.heap):
        if not _are_pieces(session, state, atom, other):
            continue
        mark = other.label if isinstance(other.label, Mark) else Mark(Origin("here"))
        state = state.without(index)
        for a, b in _results(session, atom, other):
            if a is not b:
                state = state.assuming(equal(a, b), mark.origin)
        return state.with_atoms(replace(other, fraction=_sum(other.fraction, atom.fraction)))
    return state.with_atoms(atom)


def _sum(a: Term, b: Term) -> Term:
    return rebuilt(ADD, (a, b), REAL)


def _are_pieces(session: Session, state: State, a: Atom, b: Atom) -> bool:
    """Whether the atoms are fractions of one thing: cells at one address, precise predicates with equal inputs."""
    match a, b:
        case PointsTo(), PointsTo():
            return a.cell.name == b.cell.name and session.are_equal(state, a.root, b.root)
        case PredicateCall(), PredicateCall() if a.name == b.name:
            inputs = _inputs(session, a)
            if inputs is None or is_dummy(a.fraction) != is_dummy(b.fraction):
                return False
            return all(session.are_equal(state, x, y) for x, y in zip(a.args[:inputs], b.args[:inputs], strict=True))
    return False


def _inputs(session: Session, atom: PredicateCall) -> int | None:
    predicate = session.definitions.predicates.get(atom.name)
    return None if predicate is None else predicate.inputs


def _results(session: Session, a: Atom, b: Atom) -> list[tuple[Term, Term]]:
    match a, b:
        case PointsTo(), PointsTo():
            return list(zip(a.values, b.values, strict=True))
        case PredicateCall(), PredicateCall():
            inputs = _inputs(session, a) or 0
            return list(zip(a.args[inputs:], b.args[inputs:], strict=True))
    return []


DUMMY = "[_]"  # what symbols for such fractions are named after


def is_dummy(fraction: Term) -> bool:
    """Whether the fraction is one that nobody keeps account of: a part of what `[_]` stood for."""
    return any(
        isinstance(part, Variable) and part.name.startswith(DUMMY)
        for addend in monomials(fraction)
        for part in (addend.args if isinstance(addend, Apply) else (addend,))
    )


def _cell_facts(session: Session, state: State, atom: Atom, place: tuple[str, Term]) -> State:
    """No cell is at null; two whole cells of one kind are at two addresses."""
    mark = atom.label
    origin = mark.origin if isinstance(mark, Mark) else Origin("memory")
    region, root = place
    others = [p for o in state.heap[:-1] if (p := cell_place(o)) is not None]
    if _may_be_null(root) and not any(there is root for _, there in others):
        state = state.assuming(different(root, NULL), origin)
        if session.compares_addresses:
            state = state.assuming(different(address_number(root), ZERO), origin)
    if atom.fraction is not WHOLE:
        return state
    if place in others:
        # Nobody owns more than the whole of a cell.
        return state.assuming(FALSE, origin)
    for other, there in others:
        if other == region and there is not root and _may_coincide(there, root):
            if session.compares_addresses:
                # Not even their numbers are equal, which implies that the pointers differ.
                state = state.assuming(different(address_number(there), address_number(root)), origin)
            else:
                state = state.assuming(different(there, root), origin)
    return state


def _may_be_null(root: Term) -> bool:
    return not (isinstance(root, Apply) and root.operator.startswith("#global:"))


def _may_coincide(a: Term, b: Term) -> bool:
    if isinstance(a, Apply) and isinstance(b, Apply) and a.operator != b.operator:
        return not (a.operator.startswith("#global:") and b.operator.startswith("#global:"))
    return True


def limits_assumed(session: Session, state: State, value: Term, written: Type, origin: Origin) -> State:
    """The state that knows that a value of an integer type lies within the type's limits."""
    if not isinstance(written, Integer) or isinstance(value, Number):
        return state
    limits = session.program.target.limits(written)
    if is_literal_within(value, limits):
        return state
    for fact in within(value, limits):
        if session.truth(state, fact) is not True:
            state = state.assuming(fact, origin)
    return state


# Finding cells.


def find_cell(session: Session, state: State, address: Term, written: Type, span: Span) -> tuple[int, Atom] | None:
    """The atom for a scalar at the address, set or maybe unset, and its index; None where there is none."""
    name, root = cell_name(address, written)
    candidates: list[tuple[int, Atom, Term]] = []
    for index, atom in enumerate(state.heap):
        match atom:
            case PointsTo(root=there, cell=kind) if kind.name == name:
                candidates.append((index, atom, there))
            case PredicateCall(name=called, args=(there, *_)) if called == MAYBE + name:
                candidates.append((index, atom, there))
    for index, atom, there in candidates:
        if there is root:
            return index, atom
    for index, atom, there in candidates:
        if session.same(state, there, root, span):
            return index, atom
    from frame_ls.verifier.spelling import misspelled

    other = misspelled(session, state, name, root, span)
    return None if other is None else (other, state.heap[other])


def unset_atom(session: Session, address: Term, written: Type, mark: Mark, fraction: Term = WHOLE) -> PredicateCall:
    """The atom of a scalar about whose content nothing is known."""
    content = session.fresh("content", option_sort(sort_of(written)))
    return maybe_unset(address, written, content, fraction, mark)


def leaf_atoms(session: Session, leaf: Leaf, mark: Mark) -> Atom:
    """The atom of a leaf: with its value, or unset."""
    if leaf.count is not None:
        return array_atom(session, leaf.address, leaf.type, Number(leaf.count), None, mark)
    if leaf.value is not None:
        return initialised(leaf.address, leaf.type, leaf.value, WHOLE, mark)
    if leaf.ghost:
        return initialised(leaf.address, leaf.type, session.fresh("ghost", sort_of(leaf.type)), WHOLE, mark)
    return unset_atom(session, leaf.address, leaf.type, mark)


def array_atom(
    session: Session, address: Term, element: Type, count: Term, values: Term | None, mark: Mark
) -> PredicateCall:
    """The atom of an array of scalars, set or not."""
    name = array_predicate(element, initialised=values is not None)
    assert name is not None
    if values is None:
        values = session.fresh("contents", data("list", option_sort(sort_of(element))))
    return PredicateCall(name, (address, count, values), WHOLE, mark)


def list_term(values: Sequence[Term], sort: Sort) -> Term:
    """The list of the values, of a list whose elements have the sort."""
    result: Term = Apply("nil", (), data("list", sort))
    for value in reversed(values):
        result = Apply("cons", (value, result), result.sort)
    return result


def block_name(element: Type) -> str | None:
    """The name of the predicate that says that a block of such elements came from the allocator."""
    match element:
        case Struct(name=name):
            return f"malloc_block_{name}"
        case _:
            array = array_predicate(element, initialised=True)
            return None if array is None else f"malloc_block_{array}"
