"""Terms and pure formulas: one interned value each, so that equality is identity and a table look-up is cheap.

A pure formula is a term of sort `bool`. Interpreted operators are spelled with signs that no user identifier has;
any other operator is a constructor, a defined function or an uninterpreted one: `Definitions` tells which.
Never iterate over a set of terms where order can reach a result: identity hashes differ from run to run.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any, Final
from weakref import WeakValueDictionary

from frame_ls.logic.sorts import BOOL, INT, REAL, Sort

EQUAL: Final = "="
NOT: Final = "!"
AND: Final = "&&"  # of any number of arguments
OR: Final = "||"  # of any number of arguments
IMPLIES: Final = "=>"
ITE: Final = "?:"  # condition, then, else; of any sort
TRUE_OP: Final = "#true"
FALSE_OP: Final = "#false"
LESS: Final = "<"
LESS_EQUAL: Final = "<="
ADD: Final = "+"  # of any number of arguments, int or real
MULTIPLY: Final = "*"
DIVIDE: Final = "/"  # int: truncates towards zero, as C does; real: exact. By zero: some value, unknown
REMAINDER: Final = "%"  # a == (a / b) * b + a % b
NIL: Final = "#nil"  # one a location sort; C's null pointer
APPLY: Final = "#apply"  # a function value and its arguments
FORALL: Final = "#forall"
EXISTS: Final = "#exists"


class Term:
    """A variable, a number, an application or a quantified formula. Interned: compare with `is` or `==` alike."""

    __slots__ = ("__weakref__", "sort")
    sort: Sort

    def __repr__(self) -> str:
        from frame_ls.logic.printer import show_term

        return show_term(self)


_interned: WeakValueDictionary[tuple[Any, ...], Term] = WeakValueDictionary()


class Variable(Term):
    """A variable. Names that a user cannot write contain `!`: made by `fresh`."""

    __slots__ = ("name",)
    __match_args__ = ("name", "sort")
    name: str

    def __new__(cls, name: str, sort: Sort) -> Variable:
        key = (cls, name, sort)
        found = _interned.get(key)
        if found is None:
            found = object.__new__(cls)
            found.name, found.sort = name, sort
            _interned[key] = found
        return found  # type: ignore[return-value]

    def __reduce__(self) -> tuple[Any, ...]:
        return Variable, (self.name, self.sort)


class Number(Term):
    """A numeral: an int of sort `int`, a Fraction of sort `real`."""

    __slots__ = ("value",)
    __match_args__ = ("value", "sort")
    value: int | Fraction

    def __new__(cls, value: int | Fraction, sort: Sort = INT) -> Number:
        exact: int | Fraction = int(value) if sort is INT else Fraction(value)
        key = (cls, exact, sort)
        found = _interned.get(key)
        if found is None:
            found = object.__new__(cls)
            found.value, found.sort = exact, sort
            _interned[key] = found
        return found  # type: ignore[return-value]

    def __reduce__(self) -> tuple[Any, ...]:
        return Number, (self.value, self.sort)


class Apply(Term):
    """`operator(args)`. A constant has no arguments."""

    __slots__ = ("args", "operator")
    __match_args__ = ("operator", "args", "sort")
    operator: str
    args: tuple[Term, ...]

    def __new__(cls, operator: str, args: tuple[Term, ...], sort: Sort) -> Apply:
        key = (operator, args, sort)
        found = _interned.get(key)
        if found is None:
            found = object.__new__(cls)
            found.operator, found.args, found.sort = operator, args, sort
            _interned[key] = found
        return found  # type: ignore[return-value]

    def __reduce__(self) -> tuple[Any, ...]:
        return Apply, (self.operator, self.args, self.sort)


class Quantified(Term):
    """`FORALL` or `EXISTS` variables: a pure formula that binds."""

    __slots__ = ("body", "quantifier", "variables")
    __match_args__ = ("quantifier", "variables", "body")
    quantifier: str
    variables: tuple[Variable, ...]
    body: Term

    def __new__(cls, quantifier: str, variables: tuple[Variable, ...], body: Term) -> Quantified:
        key = (cls, quantifier, variables, body)
        found = _interned.get(key)
        if found is None:
            found = object.__new__(cls)
            found.quantifier, found.variables, found.body, found.sort = quantifier, variables, body, BOOL
            _interned[key] = found
        return found  # type: ignore[return-value]

    def __reduce__(self) -> tuple[Any, ...]:
        return Quantified, (self.quantifier, self.variables, self.body)


TRUE: Final = Apply(TRUE_OP, (), BOOL)
FALSE: Final = Apply(FALSE_OP, (), BOOL)
ZERO: Final = Number(0)
ONE: Final = Number(1)
WHOLE: Final = Number(Fraction(1), REAL)  # the whole permission


def nil(sort: Sort) -> Term:
    """The null address of a location sort."""
    return Apply(NIL, (), sort)


def equal(a: Term, b: Term) -> Term:
    """`a = b`; TRUE for one and the same term."""
    return TRUE if a is b else Apply(EQUAL, (a, b), BOOL)


def negate(formula: Term) -> Term:
    """`not formula`, without double negation."""
    match formula:
        case Apply(operator="!", args=(inner,)):
            return inner
        case Apply(operator="#true"):
            return FALSE
        case Apply(operator="#false"):
            return TRUE
    return Apply(NOT, (formula,), BOOL)


def different(a: Term, b: Term) -> Term:
    """`a != b`; FALSE for one and the same term."""
    return negate(equal(a, b))


def conjunction(formulas: Iterable[Term]) -> Term:
    """All of them; TRUE of none."""
    kept = tuple(dict.fromkeys(f for f in formulas if f is not TRUE))
    if FALSE in kept:
        return FALSE
    return TRUE if not kept else kept[0] if len(kept) == 1 else Apply(AND, kept, BOOL)


def disjunction(formulas: Iterable[Term]) -> Term:
    """One of them at least; FALSE of none."""
    kept = tuple(dict.fromkeys(f for f in formulas if f is not FALSE))
    if TRUE in kept:
        return TRUE
    return FALSE if not kept else kept[0] if len(kept) == 1 else Apply(OR, kept, BOOL)


def implies(a: Term, b: Term) -> Term:
    """`a => b`."""
    return b if a is TRUE else TRUE if a is FALSE or b is TRUE else Apply(IMPLIES, (a, b), BOOL)


def less(a: Term, b: Term) -> Term:
    """`a < b`, int or real."""
    return Apply(LESS, (a, b), BOOL)


def less_equal(a: Term, b: Term) -> Term:
    """`a <= b`, int or real."""
    return Apply(LESS_EQUAL, (a, b), BOOL)


def add(*terms: Term) -> Term:
    """The sum, with numerals folded; of one sort, at least one term."""
    sort = terms[0].sort
    constant: int | Fraction = 0
    rest: list[Term] = []
    for term in terms:
        if isinstance(term, Number):
            constant += term.value
        elif isinstance(term, Apply) and term.operator == ADD:
            for part in term.args:
                if isinstance(part, Number):
                    constant += part.value
                else:
                    rest.append(part)
        else:
            rest.append(term)
    if constant or not rest:
        rest.append(Number(constant, sort))
    return rest[0] if len(rest) == 1 else Apply(ADD, tuple(rest), sort)


def multiply(a: Term, b: Term) -> Term:
    """The product, with numerals folded and a single numeral first."""
    if isinstance(b, Number) and not isinstance(a, Number):
        a, b = b, a
    if isinstance(a, Number):
        if isinstance(b, Number):
            return Number(a.value * b.value, a.sort)
        if a.value == 1:
            return b
        if a.value == 0:
            return a
    return Apply(MULTIPLY, (a, b), a.sort)


def minus(a: Term) -> Term:
    """`-a`."""
    return multiply(Number(-1, a.sort), a)


def subtract(a: Term, b: Term) -> Term:
    """`a - b`."""
    return add(a, minus(b))


def conjuncts(formula: Term) -> tuple[Term, ...]:
    """The parts of nested conjunctions, in order; none for TRUE."""
    if formula is TRUE:
        return ()
    if isinstance(formula, Apply) and formula.operator == AND:
        return tuple(part for argument in formula.args for part in conjuncts(argument))
    return (formula,)
