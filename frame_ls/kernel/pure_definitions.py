"""What definitions say at given arguments: function bodies, datatype constructors, lemma instances, C's division.

Definitions may have type parameters; an instance puts sorts for them, which follow from the sorts of the arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frame_ls.kernel.refused import Refused
from frame_ls.logic.definitions import Constructor, Datatype, Definitions, Function, Lemma
from frame_ls.logic.sorts import REAL, Sort
from frame_ls.logic.substitution import free_variables, substitute
from frame_ls.logic.terms import (
    DIVIDE,
    REMAINDER,
    ZERO,
    Apply,
    Number,
    Quantified,
    Term,
    Variable,
    add,
    conjunction,
    disjunction,
    equal,
    implies,
    less,
    less_equal,
    minus,
    multiply,
)

SortBindings = dict[Sort, Sort]


def match_sort(pattern: Sort, actual: Sort, found: SortBindings) -> bool:
    """Whether `actual` is `pattern` with sorts for its type parameters, which are added to `found`."""
    if pattern.kind == "parameter":
        return found.setdefault(pattern, actual) is actual
    if pattern is actual:
        return all(match_sort(p, p, found) for p in pattern.args)
    return (
        pattern.kind == actual.kind
        and pattern.name == actual.name
        and len(pattern.args) == len(actual.args)
        and all(match_sort(p, a, found) for p, a in zip(pattern.args, actual.args, strict=True))
    )


def sort_instance(sort: Sort, bindings: Mapping[Sort, Sort]) -> Sort:
    """`sort` with `bindings` put in for type parameters."""
    if sort.kind == "parameter":
        return bindings.get(sort, sort)
    if not sort.args:
        return sort
    return Sort(sort.kind, sort.name, tuple(sort_instance(a, bindings) for a in sort.args))


def instance(term: Term, sorts: Mapping[Sort, Sort], values: Mapping[Variable, Term]) -> Term:
    """`term` with sorts for its type parameters and, at once, `values` for its variables (as `term` has them)."""
    moving = {p: s for p, s in sorts.items() if p is not s}
    if not moving:
        return substitute(term, values)
    free = free_variables(term)
    if len({_sorted_variable(v, moving) for v in free}) != len(free):
        raise Refused("two variables of one name become one when their type parameters are given")
    return substitute(_sorted(term, moving), {_sorted_variable(v, moving): values[v] for v in free if v in values})


def _sorted_variable(variable: Variable, sorts: Mapping[Sort, Sort]) -> Variable:
    return Variable(variable.name, sort_instance(variable.sort, sorts))


def _sorted(term: Term, sorts: Mapping[Sort, Sort]) -> Term:
    match term:
        case Apply(operator=operator, args=args, sort=sort):
            return Apply(operator, tuple(_sorted(a, sorts) for a in args), sort_instance(sort, sorts))
        case Variable():
            return _sorted_variable(term, sorts)
        case Quantified(quantifier=quantifier, variables=variables, body=body):
            bound = tuple(_sorted_variable(v, sorts) for v in variables)
            if len(set(bound)) != len(variables) or any(
                _sorted_variable(v, sorts) in bound for v in free_variables(term)
            ):
                raise Refused("a variable would be captured when type parameters are given")
            return Quantified(quantifier, bound, _sorted(body, sorts))
    return term


def constructor_of(term: Term, definitions: Definitions) -> tuple[Datatype, Constructor] | None:
    """The datatype and constructor of a constructor application; None for any other term."""
    if not isinstance(term, Apply) or term.sort.kind != "data":
        return None
    datatype = definitions.datatypes.get(term.sort.name)
    if datatype is None:
        return None
    for constructor in datatype.constructors:
        if constructor.name == term.operator and len(constructor.fields) == len(term.args):
            return datatype, constructor
    return None


def field_sorts(datatype: Datatype, constructor: Constructor, sort: Sort) -> tuple[Sort, ...]:
    """The sorts of the fields of `constructor` in values of `sort`, an instance of `datatype`."""
    if not datatype.parameters:
        return tuple(f.sort for f in constructor.fields)
    bindings = dict(zip(datatype.parameters, sort.args, strict=True))
    return tuple(sort_instance(f.sort, bindings) for f in constructor.fields)


def unfolded(function: Function, term: Apply) -> Term | None:
    """What the definition says that `term`, an application of `function`, equals.

    None where it says nothing: there is no definition, the switch argument is no constructor application, or the
    sorts do not fit.
    """
    if len(function.parameters) != len(term.args):
        return None
    sorts: SortBindings = {}
    fits = all(match_sort(p.sort, a.sort, sorts) for p, a in zip(function.parameters, term.args, strict=True))
    if not fits or not match_sort(function.result, term.sort, sorts):
        return None
    values: dict[Variable, Term] = dict(zip(function.parameters, term.args, strict=True))
    if function.body is not None:
        return instance(function.body, sorts, values)
    if not function.branches:
        return None
    scrutinee = term.args[function.switch]
    if not isinstance(scrutinee, Apply):
        return None
    for branch in function.branches:
        if branch.constructor == scrutinee.operator and len(branch.variables) == len(scrutinee.args):
            for variable, argument in zip(branch.variables, scrutinee.args, strict=True):
                if not match_sort(variable.sort, argument.sort, sorts):
                    return None
                values[variable] = argument
            return instance(branch.body, sorts, values)
    return None


def lemma_instance(lemma: Lemma, bindings: Iterable[tuple[Variable, Term]]) -> tuple[tuple[Term, ...], Term]:
    """Premises and conclusion of a pure lemma at `bindings`. Raises Refused when it is not pure or the sorts differ."""
    statement = lemma.statement
    if statement.outside or statement.left.spatial or len(statement.right) != 1:
        raise Refused(f"{lemma.name} is no pure lemma")
    right = statement.right[0]
    if right.spatial or right.exists or statement.left.exists:
        raise Refused(f"{lemma.name} is no pure lemma")
    sorts: SortBindings = {}
    values: dict[Variable, Term] = {}
    for variable, term in bindings:
        if not match_sort(variable.sort, term.sort, sorts):
            raise Refused(f"{lemma.name}: {variable} cannot be {term}")
        values[variable] = term
    premises = tuple(instance(p, sorts, values) for p in statement.left.pure)
    return premises, conjunction(instance(c, sorts, values) for c in right.pure)


def division_facts(a: Term, b: Term) -> Term:
    """What is true of a / b and a % b: for integers as C truncates; for reals that the quotient divides.

    A numeral b must not be 0; for any other b the formula says so itself.
    """
    quotient = Apply(DIVIDE, (a, b), a.sort)
    if a.sort is REAL:
        return disjunction((equal(b, Number(0, REAL)), equal(multiply(quotient, b), a)))
    rest = Apply(REMAINDER, (a, b), a.sort)
    facts = [equal(a, add(multiply(quotient, b), rest))]
    from_zero, to_zero = less_equal(ZERO, a), less_equal(a, ZERO)
    if isinstance(b, Number):
        if b.value == 0:
            raise Refused("nothing is known of a division by 0")
        most = Number(abs(int(b.value)) - 1)
        facts.append(implies(from_zero, conjunction((less_equal(ZERO, rest), less_equal(rest, most)))))
        facts.append(implies(to_zero, conjunction((less_equal(minus(most), rest), less_equal(rest, ZERO)))))
        return conjunction(facts)
    facts.append(implies(from_zero, less_equal(ZERO, rest)))
    facts.append(implies(to_zero, less_equal(rest, ZERO)))
    facts.append(implies(less(ZERO, b), conjunction((less(minus(b), rest), less(rest, b)))))
    facts.append(implies(less(b, ZERO), conjunction((less(b, rest), less(rest, minus(b))))))
    return disjunction((equal(b, ZERO), conjunction(facts)))
