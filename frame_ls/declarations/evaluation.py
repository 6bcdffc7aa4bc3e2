"""Terms evaluated: variables replaced by their values, with what can be computed computed on the way.

Equal things get equal terms as far as that is cheap: sums are collected, addresses put into their normal form, function
values applied. The simplifications are equations of the logic, so an evaluated term equals the replaced one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction

from frame_ls.declarations.addresses import ADDRESS, ELEMENT, FROM_ADDRESS, address_number, element_address, pointer_at
from frame_ls.logic.sorts import Sort
from frame_ls.logic.substitution import substitute
from frame_ls.logic.terms import (
    ADD,
    AND,
    APPLY,
    EQUAL,
    FALSE,
    IMPLIES,
    ITE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NOT,
    OR,
    TRUE,
    Apply,
    Number,
    Quantified,
    Term,
    Variable,
    conjunction,
    disjunction,
    equal,
    implies,
    less,
    less_equal,
    multiply,
    negate,
)

_Rule = Callable[[tuple[Term, ...], Sort], Term]

PARTIAL = "@"  # f@k is the function f with its first k arguments given


def evaluate(term: Term, values: Mapping[Variable, Term]) -> Term:
    """The term with `values` for its variables, simplified."""
    return _Evaluation(values).of(term)


def simplified(term: Term) -> Term:
    """The term, simplified."""
    return _Evaluation({}).of(term)


class _Evaluation:
    """One walk over shared terms."""

    __slots__ = ("_done", "_values")

    def __init__(self, values: Mapping[Variable, Term]) -> None:
        self._values = values
        self._done: dict[Term, Term] = {}

    def of(self, term: Term) -> Term:
        if isinstance(term, Variable):
            return self._values.get(term, term)
        if isinstance(term, Number):
            return term
        found = self._done.get(term)
        if found is None:
            found = self._compute(term)
            self._done[term] = found
        return found

    def _compute(self, term: Term) -> Term:
        if isinstance(term, Quantified):
            return substitute(term, self._values)
        assert isinstance(term, Apply)
        if not term.args:
            return term
        args = tuple(self.of(a) for a in term.args)
        return rebuilt(term.operator, args, term.sort)


def rebuilt(operator: str, args: tuple[Term, ...], sort: Sort) -> Term:
    """`operator(args)` with what can be computed computed."""
    rule = _RULES.get(operator)
    if rule is not None:
        return rule(args, sort)
    if operator.startswith(ELEMENT):
        return element_address(args[0], args[1], operator[len(ELEMENT) :])
    return Apply(operator, args, sort)


def monomials(term: Term) -> dict[Term, int | Fraction]:
    """The term as a sum: the coefficient of each addend; the constant stands at `Number(1)` of the sort."""
    found: dict[Term, int | Fraction] = {}
    _collect(term, 1, found)
    return found


def _collect(term: Term, factor: int | Fraction, found: dict[Term, int | Fraction]) -> None:
    if isinstance(term, Number):
        one = Number(1, term.sort)
        found[one] = found.get(one, 0) + factor * term.value
    elif isinstance(term, Apply) and term.operator == ADD:
        for part in term.args:
            _collect(part, factor, found)
    elif isinstance(term, Apply) and term.operator == MULTIPLY and isinstance(term.args[0], Number):
        _collect(term.args[1], factor * term.args[0].value, found)
    else:
        found[term] = found.get(term, 0) + factor


def summed(parts: Mapping[Term, int | Fraction], sort: Sort) -> Term:
    """The sum with these coefficients; the constant last."""
    one = Number(1, sort)
    addends = [multiply(Number(c, sort), t) for t, c in parts.items() if c and t is not one]
    constant = parts.get(one, 0)
    if constant or not addends:
        addends.append(Number(constant, sort))
    return addends[0] if len(addends) == 1 else Apply(ADD, tuple(addends), sort)


def _sum(args: tuple[Term, ...], sort: Sort) -> Term:
    found: dict[Term, int | Fraction] = {}
    for argument in args:
        _collect(argument, 1, found)
    return summed(found, sort)


def _product(args: tuple[Term, ...], sort: Sort) -> Term:
    left, right = args
    if isinstance(right, Number):
        left, right = right, left
    if isinstance(left, Number):
        if isinstance(right, Apply) and right.operator in (ADD, MULTIPLY):
            found: dict[Term, int | Fraction] = {}
            _collect(right, left.value, found)
            return summed(found, sort)
        return multiply(left, right)
    return Apply(MULTIPLY, (left, right), sort)


def _division(args: tuple[Term, ...], sort: Sort) -> Term:
    left, right = args
    if isinstance(right, Number) and right.value:
        if sort.kind == "real":
            return _product((Number(Fraction(1) / right.value, sort), left), sort)
        if isinstance(left, Number):
            return Number(truncated_quotient(int(left.value), int(right.value)), sort)
        if right.value == 1:
            return left
    return Apply("/", args, sort)


def _remainder(args: tuple[Term, ...], sort: Sort) -> Term:
    left, right = args
    if isinstance(left, Number) and isinstance(right, Number) and right.value:
        a, b = int(left.value), int(right.value)
        return Number(a - truncated_quotient(a, b) * b, sort)
    return Apply("%", args, sort)


def truncated_quotient(a: int, b: int) -> int:
    """`a / b` as C computes it: towards zero."""
    quotient = abs(a) // abs(b)
    return quotient if (a < 0) == (b < 0) else -quotient


def _equation(args: tuple[Term, ...], _sort: Sort) -> Term:
    left, right = args
    if left is right:
        return TRUE
    if isinstance(left, Number) and isinstance(right, Number):
        return FALSE
    if left.sort.kind == "bool":
        return _equivalence(left, right)
    if left.sort.kind in ("int", "real"):
        rest = monomials(Apply(ADD, (left, multiply(Number(-1, right.sort), right)), left.sort))
        if all(not c for t, c in rest.items() if not isinstance(t, Number)):
            return FALSE if rest.get(Number(1, left.sort), 0) else TRUE
    return equal(left, right)


def _equivalence(left: Term, right: Term) -> Term:
    for one, other in ((left, right), (right, left)):
        if one is TRUE:
            return other
        if one is FALSE:
            return negate(other)
    return equal(left, right)


def _less(args: tuple[Term, ...], _sort: Sort) -> Term:
    known = _difference(args)
    return less(*args) if known is None else TRUE if known < 0 else FALSE


def _less_equal(args: tuple[Term, ...], _sort: Sort) -> Term:
    known = _difference(args)
    return less_equal(*args) if known is None else TRUE if known <= 0 else FALSE


def _difference(args: tuple[Term, ...]) -> int | Fraction | None:
    left, right = args
    if isinstance(left, Number) and isinstance(right, Number):
        return left.value - right.value
    if left is right:
        return 0
    rest = monomials(left)
    _collect(right, -1, rest)
    if all(not c for t, c in rest.items() if not isinstance(t, Number)):
        return rest.get(Number(1, left.sort), 0)
    return None


def _choice(args: tuple[Term, ...], sort: Sort) -> Term:
    condition, then, otherwise = args
    if condition is TRUE or then is otherwise:
        return then
    if condition is FALSE:
        return otherwise
    if then is TRUE and otherwise is FALSE:
        return condition
    if then is FALSE and otherwise is TRUE:
        return negate(condition)
    return Apply(ITE, args, sort)


def _application(args: tuple[Term, ...], sort: Sort) -> Term:
    function, *rest = args
    if isinstance(function, Apply) and PARTIAL in function.operator:
        name, _, given = function.operator.rpartition(PARTIAL)
        if given.isdigit() and int(given) == len(function.args) and sort.kind != "function":
            return Apply(name, (*function.args, *rest), sort)
    return Apply(APPLY, args, sort)


def _shift_left(args: tuple[Term, ...], sort: Sort) -> Term:
    left, right = args
    if isinstance(right, Number) and 0 <= right.value <= 256:
        return _product((Number(2 ** int(right.value)), left), sort)
    return Apply("#<<", args, sort)


def _bits(operator: str) -> _Rule:
    def rule(args: tuple[Term, ...], sort: Sort) -> Term:
        left, right = args
        if isinstance(left, Number) and isinstance(right, Number) and left.value >= 0 and right.value >= 0:
            a, b = int(left.value), int(right.value)
            match operator:
                case "#&":
                    return Number(a & b)
                case "#|":
                    return Number(a | b)
                case "#^":
                    return Number(a ^ b)
                case _:
                    return Number(a >> min(b, 512))
        return Apply(operator, args, sort)

    return rule


_RULES: dict[str, _Rule] = {
    ADD: _sum,
    MULTIPLY: _product,
    "/": _division,
    "%": _remainder,
    EQUAL: _equation,
    LESS: _less,
    LESS_EQUAL: _less_equal,
    NOT: lambda args, _sort: negate(args[0]),
    AND: lambda args, _sort: conjunction(args),
    OR: lambda args, _sort: disjunction(args),
    IMPLIES: lambda args, _sort: implies(*args),
    ITE: _choice,
    APPLY: _application,
    ADDRESS: lambda args, _sort: address_number(args[0]),
    FROM_ADDRESS: lambda args, _sort: pointer_at(args[0]),
    "#<<": _shift_left,
    "#>>": _bits("#>>"),
    "#&": _bits("#&"),
    "#|": _bits("#|"),
    "#^": _bits("#^"),
}
