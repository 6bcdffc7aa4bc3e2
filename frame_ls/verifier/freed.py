"""The classic mistakes with memory that is gone, or was never as large as it is taken to be: told by their causes."""

from __future__ import annotations

from frame_ls.declarations.addresses import ELEMENT, FIELD
from frame_ls.declarations.array_predicates import array_predicate
from frame_ls.declarations.types import Type
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.terms import Apply, Term
from frame_ls.source import Span
from frame_ls.source.findings import Note
from frame_ls.verifier.access import split_element
from frame_ls.verifier.failure import Stuck, stuck
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State
from frame_ls.verifier.wording import Words

_ABSENT = ("missing-cell", "missing-predicate")


def freed_at(session: Session, state: State, address: Term) -> tuple[Term, Span] | None:
    """The block in which the address lies and where it was freed; None where it was not."""
    while True:
        for pointer, span in reversed(state.freed):
            if session.are_equal(state, pointer, address):
                return pointer, span
        if not isinstance(address, Apply) or not address.operator.startswith((FIELD, ELEMENT)):
            return None
        address = address.args[0]


def used_after_free(session: Session, state: State, address: Term, shown: str, verb: str, span: Span) -> Stuck | None:
    """The finding about memory that was freed on this path."""
    found = freed_at(session, state, address)
    if found is None:
        return None
    pointer, where = found
    message = f"`{shown}` is {verb} after `{Words(state).term(pointer)}` was freed"
    return stuck("use-after-free", span, message, (Note(where, "freed here"),))


def out_of_bounds(
    session: Session, state: State, address: Term, written: Type, shown: str, verb: str, span: Span
) -> Stuck | None:
    """The finding about an element of an array that is owned, but not known to have this element."""
    base, index = split_element(address)
    names = {array_predicate(written, initialised=set_) for set_ in (True, False)} - {None}
    for atom in state.heap:
        if not isinstance(atom, PredicateCall) or atom.name not in names:
            continue
        start, _ = split_element(atom.args[0])
        if session.are_equal(state, start, base):
            words = Words(state)
            count = words.term(atom.args[1])
            message = f"`{shown}` is {verb}, and `{words.term(index)}` is not known to be an index of "
            message += f"`{words.term(atom.args[0])}`, which has {count} element{'' if count == '1' else 's'} here"
            return stuck("out-of-bounds", span, message)
    return None


def wrong_free(session: Session, state: State, pointer: Term, end: Stuck) -> Stuck:
    """Why `free` cannot take the pointer: it was freed before, or is no whole block."""
    finding = end.finding
    if finding.code not in _ABSENT:
        return end
    words = Words(state)
    shown = words.term(pointer)
    found = freed_at(session, state, pointer)
    if found is not None and session.are_equal(state, found[0], pointer):
        message = f"`{shown}` is freed again"
        return stuck("double-free", finding.span, message, (Note(found[1], "freed here before"),))
    message = f"`{shown}` is freed, but nothing says that it is a whole block from the allocator: {finding.message}"
    return stuck("bad-free", finding.span, message, finding.notes, finding.fixes)
