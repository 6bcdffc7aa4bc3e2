"""Pointers stay within what they point into, one past its end included: what is owned shows how far that reaches.

Trusted: that nobody owns memory which is not part of one object together with what lies next to it in one array.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from frame_ls.declarations.addresses import ELEMENT, element_address, size_of
from frame_ls.declarations.array_predicates import array_predicate
from frame_ls.declarations.cells import MAYBE, scalar_name
from frame_ls.declarations.evaluation import rebuilt, simplified
from frame_ls.declarations.types import CHAR_TYPE, Array, FunctionType, Integer, Struct, Type, Void, is_scalar
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall
from frame_ls.logic.sorts import BOOL, INT
from frame_ls.logic.terms import ADD, EQUAL, ONE, ZERO, Apply, Term, conjunction, equal, less_equal, subtract
from frame_ls.source import Span
from frame_ls.verifier.access import split_element
from frame_ls.verifier.failure import stuck
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.wording import Words

_BLOCK = "malloc_block_"


@dataclass(frozen=True, slots=True)
class Extent:
    """Memory of one object that is there: so many of the elements in question, from a pointer on."""

    start: Term
    count: Term


def check_within(session: Session, state: State, pointer: Term, moved: Term, element: Type, span: Span) -> None:
    """The obligation that `moved`, computed from `pointer`, lies within the same object or at its end.

    `element` is what the pointers point to. Raises `Stuck` where that is not shown.
    """
    if moved is pointer or _is_reached(session, state, pointer, moved, element, span):
        return
    from frame_ls.verifier.automation import with_cell

    scalar = innermost(element)
    if is_scalar(scalar):
        for place in (pointer, moved):
            # Where the memory lies inside predicates, these are looked into; that changes nothing.
            moment = session.moment()
            ends = list(with_cell(session, state, place, scalar, span))
            if all(e.heap is not state.heap and _is_reached(session, e, pointer, moved, element, span) for e in ends):
                return
            session.undo_to(moment)
    words = Words(state)
    message = (
        f"`{words.term(moved)}` is computed from `{words.term(pointer)}`, and nothing says that it lies within the same"
        " object or at its end"
    )
    raise stuck("pointer-arithmetic", span, message)


def innermost(element: Type) -> Type:
    """What arrays of the type consist of in the end."""
    while isinstance(element, Array):
        element = element.element
    return CHAR_TYPE if isinstance(element, Void | FunctionType) else element


def _is_reached(session: Session, state: State, pointer: Term, moved: Term, element: Type, span: Span) -> bool:
    base, index = split_element(moved)
    own_base, own_index = split_element(pointer)
    if base is own_base and session.holds(state, equal(index, own_index)):
        return session.prove(state, equal(index, own_index), "the pointer does not move", span) is None
    known = Apply("pointer_within_limits", (moved,), BOOL)
    if session.truth(state, known) is True:
        return session.prove(state, known, "the pointer may be formed", span) is None
    forms = [moved, *_other_forms(session, state, base, index, moved, span)]
    return any(
        _lies_in(session, state, *split_element(form), extent, span)
        for extent in _extents(session, state, innermost(element))
        for form in forms
        if _suits(extent.start, form)
    )


def _other_forms(session: Session, state: State, base: Term, index: Term, moved: Term, span: Span) -> Iterator[Term]:
    """The address counted from what its base was computed from, where the path says so: `p == a + i`."""
    key = moved.operator if isinstance(moved, Apply) and base is not moved else ""
    for link in state.path or ():
        if not isinstance(link.fact, Apply) or link.fact.operator != EQUAL or base not in link.fact.args:
            continue
        for other in link.fact.args:
            if not isinstance(other, Apply) or not other.operator.startswith(ELEMENT):
                continue
            if key in ("", other.operator) and session.same(state, base, other, span):
                yield element_address(other, index, other.operator[len(ELEMENT) :])


def _suits(start: Term, moved: Term) -> bool:
    """Whether two addresses count in elements of one kind."""
    kinds = {a.operator for a in (start, moved) if isinstance(a, Apply) and a.operator.startswith(ELEMENT)}
    return len(kinds) < 2


def _lies_in(session: Session, state: State, base: Term, index: Term, extent: Extent, span: Span) -> bool:
    start, first = split_element(extent.start)
    if not session.same(state, start, base, span):
        return False
    position = simplified(subtract(index, first))
    limits = less_equal(ZERO, position), less_equal(position, extent.count)
    if not all(session.holds(state, limit) for limit in limits):
        return False
    return session.prove(state, conjunction(limits), "the pointer stays within its object", span) is None


def _extents(session: Session, state: State, element: Type) -> Iterator[Extent]:
    for atom in state.heap:
        found = _extent(session, atom, element)
        if found is not None:
            yield found


def _extent(session: Session, atom: Atom, element: Type) -> Extent | None:
    """What of the memory of such elements the atom shows to be there."""
    match atom:
        case PointsTo(cell=cell, root=root):
            return _cell_extent(session, cell.name, root, element)
        case PredicateCall(name=name, args=(root, *_)) if name.startswith(MAYBE):
            return _cell_extent(session, name.removeprefix(MAYBE), root, element)
        case PredicateCall(name="string", args=(root, content)) if _is_byte(element):
            return Extent(root, rebuilt(ADD, (Apply("length", (content,), INT), ONE), INT))
        case PredicateCall(name=name, args=(root, count, *_)):
            if name.removeprefix(_BLOCK) in _array_names(element) and count.sort is INT:
                return Extent(root, count)
        case PredicateCall(name=name, args=(root,)) if name.startswith(_BLOCK):
            return _struct_extent(session, name.removeprefix(_BLOCK), root, element)
    return None


def _cell_extent(session: Session, name: str, root: Term, element: Type) -> Extent | None:
    if "." in name:
        return _struct_extent(session, name.partition(".")[0], root, element)
    if name in _scalar_names(element):
        return Extent(root, ONE)
    return None


def _struct_extent(session: Session, struct: str, root: Term, element: Type) -> Extent | None:
    """Whoever owns a member has a pointer to the struct; seen as bytes it is as large as that."""
    if element == Struct(struct):
        return Extent(root, ONE)
    if _is_byte(element) and struct in session.program.structs:
        return Extent(root, size_of(Struct(struct), session.program.target))
    return None


def _is_byte(element: Type) -> bool:
    return isinstance(element, Integer) and element.rank is CHAR_TYPE.rank


def _kin(element: Type) -> tuple[Type, ...]:
    """The type, signed and unsigned."""
    if isinstance(element, Integer):
        return Integer(element.rank, True), Integer(element.rank, False)
    return (element,)


def _scalar_names(element: Type) -> frozenset[str]:
    return frozenset(scalar_name(kind) for kind in _kin(element)) if is_scalar(element) else frozenset()


def _array_names(element: Type) -> frozenset[str | None]:
    return frozenset(array_predicate(kind, initialised=True) for kind in _kin(element)) | frozenset(
        array_predicate(kind, initialised=False) for kind in _kin(element)
    )
