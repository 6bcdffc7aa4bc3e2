"""Which predicates may hold a cell or another predicate, seen from their definitions without opening them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from frame_ls.declarations.addresses import CONSTRUCTED_PREDICATE, PREDICATE
from frame_ls.declarations.assertions import APPLY_PREDICATE, Assertion, CallAssertion, CellAssertion, Exactly
from frame_ls.declarations.cells import cell_name
from frame_ls.declarations.evaluation import evaluate
from frame_ls.declarations.program import Predicate, PredicateKind
from frame_ls.declarations.types import is_scalar
from frame_ls.declarations.walking import parts
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall
from frame_ls.logic.terms import Apply, Term, Variable
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State


def is_openable(session: Session, atom: Atom) -> bool:
    """Whether the atom is a predicate with a definition."""
    if not isinstance(atom, PredicateCall):
        return False
    predicate = session.program.predicates.get(atom.name)
    if predicate is None:
        return False
    if predicate.kind is PredicateKind.FAMILY:
        return atom.args[: predicate.indices] in predicate.instances
    return predicate.body is not None and predicate.kind in (PredicateKind.DEFINED, PredicateKind.CONSTRUCTOR)


def surely_holds(session: Session, state: State, atom: PredicateCall, name: str, root: Term, *, is_cell: bool) -> bool:
    """Whether some case of the predicate has a cell (or predicate) of the name at the root."""
    for head in session.shapes.heads(atom.name):
        if head.name != name or head.is_cell != is_cell or head.parameter >= len(atom.args):
            continue
        if session.are_equal(state, atom.args[head.parameter], root):
            return True
    definition = session.definitions.predicates.get(atom.name)
    if definition is None or len(definition.parameters) != len(atom.args):
        return False
    values: dict[Variable, Term] = dict(zip(definition.parameters, atom.args, strict=True))
    return any(
        session.are_equal(state, evaluate(there, values), root)
        for case in definition.cases or ()
        for inner in case.spatial
        for kind, there in [_head(inner)]
        if kind == name and there is not None and not isinstance(there, Variable)
    )


def _head(atom: Atom) -> tuple[str, Term | None]:
    match atom:
        case PointsTo(cell=cell, root=root):
            return cell.name, root
        case PredicateCall(name=name, args=args):
            return name, args[0] if args else None


def mentioned(session: Session, name: str) -> frozenset[str]:
    """The names of the predicates and cells that a predicate's definitions mention, at any depth."""
    known = session.insides.get(name)
    if known is not None:
        return known
    found: set[str] = set()
    pending = [name]
    while pending:
        predicate = session.program.predicates.get(pending.pop())
        for body in _bodies(predicate) if predicate is not None else ():
            for inner in _names(body):
                if inner not in found:
                    found.add(inner)
                    pending.append(inner)
    session.insides[name] = frozenset(found)
    return session.insides[name]


def _bodies(predicate: Predicate) -> Iterable[Assertion]:
    return [i.body for i in predicate.instances.values()] if predicate.body is None else [predicate.body]


def _names(body: Assertion) -> Iterator[str]:
    for part in parts(body):
        match part:
            case CellAssertion(address=address, type=written) if is_scalar(written):
                yield cell_name(address.term, written)[0]
            case CallAssertion(predicate=name, arguments=(Exactly(value=value), *_)) if name == APPLY_PREDICATE:
                yield _value_name(value.term)
            case CallAssertion(predicate=name):
                yield name


def _value_name(term: Term) -> str:
    if isinstance(term, Apply):
        for prefix in (PREDICATE, CONSTRUCTED_PREDICATE):
            if term.operator.startswith(prefix):
                return term.operator[len(prefix) :]
    return APPLY_PREDICATE
