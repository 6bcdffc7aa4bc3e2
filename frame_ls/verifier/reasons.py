"""Why something was not proved, told in the user's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from frame_ls.logic.heaps import Atom, PredicateCall
from frame_ls.logic.terms import Term
from frame_ls.prover.pure.context import Unproved
from frame_ls.source import Span
from frame_ls.source.findings import Note
from frame_ls.verifier.failure import Stuck, stuck
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.wording import Words

if TYPE_CHECKING:
    from frame_ls.verifier.consume import Purpose


def not_proved(session: Session, state: State, formula: Term, purpose: Purpose, span: Span, failed: Unproved) -> Stuck:
    """A pure conjunct that is not known to hold."""
    words = Words(state)
    shown = words.term(formula)
    if session.is_refuted(state, formula):
        message = f"`{shown}` is false here; {purpose.text} asks for it"
    else:
        message = f"could not prove `{shown}`, which {purpose.text} asks for"
    example = counterexample(words, failed)
    if example:
        message += f"\nfor example {example}"
    return stuck(purpose.code, purpose.place, message, _asked(span, purpose) + path_notes(state))


def counterexample(words: Words, failed: Unproved) -> str:
    """Values under which it may fail, if some are known."""
    shown = [
        f"{words.term(term)} = {words.term(value)}"
        for term, value in failed.counterexample
        if "!" not in words.term(term) and "#" not in words.term(term)
    ]
    return ", ".join(shown[:4])


def _asked(span: Span, purpose: Purpose) -> tuple[Note, ...]:
    return () if span == purpose.place else (Note(span, "asked for here"),)


def path_notes(state: State) -> tuple[Note, ...]:
    """The user's conditions on the path, in the order of the text."""
    found = [
        Note(link.origin.span, f"with `{link.condition}`")
        for link in (state.path or ())
        if link.condition is not None and link.origin.span is not None
    ]
    found.reverse()
    return tuple(dict.fromkeys(found))


def no_such_form(session: Session, state: State, value: Term, purpose: Purpose, span: Span) -> Stuck:
    """A value that is not known to have the shape of a pattern."""
    del session
    words = Words(state)
    message = f"`{words.term(value)}` is not known to have the form that {purpose.text} asks for"
    return stuck(purpose.code, purpose.place, message, _asked(span, purpose) + path_notes(state))


def missing_atom(state: State, wanted: str, name: str, purpose: Purpose, span: Span, *, is_cell: bool) -> Stuck:
    """An atom that is not there; what is nearest, and since when that is so."""
    words = Words(state)
    near = [a for a in state.heap if _name(a) == name]
    message = f"`{wanted}` is missing; {purpose.text} asks for it"
    notes = list(_asked(span, purpose))
    if near:
        message += f"\nnearest: {', '.join(f'`{words.atom(a)}`' for a in near[:3])}"
        for atom in near[:2]:
            mark = atom.label
            if isinstance(mark, Mark) and mark.origin.span is not None:
                notes.append(Note(mark.origin.span, f"`{words.atom(atom)}` is from {mark.origin.text}"))
    code = "missing-cell" if is_cell else "missing-predicate"
    return stuck(code, purpose.place, message, (*notes, *path_notes(state)))


def _name(atom: Atom) -> str:
    return atom.name if isinstance(atom, PredicateCall) else atom.cell.name
