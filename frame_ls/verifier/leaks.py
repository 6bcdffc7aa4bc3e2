"""What must not be left over: memory that nobody owns at the end of a function or of a loop's body."""

from __future__ import annotations

from frame_ls.declarations.program import FunctionKind
from frame_ls.logic.heaps import Atom, PredicateCall
from frame_ls.source import Span
from frame_ls.source.findings import Note
from frame_ls.verifier.automation import without_empty
from frame_ls.verifier.failure import stuck
from frame_ls.verifier.memory import is_dummy
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.wording import Words


def check_leaks(session: Session, state: State, span: Span, when: str) -> None:
    """Raises `Stuck` where something is left that would leak."""
    if not session.options.leak_check and session.function.kind is FunctionKind.REGULAR:
        return
    for path in without_empty(session, state):
        left = [a for a in path.heap if not may_leak(a)]
        if left:
            words = Words(path)
            shown = ", ".join(f"`{words.atom(a)}`" for a in left[:4])
            more = f" and {len(left) - 4} more" if len(left) > 4 else ""
            notes = tuple(_origin(words, a) for a in left[:4] if _has_place(a))
            raise stuck("leak", span, f"{shown}{more} leaks {when}: it is owned and given to nobody", notes)


def may_leak(atom: Atom) -> bool:
    """Whether the atom may be dropped silently: nobody keeps account of it."""
    if is_dummy(atom.fraction):
        return True
    return isinstance(atom, PredicateCall) and atom.name == "exists"


def _has_place(atom: Atom) -> bool:
    return isinstance(atom.label, Mark) and atom.label.origin.span is not None


def _origin(words: Words, atom: Atom) -> Note:
    assert isinstance(atom.label, Mark)
    span = atom.label.origin.span
    assert span is not None
    return Note(span, f"`{words.atom(atom)}` is from {atom.label.origin.text}")
