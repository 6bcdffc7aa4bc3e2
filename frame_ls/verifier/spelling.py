"""One cell under two names: what lies at `q` is the field `p->f` where `q` is known to be `&p->f`."""

from __future__ import annotations

from dataclasses import replace

from frame_ls.declarations.addresses import field_address
from frame_ls.declarations.cells import MAYBE, scalar_name
from frame_ls.declarations.program import Program
from frame_ls.logic.heaps import Atom, PointsTo, PredicateCall
from frame_ls.logic.terms import Term
from frame_ls.source import Span
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import State


def misspelled(session: Session, state: State, name: str, root: Term, span: Span) -> int | None:
    """The index of the cell that is the wanted one, but goes by the other of the two names."""
    kind, place = _read(session.program, name, root)
    for index, atom in enumerate(state.heap):
        there = _name_of(atom)
        if there is None or ("." in there[0]) is ("." in name):
            continue
        other, address = _read(session.program, *there)
        if other == kind and session.same(state, address, place, span):
            return index
    return None


def respelled(session: Session, state: State, name: str, root: Term, span: Span) -> State | None:
    """The state with the wanted cell under the wanted name; None where it is not there under the other."""
    index = misspelled(session, state, name, root, span)
    if index is None:
        return None
    atom = state.heap[index]
    match atom:
        case PointsTo(cell=cell):
            atom = replace(atom, root=root, cell=replace(cell, name=name, region=name))
        case PredicateCall(args=(_, content)):
            atom = replace(atom, name=MAYBE + name, args=(root, content))
    return replace(state, heap=(*state.heap[:index], atom, *state.heap[index + 1 :]))


def _name_of(atom: Atom) -> tuple[str, Term] | None:
    match atom:
        case PointsTo(cell=cell, root=root):
            return cell.name, root
        case PredicateCall(name=name, args=(root, _)) if name.startswith(MAYBE):
            return name.removeprefix(MAYBE), root
    return None


def _read(program: Program, name: str, root: Term) -> tuple[str, Term]:
    """The kind of scalar that lies there, and its address."""
    struct, dot, field = name.partition(".")
    if not dot or struct not in program.structs:
        return name, root
    member = next(f for f in program.structs[struct].fields or () if f.name == field)
    return scalar_name(member.type), field_address(root, struct, field)
