"""A small world for tests of pure reasoning: lists of integers with the usual functions, and what terms mean there."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from random import Random

from frame_ls.logic.definitions import Branch, Constructor, Datatype, Definitions, Function, Lemma
from frame_ls.logic.heaps import Entailment, SymbolicHeap
from frame_ls.logic.sorts import BOOL, INT, Sort, data, location, parameter_sort
from frame_ls.logic.terms import (
    ITE,
    NIL,
    ONE,
    ZERO,
    Apply,
    Number,
    Quantified,
    Term,
    Variable,
    add,
    disjunction,
    equal,
)

T = parameter_sort("T")
LIST_T = data("list", T)
INTS = data("list", INT)
NODE = location("node")
Value = int | bool | Fraction | tuple["Value", ...]
Stack = Mapping[Variable, Value]


def nil_list(sort: Sort = INTS) -> Term:
    return Apply("nil", (), sort)


def cons(head: Term, tail: Term) -> Term:
    return Apply("cons", (head, tail), tail.sort)


def listed(*values: Term) -> Term:
    result = nil_list()
    for value in reversed(values):
        result = cons(value, result)
    return result


def append(a: Term, b: Term) -> Term:
    return Apply("append", (a, b), a.sort)


def length(a: Term) -> Term:
    return Apply("length", (a,), INT)


def reverse(a: Term) -> Term:
    return Apply("reverse", (a,), a.sort)


def nth(n: Term, a: Term) -> Term:
    return Apply("nth", (n, a), a.sort.args[0])


def mem(x: Term, a: Term) -> Term:
    return Apply("mem", (x, a), BOOL)


def take(n: Term, a: Term) -> Term:
    return Apply("take", (n, a), a.sort)


def drop(n: Term, a: Term) -> Term:
    return Apply("drop", (n, a), a.sort)


def ite(condition: Term, yes: Term, no: Term) -> Term:
    return Apply(ITE, (condition, yes, no), yes.sort)


def f(x: Term) -> Term:
    return Apply("f", (x,), INT)


def p(x: Term) -> Term:
    return Apply("p", (x,), BOOL)


def _definitions() -> Definitions:
    h, t = Variable("h", T), Variable("t", LIST_T)
    xs, ys, n, x = Variable("xs", LIST_T), Variable("ys", LIST_T), Variable("n", INT), Variable("x", T)
    empty = nil_list(LIST_T)
    at_zero = equal(n, ZERO)
    before = add(n, Number(-1))

    def cases(name: str, parameters: tuple[Variable, ...], result: Sort, at: int, nil: Term, step: Term) -> Function:
        return Function(name, parameters, result, None, at, (Branch("nil", (), nil), Branch("cons", (h, t), step)))

    functions = [
        cases("append", (xs, ys), LIST_T, 0, ys, cons(h, append(t, ys))),
        cases("length", (xs,), INT, 0, ZERO, add(ONE, length(t))),
        cases("reverse", (xs,), LIST_T, 0, empty, append(reverse(t), cons(h, empty))),
        cases("nth", (n, xs), T, 1, Apply("anything", (), T), ite(at_zero, h, nth(before, t))),
        cases("mem", (x, xs), BOOL, 1, Apply("#false", (), BOOL), disjunction((equal(x, h), mem(x, t)))),
        cases("take", (n, xs), LIST_T, 1, empty, ite(at_zero, empty, cons(h, take(before, t)))),
        cases("drop", (n, xs), LIST_T, 1, empty, ite(at_zero, cons(h, t), drop(before, t))),
        Function("double", (n,), INT, add(n, n)),
    ]
    constructors = (Constructor("nil", ()), Constructor("cons", (h, t)))
    colors = Datatype("color", (), (Constructor("red", ()), Constructor("green", ()), Constructor("blue", ())))
    return Definitions(
        datatypes={"list": Datatype("list", (T,), constructors), "color": colors},
        functions={function.name: function for function in functions},
    )


DEFINITIONS = _definitions()


def lemma(name: str, *premises: Term, says: Term, triggers: tuple[tuple[Term, ...], ...] = ()) -> Lemma:
    """An automatic pure lemma."""
    return Lemma(name, Entailment(SymbolicHeap(premises), (SymbolicHeap((says,)),)), True, triggers)


def with_lemmas(*lemmas: Lemma) -> Definitions:
    return Definitions(
        datatypes=DEFINITIONS.datatypes, functions=DEFINITIONS.functions, lemmas={one.name: one for one in lemmas}
    )


# What terms mean. Uninterpreted functions are arbitrary but fixed tables.


def meaning(term: Term, stack: Stack) -> Value:
    match term:
        case Variable():
            return stack[term]
        case Number(value=value):
            return value
        case Quantified(quantifier=quantifier, variables=variables, body=body):
            found = (meaning(body, {**stack, **one}) for one in stacks(variables))
            return all(found) if quantifier == "#forall" else any(found)
        case Apply(operator="?:", args=(condition, yes, no)):
            return meaning(yes if meaning(condition, stack) else no, stack)
        case Apply(operator=operator, args=args, sort=sort):
            return _applied(operator, sort, [meaning(a, stack) for a in args])
    raise AssertionError(term)


def _applied(operator: str, sort: Sort, args: Sequence[Value]) -> Value:
    if operator in ("/", "%") and sort is INT:
        return _divided(operator, *args)
    if operator == "/":
        return Fraction(args[0]) / args[1] if args[1] else Fraction(_table(operator, args))
    found = _OPERATORS.get(operator)
    if found is not None:
        return found(*args)
    value = _table(operator, args)
    return bool(value % 2) if sort is BOOL else value % 5 - 2


def _table(operator: str, args: Sequence[Value]) -> int:
    return sum((i + 3) * ord(c) for i, c in enumerate(f"{operator}{args}"))


def _divided(operator: str, a: int, b: int) -> int:
    if b == 0:
        return _table(operator, (a,)) % 5
    quotient = abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)
    return quotient if operator == "/" else a - quotient * b


def _at(n: int, xs: tuple[Value, ...]) -> Value:
    return xs[n] if 0 <= n < len(xs) else _table("anything", ()) % 5 - 2


_OPERATORS = {
    "=": lambda a, b: a == b,
    "!": lambda a: not a,
    "&&": lambda *args: all(args),
    "||": lambda *args: any(args),
    "=>": lambda a, b: (not a) or b,
    "#true": lambda: True,
    "#false": lambda: False,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    "+": lambda *args: sum(args),
    "*": lambda a, b: a * b,
    NIL: lambda: 0,
    "nil": lambda: (),
    "cons": lambda x, xs: (x, *xs),
    "red": lambda: "red",
    "green": lambda: "green",
    "blue": lambda: "blue",
    "append": lambda a, b: a + b,
    "length": len,
    "reverse": lambda a: a[::-1],
    "nth": _at,
    "mem": lambda x, xs: x in xs,
    "take": lambda n, xs: xs if n < 0 else xs[:n],
    "drop": lambda n, xs: () if n < 0 else xs[n:],
    "double": lambda n: n + n,
}

SMALL = {
    "int": tuple(range(-3, 5)),
    "real": tuple(Fraction(n, 2) for n in range(-4, 5)),
    "bool": (False, True),
    "location": (0, 1, 2, 3),
}
LISTS = tuple(tuple(xs) for n in range(4) for xs in itertools.product((0, 1, 2), repeat=n))
COLORS = ("red", "green", "blue")


def values(sort: Sort) -> tuple[Value, ...]:
    if sort.kind == "data":
        return LISTS if sort.name == "list" else COLORS
    return SMALL[sort.kind]


def stacks(variables: Sequence[Variable]) -> Iterator[Stack]:
    for chosen in itertools.product(*(values(v.sort) for v in variables)):
        yield dict(zip(variables, chosen, strict=True))


def some_stacks(variables: Sequence[Variable], random: Random, count: int) -> Iterator[Stack]:
    for _ in range(count):
        yield {v: random.choice(values(v.sort)) for v in variables}
