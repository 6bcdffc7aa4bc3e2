"""Guesses about functions that recurse: what usually holds of one applied to another. A guess proves nothing."""

from __future__ import annotations

from collections.abc import Iterator

from frame_ls.kernel.pure_definitions import field_sorts
from frame_ls.logic.sorts import BOOL, Sort
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import (
    Apply,
    Number,
    Term,
    Variable,
    add,
    conjunction,
    disjunction,
    equal,
    less_equal,
)
from frame_ls.prover.pure.linear import is_numeric
from frame_ls.prover.pure.theory import Theory


def conjectures(term: Apply, theory: Theory) -> Iterator[Term]:
    """Formulas about the function of a term that waits for the constructor of its argument.

    Their free variables stand for all values. `term` is f(.., inner, ..), which recurses on `inner`.
    """
    function = theory.function(term.operator)
    if function is None or function.body is not None:
        return
    at = function.switch
    general = tuple(Variable(f"x{i}", a.sort) for i, a in enumerate(term.args))
    inner = term.args[at]

    def of(value: Term) -> Term:
        return Apply(term.operator, (*general[:at], value, *general[at + 1 :]), term.sort)

    if is_numeric(term.sort):
        yield less_equal(Number(0, term.sort), of(general[at]))
    yield from _units(term, general, theory)
    if not isinstance(inner, Apply) or theory.function(inner.operator) is None:
        return
    own = tuple(Variable(f"y{i}", a.sort) for i, a in enumerate(inner.args))
    whole = Apply(inner.operator, own, inner.sort)
    same = [v for v in own if v.sort is inner.sort]
    for result in _results(of, whole, same, term.sort):
        yield equal(of(whole), result)


def _results(of: object, whole: Apply, same: list[Variable], sort: Sort) -> Iterator[Term]:
    """What f(whole) may be, in terms of f at the parts of `whole` that are of its own sort."""
    assert callable(of)
    if len(same) == 1:
        part = same[0]
        yield of(part)
        if sort is part.sort:
            yield substitute(whole, {part: of(part)})
            yield part
    if len(same) == 2:
        a, b = of(same[0]), of(same[1])
        if is_numeric(sort):
            yield add(a, b)
        elif sort is BOOL:
            yield conjunction((a, b))
            yield disjunction((a, b))
        elif sort is same[0].sort:
            yield substitute(whole, {same[0]: a, same[1]: b})
            yield substitute(whole, {same[0]: b, same[1]: a})
            if isinstance(a, Apply) and a.operator == whole.operator:
                return


def _units(term: Apply, general: tuple[Variable, ...], theory: Theory) -> Iterator[Term]:
    """g(x, e) = x for a constant e, and g(g(x, y), z) = g(x, g(y, z)), of a function of two values of one sort."""
    if len(general) != 2 or not general[0].sort is general[1].sort is term.sort:
        return
    x, y = general
    z = Variable("z", term.sort)
    datatype = theory.definitions.datatypes.get(term.sort.name)
    for constructor in datatype.constructors if datatype is not None else ():
        if not constructor.fields:
            constant = Apply(constructor.name, (), term.sort)
            yield equal(Apply(term.operator, (x, constant), term.sort), x)
            yield equal(Apply(term.operator, (constant, x), term.sort), x)

    def joined(a: Term, b: Term) -> Term:
        return Apply(term.operator, (a, b), term.sort)

    yield equal(joined(joined(x, y), z), joined(x, joined(y, z)))


NUMBERS = (1, -2, 3)  # few, so that some samples have the same twice


def samples(conjecture: Term, theory: Theory) -> Iterator[Term]:
    """The conjecture at a few small values; where one is false, so is the conjecture."""
    for turn in range(6):
        variables = enumerate(free_variables(conjecture), turn)
        values = {v: _sample(v.sort, i % 3, theory, i + turn) for i, v in variables}
        yield substitute(conjecture, values)


def _sample(sort: Sort, size: int, theory: Theory, number: int) -> Term:
    """A value whose constructors are nested `size` deep, where the sort has any; parts differ by their numbers."""
    if is_numeric(sort):
        return Number(NUMBERS[number % len(NUMBERS)], sort)
    datatype = theory.definitions.datatypes.get(sort.name) if sort.kind == "data" else None
    best: Term | None = None
    for constructor in datatype.constructors if datatype is not None else ():
        sorts = field_sorts(datatype, constructor, sort) if datatype is not None else ()
        is_recursive = sort in sorts
        if (size == 0 and is_recursive) or (best is not None and not is_recursive):
            continue
        args = tuple(_sample(s, size - 1, theory, number + size + i) for i, s in enumerate(sorts))
        best = Apply(constructor.name, args, sort)
    return best if best is not None else Variable(f"any{number}", sort)
