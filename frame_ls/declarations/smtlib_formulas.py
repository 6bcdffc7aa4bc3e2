"""Gives SMT-LIB terms their meaning: sorts are checked, names resolved, heap formulas and pure terms told apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import combinations, pairwise

from frame_ls.logic.definitions import Constructor, Datatype, Function
from frame_ls.logic.formulas import And, Emp, Exists, Forall, Formula, Not, Or, Pure, Spatial, Star, Wand
from frame_ls.logic.heaps import Cell, PointsTo, PredicateCall
from frame_ls.logic.normal_forms import as_pure
from frame_ls.logic.sorts import BOOL, INT, REAL, Sort
from frame_ls.logic.terms import (
    FALSE,
    ITE,
    TRUE,
    Apply,
    Number,
    Term,
    Variable,
    add,
    conjunction,
    equal,
    less,
    less_equal,
    minus,
    multiply,
    negate,
    nil,
)
from frame_ls.syntax.smtlib import Form, SExpression, Symbol

_EMP = frozenset({"emp", "sep.emp"})
_NIL = frozenset({"nil", "sep.nil"})
_DEEPEST_MACRO = 200


class IllFormed(Exception):
    """Text that means nothing: `at` is the smallest expression to blame, `code` the finding's."""

    def __init__(self, at: SExpression, message: str, code: str = "type") -> None:
        super().__init__(message)
        self.at, self.code = at, code


@dataclass(frozen=True, slots=True)
class Macro:
    """A `define-fun`: put in wherever it is used."""

    parameters: tuple[tuple[str, Sort], ...]
    body: SExpression


@dataclass(frozen=True, slots=True)
class Scope:
    """What the local names stand for."""

    names: Mapping[str, Term | Formula]
    depth: int = 0

    def with_names(self, names: Mapping[str, Term | Formula]) -> Scope:
        return Scope({**self.names, **names}, self.depth)


