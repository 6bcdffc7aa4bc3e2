"""Why something was not proved, told in the user's words: what is missing, where it went, what was nearest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from frame_ls.logic.heaps import Atom, PredicateCall
from frame_ls.logic.terms import WHOLE, Term
from frame_ls.prover.pure.context import Unproved
from frame_ls.source import Span
from frame_ls.source.findings import Note
from frame_ls.source.marks import line_mark
from frame_ls.verifier.failure import Stuck, stuck
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.trace import Transfer
from frame_ls.verifier.wording import Words

if TYPE_CHECKING:
    from frame_ls.verifier.consume import Purpose
    from frame_ls.verifier.matching import Wanted

_ENDS = {"postcondition": "the function ends here", "invariant": "an iteration ends here"}


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
    return stuck(purpose.code, purpose.place or span, message, _places(span, purpose) + path_notes(state))


def counterexample(words: Words, failed: Unproved) -> str:
    """Values under which it may fail, if some are known."""
    shown = [
        f"{words.term(term)} = {words.term(value)}"
        for term, value in failed.counterexample
        if "!" not in words.term(term) and "#" not in words.term(term)
    ]
    return ", ".join(shown[:4])


def _places(span: Span, purpose: Purpose) -> tuple[Note, ...]:
    """Where it is asked for, and where the path ends that asks."""
    found = []
    if purpose.place is not None and span != purpose.place:
        found.append(Note(span, "asked for here"))
    if purpose.end is not None:
        found.append(Note(purpose.end, _ENDS.get(purpose.code, "asked for when this is reached")))
    return tuple(found)


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
    return stuck(purpose.code, purpose.place or span, message, _places(span, purpose) + path_notes(state))


def no_match(session: Session, state: State, wanted: Wanted, purpose: Purpose) -> Stuck:
    """An atom that is not there: where it went, or what is nearest and why it does not match."""
    words = Words(state)
    shown = wanted.shown(state)
    lines = [f"`{shown}` is missing; {purpose.text} asks for it"]
    notes = list(_places(wanted.span, purpose))
    gone = next(_gone(session, state, words, wanted), None)
    if gone is not None:
        lines.append(gone)
    near = list(_near(session, state, words, wanted))
    lines += [text for text, _ in near[:2]]
    for _, atom in near[:2]:
        mark = atom.label
        if isinstance(mark, Mark) and mark.origin.span is not None:
            notes.append(Note(mark.origin.span, f"`{words.atom(atom)}` is from {mark.origin.text}"))
    code = "missing-cell" if wanted.is_cell else "missing-predicate"
    return stuck(code, purpose.place or wanted.span, "\n".join(lines), (*notes, *path_notes(state)))


def _gone(session: Session, state: State, words: Words, wanted: Wanted) -> Iterator[str]:
    """What took the atom before, the last first."""
    root = next((v for v in wanted.values if v is not None), None)
    for transfer in reversed(state.transfers):
        if not isinstance(transfer, Transfer) or transfer.automatic:
            continue
        for _, atom in transfer.taken:
            terms = wanted.terms(atom)
            if terms is None or root is None or not session.are_equal(state, terms[0], root):
                continue
            back = [a for a in transfer.after if a not in transfer.frame and _name(a) == _name(atom)]
            text = f"`{words.atom(atom)}` was given to {_taker(transfer)}"
            if back:
                text += f" and came back as {', '.join(f'`{words.atom(a)}`' for a in back[:2])}"
            yield text


def _taker(transfer: Transfer) -> str:
    text = transfer.text if transfer.text.startswith(("`", "the ")) else f"`{transfer.text}`"
    return text if transfer.span is None else f"{text} on {line_mark(transfer.span)}"


def _near(session: Session, state: State, words: Words, wanted: Wanted) -> Iterator[tuple[str, Atom]]:
    """Atoms of the same kind, and which of their terms is not known to be the one that is asked for."""
    for atom in state.heap:
        terms = wanted.terms(atom)
        if terms is None:
            continue
        different = [
            f"`{words.term(term)}` is not known to be `{words.term(value)}`"
            for value, term in zip(wanted.values, terms, strict=True)
            if value is not None and not session.are_equal(state, value, term)
        ]
        why = f", but {' and '.join(different[:2])}" if different else ""
        if not different and atom.fraction is not WHOLE:
            why = ", but only that fraction"
        yield f"`{words.atom(atom)}` is here{why}", atom


def missing_memory(state: State, address: Term, purpose: Purpose, span: Span) -> Stuck:
    """Memory of a struct that is not there."""
    shown = f"{Words(state).place(address)} |-> _"
    message = f"`{shown}` is missing; {purpose.text} asks for it"
    return stuck("missing-cell", purpose.place or span, message, _places(span, purpose) + path_notes(state))


def _name(atom: Atom) -> str:
    return atom.name if isinstance(atom, PredicateCall) else atom.cell.name
