"""`malloc`, `calloc` and `free` of memory whose type is known, by the library's contracts.

Trusted: what the allocator gives, and that it takes back a whole block with all of its contents.
"""

from __future__ import annotations

from dataclasses import replace

from frame_ls.declarations import expressions as c
from frame_ls.declarations.addresses import NULL, size_of
from frame_ls.declarations.array_predicates import array_predicate
from frame_ls.declarations.assertions import Anything, Bind, CallAssertion, CellAssertion, Exactly, Value
from frame_ls.declarations.evaluation import rebuilt
from frame_ls.declarations.ghost_assertions import option_of
from frame_ls.declarations.types import (
    CHAR_TYPE,
    INT_TYPE,
    SIZE_TYPE,
    Pointer,
    Struct,
    Type,
    Void,
    is_scalar,
    show_type,
    sort_of,
)
from frame_ls.logic.heaps import PredicateCall
from frame_ls.logic.sorts import INT, POINTER, data
from frame_ls.logic.terms import MULTIPLY, ONE, WHOLE, ZERO, Number, Term, Variable, equal, less_equal
from frame_ls.source import Span
from frame_ls.verifier.arithmetic import bounded, require
from frame_ls.verifier.consume import Purpose, consume
from frame_ls.verifier.evaluate import Values, evaluate
from frame_ls.verifier.explanation import Origin
from frame_ls.verifier.failure import Stuck, unsupported
from frame_ls.verifier.freed import wrong_free
from frame_ls.verifier.initial import zero
from frame_ls.verifier.memory import add_atom, array_atom, block_name, leaf_atoms, leaves
from frame_ls.verifier.produce import branch
from frame_ls.verifier.session import Session
from frame_ls.verifier.state import Mark, State
from frame_ls.verifier.valuation import Env

_BLOCK = "malloc_block_"


def allocate(session: Session, state: State, expression: c.Allocate) -> Values:
    """A new block or null, on a path each."""
    span = expression.span
    name = "calloc" if expression.zeroed else "malloc"
    for path, count in evaluate(session, state, expression.count):
        if not expression.zeroed:
            _fits(session, path, expression, count)
        result = session.fresh("block", POINTER)
        origin = Origin(f"result of `{name}`", span)
        for end, is_null in branch(session, path, equal(result, NULL), origin):
            if is_null:
                yield end, NULL
            else:
                yield _block(session, end, expression, result, count, Mark(origin)), result


def _fits(session: Session, state: State, expression: c.Allocate, count: Term) -> None:
    """The product that `malloc` is given is a number of bytes; `calloc` makes the product itself, and looks."""
    if isinstance(expression.element, Struct):
        return
    span, target = expression.span, session.program.target
    require(session, state, less_equal(ZERO, count), "narrowing", span, "the number of elements may be negative")
    size = rebuilt(MULTIPLY, (count, size_of(expression.element, target)), INT)
    bounded(session, state, size, SIZE_TYPE, span, "*", wraps=False)


def _block(session: Session, state: State, expression: c.Allocate, result: Term, count: Term, mark: Mark) -> State:
    element, span = expression.element, expression.span
    name = block_name(element)
    if name is None:
        raise unsupported(f"memory for a `{show_type(element)}` from the allocator", span)
    if isinstance(element, Struct):
        if count is not ONE:
            raise unsupported("an array of structs from the allocator", span)
        value = zero(session, element, span) if expression.zeroed else None
        for leaf in leaves(session.program, result, element, value, span):
            state = add_atom(session, state, leaf_atoms(session, leaf, mark))
        return state.with_atoms(PredicateCall(name, (result,), WHOLE, mark))
    if expression.zeroed:
        raise unsupported("an array from `calloc`", span)
    state = add_atom(session, state, array_atom(session, result, element, count, None, mark))
    return state.with_atoms(PredicateCall(name, (result, count), WHOLE, mark))


def free(session: Session, state: State, expression: c.Free) -> Values:
    """The block is given back with everything in it."""
    span = expression.span
    for path, pointer in evaluate(session, state, expression.pointer):
        if session.holds(path, equal(pointer, NULL)):
            session.prove(path, equal(pointer, NULL), "`free` of null does nothing", span)
            yield path, ZERO
            continue
        try:
            ends = freed(session, path, pointer, expression.element, span)
        except Stuck as end:
            raise wrong_free(session, path, pointer, end) from end
        yield from ((replace(end, freed=(*end.freed, (pointer, span))), ZERO) for end in ends)


def freed(session: Session, state: State, pointer: Term, element: Type, span: Span) -> list[State]:
    """The states without the block."""
    element = _element_of_block(session, state, pointer, element)
    name = block_name(element)
    if name is None:
        raise unsupported(f"`free` of a `{show_type(element)} *`", span)
    purpose = Purpose("bad-free", span, "`free`")
    place = Exactly(Value(pointer, span, Pointer(element)))
    if isinstance(element, Struct):
        return _freed_struct(session, state, pointer, element, CallAssertion(name, (place,), span, 1), purpose)
    array = array_predicate(element, initialised=False)
    assert array is not None
    size = Variable("#count", INT)
    block = CallAssertion(name, (place, Bind(size, INT_TYPE, span)), span, 1)
    contents = Anything(data("list", sort_of(option_of(element))), span)
    rest = CallAssertion(array, (place, Exactly(Value(size, span, INT_TYPE)), contents), span, 2)
    return [
        end
        for path, env in consume(session, state, block, Env(), purpose)
        for end, _ in consume(session, path, rest, env, purpose)
    ]


def _freed_struct(
    session: Session, state: State, pointer: Term, element: Struct, block: CallAssertion, purpose: Purpose
) -> list[State]:
    span = purpose.place or session.nowhere
    states = [path for path, _ in consume(session, state, block, Env(), purpose)]
    for leaf in leaves(session.program, pointer, element, None, span):
        place = Value(leaf.address, span, Pointer(leaf.type))
        if leaf.count is not None:
            array = array_predicate(leaf.type, initialised=False)
            assert array is not None
            contents = Anything(data("list", sort_of(option_of(leaf.type))), span)
            count = Exactly(Value(Number(leaf.count), span, INT_TYPE))
            given = (Exactly(place), count, contents)
            wanted: CallAssertion | CellAssertion = CallAssertion(array, given, span, 2)
        else:
            content = Anything(sort_of(option_of(leaf.type)), span)
            wanted = CellAssertion(place, leaf.type, content, span, initialised=False)
        states = [end for path in states for end, _ in consume(session, path, wanted, Env(), purpose)]
    return states


def _element_of_block(session: Session, state: State, pointer: Term, element: Type) -> Type:
    """What the block at the pointer holds: as its pointer says, or as the allocator was told."""
    if isinstance(element, Struct):
        return element
    for atom in state.heap:
        if not isinstance(atom, PredicateCall) or not atom.name.startswith(_BLOCK) or len(atom.args) != 1:
            continue
        struct = session.program.structs.get(atom.name.removeprefix(_BLOCK))
        if struct is not None and session.are_equal(state, atom.args[0], pointer):
            return Struct(struct.name)
    if isinstance(element, Void) or not is_scalar(element):
        return CHAR_TYPE
    return element
