"""Gives the expressions of scripts their meaning: names are resolved, sorts inferred, terms and formulas told apart.

Each expression is visited once and answers with a thunk, which makes the formula when all sorts are known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from frame_ls.declarations.sort_inference import SortPlace
from frame_ls.logic.formulas import And, Emp, Exists, Forall, Formula, Not, Or, Pure, Spatial, Star, Wand
from frame_ls.logic.heaps import Cell, PointsTo, PredicateCall
from frame_ls.logic.normal_forms import as_pure
from frame_ls.logic.sorts import BOOL, INT, REAL, Sort, location
from frame_ls.logic.terms import (
    DIVIDE,
    FALSE,
    ITE,
    REMAINDER,
    TRUE,
    Apply,
    Number,
    Term,
    Variable,
    add,
    equal,
    less,
    less_equal,
    minus,
    multiply,
    negate,
    nil,
    subtract,
)
from frame_ls.source import Finding, Severity, Span
from frame_ls.syntax import script_tree as tree

LOCATION = location("loc")  # the one sort of addresses in scripts
REGION = "heap"

MakeTerm = Callable[[], Term]
MakeFormula = Callable[[], Formula]


@dataclass(frozen=True, slots=True)
class Bound:
    """A name with its place for a sort; two bindings of one name are two of these."""

    name: str
    place: SortPlace

    def variable(self) -> Variable:
        return Variable(self.name, self.place.settle(LOCATION))


def value_cell(sort: Sort) -> Cell:
    """The cell of `x |-> v`: one value without a field name."""
    return Cell(str(sort), REGION, LOCATION, ("",), (sort,))


@dataclass
class Names:
    """What is declared: structs as cells, predicates with a place for the sort of each parameter."""

    structs: dict[str, Cell] = field(default_factory=dict)
    predicates: dict[str, tuple[SortPlace, ...]] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)  # all that occur
    implied: dict[str, dict[str, SortPlace]] | None = None  # fields of structs that need no declaration, as used

    def sort(self, name: tree.SortName | None, findings: list[Finding]) -> SortPlace:
        """The sort that is written, or a place where none is."""
        if name is None:
            return SortPlace()
        if name.name == "int":
            return SortPlace(INT)
        if name.name == "bool":
            return SortPlace(BOOL)
        if name.name not in self.structs and name.name not in ("loc", "pointer"):
            message = f"there is no sort `{name.name}`: sorts are `int`, `bool`, `loc` and the structs"
            findings.append(Finding("unknown-name", Severity.ERROR, name.span, message))
        return SortPlace(LOCATION)


@dataclass
class Elaborator:
    """Reads the expressions of one statement. Names that are not bound are universal variables, and collected."""

    names: Names
    findings: list[Finding] = field(default_factory=list)
    scope: dict[str, Bound] = field(default_factory=dict)
    free: dict[str, Bound] = field(default_factory=dict)
    contents: dict[int, list[SortPlace]] = field(default_factory=dict)  # by the root's binding: sorts of its values
    fresh: int = 0

    def settle(self) -> None:
        """Fills in what inference left open: the value of a cell is of the sort of other values at the same root."""
        for places in self.contents.values():
            known = [p for p in places if p.sort is not None]
            for place in places:
                if known:
                    place.unify(known[0])

    def wrong(self, span: Span, code: str, message: str) -> None:
        self.findings.append(Finding(code, Severity.ERROR, span, message))

    # Formulas

    def formula(self, expression: tree.Expression) -> MakeFormula:
        match expression:
            case tree.Bracketed(part=part):
                return self.formula(part)
            case tree.Name(text="emp"):
                return Emp
            case tree.Name(text="true" | "false" as text):
                return lambda: Pure(TRUE if text == "true" else FALSE)
            case tree.Call(name=name) if name in self.names.predicates:
                return self._predicate_call(expression)
            case tree.Operation():
                return self._operation(expression)
            case tree.Fraction():
                return self._fraction(expression)
            case tree.Quantified():
                return self._quantified(expression)
            case tree.Call(name=name):
                self.wrong(expression.span, "unknown-name", f"there is no predicate `{name}`")
                return Emp
            case _:
                made = self.term(expression, SortPlace(BOOL))
                return lambda: Pure(made())

    def _operation(self, e: tree.Operation) -> MakeFormula:
        match e.operator:
            case "*":
                return self._nary(e, Star)
            case "&":
                return self._nary(e, And)
            case "|":
                return self._nary(e, Or)
            case "-*":
                left, right = (self.formula(o) for o in e.operands)
                return lambda: Wand(left(), right())
            case "=>":
                premise, conclusion = (self.formula(o) for o in e.operands)
                return lambda: Or((_negation(premise()), conclusion()))
            case "!":
                part = self.formula(e.operands[0])
                return lambda: _negation(part())
            case "|->":
                return self._points_to(e)
            case "==" | "!=" | "<" | "<=" | ">" | ">=":
                comparison = self._comparison(e)
                return lambda: Pure(comparison())
            case _:
                self.wrong(e.span, "type", "this is a number, and a formula is needed here")
                return Emp

    def _nary(self, e: tree.Operation, connective: type[Star | And | Or]) -> MakeFormula:
        parts = [self.formula(o) for o in e.operands]
        return lambda: connective(tuple(part() for part in parts))

    def _predicate_call(self, e: tree.Call) -> MakeFormula:
        places = self.names.predicates[e.name]
        if len(places) != len(e.arguments):
            message = f"`{e.name}` takes {len(places)} arguments, there are {len(e.arguments)}"
            self.wrong(e.span, "type", message)
            return Emp
        arguments = [self.term(a, p) for a, p in zip(e.arguments, places, strict=True)]
        return lambda: Spatial(PredicateCall(e.name, tuple(a() for a in arguments), label=e.span))

    def _points_to(self, e: tree.Operation) -> MakeFormula:
        left, right = e.operands
        root = self.term(left, SortPlace(LOCATION))
        if isinstance(right, tree.Record):
            return self._record(e, root, right)
        place = SortPlace()
        value = self.term(right, place)
        if isinstance(left, tree.Name) and left.text in {**self.free, **self.scope}:
            bound = self.scope.get(left.text) or self.free[left.text]
            self.contents.setdefault(id(bound), []).append(place)

        def make() -> Formula:
            cell = value_cell(place.settle(LOCATION))
            self.names.cells[cell.name] = cell
            return Spatial(PointsTo(root(), cell, (value(),), label=e.span))

        return make

    def _record(self, e: tree.Operation, root: MakeTerm, record: tree.Record) -> MakeFormula:
        fields = self._fields(record)
        if fields is None:
            self.wrong(record.span, "unknown-name", f"there is no struct `{record.name}`")
            return Emp
        given: dict[str, MakeTerm] = {}
        for name, value in record.fields:
            if name not in fields:
                known = ", ".join(fields)
                self.wrong(record.span, "unknown-name", f"`{record.name}` has no field `{name}`; it has {known}")
                continue
            given[name] = self.term(value, fields[name])

        def make() -> Formula:
            hidden: list[Variable] = []
            values: list[Term] = []
            cell = self.names.structs.get(record.name) or _implied(record.name, fields)
            for name, sort in zip(cell.fields, cell.sorts, strict=True):
                if name in given:
                    values.append(given[name]())
                else:
                    self.fresh += 1
                    hidden.append(Variable(f"{name}!{self.fresh}", sort))
                    values.append(hidden[-1])
            self.names.cells[cell.name] = cell
            atom = Spatial(PointsTo(root(), cell, tuple(values), label=e.span))
            return Exists(tuple(hidden), atom) if hidden else atom

        return make

    def _fields(self, record: tree.Record) -> dict[str, SortPlace] | None:
        """The fields of the record's struct; None where there is no such struct."""
        cell = self.names.structs.get(record.name)
        if cell is not None:
            return {name: SortPlace(sort) for name, sort in zip(cell.fields, cell.sorts, strict=True)}
        if self.names.implied is None:
            return None
        fields = self.names.implied.setdefault(record.name, {})
        for name, _ in record.fields:
            fields.setdefault(name, SortPlace())
        return fields

    def _fraction(self, e: tree.Fraction) -> MakeFormula:
        fraction, part = self.term(e.fraction, SortPlace(REAL)), self.formula(e.part)

        def make() -> Formula:
            made = part()
            share = fraction()
            match made:
                case Spatial(atom=PointsTo() as atom):
                    return Spatial(PointsTo(atom.root, atom.cell, atom.values, share, atom.label))
                case Spatial(atom=PredicateCall() as atom):
                    return Spatial(PredicateCall(atom.name, atom.args, share, atom.label))
            self.wrong(e.span, "type", "a fraction goes with one cell or one predicate")
            return made

        return make

    def _quantified(self, e: tree.Quantified) -> MakeFormula:
        bound = [Bound(p.name, self.names.sort(p.sort, self.findings)) for p in e.parameters]
        outer = self.scope
        self.scope = {**outer, **{b.name: b for b in bound}}
        body = self.formula(e.body)
        self.scope = outer

        def make() -> Formula:
            variables = tuple(b.variable() for b in bound)
            return Exists(variables, body()) if e.quantifier == "exists" else Forall(variables, body())

        return make

    # Terms

    def term(self, e: tree.Expression, wanted: SortPlace) -> MakeTerm:
        """The term that `e` denotes; its sort is made equal to `wanted`."""
        match e:
            case tree.Bracketed(part=tree.Operation(operator="*", operands=operands)):
                factors = [self._number(o, e.span, wanted) for o in operands]
                return lambda: _product([f() for f in factors])
            case tree.Bracketed(part=part):
                return self.term(part, wanted)
            case tree.Numeral(value=value):
                return self._numeral(e.span, value, wanted)
            case tree.Name(text=text):
                return self._name(e, text, wanted)
            case tree.Operation(operator="+" | "-" | "/" | "%"):
                return self._arithmetic(e, wanted)
            case tree.Operation(operator="?:", operands=(condition, yes, no)):
                return self._choice(condition, yes, no, wanted)
            case _ if wanted.sort is BOOL and not isinstance(e, tree.Call | tree.Record):
                formula = self.formula(e)
                return lambda: self._pure(e.span, formula())
            case _:
                self.wrong(e.span, "type", "a value is needed here")
                return lambda: TRUE

    def _fits(self, span: Span, sort: SortPlace, wanted: SortPlace) -> None:
        if not sort.unify(wanted):
            self.wrong(span, "type", f"this is of sort `{sort.sort}`, and `{wanted.sort}` is needed")

    def _number(self, e: tree.Expression, span: Span, wanted: SortPlace) -> MakeTerm:
        if wanted.sort not in (INT, REAL):
            self._fits(span, SortPlace(INT), wanted)
        return self.term(e, wanted)

    def _numeral(self, span: Span, value: int, wanted: SortPlace) -> MakeTerm:
        if wanted.sort is REAL:
            return lambda: Number(value, REAL)
        self._fits(span, SortPlace(INT), wanted)
        return lambda: Number(value)

    def _name(self, e: tree.Name, text: str, wanted: SortPlace) -> MakeTerm:
        if text == "nil":
            self._fits(e.span, SortPlace(LOCATION), wanted)
            return lambda: nil(LOCATION)
        if text in ("true", "false"):
            self._fits(e.span, SortPlace(BOOL), wanted)
            return lambda: TRUE if text == "true" else FALSE
        bound = self.scope.get(text)
        if bound is None:
            bound = self.free.setdefault(text, Bound(text, SortPlace()))
        self._fits(e.span, bound.place, wanted)
        return bound.variable

    def _arithmetic(self, e: tree.Operation, wanted: SortPlace) -> MakeTerm:
        if wanted.sort is not REAL:
            self._fits(e.span, SortPlace(INT), wanted)
        parts = [self.term(o, wanted) for o in e.operands]
        match e.operator, len(parts):
            case "-", 1:
                return lambda: minus(parts[0]())
            case "+", _:
                return lambda: add(parts[0](), parts[1]())
            case "-", _:
                return lambda: subtract(parts[0](), parts[1]())
        operator = DIVIDE if e.operator == "/" else REMAINDER
        return lambda: _quotient(operator, parts[0](), parts[1]())

    def _choice(
        self, condition: tree.Expression, yes: tree.Expression, no: tree.Expression, wanted: SortPlace
    ) -> MakeTerm:
        test, a, b = self.formula(condition), self.term(yes, wanted), self.term(no, wanted)

        def make() -> Term:
            then = a()
            return Apply(ITE, (self._pure(condition.span, test()), then, b()), then.sort)

        return make

    def _pure(self, span: Span, formula: Formula) -> Term:
        term = as_pure(formula)
        if term is None:
            self.wrong(span, "type", "this speaks of the heap, and a value is needed here")
            return TRUE
        return term

    def _comparison(self, e: tree.Operation) -> MakeTerm:
        place = SortPlace(INT) if e.operator in ("<", "<=", ">", ">=") else SortPlace()
        a, b = self._operands(e.operands, place)
        match e.operator:
            case "==":
                return lambda: equal(a(), b())
            case "!=":
                return lambda: negate(equal(a(), b()))
            case "<":
                return lambda: less(a(), b())
            case "<=":
                return lambda: less_equal(a(), b())
            case ">":
                return lambda: less(b(), a())
            case _:
                return lambda: less_equal(b(), a())

    def _operands(self, operands: Sequence[tree.Expression], place: SortPlace) -> tuple[MakeTerm, MakeTerm]:
        first, second = operands
        return self.term(first, place), self.term(second, place)


def _negation(formula: Formula) -> Formula:
    pure = as_pure(formula)
    return Not(formula) if pure is None else Pure(negate(pure))


def _product(factors: list[Term]) -> Term:
    product = factors[0]
    for factor in factors[1:]:
        product = multiply(product, factor)
    return product


def _quotient(operator: str, a: Term, b: Term) -> Term:
    if a.sort is REAL and isinstance(a, Number) and isinstance(b, Number) and b.value and operator == DIVIDE:
        return Number(Fraction(a.value) / Fraction(b.value), REAL)
    return Apply(operator, (a, b), a.sort)


def _implied(struct: str, fields: dict[str, SortPlace]) -> Cell:
    return Cell(struct, REGION, LOCATION, tuple(fields), tuple(place.settle(LOCATION) for place in fields.values()))
