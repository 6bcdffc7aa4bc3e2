"""Checks that make inductive types sound: they have values, and they do not stand left of an arrow in themselves."""

from __future__ import annotations

from frame_ls.declarations.names import Desk, InductiveHead, Names
from frame_ls.declarations.types import (
    Any,
    Array,
    Fixpoint,
    Inductive,
    Parameter,
    Pointer,
    PredicateType,
    Type,
)
from frame_ls.declarations.unification import replaced


def check_inductive(desk: Desk, head: InductiveHead) -> bool:
    """Reports what makes the type unsound; whether there was nothing."""
    names = desk.names
    itself = Inductive(head.name, tuple(Parameter(t) for t in head.type_parameters))
    sound = True
    if not is_inhabited(itself, names, frozenset()):
        message = f"`{head.name}` has no values: every constructor needs a value of the type itself first"
        desk.report("inductive", head.span, message)
        sound = False
    for constructor in head.constructors or ():
        pure = names.pure[constructor]
        for parameter in pure.parameters:
            if _is_negative(parameter, head.name, names, positive=True, seen=frozenset()):
                message = f"`{head.name}` stands in a parameter type of a function or predicate inside itself"
                desk.report("inductive", pure.span, message)
                sound = False
    return sound


def is_inhabited(written: Type, names: Names, visiting: frozenset[str]) -> bool:
    """Whether the type has a value that can be built without one of the types that are being visited."""
    match written:
        case Inductive(name=name, arguments=arguments):
            head = names.inductives.get(name)
            if head is None or head.constructors is None:
                return True
            if name in visiting:
                return False
            values = dict(zip(head.type_parameters, arguments, strict=False))
            inside = visiting | {name}
            return any(
                all(is_inhabited(replaced(p, values), names, inside) for p in names.pure[c].parameters)
                for c in head.constructors
            )
        case Fixpoint(result=result):
            return is_inhabited(result, names, visiting)
    return True


def _is_negative(written: Type, name: str, names: Names, *, positive: bool, seen: frozenset[str]) -> bool:
    """Whether `name` occurs where it must not: anywhere when not `positive`."""
    match written:
        case Inductive(name=other, arguments=arguments):
            if other == name and not positive:
                return True
            head = names.inductives.get(other)
            if any(_is_negative(a, name, names, positive=positive, seen=seen) for a in arguments):
                return True
            if head is None or other in seen or other == name:
                return False
            # The arguments may stand left of an arrow inside the other type, and `name` may occur in it by itself.
            values = dict(zip(head.type_parameters, arguments, strict=False))
            return any(
                _is_negative(replaced(p, values), name, names, positive=positive, seen=seen | {other})
                for c in head.constructors or ()
                for p in names.pure[c].parameters
            )
        case Fixpoint(parameters=parameters, result=result):
            return any(_is_negative(p, name, names, positive=False, seen=seen) for p in parameters) or _is_negative(
                result, name, names, positive=positive, seen=seen
            )
        case PredicateType(parameters=parameters):
            return any(_is_negative(p, name, names, positive=False, seen=seen) for p in parameters)
    return False


def may_be_any(written: Type, names: Names, seen: frozenset[str] = frozenset()) -> bool:
    """Whether a value of the type may become one of type `any`: it holds no predicate or function over `any`."""
    match written:
        case Inductive(name=name, arguments=arguments):
            if not all(may_be_any(a, names, seen) for a in arguments):
                return False
            head = names.inductives.get(name)
            if head is None or name in seen:
                return True
            values = dict(zip(head.type_parameters, arguments, strict=False))
            return all(
                may_be_any(replaced(p, values), names, seen | {name})
                for c in head.constructors or ()
                for p in names.pure[c].parameters
            )
        case Fixpoint(parameters=parameters, result=result):
            return not any(_mentions_any(p, names, seen) for p in (*parameters, result))
        case PredicateType(parameters=parameters):
            return not any(_mentions_any(p, names, seen) for p in parameters)
        case Parameter():
            # A type parameter may be instantiated with anything, so nothing is known of it.
            return False
    return True


def _mentions_any(written: Type, names: Names, seen: frozenset[str]) -> bool:
    match written:
        case Any() | Parameter():
            return True
        case Fixpoint(parameters=parameters, result=result):
            return any(_mentions_any(p, names, seen) for p in (*parameters, result))
        case PredicateType(parameters=parameters):
            return any(_mentions_any(p, names, seen) for p in parameters)
        case Pointer() | Array():
            return False
        case Inductive(name=name, arguments=arguments):
            if any(_mentions_any(a, names, seen) for a in arguments):
                return True
            head = names.inductives.get(name)
            if head is None or name in seen:
                return False
            return any(
                _mentions_any(p, names, seen | {name})
                for c in head.constructors or ()
                for p in names.pure[c].parameters
                if not isinstance(p, Parameter)
            )
    return False
