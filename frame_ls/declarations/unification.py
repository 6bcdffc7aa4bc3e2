"""Type inference in annotations: type variables stand for what is not written, and are solved by unification.

A type variable is a type parameter whose name begins with `?`. C types that annotations do not tell apart (the integer
types; pointers) unify.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from operator import is_
from typing import Any as Whatever
from typing import TypeVar

from frame_ls.declarations.expressions import Call
from frame_ls.declarations.sort_substitution import TermsAt, sort_at
from frame_ls.declarations.types import (
    INT_TYPE,
    Any,
    Array,
    Bool,
    Fixpoint,
    Float,
    FunctionType,
    Inductive,
    Integer,
    Parameter,
    Pointer,
    PredicateType,
    Real,
    Struct,
    Type,
    Unknown,
    Void,
    sort_of,
)
from frame_ls.declarations.walking import inside
from frame_ls.logic.definitions import Branch, Function
from frame_ls.logic.sorts import Sort
from frame_ls.logic.terms import Term, Variable

_Change = Callable[[Type], Type]


class Unifier:
    """The type variables of one clause and what they have turned out to be."""

    __slots__ = ("_count", "_solved")

    def __init__(self) -> None:
        self._count = 0
        self._solved: dict[str, Type] = {}

    def variable(self) -> Parameter:
        """A new type variable."""
        self._count += 1
        return Parameter(f"?{self._count}")

    def instance(self, type_parameters: tuple[str, ...], given: tuple[Type, ...] = ()) -> dict[str, Type]:
        """A type for each type parameter: those given, or new variables."""
        if given and len(given) == len(type_parameters):
            return dict(zip(type_parameters, given, strict=True))
        return {name: self.variable() for name in type_parameters}

    def resolved(self, written: Type) -> Type:
        """The type with all that is known put in."""
        if not self._solved:
            return written
        match written:
            case Parameter(name=name):
                found = self._solved.get(name)
                return written if found is None else self.resolved(found)
            case _:
                return _mapped(written, self.resolved)

    def unify(self, a: Type, b: Type) -> bool:
        """Makes the two one type, if they can be."""
        a, b = self.resolved(a), self.resolved(b)
        if a == b or isinstance(a, Unknown) or isinstance(b, Unknown):
            return True
        if is_type_variable(a):
            return self._solve(a, b)
        if is_type_variable(b):
            return self._solve(b, a)
        match a, b:
            case (Integer(), Integer()) | (Float(), Float()):
                return True
            case (Pointer() | Array() | FunctionType(), Pointer() | Array() | FunctionType()):
                return True
            case (Inductive(name=one, arguments=left), Inductive(name=other, arguments=right)):
                return one == other and self._all(left, right)
            case (PredicateType(parameters=left), PredicateType(parameters=right)):
                return self._all(left, right)
            case (Fixpoint(parameters=left, result=r1), Fixpoint(parameters=right, result=r2)):
                return self._all(left, right) and self.unify(r1, r2)
            case (Struct(name=one), Struct(name=other)):
                return one == other
        return type(a) is type(b) and isinstance(a, Bool | Any | Real | Void)

    def _all(self, left: tuple[Type, ...], right: tuple[Type, ...]) -> bool:
        return len(left) == len(right) and all(self.unify(a, b) for a, b in zip(left, right, strict=True))

    def _solve(self, variable: Type, value: Type) -> bool:
        assert isinstance(variable, Parameter)
        if _occurs(variable.name, value):
            return False
        self._solved[variable.name] = value
        return True

    @property
    def is_used(self) -> bool:
        """Whether there are type variables at all."""
        return self._count > 0

    def sorts(self) -> dict[Sort, Sort]:
        """The sort of each type variable; one that nothing determines is `int`, as no value depends on it."""
        found: dict[Sort, Sort] = {}
        for number in range(1, self._count + 1):
            variable = Parameter(f"?{number}")
            found[sort_of(variable)] = sort_of(self.final(variable))
        return found

    def known_sorts(self) -> dict[Sort, Sort]:
        """The sorts of the type variables that are determined by now."""
        known = {name: self.resolved(Parameter(name)) for name in self._solved}
        return {sort_of(Parameter(name)): sort_of(found) for name, found in known.items()}

    def final(self, written: Type) -> Type:
        """The type, with `int` for what nothing determines."""
        known = self.resolved(written)
        return _mapped_variables(known)


def is_type_variable(written: Type) -> bool:
    """Whether the type is a variable of inference."""
    return isinstance(written, Parameter) and written.name.startswith("?")


def replaced(written: Type, values: dict[str, Type]) -> Type:
    """The type with its type parameters replaced."""
    if not values:
        return written
    match written:
        case Parameter(name=name):
            return values.get(name, written)
        case _:
            return _mapped(written, lambda part: replaced(part, values))


def _mapped_variables(written: Type) -> Type:
    return INT_TYPE if is_type_variable(written) else _mapped(written, _mapped_variables)


def _mapped(written: Type, change: _Change) -> Type:
    match written:
        case Pointer(target=target):
            return Pointer(change(target))
        case Array(element=element, size=size):
            return Array(change(element), size)
        case Inductive(name=name, arguments=arguments) if arguments:
            return Inductive(name, tuple(map(change, arguments)))
        case PredicateType(parameters=parameters, inputs=inputs):
            return PredicateType(tuple(map(change, parameters)), inputs)
        case Fixpoint(parameters=parameters, result=result):
            return Fixpoint(tuple(map(change, parameters)), change(result))
        case _:
            return written


def _occurs(name: str, written: Type) -> bool:
    match written:
        case Parameter(name=other):
            return other == name
        case Pointer(target=target) | Array(element=target):
            return _occurs(name, target)
        case Inductive(arguments=parts) | PredicateType(parameters=parts):
            return any(_occurs(name, p) for p in parts)
        case Fixpoint(parameters=parts, result=result):
            return any(_occurs(name, p) for p in (*parts, result))
        case _:
            return False


Thing = TypeVar("Thing")


class Settled:
    """Puts what inference found into resolved values: their types, sorts and terms.

    Unless `is_final`, what is not determined yet stays open.
    """

    __slots__ = ("_terms", "_type", "_unifier")

    def __init__(self, unifier: Unifier, *, is_final: bool = True) -> None:
        self._unifier = unifier
        self._type = unifier.final if is_final else unifier.resolved
        self._terms = TermsAt(unifier.sorts() if is_final else unifier.known_sorts())

    def __call__(self, value: Thing) -> Thing:
        """The same value with no type variable left in it that is known."""
        if not self._unifier.is_used:
            return value
        return self._of(value)  # type: ignore[no-any-return]

    def _of(self, value: object) -> Whatever:
        match value:
            case Term():
                return self._terms(value)
            case Sort():
                return sort_at(value, self._terms.sorts)
            case tuple():
                parts = tuple([self._of(part) for part in value])
                return value if all(map(is_, parts, value)) else parts
        if isinstance(value, Type):
            return self._type(value)
        if isinstance(value, Call) and self._is_open(value):
            # Type arguments that nothing determines are found when the call is verified.
            value = replace(value, type_arguments=())
        names = inside(type(value))  # type: ignore[arg-type]
        if not names:
            return value
        before = [getattr(value, name) for name in names]
        after = [self._of(part) for part in before]
        return value if all(map(is_, after, before)) else type(value)(*after)

    def _is_open(self, call: Call) -> bool:
        found = [self._unifier.resolved(t) for t in call.type_arguments]
        return self._type == self._unifier.final and any(map(is_type_variable, found))

    def function(self, function: Function) -> Function:
        """A logic function, settled."""
        return Function(
            function.name,
            tuple(self._variable(v) for v in function.parameters),
            sort_at(function.result, self._terms.sorts),
            None if function.body is None else self._terms(function.body),
            function.switch,
            tuple(
                Branch(b.constructor, tuple(self._variable(v) for v in b.variables), self._terms(b.body))
                for b in function.branches
            ),
        )

    def _variable(self, variable: Variable) -> Variable:
        return self._terms.variable(variable)
