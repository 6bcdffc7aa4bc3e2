"""Frame's terms as an SMT solver's: sorts, datatypes, defined functions, and division as C means it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from frame_ls.kernel.pure_definitions import SortBindings, field_sorts, instance, match_sort
from frame_ls.logic.definitions import Function
from frame_ls.logic.sorts import BOOL, INT, REAL, Sort
from frame_ls.logic.terms import (
    ADD,
    AND,
    DIVIDE,
    EQUAL,
    FALSE_OP,
    FORALL,
    IMPLIES,
    ITE,
    LESS,
    LESS_EQUAL,
    MULTIPLY,
    NOT,
    OR,
    REMAINDER,
    TRUE_OP,
    Apply,
    Number,
    Quantified,
    Term,
    Variable,
)
from frame_ls.prover.pure.theory import Theory

DATATYPE_LIMIT = 60

Bound = Mapping[Variable, Any]


class Untranslatable(Exception):
    """The term has something that the solver is not told about."""


class Translation:
    """Terms in one solver context. `z3` is the solver's module."""

    def __init__(self, z3: Any, theory: Theory) -> None:
        self._z3 = z3
        self._theory = theory
        self.context = z3.Context()
        self._sorts: dict[Sort, Any] = {
            BOOL: z3.BoolSort(self.context),
            INT: z3.IntSort(self.context),
            REAL: z3.RealSort(self.context),
        }
        self._functions: dict[tuple[str, tuple[Sort, ...], Sort], Any] = {}
        self._terms: dict[Term, Any] = {}
        self._inner: dict[int, tuple[Bound, dict[Term, Any]]] = {}  # the same below binders, by the binder's identity
        self.variables: dict[Variable, Any] = {}

    def term(self, term: Term, bound: Bound | None = None) -> Any:
        """The solver's expression for a term. Raises Untranslatable."""
        made = self._terms if not bound else self._inner.setdefault(id(bound), (bound, {}))[1]
        found = made.get(term)
        if found is None:
            found = made[term] = self._make(term, bound or {})
        return found

    def _make(self, term: Term, bound: Bound) -> Any:
        z3 = self._z3
        match term:
            case Variable():
                return bound[term] if term in bound else self._variable(term)
            case Number(value=value, sort=sort):
                if sort is INT:
                    return z3.IntVal(int(value), self.context)
                exact = Fraction(value)
                return z3.RatVal(exact.numerator, exact.denominator, self.context)
            case Quantified(quantifier=quantifier, variables=variables, body=body):
                inner = {v: z3.FreshConst(self.sort(v.sort), v.name) for v in variables}
                make = z3.ForAll if quantifier == FORALL else z3.Exists
                return make(list(inner.values()), self.term(body, {**bound, **inner}))
            case Apply(operator=operator, args=args, sort=sort):
                values = [self.term(a, bound) for a in args]
                return self._applied(operator, args, sort, values)
        raise Untranslatable(str(term))

    def _variable(self, variable: Variable) -> Any:
        found = self.variables.get(variable)
        if found is None:
            found = self._z3.Const(f"{variable.name}|{len(self.variables)}", self.sort(variable.sort))
            self.variables[variable] = found
        return found

    def _applied(self, operator: str, args: tuple[Term, ...], sort: Sort, values: list[Any]) -> Any:
        z3 = self._z3
        if operator == EQUAL:
            return values[0] == values[1]
        if operator == ADD:
            return z3.Sum(values) if len(values) > 1 else values[0]
        if operator in (DIVIDE, REMAINDER):
            return self._divided(operator, sort, *values)
        simple = {
            NOT: z3.Not,
            IMPLIES: z3.Implies,
            ITE: z3.If,
            LESS: lambda a, b: a < b,
            LESS_EQUAL: lambda a, b: a <= b,
            MULTIPLY: lambda a, b: a * b,
            AND: z3.And,
            OR: z3.Or,
            TRUE_OP: lambda: z3.BoolVal(True, self.context),
            FALSE_OP: lambda: z3.BoolVal(False, self.context),
        }.get(operator)
        if simple is not None:
            return simple(*values)
        made = self._constructed(operator, sort, values)
        if made is not None:
            return made
        function = self._function(operator, tuple(a.sort for a in args), sort)
        return function(*values)

    def _divided(self, operator: str, sort: Sort, a: Any, b: Any) -> Any:
        z3 = self._z3
        unknown = self._function(f"{operator}0", (sort,), sort)(a)
        if sort is REAL:
            return z3.If(b == 0, unknown, a / b)
        quotient = z3.If(a >= 0, a / b, -((-a) / b))
        if operator == DIVIDE:
            return z3.If(b == 0, unknown, quotient)
        return z3.If(b == 0, unknown, a - quotient * b)

    # Sorts and datatypes.

    def sort(self, sort: Sort) -> Any:
        """The solver's sort. Raises Untranslatable."""
        found = self._sorts.get(sort)
        if found is None:
            if sort.kind == "data" and sort.name in self._theory.definitions.datatypes:
                self._make_datatypes(sort)
            else:
                self._sorts[sort] = self._z3.DeclareSort(f"{sort}|{len(self._sorts)}", self.context)
            found = self._sorts[sort]
        return found

    def _make_datatypes(self, sort: Sort) -> None:
        """Declares the datatype with all that it is made of."""
        family: dict[Sort, Any] = {}
        waiting = [sort]
        while waiting:
            here = waiting.pop()
            datatype = self._theory.definitions.datatypes.get(here.name) if here.kind == "data" else None
            if here in family or here in self._sorts or datatype is None:
                continue
            if len(family) >= DATATYPE_LIMIT:
                raise Untranslatable(f"{sort} is made of too many datatypes")
            family[here] = self._z3.Datatype(f"{here}|{len(self._sorts) + len(family)}", self.context)
            for constructor in datatype.constructors:
                waiting.extend(field_sorts(datatype, constructor, here))
        for here, declared in family.items():
            datatype = self._theory.definitions.datatypes[here.name]
            for constructor in datatype.constructors:
                sorts = field_sorts(datatype, constructor, here)
                fields = [(f"{constructor.name}.{i}", family.get(s) or self.sort(s)) for i, s in enumerate(sorts)]
                declared.declare(constructor.name, *fields)
        for here, made in zip(family, self._z3.CreateDatatypes(*family.values()), strict=True):
            self._sorts[here] = made

    def _constructed(self, operator: str, sort: Sort, values: list[Any]) -> Any | None:
        found = self._theory.constructor(operator)
        if found is None or found[0].name != sort.name or len(found[1].fields) != len(values):
            return None
        index = found[0].constructors.index(found[1])
        constructor = self.sort(sort).constructor(index)
        return constructor(*values)

    # Functions.

    def _function(self, name: str, parameters: tuple[Sort, ...], result: Sort) -> Any:
        key = (name, parameters, result)
        found = self._functions.get(key)
        if found is None:
            signature = [*(self.sort(p) for p in parameters), self.sort(result)]
            symbol = f"{name}|{len(self._functions)}"
            definition = self._theory.function(name)
            if definition is None or not parameters:
                found = self._functions[key] = self._z3.Function(symbol, *signature)
            else:
                found = self._functions[key] = self._z3.RecFunction(symbol, *signature)
                self._define(found, definition, parameters, result)
        return found

    def _define(self, symbol: Any, function: Function, parameters: tuple[Sort, ...], result: Sort) -> None:
        """Gives the solver the definition, at these sorts. Raises Untranslatable where it does not fit them."""
        sorts: SortBindings = {}
        fits = all(match_sort(p.sort, s, sorts) for p, s in zip(function.parameters, parameters, strict=True))
        if not fits or not match_sort(function.result, result, sorts):
            raise Untranslatable(f"{function.name} at other sorts")
        names = [Variable(p.name, s) for p, s in zip(function.parameters, parameters, strict=True)]
        values = [
            self._z3.FreshConst(self.sort(s), p.name) for p, s in zip(function.parameters, parameters, strict=True)
        ]
        bound = dict(zip(names, values, strict=True))
        renaming: dict[Variable, Term] = dict(zip(function.parameters, names, strict=True))
        if function.body is not None:
            body = self.term(instance(function.body, sorts, renaming), bound)
        else:
            body = self._by_cases(function, names, values, sorts, bound)
        self._z3.RecAddDefinition(symbol, values, body)

    def _by_cases(
        self, function: Function, names: list[Variable], values: list[Any], sorts: SortBindings, bound: Bound
    ) -> Any:
        switched, value = names[function.switch].sort, values[function.switch]
        datatype = self._theory.definitions.datatypes[switched.name]
        declared = self.sort(switched)
        cases: list[tuple[Any, Any]] = []
        for index, constructor in enumerate(datatype.constructors):
            branch = next((b for b in function.branches if b.constructor == constructor.name), None)
            if branch is None:
                raise Untranslatable(f"{function.name} has no case for {constructor.name}")
            renaming: dict[Variable, Term] = dict(zip(function.parameters, names, strict=True))
            inner = dict(bound)
            for i, (variable, sort) in enumerate(
                zip(branch.variables, field_sorts(datatype, constructor, switched), strict=True)
            ):
                match_sort(variable.sort, sort, sorts)
                renamed = Variable(f"{variable.name}!!{i}", sort)
                renaming[variable] = renamed
                inner[renamed] = declared.accessor(index, i)(value)
            cases.append((declared.recognizer(index)(value), self.term(instance(branch.body, sorts, renaming), inner)))
        result = cases[-1][1]
        for condition, body in reversed(cases[:-1]):
            result = self._z3.If(condition, body, result)
        return result
