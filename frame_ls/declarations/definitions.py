"""The logic side of a translation unit: datatypes, functions, predicates, automatic lemmas as the prover reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from frame_ls.declarations.addresses import ADDRESS, ELEMENT, FROM_ADDRESS, OFFSET, address_number, field_address
from frame_ls.declarations.cells import maybe_predicate, scalar_name
from frame_ls.declarations.evaluation import PARTIAL
from frame_ls.declarations.ghost_operators import truncated
from frame_ls.declarations.ghost_places import GET
from frame_ls.declarations.logic_predicates import cases_of
from frame_ls.declarations.names import Names
from frame_ls.declarations.program import Function, FunctionKind, Predicate, PredicateKind, Struct
from frame_ls.declarations.sizes import Target, within
from frame_ls.declarations.types import (
    BOOLEAN,
    SIZE_TYPE,
    VOID_POINTER,
    Integer,
    Rank,
    Type,
    is_scalar,
    sort_of,
    struct_constructor,
    struct_sort,
)
from frame_ls.logic.definitions import Branch, Constructor, Datatype, Definitions, Lemma
from frame_ls.logic.definitions import Function as LogicFunction
from frame_ls.logic.definitions import Predicate as LogicPredicate
from frame_ls.logic.heaps import Entailment, SymbolicHeap
from frame_ls.logic.sorts import INT, POINTER, function_sort, parameter_sort
from frame_ls.logic.terms import APPLY, ZERO, Apply, Term, Variable, equal


def definitions_of(names: Names, predicates: Mapping[str, Predicate], functions: Mapping[str, Function]) -> Definitions:
    """All definitions of the unit."""
    datatypes = {d.name: d for d in (*_inductives(names), *_structs(names))}
    logic_functions = {**names.lifted, **{f.name: f for f in _selectors(names)}}
    lemmas = {
        lemma.name: lemma
        for lemma in (
            *_partial(names),
            *_truncations(names.target),
            *_addresses(names.target),
            *_fields(names),
            *_elements(names),
            *_usable(functions),
        )
    }
    logic_predicates = {p.name: p for p in (*_cells(names), *_defined(predicates))}
    return Definitions({}, logic_predicates, datatypes, logic_functions, lemmas)


def _inductives(names: Names) -> Iterable[Datatype]:
    for head in names.inductives.values():
        if head.constructors is None:
            continue
        constructors = tuple(
            Constructor(c, tuple(Variable(f"f{i}", sort_of(t)) for i, t in enumerate(names.pure[c].parameters)))
            for c in head.constructors
        )
        yield Datatype(head.name, tuple(map(parameter_sort, head.type_parameters)), constructors)


def real_fields(struct: Struct) -> tuple[tuple[str, Variable], ...]:
    """The members that a struct's value is made of, with a variable for each."""
    return tuple((f.name, Variable(f.name, sort_of(f.type))) for f in struct.fields or () if not f.ghost)


def _structs(names: Names) -> Iterable[Datatype]:
    for struct in names.structs.values():
        if struct.fields is not None and not struct.union:
            fields = tuple(v for _, v in real_fields(struct))
            yield Datatype(struct_sort(struct.name).name, (), (Constructor(struct_constructor(struct.name), fields),))


def _selectors(names: Names) -> Iterable[LogicFunction]:
    """`#get:S.f`, which takes a field out of a struct's value."""
    for struct in names.structs.values():
        if struct.fields is None or struct.union:
            continue
        fields = real_fields(struct)
        whole = Variable("s", struct_sort(struct.name))
        for name, variable in fields:
            branch = Branch(struct_constructor(struct.name), tuple(v for _, v in fields), variable)
            yield LogicFunction(f"{GET}{struct.name}.{name}", (whole,), variable.sort, None, 0, (branch,))


def _lemma(name: str, premises: tuple[Term, ...], conclusions: tuple[Term, ...], trigger: Term) -> Lemma:
    statement = Entailment(SymbolicHeap(premises), (SymbolicHeap(conclusions),))
    return Lemma(name, statement, is_automatic=True, triggers=((trigger,),))


def _partial(names: Names) -> Iterable[Lemma]:
    """A function with some arguments given, applied to the others, is the function applied."""
    for name, given in sorted(names.partial):
        head = names.pure[name]
        parameters = tuple(Variable(f"x{i}", sort_of(t)) for i, t in enumerate(head.parameters))
        result = sort_of(head.result)
        rest = parameters[given:]
        closure = Apply(
            f"{name}{PARTIAL}{given}", parameters[:given], function_sort(tuple(v.sort for v in rest), result)
        )
        applied = Apply(APPLY, (closure, *rest), result)
        yield _lemma(f"#partial {name} {given}", (), (equal(applied, Apply(name, parameters, result)),), applied)


