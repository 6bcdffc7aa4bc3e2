"""Reading and writing scalars in memory, and saying why it cannot be done."""

from __future__ import annotations

from dataclasses import replace

from frame_ls.declarations.addresses import ELEMENT, NULL, field_address
from frame_ls.declarations.array_predicates import array_predicate
from frame_ls.declarations.cells import cell_name, initialised, some
from frame_ls.declarations.evaluation import simplified
from frame_ls.declarations.program import Program
from frame_ls.declarations.types import Struct, Type, sort_of
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall
from frame_ls.logic.terms import (
    WHOLE,
    ZERO,
    Apply,
    Term,
    Variable,
    conjunction,
    different,
    equal,
    less,
    less_equal,
    subtract,
)
from frame_ls.source import Span
from frame_ls.source.findings import Note
from frame_ls.verifier.failure import stuck
from frame_ls.verifier.memory import field_value, find_cell, struct_value
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.wording import Words, written_name


def peek(session: Session, state: State, address: Term, written: Type, span: Span) -> Term:
    """The value of what lies at the address; raises `Stuck` where that is not owned or not set."""
    if isinstance(written, Struct):
        return _peek_struct(session, state, address, written, span)
    found = find_cell(session, state, address, written, span)
    if found is None:
        element = find_element(session, state, address, written, span, initialised=True)
        if element is not None:
            array, position = element
            return Apply("nth", (position, array.args[2]), sort_of(written))
        element = find_element(session, state, address, written, span, initialised=False)
        if element is None:
            raise missing_cell(session, state, address, written, span, "read")
        array, position = element
        held = _element_of(session, state, position, array.args[2], span)
    elif isinstance(found[1], PointsTo):
        return found[1].values[0]
    else:
        held = found[1].args[1]
    content = session.form(state, held, span)
    if content is not None and content.operator == "some":
        return content.args[0]
    words = Words(state)
    raise stuck("uninitialised", span, f"`{words.place(address)}` may be unset when it is read here")


def _peek_struct(session: Session, state: State, address: Term, written: Struct, span: Span) -> Term:
    struct = session.program.structs.get(written.name)
    if struct is None or struct.fields is None or struct.union:
        found = find_cell(session, state, address, written, span)
        if found is None or not isinstance(found[1], PointsTo):
            raise missing_cell(session, state, address, written, span, "read")
        return found[1].values[0]
    parts = []
    for member in struct.fields:
        if not member.ghost:
            parts.append(peek(session, state, field_address(address, struct.name, member.name), member.type, span))
    return struct_value(struct.name, tuple(parts))


def store_cell(
    session: Session, state: State, address: Term, written: Type, value: Term, span: Span, mark: Mark
) -> State:
    """The state after a write; raises `Stuck` where the whole cell is not owned."""
    if isinstance(written, Struct):
        return _store_struct(session, state, address, written, value, span, mark)
    found = find_cell(session, state, address, written, span)
    if found is None:
        for initialised_only in (True, False):
            element = find_element(session, state, address, written, span, initialised=initialised_only)
            if element is not None:
                return _store_element(session, state, element, value if initialised_only else some(value), span)
        raise missing_cell(session, state, address, written, span, "written")
    index, atom = found
    require_whole(session, state, atom, address, span)
    new = initialised(address, written, value, WHOLE, mark)
    if isinstance(atom, PointsTo):
        new = replace(atom, values=(value,), label=mark)
    heap = (*state.heap[:index], new, *state.heap[index + 1 :])
    return replace(state, heap=heap)


def require_whole(session: Session, state: State, atom: Atom, address: Term, span: Span) -> None:
    """Raises `Stuck` where only a fraction of the cell is owned."""
    if atom.fraction is WHOLE or session.holds(state, less_equal(WHOLE, atom.fraction)):
        return
    words = Words(state)
    message = (
        f"`{words.place(address)}` is written, but only the fraction {words.term(atom.fraction)} of it is owned here"
    )
    raise stuck("partial-permission", span, message)


def _store_struct(
    session: Session, state: State, address: Term, written: Struct, value: Term, span: Span, mark: Mark
) -> State:
    program: Program = session.program
    struct = program.structs.get(written.name)
    if struct is None or struct.fields is None or struct.union:
        found = find_cell(session, state, address, written, span)
        if found is None:
            raise missing_cell(session, state, address, written, span, "written")
        require_whole(session, state, found[1], address, span)
        new = initialised(address, written, value, WHOLE, mark)
        return replace(state, heap=(*state.heap[: found[0]], new, *state.heap[found[0] + 1 :]))
    for member in struct.fields:
        if not member.ghost:
            part = field_value(program, value, struct.name, member.name)
            place = field_address(address, struct.name, member.name)
            state = store_cell(session, state, place, member.type, part, span, mark)
    return state