@dataclass
class Reader:
    """The declarations so far, and the translation of expressions under them."""

    sorts: dict[str, Sort] = field(default_factory=lambda: {"Int": INT, "Bool": BOOL, "Real": REAL})
    constants: dict[str, Term] = field(default_factory=dict)
    datatypes: dict[str, Datatype] = field(default_factory=dict)
    constructors: dict[str, tuple[Datatype, Constructor]] = field(default_factory=dict)
    functions: dict[str, Function] = field(default_factory=dict)
    macros: dict[str, Macro] = field(default_factory=dict)
    signatures: dict[str, tuple[Sort, ...]] = field(default_factory=dict)  # of predicates
    cells: dict[str, Cell] = field(default_factory=dict)
    cells_at: dict[Sort, list[Cell]] = field(default_factory=dict)

    def add_datatype(self, datatype: Datatype) -> None:
        self.datatypes[datatype.name] = datatype
        for constructor in datatype.constructors:
            self.constructors[constructor.name] = (datatype, constructor)

    def add_cell(self, address: Sort, cell: Cell) -> None:
        self.cells[cell.name] = cell
        self.cells_at.setdefault(address, []).append(cell)

    def sort(self, expression: SExpression) -> Sort:
        if isinstance(expression, Symbol) and expression.text in self.sorts:
            return self.sorts[expression.text]
        name = expression.text if isinstance(expression, Symbol) else "this sort"
        raise IllFormed(expression, f"`{name}` is not declared", "unknown-name")

    def value_of(self, name: str, sort: Sort) -> tuple[Term, tuple[Variable, ...]]:
        """A name of a sort: a variable, or for a record of one constructor that constructor of a variable a field."""
        datatype = self.datatypes.get(sort.name) if sort.kind == "data" else None
        if datatype is None or len(datatype.constructors) != 1:
            variable = Variable(name, sort)
            return variable, (variable,)
        constructor = datatype.constructors[0]
        if any(f.sort.kind == "data" for f in constructor.fields):
            variable = Variable(name, sort)
            return variable, (variable,)
        variables = tuple(Variable(f"{name}.{f.name}", f.sort) for f in constructor.fields)
        return Apply(constructor.name, variables, sort), variables

    # Formulas

    def formula(self, expression: SExpression, scope: Scope) -> Formula:
        """What an expression of sort Bool says, of the stack and the heap."""
        if isinstance(expression, Symbol):
            return self._named_formula(expression, scope)
        head, arguments = self._head(expression)
        if head in ("and", "or", "sep"):
            parts = tuple(self.formula(a, scope) for a in arguments)
            return parts[0] if len(parts) == 1 else _connective(head, parts)
        if head == "not":
            return self._negation(self.formula(self._one(expression, arguments), scope))
        if head == "=>":
            *premises, conclusion = (self.formula(a, scope) for a in arguments)
            return _connective("or", (*(self._negation(p) for p in premises), conclusion))
        if head == "wand":
            left, right = self._exactly(expression, arguments, 2)
            return Wand(self.formula(left, scope), self.formula(right, scope))
        if head in ("exists", "forall"):
            return self._quantified(head, expression, arguments, scope)
        if head == "let":
            return self.formula(arguments[1], self._let(arguments[0], scope))
        if head == "_":
            if len(arguments) and isinstance(arguments[0], Symbol) and arguments[0].text in _EMP:
                return Emp()
            raise IllFormed(expression, "this indexed identifier is not supported", "unsupported")
        if head == "pto":
            return self._points_to(expression, arguments, scope)
        if head in self.signatures:
            return Spatial(PredicateCall(head, self._arguments(expression, arguments, self.signatures[head], scope)))
        if head in self.macros:
            return self.formula(self.macros[head].body, self._enter(expression, head, arguments, scope))
        if head in ("ite", "=", "xor") and self._says_bool(arguments[-1], scope):
            return self._boolean_choice(head, arguments, scope)
        return Pure(self._pure_application(expression, head, arguments, scope))

    def _named_formula(self, symbol: Symbol, scope: Scope) -> Formula:
        if symbol.text in _EMP:
            return Emp()
        if symbol.text in self.macros and not self.macros[symbol.text].parameters:
            return self.formula(self.macros[symbol.text].body, Scope({}))
        local = scope.names.get(symbol.text)
        if local is not None and not isinstance(local, Term):
            return local
        if symbol.text in self.signatures and not self.signatures[symbol.text]:
            return Spatial(PredicateCall(symbol.text, ()))
        return Pure(self._sorted(symbol, self.term(symbol, scope), BOOL))

    def _negation(self, formula: Formula) -> Formula:
        if isinstance(formula, Not):
            return formula.part
        pure = as_pure(formula)
        return Not(formula) if pure is None else Pure(negate(pure))

    def _quantified(self, head: str, at: Form, arguments: tuple[SExpression, ...], scope: Scope) -> Formula:
        binders, body = self._exactly(at, arguments, 2)
        names: dict[str, Term | Formula] = {}
        variables: list[Variable] = []
        for binder in binders.items if isinstance(binders, Form) else ():
            name, sort = self._exactly(at, binder.items if isinstance(binder, Form) else (), 2)
            assert isinstance(name, Symbol)
            names[name.text], made = self.value_of(name.text, self.sort(sort))
            variables += made
        inner = self.formula(body, scope.with_names(names))
        return Exists(tuple(variables), inner) if head == "exists" else Forall(tuple(variables), inner)

    def _points_to(self, at: Form, arguments: tuple[SExpression, ...], scope: Scope) -> Formula:
        left, right = self._exactly(at, arguments, 2)
        root = self.term(left, scope)
        value = self.term(right, scope)
        cells = self.cells_at.get(root.sort)
        if not cells:
            raise IllFormed(left, f"`declare-heap` gives no cells at addresses of sort {root.sort}")
        for cell in cells:
            if isinstance(value, Apply) and value.operator == cell.name and value.sort.kind == "data":
                return Spatial(PointsTo(root, cell, value.args))
        if cells[0].name == cells[0].region:
            self._sorted(right, value, cells[0].sorts[0])
            return Spatial(PointsTo(root, cells[0], (value,)))
        raise IllFormed(right, "the contents of a cell must be written by its constructor", "unsupported")

    def _says_bool(self, expression: SExpression, scope: Scope) -> bool:
        try:
            return self.term(expression, scope).sort is BOOL
        except IllFormed:
            return True

    def _boolean_choice(self, head: str, arguments: tuple[SExpression, ...], scope: Scope) -> Formula:
        parts = [self.formula(a, scope) for a in arguments]
        if head == "ite":
            condition, yes, no = parts
            return Or((And((condition, yes)), And((self._negation(condition), no))))
        a, b = parts
        same = Or((And((a, b)), And((self._negation(a), self._negation(b)))))
        return same if head == "=" else self._negation(same)

    # Terms

    def term(self, expression: SExpression, scope: Scope) -> Term:
        """What an expression of any sort but heap formulas denotes."""
        if isinstance(expression, Symbol):
            return self._name(expression, scope)
        head, arguments = self._head(expression)
        if head == "as":
            symbol, sort = self._exactly(expression, arguments, 2)
            if isinstance(symbol, Symbol) and symbol.text in _NIL:
                return nil(self.sort(sort))
            return self.term(symbol, scope)
        if head == "let":
            return self.term(arguments[1], self._let(arguments[0], scope))
        if head in self.macros:
            return self.term(self.macros[head].body, self._enter(expression, head, arguments, scope))
        if head in ("and", "or", "not", "=>", "exists", "forall", "xor"):
            pure = as_pure(self.formula(expression, scope))
            if pure is None:
                raise IllFormed(expression, "a heap formula cannot be used as a value", "unsupported")
            return pure
        return self._pure_application(expression, head, arguments, scope)

    def _name(self, symbol: Symbol, scope: Scope) -> Term:
        text = symbol.text
        local = scope.names.get(text)
        if isinstance(local, Term):
            return local
        if text in self.constants:
            return self.constants[text]
        if text in ("true", "false"):
            return TRUE if text == "true" else FALSE
        if text.isdigit():
            return Number(int(text))
        if text in self.constructors:
            datatype, _ = self.constructors[text]
            return Apply(text, (), self.sorts[datatype.name])
        if text in self.macros and not self.macros[text].parameters:
            return self.term(self.macros[text].body, Scope({}))
        raise IllFormed(symbol, f"`{text}` is not declared", "unknown-name")

    def _pure_application(self, at: Form, head: str, arguments: tuple[SExpression, ...], scope: Scope) -> Term:
        if head in self.constructors:
            datatype, constructor = self.constructors[head]
            values = self._arguments(at, arguments, tuple(f.sort for f in constructor.fields), scope)
            return Apply(head, values, self.sorts[datatype.name])
        if head in self.functions:
            function = self.functions[head]
            values = self._arguments(at, arguments, tuple(p.sort for p in function.parameters), scope)
            return Apply(head, values, function.result)
        values = tuple(self.term(a, scope) for a in arguments)
        if not values:
            raise IllFormed(at, f"`{head}` without arguments")
        if head in ("=", "distinct", "ite"):
            self._same_sorts(arguments[1:] if head == "ite" else arguments, values[1:] if head == "ite" else values)
        if head == "=":
            return conjunction(_equal(a, b) for a, b in pairwise(values))
        if head == "distinct":
            return conjunction(negate(_equal(a, b)) for a, b in combinations(values, 2))
        if head == "ite":
            self._exactly(at, arguments, 3)
            return Apply(ITE, values, values[1].sort)
        return self._arithmetic(at, head, arguments, values)

    def _arithmetic(self, at: Form, head: str, arguments: tuple[SExpression, ...], values: tuple[Term, ...]) -> Term:
        if head not in ("+", "-", "*", "<", "<=", ">", ">="):
            raise IllFormed(at.items[0], f"`{head}` is not declared", "unknown-name")
        for argument, value in zip(arguments, values, strict=True):
            if value.sort not in (INT, REAL):
                raise IllFormed(argument, f"a number is needed here, this is of sort {value.sort}")
        self._same_sorts(arguments, values)
        match head:
            case "+":
                return add(*values)
            case "-":
                return minus(values[0]) if len(values) == 1 else add(values[0], *(minus(v) for v in values[1:]))
            case "*":
                product = values[0]
                for value in values[1:]:
                    product = multiply(product, value)
                return product
            case "<":
                return conjunction(less(a, b) for a, b in pairwise(values))
            case "<=":
                return conjunction(less_equal(a, b) for a, b in pairwise(values))
            case ">":
                return conjunction(less(b, a) for a, b in pairwise(values))
            case _:
                return conjunction(less_equal(b, a) for a, b in pairwise(values))

    # Pieces

    def _head(self, form: Form) -> tuple[str, tuple[SExpression, ...]]:
        if not form.items or not isinstance(form.items[0], Symbol):
            raise IllFormed(form, "an expression begins with the name of a function", "syntax")
        return form.items[0].text, form.items[1:]

    def _arguments(
        self, at: Form, arguments: tuple[SExpression, ...], sorts: tuple[Sort, ...], scope: Scope
    ) -> tuple[Term, ...]:
        self._exactly(at, arguments, len(sorts))
        return tuple(self._sorted(a, self.term(a, scope), s) for a, s in zip(arguments, sorts, strict=True))

    def _enter(self, at: Form, head: str, arguments: tuple[SExpression, ...], scope: Scope) -> Scope:
        macro = self.macros[head]
        self._exactly(at, arguments, len(macro.parameters))
        if scope.depth > _DEEPEST_MACRO:
            raise IllFormed(at, f"`{head}` is defined by itself")
        names: dict[str, Term | Formula] = {}
        for (name, sort), argument in zip(macro.parameters, arguments, strict=True):
            names[name] = (
                self.formula(argument, scope)
                if sort is BOOL
                else self._sorted(argument, self.term(argument, scope), sort)
            )
        return Scope(names, scope.depth + 1)

    def _let(self, bindings: SExpression, scope: Scope) -> Scope:
        names: dict[str, Term | Formula] = {}
        for binding in bindings.items if isinstance(bindings, Form) else ():
            name, value = self._exactly(binding, binding.items if isinstance(binding, Form) else (), 2)
            assert isinstance(name, Symbol)
            try:
                names[name.text] = self.term(value, scope)
            except IllFormed:
                names[name.text] = self.formula(value, scope)
        return scope.with_names(names)

    def _one(self, at: SExpression, arguments: tuple[SExpression, ...]) -> SExpression:
        return self._exactly(at, arguments, 1)[0]

    def _exactly(self, at: SExpression, arguments: tuple[SExpression, ...], count: int) -> tuple[SExpression, ...]:
        if len(arguments) != count:
            raise IllFormed(at, f"{count} arguments are needed here, there are {len(arguments)}")
        return arguments

    def _sorted(self, at: SExpression, term: Term, sort: Sort) -> Term:
        if term.sort is not sort:
            raise IllFormed(at, f"this is of sort {term.sort}, sort {sort} is needed")
        return term

    def _same_sorts(self, arguments: tuple[SExpression, ...], values: tuple[Term, ...]) -> None:
        for argument, value in zip(arguments, values, strict=True):
            self._sorted(argument, value, values[0].sort)


def _equal(a: Term, b: Term) -> Term:
    """`a = b`, field by field for two records of one constructor."""
    if isinstance(a, Apply) and isinstance(b, Apply) and a.sort.kind == "data" and a.operator == b.operator:
        return conjunction(_equal(x, y) for x, y in zip(a.args, b.args, strict=True))
    return equal(a, b)


def _connective(head: str, parts: tuple[Formula, ...]) -> Formula:
    return And(parts) if head == "and" else Or(parts) if head == "or" else Star(parts)