def _truncations(target: Target) -> Iterable[Lemma]:
    """Truncating keeps what fits, and gives what fits."""
    value = Variable("x", INT)
    for rank in Rank:
        for signed in (True, False):
            kind = Integer(rank, signed)
            limits = target.limits(kind)
            result = truncated(value, kind)
            assert isinstance(result, Apply)
            yield _lemma(f"{result.operator} keeps", within(value, limits), (equal(result, value),), result)
            yield _lemma(f"{result.operator} fits", (), within(result, limits), result)


def _addresses(target: Target) -> Iterable[Lemma]:
    """The number of an address fits into `uintptr_t`; a number that fits is that of the pointer made of it."""
    limits = target.limits(SIZE_TYPE)
    number = address_number(Variable("p", POINTER))
    yield _lemma("#address fits", (), within(number, limits), number)
    value = Variable("n", INT)
    made = Apply(FROM_ADDRESS, (value,), POINTER)
    back = Apply(ADDRESS, (made,), INT)
    yield _lemma("#pointer of number", within(value, limits), (equal(back, value),), made)


def _fields(names: Names) -> Iterable[Lemma]:
    """The number of a field's address follows from that of its struct, and the other way around.

    Nothing is said of the distance: it would have to be added without leaving the range of addresses.
    """
    whole = Variable("p", POINTER)
    for struct in names.structs.values():
        for member in struct.fields or ():
            if not member.ghost:
                key = f"{struct.name}.{member.name}"
                there = Apply(ADDRESS, (field_address(whole, struct.name, member.name),), INT)
                here = address_number(whole)
                forth = equal(there, Apply(OFFSET + key, (here,), INT))
                back = equal(here, Apply(f"{OFFSET}back:{key}", (there,), INT))
                yield _lemma(f"#address of {key}", (), (forth, back), there)


def _elements(names: Names) -> Iterable[Lemma]:
    """The first element of an array lies where the array does."""
    keys = ("1", "2", "4", "8", "16", "int", "long", "intptr", "bool", *(f"struct {s}" for s in names.structs))
    base, index = Variable("p", POINTER), Variable("i", INT)
    for key in keys:
        element = Apply(ELEMENT + key, (base, index), POINTER)
        yield _lemma(f"#first element {key}", (equal(index, ZERO),), (equal(element, base),), element)


def _usable(functions: Mapping[str, Function]) -> Iterable[Lemma]:
    """The pure lemmas that may be applied unasked: those that say so, and those that have a proof."""
    for function in functions.values():
        has_proof = function.kind is FunctionKind.LEMMA and function.body is not None
        lemma = pure_lemma(function) if function.automatic or has_proof else None
        if lemma is not None:
            yield lemma


def pure_lemma(function: Function) -> Lemma | None:
    """The lemma as a statement about values; None where its contract speaks of the heap or binds in `ensures`."""
    contract = function.promise
    if contract is None:
        return None
    left, right = cases_of(contract.requires), cases_of(contract.ensures)
    if left is None or right is None or len(left) != 1 or len(right) != 1:
        return None
    if left[0].spatial or right[0].spatial or right[0].exists:
        return None
    statement = Entailment(SymbolicHeap(left[0].pure), (SymbolicHeap(right[0].pure),))
    triggers = () if function.trigger is None else ((function.trigger,),)
    return Lemma(function.name, statement, function.automatic, triggers)


def _cells(names: Names) -> Iterable[LogicPredicate]:
    scalars: list[Type] = [Integer(rank, signed) for rank in Rank for signed in (True, False)]
    for scalar in (*scalars, BOOLEAN, VOID_POINTER):
        yield maybe_predicate(scalar_name(scalar), sort_of(scalar))
    for struct in names.structs.values():
        for member in struct.fields or ():
            if is_scalar(member.type):
                yield maybe_predicate(f"{struct.name}.{member.name}", sort_of(member.type))


def _defined(predicates: Mapping[str, Predicate]) -> Iterable[LogicPredicate]:
    for predicate in predicates.values():
        if predicate.kind is PredicateKind.CELL:
            continue
        cases = None
        if predicate.kind in (PredicateKind.DEFINED, PredicateKind.CONSTRUCTOR) and predicate.body is not None:
            cases = cases_of(predicate.body)
        if predicate.phantoms:
            cases = None
        yield LogicPredicate(predicate.name, predicate.parameters, cases, predicate.inputs)