# Elements of arrays.


def split_element(address: Term) -> tuple[Term, Term]:
    """The base of an element's address and its index."""
    if isinstance(address, Apply) and address.operator.startswith(ELEMENT):
        return address.args[0], address.args[1]
    return address, ZERO


def find_element(
    session: Session, state: State, address: Term, written: Type, span: Span, *, initialised: bool
) -> tuple[PredicateCall, Term] | None:
    """The array that surely holds the element at the address, and its position there."""
    name = array_predicate(written, initialised=initialised)
    if name is None:
        return None
    base, index = split_element(address)
    for atom in state.heap:
        if not isinstance(atom, PredicateCall) or atom.name != name:
            continue
        start, first = split_element(atom.args[0])
        if not session.same(state, start, base, span):
            continue
        position = simplified(subtract(index, first))
        inside = conjunction((less_equal(ZERO, position), less(position, atom.args[1])))
        if all(session.holds(state, part) for part in (less_equal(ZERO, position), less(position, atom.args[1]))):
            failed = session.prove(state, inside, "the index lies within the array", span)
            if failed is None:
                return atom, position
    return None


def _element_of(session: Session, state: State, position: Term, values: Term, span: Span) -> Term:
    """The element at the position, found through the updates that the list was made by."""
    element = Apply("nth", (position, values), values.sort.args[0])
    rest = values
    while isinstance(rest, Apply) and rest.operator == "update":
        there, value, before = rest.args
        if session.holds(state, equal(there, position)):
            found = value
        elif session.holds(state, different(there, position)):
            rest = before
            continue
        else:
            break
        failed = session.prove(state, equal(element, found), "the element that was written last", span)
        return found if failed is None else element
    return element


def _store_element(
    session: Session, state: State, element: tuple[PredicateCall, Term], value: Term, span: Span
) -> State:
    atom, position = element
    require_whole(session, state, atom, atom.args[0], span)
    index = next(i for i, a in enumerate(state.heap) if a is atom)
    values = Apply("update", (position, value, atom.args[2]), atom.args[2].sort)
    new = replace(atom, args=(atom.args[0], atom.args[1], values))
    return replace(state, heap=(*state.heap[:index], new, *state.heap[index + 1 :]))


# Failing.


def _allocations(state: State) -> tuple[Note, ...]:
    """Where an allocation gave null on this path."""
    return tuple(
        Note(link.origin.span, "allocated here, and null if there is no memory")
        for link in (state.path or ())
        if link.origin.span is not None
        and link.origin.text == "result of `malloc`"
        and isinstance(link.fact, Apply)
        and link.fact.operator == "="
        and NULL in link.fact.args
    )


def _null_pointer(state: State) -> Variable | None:
    """The one local that is null: what a person calls the null that is accessed."""
    names = {written_name(variable) for variable, value in state.store.items() if value == NULL}
    return Variable(names.pop(), NULL.sort) if len(names) == 1 else None


def missing_cell(session: Session, state: State, address: Term, written: Type, span: Span, verb: str) -> Exception:
    """Why the cell cannot be used: null, freed, or never given."""
    words = Words(state)
    cell, root = cell_name(address, written)
    shown = words.place(address)
    if session.holds(state, equal(root, NULL)):
        from frame_ls.verifier.reasons import path_notes

        pointer, named = _null_pointer(state), Words(State({}))
        if root == NULL and pointer is not None:
            shown, root = named.cell(cell, pointer), pointer
            words = named
        message = f"`{shown}` is {verb}, but `{words.term(root)}` is null here"
        return stuck("null-access", span, message, (*_allocations(state), *path_notes(state)))
    from frame_ls.verifier.freed import out_of_bounds, used_after_free

    gone = used_after_free(session, state, address, shown, verb, span)
    gone = gone or out_of_bounds(session, state, address, written, shown, verb, span)
    if gone is not None:
        return gone
    message = f"`{shown}` is {verb}, but nothing says that it may be: `{shown} |-> _` is missing"
    return stuck("missing-cell", span, message)
