"""The states of a unit as a person sees them: rendered from the trace once the unit is done."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.declarations.array_predicates import array_predicate
from frame_ls.declarations.assertions import Assertion
from frame_ls.declarations.cells import MAYBE
from frame_ls.declarations.types import Integer, Rank
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall
from frame_ls.logic.terms import WHOLE
from frame_ls.verifier.explanation import (
    AtomView,
    BranchView,
    ChangeView,
    Exchange,
    ExchangeKind,
    Explanation,
    FactView,
    FieldView,
    HeapView,
    LocalView,
    MatchView,
    Origin,
    Role,
    Shape,
    StatementState,
)
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.trace import Moment, Transfer
from frame_ls.verifier.wording import Words, assertion_text, written_name

_QUIET = ("its type", "the parameter", "memory")
_ARRAYS = tuple(
    name
    for rank in Rank
    for signed in (True, False)
    if (name := array_predicate(Integer(rank, signed), initialised=True)) is not None
)


def explained(session: Session) -> Explanation:
    """What happened, statement by statement."""
    views = _Views()
    states = tuple(view for moment in session.trace.moments for view in views.moment(moment))
    return Explanation(session.function.name, states, session.trace.complete)


class _Views:
    """Renders moments; states that are the same are rendered once."""

    def __init__(self) -> None:
        self._heaps: dict[int, tuple[State, HeapView]] = {}
        self._words: dict[int, tuple[State, Words]] = {}

    def words(self, state: State) -> Words:
        known = self._words.get(id(state))
        if known is None:
            known = self._words[id(state)] = (state, Words(state))
        return known[1]

    def moment(self, moment: Moment) -> Iterator[StatementState]:
        if not moment.after:
            yield self._state(moment, None)
        for after in moment.after:
            yield self._state(moment, after)

    def _state(self, moment: Moment, after: State | None) -> StatementState:
        before = moment.before
        transfers = () if after is None else after.transfers[len(before.transfers) :]
        return StatementState(
            moment.span,
            self.heap(before),
            None if after is None else self.heap(after),
            _branches(before),
            tuple(self._locals(before)),
            () if after is None else tuple(self._changes(before, after)),
            tuple(self._exchange(t, after) for t in transfers if after is not None and isinstance(t, Transfer)),
            moment.title,
            moment.failed,
        )

    def heap(self, state: State) -> HeapView:
        """The heap and what is known."""
        known = self._heaps.get(id(state))
        if known is None:
            words = self.words(state)
            view = HeapView(tuple(atom_view(words, a) for a in state.heap), tuple(_facts(words, state)))
            known = self._heaps[id(state)] = (state, view)
        return known[1]

    def _locals(self, state: State) -> Iterator[LocalView]:
        words = self.words(state)
        for variable, value in state.store.items():
            name = written_name(variable)
            if name.startswith(("old_", "#", "&")) or variable.name.startswith("#"):
                continue
            yield LocalView(name, words.term(value))

    def _changes(self, before: State, after: State) -> Iterator[ChangeView]:
        old_words, words = self.words(before), self.words(after)
        for variable, value in after.store.items():
            old = before.store.get(variable)
            if old is not value and not variable.name.startswith(("#", "old_")):
                shown = None if old is None else old_words.term(old)
                yield ChangeView(written_name(variable), shown, words.term(value))
        cells = {(a.cell.name, a.root): a for a in before.heap if isinstance(a, PointsTo)}
        unset = {
            (a.name.removeprefix(MAYBE), a.args[0])
            for a in before.heap
            if isinstance(a, PredicateCall) and a.name.startswith(MAYBE)
        }
        for atom in after.heap:
            if not isinstance(atom, PointsTo):
                continue
            key = atom.cell.name, atom.root
            was = cells.get(key)
            if (was is not None and was.values != atom.values) or (was is None and key in unset):
                shown = None if was is None else old_words.term(was.values[0])
                yield ChangeView(words.cell(*key), shown, words.term(atom.values[0]))

    def _exchange(self, transfer: Transfer, state: State) -> Exchange:
        words = self.words(state)
        matches = tuple(_match(words, wanted, atom) for wanted, atom in transfer.taken)
        frame = tuple(atom_view(words, a, Role.FRAME) for a in transfer.frame)
        produced = tuple(atom_view(words, a, Role.PRODUCED) for a in transfer.after if a not in transfer.frame)
        text = transfer.text.strip("`")
        if transfer.arguments is not None:
            text += f"({', '.join(words.term(a) for a in transfer.arguments)})"
        bindings = tuple(FieldView(written_name(v), words.term(t)) for v, t in transfer.bindings.items())
        shown = bindings if transfer.kind in (ExchangeKind.CALL, ExchangeKind.LEMMA) else ()
        count = len(transfer.taken)
        steps = f"{count} {'match' if count == 1 else 'matches'}"
        return Exchange(transfer.kind, text, matches, shown, frame, produced, transfer.automatic, steps=steps)


def _match(words: Words, wanted: Assertion, atom: Atom) -> MatchView:
    return MatchView(assertion_text(words, wanted), (words.atom(atom),), _because(atom), wanted.span)


def _because(atom: Atom) -> tuple[Origin, ...]:
    return (atom.label.origin,) if isinstance(atom.label, Mark) else ()


def _branches(state: State) -> tuple[BranchView, ...]:
    found = [BranchView(link.condition, link.origin.span) for link in (state.path or ()) if link.condition is not None]
    found.reverse()
    return tuple(dict.fromkeys(found))


def _facts(words: Words, state: State) -> Iterator[FactView]:
    links = list(state.path or ())
    for link in reversed(links):
        if not link.origin.text.startswith(_QUIET):
            yield FactView(words.term(link.fact), link.origin)


def atom_view(words: Words, atom: Atom, role: Role = Role.PLAIN) -> AtomView:
    """One piece of the heap."""
    origin = atom.label.origin if isinstance(atom.label, Mark) else None
    fraction = None if atom.fraction is WHOLE else words.term(atom.fraction)
    text = words.atom(atom)
    match atom:
        case PointsTo(cell=cell, root=root, values=values):
            field = cell.name.rpartition(".")[2] if "." in cell.name else ""
            fields = tuple(FieldView(field, words.term(v)) for v in values)
            struct = cell.name.rpartition(".")[0] or cell.name
            return AtomView(text, Shape.CELL, struct, words.term(root), fields, origin, role, fraction)
        case PredicateCall(name=name, args=args) if name.startswith(MAYBE):
            kind = name.removeprefix(MAYBE)
            fields = (FieldView(kind.rpartition(".")[2] if "." in kind else "", "unset"),)
            struct = kind.rpartition(".")[0] or kind
            return AtomView(text, Shape.CELL, struct, words.term(args[0]), fields, origin, role, fraction)
        case PredicateCall(name=name, args=args):
            fields = tuple(FieldView("", words.term(a)) for a in args[1:])
            root_text = words.term(args[0]) if args else ""
            return AtomView(text, _shape(name), name, root_text, fields, origin, role, fraction)


def _shape(name: str) -> Shape:
    if name.startswith("malloc_block"):
        return Shape.BLOCK
    return Shape.ARRAY if name.rstrip("_") in _ARRAYS else Shape.PREDICATE
