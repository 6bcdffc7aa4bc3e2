"""Modules: the global variables of a text, owned as a whole until `open_module` gives them out.

Trusted: that a program begins with its globals as initialised, and that nobody else owns them.
"""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.declarations import expressions as c
from frame_ls.declarations.addresses import global_address
from frame_ls.declarations.assertions import CallAssertion, Exactly, Value
from frame_ls.declarations.program import Global
from frame_ls.declarations.statements import Local
from frame_ls.declarations.types import BOOLEAN, INT_TYPE, Array
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.sorts import INT, POINTER
from frame_ls.logic.terms import FALSE, TRUE, WHOLE, Apply, Term, Variable
from frame_ls.source import Span
from frame_ls.verifier.consume import Purpose, consume
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import unsupported
from frame_ls.verifier.initial import given_back, initial_value, zero
from frame_ls.verifier.memory import add_atom, leaf_atoms, leaves
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.valuation import Env

_MODULE = "module"


def module_term(name: str) -> Term:
    """What stands for a module in annotations."""
    return Apply(f"#module:{name}", (), INT)


def open_module(session: Session, state: State, span: Span) -> Iterator[State]:
    """`module(this, true)` is exchanged for the globals as they were initialised, and for the modules inside."""
    for path in _taken(session, state, session.program.module, TRUE, span):
        mark = Mark(Origin("`open_module`", span))
        for end in _globals(session, path, tuple(session.program.globals.values()), mark):
            inner = end
            for name in session.program.imports:
                atom = PredicateCall(_MODULE, (module_term(name), TRUE), WHOLE, mark)
                inner = inner.with_atoms(atom)
            yield inner


def close_module(session: Session, state: State, span: Span) -> Iterator[State]:
    """The globals, whatever their values, are exchanged for `module(this, false)`."""
    for found in session.program.globals.values():
        if not found.ghost:
            local = Local(Variable(found.name, POINTER), found.name, found.type, found.span, in_memory=True)
            state = given_back(session, state, local, global_address(found.name), span)
    states = [state]
    for name in session.program.imports:
        states = [end for path in states for end in _taken(session, path, name, FALSE, span)]
    mark = Mark(Origin("`close_module`", span))
    for path in states:
        yield path.with_atoms(PredicateCall(_MODULE, (module_term(session.program.module), FALSE), WHOLE, mark))


def _taken(session: Session, state: State, name: str, initial: Term, span: Span) -> Iterator[State]:
    arguments = (
        Exactly(Value(module_term(name), span, INT_TYPE)),
        Exactly(Value(initial, span, BOOLEAN)),
    )
    purpose = Purpose("missing-predicate", span, f"the module `{name}`")
    for path, _ in consume(session, state, CallAssertion(_MODULE, arguments, span), Env(), purpose):
        yield path


def _globals(session: Session, state: State, rest: tuple[Global, ...], mark: Mark) -> Iterator[State]:
    if not rest:
        yield state
        return
    found = rest[0]
    if found.ghost:
        yield from _globals(session, state, rest[1:], mark)
        return
    if isinstance(found.type, Array):
        raise unsupported("a global array that a module gives out", found.span)
    address = global_address(found.name)
    for path, value in _value(session, state, found):
        end = path
        for leaf in leaves(session.program, address, found.type, value, found.span):
            end = add_atom(session, end, leaf_atoms(session, leaf, mark))
        yield from _globals(session, end, rest[1:], mark)


def _value(session: Session, state: State, found: Global) -> Iterator[tuple[State, Term]]:
    if found.initializer is None:
        yield state, zero(session, found.type, found.span)
    elif isinstance(found.initializer, c.ScalarInitializer | c.AggregateInitializer):
        yield from initial_value(session, state, found.type, found.initializer, found.span)
    else:
        raise unsupported("this global's initial value", found.span)
